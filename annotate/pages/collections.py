"""A collection: its documents with their progress, and its rules."""

import zlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from annotate import governing, permissions, queries
from annotate.errors import BadInput
from annotate.forms import CollectionForm, DocumentFilter, SettingsForm
from annotate.heartbeat import worker_running
from annotate.models import Collection, Document
from annotate.models.audit import Door
from annotate.pages.paging import page
from annotate.pages.request import AuthenticatedHttpRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = CollectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            collection = governing.create_collection(**form.cleaned_data, actor=request.user, door=Door.PAGE)
        except BadInput as error:
            form.refuse(error)
        else:
            return redirect("upload", collection.uuid)
    return render(request, "pages/create_collection.html", {"form": form}, status=400 if form.errors else 200)


def place(request: AuthenticatedHttpRequest, uuid: UUID, right: str = "view") -> dict[str, Any]:
    """What every page of a collection shows: the collection itself and what this person may do in it."""
    collection = permissions.find(Collection, request.user, right, uuid=uuid)
    return {"collection": collection, **rights(request, collection)}


def rights(request: AuthenticatedHttpRequest, collection: Collection) -> dict[str, Any]:
    role = permissions.role_in(request.user, collection)
    return {f"may_{right}": role in roles for right, roles in permissions.RIGHTS.items()}


@login_required
@require_GET
def collection(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = place(request, uuid)
    return render(request, "pages/collection.html", {**context, **_documents(request, context["collection"])})


@login_required
@require_GET
def rows(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """The same rows again, for the page that waits for a worker; nothing (204) where nothing has changed."""
    context = place(request, uuid)
    listed = _documents(request, context["collection"])
    if request.GET.get("seen") == listed["seen"]:
        return HttpResponse(status=204)
    return render(request, "pages/document_rows.html", {**context, **listed, "refreshing": True})


def _documents(request: AuthenticatedHttpRequest, collection: Collection) -> dict[str, Any]:
    wanted = DocumentFilter(request.GET)
    chosen = wanted.cleaned_data if wanted.is_valid() else {}
    whole = permissions.visible(Document, request.user).filter(collection=collection)
    documents = _filtered(queries.progress(whole), chosen).select_related("source").defer("raw", "source__data")
    listed = page(documents, request, descending=True, among=whole if chosen.get("q") else None)
    pending = any(document.state in (Document.State.WAITING, Document.State.EXTRACTING) for document in listed.rows)
    return {
        "filter": wanted,
        "filtered": any(chosen.values()),
        "page": listed,
        "pending": pending,
        "seen": _digest(listed.rows),
        "query": _without_seen(request),
        "progress": SimpleLazyObject(lambda: queries.collection_progress(collection)),  # a refresh that changes nothing does not count
        "worker_running": worker_running(),
    }


def _filtered(documents: QuerySet[Document], chosen: dict[str, str]) -> QuerySet[Document]:
    if chosen.get("state"):
        documents = documents.filter(state=chosen["state"])
    if chosen.get("q"):
        documents = documents.filter(Q(title__icontains=chosen["q"]) | Q(source__file_name__icontains=chosen["q"]))
    return documents


def _digest(rows: list[Any]) -> str:
    """A mark of what the rows show."""
    shown = [(row.pk, row.state, row.title, row.facts_count, row.judged_count, row.readings_open, row.readings_finished) for row in rows]
    return str(zlib.crc32(repr(shown).encode()))


def _without_seen(request: AuthenticatedHttpRequest) -> str:
    query = request.GET.copy()
    query.pop("seen", None)
    return query.urlencode()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = place(request, uuid, "manage")
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.of(context["collection"])
    if request.method == "POST" and form.is_valid():
        try:
            governing.change_collection(collection=context["collection"], changes=form.changes(), actor=request.user, door=Door.PAGE)
        except BadInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("collection_settings", uuid)
    return render(request, "pages/settings.html", {**context, "form": form}, status=400 if form.errors else 200)
