"""Facts as a workbook: typed cells, a frozen header with a filter, and the data dictionary on the second sheet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from annotate.errors import TooLarge
from annotate.exports.papers import dictionary
from annotate.exports.table import Table

MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
TELL = 1000  # rows between two words about the progress
WIDTHS = {"title": 30, "sentence": 60, "indicator": 24, "text": 14}

Progress = Callable[[int], None]


def write_xlsx(table: Table, file: IO[bytes], progress: Progress | None = None) -> int:
    """Write the workbook at constant memory and return the number of facts. Text cells are strings, never formulas or links; a number with more than
    fifteen digits, which a spreadsheet would round, stays text. TooLarge over ``MOST_ROWS`` facts: take the CSV. ``progress`` is told now and then
    how many there are."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    properties: dict[str, Any] = {"title": table.name + table.mark}
    if table.created:
        properties["created"] = table.created.replace(tzinfo=None)
    book.set_properties(properties)
    bold = book.add_format({"bold": True})
    count = _facts(book.add_worksheet("facts"), table, bold, progress)
    _dictionary(book.add_worksheet("columns"), table, bold)
    book.close()
    return count


def _facts(sheet: Any, table: Table, bold: Any, progress: Progress | None) -> int:
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, WIDTHS.get(column.name, 12))
        sheet.write_string(0, index, column.name, bold)
    sheet.freeze_panes(1, 0)
    count = 0
    for count, record in enumerate(table.records(), start=1):
        if count > MOST_ROWS:
            raise TooLarge(_("A sheet holds %(most)d rows: take the CSV.") % {"most": MOST_ROWS}, field="form", expected="csv")
        if progress and count % TELL == 0:
            progress(count)
        for index, (column, cell) in enumerate(zip(table.columns, record.cells, strict=True)):
            if cell is not None and cell != "":
                _write(sheet, count, index, column.kind, cell)
    sheet.autofilter(0, 0, count, len(table.columns) - 1)
    return count


def _write(sheet: Any, row: int, index: int, kind: str, cell: Any) -> None:
    if kind == "boolean":
        sheet.write_boolean(row, index, cell)
    elif kind == "text" or (kind == "decimal" and len(Decimal(cell).as_tuple().digits) > 15):
        sheet.write_string(row, index, str(cell)[:MOST_CHARACTERS])
    else:
        sheet.write_number(row, index, float(cell) if kind == "decimal" else cell)


def _dictionary(sheet: Any, table: Table, bold: Any) -> None:
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 3, 70)
    for index, name in enumerate(("name", "type", "en", "zh")):
        sheet.write_string(0, index, name, bold)
        for row, entry in enumerate(dictionary(table.columns), start=1):
            sheet.write_string(row, index, entry[name])
    sheet.freeze_panes(1, 0)
