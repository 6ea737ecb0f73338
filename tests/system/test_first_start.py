"""The first start, and the sweep, seen from the database."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotate import broker, enqueueing, first_start, seeding, tasks
from annotate.models import Collection, Document, User


@pytest.mark.django_db(transaction=True)
def test_the_first_start_makes_a_person_without_a_password_and_enqueues_the_sample_corpus(sent: list[tuple[str, int]]) -> None:
    assert seeding.first_start() == 5
    user = User.objects.get()
    assert (user.username, user.is_superuser, user.is_staff, user.has_usable_password()) == ("admin", True, True, False)
    assert sent == [(enqueueing.EXTRACT, document.pk) for document in Document.objects.order_by("pk")]
    published = Document.objects.order_by("source__file_name").values_list("published", "published_known")
    assert published[0] == ("2024-11-28", "given")


def load(collection: Any, *arguments: str) -> str:
    said = io.StringIO()
    call_command("loadseeds", str(collection.uuid), *arguments, stdout=said)
    return said.getvalue()


def test_loading_the_sample_corpus_again_adds_nothing(collection: Collection) -> None:
    assert load(collection, "--as", "maria") == "5 documents came in\n"
    assert load(collection, "--as", "maria") == "0 documents came in\n"
    assert collection.documents.count() == 5


def test_a_stranger_loads_nothing(collection: Collection, sam: User) -> None:
    with pytest.raises(CommandError):
        load(collection, "--as", "sam")
    assert collection.documents.count() == 0


def test_a_folder_without_a_manifest_is_named(collection: Collection, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"manifest\.csv"):
        load(collection, "--as", "maria", "--folder", str(tmp_path))


@pytest.mark.parametrize(("people", "bulk", "told"), [(0, 0, 2), (3, 0, 1), (0, 3, 1), (3, 3, 0)])
def test_the_sweep_tells_only_queues_that_are_empty(
    make_document: Any, sent: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch, people: int, bulk: int, told: int
) -> None:
    make_document(raw="前三季度，全市生产总值484.4亿元。", facts=[], state="waiting")
    make_document(raw="前三季度，全市生产总值485.4亿元。", facts=[], state="waiting", bulk=True)
    monkeypatch.setattr(broker, "queued", {"people": people, "bulk": bulk}.__getitem__)
    assert tasks.sweep() == len(sent) == told
    assert {task for task, _id in sent} == {
        task for task, full in ((enqueueing.EXTRACT, people), (enqueueing.EXTRACT_IN_BULK, bulk)) if not full
    }


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    mask = os.umask(0o022)
    try:
        first_start.prepare()
        key = (tmp_path / "data" / "secret_key").read_text()
        first_start.prepare()
    finally:
        os.umask(mask)
    assert len(key) >= 50
    assert (tmp_path / "data" / "secret_key").read_text() == key
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600
