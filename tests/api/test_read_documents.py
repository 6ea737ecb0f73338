"""Bringing documents in, and reading them."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotate.models import Document

TEXT = "\ufeff  前三季度,全市生产总值增长5.4%。\r\n𠮷"


def test_a_text_comes_in_unchanged_and_waits_for_a_worker(alice, collection, program, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = program(alice).post("documents", {"collection": str(collection.uuid), "text": TEXT, "published": "2024-11"})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["raw"] == TEXT
    assert told["length"] == len(TEXT)
    assert (told["state"], told["published"], told["encoding"]) == ("waiting", "2024-11", "utf-8")
    assert sent == [("annotate.tasks.extract_document", Document.objects.get(uuid=told["id"]).pk)]


def test_a_file_comes_in_with_its_name(alice, collection, program):
    file = SimpleUploadedFile("../报告.txt", "前三季度增长5.4%。".encode("gb18030"))
    answer = program(alice).post("documents", {"collection": str(collection.uuid), "file": file, "external_id": "a-1"}, format="multipart")
    assert answer.status_code == 201, answer.content
    assert (answer.json()["file_name"], answer.json()["external_id"]) == ("报告.txt", "a-1")
    assert answer.json()["raw"] == "前三季度增长5.4%。"


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 400, "bad_input", "file"),
        ({"text": ""}, 400, "bad_input", "file"),
        ({"text": " \r\n"}, 400, "bad_input", "file"),
        ({"text": "a\x00b 5%"}, 400, "bad_input", "text"),
        ({"text": "增长5.4%" * 200_000}, 413, "too_large", "file"),
        ({"text": "5.4%", "published": "yesterday"}, 400, "bad_input", "published"),
        ({"text": "5.4%", "address": "javascript:alert(1)"}, 400, "bad_input", "address"),
        ({"text": "5.4%", "is_superuser": True}, 400, "bad_input", "is_superuser"),
        ({"text": "5.4%", "state": "extracted"}, 400, "bad_input", "state"),
        ({"text": ["5.4%"]}, 400, "bad_input", "text"),
    ],
)
def test_bad_input_is_answered_by_name_and_leaves_nothing(alice, collection, program, error, body, status, code, field):
    told = error(program(alice).post("documents", {"collection": str(collection.uuid), **body}), status, code)
    assert told["field"] == field
    assert Document.objects.count() == 0


@pytest.mark.parametrize(("body", "field"), [(r'"text": "\ud800 5%"', "text"), (r'"text": "5%", "\ud800": 1', "\\ud800")])
def test_half_a_surrogate_pair_is_refused(alice, collection, program, error, body, field):
    sent = f'{{"collection": "{collection.uuid}", {body}}}'
    told = error(program(alice).client.post("/api/v1/documents", sent, content_type="application/json"), 400, "bad_input")
    assert told["field"] == field


def test_bytes_in_no_known_encoding_are_refused_by_name(alice, collection, program, error):
    file = SimpleUploadedFile("a.txt", bytes([0xFF, 0xFE, 0xFD, 0x80, 0x81, 0xFF] * 40 + [1]))
    told = error(program(alice).post("documents", {"collection": str(collection.uuid), "file": file}, format="multipart"), 400)
    assert told["code"] in ("unknown_encoding", "bad_input")
    assert Document.objects.count() == 0


def test_the_same_text_twice_names_the_document_that_is_there(alice, collection, program, error):
    caller, body = program(alice), {"collection": str(collection.uuid), "text": "增长5.4%"}
    first = caller.post("documents", body).json()
    told = error(caller.post("documents", body), 409, "duplicate")
    assert told["document"] == first["id"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"null", b"\xff"])
def test_a_body_that_is_no_object_is_refused(alice, program, error, body):
    caller = program(alice)
    error(caller.client.post("/api/v1/documents", body, content_type="application/json"), 400, "bad_input")


def test_a_body_beyond_all_measure_is_refused_unread(alice, program, error, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = b'{"text": "' + b"x" * 2000 + b'"}'
    error(program(alice).client.post("/api/v1/documents", body, content_type="application/json"), 413, "too_large")


def test_another_media_type_is_refused(alice, program, error):
    error(program(alice).client.post("/api/v1/documents", "<a/>", content_type="application/xml"), 415, "unsupported_media_type")


def test_a_list_tells_progress_and_no_text(alice, document, program):
    row = program(alice).get("documents").json()["results"][0]
    assert row["id"] == str(document.uuid)
    assert (row["facts_count"], row["judged_count"], row["state"]) == (3, 0, "extracted")
    assert "raw" not in row


def test_a_list_is_narrowed_by_declared_filters(alice, make_document, collection, program):
    make_document(raw="增长5.4%", facts=["5.4%"], state="failed", title="一月")
    make_document(raw="增长6.4%", facts=["6.4%"], published="2023-05", title="五月")
    caller = program(alice)

    def titles(**filters):
        return [row["title"] for row in caller.get("documents", filters).json()["results"]]

    assert titles() == ["五月", "一月"]
    assert titles(ordering="created") == ["一月", "五月"]
    assert titles(state="failed") == ["一月"]
    assert titles(published="2023") == ["五月"]
    assert titles(title="月", collection=str(collection.uuid)) == ["五月", "一月"]
    assert titles(collection=str(uuid.uuid4())) == []


@pytest.mark.parametrize(
    "query",
    [
        "owner__password=x", "source__created_by__password__startswith=a", "collection__memberships__user__username=bob", "raw__contains=5",
        "ordering=source__created_by__password", "ordering=raw", "fields=raw,password", "page_size=0", "page_size=501", "page_size=x", "page_size=１",
        "cursor=x", "cursor=cD14", "cursor=cD0lMDA=", "state=gone", "collection=1", "title=%00", "format=xml",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["documents", "facts", "reviews", "readings", "releases", "collections", "audit"])
def test_what_is_not_declared_is_refused_by_name(alice, document, program, error, path, query):
    told = error(program(alice).get(f"{path}?{query}"), 400, "bad_input")
    assert told["field"] == query.split("=")[0]


def test_a_list_shows_only_the_fields_asked_for(alice, document, program):
    rows = program(alice).get("documents?fields=id,state").json()["results"]
    assert rows == [{"id": str(document.uuid), "state": "extracted"}]
    assert program(alice).get(f"documents/{document.uuid}?fields=raw").json() == {"raw": document.raw}


def test_pages_follow_one_another_by_cursor_without_gap_or_repeat(alice, make_document, program):
    made = {str(make_document(raw=f"第{i}次增长5.4%", facts=[]).uuid) for i in range(7)}
    caller, seen, address = program(alice), [], "/api/v1/documents?page_size=3"
    while address:
        page = caller.client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == 7
    assert set(seen) == made


def test_listing_costs_the_same_number_of_queries_however_many_there_are(alice, make_document, program, django_assert_max_num_queries):
    caller = program(alice)
    caller.get("me")
    for i in range(8):
        make_document(raw=f"{i}号,全市生产总值增长5.4%,投资12亿元", facts=["5.4%", "12亿元"])
    for path in ("documents", "facts", "readings", "reviews", "collections"):
        with django_assert_max_num_queries(7):
            assert caller.get(path).status_code == 200


def test_extraction_is_asked_for_again(alice, make_document, program, sent, error, django_capture_on_commit_callbacks):
    failed = make_document(state="failed", failure="lost")
    with django_capture_on_commit_callbacks(execute=True):
        answer = program(alice).post(f"documents/{failed.uuid}/extract")
    assert answer.status_code == 202
    assert answer.json()["state"] == "waiting"
    assert sent == [("annotate.tasks.extract_document", failed.pk)]
    error(program(alice).post(f"documents/{failed.uuid}/extract"), 409, "wrong_state")


def test_a_viewer_reads_and_brings_nothing_in(victor, collection, document, program, error):
    caller = program(victor)
    assert caller.get(f"documents/{document.uuid}").json()["raw"] == document.raw
    error(caller.post("documents", {"collection": str(collection.uuid), "text": "x 5%"}), 403, "forbidden")
    error(caller.post(f"documents/{document.uuid}/extract"), 403, "forbidden")


def test_a_stranger_cannot_tell_what_is_there(sam, collection, document, program, error):
    caller = program(sam)
    assert caller.get("documents").json()["results"] == []
    there = error(caller.get(f"documents/{document.uuid}"), 404, "not_found")
    nowhere = error(caller.get(f"documents/{uuid.uuid4()}"), 404, "not_found")
    assert there == nowhere
    error(caller.post("documents", {"collection": str(collection.uuid), "text": "x 5%"}), 404, "not_found")


def test_an_address_that_is_none_is_answered_in_the_one_shape(alice, program, error):
    error(program(alice).get("nothing/here"), 404, "not_found")
    error(program(alice).delete("documents"), 405, "method_not_allowed")
