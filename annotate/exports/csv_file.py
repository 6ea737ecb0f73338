"""Gold facts as CSV (RFC 4180: UTF-8, a header, lines that end in CR LF), the same bytes each time it is made.

plain        no mark, every cell as it is stored
spreadsheet  for Excel and WPS: begins with the byte-order mark; a text cell that a spreadsheet would run as a formula gets an apostrophe
             before it (take one leading apostrophe off where what follows is such a text, and the cell is as it was). Numbers stay numbers:
             a numeric cell is checked, and never prefixed, so that -9.7 comes back as -9.7
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from django.utils.translation import gettext as _

from annotate.errors import BadInput
from annotate.exports.columns import COLUMNS, Column
from annotate.exports.rows import Row

FLAVOURS = ("plain", "spreadsheet")
MARK = "\ufeff"
BLOCK = 1000
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# What spreadsheets drop or read over before they look for a formula (quotes, blanks, marks, zero-width and control characters), then what begins one.
FORMULA = re.compile(r"[\s\"'“”‘’\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\"'\ufeff]*[\t\r\n]")


def csv_stream(rows: Iterable[Row], flavour: str = "plain", columns: tuple[Column, ...] = COLUMNS) -> Iterator[bytes]:
    """The file in blocks of bytes; ``rows`` in the order of the columns.

    BadInput: ``flavour`` is none of FLAVOURS, or a numeric cell holds no decimal (``fact`` names it).
    """
    if flavour not in FLAVOURS:
        raise BadInput(_("There is no such flavour of CSV."), field="flavour", expected=list(FLAVOURS))
    return chain([csv_head(flavour, columns)], csv_lines(rows, flavour, columns))


def csv_head(flavour: str, columns: tuple[Column, ...]) -> bytes:
    """The mark that spreadsheets want, and the names."""
    return ((MARK if flavour == "spreadsheet" else "") + ",".join(column.name for column in columns) + "\r\n").encode()


def csv_lines(rows: Iterable[Row], flavour: str, columns: tuple[Column, ...]) -> Iterator[bytes]:
    """The rows in blocks of bytes, without a head."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    lines = _checked(iter(rows), columns)
    if flavour == "spreadsheet":
        lines = _for_spreadsheet(lines, columns)
    while block := list(islice(lines, BLOCK)):
        writer.writerows(block)
        yield buffer.getvalue().encode("utf-8")
        buffer.seek(0)
        buffer.truncate()


def defused(text: str) -> str:
    """``text``, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def _checked(rows: Iterator[Row], columns: tuple[Column, ...]) -> Iterator[Row]:
    decimals = [index for index, column in enumerate(columns) if column.kind == "decimal"]
    booleans = [index for index, column in enumerate(columns) if column.kind == "boolean"]
    for row in rows:
        for index in decimals:
            if row[index] and not NUMBER.fullmatch(row[index]):
                raise BadInput(_("A numeric value is no decimal."), field=columns[index].name, fact=str(row[0]), expected="-9.7")
        yield _spelt(row, booleans) if booleans else row


def _spelt(row: Row, booleans: list[int]) -> Row:
    cells = list(row)
    for index in booleans:
        cells[index] = "true" if row[index] else "false"
    return tuple(cells)


def _for_spreadsheet(rows: Iterator[Row], columns: tuple[Column, ...]) -> Iterator[Row]:
    texts = [column.kind == "text" for column in columns]
    for row in rows:
        yield tuple(defused(str(cell)) if text and cell is not None else cell for text, cell in zip(texts, row, strict=True))
