"""A document: where it came from, what it says, what was found in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotate import extracting, permissions, queries
from annotate.heartbeat import worker_running
from annotate.models import Document, Reading
from annotate.models.audit import Door
from annotate.pages.collections import rights
from annotate.pages.marking import changed, marked
from annotate.pages.request import AuthenticatedHttpRequest
from extraction.text.span import Span

VIEWS = ("raw", "clean", "edits")


@login_required
@require_GET
def document(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    document = permissions.find(Document.objects.select_related("collection", "source").defer("source__data"), request.user, uuid=uuid)
    own = Reading.objects.filter(document=document, annotator=request.user).first()
    cards = queries.cards(document, own, request.user)
    view = request.GET.get("text", "raw")
    view = view if view in VIEWS else "raw"
    context = {
        "document": document,
        "collection": document.collection,
        **rights(request, document.collection),
        "own": own,
        "cards": cards,
        "view": view,
        "looked_at": request.GET.get("fact", ""),
        "segments": marked(document.raw, cards, _asked_for(request, document.raw, cards)) if view == "raw" else changed(document.raw),
        "readings": document.readings.select_related("annotator").order_by("started_at"),
        "pending": document.state in (Document.State.WAITING, Document.State.EXTRACTING),
        "worker_running": worker_running(),
    }
    if request.htmx and request.GET.get("state") == document.state:
        return HttpResponse(status=204)
    return render(request, "pages/document.html", context)


def _asked_for(request: AuthenticatedHttpRequest, raw: str, cards: list[queries.Card]) -> Span | None:
    """The sentence of the fact that ``?fact=`` names."""
    values = next((card.values for card in cards if str(card.fact.uuid) == request.GET.get("fact")), None)
    return queries.sentence_span(raw, values["start"], values["end"]) if values and raw else None


@login_required
@require_POST
def ask_again(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    document = permissions.find(Document, request.user, "annotate", uuid=uuid)
    extracting.ask_again(document=document, actor=request.user, door=Door.PAGE)
    messages.success(request, _("The document waits for a worker again."))
    return redirect("document", uuid)
