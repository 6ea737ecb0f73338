"""A file as an answer to a browser or a program: pages and API hand out the same."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from annotate.errors import NotFound
from annotate.exports.csv_file import csv_stream
from annotate.exports.jsonl_file import jsonl_stream
from annotate.exports.rows import gold_rows
from annotate.exports.writing import FORMATS, write
from annotate.models import Release

# Format: media type, and how the file's name ends. What stands in ``STREAMS`` is sent as it is made; the others are written first.
FILES: dict[str, tuple[str, str]] = {
    "csv": ("text/csv; charset=utf-8", ".csv"),
    "spreadsheet": ("text/csv; charset=utf-8", "-spreadsheet.csv"),
    "jsonl": ("application/x-ndjson; charset=utf-8", ".jsonl"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "zip": ("application/zip", ".zip"),
}
STREAMS: dict[str, Callable[[Release], Iterable[bytes]]] = {
    "csv": lambda release: csv_stream(gold_rows(release), "plain"),
    "spreadsheet": lambda release: csv_stream(gold_rows(release), "spreadsheet"),
    "jsonl": jsonl_stream,
}
IN_MEMORY = 5_000_000  # bytes of a written file that are kept in memory, before it goes to the disk


def download(release: Release, form: str) -> HttpResponseBase:
    """The release as an attached file in one of FORMATS; NotFound for any other."""
    if form not in FORMATS:
        raise NotFound(_("There is no such format."), field="form", expected=list(FORMATS))
    media_type, ending = FILES[form]
    answer = StreamingHttpResponse(STREAMS[form](release)) if form in STREAMS else _written(release, form)
    answer["Content-Type"] = media_type
    answer["Content-Disposition"] = content_disposition_header(True, file_name(release, ending)) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def csv_download(release: Release, flavour: str = "plain") -> HttpResponseBase:
    """The release as CSV. BadInput: no such flavour."""
    csv_stream(iter(()), flavour)  # refuses an unknown flavour
    return download(release, "csv" if flavour == "plain" else flavour)


def file_name(release: Release, ending: str) -> str:
    """The collection's name without what a file system or a header stumbles over, the release's number, and the ending."""
    name = re.sub(r"[\W_]+", "-", release.collection.name).strip("-")[:60] or "heshi"
    return f"{name}-{release.number}{ending}"


def _written(release: Release, form: str) -> FileResponse:
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
    write(release, form, file)
    file.seek(0)
    return FileResponse(file)
