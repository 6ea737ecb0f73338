"""One reader's judgement of one fact: given, changed, taken back."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotate import auditing, queries
from annotate.errors import BadInput
from annotate.models import Candidate, Fact, Reading, Reason, Review, User
from annotate.reviewing import judgement


@transaction.atomic
def judge(
    *,
    fact: Fact,
    reading: Reading,
    state: str,
    actor: User,
    door: str,
    values: dict[str, Any] | None = None,
    reason: str | None = None,
    comment: str = "",
    revision: int | None = None,
    insist: bool = False,
    group: uuid.UUID | None = None,
) -> Review:
    """Accept (with other ``values`` than the candidate's: correct) or reject a fact in one's own open reading.

    ``values``: the EDITABLE_FIELDS that differ from what the card shows. ``revision``: the one the caller saw, 0 where it saw no judgement; None
    does not ask. Raises Stale (both values), BadInput, WrongState, Forbidden. The same request again returns the standing judgement.
    """
    reading = judgement.lock(reading, actor)
    if fact.document_id != reading.document_id:
        raise BadInput(_("This fact belongs to another document."), field="fact")
    judgement.require_state(state)
    fact.document = reading.document
    why = judgement.reason_named(reason, Reason.Kind.REJECTION)
    standing = Review.objects.select_related("reason", "candidate").filter(fact=fact, reading=reading).first()
    candidate = standing.candidate if standing else candidate_seen(fact, reading)
    whole = judgement.laid_over(reading.document, standing or candidate, values, insist)
    asked = {"state": state, **whole, "reason": why.code if why else None, "comment": comment}
    if _same(standing, asked, revision):
        assert standing is not None
        return standing
    judgement.guard_revision(standing, revision, asked)
    review = standing or Review(candidate=candidate, revision=0)
    review.fact, review.reading = fact, reading  # as they were read, and not asked for again
    before = judgement.told(standing) if standing else None
    return judgement.save(review, state, whole, why, comment, before, "review." + state, actor, door, group)


def _same(standing: Review | None, asked: dict[str, Any], revision: int | None) -> bool:
    """Whether the judgement asked for is the one that stands, saved by the same request sent before: a resent save is no conflict."""
    if standing is None:
        return False
    told = judgement.told(standing)
    resent = revision is None or revision in (standing.revision, standing.revision - 1)
    return resent and all(told[name] == value for name, value in asked.items())


def candidate_seen(fact: Fact, reading: Reading) -> Candidate | None:
    """The proposal that this reading shows for a fact; none in a reading without candidates."""
    if not reading.aided:
        return None
    run = queries.run_of(reading.document, reading)
    shown = queries.in_turn(fact.candidates.filter(queries.proposed(run)))
    return shown[0] if shown else fact.candidates.order_by("-id").first()


@transaction.atomic
def retract(*, fact: Fact, reading: Reading, actor: User, door: str, revision: int | None = None, group: uuid.UUID | None = None) -> None:
    """Take a judgement back: the fact is proposed again. Retracting what is not judged changes nothing. A fact that only the reader had
    added loses its only judgement and so leaves the reading."""
    reading = judgement.lock(reading, actor)
    standing = Review.objects.select_related("reason").filter(fact=fact, reading=reading).first()
    if standing is None:
        return
    judgement.guard_revision(standing, revision, {})
    auditing.record(
        action="review.retract", actor=actor, door=door, target=fact, collection=reading.document.collection, before=judgement.told(standing), group=group
    )  # fmt: skip
    standing.delete()
