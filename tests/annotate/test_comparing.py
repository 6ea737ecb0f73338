"""Producers against each other and against what people settled, by the scorer."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import comparing, proposing, queueing
from annotate.comparing import OURS, SETTLED, Side
from annotate.errors import NotFound
from annotate.reviewing import finishing, judging
from tests.conftest import proposal

pytestmark = pytest.mark.django_db
MODEL = Side("candidates", "model", "1")


def record(document: Any, mention: str, **values: Any) -> dict[str, Any]:
    return {name: value for name, value in proposal(document.raw, mention).items() if name != "observation_id"} | values


@pytest.fixture
def spoken(document: Any, alice: Any) -> Any:
    """Another model finds two of our three facts, one of them in another period, and one that we did not find."""
    facts = [record(document, "5.4%"), record(document, "1.25万户", period_end="2024-12"), record(document, "3600个")]
    proposing.propose(document=document, producer="model", version="1", facts=facts, actor=alice, door="api")
    return document


def test_ours_against_another_model(spoken: Any, collection: Any, maria: Any) -> None:
    found = comparing.compare(collection, MODEL, Side(OURS), user=maria)
    rate = found.rates["detection"]
    assert (found.score.documents, rate.hits, rate.gold, rate.predicted) == (1, 2, 3, 3)
    assert (found.rates["core"].hits, found.rates["strict"].hits) == (2, 1)
    assert (found.fields["value"], found.fields["period"]) == (1.0, 0.5)
    assert [(row["text"], row["who"], row["fields"]) for row in comparing.differing(found)] == [
        ("1.25万户", "both", ["period"]), ("125.6亿元", "second", []), ("3600个", "first", []),
    ]  # fmt: skip


def test_each_against_what_people_settled(spoken: Any, collection: Any, alice: Any, maria: Any) -> None:
    assert [one.score.documents for one in comparing.against_settled(collection, user=maria)] == [0, 0]
    reading = queueing.open_reading(document=spoken, annotator=alice, door="page")
    for fact in spoken.facts.order_by("id"):
        state = "rejected" if fact.candidate.text == "3600个" else "accepted"
        reason = "not_statistical" if state == "rejected" else None
        judging.judge(fact=fact, reading=reading, state=state, reason=_reason(reason), actor=alice, door="page")
    assert [one.score.documents for one in comparing.against_settled(collection, user=alice)] == [0, 0], "not while one reads it"
    finishing.finish(reading=reading, actor=alice, door="page")
    ours, theirs = comparing.against_settled(collection, user=maria)
    assert (ours.first, ours.rates["strict"].f1) == (Side(OURS), 1.0)
    assert (theirs.first, theirs.rates["detection"].hits, theirs.rates["detection"].predicted) == (MODEL, 2, 3)


def _reason(asked: str | None) -> str | None:
    from annotate.models import Reason

    first = Reason.objects.filter(kind="rejection").first()
    return first.code if asked and first else None


def test_gold_made_elsewhere_is_a_side_and_optional_facts_are_set_aside(document: Any, collection: Any, alice: Any, maria: Any) -> None:
    gold = [record(document, "5.4%"), record(document, "125.6亿元", optional=True), record(document, "3600个")]
    proposing.propose(document=document, producer="gold", version="2", facts=gold, actor=alice, door="api", purpose="reference")
    found = comparing.compare(collection, Side(OURS), Side("reference", "gold", "2"), user=maria)
    rate = found.rates["detection"]
    assert (rate.hits, rate.gold, rate.predicted, len(found.score.set_aside)) == (1, 2, 2, 1)


def test_documents_of_which_one_side_has_not_spoken_do_not_count(spoken: Any, make_document: Any, collection: Any, maria: Any) -> None:
    make_document(raw="出口增长5.4%。", facts=("5.4%",))
    assert comparing.compare(collection, MODEL, Side(OURS), user=maria).score.documents == 1


def test_sides_are_named_by_their_keys(spoken: Any, collection: Any) -> None:
    assert [one.key for one in comparing.sides(collection)] == ["ours", "candidates:model:1", "settled"]
    assert comparing.side(collection, "candidates:model:1") == MODEL
    assert comparing.side(collection, "settled") == Side(SETTLED)
    with pytest.raises(NotFound):
        comparing.side(collection, "candidates:model:2")


def test_the_page_the_csv_and_who_sees_them(spoken: Any, collection: Any, maria: Any, alice: Any) -> None:
    from django.test import Client
    from django.urls import reverse

    client = Client(headers={"accept-language": "en"})
    client.force_login(maria, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("comparison", args=[collection.uuid])
    assert "model 1" in client.get(address).content.decode()
    shown = client.get(address, {"first": "candidates:model:1", "second": "ours"}).content.decode()
    assert "125.6亿元" in shown
    lines = client.get(reverse("comparison_csv", args=[collection.uuid]), {"first": "candidates:model:1", "second": "ours"})
    assert lines.content.decode("utf-8-sig").splitlines()[1] == "candidates:model:1,ours,1,detection,2,3,3,0.6667,0.6667,0.6667,"
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 403
