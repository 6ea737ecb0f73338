"""The restore rehearsal: fill, back up, destroy, restore, compare; and archives that must change nothing."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from annotate import backing_up, governing
from annotate.errors import BadInput, WrongState
from annotate.models import AuditEvent, Candidate, Document, ExtractionRun, Fact, GoldFact, Release, Source, User
from annotate.models.append_only import GUARDED, unlocked
from annotate.supervising import only_one
from tests.security.conftest import state

pytestmark = pytest.mark.django_db


def destroy() -> None:
    with unlocked():
        for model in backing_up.tables().values():
            model._base_manager.all()._raw_delete(using="default")


def altered(archive: Path, target: Path, change: Callable[[str, bytes], bytes | None], *, rehash: bool = False) -> Path:
    """A copy with every entry as ``change(name, data)`` gives it, or without it; with ``rehash`` the manifest tells of the new content."""
    entries = {}
    with zipfile.ZipFile(archive) as source:
        for name in source.namelist():
            if (data := change(name, source.read(name))) is not None:
                entries[name] = data
    if rehash:
        manifest = json.loads(entries[backing_up.MANIFEST])
        for name, data in entries.items():
            if name.startswith("tables/"):
                sums = {"rows": data.count(b"\n"), "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
                manifest["tables"][name.removeprefix("tables/").removesuffix(".jsonl")] = sums
        entries[backing_up.MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(target, "w") as copy:
        for name, data in entries.items():
            copy.writestr(name, data)
    return target


@pytest.fixture
def archive(world: Any, tmp_path: Path) -> Path:
    backing_up.back_up(tmp_path / "heshi.zip")
    return tmp_path / "heshi.zip"


def test_what_was_destroyed_is_back_to_the_byte(world: Any, archive: Path, media: Path) -> None:
    before, file = state(), (media / "imports" / "一.zip").read_bytes()
    empty_tables = {name for name, model in backing_up.tables().items() if not model._base_manager.exists()}
    assert not {name for name in empty_tables if name.startswith("annotate.")} - {"annotate.user_groups", "annotate.user_user_permissions"}
    destroy()
    (media / "imports" / "一.zip").unlink()
    assert not Document.objects.exists()
    backing_up.restore(archive)
    assert state() == before
    assert backing_up.differences(archive) == []
    assert (media / "imports" / "一.zip").read_bytes() == file
    assert [path for path in media.iterdir() if path.name.startswith(".")] == []


def test_moments_are_kept_and_not_set_anew(world: Any, tmp_path: Path) -> None:
    then = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
    Document.objects.update(created_at=then)
    backing_up.back_up(tmp_path / "heshi.zip")
    backing_up.restore(tmp_path / "heshi.zip", replace=True)
    assert set(Document.objects.values_list("created_at", flat=True)) == {then}


def test_guarded_tables_are_guarded_again(archive: Path) -> None:
    backing_up.restore(archive, replace=True)
    for model in (AuditEvent, Candidate, GoldFact, Release):
        assert model._meta.db_table in GUARDED
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model._base_manager.all()._raw_delete(using="default")


def test_new_rows_get_new_keys_after_a_restore(world: Any, archive: Path) -> None:
    highest = {model: model.objects.order_by("-pk").values_list("pk", flat=True)[0] for model in (Fact, AuditEvent)}
    destroy()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER SEQUENCE annotate_fact_id_seq RESTART WITH 1")
            cursor.execute("ALTER SEQUENCE annotate_auditevent_id_seq RESTART WITH 1")
    backing_up.restore(archive, replace=True)
    assert Fact.objects.create(document=Document.objects.first(), origin="person").pk > highest[Fact]
    governing.create_collection(name="烟台", actor=User.objects.get(username="maria"), door="command")
    assert AuditEvent.objects.order_by("-pk")[0].pk > highest[AuditEvent]


def test_what_is_not_empty_is_refused_and_replaced_only_when_asked(world: Any, archive: Path, media: Path) -> None:
    User.objects.filter(username="victor").update(first_name="Victor")
    (media / "later.txt").write_text("later")
    before = state()
    with pytest.raises(WrongState, match=r"annotate\.document"):
        backing_up.restore(archive)
    assert state() == before
    assert (media / "later.txt").exists()
    backing_up.restore(archive, replace=True)
    assert User.objects.get(username="victor").first_name == ""
    assert not (media / "later.txt").exists()


def test_files_alone_are_not_overwritten_either(archive: Path, media: Path) -> None:
    destroy()
    with pytest.raises(WrongState, match="media"):
        backing_up.restore(archive)
    assert not Document.objects.exists()


def _line_changed(name: str, data: bytes) -> bytes:
    return data.replace("甲".encode(), "丙".encode()) if name == "tables/annotate.document.jsonl" else data


DAMAGES: dict[str, tuple[Callable[[str, bytes], bytes | None], str]] = {
    "a changed row": (_line_changed, "annotate.document"),
    "a row less": (
        lambda name, data: data[: data.rindex(b"\n", 0, -1) + 1] if name.endswith("annotate.fact.jsonl") else data,
        "annotate.fact",
    ),
    "a table less": (lambda name, data: None if name.endswith("annotate.review.jsonl") else data, "annotate.review"),
    "a changed file": (lambda name, data: data[:-1] if name.startswith("files/") else data, "files/imports"),
    "no manifest": (lambda name, data: None if name == backing_up.MANIFEST else data, "manifest"),
    "no JSON in the manifest": (lambda name, data: b"{" if name == backing_up.MANIFEST else data, "manifest"),
    "another format": (
        lambda name, data: data.replace(b"heshi-backup/1", b"heshi-backup/9") if name == backing_up.MANIFEST else data,
        "format",
    ),
    "of another release": (
        lambda name, data: data.replace(b"annotate.0002_reasons", b"annotate.9999_reasons") if name == backing_up.MANIFEST else data,
        "9999_reasons",
    ),
}


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_a_damaged_archive_changes_nothing(damage: str, archive: Path, media: Path, tmp_path: Path) -> None:
    change, named = DAMAGES[damage]
    bad = altered(archive, tmp_path / "bad.zip", change)
    before = state()
    with pytest.raises(BadInput, match=named):
        backing_up.restore(bad, replace=True)
    assert state() == before
    assert (media / "imports" / "一.zip").exists()


def test_flipped_bits_and_a_torn_end_change_nothing(archive: Path, tmp_path: Path) -> None:
    data, before = bytearray(archive.read_bytes()), state()
    with zipfile.ZipFile(archive) as read:
        place = read.getinfo("tables/annotate.source.jsonl").header_offset + 100
    data[place] ^= 0xFF
    for damaged in (bytes(data), archive.read_bytes()[:-300], b"", b"no archive"):
        (tmp_path / "bad.zip").write_bytes(damaged)
        with pytest.raises(BadInput):
            backing_up.restore(tmp_path / "bad.zip", replace=True)
    assert state() == before


def _without_author(name: str, data: bytes) -> bytes:
    return data.replace(b'"username":"alice"', b'"name":"alice"') if name == "tables/annotate.user.jsonl" else data


def _no_uuid(name: str, data: bytes) -> bytes:
    lines = [json.loads(line) | {"uuid": "not one"} for line in data.splitlines()] if name == "tables/annotate.fact.jsonl" else []
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines) or data


def _no_collection(name: str, data: bytes) -> bytes:
    return b"" if name == "tables/annotate.source.jsonl" else data


def _state_unknown(name: str, data: bytes) -> bytes:
    return data.replace(b'"state":"extracted"', b'"state":"exploded"') if name == "tables/annotate.document.jsonl" else data


UNFIT = {"a column less": _without_author, "no uuid": _no_uuid, "no parent": _no_collection, "against a constraint": _state_unknown}
NAMED = {"a column less": "annotate.user, row", "no uuid": "annotate.fact, row 1", "no parent": "annotate_document|annotate_source"}


@pytest.mark.parametrize("what", list(UNFIT))
def test_rows_that_do_not_fit_are_named_and_undone(what: str, archive: Path, tmp_path: Path) -> None:
    bad = altered(archive, tmp_path / "bad.zip", UNFIT[what], rehash=True)
    before = state()
    with pytest.raises(BadInput, match=NAMED.get(what, "annotate.document, rows")):
        backing_up.restore(bad, replace=True)
    assert state() == before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all()._raw_delete(using="default")


def test_no_file_leaves_the_folder(archive: Path, tmp_path: Path) -> None:
    def outside(name: str, data: bytes) -> bytes:
        if name != backing_up.MANIFEST:
            return data
        return data.replace("imports/一.zip".encode(), b"../outside.txt")

    bad = altered(archive, tmp_path / "bad.zip", outside)
    with zipfile.ZipFile(bad) as read:
        entries = {name: read.read(name) for name in read.namelist()}
    with zipfile.ZipFile(bad, "w") as written:
        for name, data in entries.items():
            written.writestr("files/../outside.txt" if name.startswith("files/") else name, data)
    with pytest.raises(BadInput, match="plain name"):
        backing_up.restore(bad, replace=True)
    assert not (tmp_path / "outside.txt").exists()


def test_nobody_else_reads_the_archive_and_none_is_overwritten(archive: Path, world: Any) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    with pytest.raises(WrongState):
        backing_up.back_up(archive)
    with zipfile.ZipFile(archive) as read:
        assert not [name for name in read.namelist() if "session" in name]


def test_a_backup_that_fails_leaves_no_file(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError("no space")

    (tmp_path / "out").mkdir()
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="no space"):
        backing_up.back_up(tmp_path / "out" / "heshi.zip")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_commands(world: Any, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        out = io.StringIO()
        call_command(*words, stdout=out)
        return out.getvalue()

    file = str(tmp_path / "heshi.zip")
    assert "1 files" in run("backup", file)
    assert run("restore", file, "--compare") == "every table is the archive's\n"
    User.objects.filter(username="alice").update(first_name="Alice")
    with pytest.raises(CommandError, match=r"different: annotate\.user$"):
        run("restore", file, "--compare")
    with pytest.raises(CommandError, match="not empty"):
        run("restore", file)
    assert "are here" in run("restore", file, "--replace")
    assert User.objects.get(username="alice").first_name == ""
    with only_one(settings.DATA_DIR / "run"), pytest.raises(CommandError, match="runs from this data folder"):
        run("restore", file, "--replace")
    for words in (("backup", file), ("backup", "/no/such/folder/x.zip"), ("restore", "/no/such/file")):
        with pytest.raises(CommandError):
            run(*words)


@pytest.mark.django_db(transaction=True)
def test_a_backup_shows_one_moment_and_holds_up_no_writer(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the rows of one table are written, another connection commits to a table that comes later."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite in memory has no second reader; system tests and PostgreSQL show this")
    lines = backing_up._lines
    added: list[int] = []

    def slow(model: Any) -> Any:
        if not added:
            added.append(_elsewhere())
        return lines(model)

    monkeypatch.setattr(backing_up, "_lines", slow)
    manifest = backing_up.back_up(tmp_path / "heshi.zip")
    assert AuditEvent.objects.filter(pk=added[0]).exists()
    assert manifest["tables"]["annotate.auditevent"]["rows"] == AuditEvent.objects.count() - 1


def _elsewhere() -> int:
    from concurrent.futures import ThreadPoolExecutor

    def write() -> int:
        try:
            return AuditEvent.objects.create(at=timezone.now(), action="t", door="task", target_type="t", target_id="1").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(write).result(timeout=30)


def test_many_and_large_rows_come_in_batches(collection: Any, tmp_path: Path, maria: Any) -> None:
    data = bytes(range(256)) * 8000
    Source.objects.bulk_create(
        [
            Source(collection=collection, data=data, size=len(data), sha256=hashlib.sha256(data).hexdigest(), created_by=maria)
            for _ in range(5)
        ]
        + [Source(collection=collection, data=b"", size=0, sha256="0" * 64, created_by=maria) for _ in range(1200)]
    )
    ExtractionRun.objects.all().delete()
    backing_up.back_up(tmp_path / "heshi.zip")
    backing_up.restore(tmp_path / "heshi.zip", replace=True)
    assert Source.objects.count() == 1205
    assert bytes(Source.objects.order_by("pk").first().data) == data
    assert backing_up.differences(tmp_path / "heshi.zip") == []
