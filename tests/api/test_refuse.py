"""Refusals say in one shape what was wrong, where it was sent, and what was expected."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

pytestmark = pytest.mark.django_db
JSON = "application/json"


def sent(program: Any, person: Any, method: str, path: str, body: Any = b"", kind: str = JSON, **headers: str) -> Any:
    return program(person).client.generic(method, f"/api/v1/{path}", body, content_type=kind, **headers)


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "said"),
    [
        ("POST", "collections", b'{"name": ', JSON, 400, {"field": None, "expected": [JSON, "multipart/form-data"], "place": None}),
        ("POST", "collections", b"\xff\xfe", JSON, 400, {"field": None, "expected": [JSON, "multipart/form-data"]}),
        ("POST", "collections", b"[]", JSON, 400, {"field": None, "expected": "object"}),
        ("POST", "collections", b"{}", JSON, 400, {"field": "name", "expected": "string", "place": "body"}),
        ("POST", "collections", b'{"name": {"a": 1}}', JSON, 400, {"field": "name", "expected": "string", "place": "body"}),
        ("POST", "collections", b'{"names": "x"}', JSON, 400, {"field": "names", "expected": ["description", "name"], "place": "body"}),
        ("POST", "collections", b"name=x", "text/plain", 415, {"field": None, "expected": [JSON, "multipart/form-data"]}),
        ("POST", "imports", b"--x", "multipart/form-data", 400, {"field": None, "expected": [JSON, "multipart/form-data"]}),
        ("POST", "imports", b"{}", JSON, 400, {"field": "collection", "expected": "uuid", "place": "body"}),
        ("DELETE", "documents", b"", JSON, 405, {"field": None, "expected": ["GET", "POST"]}),
        ("GET", "documents?collection=5", b"", JSON, 400, {"field": "collection", "expected": "uuid", "place": "query"}),
        ("GET", "documents?cursor=x", b"", JSON, 400, {"field": "cursor", "place": "query"}),
        ("GET", "documents?page_size=0", b"", JSON, 400, {"field": "page_size", "expected": "1-500", "place": "query"}),
        ("GET", "reviews?changed_since=x", b"", JSON, 400, {"field": "changed_since", "expected": "2024-12-03T09:30:00+08:00"}),
        ("GET", "imports/examples/x.csv", b"", JSON, 404, {"field": "example", "place": "path"}),
        ("GET", "nowhere", b"", JSON, 404, {"field": None, "expected": None, "place": None}),
    ],
)
def test_it_is_said_what_was_expected_and_where(
    program: Any, alice: Any, method: str, path: str, body: bytes, kind: str, status: int, said: dict[str, Any]
) -> None:
    for language in ("en", "zh-hans"):
        answer = sent(program, alice, method, path, body, kind, HTTP_ACCEPT_LANGUAGE=language)
        told = answer.json()["error"]
        assert (answer.status_code, {name: told[name] for name in said}) == (status, said)
        chinese = any("\u4e00" <= character <= "\u9fff" for character in told["message"])
        assert chinese == (language == "zh-hans"), told["message"]


def test_what_is_answered_and_who_asks(program: Any, alice: Any, client: Any) -> None:
    told = program(alice).client.get("/api/v1/me", headers={"accept": "text/csv"}).json()["error"]
    assert (told["code"], told["expected"]) == ("not_acceptable", [JSON])
    told = client.get("/api/v1/me").json()["error"]
    assert (told["code"], told["expected"]) == ("not_authenticated", "Authorization: Bearer <token>")


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_body_that_is_too_large_is_refused_before_it_is_read(program: Any, alice: Any) -> None:
    answer = sent(program, alice, "POST", "collections", b'{"name":"' + b"x" * 2000 + b'"}')
    assert (answer.status_code, answer.json()["error"]["expected"]) == (413, "at most 1000 bytes")


def test_what_django_refuses_by_itself_has_the_same_shape(program: Any, alice: Any, error: Any) -> None:
    told = error(program(alice).post("collections", {f"field{i}": "x" for i in range(1500)}, format="multipart"), 400, "bad_input")
    assert "TooManyFieldsSent" in told["message"]


def test_a_defect_of_ours_too(program: Any, alice: Any, monkeypatch: Any, error: Any) -> None:
    def broken(*_told: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("annotate.api.people.Me.get", broken)
    asked = program(alice)
    asked.client.raise_request_exception = False
    error(asked.get("me"), 500, "defect")
    assert asked.client.get("/api/v1/collections").status_code == 200


def test_who_did_not_say_which_revision_was_seen_is_told_so(program: Any, alice: Any, document: Any) -> None:
    asked = program(alice)
    reading, fact = asked.post("readings", {"document": str(document.uuid)}).json(), document.facts.first().uuid
    address = f"readings/{reading['id']}/reviews/{fact}"
    asked.put(address, {"state": "accepted"})
    told = asked.put(address, {"state": "rejected", "reason": "other"}, HTTP_ACCEPT_LANGUAGE="en")
    assert (told.status_code, told.json()["error"]["field"], told.json()["error"]["revision"]) == (428, "revision", 1)
    assert "revision you saw" in told.json()["error"]["message"]
