"""What is frozen or only grows: candidates, releases, gold, the audit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from annotate import permissions, releasing
from annotate.admin.asking import ask
from annotate.admin.in_words import Bases, Deeds, Things, reason, thing
from annotate.admin.scoped import MyCollections, Scoped, linked, person
from annotate.admin.stretches import Stretch
from annotate.admin.values_filter import ValuesFilter
from annotate.forms import WithdrawForm
from annotate.models import AuditEvent, Candidate, GoldFact, Release
from annotate.models.audit import Door
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.templatetags.lead import compared, done, told

VALUES_SEARCHED: tuple[str, ...] = ("text", "value", "indicator", "indicator_canonical", "subject", "region", "region_code", "place")
VALUES_FILTERED: tuple[Any, ...] = ("measure", "status", "qualifier", ("base", Bases))


@admin.register(Candidate)
class Candidates(Scoped):
    """What machines proposed. Not what follows from a colleague's corrected cause, nor anything while one reads unaided."""

    list_display = (
        "indicator", "text", "value", "unit", "measure", "region", "period_start", "period_end", "status", linked("fact", _("fact")), "producer",
    )  # fmt: skip
    list_filter = (
        MyCollections.along("fact__document__collection"),
        *VALUES_FILTERED,
        ValuesFilter,
        "producer",
        "producer_version",
        "created_at",
        Stretch,
    )
    search_fields = (*VALUES_SEARCHED, "fact__uuid", "fact__document__title")
    list_select_related = ("fact",)
    fields = ("fact", "run", *VALUE_FIELDS, "confidence", "evidence", "findings", "flags", "producer", "producer_version", "created_at")
    readonly_fields: ClassVar[Any] = fields


@admin.register(Release)
class Releases(Scoped):
    list_display = ("__str__", linked("collection", _("collection")), "number", "created_by", "created_at", "withdrawn_at", "files")
    list_filter = (MyCollections, "withdrawn_at", "created_at")
    search_fields = ("collection__name", "notes", "uuid")
    list_select_related = ("collection", "created_by")
    fields = (
        "uuid", "collection", "number", "files", "notes", "coverage", "digests", "extractor_version", "tables_digest", "guideline_version", "created_by",
        "created_at", "withdrawn_at", "withdrawn_by", "withdrawn_reason",
    )  # fmt: skip
    readonly_fields = fields
    actions = ("withdraw",)

    @admin.action(description=_("Withdraw …"), permissions=["manage"])
    def withdraw(self, request: HttpRequest, rows: QuerySet[Release]) -> HttpResponse | None:
        def deed(release: Release, told: dict[str, Any]) -> None:
            releasing.withdraw(release=release, reason=told["reason"], actor=person(request), door=Door.ADMIN)

        return ask(
            self, request, action="withdraw", title=_("Withdraw"), rows=list(rows), form=WithdrawForm, deed=deed, done=_("It is marked as withdrawn."),
            warning=_("The release stays as it is, and is marked as withdrawn for everybody."),
        )  # fmt: skip

    @admin.display(description=_("Number"))
    def number(self, release: Release) -> str:
        return release.number

    @admin.display(description=_("files"))
    def files(self, release: Release) -> str:
        return format_html('<a href="{}">CSV</a>', reverse("api:csv", args=[release.uuid]))


@admin.register(GoldFact)
class Gold(Scoped):
    list_display = (
        "indicator", "text", "value", "unit", "measure", "region", "period_start", "period_end", "status", "title", linked("release", _("release")),
    )  # fmt: skip
    list_filter = (MyCollections.along("release__collection"), *VALUES_FILTERED, ValuesFilter)
    search_fields = (*VALUES_SEARCHED, "title", "sentence", "fact_uuid")
    list_select_related = ("release__collection",)
    fields = (
        "release", "fact_uuid", "document_uuid", "title", "address", "published", "sentence", *VALUE_FIELDS, "flags", "provenance",
    )  # fmt: skip
    readonly_fields: ClassVar[Any] = fields


@admin.register(AuditEvent)
class Audit(Scoped):
    """Who did what: in the collections one manages, and one's own deeds."""

    list_display = ("at", "actor_name", "deed", "kind_of_thing", "target_label", "door", "why")
    list_filter = (("action", Deeds), "door", ("target_type", Things), "at")
    addressed = ("target_id", "collection_uuid", "group")
    search_fields = ("actor_name", "action", "target_label", "target_id", "reason")
    fields = (
        "at", "actor", "actor_name", "deed", "door", "collection_uuid", "kind_of_thing", "target_id", "target_label", "was", "became", "why", "group",
    )  # fmt: skip
    readonly_fields = fields
    ordering = ("-id",)

    def scope(self, rows: QuerySet[AuditEvent], request: HttpRequest) -> QuerySet[AuditEvent]:
        return rows.filter(pk__in=permissions.visible_events(person(request)).values("pk"))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        event = kwargs["obj"]
        context["subtitle"] = f"{event.actor_name} {done(event.action)} {event.target_label}"
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("what"), ordering="action")
    def deed(self, event: AuditEvent) -> Any:
        return done(event.action)

    @admin.display(description=_("kind of thing"), ordering="target_type")
    def kind_of_thing(self, event: AuditEvent) -> Any:
        return thing(event.target_type)

    @admin.display(description=_("why"), ordering="reason")
    def why(self, event: AuditEvent) -> str:
        return reason(event.reason) or "-"

    @admin.display(description=_("before"))
    def was(self, event: AuditEvent) -> str:
        return _lines(event.before)

    @admin.display(description=_("after"))
    def became(self, event: AuditEvent) -> str:
        return _lines(event.after)


def _lines(values: dict[str, Any] | None) -> str:
    """A JSON object as the audit keeps it, a line an entry, in words."""
    return (
        format_html_join("\n", "<div>{}: {}</div>", [(compared(name), told(value, name)) for name, value in (values or {}).items()]) or "-"
    )
