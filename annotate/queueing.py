"""Which document comes next, and who holds it."""

from __future__ import annotations

import contextlib
import random
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Lookup, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull, LessThan
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import auditing, permissions, queries
from annotate.errors import Forbidden, WrongState
from annotate.guideline import version as guideline_version
from annotate.models import Adjudication, AuditEvent, Collection, Document, Reading, User

# A reading with all that the desk shows of its document.
READINGS = Reading.objects.select_related("document__collection", "document__source", "run").defer("document__source__data")


@transaction.atomic
def take_next(*, annotator: User, door: str, collection: Collection | None = None) -> Reading | None:
    """The annotator's own open reading (assigned ones first), else the next free document, leased. None where nothing is left."""
    now = timezone.now()
    mine = permissions.visible(Reading, annotator, "annotate").filter(annotator=annotator, state=Reading.State.OPEN)
    mine = mine.exclude(document__state=Document.State.TAKEN_DOWN)
    mine = mine.filter(Q(leased_until__isnull=False) | Q(assigned=True))
    if collection:
        mine = mine.filter(document__collection=collection)
    begun = mine.order_by("-assigned", "started_at", "id").values_list("pk", flat=True).first()
    if begun:
        return _lease(READINGS.get(pk=begun), now)
    reading = _first_of(free_documents(annotator, now, collection).order_by("id"), annotator, door)
    if reading:
        return reading
    document = _given_back(annotator, now, collection)
    return open_reading(document=document, annotator=annotator, door=door) if document else None


TOGETHER = 100
"""How many may ask for the next document at one moment and each still get one."""


def _first_of(free: QuerySet[Document], annotator: User, door: str) -> Reading | None:
    """The first whose place nobody else took meanwhile: who asks at the same moment sees the same document as free."""
    free = free.select_related("collection").only("collection__practice")  # the rest is read under its lock
    for some in (free[:1], free[:TOGETHER]):  # the second is asked for only where the first was taken
        for document in some:
            with contextlib.suppress(WrongState):
                return open_reading(document=document, annotator=annotator, door=door)
    return None


def _given_back(annotator: User, now: datetime, collection: Collection | None) -> Document | None:
    """What the annotator skipped comes last, the longest skipped first, while it still wants a reader."""
    skipped = Reading.objects.filter(annotator=annotator, state=Reading.State.OPEN, leased_until__isnull=True)
    documents = _wanting(annotator, now, collection).filter(pk__in=skipped.values("document"))
    return documents.order_by("id").first()


def free_documents(annotator: User, now: datetime, collection: Collection | None = None) -> QuerySet[Document]:
    """Extracted documents that still want a reader, other than those the annotator gave back, finished, or decided on."""
    mine = Reading.objects.filter(annotator=annotator, document=OuterRef("pk"))
    return _wanting(annotator, now, collection).filter(_none(mine))


def _wanting(annotator: User, now: datetime, collection: Collection | None) -> QuerySet[Document]:
    documents = permissions.visible(Document, annotator, "annotate")
    if collection:
        documents = documents.filter(collection=collection)
    decided = Adjudication.objects.filter(adjudicator=annotator, fact__document=OuterRef("pk"))
    held = Reading.objects.filter(_held(now), document=OuterRef("pk")).order_by().values("document").annotate(n=Count("pk")).values("n")
    has_place = LessThan(Coalesce(Subquery(held), 0), F("readings_wanted"))
    return documents.filter(_none(decided), has_place, state=Document.State.EXTRACTED, readings_done__lt=F("readings_wanted"))


