"""What reviewers changed, and how right the extractor was."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import corrections, queueing
from annotate.reviewing import judging
from tests.conftest import PARAGRAPH, proposal

pytestmark = pytest.mark.django_db


def test_corrections_name_the_words_and_the_rule_they_came_from(make_document: Any, collection: Any, alice: Any) -> None:
    at = PARAGRAPH.index("前三季度")
    evidence = {"period": {"spans": [[at, at + 4]], "rule": "clause_before"}}
    document = make_document(facts=[proposal(PARAGRAPH, "125.6亿元") | {"evidence": evidence}, "5.4%", "1.25万户"])
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    investment, growth, entities = document.facts.order_by("id")
    judge = {"reading": reading, "actor": alice, "door": "page"}
    judging.judge(fact=investment, state="accepted", values={"period_end": "2024-10"}, **judge)
    judging.judge(fact=growth, state="rejected", reason="not_a_fact", **judge)
    judging.judge(fact=entities, state="accepted", **judge)
    rows = [correction.row() for correction in corrections.corrections(collection, alice)]
    assert [(row["field"], row["from"], row["to"], row["cues"], row["rule"]) for row in rows] == [
        ("period_end", "2024-09", "2024-10", "前三季度", "clause_before"),
        ("fact", "fact", "no fact", "", ""),
    ]
    (live,) = corrections.accuracy(collection, alice)
    assert (live.version, live.judged, live.accepted) == ("test", 3, 2)
    assert (live.fields["period_end"], live.fields["value"]) == (0.5, 1.0)


def test_a_page_looks_at_a_stretch_of_judgements(make_document: Any, collection: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document()
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in document.facts.order_by("id"):
        last = fact.candidate.text == "125.6亿元"
        judging.judge(
            fact=fact, reading=reading, state="accepted", values={"status": "estimate"} if last else None, actor=alice, door="page"
        )
    monkeypatch.setattr(corrections, "LOOKED_AT", 1)
    monkeypatch.setattr(corrections, "COUNTED", 1)
    first, after = corrections.corrections_near(collection, alice, size=50)
    assert (first, after is not None) == ([], True)
    second, end = corrections.corrections_near(collection, alice, size=50, after=after or 0)
    assert ([each.field for each in second], end) == (["status"], None)
    assert [each.judged for each in corrections.accuracy(collection, alice)] == [1]
