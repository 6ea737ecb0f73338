"""A long list is looked at stretch by stretch: every fact that fits is found once, in order, however few rows one stretch may look at."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import permissions, queueing, selection, standing
from annotate.errors import BadInput
from annotate.models import Fact
from annotate.reviewing import judging

pytestmark = pytest.mark.django_db
RAW = "前三季度," + ";".join(f"指标{number}完成{number}.5亿元" for number in range(1, 31)) + "。"


@pytest.fixture
def many(make_document: Any, collection: Any) -> Any:
    """Three documents of thirty facts, every seventh a target."""
    from tests.conftest import proposal

    for number in range(3):
        raw = f"{number}{RAW}"
        make_document(raw=raw, facts=[proposal(raw, f"{one}.5亿元", status="actual" if one % 7 else "target") for one in range(1, 31)])
    return collection


def _walked(user: Any, asked: dict[str, str], ordering: str, size: int) -> list[int]:
    within = permissions.visible(Fact, user)
    found, cursor, turns = [], None, 0
    while turns == 0 or cursor:
        rows = selection.select(user, asked).facts
        stretch = selection.listed(user, rows, asked, ordering, cursor, size, within=within)
        found += [fact.pk for fact in stretch.rows]
        cursor, turns = stretch.following, turns + 1
        assert turns < 200
    return found


@pytest.mark.parametrize("ordering", ["created", "-created", "document", "-document"])
@pytest.mark.parametrize("asked", [{}, {"status": "target"}, {"region_code": "370283"}, {"indicator": "没有"}])
def test_short_looks_find_what_one_long_look_finds(
    many: Any, alice: Any, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], ordering: str
) -> None:
    whole = _walked(alice, asked, ordering, 5)
    monkeypatch.setattr(selection, "REACH", 4)
    assert _walked(alice, asked, ordering, 5) == whole
    assert len(whole) == len(set(whole)) == selection.select(alice, asked).facts.count()


def test_one_goes_back_as_one_came(many: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "REACH", 10)
    asked, within, rows = {"status": "target"}, permissions.visible(Fact, alice), standing.told(alice).filter(candidate__status="target")
    forth, cursor, back = [], None, []
    while len(forth) < rows.count():
        stretch = selection.listed(alice, rows, asked, "document", cursor, 3, within=within)
        forth += [fact.pk for fact in stretch.rows]
        cursor = stretch.following
    cursor = stretch.previous
    seen = [fact.pk for fact in stretch.rows]
    while cursor:
        stretch = selection.listed(alice, rows, asked, "document", cursor, 3, within=within)
        back = [fact.pk for fact in stretch.rows] + back
        cursor = stretch.previous
    assert back + seen == forth


def test_a_long_list_is_only_sorted_by_index_and_not_counted(many: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    within = permissions.visible(Fact, alice)
    assert selection.count(selection.select(alice, {"status": "target"}).facts, {"status": "target"}, 100, within=within) == 12
    monkeypatch.setattr(selection, "REACH", 20)
    with pytest.raises(BadInput, match="20"):
        _walked(alice, {}, "value", 5)
    assert selection.count(selection.select(alice, {"status": "target"}).facts, {"status": "target"}, 100, within=within) is None


def test_a_code_that_a_person_corrected_to_is_found_by_index_too(many: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "REACH", 20)
    fact = Fact.objects.order_by("pk")[40]
    reading = queueing.open_reading(document=fact.document, annotator=alice, door="page")
    judging.judge(
        fact=fact, reading=reading, state="accepted", values={"region": "莱西市", "region_code": "370285"}, actor=alice, door="page"
    )
    assert _walked(alice, {"region_code": "370285"}, "value", 5) == [fact.pk]
    assert fact.pk not in _walked(alice, {"region_code": "370283"}, "created", 50)


def test_the_first_digits_of_a_code_stand_for_all_that_lies_in_it(many: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = list(Fact.objects.order_by("pk"))
    reading = queueing.open_reading(document=facts[40].document, annotator=alice, door="page")
    for fact, code in ((facts[40], "370285"), (facts[41], "371302")):
        judging.judge(
            fact=fact, reading=reading, state="accepted", values={"region": "某地", "region_code": code}, actor=alice, door="page"
        )
    monkeypatch.setattr(selection, "REACH", 20)
    others = [fact.pk for fact in facts if fact not in facts[40:42]]
    assert _walked(alice, {"region_code": "3713"}, "value", 5) == [facts[41].pk], "few facts: sorted by what has no index"
    assert _walked(alice, {"region_code": "3702"}, "created", 5) == sorted([*others, facts[40].pk])
    assert _walked(alice, {"region_code": "37"}, "created", 5) == [fact.pk for fact in facts]
    assert _walked(alice, {"region_code": "370283"}, "created", 5) == others
