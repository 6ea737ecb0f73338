"""Tokens and sessions."""

import logging

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotate import governing
from annotate.models import ApiToken, AuditEvent


def test_a_program_without_a_token_is_told_how_to_log_in(db, client, error):
    answer = client.get("/api/v1/me")
    error(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_speaks_for_its_owner(alice, collection, program):
    told = program(alice).get("me").json()
    assert told["username"] == "alice"
    assert told["roles"] == {str(collection.uuid): "annotator"}
    assert told["scopes"] == ["read", "review", "manage"]


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer heshi_wrong", "Bearer \xff\xfe", "bearer ''"])
def test_a_wrong_header_is_refused_in_the_one_shape(db, header, error):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    error(client.get("/api/v1/me"), 401, "not_authenticated")


def test_a_revoked_token_works_no_more(alice, program, error):
    caller = program(alice)
    governing.revoke_token(token=caller.token, actor=alice, door="command")
    error(caller.get("me"), 401)


def test_a_token_of_a_closed_account_works_no_more(alice, program, error):
    caller = program(alice)
    alice.is_active = False
    alice.save()
    error(caller.get("me"), 401)


def test_only_the_hash_of_a_token_is_kept(alice, program):
    caller = program(alice)
    row = ApiToken.objects.get(pk=caller.token.pk)
    assert row.token_hash == governing.hashed(caller.secret)
    kept = " ".join(str(value) for value in vars(row).values()) + str(list(AuditEvent.objects.values()))
    assert caller.secret not in kept
    assert caller.secret[6:] not in kept


def test_a_token_stands_in_no_log(alice, program, caplog, error):
    caplog.set_level(logging.DEBUG)
    caller = program(alice)
    caller.get("me")
    error(caller.get("documents?nonsense=1"), 400)
    governing.revoke_token(token=caller.token, actor=alice, door="command")
    caller.get("me")
    assert caller.secret not in caplog.text
    assert caller.secret[6:] not in caplog.text


def test_a_token_in_the_address_is_no_log_in(alice, program, client, error):
    error(client.get("/api/v1/me", {"token": program(alice).secret}), 401)


def test_the_last_use_is_known_to_the_minute_and_not_written_on_every_read(alice, program, django_assert_num_queries):
    caller = program(alice)
    assert caller.token.last_used_at is None
    caller.get("me")
    used = ApiToken.objects.get(pk=caller.token.pk).last_used_at
    assert abs((timezone.now() - used).total_seconds()) < 60
    caller.get("me")
    assert ApiToken.objects.get(pk=caller.token.pk).last_used_at == used


@pytest.mark.parametrize(
    ("scopes", "method", "path", "needed"),
    [
        (("review",), "get", "me", "read"),
        (("read",), "post", "readings", "review"),
        (("read", "manage"), "post", "readings", "review"),
        (("read", "review"), "post", "documents", "manage"),
        (("read", "review"), "post", "releases", "manage"),
        (("read", "review"), "post", "collections", "manage"),
    ],
)
def test_a_token_does_what_its_scopes_say(alice, program, error, scopes, method, path, needed):
    told = error(getattr(program(alice, *scopes), method)(path), 403, "out_of_scope")
    assert told["expected"] == needed


def test_a_session_reads_and_needs_the_csrf_token_to_write(alice, error):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.get("/api/v1/me").json()["scopes"] is None
    error(client.post("/api/v1/collections", {"name": "x"}, format="json"), 403, "forbidden")
    client.get("/api/v1/docs?script=")
    token = client.cookies["csrftoken"].value
    assert client.post("/api/v1/collections", {"name": "x"}, format="json", HTTP_X_CSRFTOKEN=token).status_code == 201


def test_a_token_needs_no_csrf_token(alice, program):
    caller = program(alice)
    caller.client.handler.enforce_csrf_checks = True
    assert caller.post("collections", {"name": "x"}).status_code == 201


def test_one_makes_sees_and_revokes_ones_own_tokens_when_logged_in(alice, bob, program, error):
    client = APIClient()
    client.force_login(alice)
    made = client.post("/api/v1/me/tokens", {"name": "notebook", "scopes": ["read"]}, format="json")
    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    listed = client.get("/api/v1/me/tokens").json()["results"]
    assert [row["name"] for row in listed] == ["notebook"]
    assert "secret" not in listed[0]
    caller = APIClient()
    caller.credentials(HTTP_AUTHORIZATION=f"Bearer {made.json()['secret']}")
    assert caller.get("/api/v1/me").status_code == 200
    stranger = APIClient()
    stranger.force_login(bob)
    error(stranger.delete(f"/api/v1/me/tokens/{made.json()['id']}"), 404)
    assert client.delete(f"/api/v1/me/tokens/{made.json()['id']}").status_code == 204
    error(caller.get("/api/v1/me"), 401)


def test_a_token_makes_no_tokens(alice, program, error):
    error(program(alice).post("me/tokens", {"name": "wider", "scopes": ["manage"]}), 403)
    assert ApiToken.objects.filter(user=alice, name="wider").count() == 0
