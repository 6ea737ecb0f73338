"""Texts come in through the page: each gets its outcome by name, and what is refused holds up no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotate.models import Document, Source

pytestmark = pytest.mark.django_db
TEXT = "前三季度,全市地区生产总值增长5.4%。"
UNSURE = "同比".encode("gb18030")  # too short to tell GB18030 from Big5


def file(name: str, data: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data, "text/plain")


@pytest.fixture
def upload(collection: Any, alice: Any, browser_of: Any) -> Any:
    """``upload(files..., field=...)``: Alice's upload; answers its outcomes."""

    def send(*files: Any, **fields: str) -> list[Any]:
        response = browser_of(alice).post(reverse("upload", args=[collection.uuid]), {"file": list(files), **fields})
        assert response.status_code == 200, response.content.decode()
        return list(response.context["outcomes"])

    return send


def test_many_files_come_in_at_once_with_date_and_address(upload: Any) -> None:
    outcomes = upload(file("a.txt", TEXT), file("b.txt", TEXT + "又。"), published="2024-11", address="https://example.org/a")
    assert [(outcome.kind, outcome.name) for outcome in outcomes] == [("added", "a.txt"), ("added", "b.txt")]
    document = Document.objects.get(source__file_name="a.txt")
    assert (document.raw, document.state, document.published, document.published_known) == (TEXT, "waiting", "2024-11", "given")
    assert document.source.address == "https://example.org/a"
    assert bytes(document.source.data).decode() == TEXT


def test_a_pasted_text_keeps_the_line_ends_it_had_before_the_browser(upload: Any) -> None:
    (outcome,) = upload(text=TEXT + "\r\n第二行")
    assert outcome.kind == "added"
    assert outcome.document.raw == TEXT + "\n第二行"


def test_the_same_file_twice_leads_to_the_one_that_is_there(upload: Any) -> None:
    first, second = upload(file("a.txt", TEXT), file("b.txt", TEXT))
    assert (first.kind, second.kind) == ("added", "duplicate")
    assert second.document == first.document
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (" \r\n　".encode(), "empty"),
        ("增".encode() * 400_000, "1.2 MB"),
        ((TEXT + "\0").encode(), "NUL"),
        (bytes(range(128, 256)) * 3, "encoding"),
    ],
    ids=["empty", "blank", "over the limit", "NUL", "no encoding"],
)
def test_a_bad_file_is_refused_with_its_reason_and_the_others_go_in(upload: Any, data: bytes, says: str) -> None:
    bad, good = upload(file("bad.txt", data), file("good.txt", TEXT))
    assert (bad.kind, bad.name) == ("refused", "bad.txt")
    assert says in bad.reason
    assert good.kind == "added"
    assert Source.objects.get().file_name == "good.txt"


def test_a_bad_date_refuses_every_text_and_stores_nothing(upload: Any) -> None:
    (outcome,) = upload(file("a.txt", TEXT), published="last year")
    assert outcome.kind == "refused"
    assert not Document.objects.exists()


def test_an_unsure_encoding_is_asked_and_the_bytes_need_not_come_again(upload: Any) -> None:
    (outcome,) = upload(file("short.txt", UNSURE))
    assert outcome.kind == "unsure"
    assert ("gb18030", "同比") in outcome.candidates
    assert not Document.objects.exists()
    (outcome,) = upload(held=outcome.held, held_name=outcome.name, encoding="gb18030")
    assert outcome.kind == "added"
    assert (outcome.document.raw, outcome.document.encoding, outcome.document.source.file_name) == ("同比", "gb18030", "short.txt")
    assert bytes(outcome.document.source.data) == UNSURE


def test_a_form_with_broken_bytes_is_out_of_date_and_changes_nothing(collection: Any, alice: Any, browser_of: Any) -> None:
    response = browser_of(alice).post(reverse("upload", args=[collection.uuid]), {"held": "not base64!", "encoding": "gb18030"})
    assert response.status_code == 400
    assert not Document.objects.exists()


def test_the_same_upload_sent_again_adds_nothing(upload: Any) -> None:
    upload(file("a.txt", TEXT))
    assert [outcome.kind for outcome in upload(file("a.txt", TEXT))] == ["duplicate"]


def test_nothing_chosen_is_told(collection: Any, alice: Any, browser_of: Any) -> None:
    response = browser_of(alice).post(reverse("upload", args=[collection.uuid]), {"text": ""})
    assert response.status_code == 400
    assert response.context["form"].errors["file"]


def test_a_path_in_a_files_name_is_cut_off(upload: Any) -> None:
    (outcome,) = upload(file("..\\..\\secret\\a.txt", TEXT))
    assert outcome.document.source.file_name == "a.txt"


def test_victor_may_not_upload_and_sam_finds_nothing(collection: Any, victor: Any, sam: Any, browser_of: Any) -> None:
    address = reverse("upload", args=[collection.uuid])
    assert browser_of(victor).post(address, {"text": TEXT}).status_code == 403
    assert browser_of(sam).post(address, {"text": TEXT}).status_code == 404
    assert not Document.objects.exists()