def _none(rows: QuerySet[Any]) -> Lookup[Any]:
    """That there is no such row; asked document by document until one is free, and never of all at once."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), True)


def _held(now: datetime, prefix: str = "") -> Q:
    """Readings that take a place: finished, assigned, or leased at this moment."""
    return Q(**{f"{prefix}state": Reading.State.FINISHED}) | Q(**{f"{prefix}leased_until__gt": now}) | Q(**{f"{prefix}assigned": True})


@transaction.atomic
def open_reading(*, document: Document, annotator: User, door: str) -> Reading:
    """The annotator's reading of a document, made or taken up again and leased; a finished one as it is. WrongState where the document is
    not extracted, where the annotator decided on it, or where others hold all its places."""
    permissions.require(annotator, "annotate", document.collection)
    rows = Document.objects.select_for_update(of=("self",)).select_related("collection", "source").defer("source__data")
    document = rows.get(pk=document.pk)
    if document.state == Document.State.TAKEN_DOWN:
        raise WrongState(_("The text of this document was taken down."))
    if document.state != Document.State.EXTRACTED:
        raise WrongState(_("This document is not extracted yet."))
    now = timezone.now()
    reading, others = _present(document, annotator, now)
    if reading and (reading.state == Reading.State.FINISHED or (reading.leased_until and reading.leased_until > now)):
        return _lease(reading, now) if reading.state == Reading.State.OPEN else reading
    _refuse_where_taken(document, annotator, others)
    return _lease(reading, now) if reading else _begin(document, annotator, now, door)


def _begin(document: Document, annotator: User, now: datetime, door: str) -> Reading:
    aided = random.random() >= document.collection.unaided_share  # noqa: S311
    reading = document.readings.create(
        annotator=annotator, guideline_version=guideline_version(), aided=aided, leased_until=queries.lease_ends(now)
    )
    auditing.record(
        action="reading.open", actor=annotator, door=door, target=reading, collection=document.collection, after={"aided": aided}
    )
    return reading


def _present(document: Document, annotator: User, now: datetime) -> tuple[Reading | None, list[Reading]]:
    """The annotator's own reading of a document, and those of others that take a place."""
    readings = list(document.readings.filter(Q(annotator=annotator) | _held(now)).order_by("pk"))
    own = next((reading for reading in readings if reading.annotator_id == annotator.pk), None)
    return own, [reading for reading in readings if reading is not own]


def _refuse_where_taken(document: Document, annotator: User, others: list[Reading]) -> None:
    if Adjudication.objects.filter(fact__document=document, adjudicator=annotator).exists():
        raise WrongState(_("You decided on this document: others read it."))
    if len(others) >= document.readings_wanted:
        names = ", ".join(str(reading.annotator) for reading in others)
        raise WrongState(_("This document has all its readers: %(names)s.") % {"names": names})


def _lease(reading: Reading, now: datetime) -> Reading:
    reading.leased_until = queries.lease_ends(now)
    reading.save(update_fields=["leased_until"])
    return reading


@transaction.atomic
def give_back(*, reading: Reading, actor: User, door: str) -> Reading:
    """Free the place; judgements made so far stay, and the reading can be taken up again."""
    reading = Reading.objects.select_for_update(of=("self",)).select_related("document__collection").get(pk=reading.pk)
    if reading.annotator != actor:
        permissions.require(actor, "manage", reading.document.collection)
    if reading.state != Reading.State.OPEN:
        raise WrongState(_("This reading is finished."))
    was_assigned = reading.assigned
    reading.leased_until, reading.assigned = None, False
    reading.save(update_fields=["leased_until", "assigned"])
    auditing.record(
        action="reading.give_back", actor=actor, door=door, target=reading, collection=reading.document.collection,
        before={"assigned": was_assigned},
    )  # fmt: skip
    return reading


@transaction.atomic
def take_up(*, reading: Reading, actor: User, door: str) -> Reading:
    """The opposite of ``give_back``, by the reader: the place is held again, and what was assigned is assigned again. WrongState where others
    hold all places by now."""
    reading = Reading.objects.select_for_update(of=("self",)).select_related("document__collection").get(pk=reading.pk)
    permissions.require(actor, "annotate", reading.document.collection)
    if reading.annotator_id != actor.pk:
        raise Forbidden(_("This is somebody else's reading."))
    if reading.state != Reading.State.OPEN:
        raise WrongState(_("This reading is finished."))
    if reading.leased_until is not None or reading.assigned:
        return _lease(reading, timezone.now())
    if not reading.document.collection.practice:
        _own, others = _present(reading.document, actor, timezone.now())
        _refuse_where_taken(reading.document, actor, others)
    given_back = (
        AuditEvent.objects.filter(action="reading.give_back", target_type="reading", target_id=str(reading.uuid)).order_by("-id").first()
    )
    reading.assigned = bool(given_back and (given_back.before or {}).get("assigned") and given_back.actor_id == actor.pk)
    reading.save(update_fields=["assigned"])
    auditing.record(
        action="reading.take_up", actor=actor, door=door, target=reading, collection=reading.document.collection,
        after={"assigned": reading.assigned},
    )  # fmt: skip
    return _lease(reading, timezone.now())


@transaction.atomic
def assign(*, document: Document, annotator: User, actor: User, door: str) -> Reading:
    """A manager gives a document to a person; it comes first in that person's queue."""
    permissions.require(actor, "manage", document.collection)
    reading = open_reading(document=document, annotator=annotator, door=door)
    if reading.state == Reading.State.OPEN and not reading.assigned:
        reading.assigned = True
        reading.save(update_fields=["assigned"])
        auditing.record(action="reading.assign", actor=actor, door=door, target=reading, collection=document.collection)
    return reading
