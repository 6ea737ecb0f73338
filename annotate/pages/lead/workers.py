"""Which workers run, what they hold, what waits for them: for the managers of a collection."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate import workload
from annotate.models import Collection, Document
from annotate.pages.collections import place
from annotate.pages.request import AuthenticatedHttpRequest

FAILED_SHOWN = 20


@login_required
@never_cache
@require_GET
def workers(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = place(request, uuid, "manage")
    return render(request, "lead/workers.html", {**context, **_everywhere(), **_here(context["collection"]), "tab": "quality"})


def _everywhere() -> dict[str, Any]:
    """What the whole installation's workers do: figures only."""
    found = workload.everywhere(timezone.now())
    return {**vars(found), "waits": found.oldest_since is not None}


def _here(collection: Collection) -> dict[str, Any]:
    documents = Document.objects.filter(collection=collection)
    failed = documents.filter(state=Document.State.FAILED).order_by("-pk").defer("raw")[: FAILED_SHOWN + 1]
    return {"failed": failed[:FAILED_SHOWN], "more_failed": len(failed) > FAILED_SHOWN}
