"""A cause corrected once (date of publication, region, period of a stretch): the facts still open follow."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotate import auditing, extracting, permissions, queries
from annotate.errors import BadInput
from annotate.models import Document, Override, Reading, User
from annotate.models.corpus import PUBLISHED
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.reviewing import judgement
from extraction import pipeline
from extraction.mentions.periods import parse_period
from extraction.mentions.regions import by_code
from extraction.text.span import Span


def _override(kind: str, new: str, start: int | None, end: int | None) -> pipeline.Override:
    return pipeline.Override(kind=kind, new=new, span=None if start is None or end is None else Span(start, end))


def _check_cause(kind: str, new: str, start: int | None, end: int | None, document: Document) -> None:
    if kind not in Override.Kind.values:
        raise BadInput(_("Expected one of: %(kinds)s.") % {"kinds": ", ".join(Override.Kind.values)}, field="kind")
    whole_document = start is None and end is None
    if not whole_document and not (start is not None and end is not None and 0 <= start < end <= document.length):
        raise BadInput(_("Expected a span within 0 and %(length)d.") % {"length": document.length}, field="start")
    if kind == Override.Kind.PUBLISHED:
        _check_published(new)
    if kind == Override.Kind.REGION and by_code(new) is None:
        raise BadInput(_("No division bears the code %(code)s.") % {"code": new}, field="new")
    if kind == Override.Kind.PERIOD and parse_period(new, document.published) is None:
        raise BadInput(_("Expected a period such as 前三季度, 24q3 or 2024-01..2024-09."), field="new")


def _check_published(new: str) -> None:
    try:
        PUBLISHED(new)
    except ValidationError as error:
        raise BadInput(error.messages[0], field="new") from error


def _with_causes(reading: Reading, more: list[pipeline.Override]) -> tuple[pipeline.Extraction, dict[str, Any]]:
    document = reading.document
    standing = [_override(row.kind, row.new, row.start, row.end) for row in reading.overrides.order_by("id")]
    overrides = [*standing, *more]
    given = document.published if document.published_known == Document.Known.GIVEN else None
    inputs = {"published": given, "overrides": [[each.kind, each.new, list(each.span) if each.span else None] for each in overrides]}
    return pipeline.extract(document.raw, given, overrides), inputs


def preview_cause(
    *, reading: Reading, kind: str, new: str, start: int | None, end: int | None, actor: User
) -> list[tuple[queries.Card, dict[str, Any]]]:
    """What a corrected cause would change: each card with the values that would be new. Nothing is stored. Judged cards are among them."""
    permissions.require(actor, "annotate", reading.document.collection)
    _check_cause(kind, new, start, end, reading.document)
    extraction, _inputs = _with_causes(reading, [_override(kind, new, start, end)])
    matched = {fact.pk: extraction.facts[i].as_dict() for i, fact in extracting.match(reading.document, extraction.facts).items()}
    changes = []
    for card in queries.cards(reading.document, reading, actor):
        proposal = matched.get(card.fact.pk)
        if proposal and card.candidate:
            _was, now = auditing.difference(card.candidate.values(), {name: proposal[name] for name in VALUE_FIELDS})
            if now:
                changes.append((card, now))
    return changes


@transaction.atomic
def correct_cause(
    *, reading: Reading, kind: str, new: str, actor: User, door: str, start: int | None = None, end: int | None = None, old: str = ""
) -> Override:
    """Correct a date of publication, or the region or period of a stretch, once. Facts still open follow; what was judged stays."""
    reading = judgement.lock(reading, actor)
    document = reading.document
    _check_cause(kind, new, start, end, document)
    newest = reading.overrides.order_by("-id").first()
    if newest and (newest.kind, newest.new, newest.start, newest.end) == (kind, new, start, end):
        return newest
    extraction, inputs = _with_causes(reading, [_override(kind, new, start, end)])
    override = Override.objects.create(reading=reading, kind=kind, start=start, end=end, old=old[:40], new=new)
    reading.run = extracting.store_run(document, extraction, inputs=inputs, milliseconds=0)
    reading.save(update_fields=["run"])
    auditing.record(
        action="cause.correct", actor=actor, door=door, target=reading, collection=document.collection, before={kind: old},
        after={kind: new, "start": start, "end": end},
    )  # fmt: skip
    return override


@transaction.atomic
def withdraw_cause(*, override: Override, actor: User, door: str) -> None:
    """Undo a corrected cause: the proposals are again those without it."""
    reading = judgement.lock(override.reading, actor)
    before = {"kind": override.kind, "new": override.new, "start": override.start, "end": override.end}
    override.delete()
    if reading.overrides.exists():
        extraction, inputs = _with_causes(reading, [])
        reading.run = extracting.store_run(reading.document, extraction, inputs=inputs, milliseconds=0)
    else:
        reading.run = None
    reading.save(update_fields=["run"])
    auditing.record(action="cause.withdraw", actor=actor, door=door, target=reading, collection=reading.document.collection, before=before)
