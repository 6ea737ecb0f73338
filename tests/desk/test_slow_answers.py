"""A server that takes its time: what is typed waits for its answer, says so, and takes it. And a fresh server does not: it has read its tables."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotate.models import Review
from tests.system.running import environment

ROOT = Path(__file__).resolve().parents[2]
LONGER_THAN_BEFORE = 4500  # ms; the desk once gave up after four seconds
FIRST_WORDS = {
    "period": "前10个月",
    "region": "胶州",
    "value": "1.25万户",
    "unit": "万户",
    "indicator": "生产总值",
    "subject": "全市",
    "place": "明村镇",
}


class Held:
    """Requests for how something is read, kept back until the test lets them go."""

    def __init__(self, desk: Any) -> None:
        self.desk, self.routes = desk, []
        desk.page.route("**/understood/**", lambda route: self.routes.append(route))  # playwright marks its handlers

    def release(self) -> None:
        for route in self.routes:
            route.continue_()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seen", [True, False], ids=["shown, then entered", "entered at once"])
def test_a_period_typed_first_waits_for_its_answer_and_takes_it(seat: Any, alice: Any, document: Any, seen: bool) -> None:
    desk = seat(alice).sit()
    held = Held(desk)
    desk.press("p").type("前10个月")
    if seen:
        desk.page.wait_for_selector(".understood:text('reading …')")
    desk.press("Enter")
    desk.page.wait_for_selector("#desk-says:text('reading …')")
    desk.page.wait_for_timeout(LONGER_THAN_BEFORE)
    assert not Review.objects.exists()
    assert len(held.routes) == 1, "the answer under way is awaited, not asked for again"
    held.release()
    desk.saved()
    review = Review.objects.get()
    assert (review.period_start, review.period_end) == ("2024-01", "2024-10")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_a_server_that_went_away_did_not_read_is_asked_for_again_with_what_was_typed(seat: Any, alice: Any, document: Any) -> None:
    desk = seat(alice).sit()
    held = Held(desk)
    desk.press("p").type("前10个月").press("Enter")
    desk.page.wait_for_selector("#desk-says:text('reading …')")
    held.routes[0].abort()
    desk.page.wait_for_selector("input.edit[aria-invalid]")
    assert desk.page.locator("input.edit").input_value() == "前10个月"
    assert "server is away" in desk.page.locator(".understood").inner_text()
    desk.page.unroute("**/understood/**")
    desk.press("Enter").saved()
    assert Review.objects.get().period_end == "2024-10"


def test_a_fresh_web_server_has_read_every_table_before_the_first_word_is_typed(tmp_path: Path) -> None:
    """What gunicorn imports, in a process of its own: from then on no way to read a typed value opens a file."""
    code = """if True:
        import json, os, sys
        import annotate.wsgi
        from annotate.understanding import READERS, understand
        opened = []
        words = json.loads(sys.argv[1])
        sys.addaudithook(lambda event, about: opened.append(str(about[0])) if event == "open" else None)
        read = [understand(field, text, "2024-11-28")[0].says for field, text in words.items()]
        files = list(opened)
        print(json.dumps([files, sorted(READERS), len(read)]))
    """
    env = environment(DATA_DIR=tmp_path, SECRET_KEY="a-key-for-the-tests-alone-0123456789abcdef", PYTHONPATH=ROOT)
    command = [sys.executable, "-c", code, json.dumps(FIRST_WORDS)]
    said = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout
    files, fields, count = json.loads(said.splitlines()[-1])
    assert (files, fields, count) == ([], sorted(FIRST_WORDS), len(FIRST_WORDS))
