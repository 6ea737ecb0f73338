"""What people have settled: read from the rows, document by document, at the memory of a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from annotate import queries
from annotate.models import Adjudication, Document, Fact, Reading, Review
from annotate.models.review import JudgementState

BATCH = 200  # documents


@dataclass(frozen=True)
class Settled:
    """A fact on which people have settled: by agreement of all the readers required, or by adjudication."""

    fact: Fact
    judgement: Review | Adjudication
    reviews: tuple[Review, ...]

    @property
    def accepted(self) -> bool:
        return self.judgement.state == JudgementState.ACCEPTED

    @property
    def flags(self) -> list[str]:
        """Those of the candidate that was judged; none for a fact that a person added."""
        candidate = self.judgement.candidate if isinstance(self.judgement, Review) else self.fact.candidate
        return list(candidate.flags) if candidate else []


@dataclass(frozen=True)
class Settlement:
    """The judged facts of some documents: ``settled``, and why the others are not (``disputed``, ``half_reviewed``). ``documents``: how many were
    read to the end, ``unfinished``: how many not; their facts are left alone."""

    settled: list[Settled]
    unsettled: dict[str, list[Fact]]
    documents: int
    unfinished: int


def batches(documents: QuerySet[Document], *, size: int = BATCH) -> Iterator[list[int]]:
    """The keys of documents in ascending order, a batch at a time; each batch is asked for when it is wanted."""
    last = 0
    while keys := list(documents.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield keys
        last = keys[-1]


def settle(documents: Sequence[int]) -> Settlement:
    """What is settled in these documents, in the order of documents and facts. A fact that one of two readers added and the other did not see is
    disputed: the other missed it, or it is none. Of texts that were taken down nothing is settled any more. Five queries."""
    counted = queries.with_readings(Document.objects.filter(pk__in=documents).exclude(state=Document.State.TAKEN_DOWN))
    finished = dict(counted.filter(done__gte=F("wants")).values_list("pk", "done"))
    unfinished = counted.filter(done__lt=F("wants")).count()
    readings: dict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(document__in=finished, state=Reading.State.FINISHED).order_by("id"):
        readings[reading.document_id].append(reading)
    settled: list[Settled] = []
    unsettled: dict[str, list[Fact]] = defaultdict(list)
    for fact in _judged(list(finished)):
        outcome = _settle(fact, readings[fact.document_id])
        if isinstance(outcome, Settled):
            settled.append(outcome)
        else:
            unsettled[outcome].append(fact)
    return Settlement(settled, dict(unsettled), documents=len(finished), unfinished=unfinished)


def _judged(documents: list[int]) -> QuerySet[Fact]:
    reviews = Review.objects.filter(reading__state=Reading.State.FINISHED).order_by("id")
    judged = Q(Exists(Review.objects.filter(fact=OuterRef("pk")))) | Q(adjudication__isnull=False)
    facts = Fact.objects.filter(judged, document__in=documents).order_by("document_id", "id")
    facts = facts.select_related("document__source", "candidate", "adjudication__adjudicator", "adjudication__reason")
    return facts.defer("document__source__data").prefetch_related(Prefetch("reviews", reviews.select_related("reading__annotator", "candidate", "reason")))


def _settle(fact: Fact, readings: list[Reading]) -> Settled | str:
    reviews = tuple(fact.reviews.all())
    adjudication = getattr(fact, "adjudication", None)
    if adjudication is not None:
        return Settled(fact, adjudication, reviews)
    if not reviews:
        return "half_reviewed"
    reviewed = {review.reading_id for review in reviews}
    silent = [reading for reading in readings if reading.pk not in reviewed]
    if any(not _silence_tells(fact, reading) for reading in silent):
        return "half_reviewed"
    first = reviews[0]
    rejected = all(review.state == JudgementState.REJECTED for review in reviews)
    same = all(review.state == first.state and queries.agree(review, first) for review in reviews)
    return Settled(fact, first, reviews) if rejected or (same and not silent) else "disputed"


def _silence_tells(fact: Fact, reading: Reading) -> bool:
    """Whether a finished reading without a judgement says "no fact": the fact was not shown in it and the reader did not find it."""
    return not reading.aided or fact.origin == Fact.Origin.PERSON
