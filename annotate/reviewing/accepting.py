"""Many proposals accepted at once above a confidence, and taken back as one."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotate import auditing, bulk, queries
from annotate.errors import Stale
from annotate.models import AuditEvent, Reading, Review, User
from annotate.models.review import JudgementState
from annotate.reviewing import judgement
from extraction.facts.observation import observation_id


@transaction.atomic
def accept_above(
    *, reading: Reading, threshold: float, actor: User, door: str, group: uuid.UUID | None = None
) -> tuple[uuid.UUID, list[Review]]:
    """Accept all that is left at or above a confidence; nothing damaged, nothing with a finding. One ``group`` (the caller's, or a new one) takes
    all of it back; sent again with the same group it returns what stands of it."""
    reading = judgement.lock(reading, actor)
    group = group or uuid.uuid4()
    if AuditEvent.objects.filter(group=group, actor=actor).exists():
        return group, list(_of_group(group, reading, actor))
    reviews = [_accepted(card, reading) for card in acceptable(reading=reading, threshold=threshold, actor=actor)]
    try:
        with transaction.atomic():
            bulk.insert(reviews)
    except IntegrityError as error:
        raise Stale(_("Somebody saved this fact before you."), revision=1, current=None, yours={}) from error
    told = [(review.fact, judgement.told(review)) for review in reviews]
    auditing.record_all(
        told, action="review.accepted", actor=actor, door=door, collection=reading.document.collection, group=group
    )  # fmt: skip
    return group, reviews


def _accepted(card: queries.Card, reading: Reading) -> Review:
    """The candidate of a card as it stands, accepted; not saved."""
    assert card.candidate is not None
    values = card.candidate.values()
    return Review(
        fact=card.fact, reading=reading, candidate=card.candidate, state=JudgementState.ACCEPTED, revision=1,
        observation_id=observation_id(values), **values,
    )  # fmt: skip


def acceptable(*, reading: Reading, threshold: float, actor: User) -> list[queries.Card]:
    """What ``accept_above`` would accept."""
    cards = queries.cards(reading.document, reading, actor)
    return [
        card
        for card in cards
        if card.review is None
        and card.candidate
        and card.candidate.confidence.get("fact", 0) >= threshold
        and "damaged" not in card.candidate.flags
        and not card.candidate.findings
    ]


@transaction.atomic
def retract_group(*, group: uuid.UUID, reading: Reading, actor: User, door: str) -> int:
    """Take back what one ``accept_above`` did, as far as it was not changed since. Returns how many."""
    reading = judgement.lock(reading, actor)
    reviews = list(_of_group(group, reading, actor).select_related("fact", "reason"))
    told = [(review.fact, judgement.told(review)) for review in reviews]
    auditing.record_all(told, action="review.retract", actor=actor, door=door, collection=reading.document.collection, gone=True)
    Review.objects.filter(pk__in=[review.pk for review in reviews]).delete()
    return len(reviews)


def _of_group(group: uuid.UUID, reading: Reading, actor: User) -> QuerySet[Review]:
    """What one ``accept_above`` did in a reading and nobody changed since."""
    done = AuditEvent.objects.filter(group=group, actor=actor, action="review.accepted").values_list("target_id", flat=True)
    return Review.objects.filter(reading=reading, fact__uuid__in=list(done), revision=1).select_related("fact")
