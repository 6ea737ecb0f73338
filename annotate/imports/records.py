"""Rows and lines: CSV, XLSX, JSON Lines. Each is a document (``text`` is needed; ``id``, ``title``, ``published``, ``address``, ``source`` may be
there; in a line ``facts`` too), or, where it names a ``document`` that is here already, a fact about it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from annotate.exports.csv_file import FORMULA, MARK
from annotate.imports.archive import Bomb, check
from annotate.imports.fact_record import KNOWN
from annotate.imports.item import KEYS, Entry, FactRecord, Item, Refusal
from extraction.text.decoding import UndecodableBytes, decode

csv.field_size_limit(16_000_000)
# Either names the document of a fact; the second is what exported files say.
OF_DOCUMENT = ("document", "document_id")
# The producers of facts that Heshi exported: of a release, whose number is the version, and of any other selection.
RELEASED, SELECTED = "heshi-release", "heshi-selection"
OURS = "heshi"
UTF8_MARK = b"\xef\xbb\xbf"


def read_csv(data: bytes, file_name: str, encoding: str | None = None) -> Iterator[Entry]:
    """A row a document, or a fact; the header names the columns. Cells of a file that Heshi made for spreadsheets lose the apostrophe that it
    put before what looks like a formula."""
    try:
        text = decode(data, encoding).text
    except UndecodableBytes as error:
        unsure = _("the encoding of this file is not certain: choose one") if error.candidates else str(error)
        yield Refusal(file_name, unsure, "encoding", "unknown_encoding", error.candidates)
        return
    rows = csv.reader(io.StringIO(text.removeprefix(MARK), newline=""), strict=True)
    try:
        yield from _rows(rows, file_name, for_spreadsheet=text.startswith(MARK))
    except csv.Error as error:
        yield Refusal(f"{file_name}, line {rows.line_num}", _("no CSV from here on: %(error)s") % {"error": error})


def read_xlsx(data: bytes, file_name: str, encoding: str | None = None) -> Iterator[Entry]:
    """The first sheet; its first row names the columns."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check(archive)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Bomb as error:
        yield Refusal(file_name, str(error))
        return
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        yield Refusal(file_name, _("no workbook (.xlsx) can be read here: %(error)s") % {"error": error})
        return
    yield from _rows(book.worksheets[0].iter_rows(values_only=True), file_name)


def read_jsonl(data: bytes, file_name: str, encoding: str | None = None) -> Iterator[Entry]:
    """A JSON object a line; a bad line is refused by its number."""
    return read_lines(io.BytesIO(data), file_name)


def read_lines(lines: Iterable[bytes], file_name: str, skip: int = 0) -> Iterator[Entry]:
    """The same from a file that need not fit into memory; the first ``skip`` entries are passed over unread."""
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(UTF8_MARK)
        if not line.strip():
            continue
        if skip:
            skip -= 1
            continue
        yield _line(f"{file_name}, line {number}", line, file_name)


