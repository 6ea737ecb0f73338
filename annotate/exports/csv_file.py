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
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _

from annotate.errors import BadInput
from annotate.exports.columns import COLUMNS, NAMES
from annotate.exports.rows import Row

FLAVOURS = ("plain", "spreadsheet")
MARK = "\ufeff"
BLOCK = 1000
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# What spreadsheets drop or read over before they look for a formula (quotes, blanks, marks, zero-width and control characters), then what begins one.
FORMULA = re.compile(r"[\s\"'“”‘’\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\"'\ufeff]*[\t\r\n]")


def csv_stream(rows: Iterable[Row], flavour: str = "plain") -> Iterator[bytes]:
    """The file in blocks of bytes; ``rows`` as ``gold_rows`` yields them.

    BadInput: ``flavour`` is none of FLAVOURS, or a numeric cell holds no decimal (``fact`` names it).
    """
    if flavour not in FLAVOURS:
        raise BadInput(_("There is no such flavour of CSV."), field="flavour", expected=list(FLAVOURS))
    return _blocks(_checked(rows), flavour == "spreadsheet")


def defused(text: str) -> str:
    """``text``, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def _blocks(rows: Iterator[Row], for_spreadsheet: bool) -> Iterator[bytes]:
    buffer = io.StringIO(MARK if for_spreadsheet else "", newline="")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer, lineterminator="\r\n")
    lines = chain([NAMES], map(_for_spreadsheet, rows) if for_spreadsheet else rows)
    while block := list(islice(lines, BLOCK)):
        writer.writerows(block)
        yield buffer.getvalue().encode("utf-8")
        buffer.seek(0)
        buffer.truncate()


def _checked(rows: Iterable[Row]) -> Iterator[Row]:
    numeric = [index for index, column in enumerate(COLUMNS) if column.kind == "decimal"]
    for row in rows:
        for index in numeric:
            if row[index] and not NUMBER.fullmatch(row[index]):
                raise BadInput(_("A numeric value is no decimal."), field=NAMES[index], fact=str(row[0]), expected="-9.7")
        yield row


def _for_spreadsheet(row: Row) -> tuple[Any, ...]:
    return tuple(cell if cell is None else treat(cell) for treat, cell in zip(_TREATMENT, row, strict=True))


def _treatment(kind: str) -> Callable[[Any], Any]:
    return (lambda cell: defused(str(cell))) if kind == "text" else (lambda cell: cell)


_TREATMENT = [_treatment(column.kind) for column in COLUMNS]
