"""What people decided. It is changed through the fact's own page, where its form and its revision are."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotate import auditing
from annotate.admin.records import VALUES_FILTERED, VALUES_SEARCHED
from annotate.admin.scoped import MyCollections, Scoped, link, linked, person
from annotate.admin.values_filter import ValuesFilter
from annotate.models import ConflictMark, Dismissal, Note, Override, Reading, Reason, Review
from annotate.models.audit import Door
from annotate.models.fact_fields import VALUE_FIELDS

OF_READING = MyCollections.along("reading__document__collection")
OF_FACT = MyCollections.along("fact__document__collection")
READING = ("reading__document__source", "reading__annotator")


@admin.register(Reading)
class Readings(Scoped):
    list_display = ("__str__", "annotator", "state", "aided", "assigned", "guideline_version", "started_at", "finished_at", "leased_until")
    list_filter = (
        MyCollections.along("document__collection"), "state", "aided", "assigned", "guideline_version", "started_at", "finished_at",
    )  # fmt: skip
    search_fields = ("document__title", "annotator__username", "uuid")
    list_select_related = ("document__source", "annotator")
    fields = ("uuid", "document", *list_display[1:])
    readonly_fields = fields


@admin.register(Review)
class Reviews(Scoped):
    """Judgements one may see: one's own, and those of others as far as blindness allows."""

    list_display = (
        "state", "indicator", "text", "value", "unit", "measure", "region", "period_start", "period_end", "status", "annotator", "reason", "revision",
        "fact_page",
    )  # fmt: skip
    list_filter = (OF_READING, "state", "reason__code", *VALUES_FILTERED, ValuesFilter, "candidate__producer_version", "updated_at")
    search_fields = (*VALUES_SEARCHED, "comment", "fact__uuid", "reading__annotator__username", "reading__document__title")
    list_select_related = ("fact", "reason", *READING)
    fields = ("fact_page", "reading", "state", *VALUE_FIELDS, "changed", "reason", "comment", "revision", "created_at", "updated_at")
    readonly_fields: ClassVar[Any] = fields

    @admin.display(description=_("annotator"), ordering="reading__annotator__username")
    def annotator(self, review: Review) -> str:
        return str(review.reading.annotator)

    @admin.display(description=_("fact"))
    def fact_page(self, review: Review) -> str:
        return link(review.fact)

    @admin.display(description=_("corrected"))
    def changed(self, review: Review) -> str:
        return ", ".join(review.corrected) or "-"


@admin.register(Dismissal)
class Dismissals(Scoped):
    list_display = ("__str__", "said", "reason", "reading", "created_at")
    list_filter = (OF_READING, "reason__code", "created_at")
    search_fields = ("reading__document__title", "reading__annotator__username", "reason__code")
    list_select_related = ("reason", *READING)
    fields = ("reading", "start", "end", "said", "reason", "created_at")
    readonly_fields = fields

    @admin.display(description=_("mention"))
    def said(self, dismissal: Dismissal) -> str:
        return dismissal.reading.document.raw[dismissal.start : dismissal.end]


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


@admin.register(Reason)
class Reasons(Scoped):
    """Reasons and their keys. All collections share them, so only superusers change their wording."""

    list_display = ("code", "kind", "digit", "label_zh", "label_en", "paragraph")
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
