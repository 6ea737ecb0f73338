"""Another model against ours, each against what people settled."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from annotate import comparing, references
from annotate.comparing import Comparison
from annotate.exports.csv_file import MARK, defused
from annotate.models import Collection
from annotate.models.audit import Door
from annotate.pages.collections import place
from annotate.pages.request import AuthenticatedHttpRequest

KINDS = {
    comparing.OURS: gettext_lazy("our extractor"),
    comparing.CANDIDATES: gettext_lazy("candidates"),
    comparing.REFERENCE: gettext_lazy("reference"),
    comparing.SETTLED: gettext_lazy("settled by people"),
}


@login_required
@require_GET
def comparison(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """``?first=`` and ``?second=`` name two sides; without them everybody stands against what people settled."""
    context = place(request, uuid, "adjudicate")
    found = _asked(request, context["collection"])
    sides = [(one, KINDS[one.kind]) for one in comparing.sides(context["collection"])]
    chosen = {"first": request.GET.get("first", ""), "second": request.GET.get("second", "")}
    pair = found[0] if chosen["first"] and chosen["second"] else None
    context |= {
        "comparisons": [{"found": one, "kind": KINDS[one.first.kind]} for one in found],
        "sides": sides,
        "pair": pair,
        "differing": comparing.differing(pair) if pair else [],
        "newest": comparing.NEWEST,
        "thorough": comparing.THOROUGH,
        "query": request.GET.urlencode(),
        "references": references.sets(context["collection"]),
        **chosen,
    }
    return render(request, "lead/comparison.html", context)


@login_required
@require_GET
def download(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """The same figures as CSV for a spreadsheet, over more documents."""
    collection = place(request, uuid, "adjudicate")["collection"]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=comparing.COLUMNS)
    writer.writeheader()
    for one in _asked(request, collection, comparing.THOROUGH):
        writer.writerows(_cells(row) for row in one.rows())
    answer = HttpResponse((MARK + out.getvalue()).encode(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, "comparison.csv") or "attachment"
    return answer


@login_required
@require_POST
def remove(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """``producer`` and ``version`` name the reference set that goes."""
    collection = place(request, uuid, "manage")["collection"]
    named = {name: request.POST.get(name, "") for name in ("producer", "version")}
    gone = references.remove(collection=collection, actor=request.user, door=Door.PAGE, **named)
    messages.success(request, _("The reference set is gone, with its %(facts)d facts.") % {"facts": gone})
    return redirect("comparison", uuid)


def _asked(request: AuthenticatedHttpRequest, collection: Collection, newest: int = comparing.NEWEST) -> list[Comparison]:
    first, second = request.GET.get("first", ""), request.GET.get("second", "")
    if not (first and second):
        return comparing.against_settled(collection, user=request.user, newest=newest)
    sides = comparing.side(collection, first), comparing.side(collection, second)
    return [comparing.compare(collection, *sides, user=request.user, newest=newest)]


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    return {name: defused(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
