"""A file as an answer to a browser or a program: pages and API hand out the same."""

from __future__ import annotations

import re

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from annotate.exports.csv_file import csv_stream
from annotate.exports.rows import gold_rows
from annotate.models import Release


def csv_download(release: Release, flavour: str = "plain") -> StreamingHttpResponse:
    """The release as an attached CSV, streamed. BadInput: no such flavour."""
    answer = StreamingHttpResponse(csv_stream(gold_rows(release), flavour), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, csv_name(release, flavour))
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def csv_name(release: Release, flavour: str = "plain") -> str:
    """The collection's name without what a file system or a header stumbles over, and the release's number."""
    name = re.sub(r"[\W_]+", "-", release.collection.name).strip("-")[:60] or "heshi"
    return f"{name}-{release.number}{'' if flavour == 'plain' else '-' + flavour}.csv"
