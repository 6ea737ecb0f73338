"""The desk over a server whose process ends and begins again: what is done meanwhile is kept, sent, and lands once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import Seat
from tests.system.running import ROOT, Server, Workshop, wait_for

pytestmark = [pytest.mark.system, pytest.mark.browser]

TEXTS = [
    "平度市前三季度经济运行\n\n前三季度,平度市地区生产总值增长5.4%。前10个月,新增经营主体1.25万户,固定资产投资完成125.6亿元。全市用电量18.3亿千瓦时。省道208通车。",
    "胶州市前三季度经济运行\n\n前三季度,胶州市地区生产总值增长6.1%。",
]


@pytest.fixture
def desk(workshop: Workshop, server: Server, chromium: Any) -> Iterator[Seat]:
    told = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "sit_down.py")],
        cwd=ROOT, env=workshop.environment, check=True, input=json.dumps(TEXTS), capture_output=True, text=True,
    )  # fmt: skip
    server.start()
    window = chromium.new_context(locale="en", viewport={"width": 1366, "height": 768})
    window.add_cookies([{"name": "sessionid", "value": told.stdout.strip().splitlines()[-1], "url": server.address}])
    window.set_default_timeout(15000)
    one = Seat(window, server.address)
    yield one.sit()
    window.close()
    assert not one.errors, one.errors


def audit(workshop: Workshop) -> list[str]:
    """What people did at the desk, in order."""
    query = "SELECT action FROM annotate_auditevent WHERE door = 'page' AND action NOT LIKE 'reading.open' ORDER BY id"
    return [action for (action,) in workshop.rows(query)]


def test_deeds_done_while_the_server_is_away_land_once_when_it_is_back(desk: Seat, server: Server, workshop: Workshop) -> None:
    page = desk.page
    desk.press("Enter").saved()
    server.stop()
    desk.press("Enter")
    desk.press("x", "2")
    desk.press("i").type("全社会用电量").press("Enter")
    desk.trouble("away")
    page.locator("#desk-raw [data-state=numeral-advance]").last.click()
    desk.press("d")
    assert "4" in page.locator("#desk-saved").inner_text()
    assert page.locator("#desk-notice").is_visible()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    wait_for(lambda: page.evaluate("1") and asked, 5, "the question before the page is left")
    assert asked == ["beforeunload"]
    assert audit(workshop) == ["review.accepted"]
    server.start()
    desk.saved()
    assert not page.locator("#desk-notice").is_visible()
    assert audit(workshop) == ["review.accepted", "review.accepted", "review.rejected", "review.accepted", "numeral.dismiss"]
    desk.press("n").saved()
    assert page.locator("#desk-title").inner_text() == "第2篇"
    assert audit(workshop)[-1] == "reading.finish"


@pytest.mark.heavy
def test_a_server_that_dies_between_commit_and_answer_is_told_again_and_nothing_doubles(
    desk: Seat, server: Server, workshop: Workshop
) -> None:
    deeds = [
        ("/judge/", ["Enter"], None, "review.accepted"),
        ("/judge/", ["x", "1"], None, "review.rejected"),
        ("/retract/", ["z"], None, "review.retract"),
        ("/note/", ["w"], "请再看一眼", "note.write"),
        ("/withdraw-note/", ["z"], None, "note.withdraw"),
        ("/dismiss/", ["d"], None, "numeral.dismiss"),
        ("/undismiss/", ["z"], None, "numeral.undismiss"),
    ]
    done = []
    for path, keys, typed, action in deeds:
        if path == "/dismiss/":
            desk.page.locator("#desk-raw [data-state=numeral-advance]").last.click()
        server.blow(path)
        desk.press(*keys)
        if typed:
            desk.page.locator("dialog textarea").wait_for()
            desk.type(typed).press("Enter")
        wait_for(server.has_died, 15, f"the death over {path}")
        done.append(action)
        assert audit(workshop) == done, "committed, and not answered"
        server.start()
        desk.saved()
        assert audit(workshop) == done, f"{path} was done twice"
    revisions = workshop.rows("SELECT revision FROM annotate_review")
    assert revisions == [(1,)]


def test_what_is_typed_and_what_is_unsaved_outlive_a_reload_while_the_server_was_away(
    desk: Seat, server: Server, workshop: Workshop
) -> None:
    page = desk.page
    server.stop()
    desk.press("Enter")
    desk.trouble("away")
    desk.press("i").type("新增市场主体")
    server.start()
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    desk.ready()
    desk.saved()
    assert audit(workshop) == ["review.accepted"]
    assert page.locator("input.edit").input_value() == "新增市场主体"
    desk.press("Enter").saved()
    assert workshop.rows("SELECT indicator FROM annotate_review ORDER BY id")[-1] == ("新增市场主体",)
