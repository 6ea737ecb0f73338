"""Facts that say the same thing, and what is done where their values differ."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import observing, queueing
from annotate.errors import Forbidden, NotFound
from annotate.reviewing import judging
from tests.conftest import proposal

pytestmark = pytest.mark.django_db

FIRST = "前三季度,平度市固定资产投资完成125.6亿元。"
SECOND = "据统计,平度市前三季度固定资产投资达到126亿元。"


def accept_all(document: Any, annotator: Any) -> None:
    reading = queueing.open_reading(document=document, annotator=annotator, door="page")
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=annotator, door="page")


@pytest.fixture
def conflict(make_document: Any, alice: Any, collection: Any) -> Any:
    for raw, mention in ((FIRST, "125.6亿元"), (SECOND, "126亿元")):
        accept_all(make_document(raw=raw, facts=[mention]), alice)
    (found,) = observing.conflicts(collection, alice)
    return found


def test_different_values_of_one_observation_are_a_conflict(conflict: Any) -> None:
    assert [review.value for review in conflict.judgements] == ["125.6", "126"]


def test_the_same_value_written_otherwise_is_none(make_document: Any, alice: Any, collection: Any) -> None:
    for raw, mention in ((FIRST, "125.6亿元"), ("平度市前三季度固定资产投资1256000万元。", "1256000万元")):
        accept_all(make_document(raw=raw, facts=[mention]), alice)
    assert observing.conflicts(collection, alice) == []


def test_an_adjudicator_explains_a_conflict(conflict: Any, collection: Any, carol: Any, alice: Any) -> None:
    key = conflict.observation_id
    with pytest.raises(Forbidden):
        observing.explain(collection=collection, observation_id=key, kind="revised", actor=alice, door="page")
    observing.explain(collection=collection, observation_id=key, kind="revised", actor=carol, door="page")
    assert observing.conflicts(collection, carol, explained=False) == []
    with pytest.raises(NotFound):
        observing.explain(collection=collection, observation_id="0" * 16, kind="revised", actor=carol, door="page")


def test_a_page_looks_at_a_stretch_and_says_where_to_go_on(
    make_document: Any, alice: Any, collection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 4):
        for raw, mention in (
            (f"{number}月,平度市投资{number}.6亿元。", f"{number}.6亿元"),
            (f"平度市{number}月投资{number}.9亿元。", f"{number}.9亿元"),
        ):
            accept_all(
                make_document(raw=raw, facts=[proposal(raw, mention, period_start=f"2024-0{number}", period_end=f"2024-0{number}")]), alice
            )
    whole = observing.conflicts(collection, alice)
    assert len(whole) == 3
    monkeypatch.setattr(observing, "LOOKED_AT", 1)
    found, after, looks = [], "", 0
    while after is not None:
        stretch = observing.look(collection, alice, after=after, limit=20)
        found, after, looks = found + stretch.conflicts, stretch.following, looks + 1
    assert [each.observation_id for each in found] == [each.observation_id for each in whole]
    assert looks == 3
    assert [each.observation_id for each in observing.conflicts(collection, alice, limit=2)] == [each.observation_id for each in whole[:2]]
