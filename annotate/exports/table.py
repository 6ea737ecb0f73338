"""What a file is made of: columns, and one iterator of records that every format reads. A release is such a table, and so is any selection of facts."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple, Protocol

from django.db.models import QuerySet

from annotate.exports.columns import COLUMNS, SELECTED, Column
from annotate.exports.rows import gold_rows, papers_of
from annotate.models import Collection, Document, Fact, Release, User
from annotate.queries import sentence_at
from annotate.selection import select
from annotate.standing import Standing, standings

Row = tuple[Any, ...]
RAW_AT_ONCE = 1_000_000  # characters of raw text that are held in memory at once, or a single document's


class Record(NamedTuple):
    """``document``: the key behind which a file can be continued; ``cells`` in the order of the table's columns; ``papers``: what JSON Lines say
    besides (evidence, provenance)."""

    document: str
    cells: Row
    papers: dict[str, Any]


class Table(Protocol):
    """Records in the order of their documents, read at constant memory. ``after``: the key of a document, behind which they begin."""

    columns: tuple[Column, ...]

    @property
    def name(self) -> str: ...  # of the collection

    @property
    def mark(self) -> str: ...  # by which the name of a file says what it holds

    @property
    def created(self) -> datetime | None: ...

    def records(self, *, papers: bool = False, after: str | None = None) -> Iterator[Record]: ...

    def count(self, most: int | None = None) -> int: ...


@dataclass(frozen=True)
class GoldTable:
    """A frozen release."""

    release: Release
    columns = COLUMNS

    @property
    def name(self) -> str:
        return self.release.collection.name

    @property
    def mark(self) -> str:
        return f"-{self.release.number}"

    @property
    def created(self) -> datetime:
        return self.release.created_at

    def records(self, *, papers: bool = False, after: str | None = None) -> Iterator[Record]:
        rows = gold_rows(self.release, after)
        if not papers:
            return (Record(str(row[1]), row, {}) for row in rows)
        beside = papers_of(self.release, after)
        return (Record(str(row[1]), row, {"evidence": e, "provenance": p}) for row, (e, p) in zip(rows, beside, strict=True))

    def count(self, most: int | None = None) -> int:
        return int(self.release.coverage["facts"])


@dataclass(frozen=True)
class FactTable:
    """The facts of a collection that a person selects, as they stand for that person, document by document in reading order."""

    collection: Collection
    user: User
    asked: dict[str, str]
    columns = SELECTED
    mark = "-facts"

    @property
    def name(self) -> str:
        return self.collection.name

    @property
    def created(self) -> None:
        return None

    def facts(self) -> QuerySet[Fact]:
        return select(self.user, self.asked).facts.filter(collection=self.collection)

    def records(self, *, papers: bool = False, after: str | None = None) -> Iterator[Record]:
        facts = self.facts().order_by("document_id", "start", "pk")
        if after is not None:
            facts = facts.filter(document_id__gt=int(after))
        for one, raw in with_raw(standings(facts, self.user, evidence=papers)):
            yield Record(str(one.document_id), _cells(one, raw), _papers(one) if papers else {})

    def count(self, most: int | None = None) -> int:
        """How many facts, counted no further than ``most``."""
        facts = self.facts().order_by()
        return (facts[:most] if most else facts).count()


def with_raw(found: Iterable[Standing]) -> Iterator[tuple[Standing, str]]:
    """Each with its document's raw text. Texts are fetched for several documents at once, and never more than RAW_AT_ONCE."""
    waiting: deque[list[Standing]] = deque()
    size = 0
    for _key, group in groupby(found, key=lambda one: one.document_id):
        of_document = list(group)
        length = of_document[0].document[4]
        if waiting and size + length > RAW_AT_ONCE:
            yield from _joined(waiting)
            size = 0
        waiting.append(of_document)
        size += length
        if len(waiting) == 200:
            yield from _joined(waiting)
            size = 0
    yield from _joined(waiting)


def _joined(waiting: deque[list[Standing]]) -> Iterator[tuple[Standing, str]]:
    raws = dict(Document.objects.filter(pk__in=[group[0].document_id for group in waiting]).values_list("pk", "raw"))
    while waiting:
        group = waiting.popleft()
        raw = raws[group[0].document_id]
        yield from ((one, raw) for one in group)


def _cells(one: Standing, raw: str) -> Row:
    uuid, title, address, published, _length = one.document
    values = one.values
    known = {
        "fact_id": one.uuid, "document_id": uuid, "title": title, "address": address, "published": published,
        "sentence": sentence_at(raw, values["start"], values["end"]) if raw else "", "flags": ";".join(one.candidate.get("flags", ())),
        "observation_id": one.observation_id, "state": one.state, "adjudicated": one.adjudicated, "judged_by": ";".join(one.judges),
        "producer": one.candidate.get("producer"), "version": one.candidate.get("producer_version"),
        "confidence": one.candidate.get("confidence", {}).get("fact"),
    }  # fmt: skip
    return tuple(known[name] if name in known else values[name] for name in SELECTED_NAMES)


SELECTED_NAMES = tuple(column.name for column in SELECTED)


def _papers(one: Standing) -> dict[str, Any]:
    return {name: one.candidate.get(name, empty) for name, empty in (("evidence", {}), ("confidence", {}), ("findings", []))}
