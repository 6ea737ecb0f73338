"""Producers against each other and against what people settled, by the scorer of ``extraction.evaluation``. Computed from the rows, never stored.

A comparison is over the documents in which both sides have spoken: our extractor where it has run, another producer or a reference set where it has
at least one fact, people where all readings are finished. In a document where only one side has spoken, nobody knows what the other looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from annotate import queries
from annotate.errors import NotFound
from annotate.extracting import PRODUCER
from annotate.models import Candidate, Collection, Document, ExtractionRun, Reading, ReferenceFact, User
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.permissions import there_is
from annotate.settlement import settle
from extraction.evaluation.gold import gold_fact
from extraction.evaluation.scoring import CORE, FIELDS, STRICT, Rate, Score, score

OURS, CANDIDATES, REFERENCE, SETTLED = "ours", "candidates", "reference", "settled"
NEWEST, THOROUGH = 100, 1000  # documents that a page looks at, and a file: a thousand facts are matched in a sixth of a second
BATCH = 200
MOST_SIDES = 20
RATES: dict[str, tuple[str, ...]] = {"detection": (), "core": CORE, "strict": STRICT}


@dataclass(frozen=True)
class Side:
    """One that says facts. ``kind``: ours (the newest runs of our own extractor), candidates (another producer's version), reference, settled."""

    kind: str
    producer: str = ""
    version: str = ""

    @property
    def key(self) -> str:
        """How an address names it."""
        return self.kind if self.kind in (OURS, SETTLED) else f"{self.kind}:{self.producer}:{self.version}"

    @property
    def label(self) -> str:
        return PRODUCER if self.kind == OURS else f"{self.producer} {self.version}".strip()


@dataclass(frozen=True)
class Comparison:
    """``first`` judged by ``second`` as if that were gold."""

    first: Side
    second: Side
    score: Score

    @property
    def rates(self) -> dict[str, Rate]:
        return {name: self.score.rate(fields) for name, fields in RATES.items()}

    @property
    def fields(self) -> dict[str, float]:
        """The share of matched facts in which a field agrees."""
        return {name: self.score.accuracy(name) for name in FIELDS}

    def rows(self) -> Iterator[dict[str, Any]]:
        """One line a figure, for a file."""
        sides = {"first": self.first.key, "second": self.second.key, "documents": self.score.documents}
        for name, rate in self.rates.items():
            yield sides | {
                "figure": name, "hits": rate.hits, "of_second": rate.gold, "of_first": rate.predicted, "precision": round(rate.precision, 4),
                "recall": round(rate.recall, 4), "f1": round(rate.f1, 4), "agreement": "",
            }  # fmt: skip
        for name, share in self.fields.items():
            empty = dict.fromkeys(("hits", "of_second", "of_first", "precision", "recall", "f1"), "")
            yield sides | {"figure": name} | empty | {"agreement": round(share, 4)}


COLUMNS = ("first", "second", "documents", "figure", "hits", "of_second", "of_first", "precision", "recall", "f1", "agreement")


def sides(collection: Collection) -> list[Side]:
    """All that said facts about the collection's documents; people's settled facts last."""
    others = Candidate.objects.filter(fact__document__collection=collection, run__isnull=True)
    references = ReferenceFact.objects.filter(document__collection=collection)
    found = [Side(OURS)] if ExtractionRun.objects.filter(document__collection=collection).exists() else []
    for kind, rows in ((CANDIDATES, others), (REFERENCE, references)):
        named = rows.order_by("producer", "producer_version").values_list("producer", "producer_version").distinct()
        found += [Side(kind, producer, version) for producer, version in named[:MOST_SIDES]]
    return [*found, Side(SETTLED)]


def side(collection: Collection, key: str) -> Side:
    """The one that an address names; NotFound where none does."""
    found = next((one for one in sides(collection) if one.key == key), None)
    if found is None:
        raise NotFound(_("Nobody of that name has said facts here."), field="side", expected=[one.key for one in sides(collection)])
    return found


def compare(collection: Collection, first: Side, second: Side, *, user: User, newest: int | None = NEWEST) -> Comparison:
    """Over the newest documents of which both have spoken, except those that ``user`` is still reading."""
    reading = Reading.objects.filter(annotator=user, state=Reading.State.OPEN, document=OuterRef("pk"))
    documents = collection.documents.exclude(state=Document.State.TAKEN_DOWN)
    documents = _spoken_of(_spoken_of(documents, first), second).exclude(Exists(reading)).order_by("-pk")
    keys = list(documents.values_list("pk", flat=True)[:newest])
    total = Score()
    for start in range(0, len(keys), BATCH):
        _add(total, _score(keys[start : start + BATCH], first, second))
    return Comparison(first, second, total)


def against_settled(collection: Collection, *, user: User, newest: int = NEWEST) -> list[Comparison]:
    """Everybody against what people settled."""
    return [compare(collection, one, Side(SETTLED), user=user, newest=newest) for one in sides(collection) if one.kind != SETTLED]


def _score(keys: Sequence[int], first: Side, second: Side) -> Score:
    gold = {name: [gold_fact(record) for record in records] for name, records in _said(second, keys).items()}
    return score(gold, _said(first, keys))


def _add(total: Score, more: Score) -> None:
    total.documents += more.documents
    for name in ("pairs", "set_aside", "unsound", "missed", "false_alarms"):
        getattr(total, name).extend(getattr(more, name))


def _spoken_of(documents: QuerySet[Document], one: Side) -> QuerySet[Document]:
    if one.kind == SETTLED:
        return queries.read_to_the_end(documents)
    if one.kind == OURS:
        return documents.filter(there_is(ExtractionRun.objects.filter(document=OuterRef("pk"), inputs__overrides=[])))
    named = {"producer": one.producer, "producer_version": one.version}
    if one.kind == REFERENCE:
        return documents.filter(Exists(ReferenceFact.objects.filter(document=OuterRef("pk"), **named)))
    return documents.filter(Exists(Candidate.objects.filter(fact__document=OuterRef("pk"), run__isnull=True, **named)))


def _said(one: Side, keys: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    """What a side says about each of these documents, as records of the scorer; a document of which it says nothing has an empty list."""
    found: dict[str, list[dict[str, Any]]] = {str(key): [] for key in keys}
    for document, values, flags, optional in _rows(one, keys):
        of_document = {"doc": str(document), "optional": optional, "flags": flags, "damaged": "damaged" in flags}
        found[str(document)].append(values | of_document)
    return found


def _rows(one: Side, keys: Sequence[int]) -> Iterator[tuple[int, dict[str, Any], Sequence[str], bool]]:
    """Document, values, flags, and whether it is optional; plain, since rows of models would take most of the time."""
    named = {"producer": one.producer, "producer_version": one.version}
    if one.kind == SETTLED:
        for settled in settle(keys, bare=True).settled:
            if settled.accepted:
                yield settled.fact.document_id, settled.judgement.values(), settled.flags, False
    elif one.kind == REFERENCE:
        for row in ReferenceFact.objects.filter(document__in=keys, **named).order_by("pk"):
            yield row.document_id, row.values(), getattr(row, "flags", ()), row.optional
    else:
        shown = {"run__in": _newest_runs(keys)} if one.kind == OURS else {"run__isnull": True, **named}
        rows = Candidate.objects.filter(fact__document__in=keys, **shown).order_by("pk")
        for document, flags, *values in rows.values_list("fact__document", "flags", *VALUE_FIELDS):
            yield document, dict(zip(VALUE_FIELDS, values, strict=True)), flags, False


def _newest_runs(keys: Sequence[int]) -> list[int]:
    plain = ExtractionRun.objects.filter(document__in=keys, inputs__overrides=[]).order_by().values("document")
    return [row["newest"] for row in plain.annotate(newest=Max("pk"))]


def differing(comparison: Comparison, most: int = 50) -> list[dict[str, Any]]:
    """Where the two differ, by document and place: facts of both with the fields that differ, and facts of one of them."""
    found: list[dict[str, Any]] = [
        {"document": pair.gold.document, "start": pair.gold.start, "text": pair.gold.text, "fields": pair.wrong(FIELDS), "who": "both"}
        for pair in comparison.score.pairs if pair.wrong(FIELDS)
    ]  # fmt: skip
    found += [
        {"document": fact.document, "start": fact.start, "text": fact.text, "fields": [], "who": "second"}
        for fact in comparison.score.missed
    ]
    found += [
        {"document": fact["doc"], "start": fact["start"], "text": fact["text"], "fields": [], "who": "first"}
        for fact in comparison.score.false_alarms
    ]  # fmt: skip
    listed = sorted(found, key=lambda row: (-int(row["document"]), row["start"]))[:most]
    documents = Document.objects.select_related("source").defer("raw", "source__data").in_bulk({int(row["document"]) for row in listed})
    return [row | {"document": documents[int(row["document"])]} for row in listed]
