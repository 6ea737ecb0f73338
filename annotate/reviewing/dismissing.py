"""Numerals of which a reader says that they are no fact."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from annotate import auditing
from annotate.errors import BadInput
from annotate.models import Dismissal, Reading, Reason, User
from annotate.reviewing import judgement


@transaction.atomic
def dismiss(*, reading: Reading, start: int, end: int, reason: str, actor: User, door: str) -> Dismissal:
    """Say of a numeral that it is no fact. Saying so again changes the reason."""
    reading = judgement.lock(reading, actor)
    why = judgement.reason_named(reason, Reason.Kind.DISMISSAL)
    if why is None:
        raise BadInput(_("Expected a reason."), field="reason")
    if not 0 <= start < end <= reading.document.length:
        raise BadInput(_("Expected a span within 0 and %(length)d.") % {"length": reading.document.length}, field="start")
    standing = Dismissal.objects.select_related("reason").filter(reading=reading, start=start, end=end).first()
    if standing and standing.reason_id == why.pk:
        return standing
    before = {"reason": standing.reason.code} if standing else None
    dismissal, _made = Dismissal.objects.update_or_create(reading=reading, start=start, end=end, defaults={"reason": why})
    auditing.record(
        action="numeral.dismiss", actor=actor, door=door, target=reading, collection=reading.document.collection, before=before,
        after={"start": start, "end": end, "reason": why.code},
    )  # fmt: skip
    return dismissal


@transaction.atomic
def undismiss(*, reading: Reading, start: int, end: int, actor: User, door: str) -> None:
    """Open a numeral again; where it is not dismissed nothing changes."""
    reading = judgement.lock(reading, actor)
    standing = Dismissal.objects.select_related("reason").filter(reading=reading, start=start, end=end).first()
    if standing is None:
        return
    auditing.record(
        action="numeral.undismiss", actor=actor, door=door, target=reading, collection=reading.document.collection,
        before={"start": start, "end": end, "reason": standing.reason.code},
    )  # fmt: skip
    standing.delete()
