"""Corrections as CSV, for those who improve the extractor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from annotate.corrections import Correction
from annotate.exports.csv_file import MARK, NUMBER, defused

BLOCK = 500
NAMES = ("fact_id", "document_id", "mention", "field", "from", "to", "cues", "rule", "extractor_version", "reason")


def corrections_download(found: Iterator[Correction], *, for_spreadsheet: bool) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_csv(found, for_spreadsheet), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, "corrections.csv")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _csv(found: Iterator[Correction], for_spreadsheet: bool) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, NAMES, lineterminator="\r\n")
    if for_spreadsheet:
        buffer.write(MARK)
    writer.writeheader()
    while True:
        block = [correction.row() for correction in islice(found, BLOCK)]
        writer.writerows([_tame(row) for row in block] if for_spreadsheet else block)
        yield buffer.getvalue().encode("utf-8")
        buffer.seek(0)
        buffer.truncate()
        if len(block) < BLOCK:
            return


def _tame(row: dict[str, str]) -> dict[str, str]:
    return {name: cell if NUMBER.fullmatch(cell) else defused(cell) for name, cell in row.items()}
