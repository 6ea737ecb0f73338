"""Who did what in a collection, when, why and through which door."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from annotate import permissions
from annotate.models import AuditEvent, Document, Fact, Reading, Reason, Release
from annotate.pages.collections import place
from annotate.pages.lead.forms import AuditFilter
from annotate.pages.paging import page
from annotate.pages.request import AuthenticatedHttpRequest

NEWEST = 20_000  # events, in which the names of people and deeds are looked for


@login_required
@require_GET
def audit(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Newest first; filtered by person, deed, door and day."""
    context = place(request, uuid, "manage")
    events = permissions.visible_events(request.user).filter(collection_uuid=context["collection"].uuid)
    wanted = AuditFilter(request.GET)
    chosen = wanted.cleaned_data if wanted.is_valid() else {}
    listed = page(_filtered(events, chosen), request, descending=True)
    things, reasons = _things(listed.rows), {reason.code: str(reason) for reason in Reason.objects.order_by("kind")}
    for event in listed.rows:
        event.why = reasons.get(event.reason, event.reason)
        for told in (event.before, event.after):
            if told and told.get("reason"):
                told["reason"] = reasons.get(told["reason"], told["reason"])
    context |= {
        "filter": wanted,
        "page": listed,
        "events": [(event, *things.get(event.target_id, (None, event.target_label))) for event in listed.rows],
        "people": _told(events, "actor_name", chosen.get("who")),
        "actions": _told(events, "action", chosen.get("action")),
        "filtered": any(chosen.values()),
    }
    return render(request, "lead/audit.html", context)


def _told(events: QuerySet[AuditEvent], field: str, chosen: str | None) -> list[str]:
    """What the newest events say, to choose from, and what is chosen."""
    newest = events.order_by("-pk").values_list(field, flat=True)[:NEWEST]
    return sorted({*newest, *([chosen] if chosen else [])})


def _filtered(events: QuerySet[AuditEvent], chosen: dict[str, Any]) -> QuerySet[AuditEvent]:
    lookups = {"who": "actor_name", "action": "action", "door": "door"}
    for name, lookup in lookups.items():
        if chosen.get(name):
            events = events.filter(**{lookup: chosen[name]})
    if chosen.get("since"):
        events = events.filter(at__gte=_midnight(chosen["since"]))
    if chosen.get("until"):
        events = events.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
    return events


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _things(events: list[AuditEvent]) -> dict[str, tuple[str, str]]:
    """Address and name of the things that events tell of, by their id. What is gone has none, and keeps the name it had then."""
    ids: dict[str, set[str]] = {}
    for event in events:
        ids.setdefault(event.target_type, set()).add(event.target_id)
    found = {}
    for fact in Fact.objects.filter(uuid__in=ids.get("fact", ())).select_related("candidate"):
        name = f"{fact.candidate.indicator} {fact.candidate.text}" if fact.candidate else str(fact.uuid)[:8]
        found[str(fact.uuid)] = reverse("fact", args=[fact.uuid]), name
    for reading in Reading.objects.filter(uuid__in=ids.get("reading", ())).select_related("document__source", "annotator"):
        found[str(reading.uuid)] = reverse("document", args=[reading.document.uuid]), str(reading)
    for document in Document.objects.filter(uuid__in=ids.get("document", ())).select_related("source"):
        found[str(document.uuid)] = reverse("document", args=[document.uuid]), str(document)
    for release in Release.objects.filter(uuid__in=ids.get("release", ())).select_related("collection"):
        found[str(release.uuid)] = reverse("release", args=[release.uuid]), release.number
    return found
