"""The judgements: accept, correct, reject, add, take back; who may, what is refused, what the audit tells."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotate import queries, queueing
from annotate.errors import BadInput, Forbidden, NotFound, Stale, WrongState
from annotate.models import AuditEvent, Fact, Reading, Review
from annotate.reviewing import accepting, adding, adjudicating, dismissing, finishing, judging

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(document: Any, alice: Any) -> Any:
    return queueing.open_reading(document=document, annotator=alice, door="page")


def first(document: Any) -> Fact:
    return document.facts.order_by("id").first()


def judge(document: Any, reading: Any, alice: Any, **more: Any) -> Review:
    return judging.judge(fact=first(document), reading=reading, actor=alice, door="page", **({"state": "accepted"} | more))


def test_alice_accepts_a_fact_as_the_machine_read_it(document: Any, reading: Any, alice: Any) -> None:
    review = judge(document, reading, alice)
    assert (review.state, review.revision, review.corrected) == ("accepted", 1, ())
    assert review.values() == first(document).candidate.values()
    event = AuditEvent.objects.get(action="review.accepted")
    assert (event.actor, event.door, event.before, event.after["value"]) == (alice, "page", None, "5.4")


def test_a_correction_is_an_acceptance_with_other_values(document: Any, reading: Any, alice: Any) -> None:
    review = judge(document, reading, alice, values={"measure": "growth", "indicator": "生产总值"})
    assert review.corrected == ("measure", "indicator")
    assert first(document).candidate.measure == "level"


def test_a_rejection_carries_its_reason(document: Any, reading: Any, alice: Any) -> None:
    review = judge(document, reading, alice, state="rejected", reason="class_word")
    assert review.reason is not None
    assert review.reason.paragraph == "class-words"


def test_a_second_save_that_saw_an_old_revision_is_refused_with_both_values(document: Any, reading: Any, alice: Any) -> None:
    judge(document, reading, alice, revision=0)
    judge(document, reading, alice, revision=1, values={"indicator": "生产总值"})
    with pytest.raises(Stale) as refusal:
        judge(document, reading, alice, revision=1, values={"indicator": "总值"})
    assert refusal.value.extra["current"]["indicator"] == "生产总值"
    assert refusal.value.extra["yours"]["indicator"] == "总值"
    assert Review.objects.get().revision == 2


def test_the_same_save_sent_twice_changes_nothing_the_second_time(document: Any, reading: Any, alice: Any) -> None:
    judge(document, reading, alice, revision=0, values={"indicator": "生产总值"})
    again = judge(document, reading, alice, revision=0, values={"indicator": "生产总值"})
    assert again.revision == 1
    assert AuditEvent.objects.filter(action="review.accepted").count() == 1


def test_taking_a_judgement_back_makes_the_fact_proposed_and_says_so(document: Any, reading: Any, alice: Any) -> None:
    judge(document, reading, alice)
    judging.retract(fact=first(document), reading=reading, actor=alice, door="page", revision=1)
    assert not Review.objects.exists()
    assert AuditEvent.objects.get(action="review.retract").before["state"] == "accepted"


def test_bob_cannot_judge_in_the_reading_of_alice(document: Any, reading: Any, alice: Any, bob: Any) -> None:
    with pytest.raises(Forbidden):
        judging.judge(fact=first(document), reading=reading, state="accepted", actor=bob, door="page")


def test_a_viewer_may_not_and_a_stranger_sees_nothing(document: Any, victor: Any, sam: Any) -> None:
    with pytest.raises(Forbidden):
        queueing.open_reading(document=document, annotator=victor, door="page")
    with pytest.raises(NotFound):
        queueing.open_reading(document=document, annotator=sam, door="page")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": "5.5"}, "value"),
        ({"value": "a lot"}, "value"),
        ({"period_start": "2024-13"}, "period_start"),
        ({"period_start": "2024-10", "period_end": "2024-09"}, "period_end"),
        ({"region_code": "999999"}, "region_code"),
        ({"end": 100_000}, "start"),
        ({"start": 10, "end": 10}, "start"),
        ({"measure": "ratio"}, "measure"),
        ({"reviewer": "bob"}, "reviewer"),
        ({"base": "soon"}, "base"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_name_and_change_nothing(
    document: Any, reading: Any, alice: Any, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        judge(document, reading, alice, values=values)
    assert refusal.value.field == field
    assert not Review.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="review.").exists()


def test_a_number_the_mention_does_not_say_is_kept_where_the_reader_insists(document: Any, reading: Any, alice: Any) -> None:
    assert judge(document, reading, alice, values={"value": "5.5"}, insist=True).value == "5.5"


def test_a_fact_is_added_with_text_and_base_value_derived(document: Any, reading: Any, alice: Any) -> None:
    start = document.raw.index("3600个")
    values = {"value": "3600", "unit": "个", "measure": "level", "indicator": "泊位", "text": "forged"}
    review = adding.add_fact(reading=reading, start=start, end=start + 5, values=values, actor=alice, door="page")
    assert (review.text, review.value_base, review.unit_base) == ("3600个", "3600", "个")
    assert review.fact.origin == "person"


def test_adding_again_under_the_same_key_adds_nothing(document: Any, reading: Any, alice: Any) -> None:
    key = uuid.uuid4()
    start = document.raw.index("3600个")
    for _time in range(2):
        adding.add_fact(
            reading=reading, start=start, end=start + 5, values={"value": "3600", "unit": "个", "measure": "level", "indicator": "泊位"},
            actor=alice, door="page", key=key,
        )  # fmt: skip
    assert document.facts.filter(origin="person").count() == 1


def test_accepting_all_above_a_threshold_is_taken_back_at_once(document: Any, reading: Any, alice: Any) -> None:
    group, reviews = accepting.accept_above(reading=reading, threshold=0.8, actor=alice, door="page")
    assert len(reviews) == 3
    assert accepting.retract_group(group=group, reading=reading, actor=alice, door="page") == 3
    assert not Review.objects.exists()


def test_a_damaged_figure_is_never_accepted_in_bulk(make_document: Any, alice: Any) -> None:
    from tests.conftest import PARAGRAPH, proposal

    document = make_document(facts=[proposal(PARAGRAPH, "5.4%") | {"flags": ["damaged"], "confidence": {"fact": 0.99}}])
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    assert accepting.accept_above(reading=reading, threshold=0.0, actor=alice, door="page")[1] == []


def test_a_reading_is_finished_when_no_fact_and_no_numeral_is_open(make_document: Any, alice: Any) -> None:
    from tests.conftest import PARAGRAPH

    at = PARAGRAPH.index("3600")
    document = make_document(facts=["5.4%"], numerals=[[at, at + 5, None]])
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    with pytest.raises(WrongState) as refusal:
        finishing.finish(reading=reading, actor=alice, door="page")
    assert refusal.value.extra == {"facts": [str(first(document).uuid)], "numerals": [[at, at + 5]]}
    judge(document, reading, alice)
    dismissing.dismiss(reading=reading, start=at, end=at + 5, reason="other", actor=alice, door="page")
    assert finishing.finish(reading=reading, actor=alice, door="page").state == "finished"
    with pytest.raises(WrongState):
        judge(document, reading, alice, state="rejected")


def test_the_manager_reopens_a_finished_reading_with_a_reason(make_document: Any, alice: Any, maria: Any) -> None:
    document = make_document(facts=[], numerals=[])
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    Reading.objects.filter(pk=reading.pk).update(finished_at=timezone.now() - timedelta(hours=2))
    with pytest.raises(Forbidden):
        finishing.reopen(reading=reading, reason="see paragraph 3", actor=alice, door="page")
    finishing.reopen(reading=reading, reason="see paragraph 3", actor=maria, door="page")
    assert AuditEvent.objects.get(action="reading.reopen").reason == "see paragraph 3"


def test_nobody_decides_on_a_document_they_read(document: Any, reading: Any, alice: Any, carol: Any, maria: Any) -> None:
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    with pytest.raises(Forbidden):
        adjudicating.adjudicate(fact=first(document), state="accepted", actor=alice, door="page")
    decision = adjudicating.adjudicate(fact=first(document), state="accepted", values={"indicator": "生产总值"}, actor=carol, door="page")
    assert decision.indicator == "生产总值"
    assert list(decision.settles.all()) == [reading]


def test_the_cards_take_the_same_number_of_queries_however_many_facts(
    make_document: Any, alice: Any, django_assert_max_num_queries: Any
) -> None:
    document = make_document()
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    with django_assert_max_num_queries(5):
        assert [card.state for card in queries.cards(document, reading, alice)] == ["proposed"] * 3


def test_alice_takes_back_what_she_finished_just_now(make_document: Any, alice: Any) -> None:
    document = make_document(facts=[], numerals=[])
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    assert finishing.reopen(reading=reading, reason="undo", actor=alice, door="page").state == "open"
