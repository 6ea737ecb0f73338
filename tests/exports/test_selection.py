"""Which facts a person gets who asks for some: by every field, as they stand for that person, and never by what is hidden from them."""

from __future__ import annotations

import random
from typing import Any

import pytest

from annotate import governing, permissions, queueing, selection, standing
from annotate.errors import BadInput
from annotate.keyset import stretch
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.reviewing import adding, adjudicating, finishing, judging
from tests.conftest import PARAGRAPH, proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(make_document: Any, collection: Any, alice: Any, bob: Any, carol: Any, maria: Any) -> Any:
    """Two documents: in the first Alice corrected the first figure and rejected the second, Bob accepted all; Carol decided on the third."""
    governing.change_collection(collection=collection, changes={"readings_required": 2}, actor=maria, door="command")
    document = make_document(
        facts=[
            proposal(PARAGRAPH, "5.4%") | {"measure": "growth", "confidence": {"fact": 0.99}, "flags": ["repaired"]},
            proposal(PARAGRAPH, "1.25万户") | {"indicator": "新增经营主体", "confidence": {"fact": 0.5}, "flags": []},
            proposal(PARAGRAPH, "125.6亿元")
            | {"indicator": "固定资产投资", "region": None, "region_code": None, "confidence": {"fact": 0.7}},
        ]
    )
    make_document(raw="前三季度,胶州市生产总值增长6.1%。", facts=["6.1%"], title="胶州")
    growth, subjects, investment = document.facts.order_by("id")
    for reader, deeds in ((alice, ["correct", "rejected", "accepted"]), (bob, ["accepted", "accepted", "accepted"])):
        reading = queueing.open_reading(document=document, annotator=reader, door="page")
        for fact, deed in zip((growth, subjects, investment), deeds, strict=True):
            if deed == "correct":
                values = {"value": "-5.4", "region": None, "region_code": None}
                judging.judge(fact=fact, reading=reading, state="accepted", values=values, actor=reader, door="page", insist=True)
            elif deed == "rejected":
                judging.judge(fact=fact, reading=reading, state="rejected", reason="other", actor=reader, door="page")
            else:
                judging.judge(fact=fact, reading=reading, state="accepted", actor=reader, door="page")
        finishing.finish(reading=reading, actor=reader, door="page")
    adjudicating.adjudicate(fact=investment, state="accepted", values={"value": "-125.6"}, actor=carol, door="page", revision=0)
    return document


def texts(user: Any, **asked: Any) -> list[str]:
    found = selection.select(user, asked)
    assert not found.refused, found.refused
    return [one.values["text"] for one in standing.standings(found.facts.order_by("id"), user)]


def test_every_field_of_a_fact_can_be_asked_for() -> None:
    assert set(VALUE_FIELDS) <= set(selection.Facts.base_filters)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"indicator": "投资"}, ["125.6亿元"]),
        ({"value": "-5.4"}, ["5.4%"]),
        ({"value_from": "-6", "value_to": "0"}, ["5.4%"]),
        ({"value": "-125.6"}, ["125.6亿元"]),
        ({"value_base_to": "-1000000000"}, ["125.6亿元"]),
        ({"unsaid": "region_code"}, ["5.4%", "125.6亿元"]),
        ({"region_code": "3702"}, ["1.25万户", "6.1%"]),
        ({"measure": "growth"}, ["5.4%"]),
        ({"period_from": "2024-01", "period_to": "2024-09"}, ["5.4%", "1.25万户", "125.6亿元", "6.1%"]),
        ({"period_to": "2024-08"}, []),
        ({"state": "corrected"}, ["5.4%"]),
        ({"state": "rejected"}, ["1.25万户"]),
        ({"state": "accepted"}, ["125.6亿元"]),
        ({"state": "proposed"}, ["6.1%"]),
        ({"adjudicated": "true"}, ["125.6亿元"]),
        ({"judged_by": "bob"}, ["5.4%", "1.25万户", "125.6亿元"]),
        ({"judged_by": "carol"}, ["125.6亿元"]),
        ({"confidence_from": "0.7"}, ["5.4%", "125.6亿元", "6.1%"]),
        ({"confidence_to": "0.6"}, ["1.25万户"]),
        ({"flag": "repaired"}, ["5.4%"]),
        ({"flag": "none", "measure": "growth"}, []),
        ({"finding": "none", "state": "proposed"}, ["6.1%"]),
        ({"producer": "heshi", "title": "胶州"}, ["6.1%"]),
        ({"start": str(PARAGRAPH.index("5.4%"))}, ["5.4%"]),
        ({"text": "亿元"}, ["125.6亿元"]),
        ({"unit": "万户"}, ["1.25万户"]),
        ({"published": "2024-11", "origin": "machine", "text": "%"}, ["5.4%", "6.1%"]),
    ],
)
def test_facts_are_found_by_what_stands(judged: Any, alice: Any, asked: dict[str, str], expected: list[str]) -> None:
    assert texts(alice, **asked) == expected


