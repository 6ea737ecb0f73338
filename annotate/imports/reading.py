"""Which reader reads what: by the file's name, as people know their files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from annotate.imports import pdf, plain, records, web_page, word
from annotate.imports.archive import Bomb, check, members, unpack
from annotate.imports.item import Item, Refusal

Reader = Callable[[bytes, str], Iterator[Item | Refusal]]
READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".md": plain.read,
    ".html": web_page.read,
    ".htm": web_page.read,
    ".docx": word.read,
    ".pdf": pdf.read,
    ".csv": records.read_csv,
    ".xlsx": records.read_xlsx,
    ".jsonl": records.read_jsonl,
}
ENDINGS = (*READERS, ".zip")


def read(data: bytes, file_name: str) -> Iterator[Item | Refusal]:
    """Every document of a file in order, and every refusal by its place. Never raises for what a file holds."""
    ending = PurePosixPath(file_name.replace("\\", "/")).suffix.lower()
    if ending == ".zip":
        yield from _read_archive(data, file_name)
    elif ending in READERS:
        yield from READERS[ending](data, file_name)
    else:
        yield Refusal(file_name, f"expected one of {' '.join(ENDINGS)}")


def _read_archive(data: bytes, file_name: str) -> Iterator[Item | Refusal]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check(archive)
            for member, reason in members(archive):
                yield from _read_member(archive, member, reason, file_name)
    except (Bomb, zipfile.BadZipFile, NotImplementedError) as error:
        yield Refusal(file_name, f"no archive can be read here: {error}")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, reason: str | None, file_name: str) -> Iterator[Item | Refusal]:
    place = f"{file_name}/{member.filename}"
    if reason is None and member.filename.lower().endswith(".zip"):
        reason = "it is an archive inside an archive"
    if reason:
        yield Refusal(place, reason)
        return
    try:
        data = unpack(archive, member)
    except (Bomb, zipfile.BadZipFile, RuntimeError, EOFError) as error:
        yield Refusal(place, str(error))
        return
    yield from read(data, member.filename)
