"""Practice by program: the same endpoints as a real reading, each judgement answered with what there is to say of it."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import practice
from annotate.models import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(program: Any, alice: Any) -> Any:
    made = program(alice)
    made.client.credentials(**made.client._credentials, HTTP_ACCEPT_LANGUAGE="en")
    return made


@pytest.fixture
def begun(asked: Any) -> Any:
    return asked.post("practice").json()


def fact_of(asked: Any, begun: Any, mention: str) -> Any:
    facts = asked.get(f"readings/{begun['reading']['id']}/desk").json()["facts"]
    return next(card for card in facts if card["values"]["text"] == mention)["fact"]


def test_before_the_first_time_there_is_the_text_and_no_reading(asked: Any) -> None:
    assert asked.get("practice").json() == {"reading": None, "raw": practice.raw(), "lessons": {}}


def test_it_goes_on_where_it_was_left_and_begins_anew_when_asked(asked: Any, begun: Any) -> None:
    address = f"readings/{begun['reading']['id']}/reviews/{fact_of(asked, begun, '236.8亿元')}"
    assert asked.put(address, {"state": "accepted"}).status_code == 200
    assert asked.post("practice").json()["reading"]["id"] == begun["reading"]["id"]
    assert len(asked.get("practice").json()["lessons"]) == 1
    again = asked.post("practice", {"again": True}).json()
    assert again["reading"]["id"] != begun["reading"]["id"]
    assert again["lessons"] == {}


def test_every_judgement_is_told_to_be_right_or_wrong_and_why(asked: Any, begun: Any) -> None:
    place = f"readings/{begun['reading']['id']}"
    told = asked.put(f"{place}/reviews/{fact_of(asked, begun, '1386')}", {"state": "accepted"}).json()["lesson"]
    assert (told["right"], told["says"]) == (False, "This is no fact.")
    assert told["why"]
    assert told["paragraph"]
    rejected = asked.put(f"{place}/reviews/{fact_of(asked, begun, '1386')}", {"state": "rejected", "reason": "not_a_fact", "revision": 1})
    assert rejected.json()["lesson"]["right"]
    start = practice.raw().index("9.4万人次")
    numeral = asked.post(f"{place}/dismissals", {"start": start, "end": start + 6, "reason": "other"}).json()
    assert numeral["lesson"]["says"] == "This numeral is a fact."
    assert set(asked.get(f"{place}/desk").json()["lessons"]) == {fact_of(asked, begun, "1386"), f"n{start}-{start + 6}"}
    assert asked.get(f"{place}/reviews/{fact_of(asked, begun, '1386')}").json()["state"] == "rejected"


def test_all_else_that_the_desk_can_do_can_be_done_in_practice(asked: Any, begun: Any) -> None:
    place, fact = f"readings/{begun['reading']['id']}", fact_of(asked, begun, "236.8亿元")
    assert asked.get(f"{place}/clean").json()["text"]
    assert asked.get(f"{place}/typed?field=value&text=1.25万户").json()["ways"]
    assert asked.post(f"facts/{fact}/notes", {"text": "看"}).status_code == 201
    assert [note["text"] for note in asked.get(f"{place}/desk").json()["notes"]] == ["看"]
    start = practice.raw().index("9.4万人次")
    values = {"value": "9.4", "unit": "万人次", "measure": "level", "indicator": "接待游客"}
    added = asked.post(f"{place}/facts", {"start": start, "end": start + 6, "values": values})
    assert added.status_code == 201
    assert added.json()["lesson"] is not None
    accepted = asked.post(f"{place}/accept", {"threshold": 0.5}).json()
    assert accepted["facts"]
    assert asked.post(f"{place}/retract-group", {"group": accepted["group"]}).status_code == 200
    assert asked.post(f"{place}/give-back").json()["id"] == begun["reading"]["id"]
    assert asked.post(f"{place}/take-up").status_code == 200


def test_it_is_not_there_for_others_and_no_list_knows_it(asked: Any, begun: Any, program: Any, maria: Any) -> None:
    other, place, fact = program(maria), f"readings/{begun['reading']['id']}", fact_of(asked, begun, "236.8亿元")
    asked.put(f"{place}/reviews/{fact}", {"state": "accepted"})
    for address in (place, f"{place}/desk", f"{place}/clean", f"{place}/reviews/{fact}"):
        assert other.get(address).status_code == 404, address
    assert other.put(f"{place}/reviews/{fact}", {"state": "accepted"}).status_code == 404
    assert asked.get("readings").json()["results"] == asked.get("reviews").json()["results"] == []
    assert asked.get("me/queue").json()["mine"] == []
    assert Reading.objects.count() == 1


def test_real_readings_have_no_lesson(asked: Any, document: Any) -> None:
    reading = asked.post("readings", {"document": str(document.uuid)}).json()
    fact = document.facts.first().uuid
    assert asked.put(f"readings/{reading['id']}/reviews/{fact}", {"state": "accepted"}).json()["lesson"] is None
    assert asked.get(f"readings/{reading['id']}/desk").json()["lessons"] is None
