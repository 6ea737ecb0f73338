"""Which facts wait for a decision, and for whose; taking a decision back; sending a reading back."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import governing, permissions, queries, queueing, releasing
from annotate.errors import BadInput, Forbidden, Stale, WrongState
from annotate.models import Adjudication, AuditEvent, Note, Reading
from annotate.reviewing import adjudicating, dismissing, finishing
from annotate.settlement import Settlement, settle
from tests.lead.conftest import read

pytestmark = pytest.mark.django_db


def whole(collection: Any) -> Settlement:
    return settle(list(collection.documents.values_list("pk", flat=True)))


def mentions(facts: Any) -> list[str]:
    return [fact.candidate.text for fact in facts]


def test_facts_on_which_finished_readers_differ_wait_for_an_adjudicator(disputed: Any, carol: Any) -> None:
    assert mentions(queries.disputes(carol)) == ["5.4%", "1.25万户"]
    measure, detection = queries.told(queries.disputes(carol))
    assert (measure.fields, [side.measure for side in measure.sides]) == (("measure",), ["level", "growth"])
    assert (detection.fields, [side.state for side in detection.sides]) == ((), ["accepted", "rejected"])


def test_the_queue_and_the_release_call_the_same_facts_disputed(disputed: Any, twice: Any, carol: Any) -> None:
    assert list(queries.disputes(carol)) == whole(twice).unsettled["disputed"]


def test_the_mark_of_a_disputed_fact_follows_every_deed(disputed: Any, twice: Any, alice: Any, bob: Any, carol: Any, maria: Any) -> None:
    def marked() -> list[str]:
        facts = disputed.facts.order_by("pk")
        assert list(facts.filter(disputed=True)) == list(queries.differing(facts)) == whole(twice).unsettled.get("disputed", [])
        return mentions(facts.filter(disputed=True))

    assert marked() == ["5.4%", "1.25万户"]
    fact = disputed.facts.get(candidate__text="5.4%")
    adjudicating.adjudicate(fact=fact, state="accepted", values={"measure": "growth"}, actor=carol, door="page")
    assert marked() == ["1.25万户"]
    adjudicating.withdraw_adjudication(fact=fact, actor=carol, door="page")
    assert marked() == ["5.4%", "1.25万户"]
    reading = Reading.objects.get(annotator=bob)
    finishing.reopen(reading=reading, reason="again", actor=maria, door="page")
    assert disputed.facts.filter(disputed=True).count() == 0
    read(disputed, bob, **{"5.4%": {"values": {"measure": "growth"}}})
    assert marked() == ["5.4%"], "the household count is accepted now"
    governing.change_collection(collection=twice, changes={"readings_required": 3}, actor=maria, door="page")
    assert not queries.disputes(carol).exists(), "a third reading is wanted first"


def test_nothing_waits_while_a_reading_is_open(document: Any, twice: Any, alice: Any, bob: Any, carol: Any) -> None:
    read(document, alice)
    queueing.open_reading(document=document, annotator=bob, door="page")
    assert not queries.disputes(carol).exists()


def test_who_read_the_document_or_may_not_decide_has_no_queue(disputed: Any, alice: Any, victor: Any, sam: Any, maria: Any) -> None:
    assert [queries.disputes(user).count() for user in (alice, victor, sam, maria)] == [0, 0, 0, 2]


def test_a_fact_that_only_the_reader_without_candidates_missed_is_disputed(
    document: Any, twice: Any, alice: Any, bob: Any, carol: Any
) -> None:
    read(document, alice, **{"5.4%": {"state": "rejected", "reason": "not_a_fact"}})
    queueing.open_reading(document=document, annotator=bob, door="page")
    Reading.objects.filter(annotator=bob).update(aided=False)
    reading = Reading.objects.get(annotator=bob)
    for start, end, _reason in document.runs.get().numerals:
        dismissing.dismiss(reading=reading, start=start, end=end, reason="date", actor=bob, door="page")
    finishing.finish(reading=reading, actor=bob, door="page")
    assert mentions(queries.disputes(carol)) == ["1.25万户", "125.6亿元"]
    settlement = whole(twice)
    assert settlement.unsettled["disputed"] == list(queries.disputes(carol))
    assert [settled.accepted for settled in settlement.settled] == [False]
    assert queries.told(queries.disputes(carol))[0].silent == (reading,)


@pytest.mark.parametrize(
    ("values", "differs"),
    [
        ({}, False),
        ({"unit": "户", "value": "12500"}, False),
        ({"value_max": "2"}, True),
        ({"place": "南村镇"}, True),
        ({"subject": "个体工商户"}, True),
        ({"region": None, "region_code": None}, True),
        ({"status": "target"}, True),
    ],
)
def test_what_counts_as_a_difference(
    document: Any, twice: Any, alice: Any, bob: Any, carol: Any, values: dict[str, Any], differs: bool
) -> None:
    read(document, alice)
    read(document, bob, **{"1.25万户": {"values": values, "insist": True}})
    assert queries.disputes(carol).exists() is differs
    assert bool(whole(twice).unsettled) is differs


def test_a_decision_leaves_the_queue_and_taking_it_back_returns_it(disputed: Any, carol: Any) -> None:
    fact = queries.disputes(carol)[0]
    adjudicating.adjudicate(fact=fact, state="accepted", values={"measure": "growth"}, actor=carol, door="page")
    assert mentions(queries.disputes(carol)) == ["1.25万户"]
    with pytest.raises(Stale):
        adjudicating.withdraw_adjudication(fact=fact, actor=carol, door="page", revision=2)
    adjudicating.withdraw_adjudication(fact=fact, actor=carol, door="page", revision=1)
    adjudicating.withdraw_adjudication(fact=fact, actor=carol, door="page")
    assert queries.disputes(carol)[0] == fact
    told = AuditEvent.objects.filter(target_id=str(fact.uuid)).order_by("id").last()
    assert told
    assert (told.action, told.before["measure"]) == ("adjudication.withdraw", "growth")


def test_only_who_decided_takes_it_back_and_not_after_a_release(disputed: Any, twice: Any, carol: Any, maria: Any) -> None:
    for fact in list(queries.disputes(carol)):
        adjudicating.adjudicate(fact=fact, state="accepted", actor=carol, door="page")
    with pytest.raises(Forbidden):
        adjudicating.withdraw_adjudication(fact=fact, actor=maria, door="page")
    releasing.release(collection=twice, actor=maria, door="page")
    with pytest.raises(WrongState):
        adjudicating.withdraw_adjudication(fact=fact, actor=carol, door="page")
    assert Adjudication.objects.count() == 2


def test_sent_back_the_reading_is_open_and_its_reader_finds_the_reason(disputed: Any, alice: Any, bob: Any, carol: Any) -> None:
    fact, reading = queries.disputes(carol)[0], Reading.objects.get(annotator=bob)
    with pytest.raises(BadInput):
        adjudicating.send_back(fact=fact, reading=reading, reason=" ", actor=carol, door="page")
    adjudicating.send_back(fact=fact, reading=reading, reason="请看指南中的类型", actor=carol, door="page")
    assert not queries.disputes(carol).exists()
    assert queueing.take_next(annotator=bob, door="page") == reading
    assert permissions.visible(Note, bob).get().text == "请看指南中的类型"
