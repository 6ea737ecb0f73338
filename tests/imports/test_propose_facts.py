"""Facts that another model found: checked by name, joined with ours by overlap, shown beside them, never anybody's judgement."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotate import extracting, proposing, queries, queueing
from annotate.errors import BadInput, Forbidden, NotFound
from annotate.imports.fact_record import KNOWN, check
from annotate.imports.fact_schema import body_schema, fact_schema, line_schema
from annotate.models import AuditEvent, Candidate, Fact, ReferenceFact, Review
from annotate.reviewing import judging
from tests.conftest import PARAGRAPH

pytestmark = pytest.mark.django_db


def said(mention: str = "5.4%", raw: str = PARAGRAPH, **values: Any) -> dict[str, Any]:
    """A fact of another model about ``mention``."""
    start = raw.index(mention)
    record = {"start": start, "end": start + len(mention), "text": mention, "value": "5.4", "unit": "%", "measure": "growth"}
    return record | {"indicator": "地区生产总值", "region": "平度市", "region_code": "370283"} | values


def propose(document: Any, *facts: dict[str, Any], by: Any, producer: str = "model", **more: Any) -> tuple[list[Any], int]:
    return proposing.propose(document=document, producer=producer, version="1", facts=facts, actor=by, door="api", **more)


def test_it_joins_the_fact_whose_mention_it_overlaps_most_and_ours_is_shown_first(document: Any, alice: Any) -> None:
    new, there = propose(document, said(period_end="2023-09", confidence={"fact": 0.8, "period": 0.4}), by=alice)
    (candidate,) = new
    fact = Fact.objects.get(document=document, candidate__text="5.4%")
    assert (candidate.fact, there, Fact.objects.filter(document=document).count()) == (fact, 0, 3)
    (card,) = [card for card in queries.cards(document, None, alice) if card.fact == fact]
    assert card.candidate is not None
    assert (card.candidate.producer, card.rivals) == ("heshi", (candidate,))
    assert card.values["period_end"] != "2023-09"


def test_where_there_is_none_it_brings_a_fact_of_its_own_which_is_reviewed_like_ours(document: Any, alice: Any) -> None:
    ((candidate,), _there) = propose(document, said("3600个", value="3600", unit="个", measure="level", indicator="泊位"), by=alice)
    assert candidate.fact.origin == Fact.Origin.IMPORT
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    judging.judge(fact=candidate.fact, reading=reading, state="accepted", actor=alice, door="page")
    review = Review.objects.get(fact=candidate.fact)
    assert (review.candidate, review.value, review.indicator) == (candidate, "3600", "泊位")


def test_of_several_others_the_newest_is_shown_and_the_others_stand_beside(document: Any, alice: Any) -> None:
    bays = said("3600个", value="3600", unit="个", measure="level", indicator="泊位")
    ((first,), _there) = propose(document, bays, by=alice, producer="a")
    ((second,), _there) = propose(document, bays | {"indicator": "停车泊位"}, by=alice, producer="b")
    assert first.fact == second.fact
    (card,) = [card for card in queries.cards(document, None, alice) if card.fact == first.fact]
    assert (card.candidate, card.rivals, card.values["indicator"]) == (second, (first,), "停车泊位")
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    assert judging.candidate_seen(first.fact, reading) == second


def test_ours_joins_an_imported_fact_when_it_is_extracted_later(make_document: Any, alice: Any) -> None:
    document = make_document(raw="前三季度,平度市出口增长5.4%。", facts=(), state="waiting")
    document.runs.all().delete()
    ((candidate,), _there) = propose(document, said(raw=document.raw), by=alice)
    assert extracting.extract_document(document.pk)
    assert {one.producer for one in candidate.fact.candidates.all()} == {"heshi", "model"}
    candidate.fact.refresh_from_db()
    assert candidate.fact.candidate.producer == "heshi"
    assert Fact.objects.filter(document=document).count() == 1


def test_the_same_facts_again_add_nothing_and_one_figure_may_be_two_facts(document: Any, alice: Any) -> None:
    both = said(indicator="出口"), said(indicator="进口")
    new, there = propose(document, *both, by=alice)
    assert (len({one.fact_id for one in new}), there) == (2, 0)
    assert propose(document, *both, by=alice) == ([], 2)
    assert Candidate.objects.filter(producer="model").count() == 2


def test_two_figures_of_one_producer_never_share_a_fact(document: Any, alice: Any) -> None:
    propose(document, said(), by=alice)
    ((later,), _there) = propose(document, said(value="5.5"), by=alice)
    assert later.fact.origin == Fact.Origin.IMPORT


def test_it_is_audited_with_producer_and_number(document: Any, alice: Any) -> None:
    propose(document, said(), by=alice)
    event = AuditEvent.objects.get(action="facts.import")
    assert (event.actor, event.target_id) == (alice, str(document.uuid))
    assert event.after == {"producer": "model", "version": "1", "facts": 1, "purpose": "candidates"}


def test_who_reads_without_candidates_sees_none_of_them(document: Any, alice: Any) -> None:
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    reading.aided = False
    reading.save(update_fields=["aided"])
    propose(document, said("3600个", value="3600", unit="个", measure="level", indicator="泊位"), by=alice)
    assert queries.cards(document, reading, alice) == []


def test_a_reference_is_on_no_desk_and_nobodys_judgement(document: Any, alice: Any) -> None:
    before = len(queries.cards(document, None, alice))
    gold = said("3600个", value="3600", unit="个", measure="level", indicator="泊位", optional=True)
    ((reference,), _there) = propose(document, gold, by=alice, producer="gold", purpose="reference")
    assert isinstance(reference, ReferenceFact)
    assert reference.optional
    assert propose(document, gold, by=alice, producer="gold", purpose="reference") == ([], 1)
    assert len(queries.cards(document, None, alice)) == before == Fact.objects.count()
    assert not Review.objects.exists()


def test_viewers_may_not_propose_and_strangers_find_nothing(document: Any, victor: Any, sam: Any) -> None:
    with pytest.raises(Forbidden):
        propose(document, said(), by=victor)
    with pytest.raises(NotFound):
        propose(document, said(), by=sam)


WRONG = [
    ({"periode": "2024"}, "periode", "no fact has this key"),
    ({"start": "12"}, "start", "whole number"),
    ({"start": True}, "start", "whole number"),
    ({"start": None}, "start", "whole number"),
    ({"end": 10_000}, "start", "within 0 and"),
    ({"start": 17, "end": 17}, "start", "its start before its end"),
    ({"start": 0, "end": 4}, "text", "says 前三季度 there, not 5.4%"),
    ({"text": None}, "text", "as it stands in the raw text: 5.4%"),
    ({"value": 5.4}, "value", "text, not a number"),
    ({"value": "5,4"}, "value", "a number such as"),
    ({"value": ""}, "value", "it is needed"),
    ({"value_max": "x"}, "value_max", "a number such as"),
    ({"measure": "speed"}, "measure", "change, growth, level, rank"),
    ({"status": "planned"}, "status", "actual, estimate, target"),
    ({"qualifier": "circa"}, "qualifier", "above, below"),
    ({"base": "last_week"}, "base", "a base from the list"),
    ({"indicator": "x" * 201}, "indicator", "at most 200"),
    ({"indicator": ["x"]}, "indicator", "text, not a list"),
    ({"unit": "%\0"}, "unit", "NUL"),
    ({"region_code": "37"}, "region_code", "six digits"),
    ({"region_code": "999999"}, "region_code", "no division"),
    ({"period_start": "2024-13"}, "period_start", "a month such as"),
    ({"period_start": "2024-9"}, "period_start", "a month such as"),
    ({"period_start": "2024-09", "period_end": "2024-01"}, "period_end", "not before 2024-09"),
    ({"value_base": "54"}, "value_base", "5.4"),
    ({"value_base": "5.4", "unit_base": "元"}, "unit_base", "%"),
    ({"confidence": 0.9}, "confidence", "an object"),
    ({"confidence": {"mood": 0.9}}, "confidence.mood", "no such field"),
    ({"confidence": {"period": 1.2}}, "confidence.period", "between 0 and 1"),
    ({"evidence": {"period": [[0, 4]]}}, "evidence.period", "spans"),
    ({"evidence": {"period": {"spans": [[0, 10_000]]}}}, "evidence.period", "within 0 and"),
    ({"findings": [{"check": "sum"}]}, "findings[0]", "says"),
    ({"flags": ["blurred"]}, "flags", "damaged"),
    ({"optional": "yes"}, "optional", "true or false"),
    ({"fact_id": "7"}, "fact_id", "a UUID"),
]


@pytest.mark.parametrize(("values", "field", "expected"), WRONG, ids=[f"{field}-{number}" for number, (_v, field, _e) in enumerate(WRONG)])
def test_what_is_wrong_is_refused_by_its_field_and_what_was_expected(values: dict[str, Any], field: str, expected: str) -> None:
    with pytest.raises(BadInput) as refused:
        check(said() | values, PARAGRAPH)
    assert (refused.value.field, expected in refused.value.message) == (field, True), refused.value.message


def test_offsets_of_utf16_are_recognized_and_the_right_ones_named() -> None:
    raw = "𠮷林" + PARAGRAPH
    start = raw.index("5.4%")
    with pytest.raises(BadInput) as refused:
        check(said(raw=raw, start=start + 1, end=start + 5), raw)
    assert (refused.value.field, f"{start}-{start + 4}" in refused.value.message) == ("start", True)
    assert check(said(raw=raw), raw).start == start


@pytest.mark.parametrize("producer", ["", " ", "heshi", "Heshi", "x" * 61, "a\nb"])
def test_a_producer_must_be_named_and_not_be_our_own_extractor(document: Any, alice: Any, producer: str) -> None:
    with pytest.raises(BadInput) as refused:
        propose(document, said(), by=alice, producer=producer)
    assert refused.value.field == "producer"


def test_one_wrong_fact_keeps_all_of_a_call_out_and_every_one_is_named(document: Any, alice: Any) -> None:
    with pytest.raises(BadInput) as refused:
        propose(document, said(), said(status="planned"), said(value="x"), by=alice)
    assert [one["field"] for one in refused.value.extra["fields"]] == ["facts[1].status", "facts[2].value"]
    assert not Candidate.objects.filter(producer="model").exists()


def test_the_schema_accepts_what_is_accepted_and_refuses_what_it_can_see() -> None:
    import jsonschema

    for schema in (fact_schema(), body_schema(), line_schema()):
        jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(fact_schema())
    full = said(confidence={"fact": 0.9}, evidence={"period": {"spans": [[0, 4]], "rule": None}}, flags=["damaged"], value_max=None)
    judge.validate(full)
    check(full, PARAGRAPH)
    unseen = {"text", "region_code", "period_end", "value_base", "unit_base", "fact_id"}  # needs the text, the tables or another field
    seen = [
        values for values, field, expected in WRONG if field not in unseen and "start before" not in expected and "within" not in expected
    ]
    for values in seen:
        if values not in ({"unit": "%\0"}, {"text": None}):
            assert not judge.is_valid(said() | values), values
    line = jsonschema.Draft202012Validator(line_schema())
    line.validate({"text": PARAGRAPH, "id": 7, "producer": "m", "version": "1", "facts": [said()]})
    line.validate(said() | {"document": "7", "producer": "m", "version": "1"})
    assert not line.is_valid({"facts": [said()]})
    assert set(fact_schema()["properties"]) < KNOWN
    json.dumps([fact_schema(), body_schema(), line_schema()])
