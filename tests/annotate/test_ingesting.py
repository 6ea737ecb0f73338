"""Bytes to documents: what goes in, what is refused by name, and that a refusal changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import ingesting
from annotate.errors import BadInput, Duplicate, Forbidden, HeshiError, NotFound, TooLarge, UnknownEncoding
from annotate.models import AuditEvent, Document, Source

pytestmark = pytest.mark.django_db

TEXT = "前三季度,全市地区生产总值增长5.4%。"


def ingest(collection: Any, actor: Any, data: bytes = TEXT.encode(), **more: Any) -> Document:
    return ingesting.ingest(collection=collection, data=data, actor=actor, door="page", **({"file_name": "a.txt"} | more))


def test_a_text_is_stored_with_its_bytes_and_enqueued_on_commit(
    collection: Any, alice: Any, sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        document = ingest(collection, alice, data=("\ufeff" + TEXT + "\r\n").encode())
    assert document.raw == "\ufeff" + TEXT + "\r\n"
    assert bytes(document.source.data).decode() == document.raw
    assert document.state == "waiting"
    assert sent == [("annotate.tasks.extract_document", document.pk)]
    assert AuditEvent.objects.get(action="document.upload").actor == alice


@pytest.mark.parametrize(
    ("data", "error", "field"),
    [
        (b"", BadInput, "file"),
        (" \r\n　".encode(), BadInput, "file"),
        (TEXT.encode() + b"\0", BadInput, "file"),
        ("增".encode() * 400_000, TooLarge, "file"),
        (bytes(range(128, 256)) * 3, UnknownEncoding, "encoding"),
    ],
    ids=["empty", "blank", "NUL", "too large", "no encoding"],
)
def test_bad_bytes_are_refused_by_name_and_nothing_is_stored(
    collection: Any, alice: Any, data: bytes, error: type[HeshiError], field: str
) -> None:
    with pytest.raises(error) as refusal:
        ingest(collection, alice, data)
    assert refusal.value.field == field
    assert not Document.objects.exists()
    assert not Source.objects.exists()


def test_the_same_text_twice_names_the_document_that_is_there(collection: Any, alice: Any) -> None:
    document = ingest(collection, alice)
    with pytest.raises(Duplicate) as refusal:
        ingest(collection, alice, file_name="b.txt")
    assert refusal.value.extra["document"] == str(document.uuid)
    with pytest.raises(Duplicate):
        ingest(collection, alice, data=TEXT.encode("utf-16-le"), encoding="utf-16le")


def test_the_same_id_of_the_source_twice_is_refused(collection: Any, alice: Any) -> None:
    ingest(collection, alice, external_id="42")
    with pytest.raises(Duplicate) as refusal:
        ingest(collection, alice, data="另一篇1.2万户。".encode(), external_id="42")
    assert refusal.value.field == "external_id"


@pytest.mark.parametrize(("more", "field"), [({"published": "yesterday"}, "published"), ({"address": "javascript:alert(1)"}, "address")])
def test_bad_details_are_refused_by_name(collection: Any, alice: Any, more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        ingest(collection, alice, **more)
    assert refusal.value.field == field


def test_a_file_name_keeps_its_last_part_alone(collection: Any, alice: Any) -> None:
    assert ingest(collection, alice, file_name="..\\..\\etc/新\u202e闻\x07.txt").source.file_name == "新闻.txt"


def test_viewers_may_not_upload_and_strangers_find_nothing(collection: Any, victor: Any, sam: Any) -> None:
    with pytest.raises(Forbidden):
        ingest(collection, victor)
    with pytest.raises(NotFound):
        ingest(collection, sam)
