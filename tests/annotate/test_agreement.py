"""Two readers compared, field by field; what counts as the same value; what they missed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from annotate import agreement, governing, queueing
from annotate.reviewing import adding, finishing, judging
from extraction.evaluation.agreement import NEAR, distance, pick
from extraction.evaluation.agreement import agreement as field_agreement


@pytest.mark.parametrize(
    ("field", "left", "right", "expected"),
    [
        ("amount", {"value_base": "12000", "unit_base": "户"}, {"value_base": "12000", "unit_base": "户", "value": "1.2"}, 0),
        ("amount", {"value_base": "12000", "unit_base": "户"}, {"value_base": "1200", "unit_base": "户"}, 1),
        ("region", {"region_code": "370283"}, {"region_code": "370200"}, NEAR),
        ("region", {"region_code": "370283"}, {"region_code": "370281"}, 1),
        ("region", {"region_code": "370283"}, {}, 1),
        ("period", {"period_start": "2024-06", "period_end": "2024-06"}, {"period_start": "2024-01", "period_end": "2024-06"}, NEAR),
        ("period", {"period_start": "2024-06", "period_end": "2024-06"}, {"period_start": "2023-01", "period_end": "2023-12"}, 1),
        (
            "indicator",
            {"indicator": "GDP", "indicator_canonical": "地区生产总值"},
            {"indicator": "x", "indicator_canonical": "地区生产总值"},
            0,
        ),
    ],
)
def test_distance_knows_what_a_field_means(field: str, left: dict[str, str], right: dict[str, str], expected: float) -> None:
    assert distance(field)(pick(field, left), pick(field, right)) == expected


def test_alpha_of_a_worked_example() -> None:
    """Two coders, ten units, nominal: Krippendorff's own small example (Computing Krippendorff's Alpha-Reliability, 2011, B): 0.095."""
    first, second = "0100000000", "1110010010"
    triples = [(coder, str(unit), value) for coder, said in (("a", first), ("b", second)) for unit, value in enumerate(said)]
    result = field_agreement("status", triples)
    assert result.alpha == pytest.approx(0.095, abs=0.001)
    assert result.plain == pytest.approx(0.6)


@pytest.mark.parametrize("field", ["status", "region", "period"])
def test_alpha_counted_in_passing_is_that_of_the_library(field: str) -> None:
    """A thousand units of two or three judgements, drawn with a seed."""
    from nltk.metrics.agreement import AnnotationTask

    chance = random.Random(7)
    months = [f"2024-{number:02}" for number in range(1, 13)]
    values = {
        "status": lambda: chance.choice(["actual", "target", "estimate"]),
        "region": lambda: chance.choice(["370283", "370200", "370000", "370281", ""]),
        "period": lambda: tuple(sorted(chance.choices(months, k=2))),
    }
    triples = [(coder, str(unit), values[field]()) for unit in range(1000) for coder in "abc"[: 2 + unit % 2]]
    expected = AnnotationTask(data=triples, distance=distance(field)).alpha()
    assert field_agreement(field, triples).alpha == pytest.approx(expected)


@pytest.fixture
def twice(collection: Any, maria: Any) -> Any:
    return governing.change_collection(collection=collection, changes={"readings_required": 2, "blind": True}, actor=maria, door="command")


def read(document: Any, annotator: Any, add: bool = False, **judgements: dict[str, Any]) -> Any:
    reading = queueing.open_reading(document=document, annotator=annotator, door="page")
    for fact in document.facts.filter(candidate__isnull=False):
        said = judgements.get(fact.candidate.text, {})
        judging.judge(fact=fact, reading=reading, actor=annotator, door="page", **({"state": "accepted"} | said))
    if add:
        start = document.raw.index("3600个")
        values = {"value": "3600", "unit": "个", "measure": "level", "indicator": "泊位"}
        adding.add_fact(reading=reading, start=start, end=start + 5, values=values, actor=annotator, door="page")
    return finishing.finish(reading=reading, actor=annotator, door="page")


@pytest.mark.django_db
def test_a_fact_that_one_reader_missed_counts_as_disagreement(twice: Any, make_document: Any, alice: Any, bob: Any) -> None:
    document = make_document()
    read(document, alice, add=True)
    read(document, bob, **{"5.4%": {"values": {"period_start": "2024-07"}}})
    found = agreement.report(twice)
    assert (found.overall.documents, found.overall.fact.units, found.overall.fact.plain) == (1, 4, 0.75)
    fields = {one.field: one for one in found.overall.fields}
    assert fields["period"].plain == pytest.approx(1 - NEAR / 3)
    assert fields["measure"].plain == 1.0
    assert [pair.label for pair in found.pairs] == ["alice · bob"]


@pytest.mark.django_db
def test_two_blind_readers_who_add_the_same_figure_judge_one_fact(twice: Any, make_document: Any, alice: Any, bob: Any) -> None:
    document = make_document()
    read(document, alice, add=True)
    read(document, bob, add=True)
    assert document.facts.filter(origin="person").count() == 1
    assert agreement.report(twice).overall.fact.plain == 1.0


@pytest.mark.django_db
def test_a_reader_without_candidates_judges_the_machines_fact_when_adding_it(
    twice: Any, make_document: Any, maria: Any, alice: Any
) -> None:
    governing.change_collection(collection=twice, changes={"unaided_share": 1.0}, actor=maria, door="page")
    document = make_document()
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    assert not reading.aided
    start = document.raw.index("1.25万户")
    values = {"value": "1.25", "unit": "万户", "measure": "level", "indicator": "新增经营主体"}
    review = adding.add_fact(reading=reading, start=start, end=start + 6, values=values, actor=alice, door="page")
    assert review.fact.origin == "machine"
    assert review.candidate is None
