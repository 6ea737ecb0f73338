"""The five lines of Python in the README, and the whole way in docs/api.md, run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from annotate.models import User
from tests.api.test_tell_the_story import workers_work

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.mark.django_db(transaction=True)
def test_the_example_prints_the_facts_of_a_region(
    live_server: Any, document: Any, alice: Any, program: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    example = re.search(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert example
    code = example[1].replace("http://127.0.0.1:8000", live_server.url).replace("heshi_...", program(alice, "read").secret)
    assert len([line for line in example[1].splitlines() if line and not line.startswith("import")]) <= 5
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 3
    assert str(document.facts.order_by("-id").first().uuid) in printed[0]
    assert "'region_code': '370283'" in printed[0]


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_leads_to_a_file(
    live_server: Any, program: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the program waits a second, the workers work."""
    code = re.search(r"```python\n(.*?)```", (README.parent / "docs" / "api.md").read_text("utf-8"), re.DOTALL)
    assert code
    told = code[1].replace("http://127.0.0.1:8000", live_server.url)
    for name in ("maria", "alice", "bob", "carol"):
        secret = program(User.objects.create(username=name)).secret
        told = told.replace(f'"{name}": "heshi_..."', f'"{name}": "{secret}"')
    monkeypatch.setattr("time.sleep", lambda _seconds: workers_work())
    exec(compile(told, "api.md", "exec"), {})
    first, *rows = capsys.readouterr().out.strip().splitlines()
    assert (first, len(rows)) == ("1.0.0 3", 4)
    assert any("5.4%" in row and "胶州市,370281,,2024-01,2024-09,actual" in row for row in rows)
