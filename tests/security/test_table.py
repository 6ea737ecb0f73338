"""The table of docs/security.md names tests that stand."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_that_the_table_names_stands():
    named, file = [], ""
    for found in re.finditer(r"`([\w/]+\.py)?::(test_\w+)`", (ROOT / "docs" / "security.md").read_text("utf-8")):
        file = found[1] or file
        named.append((file, found[2]))
    assert len(named) > 80
    assert [each for each in named if f"def {each[1]}(" not in (ROOT / "tests" / each[0]).read_text("utf-8")] == []
