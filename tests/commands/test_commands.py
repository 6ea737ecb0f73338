"""The command line: import, release, export, extract again; plain exit codes, pipes."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from annotate import extracting, queueing
from annotate.models import Document
from annotate.reviewing import finishing, judging
from tests.imports import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_folder_goes_in_and_what_is_refused_ends_with_status_1(collection: Any, alice: Any, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("前三季度出口1.2亿元。", "utf-8")
    (tmp_path / "in" / "deep" / "b.jsonl").write_bytes(files.jsonl({"text": "二季度出口2亿元。"}, "{"))
    with pytest.raises(SystemExit) as end:
        run("import", collection.name, str(tmp_path / "in"), "--actor", "alice", "--published", "2024-11")
    assert end.value.code == 1
    assert sorted(Document.objects.values_list("source__file_name", "published")) == [("a.txt", "2024-11"), ("b.jsonl", "2024-11")]


def test_lines_come_through_a_pipe(collection: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(files.jsonl({"text": "一季度出口1亿元。"}))))
    assert run("import", str(collection.uuid), "-", "--actor", "alice") == "standard-input.jsonl: 1 added, 0 there already, 0 refused\n"


@pytest.mark.parametrize(
    "words", [("nowhere", "x", "--actor", "alice"), ("青岛", "/no/such/file", "--actor", "alice"), ("青岛", "x", "--actor", "nobody")]
)
def test_bad_arguments_are_named(collection: Any, alice: Any, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("import", *words)


def test_release_export_and_extract_again(collection: Any, alice: Any, maria: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("前三季度,平度市地区生产总值增长5.4%。", "utf-8")
    run("import", collection.name, str(tmp_path / "a.txt"), "--actor", "alice", "--published", "2024-11-28")
    document = Document.objects.get()
    extracting.extract_document(document.pk)
    document.refresh_from_db()
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    with pytest.raises(CommandError):
        run("release", collection.name, "--actor", "alice")
    assert run("release", collection.name, "--actor", "maria") == "1.0.0\n"
    run("export", collection.name, "--format", "zip", "--out", str(tmp_path / "gold.zip"))
    with zipfile.ZipFile(tmp_path / "gold.zip") as archive:
        assert "5.4" in archive.read("facts.csv").decode()
    for form in ("csv", "spreadsheet", "jsonl", "xlsx"):
        run("export", collection.name, "--format", form, "--out", str(tmp_path / form))
        assert (tmp_path / form).stat().st_size > 100
    assert run("reextract", collection.name, "--actor", "maria") == "1 documents: 0 new, 0 gone, 0 different\n"