def _line(place: str, line: bytes, file_name: str) -> Entry:
    try:
        record = json.loads(line)
        if rb"\u" in line:  # which may write half of a surrogate pair
            json.dumps(record, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return Refusal(place, _("it holds half of a surrogate pair, which no text holds alone"))
    except json.JSONDecodeError as error:
        return Refusal(place, _("no JSON: it breaks off at character %(place)d") % {"place": error.colno})
    except (ValueError, RecursionError):
        return Refusal(place, _("no JSON that can be read"))
    if not isinstance(record, dict):
        return Refusal(place, _("expected a JSON object"))
    return fact(place, record) if _about(record) else _item(place, record, file_name)


def _about(record: Iterable[str]) -> bool:
    return any(name in record for name in OF_DOCUMENT)


def fact(place: str, record: dict[str, Any], producer: str = "", version: str = "") -> FactRecord | Refusal:
    """A record as a fact that waits to be checked; ``producer`` and ``version`` for one that says none itself."""
    named = [str(record[name]) for name in OF_DOCUMENT if record.get(name)]
    said = [record.get(name) for name in ("producer", "version")]
    if any(not isinstance(one, str | None) for one in said):
        return Refusal(place, _("expected text"), "producer")
    if record.get("release") and not said[0]:
        said = [RELEASED, str(record["release"])]
    elif record.get("fact_id") and said[0] in (None, "", OURS):  # ours as it was elsewhere, or what a person found
        said = [SELECTED, said[1] or "1"]
    return FactRecord(place, record, named[0] if named else "", said[0] or producer, said[1] or version)


def _rows(rows: Iterable[Iterable[Any]], file_name: str, for_spreadsheet: bool = False) -> Iterator[Entry]:
    lines = iter(rows)
    header = [str(cell or "").strip().lower() for cell in next(lines, ())]
    facts = _about(header) and "start" in header
    if wrong := _wrong_header(header, facts):
        yield Refusal(f"{file_name}, line 1", wrong)
        return
    for number, row in enumerate(lines, start=2):
        cells = list(row)
        if any(cell not in (None, "") for cell in cells):
            place, record = f"{file_name}, row {number}", dict(zip(header, cells, strict=False))
            yield _fact_of_row(place, record, for_spreadsheet) if facts else _item(place, record, file_name)


def _wrong_header(header: list[str], facts: bool) -> str | None:
    if facts:
        unknown = sorted(set(filter(None, header)) - KNOWN)
        return _("no fact has the column %(name)s") % {"name": unknown[0]} if unknown else None
    if "text" in header:
        return None
    found = ", ".join(filter(None, header))[:200] or _("none")
    return _("expected a column `text`, and may be %(others)s; found %(found)s") % {"others": ", ".join(KEYS[1:]), "found": found}


def _fact_of_row(place: str, row: dict[str, Any], for_spreadsheet: bool) -> Entry:
    """Cells are text: whole numbers, lists and scores become what a line of JSON would say. An empty cell says nothing."""
    told = {name: _said(cell) for name, cell in row.items() if name and cell not in (None, "")}
    if for_spreadsheet and "fact_id" in row:
        told = {name: _undefused(cell) for name, cell in told.items()}
    record: dict[str, Any] = dict(told)
    for name in ("start", "end"):
        if told.get(name, "").isascii() and told.get(name, "").isdigit():
            record[name] = int(told[name])
    if "flags" in told:
        record["flags"] = told["flags"].split(";")
    if "confidence" in told:
        try:
            record["confidence"] = {"fact": float(told["confidence"])}
        except ValueError:
            return Refusal(place, _("expected a number between 0 and 1"), "confidence")
    return fact(place, record)


def _undefused(cell: str) -> str:
    """What ``exports.csv_file.defused`` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def _item(place: str, record: Mapping[str, Any], file_name: str) -> Item | Refusal:
    values = {key: _said(record.get(key)) for key in KEYS}
    text = values["text"]
    if not text.strip():
        return Refusal(place, _("expected a `text` that is not empty"), "text")
    wrong = next((key for key in KEYS if isinstance(record.get(key), dict | list)), None)
    if wrong:
        return Refusal(place, _("expected `%(key)s` to be text") % {"key": wrong}, wrong)
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        return Refusal(place, _("character %(at)d is half of a surrogate pair, which no text holds alone") % {"at": error.start}, "text")
    facts = _facts(place, record)
    if isinstance(facts, Refusal):
        return facts
    return Item(
        place, data, text, file_name=file_name, external_id=values["id"], title=values["title"], published=values["published"] or None,
        address=values["address"], source_name=values["source"], facts=facts,
    )  # fmt: skip


def _facts(place: str, record: Mapping[str, Any]) -> tuple[FactRecord, ...] | Refusal:
    said = record.get("facts")
    if said is None:
        return ()
    if not isinstance(said, list):
        return Refusal(place, _("expected `facts` to be a list of objects"), "facts")
    producer, version = (record.get(name) or "" for name in ("producer", "version"))
    found = []
    for number, one in enumerate(said):
        there = f"{place}, facts[{number}]"
        made = fact(there, one, producer, version) if isinstance(one, dict) else FactRecord(there, one, "", producer, version)
        if isinstance(made, Refusal):
            return made
        found.append(made)
    return tuple(found)


def _said(cell: Any) -> str:
    """A cell as text: a date as YYYY-MM-DD, a whole number without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
