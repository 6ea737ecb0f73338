"""What people decided. It is changed through the fact's own page, where its form and its revision are."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotate import auditing
from annotate.admin.readings import OF_READING, READING
from annotate.admin.scoped import MyCollections, Scoped, Seen, linked, person
from annotate.models import ConflictMark, Note, Override, Reason
from annotate.models.audit import Door

OF_FACT = MyCollections.along("fact__document__collection")


@admin.register(Override)
class Overrides(Scoped):
    list_display = ("kind", "old", "new", "reading", "start", "end", "created_at")
    list_filter = (OF_READING, "kind", "created_at")
    search_fields = ("old", "new", "reading__document__title", "reading__annotator__username")
    list_select_related = READING
    fields = list_display
    readonly_fields = list_display


@admin.register(ConflictMark)
class ConflictMarks(Scoped):
    list_display = ("observation_id", "kind", "comment", linked("collection", _("collection")), "marked_by", "marked_at")
    list_filter = (MyCollections, "kind", "marked_at")
    search_fields = ("observation_id", "comment", "marked_by__username")
    list_select_related = ("collection", "marked_by")
    fields = ("collection", "observation_id", "kind", "comment", "marked_by", "marked_at")
    readonly_fields = fields


@admin.register(Note)
class Notes(Scoped):
    list_display = ("__str__", "author", linked("fact", _("fact")), "created_at")
    list_filter = (OF_FACT, "created_at")
    search_fields = ("text", "author__username", "fact__uuid")
    list_select_related = ("fact", "author")
    fields = ("fact", "author", "text", "created_at")
    readonly_fields = fields


class ReasonForm(Seen):
    class Meta:
        model = Reason
        fields = ("code", "kind", "digit", "label_zh", "label_en", "paragraph")


@admin.register(Reason)
class Reasons(Scoped):
    """Reasons and their keys. All collections share them, so only superusers change their wording."""

    form = ReasonForm
    list_display = ReasonForm.Meta.fields
    list_filter = ("kind",)
    search_fields = ("code", "label_zh", "label_en", "paragraph")
    fields = list_display

    def scope(self, rows: QuerySet[Reason], request: HttpRequest) -> QuerySet[Reason]:
        return rows

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.staff(request) and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.staff(request) and request.user.is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "kind") if obj else ()

    def save_model(self, request: HttpRequest, obj: Reason, form: Any, change: bool) -> None:
        before = {name: form.initial.get(name) for name in form.changed_data} if change else None
        super().save_model(request, obj, form, change)
        auditing.record(
            action="reason.change" if change else "reason.create", actor=person(request), door=Door.ADMIN, target=obj, collection=None,
            before=before, after={name: form.cleaned_data[name] for name in form.changed_data},
        )  # fmt: skip
