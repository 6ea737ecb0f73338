"""Documents, the bytes they came from, the runs over them, and long work."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotate import extracting, queueing
from annotate.admin import takedown
from annotate.admin.scoped import MyCollections, Scoped, in_turn, linked, person
from annotate.models import Document, ExtractionRun, Job, Source
from annotate.models.audit import Door


@admin.register(Document)
class Documents(Scoped):
    """Raw texts, which never change, and where they stand."""

    list_display = ("__str__", linked("collection", _("collection")), "published", "state", "length", "encoding", "created_at")
    list_filter = (MyCollections, "state", "published_known", "encoding", "bulk", "created_at")
    search_fields = ("title", "source__file_name", "source__external_id", "source__address", "uuid", "sha256")
    list_select_related = ("collection", "source")
    fields = (
        "uuid", "title", "collection", "source", "source_name", "published", "published_known", "state", "failure", "attempts", "length", "encoding",
        "sha256", "created_at", "raw",
    )  # fmt: skip
    readonly_fields = fields
    actions = ("read", "extract_again", "take_down")

    @admin.action(description=_("Read"), permissions=["annotate"])
    def read(self, request: HttpRequest, rows: QuerySet[Document]) -> HttpResponse:
        """The person's own readings of these documents are opened, and shown."""

        def deed(document: Document) -> None:
            queueing.open_reading(document=document, annotator=person(request), door=Door.ADMIN)

        done = in_turn(request, rows.select_related("collection"), deed)
        if done:
            messages.info(request, ngettext("%d reading is open.", "%d readings are open.", done) % done)
        return redirect(f"{reverse('admin:annotate_reading_changelist')}?state__exact=open")

    @admin.action(description=_("Take the text down …"), permissions=["manage"])
    def take_down(self, request: HttpRequest, rows: QuerySet[Document]) -> HttpResponse | None:
        return takedown.take_down(self, request, rows)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).defer("raw")

    @admin.action(description=_("Extract again"), permissions=["annotate"])
    def extract_again(self, request: HttpRequest, rows: QuerySet[Document]) -> None:
        done = in_turn(request, rows, lambda document: extracting.ask_again(document=document, actor=person(request), door=Door.ADMIN))
        if done:
            messages.info(request, ngettext("%d document waits for extraction.", "%d documents wait for extraction.", done) % done)


@admin.register(Source)
class Sources(Scoped):
    list_display = ("__str__", linked("collection", _("collection")), "media_type", "size", "external_id", "created_by", "created_at")
    list_filter = (MyCollections, "media_type", "created_at")
    search_fields = ("file_name", "external_id", "address", "sha256")
    list_select_related = ("collection", "created_by")
    fields = ("collection", "file_name", "media_type", "size", "sha256", "address", "external_id", "created_by", "created_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).defer("data")


@admin.register(ExtractionRun)
class Runs(Scoped):
    list_display = (linked("document", _("document")), "extractor_version", "candidates_count", "milliseconds", "created_at")
    list_filter = (MyCollections.along("document__collection"), "extractor_version", "created_at")
    search_fields = ("document__title", "extractor_version", "tables_digest")
    list_select_related = ("document__source",)
    fields = ("document", "extractor_version", "tables_digest", "inputs", "candidates_count", "milliseconds", "created_at", "numerals")
    readonly_fields = fields


@admin.register(Job)
class Jobs(Scoped):
    list_display = ("__str__", "collection", "owner", "state", "done", "total", "finished_at")
    list_filter = (MyCollections, "kind", "state", "created_at")
    search_fields = ("owner__username", "collection__name", "uuid")
    list_select_related = ("collection", "owner")
    fields = (
        "uuid", "kind", "collection", "owner", "state", "options", "done", "total", "refusals", "failure", "created_at", "finished_at",
    )  # fmt: skip
    readonly_fields = fields
