"""A release in any format, into a file."""

from __future__ import annotations

from typing import IO

from annotate.exports.bundle import write_bundle
from annotate.exports.csv_file import csv_stream
from annotate.exports.jsonl_file import jsonl_stream
from annotate.exports.rows import gold_rows
from annotate.exports.xlsx_file import write_xlsx
from annotate.models import Release

FORMATS = ("csv", "spreadsheet", "jsonl", "xlsx", "zip")


def write(release: Release, form: str, file: IO[bytes]) -> None:
    """Write the release as one of FORMATS; ValueError for any other."""
    if form == "zip":
        write_bundle(release, file)
    elif form == "xlsx":
        write_xlsx(release, file)
    elif form in ("csv", "spreadsheet"):
        file.writelines(csv_stream(gold_rows(release), "plain" if form == "csv" else form))
    elif form == "jsonl":
        file.writelines(jsonl_stream(release))
    else:
        raise ValueError(f"expected one of {FORMATS}, not {form}")
