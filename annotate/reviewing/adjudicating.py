"""The deciding judgement where readers differ; never by a reader of the document."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotate import auditing, counting, permissions
from annotate.errors import BadInput, Forbidden, WrongState
from annotate.models import Adjudication, Fact, Reading, Reason, User
from annotate.reviewing import finishing, judgement, noting


def readings_to_settle(fact: Fact, actor: User) -> list[Reading]:
    """The finished readings on which the actor may decide; Forbidden for who read the document, WrongState while readings are open."""
    permissions.require(actor, "adjudicate", fact.document.collection)
    judgement.require_text(fact.document)
    if Reading.objects.filter(document=fact.document, annotator=actor).exists():
        raise Forbidden(_("You read this document: somebody else decides on it."))
    readings = list(Reading.objects.filter(document=fact.document, state=Reading.State.FINISHED))
    if len(readings) < fact.document.readings_wanted:
        raise WrongState(_("The readings of this document are not finished."))
    return readings


@transaction.atomic
def adjudicate(
    *,
    fact: Fact,
    state: str,
    actor: User,
    door: str,
    values: dict[str, Any] | None = None,
    reason: str | None = None,
    comment: str = "",
    revision: int | None = None,
    insist: bool = False,
) -> Adjudication:
    """The deciding judgement. Never by a reader of the document; only when its readings are finished."""
    counting.hold(fact.document_id)
    fact = Fact.objects.select_for_update(of=("self",)).select_related("document__collection").get(pk=fact.pk)
    readings = readings_to_settle(fact, actor)
    judgement.require_state(state)
    why = judgement.reason_named(reason, Reason.Kind.REJECTION)
    standing = Adjudication.objects.select_related("reason").filter(fact=fact).first()
    first = fact.reviews.filter(reading__in=readings).order_by("id").first()
    whole = judgement.laid_over(fact.document, standing or first or fact.candidate, values, insist)
    judgement.guard_revision(standing, revision, {"state": state, **whole})
    before = judgement.told(standing) if standing else None
    decision = standing or Adjudication(fact=fact, adjudicator=actor, revision=0)
    decision.adjudicator = actor
    decision = judgement.save(decision, state, whole, why, comment, before, "adjudication." + state, actor, door)
    decision.settles.set(readings)
    counting.mark_disputed(Fact.objects.filter(pk=fact.pk))
    return decision


@transaction.atomic
def withdraw_adjudication(*, fact: Fact, actor: User, door: str, revision: int | None = None) -> None:
    """Take one's own decision back: the fact is disputed again. Where nothing is decided nothing changes; what was released can only be decided
    anew, so that the next release says why it changed."""
    counting.hold(fact.document_id)
    fact = Fact.objects.select_for_update(of=("self",)).select_related("document__collection").get(pk=fact.pk)
    permissions.require(actor, "adjudicate", fact.document.collection)
    standing = Adjudication.objects.select_related("reason").filter(fact=fact).first()
    if standing is None:
        return
    if standing.adjudicator_id != actor.pk:
        raise Forbidden(_("Somebody else decided this."))
    if fact.gold.exists():
        raise WrongState(_("This decision is released: decide anew instead."))
    judgement.guard_revision(standing, revision, {})
    auditing.record(
        action="adjudication.withdraw",
        actor=actor,
        door=door,
        target=fact,
        collection=fact.document.collection,
        before=judgement.told(standing),
    )
    standing.delete()
    counting.mark_disputed(Fact.objects.filter(pk=fact.pk))


@transaction.atomic
def send_back(*, fact: Fact, reading: Reading, reason: str, actor: User, door: str) -> Reading:
    """Send a finished reading back over one fact; the reason reaches the annotator as a note on that fact."""
    if fact.document_id != reading.document_id:
        raise BadInput(_("This fact belongs to another document."), field="fact")
    reopened = finishing.reopen(reading=reading, reason=reason, actor=actor, door=door)
    noting.write_note(fact=fact, text=reason, actor=actor, door=door)
    return reopened
