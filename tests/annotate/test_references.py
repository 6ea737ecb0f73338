"""A reference set goes as it came: whole, through page and API, with its name in the audit."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from annotate import comparing, governing, proposing, references
from annotate.errors import BadInput, Forbidden, NotFound
from annotate.models import AuditEvent, Candidate, ReferenceFact
from tests.conftest import proposal

pytestmark = pytest.mark.django_db
OTHERS = comparing.Side("reference", "others", "2024")


@pytest.fixture
def referred(document: Any, alice: Any) -> Any:
    """Two sets, one of them with two facts."""
    for version, mentions in (("2024", ("5.4%", "1.25万户")), ("2025", ("5.4%",))):
        facts = [{name: value for name, value in proposal(document.raw, one).items() if name != "observation_id"} for one in mentions]
        proposing.propose(document=document, producer="others", version=version, facts=facts, purpose="reference", actor=alice, door="api")
    return document


def gone(collection: Any) -> bool:
    (event,) = AuditEvent.objects.filter(action="reference.remove", collection_uuid=collection.uuid)
    assert event.before == {"producer": "others", "version": "2024", "facts": 2}
    assert OTHERS not in comparing.sides(collection)
    return list(ReferenceFact.objects.values_list("producer_version", flat=True)) == ["2025"]


def test_one_set_goes_and_nothing_else(referred: Any, collection: Any, maria: Any) -> None:
    before = Candidate.objects.count()
    assert references.sets(collection) == [references.ReferenceSet("others", "2024", 1, 2), references.ReferenceSet("others", "2025", 1, 1)]
    assert references.remove(collection=collection, producer="others", version="2024", actor=maria, door="command") == 2
    assert gone(collection)
    assert Candidate.objects.count() == before


def test_what_is_not_there_or_not_said_is_named(referred: Any, collection: Any, alice: Any, maria: Any) -> None:
    elsewhere = governing.create_collection(name="elsewhere", actor=maria, door="command")
    said = {"producer": "others", "version": "2024", "door": "command"}
    with pytest.raises(NotFound):
        references.remove(collection=elsewhere, actor=maria, **said)
    with pytest.raises(BadInput) as told:
        references.remove(collection=collection, actor=maria, **said | {"version": ""})
    assert (told.value.field, told.value.extra["expected"]) == ("version", ["others 2024", "others 2025"])
    with pytest.raises(Forbidden):
        references.remove(collection=collection, actor=alice, **said)
    assert ReferenceFact.objects.count() == 3


def test_maria_takes_it_away_on_the_page(referred: Any, collection: Any, client: Any, maria: Any) -> None:
    client.force_login(maria)
    page = client.get(reverse("comparison", args=[collection.uuid])).content.decode()
    assert reverse("remove_reference", args=[collection.uuid]) in page
    answer = client.post(reverse("remove_reference", args=[collection.uuid]), {"producer": "others", "version": "2024"})
    assert answer.status_code == 302
    assert gone(collection)


def test_maria_takes_it_away_by_the_api(referred: Any, collection: Any, client: Any, maria: Any) -> None:
    client.force_login(maria)
    address = f"/api/v1/collections/{collection.uuid}/references"
    listed = client.get(address).json()["sets"]
    assert [(one["producer"], one["version"], one["facts"]) for one in listed] == [("others", "2024", 2), ("others", "2025", 1)]
    assert client.delete(f"{address}?producer=others&version=2023").status_code == 404
    assert client.delete(f"{address}?producer=others&version=2024").status_code == 204
    assert gone(collection)
