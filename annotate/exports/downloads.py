"""A file as an answer to a browser or a program: pages and API hand out the same."""

from __future__ import annotations

import re
import tempfile

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from annotate.errors import BadInput, NotFound
from annotate.exports.csv_file import FLAVOURS
from annotate.exports.table import FactTable, GoldTable, Table
from annotate.exports.writing import FORMATS, OF_SELECTION, stream, write
from annotate.models import Release

IN_MEMORY = 5_000_000  # bytes of a written file that are kept in memory, before it goes to the disk


def download(release: Release, form: str) -> HttpResponseBase:
    """The release as an attached file in one of FORMATS; NotFound for any other."""
    return _download(GoldTable(release), form, tuple(FORMATS))


def selected(table: FactTable, form: str) -> HttpResponseBase:
    """A selection as an attached file in one of OF_SELECTION; NotFound for any other."""
    return _download(table, form, OF_SELECTION)


def _download(table: Table, form: str, forms: tuple[str, ...]) -> HttpResponseBase:
    if form not in forms:
        raise NotFound(_("There is no such format."), field="form", expected=list(forms))
    answer = StreamingHttpResponse(stream(table, form)) if FORMATS[form].lines else _written(table, form)
    return attached(answer, table, form)


def attached(answer: HttpResponseBase, table: Table, form: str) -> HttpResponseBase:
    """The answer as a file that no browser guesses about."""
    answer["Content-Type"] = FORMATS[form].media_type
    answer["Content-Disposition"] = (
        content_disposition_header(True, file_name(table.name, table.mark + FORMATS[form].ending)) or "attachment"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def csv_download(release: Release, flavour: str = "plain") -> HttpResponseBase:
    """The release as CSV. BadInput: no such flavour."""
    if flavour not in FLAVOURS:
        raise BadInput(_("There is no such flavour of CSV."), field="flavour", expected=list(FLAVOURS))
    return download(release, "csv" if flavour == "plain" else flavour)


def file_name(name: str, ending: str) -> str:
    """A collection's name without what a file system or a header stumbles over, and the ending."""
    return (re.sub(r"[\W_]+", "-", name).strip("-")[:60] or "heshi") + ending


def _written(table: Table, form: str) -> FileResponse:
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
    write(table, form, file)
    file.seek(0)
    return FileResponse(file)
