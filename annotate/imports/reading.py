"""Which reader reads what: by the file's name, as people know their files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext as _

from annotate.imports import pdf, plain, records, web_page, word
from annotate.imports.archive import Bomb, check, members, unpack
from annotate.imports.item import Entry, Refusal

Reader = Callable[[bytes, str, str | None], Iterator[Entry]]


def _guarded(reader: Reader) -> Reader:
    """A file can make its library stumble in ways that no list names, or take more time than there is: then it is refused, and the rest goes in."""

    def read(data: bytes, file_name: str, encoding: str | None) -> Iterator[Entry]:
        try:
            yield from reader(data, file_name, encoding)
        except SoftTimeLimitExceeded:
            yield Refusal(file_name, _("it takes too long to read"))
        except Exception as error:
            yield Refusal(file_name, _("it cannot be read here: %(error)s") % {"error": type(error).__name__})

    return read


READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".md": plain.read,
    ".html": _guarded(web_page.read),
    ".htm": _guarded(web_page.read),
    ".docx": _guarded(word.read),
    ".pdf": _guarded(pdf.read),
    ".csv": records.read_csv,
    ".xlsx": _guarded(records.read_xlsx),
    ".jsonl": records.read_jsonl,
}
ENDINGS = (*READERS, ".zip")
# Files that hold many documents each.
OF_MANY = (".csv", ".xlsx", ".jsonl", ".zip")
# Files that can be read on from any entry.
IN_PARTS = (".jsonl", ".zip")

Cursor = tuple[int, int]
"""How far a file was read: the member of an archive (0 in any other file), and how many of its entries."""


def ending(file_name: str) -> str:
    return PurePosixPath(file_name.replace("\\", "/")).suffix.lower()


def read(data: bytes, file_name: str, encoding: str | None = None) -> Iterator[Entry]:
    """Every document and fact of a file in order, and every refusal by its place. Never raises for what a file holds. ``encoding``: of the texts in
    it that do not tell theirs."""
    if ending(file_name) == ".zip":
        yield from (entry for _cursor, entry in _archive(io.BytesIO(data), file_name, encoding, (0, 0)))
    elif ending(file_name) in READERS:
        yield from READERS[ending(file_name)](data, file_name, encoding)
    else:
        yield Refusal(file_name, _("expected one of %(endings)s") % {"endings": " ".join(ENDINGS)})


def entries(path: Path, file_name: str, encoding: str | None = None, cursor: Cursor = (0, 0)) -> Iterator[tuple[Cursor, Entry]]:
    """The same from a file on disk, behind ``cursor``, each with the cursor behind it. Lines and the members of an archive are read one by one."""
    if ending(file_name) == ".zip":
        yield from _archive(path, file_name, encoding, cursor)
        return
    if ending(file_name) == ".jsonl":
        with path.open("rb") as lines:
            yield from _counted(records.read_lines(lines, file_name, skip=cursor[1]), cursor)
        return
    yield from _counted(islice(read(path.read_bytes(), file_name, encoding), cursor[1], None), cursor)


def count(path: Path, file_name: str) -> int | None:
    """About how many entries a file has, for a bar that shows how far it is; None where nobody can tell without reading it."""
    if ending(file_name) in (".jsonl", ".csv"):
        with path.open("rb") as lines:
            return max(1, sum(1 for line in lines if line.strip()) - (ending(file_name) == ".csv"))
    if ending(file_name) not in OF_MANY:
        return 1
    try:
        with zipfile.ZipFile(path) as archive:
            names = [ending(member.filename) for member, _reason in members(archive)]
    except (zipfile.BadZipFile, NotImplementedError, OSError):
        return None
    return None if ending(file_name) == ".xlsx" or set(names) & set(OF_MANY) else len(names)


def _counted(found: Iterator[Entry], cursor: Cursor) -> Iterator[tuple[Cursor, Entry]]:
    for number, entry in enumerate(found, start=cursor[1] + 1):
        yield (cursor[0], number), entry


def _archive(file: Path | io.BytesIO, file_name: str, encoding: str | None, cursor: Cursor) -> Iterator[tuple[Cursor, Entry]]:
    try:
        with zipfile.ZipFile(file) as archive:
            check(archive)
            for number, (member, reason) in enumerate(members(archive)):
                if number < cursor[0]:
                    continue
                within = cursor[1] if number == cursor[0] else 0
                found = _member(archive, member, reason, file_name, encoding)
                yield from _counted(islice(found, within, None), (number, within))
    except (Bomb, zipfile.BadZipFile, NotImplementedError) as error:
        yield (cursor[0], cursor[1] + 1), Refusal(file_name, _("no archive can be read here: %(error)s") % {"error": error})


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, reason: str | None, file_name: str, encoding: str | None) -> Iterator[Entry]:
    place = f"{file_name}/{member.filename}"
    if reason is None and ending(member.filename) == ".zip":
        reason = _("it is an archive inside an archive")
    if reason:
        yield Refusal(place, reason)
        return
    try:
        if ending(member.filename) == ".jsonl":
            with archive.open(member) as lines:
                yield from records.read_lines(lines, member.filename)
            return
        data = unpack(archive, member)
    except (Bomb, zipfile.BadZipFile, RuntimeError, EOFError) as error:
        yield Refusal(place, str(error))
        return
    yield from read(data, member.filename, encoding)
