"""The ways to the desk. Asking for a page changes nothing: it sends a form by itself, and that takes the place."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from annotate import permissions, practising, queueing
from annotate.models import Document
from annotate.models.audit import Door
from annotate.pages.desk_request import address_of, collection_named
from annotate.pages.request import AuthenticatedHttpRequest

ways = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@never_cache
@ways
def start(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The next document of the queue; where none is left, a page that says so."""
    collection = collection_named(request.user, request.GET.get("collection"))
    if request.method != "POST":
        return render(request, "desk/opening.html", {"collection": collection, "here": "desk"})
    reading = queueing.take_next(annotator=request.user, door=Door.PAGE, collection=collection)
    if reading is None:
        return redirect(reverse("desk_empty") + (f"?collection={collection.uuid}" if collection else ""))
    return redirect(address_of(reading, collection))


@login_required
@never_cache
@require_safe
def show_empty(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Nothing is left in the queue."""
    collection = collection_named(request.user, request.GET.get("collection"))
    return render(request, "desk/empty.html", {"collection": collection, "here": "desk"})


@login_required
@never_cache
@ways
def open_document(request: AuthenticatedHttpRequest, document: uuid.UUID) -> HttpResponse:
    """The user's reading of one document, made where there is none."""
    row = permissions.find(Document, request.user, "annotate", uuid=document)
    if request.method != "POST":
        return render(request, "desk/opening.html", {"document": row, "here": "desk"})
    return redirect("desk_reading", queueing.open_reading(document=row, annotator=request.user, door=Door.PAGE).uuid)


@login_required
@never_cache
@ways
def practise(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What the practice document is for, and the way to it."""
    if request.method != "POST":
        return render(request, "desk/practice.html", {"reading": practising.reading_of(request.user), "here": "desk"})
    reading = practising.begin(actor=request.user, door=Door.PAGE, again=bool(request.POST.get("again")))
    return redirect("desk_reading", reading.uuid)
