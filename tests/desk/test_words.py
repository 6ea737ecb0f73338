"""Whatever the extractor can say of a fact, the desk says in the reader's language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from annotate.findings import told
from annotate.pages.desk_words import words

FACTS = Path(__file__).resolve().parents[2] / "extraction" / "facts"


def reasons() -> set[str]:
    """The rules written into evidence: ``Reason(spans, "rule")``, and the name a draft was given by."""
    found = set()
    for path in FACTS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                found |= {part.value for one in node.args[1:2] for part in ast.walk(one) if isinstance(part, ast.Constant) and part.value}
            if isinstance(node, ast.Assign) and any("name_rule" in ast.unparse(target) for target in node.targets):
                last = node.value.elts[-1] if isinstance(node.value, ast.Tuple) else node.value
                found |= {last.value} if isinstance(last, ast.Constant) and isinstance(last.value, str) else set()
    return found


def test_every_rule_is_put_in_words() -> None:
    assert len(reasons()) > 20
    assert reasons() - set(words()["rules"]) == set()


def sentences() -> list[str]:
    """What the checks say, with other words for the values."""
    tree = ast.parse((FACTS / "checking.py").read_text(encoding="utf-8"))
    written = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    told = ["".join(str(part.value) if isinstance(part, ast.Constant) else "甲" for part in node.values) for node in written]
    return [sentence for sentence in told if " " in sentence]


@pytest.mark.parametrize("says", sentences())
def test_every_finding_is_told_in_the_readers_language(says: str) -> None:
    with override("en"):
        assert re.sub(r"\W", "", told(says)).startswith(re.sub(r"\W", "", says)[:20])
    with override("zh-hans"):
        assert re.search("[a-z]", told(says)) is None
        assert told(says).count("甲") >= says.count("甲") - 1


def test_what_another_producer_found_is_told_as_it_is() -> None:
    with override("zh-hans"):
        assert told("the total does not add up") == "the total does not add up"
