"""What follows from the rows: progress, cards, open numerals, what is settled. Nothing of it is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, Count, Exists, F, IntegerField, JSONField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONArray

from annotate import permissions
from annotate.models import (
    Adjudication,
    Candidate,
    Collection,
    Dismissal,
    Document,
    ExtractionRun,
    Fact,
    Reading,
    Reason,
    Review,
    User,
)
from annotate.models.fact_fields import VALUE_FIELDS, FactFields
from annotate.models.review import JudgementState
from extraction.text.span import Span

Answer = TypeVar("Answer")
MANY, REMEMBERED = 10_000, 300
"""Documents of a collection that are too many to be counted for every page, and the seconds for which their numbers stand."""


def progress(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Documents with ``facts_count`` (of the newest run, and added), ``judged_count``, ``readings_open``, ``readings_finished``, ``wanted``."""
    facts = Fact.objects.filter(document=OuterRef("pk"))
    judged = facts.filter(reviews__isnull=False).distinct()
    readings = Reading.objects.filter(document=OuterRef("pk"))
    return documents.annotate(
        facts_count=_counted(facts),
        judged_count=_counted(judged),
        readings_open=_counted(readings.filter(state=Reading.State.OPEN)),
        readings_finished=F("readings_done"),
        wanted=F("readings_wanted"),
    )


