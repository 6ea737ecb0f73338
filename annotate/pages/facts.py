"""One fact: what the machine proposed and why, who judged it how, and all that ever happened to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from annotate import auditing, permissions, queries
from annotate.errors import NotFound
from annotate.models import AuditEvent, Candidate, Fact, GoldFact, Note, Reading, Reason, User
from annotate.models.fact_fields import VALUE_FIELDS, FactFields
from annotate.pages.collections import rights
from annotate.pages.desk_words import words
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.templatetags.heshi import word

LABELS = {field.name: field.verbose_name for field in FactFields._meta.local_fields if field.name in VALUE_FIELDS}
# Two fields that are read as one.
EVIDENCE = {"period_start": "period", "period_end": "period"}


@login_required
@require_GET
def fact(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    facts = permissions.visible_facts(request.user).select_related("document__collection", "document__source", "created_by")
    fact = permissions.find(facts, request.user, uuid=uuid)
    document = fact.document
    own = Reading.objects.filter(document=document, annotator=request.user).first()
    card = next((card for card in queries.cards(document, own, request.user) if card.fact == fact), None)
    if card is None:  # a reading without candidates does not show what it has not found
        raise NotFound(_("Nothing of that name is here."))
    events = permissions.visible_events(request.user).filter(target_type="fact", target_id=str(fact.uuid))
    reasons = {reason.code: str(reason) for reason in Reason.objects.filter(kind=Reason.Kind.REJECTION)}
    context = {
        "fact": fact,
        "document": document,
        "collection": document.collection,
        **rights(request, document.collection),
        "card": card,
        "columns": _columns(card),
        "table": _table(document.raw, card),
        "sentence": _sentence(document.raw, card.values["start"], card.values["end"]),
        "reasons": reasons,
        "events": _story(list(events.select_related("actor").order_by("id")), fact, request.user, reasons),
        "gold": permissions.visible(GoldFact, request.user).filter(fact=fact).select_related("release__collection").order_by("-release"),
        "notes": permissions.visible(Note, request.user).filter(fact=fact).select_related("author").order_by("created_at"),
    }
    return render(request, "pages/fact.html", context)


def _story(events: list[AuditEvent], fact: Fact, user: User, reasons: dict[str, str]) -> list[AuditEvent]:
    """The events with ``deed``, ``was`` and ``became``: what each changed. The first judgement is held against the proposal that its reader had before them."""
    proposals = list(permissions.visible(Candidate, user).filter(fact=fact).order_by("id"))
    for event in events:
        was, became = event.before or {}, event.after or {}
        if not event.before:
            seen = next((one for one in reversed(proposals) if one.created_at <= event.at), None)
            said = {name: became[name] for name in VALUE_FIELDS if name in became}
            was, became = auditing.difference(seen.values(), said) if seen and event.action == "review.accepted" else ({}, {})
        corrected = event.action == "review.accepted" and became.keys() & set(VALUE_FIELDS)
        event.deed = "review.corrected" if corrected else event.action  # type: ignore[attr-defined]
        event.was, event.became = (  # type: ignore[attr-defined]
            {name: reasons.get(value, value) if name == "reason" else value for name, value in side.items()} for side in (was, became)
        )
    return events


def _judgements(card: queries.Card) -> list[Any]:
    return [row for row in (card.candidate, *card.rivals, card.review, *card.others, card.adjudication) if row is not None]


def _columns(card: queries.Card) -> list[dict[str, Any]]:
    """Who says what: one column a proposal or judgement."""
    return [{"row": row, "kind": row._meta.model_name} for row in _judgements(card)]


def _table(raw: str, card: queries.Card) -> list[dict[str, Any]]:
    """One line a field: its name, what each side says, whether the sides differ, and the evidence for the candidate's value."""
    sides, rules = _judgements(card), words()["rules"]
    lines = []
    for name, label in LABELS.items():
        cells = [_said(side, name) for side in sides]
        line = {"name": name, "label": label, "cells": cells, "differs": len(set(cells)) > 1}
        lines.append(line | (_evidence(raw, card.candidate, EVIDENCE.get(name, name), rules) if card.candidate else {}))
    return lines


def _evidence(raw: str, candidate: Candidate, name: str, rules: dict[str, str]) -> dict[str, Any]:
    """The words it was read from, the rule by which it was inherited, and how sure the extractor is."""
    found = candidate.evidence.get(name, {})
    rule = found.get("rule")
    spans = found.get("spans", [])
    return {"words": [raw[start:end] for start, end in spans], "rule": rules.get(rule, rule), "confidence": candidate.confidence.get(name)}


def _said(side: Any, name: str) -> str:
    display = getattr(side, f"get_{name}_display", None)
    value = display() if display else word(getattr(side, name), name)
    return "" if value is None else str(value)


def _sentence(raw: str, start: int, end: int) -> tuple[str, str, str]:
    """The sentence before, in and behind the mention."""
    around = queries.sentence_span(raw, start, end)
    return raw[around.start : start], raw[start:end], raw[end : around.end]
