"""The five lines of Python in the README, run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

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
