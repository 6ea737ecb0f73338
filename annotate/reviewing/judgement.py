"""What every deed on a judgement shares: the lock, the guards, the values, and saving with its audit event."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotate import auditing, permissions
from annotate.completing import complete
from annotate.errors import BadInput, Forbidden, Stale, WrongState
from annotate.models import Adjudication, Candidate, Document, Reading, Reason, Review, User
from annotate.models.review import JudgementState
from extraction.facts.observation import observation_id


def lock(reading: Reading, actor: User) -> Reading:
    """The reading, locked, if it is the actor's and still open."""
    reading = locked(reading)
    require_open(reading, actor)
    return reading


def locked(reading: Reading) -> Reading:
    """The reading as it stands, locked."""
    rows = Reading.objects.select_for_update(of=("self",)).select_related("document__collection", "run")
    return rows.get(pk=reading.pk)


def require_open(reading: Reading, actor: User) -> None:
    """Forbidden, or WrongState, unless it is the actor's own and can still be judged in."""
    permissions.require(actor, "annotate", reading.document.collection)
    if reading.annotator_id != actor.pk:
        raise Forbidden(_("This is somebody else's reading."))
    reading.annotator = actor  # known, and named in the audit
    if reading.state != Reading.State.OPEN:
        raise WrongState(_("This reading is finished: a manager can reopen it."))
    require_text(reading.document)


def require_text(document: Document) -> None:
    if document.state == Document.State.TAKEN_DOWN:
        raise WrongState(_("The text of this document was taken down: nothing can be judged in it any more."))


def require_state(state: str) -> None:
    """BadInput for anything that is no state of a judgement."""
    if state not in JudgementState.values:
        raise BadInput(_("Expected one of: %(states)s.") % {"states": ", ".join(JudgementState.values)}, field="state")


def reason_named(code: str | None, kind: str) -> Reason | None:
    """The reason with this code; BadInput names the codes that there are."""
    if not code:
        return None
    reason = Reason.objects.filter(code=code, kind=kind).first()
    if reason is None:
        codes = ", ".join(Reason.objects.filter(kind=kind).values_list("code", flat=True))
        raise BadInput(_("Expected one of: %(codes)s.") % {"codes": codes}, field="reason")
    return reason


def told(judgement: Review | Adjudication) -> dict[str, Any]:
    """A judgement as the audit keeps it."""
    reason = judgement.reason.code if judgement.reason else None
    return {"state": judgement.state, **judgement.values(), "reason": reason, "comment": judgement.comment, "revision": judgement.revision}


def guard_revision(standing: Review | Adjudication | None, revision: int | None, yours: dict[str, Any]) -> None:
    current = standing.revision if standing else 0
    if revision is not None and revision != current:
        raise Stale(
            _("Somebody saved this fact before you."),
            revision=current,
            current=told(standing) if standing else None,
            yours=yours,
        )


def laid_over(
    document: Document, stands: Review | Candidate | Adjudication | None, values: dict[str, Any] | None, insist: bool
) -> dict[str, Any]:
    """What stands with the given values laid over it. Unchanged values are kept as they are and need no check."""
    base = stands.values() if stands else {}
    changed = {name: value for name, value in (values or {}).items() if name not in base or value != base[name]}
    if stands and not changed:
        return base
    return complete(document, {**base, **changed}, insist=insist or not {"start", "end", "value"} & set(changed))


def save(
    judgement: Any,
    state: str,
    values: dict[str, Any],
    reason: Reason | None,
    comment: str,
    before: dict[str, Any] | None,
    action: str,
    actor: User,
    door: str,
    group: uuid.UUID | None = None,
) -> Any:
    for name, value in values.items():
        setattr(judgement, name, value)
    judgement.state, judgement.reason, judgement.comment = state, reason, comment
    judgement.observation_id = observation_id(values)
    judgement.revision += 1
    try:
        with transaction.atomic():
            judgement.save()
    except IntegrityError as error:
        raise Stale(_("Somebody saved this fact before you."), revision=judgement.revision, current=None, yours=values) from error
    was, now = auditing.difference(before or {}, told(judgement))
    auditing.record(
        action=action,
        actor=actor,
        door=door,
        target=judgement.fact,
        collection=judgement.fact.document.collection,
        before=was if before else None,
        after=now,
        reason=reason.code if reason else comment,
        group=group,
    )
    return judgement