def test_the_database_and_the_rows_tell_the_same_of_what_stands(
    judged: Any, alice: Any, bob: Any, carol: Any, maria: Any, victor: Any
) -> None:
    for user in (alice, bob, carol, maria, victor):
        names = {f"said_{name}": standing.stands(name, user) for name in VALUE_FIELDS}
        facts = standing.told(user).annotate(told_state=standing.standing_state(user), **names)
        rows = {fact.pk: fact for fact in facts}
        told = list(standing.standings(standing.told(user), user))
        assert len(told) == len(rows) == 4
        for one in told:
            assert one.state == rows[one.pk].told_state
            assert one.values == {name: getattr(rows[one.pk], f"said_{name}") for name in VALUE_FIELDS}


def test_a_blind_judgement_changes_nothing_that_a_colleague_can_ask_for(
    make_document: Any, collection: Any, alice: Any, bob: Any, maria: Any
) -> None:
    """Whatever Alice does, every filter and order gives Bob the same, until he may see it."""
    governing.change_collection(collection=collection, changes={"blind": True, "readings_required": 2}, actor=maria, door="command")
    document = make_document()
    queueing.open_reading(document=document, annotator=bob, door="page")
    questions: list[dict[str, str]] = [{"state": state} for state in standing.STATES]
    questions += [{"judged_by": "alice"}, {"value": "-9.7"}, {"unsaid": "region"}, {"adjudicated": "false"}, {"origin": "person"}]
    questions += [{"unit": "个"}, {"indicator": "泊位"}]

    def answers() -> list[Any]:
        told = [texts(bob, **asked) for asked in questions]
        for name in selection.ORDERINGS:
            order = selection.order(name, bob)
            told.append([fact.pk for fact in stretch(selection.select(bob, {}).facts, order, None, 50).rows])
        return [*told, list(standing.standings(selection.select(bob, {}).facts.order_by("id"), bob))]

    before = answers()
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    first, second, third = document.facts.order_by("id")
    change = {"value": "-9.7", "region": None, "region_code": None}
    judging.judge(fact=first, reading=reading, state="accepted", values=change, actor=alice, door="page", insist=True)
    judging.judge(fact=second, reading=reading, state="rejected", reason="other", actor=alice, door="page")
    judging.judge(fact=third, reading=reading, state="accepted", actor=alice, door="page")
    at = PARAGRAPH.index("3600个")
    adding.add_fact(
        reading=reading, start=at, end=at + 5, values={"value": "3600", "unit": "个", "measure": "level", "indicator": "泊位"}, actor=alice, door="page"
    )  # fmt: skip
    assert answers() == before
    finishing.finish(reading=reading, actor=alice, door="page")
    assert answers() == before
    assert texts(alice, judged_by="alice") == ["5.4%", "1.25万户", "125.6亿元", "3600个"]


