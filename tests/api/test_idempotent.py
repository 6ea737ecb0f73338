"""A program that did not hear the answer sends the same request again: it is answered as before, and nothing is made twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from annotate import idempotency, queueing
from annotate.models import Answer, ApiToken, Collection, Document, Job, Note, Reading

pytestmark = pytest.mark.django_db
KEY = {"HTTP_IDEMPOTENCY_KEY": "b7e1-0001"}


def test_the_same_key_makes_one_and_answers_the_same(maria, program):
    caller = program(maria)
    first, second = (caller.post("collections", {"name": "新"}, **KEY) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Collection.objects.filter(name="新").count() == 1


def test_another_request_with_the_same_key_is_refused(maria, program, error):
    caller = program(maria)
    caller.post("collections", {"name": "新"}, **KEY)
    told = error(caller.post("collections", {"name": "别的"}, **KEY), 422, "key_reused")
    assert (told["field"], told["place"]) == ("Idempotency-Key", "header")
    error(caller.post("exports", {"collection": str(Collection.objects.get(name="新").uuid), "form": "csv"}, **KEY), 422)
    assert not Collection.objects.filter(name="别的").exists()


def test_a_key_is_its_owner_s_alone(maria, sam, program):
    for person in (maria, sam):
        assert program(person).post("collections", {"name": "新"}, **KEY).status_code == 201
    assert Collection.objects.filter(name="新").count() == 2


def test_a_refusal_is_not_kept_so_that_it_can_be_mended(maria, program, error):
    caller = program(maria)
    error(caller.post("collections", {"name": ""}, **KEY), 400)
    assert Answer.objects.count() == 0
    assert caller.post("collections", {"name": "新"}, **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "é", "a b", "x" * 201])
def test_a_key_that_is_none_is_refused(maria, program, error, key):
    error(program(maria).post("collections", {"name": "新"}, HTTP_IDEMPOTENCY_KEY=key), 400, "bad_input")


def test_a_file_sent_again_is_the_same_request_and_another_file_is_not(alice, collection, program, error):
    caller = program(alice)

    def send(data):
        file = SimpleUploadedFile("a.txt", data.encode(), content_type="text/plain")
        return caller.post("documents", {"collection": str(collection.uuid), "file": file}, format="multipart", **KEY)

    first, second = send("全市生产总值增长5.4%。"), send("全市生产总值增长5.4%。")
    assert first.status_code == 201, first.content
    assert first.json()["id"] == second.json()["id"]
    error(send("别的。"), 422)
    assert Document.objects.count() == 1


def test_what_a_queue_gives_it_gives_once(alice, document, make_document, program):
    make_document(raw="投资12亿元。", facts=["12亿元"])
    caller = program(alice)
    first, second = (caller.post("readings", {}, **KEY).json() for _ in range(2))
    assert first["id"] == second["id"]
    assert Reading.objects.filter(annotator=alice).count() == 1


def test_a_note_written_twice_on_purpose_has_two_keys(alice, document, program):
    fact, caller = document.facts.first(), program(alice)
    for number in (1, 1, 2):
        caller.post(f"facts/{fact.uuid}/notes", {"text": f"看 {number}"}, HTTP_IDEMPOTENCY_KEY=f"note-{number}")
    assert Note.objects.count() == 2


def test_an_added_fact_comes_back_with_its_entity_tag(alice, document, program):
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    at = document.raw.index("3600个")
    body = {"start": at, "end": at + 5, "values": {"value": "3600", "unit": "个", "measure": "level", "indicator": "泊位"}}
    first, second = (program(alice).post(f"readings/{reading.uuid}/facts", body, **KEY) for _ in range(2))
    assert first["ETag"] == second["ETag"] == '"1"'
    assert document.facts.count() == 4


def test_an_export_asked_for_twice_is_one_job(alice, document, collection, program):
    for _ in range(2):
        answer = program(alice).post("exports", {"collection": str(collection.uuid), "form": "csv"}, **KEY)
        assert answer.status_code == 202
    assert Job.objects.count() == 1


def test_no_secret_is_kept(client, maria, collection, program):
    client.force_login(maria)
    ask = {"data": {"name": "x", "scopes": ["read"]}, "content_type": "application/json", **KEY}
    first, second = (client.post("/api/v1/me/tokens", **ask).json() for _ in range(2))
    assert first["secret"]
    assert second["secret"] is None
    assert ApiToken.objects.count() == 1
    assert first["secret"] not in str(list(Answer.objects.values_list("body", flat=True)))
    link = {"role": "annotator"}
    caller = program(maria)
    made = caller.post(f"collections/{collection.uuid}/invitations", link, HTTP_IDEMPOTENCY_KEY="second").json()["link"]
    assert made.rstrip("/").rpartition("/")[2] not in str(list(Answer.objects.values_list("body", flat=True)))


def test_answers_are_forgotten_after_a_day(maria, program):
    caller = program(maria)
    caller.post("collections", {"name": "新"}, **KEY)
    assert idempotency.clear_away(now=timezone.now()) == 0
    assert idempotency.clear_away(now=timezone.now() + timedelta(hours=25)) == 1
    caller.post("collections", {"name": "新"}, **KEY)
    assert Collection.objects.filter(name="新").count() == 2


def test_every_endpoint_that_makes_something_takes_a_key():
    """All that is posted, but what stores nothing."""
    from annotate.api import urls

    without = set()
    for pattern in urls.urlpatterns:
        view = getattr(pattern.callback, "cls", None)
        if view and hasattr(view, "post") and not getattr(view.post, "idempotent", False):
            without.add(pattern.name)
    assert without == {"proposal", "cause_preview", "not_here"}
