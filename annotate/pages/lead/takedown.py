"""Erasing a document's text for ever: what goes, and a confirmation that has to be typed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotate import permissions, taking_down
from annotate.errors import HeshiError
from annotate.forms import TakeDownForm
from annotate.models import Document
from annotate.models.audit import Door
from annotate.pages.collections import rights
from annotate.pages.request import AuthenticatedHttpRequest

SHOWN = 300  # characters of the text


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    documents = Document.objects.select_related("collection", "source").defer("source__data")
    document: Document = permissions.find(documents, request.user, "manage", uuid=uuid)
    if document.state == Document.State.TAKEN_DOWN:
        return redirect("document", uuid)
    form = TakeDownForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            taking_down.take_down(document=document, actor=request.user, door=Door.PAGE, **form.cleaned_data)
        except HeshiError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The text is erased."))
            return redirect("document", uuid)
    preview = taking_down.preview(document, request.user)
    context = {
        "document": document,
        "collection": document.collection,
        **rights(request, document.collection),
        "form": form,
        "preview": preview,
        "rows": [(label, preview.rows[name]) for name, label in taking_down.ROWS.items() if preview.rows[name]],
        "beginning": document.raw[:SHOWN],
        "more": len(document.raw) > SHOWN,
    }
    return render(request, "lead/take_down.html", context, status=400 if form.errors else 200)