def test_who_reads_without_candidates_finds_nothing_of_the_machine(document: Any, collection: Any, alice: Any, maria: Any) -> None:
    governing.change_collection(collection=collection, changes={"unaided_share": 1.0}, actor=maria, door="command")
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    assert not reading.aided
    assert texts(alice) == []
    assert texts(alice, confidence_from="0.1") == []
    assert texts(maria, confidence_from="0.1") == ["5.4%", "1.25万户", "125.6亿元"]


@pytest.mark.parametrize(
    "asked",
    [{"value": "x"}, {"measure": "speed"}, {"confidence_from": "7"}, {"collection": "1"}, {"state": "released"}, {"unsaid": "collection"}],
)
def test_a_value_that_does_not_fit_is_refused_by_name_and_selects_nothing(document: Any, alice: Any, asked: dict[str, str]) -> None:
    found = selection.select(alice, asked)
    assert list(found.refused) == list(asked)
    assert not found.facts.exists()
    with pytest.raises(BadInput) as refusal:
        selection.checked(alice, asked)
    assert refusal.value.field == next(iter(asked))


@pytest.mark.parametrize("name", ["document__collection__created_by__password", "candidate__value", "stood_value", "password"])
def test_no_column_can_be_reached_by_its_name(document: Any, alice: Any, name: str) -> None:
    with pytest.raises(BadInput):
        selection.checked(alice, {name: "x"})


@pytest.mark.parametrize("name", selection.ORDERINGS)
def test_every_order_goes_through_all_facts_page_by_page_and_back(judged: Any, make_document: Any, alice: Any, name: str) -> None:
    chance = random.Random(name)
    for number in range(5):
        raw = f"第{number}号:全市生产总值完成{chance.randint(1, 9)}.5亿元,增长{chance.randint(1, 3)}.5%。"
        parts = [raw[raw.index("完成") + 2 : raw.index(",增长")], raw[raw.index("增长") + 2 : raw.index("。")]]
        make_document(raw=raw, facts=parts)
    facts, order = selection.select(alice, {}).facts, selection.order(name, alice)
    forward, cursor = [], None
    pages = []
    while True:
        page = stretch(facts, order, cursor, 3)
        pages.append([fact.pk for fact in page.rows])
        forward += pages[-1]
        if page.following is None:
            break
        cursor = page.following
    assert len(forward) == len(set(forward)) == facts.count()
    opposite = name.removeprefix("-") if name.startswith("-") else f"-{name}"
    whole = [fact.pk for fact in stretch(facts, selection.order(opposite, alice), None, 100).rows]
    assert forward == whole[::-1]
    back = []
    while page.previous:
        page = stretch(facts, order, page.previous, 3)
        back.append([fact.pk for fact in page.rows])
    assert back == pages[-2::-1]


@pytest.mark.parametrize("cursor", ["x", "W10", "WzAsIG51bGwsIDFd", "WzAsIDFlOTk5LCAxXQ", "WzAsICJhXHUwMDAwIiwgMV0", "é", "W" * 5000])
def test_a_cursor_that_is_none_of_ours_is_refused(judged: Any, alice: Any, cursor: str) -> None:
    for name in ("created", "value", "indicator"):
        with pytest.raises(BadInput):
            stretch(selection.select(alice, {}).facts, selection.order(name, alice), cursor, 3)


def test_a_cursor_of_another_order_is_refused(judged: Any, alice: Any) -> None:
    page = stretch(selection.select(alice, {}).facts, selection.order("indicator", alice), None, 1)
    with pytest.raises(BadInput):
        stretch(selection.select(alice, {}).facts, selection.order("value", alice), page.following, 1)


def test_a_stranger_finds_nothing(judged: Any, sam: Any) -> None:
    assert texts(sam) == []
    assert permissions.visible_facts(sam).count() == 0
