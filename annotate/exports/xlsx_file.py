"""Gold facts as a workbook: typed cells, a frozen header with a filter, and the data dictionary on the second sheet."""

from __future__ import annotations

from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from annotate.exports.columns import COLUMNS
from annotate.exports.papers import dictionary
from annotate.exports.rows import gold_rows
from annotate.models import Release

MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
WIDTHS = {"title": 30, "sentence": 60, "indicator": 24, "text": 14}


def write_xlsx(release: Release, file: IO[bytes]) -> int:
    """Write the workbook at constant memory and return the number of facts. Text cells are strings, never formulas or links; a number with more than
    fifteen digits, which a spreadsheet would round, stays text. ValueError over ``MOST_ROWS`` facts: take the CSV."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": f"{release.collection.name} {release.number}", "created": release.created_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    count = _facts(book.add_worksheet("facts"), release, bold)
    _dictionary(book.add_worksheet("columns"), bold)
    book.close()
    return count


def _facts(sheet: Any, release: Release, bold: Any) -> int:
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, WIDTHS.get(column.name, 12))
        sheet.write_string(0, index, column.name, bold)
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(gold_rows(release), start=1):
        if count > MOST_ROWS:
            raise ValueError(f"a sheet holds {MOST_ROWS} rows")
        for index, (column, cell) in enumerate(zip(COLUMNS, row, strict=True)):
            if cell is not None and cell != "":
                _write(sheet, count, index, column.kind, cell)
    sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    return count


def _write(sheet: Any, row: int, index: int, kind: str, cell: Any) -> None:
    if kind == "text" or (kind == "decimal" and len(Decimal(cell).as_tuple().digits) > 15):
        sheet.write_string(row, index, str(cell)[:MOST_CHARACTERS])
    else:
        sheet.write_number(row, index, float(cell) if kind == "decimal" else cell)


def _dictionary(sheet: Any, bold: Any) -> None:
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 3, 70)
    for index, name in enumerate(("name", "type", "en", "zh")):
        sheet.write_string(0, index, name, bold)
        for row, entry in enumerate(dictionary(), start=1):
            sheet.write_string(row, index, entry[name])
    sheet.freeze_panes(1, 0)
