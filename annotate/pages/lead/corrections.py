"""What reviewers changed: the list from which the extractor is improved, and its live accuracy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotate import corrections as correcting
from annotate.corrections import JUDGED_FIELDS
from annotate.exports.corrections_file import corrections_download
from annotate.pages.collections import place
from annotate.pages.request import AuthenticatedHttpRequest

SIZE = 50
FIELDS = ("fact", *JUDGED_FIELDS)


@login_required
@require_GET
def corrections(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """``?field=`` and ``?version=`` narrow; ``?after=`` is the key of a judgement."""
    context = place(request, uuid)
    accuracy = correcting.accuracy(context["collection"], request.user)
    listed, following = correcting.corrections_near(context["collection"], request.user, **_asked(request), size=SIZE)
    query = request.GET.copy()
    query["after"] = str(following)
    context |= {
        "corrections": listed,
        "following": query.urlencode() if following else None,
        "accuracy": [(each, [(name, each.fields.get(name)) for name in JUDGED_FIELDS]) for each in accuracy],
        "versions": [each.version for each in accuracy],
        "fields": FIELDS,
        "field": request.GET.get("field", ""),
        "version": request.GET.get("version", ""),
        "narrowed": request.GET.urlencode(),
    }
    return render(request, "lead/corrections.html", context)


def _asked(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    field, version, after = (request.GET.get(name, "") for name in ("field", "version", "after"))
    key = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    return {"field": field if field in FIELDS else None, "version": version or None, "after": key}


@login_required
@require_GET
def download(request: AuthenticatedHttpRequest, uuid: UUID) -> StreamingHttpResponse:
    """All corrections as CSV; ``?flavour=spreadsheet`` opens right in Excel and WPS."""
    collection = place(request, uuid)["collection"]
    found = correcting.corrections(collection, request.user, **_asked(request))
    return corrections_download(found, for_spreadsheet=request.GET.get("flavour") == "spreadsheet")
