"""What is one's own: browsers that are logged in, what waits, remarks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotate import queueing
from annotate.models import AuditEvent, Note, Session

pytestmark = pytest.mark.django_db
SESSIONS = "/api/v1/me/sessions"


def test_browsers_are_seen_and_ended_by_their_owner_alone(client: Any, alice: Any, bob: Any, program: Any, error: Any) -> None:
    client.force_login(alice)
    phone, others = Client(), Client()
    phone.force_login(alice)
    others.force_login(bob)
    told = client.get(SESSIONS).json()["sessions"]
    assert sorted(each["current"] for each in told) == [False, True]
    assert {each["name"] for each in told}.isdisjoint(Session.objects.values_list("session_key", flat=True))
    assert len(program(alice).get("me/sessions").json()["sessions"]) == 2
    name = next(each["name"] for each in told if not each["current"])
    error(program(alice).delete(f"me/sessions/{name}"), 403)
    assert others.delete(f"{SESSIONS}/{name}").status_code == 404
    assert client.delete(f"{SESSIONS}/{name}").status_code == 204
    assert (phone.get(SESSIONS).status_code, client.get(SESSIONS).status_code) == (401, 200)
    assert AuditEvent.objects.filter(action="session.end", door="api", actor=alice).count() == 1


def test_every_other_browser_is_logged_out_at_once(client: Any, alice: Any) -> None:
    browsers = [client, Client(), Client()]
    for each in browsers:
        each.force_login(alice)
    assert client.delete(SESSIONS).status_code == 204
    assert [each.get(SESSIONS).status_code for each in browsers] == [200, 401, 401]


def test_what_waits_for_me(program: Any, alice: Any, sam: Any, collection: Any, document: Any, make_document: Any, error: Any) -> None:
    make_document(raw="投资12亿元,共36个。", facts=["12亿元"])
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    told = program(alice).get("me/queue", {"collection": str(collection.uuid)}).json()
    assert ([each["id"] for each in told["mine"]], told["free"], told["worker_running"]) == ([str(reading.uuid)], 1, False)
    assert program(sam).get("me/queue").json() == {"mine": [], "free": 0, "worker_running": False}
    error(program(sam).get("me/queue", {"collection": str(collection.uuid)}), 404, "not_found")
    error(program(alice).get("me/queue", {"collection": "x"}), 400, "bad_input")


def test_a_remark_is_taken_back_by_who_made_it(program: Any, alice: Any, maria: Any, document: Any, error: Any) -> None:
    fact = document.facts.first()
    asked = program(alice)
    first, second = (asked.post(f"facts/{fact.uuid}/notes", {"text": text}).json() for text in ("看", "再看"))
    error(program(maria).delete(f"facts/{fact.uuid}/notes/{first['id']}"), 404, "not_found")
    assert asked.delete(f"facts/{fact.uuid}/notes/{first['id']}").status_code == 204
    error(asked.delete(f"facts/{fact.uuid}/notes/{first['id']}"), 404, "not_found")
    assert [note.pk for note in Note.objects.all()] == [second["id"]]
