"""The lead's page of a collection: what waits, who works how, what is stuck; giving work and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from annotate import overseeing, permissions, queries, queueing
from annotate.errors import NotFound
from annotate.models import Collection, Document, Reading, Review, User
from annotate.models.audit import Door
from annotate.pages.collections import place
from annotate.pages.lead.forms import ReasonForm
from annotate.pages.paging import page
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.reviewing import finishing

SHOWN = 10
AGES = {
    "day": gettext_lazy("less than a day"),
    "week": gettext_lazy("less than a week"),
    "month": gettext_lazy("less than a month"),
    "older": gettext_lazy("longer"),
}


@login_required
@require_GET
def overview(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = place(request, uuid, "manage")
    collection: Collection = context["collection"]
    now = timezone.now()
    ageing = overseeing.ageing(collection, now)
    unread = overseeing.unread(collection)
    disputed, whole = overseeing.disputed(collection)
    context |= {
        "progress": queries.collection_progress(collection),
        "ageing": ageing,
        "ages": [(label, ageing.counts[name]) for name, label in AGES.items()],
        "paces": overseeing.paces(collection),
        "disputed": disputed,
        "disputed_whole": whole,
        "most": overseeing.MOST,
        "newest": overseeing.NEWEST,
        "failed": overseeing.failed(collection).select_related("source").defer("raw", "source__data")[:SHOWN],
        "stuck": overseeing.without_readers(collection).select_related("source").defer("raw", "source__data")[:SHOWN],
        "oldest": _with_readers(unread)[:SHOWN],
        "open": _counted(_readings(collection).filter(state=Reading.State.OPEN).order_by("started_at")[:SHOWN]),
        "finished": _counted(_finished_last(collection)),
        "readers": overseeing.readers(collection),
        "second": _second(collection),
        "now": now,
    }  # fmt: skip
    return render(request, "lead/overview.html", context)


def _with_readers(documents: QuerySet[Document]) -> QuerySet[Document]:
    return documents.select_related("source").prefetch_related("readings__annotator").defer("raw", "source__data")


def _readings(collection: Collection) -> QuerySet[Reading]:
    rows = Reading.objects.filter(document__collection=collection)
    return rows.select_related("document__source", "annotator").defer("document__raw", "document__source__data")


def _finished_last(collection: Collection) -> QuerySet[Reading]:
    """Among the newest readings."""
    newest = (
        Reading.objects.filter(document__collection=collection).order_by("-pk").values_list("pk", flat=True)[: overseeing.NEWEST_DOCUMENTS]
    )
    return _readings(collection).filter(pk__in=list(newest), state=Reading.State.FINISHED).order_by("-finished_at")[:SHOWN]


def _counted(readings: QuerySet[Reading]) -> list[Any]:
    rows = list(readings)
    _count(rows)
    return rows


def _count(rows: list[Any]) -> None:
    """Lays ``judged``, the number of its judgements, beside each of a few readings."""
    judged = dict(Review.objects.filter(reading__in=rows).order_by().values_list("reading").annotate(n=Count("pk")))
    for reading in rows:
        reading.judged = judged.get(reading.pk, 0)


def _second(collection: Collection) -> int:
    """How many documents the share draws for a second reading."""
    return collection.documents.filter(draw__lt=collection.second_share).count() if collection.readings_required == 1 else 0


@login_required
@require_GET
def readings(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """All readings, newest first; ``?reader=`` and ``?state=`` narrow."""
    context = place(request, uuid, "manage")
    rows = _readings(context["collection"])
    reader, state = request.GET.get("reader", ""), request.GET.get("state", "")
    if reader:
        rows = rows.filter(annotator__username=reader)
    if state in Reading.State.values:
        rows = rows.filter(state=state)
    theirs = Reading.objects.filter(annotator=OuterRef("pk"), document__collection=context["collection"])
    people = User.objects.filter(permissions.there_is(theirs)).order_by("username")
    listed = page(rows, request, descending=True)
    _count(listed.rows)
    context |= {"page": listed, "people": people, "reader": reader, "state": state}
    context["states"] = Reading.State.choices
    return render(request, "lead/readings.html", context)


@login_required
@require_POST
def assign(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Give a document to a person; it comes first in that person's queue."""
    document: Document = permissions.find(Document.objects.select_related("collection"), request.user, "manage", uuid=uuid)
    reader = overseeing.readers(document.collection).filter(username=request.POST.get("reader", "")).first()
    if reader is None:
        raise NotFound(_("This person is no member."))
    queueing.assign(document=document, annotator=reader, actor=request.user, door=Door.PAGE)
    messages.success(request, _("%(document)s is given to %(reader)s.") % {"document": document, "reader": reader})
    return redirect("lead", document.collection.uuid)


@login_required
@require_POST
def reopen(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    reading = _reading(request, uuid)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    finishing.reopen(reading=reading, reason=reason, actor=request.user, door=Door.PAGE)
    messages.success(request, _("The reading is back with %(reader)s.") % {"reader": reading.annotator})
    return redirect("lead", reading.document.collection.uuid)


@login_required
@require_POST
def give_back(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Free the place that an open reading holds."""
    reading = _reading(request, uuid)
    queueing.give_back(reading=reading, actor=request.user, door=Door.PAGE)
    messages.success(request, _("The place of %(reader)s is free.") % {"reader": reading.annotator})
    return redirect("lead", reading.document.collection.uuid)


def _reading(request: AuthenticatedHttpRequest, uuid: UUID) -> Reading:
    rows: Any = Reading.objects.select_related("document__collection", "annotator")
    found: Reading = permissions.find(rows, request.user, "manage", uuid=uuid)
    return found
