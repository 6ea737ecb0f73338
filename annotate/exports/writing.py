"""Any table in any format: as a stream where the format grows line by line, else into a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from annotate.exports import label_studio
from annotate.exports.bundle import write_bundle
from annotate.exports.columns import Column
from annotate.exports.csv_file import csv_head, csv_lines
from annotate.exports.jsonl_file import jsonl_lines
from annotate.exports.table import GoldTable, Record, Table
from annotate.exports.xlsx_file import Progress, write_xlsx

Lines = Callable[[Iterable[Record], tuple[Column, ...], bool], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """``ending`` of the file's name. A format that grows has ``lines`` (records, columns, whether some stand before) between ``head`` and ``tail``;
    ``papers``: whether it tells of evidence."""

    media_type: str
    ending: str
    lines: Lines | None = None
    head: Callable[[tuple[Column, ...]], bytes] = lambda columns: b""
    tail: bytes = b""
    papers: bool = False


def _csv(flavour: str, ending: str) -> Format:
    return Format(
        "text/csv; charset=utf-8",
        ending,
        lambda records, columns, begun: csv_lines((record.cells for record in records), flavour, columns),
        lambda columns: csv_head(flavour, columns),
    )


FORMATS: dict[str, Format] = {
    "csv": _csv("plain", ".csv"),
    "spreadsheet": _csv("spreadsheet", "-spreadsheet.csv"),
    "jsonl": Format(
        "application/x-ndjson; charset=utf-8", ".jsonl", lambda records, columns, begun: jsonl_lines(records, columns), papers=True
    ),
    "label_studio": Format(
        "application/json",
        "-label-studio.json",
        lambda records, columns, begun: label_studio.label_studio_lines(records, columns, begun=begun),
        lambda columns: label_studio.HEAD,
        label_studio.TAIL,
    ),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "zip": Format("application/zip", ".zip"),
}
OF_SELECTION = tuple(name for name in FORMATS if name != "zip")  # the papers of a ZIP are a release's


def stream(table: Table, form: str) -> Iterator[bytes]:
    """The file in blocks of bytes, in a format that grows."""
    format_ = FORMATS[form]
    assert format_.lines is not None
    yield format_.head(table.columns)
    yield from format_.lines(table.records(papers=format_.papers), table.columns, False)
    yield format_.tail


def write(table: Table, form: str, file: IO[bytes], progress: Progress | None = None) -> None:
    """Write the table as one of FORMATS (a selection: of OF_SELECTION); ValueError for any other."""
    if form == "zip" and isinstance(table, GoldTable):
        write_bundle(table.release, file)
    elif form == "xlsx":
        write_xlsx(table, file, progress)
    elif form in FORMATS and form != "zip":
        file.writelines(stream(table, form))
    else:
        raise ValueError(f"expected one of {OF_SELECTION}, not {form}")
