"""Take-downs: what was erased and by whom, and the action that does it, one document at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from annotate import taking_down
from annotate.admin.scoped import MyCollections, Scoped, linked, person
from annotate.errors import HeshiError
from annotate.forms import TakeDownForm
from annotate.models import Document, TakeDown
from annotate.models.audit import Door


@admin.register(TakeDown)
class TakeDowns(Scoped):
    """Texts that were erased. Nobody changes or deletes what is said of it."""

    list_display = (linked("document", _("document")), "reason", "taken_by", "taken_at")
    list_display_links = ("taken_at",)
    list_filter = (MyCollections.along("document__collection"), "taken_at")
    search_fields = ("uuid", "document__uuid", "document__sha256", "reason", "taken_by__username")
    list_select_related = ("document__source", "taken_by")
    fields = ("document", "reason", "taken_by", "taken_at", "rows")
    readonly_fields = fields

    @admin.display(description=_("rows that lost text"))
    def rows(self, taken: TakeDown) -> str:
        told = [(count, taking_down.ROWS.get(name, name)) for name, count in taken.erased.items() if count]
        return format_html_join("\n", "<div>{} {}</div>", told) or "-"


def take_down(model_admin: Any, request: HttpRequest, rows: QuerySet[Document]) -> HttpResponse | None:
    """First what goes, then the reason and the typed confirmation, as on the document's page."""
    documents = list(rows.select_related("collection", "source")[:2])
    if len(documents) != 1:
        messages.warning(request, _("Texts are taken down one at a time: choose one document."))
        return None
    form = TakeDownForm(request.POST if "confirmed" in request.POST else None)
    try:
        if form.is_bound and form.is_valid():
            taking_down.take_down(document=documents[0], actor=person(request), door=Door.ADMIN, **form.cleaned_data)
            messages.success(request, _("The text is erased."))
            return None
    except HeshiError as error:
        form.refuse(error)
    try:
        preview = taking_down.preview(documents[0], person(request))
    except HeshiError as error:
        messages.warning(request, error.message)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Take the text down"),
        "opts": model_admin.opts,
        "document": documents[0],
        "preview": preview,
        "rows": [(label, preview.rows[name]) for name, label in taking_down.ROWS.items() if preview.rows[name]],
        "form": form,
        "action": "take_down",
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/annotate/take_down.html", context)
