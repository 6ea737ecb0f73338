"""The whole installation as one archive, and back: between machines, and between SQLite and PostgreSQL.

A ZIP file: ``tables/APP.MODEL.jsonl`` (one JSON object a row, by primary key; bytes as base64, moments in UTC), ``files/...`` (what lies under
MEDIA_ROOT), and at its end ``manifest.json`` with the versions, the migrations, and rows and SHA-256 of every table and file. Rows are streamed:
neither direction holds more than a batch in memory. Sessions stay out: who held one logs in again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import IO, Any
from uuid import UUID

import django
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import BinaryField, Field, Model

from annotate.errors import BadInput, WrongState
from annotate.models.append_only import unlocked

FORMAT = "heshi-backup/1"
MANIFEST = "manifest.json"
LEFT_OUT = {"sessions.session", "annotate.session"}
MADE_BY_MIGRATIONS = {"contenttypes.contenttype", "auth.permission", "annotate.reason"}
"""Tables which a new, empty database already fills."""
ROWS, HEAVY_ROWS = 200, 10
"""Rows read at a time; fewer of a table with bytes in it."""
BATCH = 4_000_000
"""Bytes of rows written at a time."""
BLOCK = 1 << 20


def back_up(target: Path) -> dict[str, Any]:
    """Write the archive, readable by its owner alone, and return its manifest. Heshi may go on meanwhile: the archive shows one moment.

    Raises WrongState where the file is there already, OSError where it cannot be written; half an archive never bears the name.
    """
    if target.exists():
        raise WrongState(f"{target} is there already")
    handle, part = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, _one_moment():
                manifest = _fill(archive)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except BaseException:
        os.unlink(part)
        raise
    return manifest


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put an archive's rows and files in the place of an empty installation's (with ``replace``: of whatever is there) and return its manifest.

    Every digest is checked before anything is written, and the rows come in one transaction. Raises BadInput where the archive is damaged or does
    not fit (the table is named), WrongState where the database or the folder of files is not empty.
    """
    with _opened(source) as archive:
        manifest = _verified(archive)
        with _staged(archive, manifest["files"]) as staged:
            with unlocked(), transaction.atomic():
                if not replace:
                    _require_empty()
                _load(archive, manifest["tables"])
            _put_in_place(staged)
    return manifest


def differences(source: Path) -> list[str]:
    """Names of the tables whose rows are not those of the archive. Changes nothing; a rehearsal ends with it.

    The order of keys within a JSON column does not count: PostgreSQL has its own.
    """
    with _opened(source) as archive, _one_moment():
        _verified(archive)
        return [name for name, model in tables().items() if _digest(_ordered(_lines(model))) != _archived(archive, name)]


def _archived(archive: zipfile.ZipFile, name: str) -> Sum:
    with archive.open(f"tables/{name}.jsonl") as file:
        return _digest(_ordered(file))


def _ordered(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (json.dumps(json.loads(line), sort_keys=True).encode() for line in lines)


# ---------------------------------------------------------------- tables and rows


def tables() -> dict[str, type[Model]]:
    """Every table of the archive by its name, those of many-to-many relations too."""
    models = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy)
    return {model._meta.label_lower: model for model in models if model._meta.label_lower not in LEFT_OUT}


def columns(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.local_concrete_fields)


def _lines(model: type[Model]) -> Iterator[bytes]:
    names = [field.attname for field in columns(model)]
    size = HEAVY_ROWS if any(isinstance(field, BinaryField) for field in columns(model)) else ROWS
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=size):
        said = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, separators=(",", ":"), default=_plain, allow_nan=False)
        yield said.encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID | Decimal | date):
        return str(value)
    raise TypeError(f"no plain form of {type(value).__name__}")


def _row(model: type[Model], line: bytes) -> Model:
    said = json.loads(line)
    values = {field.attname: _value(field, said[field.attname]) for field in columns(model)}
    if len(said) != len(values):
        raise ValueError(f"unknown columns: {', '.join(sorted(set(said) - set(values)))}")
    return model(**values)


def _value(field: Field[Any, Any], said: Any) -> Any:
    if said is None:
        return None
    return base64.b64decode(said, validate=True) if isinstance(field, BinaryField) else field.to_python(said)


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction in which every table shows the same moment, without holding up those who write."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    wrapper: Any = connection
    mode = getattr(wrapper, "transaction_mode", None)
    if connection.vendor == "sqlite":
        wrapper.transaction_mode = "DEFERRED"  # a reader's transaction; the usual one would lock the writers out
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            wrapper.transaction_mode = mode


# ---------------------------------------------------------------- writing an archive


@dataclass
class Sum:
    """What an entry holds: how many pieces (rows, blocks), how many bytes, and their SHA-256."""

    pieces: int
    size: int
    sha256: str


def _digest(pieces: Iterable[bytes], into: IO[bytes] | None = None) -> Sum:
    digest, count, size = hashlib.sha256(), 0, 0
    for piece in pieces:
        digest.update(piece)
        count, size = count + 1, size + len(piece)
        if into is not None:
            into.write(piece)
    return Sum(count, size, digest.hexdigest())


def _fill(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"django": django.get_version(), "database": connection.vendor},
        "migrations": _migrations(),  # the first query: the moment that the archive shows
        "files": {},
        "tables": {},
    }
    root = Path(settings.MEDIA_ROOT)
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        try:
            with path.open("rb") as file, archive.open(f"files/{name}", "w", force_zip64=True) as entry:
                summed = _digest(_blocks(file), entry)
        except FileNotFoundError:
            continue  # a job ended meanwhile and took its file away
        manifest["files"][name] = {"size": summed.size, "sha256": summed.sha256}
    for name, model in tables().items():
        with archive.open(f"tables/{name}.jsonl", "w", force_zip64=True) as entry:
            summed = _digest(_lines(model), entry)
        manifest["tables"][name] = {"rows": summed.pieces, "size": summed.size, "sha256": summed.sha256}
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
    return manifest


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _files(root: Path) -> list[Path]:
    """Files below the folder; what begins with a dot (half a restore) is not meant."""
    paths = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.relative_to(root).parts))


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(BLOCK), b"")


