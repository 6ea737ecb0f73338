"""A reading as the desk's page needs it: JSON-ready, offsets in code points, everything in one answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from annotate import permissions, practising, queries
from annotate.findings import told
from annotate.models import Candidate, ExtractionRun, Note, Override, Reading, Reason, Review, User
from annotate.models.fact_fields import EDITABLE_FIELDS
from annotate.pages.desk_text import boundaries


def state_of(reading: Reading, user: User) -> dict[str, Any]:
    """Document, facts in reading order, numerals, causes and counts of one reading, for its annotator."""
    document = reading.document
    run = queries.run_of(document, reading)
    cards = queries.cards(document, reading, user, run=run)
    causes = list(reading.overrides.order_by("id"))
    corrected = next((cause.new for cause in reversed(causes) if cause.kind == Override.Kind.PUBLISHED), None)
    return {
        "reading": {
            "uuid": str(reading.uuid),
            "state": reading.state,
            "aided": reading.aided,
            "leasedUntil": reading.leased_until.isoformat() if reading.leased_until else None,
        },
        "document": {
            "uuid": str(document.uuid),
            "title": document.title or document.source.file_name,
            "published": corrected or document.published,
            "publishedKnown": _("as you corrected it") if corrected else document.get_published_known_display() or None,
            "collection": document.collection.name,
            "length": document.length,
        },
        "address": reverse("desk_reading", args=[reading.uuid]),
        "facts": [_fact(card) for card in cards],
        "numerals": _numerals(reading, run),
        "overrides": [{"kind": cause.kind, "start": cause.start, "end": cause.end, "old": cause.old, "new": cause.new} for cause in causes],
        "notes": _notes(reading, user),
        "lessons": practising.lessons(reading),
    }


def review_json(review: Review | None) -> dict[str, Any] | None:
    """One judgement as the page keeps it."""
    if review is None:
        return None
    return {
        "state": review.state,
        "values": values_json(review),
        "reason": review.reason.code if review.reason else None,
        "comment": review.comment,
        "revision": review.revision,
    }


def values_json(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in EDITABLE_FIELDS}


def candidate_json(candidate: Candidate | None) -> dict[str, Any] | None:
    if candidate is None:
        return None
    return {
        "values": values_json(candidate),
        "confidence": candidate.confidence,
        "evidence": candidate.evidence,
        "findings": findings_json(candidate.findings),
        "flags": candidate.flags,
        "producer": producer(candidate) if candidate.run_id is None else None,
    }


def findings_json(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the checks found, in the reader's language."""
    return [{**finding, "says": told(str(finding.get("says", "")))} for finding in findings]


def producer(candidate: Candidate) -> str:
    return f"{candidate.producer} {candidate.producer_version}"


def reasons() -> list[dict[str, Any]]:
    """Every reason with its digit, for rejections and dismissals."""
    return [
        {"code": reason.code, "kind": reason.kind, "digit": reason.digit, "label": str(reason), "paragraph": reason.paragraph}
        for reason in Reason.objects.order_by("kind", F("digit").asc(nulls_last=True), "code")
    ]


def cuts(state: dict[str, Any]) -> set[int]:
    """Every offset at which something that the page marks begins or ends."""
    return boundaries(_spans(state))


def _spans(state: dict[str, Any]) -> Iterator[tuple[int, int]]:
    for fact in state["facts"]:
        for record in filter(None, (fact["candidate"], fact["review"])):
            yield record["values"]["start"], record["values"]["end"]
        if fact["candidate"]:
            yield from _evidence_spans(fact["candidate"])
    for start, end, *_rest in state["numerals"]:
        yield start, end


def _evidence_spans(candidate: dict[str, Any]) -> Iterator[tuple[int, int]]:
    for record in [*candidate["evidence"].values(), *candidate["findings"]]:
        yield from ((start, end) for start, end in record.get("spans", ()))


def _fact(card: queries.Card) -> dict[str, Any]:
    return {
        "uuid": str(card.fact.uuid),
        "origin": card.fact.origin,
        "candidate": candidate_json(card.candidate),
        "review": review_json(card.review),
        "values": values_json_of(card.values),
        "rivals": [{"who": producer(rival), "values": values_json(rival)} for rival in card.rivals],
        "others": [
            {"who": str(review.reading.annotator), "state": "corrected" if review.corrected else review.state} for review in card.others
        ],
    }


def values_json_of(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in EDITABLE_FIELDS}


def _numerals(reading: Reading, run: ExtractionRun | None) -> list[list[Any]]:
    """``[start, end, reason it came dismissed in advance or null, code of the reader's dismissal or null]``; whether a fact covers it, the
    page sees itself."""
    advance = {(start, end): reason for start, end, reason in run.numerals} if run else {}
    dismissed = {(row.start, row.end): row.reason.code for row in reading.dismissals.select_related("reason")}
    return [[start, end, reason, dismissed.get((start, end))] for (start, end), reason in sorted(advance.items())]


def _notes(reading: Reading, user: User) -> list[dict[str, Any]]:
    notes = permissions.on_desk(Note, user, reading.document).select_related("author", "fact").order_by("id")
    return [note_json(note, user) for note in notes]


def note_json(note: Note, user: User) -> dict[str, Any]:
    return {
        "fact": str(note.fact.uuid),
        "mine": note.author_id == user.pk,
        "author": str(note.author),
        "text": note.text,
        "at": f"{localtime(note.created_at):%Y-%m-%d %H:%M}",
    }
