"""How far readers agree."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotate.agreement import NEWEST, report
from annotate.pages.collections import place
from annotate.pages.request import AuthenticatedHttpRequest


@login_required
@require_GET
def agreement(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = place(request, uuid, "adjudicate")
    found = report(context["collection"], NEWEST)
    fields = list(zip(*[(each.fact, *each.fields) for each in (found.overall, found.aided, found.unaided)], strict=True))
    return render(request, "lead/agreement.html", {**context, "report": found, "fields": fields})