# ---------------------------------------------------------------- checking one


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        raise BadInput(f"{source}: {error}") from error
    with archive:
        yield archive


def _verified(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest of an archive that is whole and fits this database."""
    manifest = _manifest(archive)
    _require_same("format", {FORMAT}, {manifest["format"]})
    _require_same(
        "migrations: restore with the release that made the archive, then upgrade", set(_migrations()), set(manifest["migrations"])
    )
    _require_same("tables", set(tables()), set(manifest["tables"]))
    entries = [f"tables/{name}.jsonl" for name in manifest["tables"]] + [f"files/{name}" for name in manifest["files"]]
    _require_same("entries", {*entries, MANIFEST}, set(archive.namelist()))
    for name in manifest["files"]:
        if PurePosixPath(name).is_absolute() or any(part.startswith(".") for part in name.split("/")) or "\\" in name:
            raise BadInput(f"files/{name}: expected a plain name below the folder")
    for name, said in manifest["tables"].items():
        _check(archive, f"tables/{name}.jsonl", said, lines=True)
    for name, said in manifest["files"].items():
        _check(archive, f"files/{name}", said, lines=False)
    return manifest


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read(MANIFEST))
        if missing := {"format", "migrations", "tables", "files"} - set(manifest):
            raise ValueError(f"expected {', '.join(sorted(missing))}")
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise BadInput(f"{MANIFEST}: {error}") from error
    return manifest


def _require_same(what: str, here: set[str], there: set[str]) -> None:
    if here != there:
        lacking, unknown = ", ".join(sorted(here - there)) or "none", ", ".join(sorted(there - here)) or "none"
        raise BadInput(f"the archive does not fit ({what}). It lacks: {lacking}. Unknown here: {unknown}.")


def _check(archive: zipfile.ZipFile, entry: str, said: dict[str, Any], *, lines: bool) -> None:
    try:
        with archive.open(entry) as file:
            found = _digest(file if lines else _blocks(file))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise BadInput(f"{entry} is damaged: {error}") from error
    if found.sha256 != said["sha256"] or found.size != said["size"] or (lines and found.pieces != said["rows"]):
        raise BadInput(f"{entry} is damaged: its SHA-256 is not the manifest's")


# ---------------------------------------------------------------- loading one


def _require_empty() -> None:
    full = [name for name, model in tables().items() if name not in MADE_BY_MIGRATIONS and model._base_manager.exists()]
    if full:
        raise WrongState(f"the database is not empty: {', '.join(full)}")
    if _files(Path(settings.MEDIA_ROOT)):
        raise WrongState(f"{settings.MEDIA_ROOT} is not empty")


def _load(archive: zipfile.ZipFile, said: dict[str, Any]) -> None:
    """All tables are emptied, then filled; the keys between them are checked at the end, as the database defers them."""
    for model in (*tables().values(), *(apps.get_model(name) for name in LEFT_OUT)):
        model._base_manager.all()._raw_delete(using=connection.alias)
    for name, model in tables().items():
        with archive.open(f"tables/{name}.jsonl") as file:
            _load_table(name, model, file)
        if model._base_manager.count() != said[name]["rows"]:
            raise BadInput(f"{name}: expected {said[name]['rows']} rows")
    ContentType.objects.clear_cache()
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise BadInput(f"a row refers to one that is not there: {_first_line(error)}") from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables().values())):
            cursor.execute(statement)


def _load_table(name: str, model: type[Model], lines: Iterable[bytes]) -> None:
    batch: list[Model] = []
    size = number = 0
    limit = max(1, min(500, connection.ops.bulk_batch_size(columns(model), [None] * 500)))
    for number, line in enumerate(lines, 1):
        try:
            batch.append(_row(model, line))
        except (KeyError, TypeError, ValueError, ValidationError) as error:
            raise BadInput(f"{name}, row {number}: {error}") from error
        size += len(line)
        if len(batch) >= limit or size >= BATCH:
            _insert(name, model, batch, number)
            batch, size = [], 0
    _insert(name, model, batch, number)


def _insert(name: str, model: type[Model], rows: list[Model], last: int) -> None:
    """As they are: ``raw`` keeps the moments that saving would set anew."""
    if rows:
        try:
            model._base_manager._insert(rows, fields=columns(model), using=connection.alias, raw=True)  # type: ignore[attr-defined]
        except (DatabaseError, ValueError) as error:
            raise BadInput(f"{name}, rows {last - len(rows) + 1} to {last}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    """Without the row itself, which PostgreSQL tells next."""
    return (str(error).splitlines() or [type(error).__name__])[0]


@contextmanager
def _staged(archive: zipfile.ZipFile, names: Iterable[str]) -> Iterator[Path]:
    """The archive's files in a folder beside their place, so that a full disk is noticed before anything changes."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".restore-") as folder:
        for name in names:
            place = Path(folder) / name
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(f"files/{name}") as entry, place.open("wb") as file:
                shutil.copyfileobj(entry, file, BLOCK)
        yield Path(folder)


def _put_in_place(staged: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    for path in _files(root):
        path.unlink()
    for path in _files(staged):
        place = root / path.relative_to(staged)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, place)
