"""What people have settled: read from the rows, document by document, at the memory of a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from annotate import queries
from annotate.models import Adjudication, Candidate, Document, Fact, Reading, Reason, Review
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


def settle(documents: Sequence[int], *, bare: bool = False) -> Settlement:
    """What is settled in these documents, in the order of documents and facts. A fact that one of two readers added and the other did not see is
    disputed: the other missed it, or it is none. Of texts that were taken down nothing is settled any more. Nine queries. ``bare``: for whoever
    wants values and flags alone, texts and evidence are not read along; one query less."""
    counted = queries.with_readings(Document.objects.filter(pk__in=documents).exclude(state=Document.State.TAKEN_DOWN))
    finished = dict(counted.filter(done__gte=F("wants")).values_list("pk", "done"))
    unfinished = counted.filter(done__lt=F("wants")).count()
    readings: dict[int, list[Reading]] = defaultdict(list)
    rows = Reading.objects.filter(document__in=finished, state=Reading.State.FINISHED).select_related("annotator")
    for reading in rows.order_by("id"):
        readings[reading.document_id].append(reading)
    settled: list[Settled] = []
    unsettled: dict[str, list[Fact]] = defaultdict(list)
    for fact, reviews, decision in _judged(list(finished), readings, bare):
        outcome = _settle(fact, reviews, decision, readings[fact.document_id])
        if isinstance(outcome, Settled):
            settled.append(outcome)
        else:
            unsettled[outcome].append(fact)
    return Settlement(settled, dict(unsettled), documents=len(finished), unfinished=unfinished)


def _judged(
    documents: list[int], readings: dict[int, list[Reading]], bare: bool
) -> Iterator[tuple[Fact, tuple[Review, ...], Adjudication | None]]:
    """Facts that somebody judged or decided on, with their finished reviews and the decision; documents, candidates and whatever else many of them
    share is read once and laid beside."""
    homes = {} if bare else Document.objects.select_related("source").defer("source__data").in_bulk(documents)
    judged = Q(Exists(Review.objects.filter(fact=OuterRef("pk")))) | Q(Exists(Adjudication.objects.filter(fact=OuterRef("pk"))))
    facts = list(Fact.objects.filter(judged, document__in=documents).defer("created_at").order_by("document_id", "id"))
    finished = Review.objects.filter(reading__document__in=documents, reading__state=Reading.State.FINISHED)
    reviews = list(finished.defer("created_at", "updated_at").order_by("id"))
    decided = Adjudication.objects.filter(fact__in=[fact.pk for fact in facts]).select_related("adjudicator", "reason")
    decisions = {decision.fact_id: decision for decision in decided}
    _lay_beside(facts, reviews, {reading.pk: reading for group in readings.values() for reading in group}, bare)
    said: dict[int, list[Review]] = defaultdict(list)
    for review in reviews:
        said[review.fact_id].append(review)
    for fact in facts:
        if not bare:
            fact.document = homes[fact.document_id]
        yield fact, tuple(said[fact.pk]), decisions.get(fact.pk)


def _lay_beside(facts: list[Fact], reviews: list[Review], readings: dict[int, Reading], bare: bool) -> None:
    rows: list[Any] = [*facts, *reviews]
    read = Candidate.objects.only("flags") if bare else Candidate.objects.defer("created_at", "confidence", "findings")
    candidates = read.in_bulk({row.candidate_id for row in rows} - {None})
    reasons = Reason.objects.in_bulk({review.reason_id for review in reviews} - {None})
    for fact in facts:
        fact.candidate = candidates.get(fact.candidate_id or 0)
    for review in reviews:
        review.candidate, review.reading = candidates.get(review.candidate_id or 0), readings[review.reading_id]
        review.reason = reasons.get(review.reason_id)


def _settle(fact: Fact, reviews: tuple[Review, ...], decision: Adjudication | None, readings: list[Reading]) -> Settled | str:
    if decision is not None:
        return Settled(fact, decision, reviews)
    if not reviews:
        return "half_reviewed"
    reviewed = {review.reading_id for review in reviews}
    silent = [reading for reading in readings if reading.pk not in reviewed]
    if any(not _silence_tells(fact, reading) for reading in silent):
        return "half_reviewed"
    first, *others = reviews
    rejected = all(review.state == JudgementState.REJECTED for review in reviews)
    same = all(review.state == first.state and queries.agree(review, first) for review in others)
    return Settled(fact, first, reviews) if rejected or (same and not silent) else "disputed"


def _silence_tells(fact: Fact, reading: Reading) -> bool:
    """Whether a finished reading without a judgement says "no fact": the fact was not shown in it and the reader did not find it."""
    return not reading.aided or fact.origin == Fact.Origin.PERSON
