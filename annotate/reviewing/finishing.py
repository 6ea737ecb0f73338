"""A reading finished, and opened again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import auditing, counting, permissions, queries
from annotate.errors import BadInput, WrongState
from annotate.models import Fact, Reading, User
from annotate.reviewing import judgement


def still_open(reading: Reading, actor: User) -> dict[str, list[Any]]:
    """What keeps a reading from being finished: ``facts`` (uuids of proposals not judged) and ``numerals`` ([start, end] not looked at)."""
    run = queries.run_of(reading.document, reading)
    cards = queries.cards(reading.document, reading, actor, run=run)
    facts = [str(card.fact.uuid) for card in cards if card.review is None and card.candidate]
    numerals = [[view.start, view.end] for view in queries.numerals(reading.document, reading, cards, run=run) if view.state == "open"]
    return {"facts": facts, "numerals": numerals}


@transaction.atomic
def finish(*, reading: Reading, actor: User, door: str) -> Reading:
    """Finish a reading in which nothing is open; WrongState tells what is (``extra["facts"]``, ``extra["numerals"]``). Finishing again changes nothing."""
    counting.hold(reading.document_id)
    reading = judgement.locked(reading)
    if reading.state == Reading.State.FINISHED and reading.annotator_id == actor.pk:
        return reading
    judgement.require_open(reading, actor)
    left = still_open(reading, actor)
    if left["facts"] or left["numerals"]:
        counts = {"facts": len(left["facts"]), "numerals": len(left["numerals"])}
        raise WrongState(
            _("Still open: %(facts)d facts and %(numerals)d numerals.") % counts, facts=left["facts"], numerals=left["numerals"]
        )
    reading.state, reading.finished_at, reading.leased_until = Reading.State.FINISHED, timezone.now(), None
    reading.save(update_fields=["state", "finished_at", "leased_until"])
    _count(reading)
    auditing.record(action="reading.finish", actor=actor, door=door, target=reading, collection=reading.document.collection)
    return reading


@transaction.atomic
def reopen(*, reading: Reading, reason: str, actor: User, door: str) -> Reading:
    """Send a finished reading back to its annotator, with a reason: a manager or an adjudicator may. So may the annotator within the time
    of a lease, while nobody decided on it and nothing of it was released."""
    counting.hold(reading.document_id)
    reading = Reading.objects.select_for_update(of=("self",)).select_related("document__collection").get(pk=reading.pk)
    if not _may_take_back(reading, actor):
        permissions.require(actor, "adjudicate", reading.document.collection)
    if reading.state != Reading.State.FINISHED:
        raise WrongState(_("This reading is open already."))
    if not reason.strip():
        raise BadInput(_("Expected a reason."), field="reason")
    reading.state, reading.finished_at, reading.assigned = Reading.State.OPEN, None, True
    reading.save(update_fields=["state", "finished_at", "assigned"])
    _count(reading)
    auditing.record(action="reading.reopen", actor=actor, door=door, target=reading, collection=reading.document.collection, reason=reason)
    return reading


def _count(reading: Reading) -> None:
    """What follows from a reading that ended or was opened again; a single finished reading cannot differ from another."""
    others = counting.count_readings(reading.document_id) - (reading.state == Reading.State.FINISHED)
    if others:
        counting.mark_disputed(Fact.objects.filter(document=reading.document_id))


def _may_take_back(reading: Reading, actor: User) -> bool:
    fresh = reading.finished_at is not None and timezone.now() < queries.lease_ends(reading.finished_at)
    used = Fact.objects.filter(document=reading.document).filter(Q(adjudication__isnull=False) | Q(gold__isnull=False))
    return reading.annotator_id == actor.pk and fresh and not used.exists()
