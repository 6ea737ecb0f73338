"""A fact that the machine missed, added by a reader."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from annotate import extracting
from annotate.completing import complete
from annotate.errors import BadInput
from annotate.models import Candidate, Document, Fact, Reading, Review, User
from annotate.models.review import JudgementState
from annotate.reviewing import judgement


@transaction.atomic
def add_fact(
    *, reading: Reading, values: dict[str, Any], actor: User, door: str, start: int | None = None, end: int | None = None, insist: bool = False,
    key: uuid.UUID | None = None, as_proposed: bool = False,
) -> Review:  # fmt: skip
    """A fact that the machine missed, accepted in the reader's own reading. ``key``: the fact's uuid, chosen by the caller, so that the same
    request sent again adds nothing, and a fact taken back can be added once more. ``as_proposed``: what ``values`` do not speak of is what the machine
    reads at the span, which the desk shows before and a program does not see."""
    reading = judgement.lock(reading, actor)
    standing = Review.objects.filter(fact__uuid=key, reading=reading).first() if key else None
    if standing:
        return standing
    taken = Fact.objects.filter(uuid=key).first() if key else None
    if taken and (taken.created_by_id != actor.pk or taken.document_id != reading.document_id):
        raise BadInput(_("This key is another fact's."), field="key")
    span = {name: offset for name, offset in (("start", start), ("end", end)) if offset is not None}
    said = _with_proposed(reading.document, values, span) if as_proposed else values
    whole = complete(reading.document, {**said, **span}, insist=insist)
    same = Review.objects.filter(reading=reading, state=JudgementState.ACCEPTED, **whole).first()
    if same:  # added before: perhaps to a fact that a colleague had added, under that fact's key
        return same
    identity = {"uuid": key} if key else {}
    fact = taken or _unseen_twin(reading, whole)
    fact = fact or Fact.objects.create(
        document=reading.document, origin=Fact.Origin.PERSON, start=whole["start"], created_by=actor, **identity
    )
    review = Review(fact=fact, reading=reading, revision=0)
    return judgement.save(review, JudgementState.ACCEPTED, whole, None, "", None, "review.add", actor, door)


# Fields that are one thing to say: who says one of them says them all.
TOGETHER = (
    ("value", "value_max", "unit", "measure", "base", "qualifier"), ("indicator", "indicator_canonical"), ("subject",), ("region", "region_code", "place"),
    ("period_start", "period_end"), ("status",),
)  # fmt: skip


def _with_proposed(document: Document, values: dict[str, Any], span: dict[str, int]) -> dict[str, Any]:
    found = extracting.propose_at(document, span["start"], span["end"]) or {}
    rest = {name: found[name] for group in TOGETHER if found and not {*group} & {*values} for name in group}
    return {**rest, **values}


def _unseen_twin(reading: Reading, values: dict[str, Any]) -> Fact | None:
    """The fact that stands at the same mention with the same value but was not shown in this reading: what a colleague added, or what the
    machine proposed where one reads without candidates. Both then judge one fact, and agreement can compare them."""
    facts = Fact.objects.filter(document=reading.document).exclude(reviews__reading=reading)
    at_mention = {"start__lt": values["end"], "end__gt": values["start"], "value_base": values["value_base"]}
    added = Review.objects.filter(fact=OuterRef("pk"), state=JudgementState.ACCEPTED, **at_mention)
    hidden = Q(Exists(added), origin=Fact.Origin.PERSON)
    if not reading.aided:
        hidden |= Q(Exists(Candidate.objects.filter(fact=OuterRef("pk"), **at_mention)))
    return facts.filter(hidden).order_by("id").first()
