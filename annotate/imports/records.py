"""Documents in rows and lines: CSV, XLSX, JSON Lines. Columns and keys: ``text`` (needed), ``id``, ``title``, ``published``, ``address``, ``source``."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from annotate.imports.archive import Bomb, check
from annotate.imports.item import KEYS, Item, Refusal
from extraction.text.decoding import UndecodableBytes, decode

csv.field_size_limit(16_000_000)


def read_csv(data: bytes, file_name: str) -> Iterator[Item | Refusal]:
    """A row a document; the header names the columns."""
    try:
        text = decode(data).text.removeprefix("\ufeff")
    except UndecodableBytes as error:
        yield Refusal(file_name, str(error))
        return
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from _rows(rows, file_name)
    except csv.Error as error:
        yield Refusal(f"{file_name}, line {rows.line_num}", f"no CSV from here on: {error}")


def read_xlsx(data: bytes, file_name: str) -> Iterator[Item | Refusal]:
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
        yield Refusal(file_name, f"no workbook (.xlsx) can be read here: {error}")
        return
    yield from _rows(book.worksheets[0].iter_rows(values_only=True), file_name)


def read_jsonl(data: bytes, file_name: str) -> Iterator[Item | Refusal]:
    """A JSON object a line; a bad line is refused by its number."""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        place = f"{file_name}, line {number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            yield Refusal(place, f"no JSON: {error}")
            continue
        if not isinstance(record, dict):
            yield Refusal(place, "expected a JSON object")
            continue
        yield _item(place, {str(key): value for key, value in record.items()}, file_name)


def _rows(rows: Iterable[Iterable[Any]], file_name: str) -> Iterator[Item | Refusal]:
    lines = iter(rows)
    header = [str(cell or "").strip().lower() for cell in next(lines, ())]
    if "text" not in header:
        yield Refusal(
            f"{file_name}, line 1",
            f"expected a column `text`, and may be {', '.join(KEYS[1:])}; found {', '.join(filter(None, header)) or 'none'}",
        )
        return
    for number, row in enumerate(lines, start=2):
        cells = list(row)
        if any(cell not in (None, "") for cell in cells):
            yield _item(f"{file_name}, row {number}", dict(zip(header, cells, strict=False)), file_name)


def _item(place: str, record: dict[str, Any], file_name: str) -> Item | Refusal:
    values = {key: _said(record.get(key)) for key in KEYS}
    text = values["text"]
    if not text.strip():
        return Refusal(place, "expected a `text` that is not empty")
    wrong = next((key for key in KEYS if isinstance(record.get(key), dict | list)), None)
    if wrong:
        return Refusal(place, f"expected `{wrong}` to be text")
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        return Refusal(place, f"character {error.start} is half of a surrogate pair, which no text holds alone")
    return Item(
        place, data, text, file_name=file_name, external_id=values["id"], title=values["title"], published=values["published"] or None,
        address=values["address"], source_name=values["source"],
    )  # fmt: skip


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
