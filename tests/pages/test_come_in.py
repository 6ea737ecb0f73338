"""Coming in: by password, by a link that works once, by invitation; and out again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotate import inviting
from annotate.models import Membership, User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
NEW = "a quite different phrase"


def user_of(client: Client) -> str | None:
    """Who is logged in, by what the home page answers."""
    response = client.get("/")
    return response.context["user"].username if response.status_code == 200 else None


def test_alice_logs_in_and_out(alice: Any, browser_of: Any) -> None:
    client = browser_of()
    assert client.get("/").url == "/login/?next=/"
    assert client.post("/login/", {"username": "alice", "password": PASSWORD}).url == "/"
    assert user_of(client) == "alice"
    client.post("/logout/")
    assert user_of(client) is None


def test_a_wrong_password_is_told_and_lets_nobody_in(alice: Any, browser_of: Any) -> None:
    client = browser_of()
    response = client.post("/login/", {"username": "alice", "password": "wrong"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert user_of(client) is None


def test_who_guesses_too_often_is_told_so_and_waits(alice: Any, browser_of: Any, settings: Any) -> None:
    client = browser_of()
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/login/", {"username": "alice", "password": "wrong"})
    assert response.status_code == 429
    assert b"Too many attempts" in response.content
    assert client.post("/login/", {"username": "alice", "password": PASSWORD}).status_code == 429
    assert user_of(client) is None


def test_logging_in_leads_to_no_foreign_address(alice: Any, browser_of: Any) -> None:
    response = browser_of().post("/login/", {"username": "alice", "password": PASSWORD, "next": "https://example.org/"})
    assert response.url == "/"


def test_looking_at_a_login_link_spends_nothing_and_pressing_its_button_does(maria: Any, browser_of: Any) -> None:
    address = reverse("enter", args=[inviting.login_link(user=maria, actor=maria, door="command")])
    looker, presser, late = browser_of(), browser_of(), browser_of()
    assert looker.get(address).status_code == 200
    assert user_of(looker) is None
    assert presser.post(address).url == "/"
    assert user_of(presser) == "maria"
    assert late.post(address).status_code == 404
    assert user_of(late) is None


def test_an_invitation_makes_an_account_once(collection: Any, maria: Any, browser_of: Any) -> None:
    address = reverse("join", args=[inviting.invite(collection=collection, role="annotator", actor=maria, door="page")])
    data = {"username": "bob", "password": PASSWORD, "again": PASSWORD}
    client = browser_of()
    assert client.post(address, data).url == reverse("collection", args=[collection.uuid])
    assert user_of(client) == "bob"
    assert Membership.objects.get(user__username="bob").role == "annotator"
    assert browser_of().post(address, data | {"username": "victor"}).status_code == 404
    assert not User.objects.filter(username="victor").exists()


def test_an_invitation_joins_the_account_that_is_logged_in(collection: Any, maria: Any, sam: Any, browser_of: Any) -> None:
    secret = inviting.invite(collection=collection, role="viewer", actor=maria, door="page")
    assert browser_of(sam).post(reverse("join", args=[secret])).status_code == 302
    assert Membership.objects.get(user=sam, collection=collection).role == "viewer"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"username": "bob", "password": PASSWORD, "again": "another"}, "again"),
        ({"username": "bob", "password": "12345", "again": "12345"}, "password"),
        ({"username": "maria", "password": PASSWORD, "again": PASSWORD}, "username"),
        ({"username": "", "password": PASSWORD, "again": PASSWORD}, "username"),
    ],
    ids=["passwords differ", "weak", "name taken", "no name"],
)
def test_what_is_wrong_with_a_new_account_stands_at_its_field_and_the_link_still_works(
    collection: Any, maria: Any, browser_of: Any, data: dict[str, str], field: str
) -> None:
    address = reverse("join", args=[inviting.invite(collection=collection, role="annotator", actor=maria, door="page")])
    response = browser_of().post(address, data)
    assert field in response.context["form"].errors
    assert User.objects.count() == 1
    assert browser_of().get(address).status_code == 200


def test_a_reset_link_sets_a_password_and_ends_all_sessions(alice: Any, maria: Any, browser_of: Any) -> None:
    old = browser_of(alice)
    assert user_of(old) == "alice"
    address = reverse("set_password", args=[inviting.reset_link(user=alice, actor=maria, door="page")])
    client = browser_of()
    client.post(address, {"password": NEW, "again": NEW})
    assert user_of(client) == "alice"
    assert user_of(old) is None
    assert browser_of().get(address).status_code == 404
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_a_link_of_one_kind_opens_no_other_door(collection: Any, maria: Any, browser_of: Any) -> None:
    secret = inviting.invite(collection=collection, role="manager", actor=maria, door="page")
    for door in ("enter", "set_password"):
        assert browser_of().get(reverse(door, args=[secret])).status_code == 404
        assert browser_of().post(reverse(door, args=[secret]), {"password": NEW, "again": NEW}).status_code == 404


def test_changing_the_password_keeps_this_session_and_ends_the_others(alice: Any, browser_of: Any) -> None:
    here, there = browser_of(alice), browser_of(alice)
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post(reverse("change_password"), data).url == reverse("account")
    assert user_of(here) == "alice"
    assert user_of(there) is None


def test_the_old_password_must_be_right(alice: Any, browser_of: Any) -> None:
    data = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    assert browser_of(alice).post(reverse("change_password"), data).status_code == 400
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_who_never_had_a_password_sets_one_without_an_old_one(maria: Any, browser_of: Any) -> None:
    maria.set_unusable_password()
    maria.save()
    client = browser_of(maria)
    assert "old_password" not in client.get(reverse("account")).context["password_form"].fields
    client.post(reverse("change_password"), {"new_password1": NEW, "new_password2": NEW})
    maria.refresh_from_db()
    assert maria.check_password(NEW)


def test_a_token_is_shown_once_and_revoked(alice: Any, browser_of: Any) -> None:
    client = browser_of(alice)
    response = client.post(reverse("make_token"), {"name": "export", "scopes": ["read"]})
    secret = response.context["secret"]
    assert secret.encode() in response.content
    assert "no-store" in response["Cache-Control"]
    again = client.get(reverse("account"))
    assert secret.encode() not in again.content
    token = alice.api_tokens.get()
    client.post(reverse("revoke_token", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at


def test_nobody_revokes_anothers_token(alice: Any, bob: Any, browser_of: Any) -> None:
    browser_of(alice).post(reverse("make_token"), {"name": "export", "scopes": ["read"]})
    token = alice.api_tokens.get()
    assert browser_of(bob).post(reverse("revoke_token", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_form_without_the_csrf_token_changes_nothing(alice: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(reverse("create_collection"), {"name": "stale"})
    assert response.status_code == 403
    assert alice.memberships.count() == 1