def _counted(rows: QuerySet[Any]) -> Coalesce:
    per_document = rows.order_by().values("document").annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(per_document, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class CollectionProgress:
    """Documents by state, and how many have all the readings they are to get."""

    waiting: int
    extracting: int
    extracted: int
    failed: int
    taken_down: int
    read: int

    @property
    def total(self) -> int:
        return self.waiting + self.extracting + self.extracted + self.failed + self.taken_down


def remembered(count: Callable[..., Answer]) -> Callable[..., Answer]:
    """What is counted over a whole collection (the first argument) is counted anew for each page as long as it is small; of more than MANY documents
    the answer stands for REMEMBERED seconds, in each process."""

    @wraps(count)
    def answer(collection: Collection, *rest: Any) -> Answer:
        key = f"{count.__module__}.{count.__qualname__}:{collection.pk}"
        known: Answer | None = cache.get(key)
        if known is not None:
            return known
        found = count(collection, *rest)
        if collection.documents.order_by()[: MANY + 1].count() > MANY:
            cache.set(key, found, REMEMBERED)
        return found

    return answer


@remembered
def collection_progress(collection: Collection) -> CollectionProgress:
    """Counted by index."""
    return _collection_progress(collection.documents.order_by())


def _collection_progress(documents: QuerySet[Document]) -> CollectionProgress:
    """Of the extracted documents those that still want a reading are fewer, and have an index of their own."""
    states = dict(documents.values_list("state").annotate(n=Count("pk")))
    read = states.get(Document.State.EXTRACTED, 0) - _unread(documents.filter(state=Document.State.EXTRACTED)).count()
    read += documents.exclude(state=Document.State.EXTRACTED).filter(readings_done__gte=F("readings_wanted")).count()
    return CollectionProgress(**{state: states.get(state, 0) for state in Document.State.values}, read=read)


def _unread(documents: QuerySet[Document]) -> QuerySet[Document]:
    return documents.filter(readings_done__lt=F("readings_wanted"))


@dataclass(frozen=True)
class Card:
    """One fact as a reader sees it. ``values``: the reader's own where judged, else the candidate's. ``others``: colleagues' reviews that this
    reader may see. ``rivals``: what other producers propose for it. ``state``: proposed, accepted, corrected, rejected."""

    fact: Fact
    candidate: Candidate | None
    review: Review | None
    others: tuple[Review, ...]
    adjudication: Adjudication | None
    values: dict[str, Any] = field(default_factory=dict)
    rivals: tuple[Candidate, ...] = ()

    @property
    def state(self) -> str:
        if self.review is None:
            return "proposed"
        if self.review.state == JudgementState.REJECTED:
            return "rejected"
        return "corrected" if self.review.corrected else "accepted"


def newest_run(document: Document) -> ExtractionRun | None:
    """The newest run without a reader's own corrected causes."""
    return document.runs.filter(inputs__overrides=[]).order_by("-id").first()


def run_of(document: Document, reading: Reading | None) -> ExtractionRun | None:
    """The run whose candidates a reading sees."""
    return reading.run if reading and reading.run else newest_run(document)


def proposed(run: ExtractionRun | None) -> Q:
    """The candidates that can be shown beside each other: those of one run of our extractor, and what other producers propose."""
    return Q(run=run) | Q(run__isnull=True)


def in_turn(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of several candidates of one fact the first is shown and judged, the others stand beside it: our own extractor's, then those of other
    producers, the newest first."""
    return sorted(candidates, key=lambda candidate: (candidate.run_id is None, -candidate.pk))


@permissions.one_look()
def cards(document: Document, reading: Reading | None, user: User, *, run: ExtractionRun | None = None) -> list[Card]:
    """The facts of a document in reading order: the candidates of the run that the reading sees (none where it reads unaided), what others
    proposed, what the reader judged or added, and what may be seen of the others. At most nine queries, whatever the number of facts; four where
    the ``run`` is known and the reader alone has judged."""
    run = run or run_of(document, reading)
    candidates, facts = _shown(document, reading, run)
    reviews = defaultdict(list)
    for review in _reviews(document, reading, user, [candidate for each in candidates.values() for candidate in each]):
        reviews[review.fact_id].append(review)
    seen = permissions.on_desk(Adjudication, user, document)
    adjudications = {row.fact_id: row for row in seen.select_related("adjudicator")}
    if added := {*reviews, *adjudications} - {*facts}:
        facts |= document.facts.in_bulk(added)
    found = [_card(fact, candidates.get(key, []), reviews[key], adjudications.get(key), reading) for key, fact in sorted(facts.items())]
    return sorted((card for card in found if card), key=lambda card: (card.values["start"], card.values["end"], card.fact.pk))


def _shown(document: Document, reading: Reading | None, run: ExtractionRun | None) -> tuple[dict[int, list[Candidate]], dict[int, Fact]]:
    """The candidates that a reading shows, those of each fact in turn, and their facts."""
    candidates: dict[int, list[Candidate]] = defaultdict(list)
    facts: dict[int, Fact] = {}
    if reading is None or reading.aided:
        for candidate in in_turn(Candidate.objects.filter(proposed(run), fact__document=document).select_related("fact")):
            candidates[candidate.fact_id].append(candidate)
            facts[candidate.fact_id] = candidate.fact
            candidate.fact.document = document
    return candidates, facts


def _reviews(document: Document, reading: Reading | None, user: User, shown: list[Candidate]) -> list[Review]:
    """The judgements that the user may see; readings, candidates and reasons, which many of them share, are laid beside them."""
    reviews = list(permissions.on_desk(Review, user, document).order_by("id"))
    readings = {reading.pk: reading} if reading else {}
    candidates = {candidate.pk: candidate for candidate in shown}
    _know(readings, Reading.objects.select_related("annotator"), {review.reading_id for review in reviews})
    _know(candidates, Candidate.objects.all(), {review.candidate_id for review in reviews})
    reasons: dict[int, Reason] = {}
    _know(reasons, Reason.objects.all(), {review.reason_id for review in reviews})
    for review in reviews:
        review.reading = readings[review.reading_id]
        review.candidate = candidates[review.candidate_id] if review.candidate_id else None
        review.reason = reasons[review.reason_id] if review.reason_id else None
    return reviews


def _know(known: dict[int, Any], rows: QuerySet[Any], keys: Set[int | None]) -> None:
    """Read those that are not known yet."""
    if unknown := keys - {*known, None}:
        known |= rows.in_bulk(unknown)


def _card(
    fact: Fact, candidates: list[Candidate], reviews: list[Review], adjudication: Adjudication | None, reading: Reading | None
) -> Card | None:
    candidate = candidates[0] if candidates else None
    own = next((review for review in reviews if reading and review.reading_id == reading.pk), None)
    others = tuple(review for review in reviews if review is not own)
    if own and own.candidate_id and candidate is None:
        candidate = own.candidate
    stands = own or candidate or adjudication or (others[0] if others else None)
    if stands is None:
        return None
    return Card(fact, candidate, own, others, adjudication, stands.values(), tuple(candidates[1:]))


@dataclass(frozen=True)
class NumeralView:
    """A numeral of the raw text. ``state``: covered (a fact lies on it), dismissed (by this reader), in_advance (by the machine, ``reason`` is its
    code), open. ``reason`` is a code of ``Reason`` or of the extractor's tables."""

    start: int
    end: int
    state: str
    reason: str | None = None


def numerals(document: Document, reading: Reading | None, shown: list[Card], *, run: ExtractionRun | None = None) -> list[NumeralView]:
    """Every numeral with what became of it; ``shown`` are the reader's cards. A rejected fact covers its numeral: somebody looked."""
    run = run or run_of(document, reading)
    if run is None:
        return []
    covered = sorted((card.values["start"], card.values["end"]) for card in shown)
    dismissals = Dismissal.objects.filter(reading=reading).select_related("reason") if reading else []
    dismissed = {(row.start, row.end): row.reason.code for row in dismissals}
    return [_numeral(start, end, advance, covered, dismissed) for start, end, advance in run.numerals]


def _numeral(
    start: int, end: int, advance: str | None, covered: list[tuple[int, int]], dismissed: dict[tuple[int, int], str]
) -> NumeralView:
    if any(left < end and start < right for left, right in covered):
        return NumeralView(start, end, "covered")
    if (start, end) in dismissed:
        return NumeralView(start, end, "dismissed", dismissed[start, end])
    return NumeralView(start, end, "in_advance" if advance else "open", advance)


# How the value was written (1.2万 or 12000) and where the mention was cut makes no difference between readers.
COMPARED_FIELDS = tuple(name for name in VALUE_FIELDS if name not in ("value", "unit", "start", "end", "text", "indicator_canonical"))


def agree(left: FactFields, right: FactFields) -> bool:
    """Whether two judgements give the same values."""
    ours, theirs = left.values(), right.values()
    return all(ours[name] == theirs[name] for name in COMPARED_FIELDS)


def disputed(collection: Collection) -> QuerySet[Fact]:
    """The facts of a collection on which the readers differ and nobody decided yet: those that ``settlement.settle`` calls disputed."""
    return _disputed(Fact.objects.filter(collection=collection))


def disputes(user: User, collection: Collection | None = None) -> QuerySet[Fact]:
    """The disputed facts on which this user may decide, since they did not read the document; in the order of their keys."""
    facts = permissions.visible(Fact, user, "adjudicate")
    if collection:
        facts = facts.filter(collection=collection)
    return _disputed(facts).exclude(Exists(Reading.objects.filter(annotator=user, document=OuterRef("document"))))


def with_readings(documents: QuerySet[Any]) -> QuerySet[Any]:
    """Documents with ``done``, their finished readings, and ``wants``, how many they are to get."""
    return documents.annotate(done=F("readings_done"), wants=F("readings_wanted"))


def read_to_the_end(documents: QuerySet[Document]) -> QuerySet[Any]:
    """Those with all the readings they are to get, and with their text."""
    return with_readings(documents).exclude(state=Document.State.TAKEN_DOWN).filter(done__gte=F("wants"))


def _disputed(facts: QuerySet[Fact]) -> QuerySet[Fact]:
    """Of the marked facts those in documents with all the readings they are to get, and with their text."""
    read = facts.filter(disputed=True, document__readings_done__gte=F("document__readings_wanted"))
    return read.exclude(document__state=Document.State.TAKEN_DOWN).order_by("pk")


def differing(facts: QuerySet[Fact]) -> QuerySet[Fact]:
    """Of these facts those on which finished readings differ and nobody decided: what ``counting`` marks as disputed."""
    facts = facts.filter(adjudication__isnull=True)
    reviews = Review.objects.filter(fact=OuterRef("pk"), reading__state=Reading.State.FINISHED)
    said = reviews.order_by().values("fact").annotate(n=Count(_signature(), distinct=True)).values("n")
    silent = Reading.objects.filter(document=OuterRef("document"), state=Reading.State.FINISHED).filter(
        ~Exists(Review.objects.filter(reading=OuterRef("pk"), fact=OuterRef(OuterRef("pk"))))
    )
    untold = Q(Exists(silent.filter(aided=True))) & ~Q(origin=Fact.Origin.PERSON)
    accepted = Q(Exists(reviews.filter(state=JudgementState.ACCEPTED)))
    facts = facts.annotate(said=Subquery(said, output_field=IntegerField()))
    return facts.filter(~untold & (Q(said__gt=1) | (Q(Exists(silent)) & accepted)))


def _signature() -> Case:
    """What a review says, as one value: equal where ``agree`` finds two accepted reviews equal, or where both reject."""
    rejected = When(state=JudgementState.REJECTED, then=JSONArray(Value("")))
    return Case(rejected, default=JSONArray(*COMPARED_FIELDS), output_field=JSONField())


@dataclass(frozen=True)
class Dispute:
    """One disputed fact. ``sides``: the judgements of the finished readings, in the readers' order; ``silent``: the readings that did not find it.
    ``fields``: those in which accepted sides differ, as one compares them; empty where one accepts and another does not."""

    fact: Fact
    sides: tuple[Review, ...]
    silent: tuple[Reading, ...]
    fields: tuple[str, ...]


def told(facts: Sequence[Fact]) -> list[Dispute]:
    """What the readers say about each fact. Whoever asks has made sure that the user may see it. Two queries."""
    readings: dict[int, list[Reading]] = defaultdict(list)
    finished = Reading.objects.filter(document__in={fact.document_id for fact in facts}, state=Reading.State.FINISHED)
    for reading in finished.select_related("annotator").order_by("id"):
        readings[reading.document_id].append(reading)
    sides: dict[int, list[Review]] = defaultdict(list)
    reviews = Review.objects.filter(fact__in=facts, reading__state=Reading.State.FINISHED)
    for review in reviews.select_related("reading__annotator", "candidate", "reason").order_by("reading_id"):
        sides[review.fact_id].append(review)
    return [_dispute(fact, sides[fact.pk], readings[fact.document_id]) for fact in facts]


def _dispute(fact: Fact, sides: list[Review], readings: list[Reading]) -> Dispute:
    accepted = [side.values() for side in sides if side.state == JudgementState.ACCEPTED]
    fields = tuple(name for name in COMPARED_FIELDS if len({values[name] for values in accepted}) > 1)
    spoke = {side.reading_id for side in sides}
    return Dispute(fact, tuple(sides), tuple(reading for reading in readings if reading.pk not in spoke), fields)


def sentence_span(raw: str, start: int, end: int) -> Span:
    """The sentence around a raw span: from behind the last stop or line end to the next."""
    stops = "。!?！？;；\n\r"
    left = max(raw.rfind(stop, 0, start) for stop in stops) + 1
    right = min((at + 1 for stop in stops if (at := raw.find(stop, end)) >= 0), default=len(raw))
    while left < min(start, len(raw)) and raw[left].isspace():  # a text that was taken down has no sentence
        left += 1
    while right > end and raw[right - 1].isspace():
        right -= 1
    return Span(left, right)


def sentence_at(raw: str, start: int, end: int) -> str:
    span = sentence_span(raw, start, end)
    return raw[span.start : span.end]


def lease_ends(now: datetime) -> datetime:
    return now + settings.LEASE
