"""What a lead asks of a collection: what waits for how long, who works how fast and how well, what is stuck. Nothing of it is stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from annotate import queries
from annotate.models import Collection, Document, Reading, Review, User
from annotate.models.review import JudgementState
from annotate.permissions import RIGHTS

MOST = 10_000  # documents, and
NEWEST = 20_000  # judgements, over which a page counts: what a lead waits for does not grow with the collection
NEWEST_DOCUMENTS = 1000

AGES = (("day", timedelta(days=1)), ("week", timedelta(days=7)), ("month", timedelta(days=30)))


@dataclass(frozen=True)
class Ageing:
    """Documents that are not read to the end, by the time since they came in: ``day`` (under one), ``week``, ``month``, ``older``. ``oldest`` when
    the oldest came in, None where nothing waits."""

    counts: dict[str, int]
    oldest: datetime | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def unread(collection: Collection) -> QuerySet[Document]:
    """Extracted documents that still want a reading, with ``done`` and ``wants``, the oldest first."""
    return queries.with_readings(collection.documents.filter(state=Document.State.EXTRACTED)).filter(done__lt=F("wants")).order_by("id")


@queries.remembered
def ageing(collection: Collection, now: datetime) -> Ageing:
    """How long documents have waited for an extraction or for readers; the oldest MOST of them."""
    waiting = collection.documents.filter(state__in=[Document.State.WAITING, Document.State.EXTRACTING]).order_by("id")
    oldest = [*unread(collection).values_list("created_at", flat=True)[:MOST], *waiting.values_list("created_at", flat=True)[:MOST]]
    ages = [now - came for came in oldest]
    day, week, month = (sum(1 for age in ages if age < limit) for _name, limit in AGES)
    counts = {"day": day, "week": week - day, "month": month - week, "older": len(ages) - month}
    return Ageing(counts, min(oldest, default=None))


def disputed(collection: Collection) -> tuple[int, bool]:
    """How many facts the readers dispute, counted no further than MOST, and whether these are all."""
    found = queries.disputed(collection).order_by()[: MOST + 1].count()
    return min(found, MOST), found <= MOST


@dataclass(frozen=True)
class Pace:
    """One annotator's work in a collection. ``days``: on which they judged; ``corrected`` and ``rejected``: of the candidates they saw; ``decided``: of
    their judgements, those on which an adjudicator decided; ``overturned``: of these, those the decision changed."""

    annotator: User
    finished: int
    open: int
    judgements: int
    days: int
    corrected: int
    rejected: int
    decided: int
    overturned: int
    last: datetime | None

    @property
    def a_day(self) -> float | None:
        return self.judgements / self.days if self.days else None

    @property
    def changed(self) -> float | None:
        """The share of all their judgements that adjudication changed."""
        return self.overturned / self.judgements if self.judgements else None


@queries.remembered
def paces(collection: Collection) -> list[Pace]:
    """Everybody who has a reading in the collection, by name; their judgements among the newest NEWEST of it."""
    readings = Reading.objects.filter(document__collection=collection)
    reviews = Review.objects.filter(reading__document__collection=collection)
    if oldest := list(reviews.order_by("-pk").values_list("pk", flat=True)[NEWEST - 1 : NEWEST]):
        reviews = reviews.filter(pk__gte=oldest[0])
    counted = readings.order_by().values("annotator").annotate(
        finished=Count("pk", filter=Q(state=Reading.State.FINISHED)), open=Count("pk", filter=Q(state=Reading.State.OPEN))
    )  # fmt: skip
    by_reader = {row["annotator"]: row for row in counted}
    judged = reviews.order_by().values("reading__annotator").annotate(
        judgements=Count("pk"), days=Count(TruncDate("created_at"), distinct=True), last=Max("updated_at"),
        rejected=Count("pk", filter=Q(state=JudgementState.REJECTED, candidate__isnull=False)),
        changed=Count("pk", filter=_corrected()),
    )  # fmt: skip
    work = {row["reading__annotator"]: row for row in judged}
    decided, overturned = _decided(reviews)
    people = User.objects.filter(pk__in=by_reader).order_by("username")
    return [_pace(person, by_reader[person.pk], work.get(person.pk, {}), decided[person.pk], overturned[person.pk]) for person in people]


def _pace(person: User, readings: Any, work: Any, decided: int, overturned: int) -> Pace:
    numbers = {name: work.get(name, 0) for name in ("judgements", "days", "rejected")}
    last: datetime | None = work.get("last")
    return Pace(
        person,
        readings["finished"],
        readings["open"],
        **numbers,
        corrected=work.get("changed", 0),
        decided=decided,
        overturned=overturned,
        last=last,
    )


def _corrected() -> Q:
    """Accepted with another value than the candidate's in a field that readers compare."""
    same = Q(state=JudgementState.ACCEPTED, candidate__isnull=False)
    differs = Q()
    for name in queries.COMPARED_FIELDS:
        differs |= ~Q(**{name: F(f"candidate__{name}")}) & Q(**{f"{name}__isnull": False, f"candidate__{name}__isnull": False})
        differs |= Q(**{f"{name}__isnull": True, f"candidate__{name}__isnull": False}) | Q(
            **{f"{name}__isnull": False, f"candidate__{name}__isnull": True}
        )
    return same & differs


def _decided(reviews: QuerySet[Review]) -> tuple[dict[int, int], dict[int, int]]:
    """By annotator: judgements on facts that somebody decided on, and those that the decision changed."""
    decided: dict[int, int] = defaultdict(int)
    overturned: dict[int, int] = defaultdict(int)
    rows = reviews.filter(fact__adjudication__isnull=False).select_related("fact__adjudication", "reading")
    for review in rows.iterator(chunk_size=1000):
        decision = review.fact.adjudication
        decided[review.reading.annotator_id] += 1
        same = review.state == decision.state and (review.state == JudgementState.REJECTED or queries.agree(review, decision))
        overturned[review.reading.annotator_id] += not same
    return decided, overturned


def readers(collection: Collection) -> QuerySet[User]:
    """Who may read documents of the collection now."""
    return User.objects.filter(is_active=True, memberships__collection=collection, memberships__role__in=RIGHTS["annotate"]).order_by(
        "username"
    )


def failed(collection: Collection) -> QuerySet[Document]:
    return collection.documents.filter(state=Document.State.FAILED).order_by("id")


def without_readers(collection: Collection) -> QuerySet[Document]:
    """Unread documents that nobody is left to read: a place is kept for somebody who may not read here any more (``kept``), or there are fewer people
    who have neither read nor decided than readings wanted (``lacking``). Among the oldest NEWEST_DOCUMENTS."""
    people = readers(collection)
    gone = Reading.objects.filter(document=OuterRef("pk"), state=Reading.State.OPEN, assigned=True).exclude(annotator__in=people)
    taken = Count("readings", filter=Q(readings__state=Reading.State.FINISHED, readings__annotator__in=people), distinct=True)
    decided = Count("facts__adjudication__adjudicator", filter=Q(facts__adjudication__adjudicator__in=people), distinct=True)
    number = people.count()
    oldest = list(unread(collection).values_list("pk", flat=True)[:NEWEST_DOCUMENTS])
    documents = (
        queries.with_readings(Document.objects.filter(pk__in=oldest))
        .order_by("id")
        .annotate(kept=Exists(gone), free=number - taken - decided)
    )
    return documents.filter(Q(kept=True) | Q(free__lt=F("wants") - F("done")))
