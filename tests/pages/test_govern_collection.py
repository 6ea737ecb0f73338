"""Collections, their members and their settings through the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from annotate.models import Collection, Membership

pytestmark = pytest.mark.django_db
SETTINGS = {"name": "青岛", "description": "", "readings_required": "2", "second_share": "0", "unaided_share": "12.5", "blind": "on"}


def test_who_makes_a_collection_is_its_manager(sam: Any, browser_of: Any) -> None:
    response = browser_of(sam).post(reverse("create_collection"), {"name": "济南", "description": "县区"})
    collection = Collection.objects.get(name="济南")
    assert response.url == reverse("upload", args=[collection.uuid])
    assert Membership.objects.get(collection=collection).role == "manager"


def test_a_collection_needs_a_name(sam: Any, browser_of: Any) -> None:
    assert browser_of(sam).post(reverse("create_collection"), {"name": " "}).status_code == 400
    assert not Collection.objects.exists()


def test_settings_are_asked_in_per_cent_and_kept_as_shares(collection: Any, maria: Any, browser_of: Any) -> None:
    browser_of(maria).post(reverse("collection_settings", args=[collection.uuid]), SETTINGS)
    collection.refresh_from_db()
    assert (collection.readings_required, collection.unaided_share, collection.blind) == (2, 0.125, True)


def test_an_old_form_takes_nothing_back_that_another_manager_saved(collection: Any, maria: Any, browser_of: Any) -> None:
    client, address = browser_of(maria), reverse("collection_settings", args=[collection.uuid])
    form = client.get(address).context["form"]
    shown = {f"initial-{field.html_name}": field.value() for field in form} | {field.html_name: field.value() for field in form}
    shown = {name: value for name, value in shown.items() if value is not False}
    client.post(address, SETTINGS)
    client.post(address, shown | {"description": "changed in the old form"})
    collection.refresh_from_db()
    assert (collection.readings_required, collection.description) == (2, "changed in the old form")


@pytest.mark.parametrize(("field", "value"), [("readings_required", "4"), ("second_share", "101"), ("name", "")])
def test_settings_out_of_range_are_told_at_their_field(collection: Any, maria: Any, browser_of: Any, field: str, value: str) -> None:
    response = browser_of(maria).post(reverse("collection_settings", args=[collection.uuid]), SETTINGS | {field: value})
    assert response.status_code == 400
    assert field in response.context["form"].errors
    collection.refresh_from_db()
    assert collection.readings_required == 1


def test_an_invitation_is_shown_once(collection: Any, maria: Any, browser_of: Any) -> None:
    client = browser_of(maria)
    response = client.post(reverse("invite", args=[collection.uuid]), {"role": "annotator"})
    link = response.context["link"]
    assert "/join/" in link
    assert link.encode() in response.content
    assert b"/join/" not in client.get(reverse("members", args=[collection.uuid])).content


def test_a_role_is_changed_and_taken_away(collection: Any, maria: Any, alice: Any, browser_of: Any) -> None:
    client, address = browser_of(maria), reverse("change_member", args=[collection.uuid, alice.uuid])
    client.post(address, {"role": "adjudicator"})
    assert Membership.objects.get(user=alice).role == "adjudicator"
    client.post(address, {"role": ""})
    assert not Membership.objects.filter(user=alice).exists()


def test_the_last_manager_stays(collection: Any, maria: Any, browser_of: Any) -> None:
    response = browser_of(maria).post(reverse("change_member", args=[collection.uuid, maria.uuid]), {"role": "viewer"})
    assert response.status_code == 409
    assert Membership.objects.get(user=maria).role == "manager"


def test_a_manager_makes_a_password_link_for_a_member_only(collection: Any, maria: Any, alice: Any, sam: Any, browser_of: Any) -> None:
    client = browser_of(maria)
    assert "/password/" in client.post(reverse("reset_member", args=[collection.uuid, alice.uuid])).context["link"]
    assert client.post(reverse("reset_member", args=[collection.uuid, sam.uuid])).status_code == 404


@pytest.mark.parametrize("name", ["collection_settings", "invite", "create_release"])
def test_annotators_govern_nothing(collection: Any, alice: Any, browser_of: Any, name: str) -> None:
    assert browser_of(alice).post(reverse(name, args=[collection.uuid]), {"role": "manager"}).status_code == 403


def test_every_member_sees_who_belongs(collection: Any, victor: Any, sam: Any, browser_of: Any) -> None:
    address = reverse("members", args=[collection.uuid])
    assert b"maria" in browser_of(victor).get(address).content
    assert browser_of(sam).get(address).status_code == 404
