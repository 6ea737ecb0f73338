"""The rows of every exported file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from annotate.exports.columns import COLUMNS
from annotate.models import GoldFact, Release

Row = tuple[Any, ...]
ORDER = ("document_uuid", "start", "fact_uuid")
FLAGS = [column.name for column in COLUMNS].index("flags")
TAKEN_DOWN = "taken_down"  # the flag of a row whose title, sentence and mention were erased
STORED = [column.lookup for column in COLUMNS if column.name != "release"]


def gold_rows(release: Release, after: str | None = None) -> Iterator[Row]:
    """The gold facts of a release as tuples in the order of ``COLUMNS``, at constant memory: read in blocks from one cursor, in an order
    that is the same on every database. Nothing said is None; flags are one string, parted by ``;``, with TAKEN_DOWN where the words are gone.
    ``after``: the id of a document, behind which they begin."""
    facts = _facts(release, after).values_list(*STORED, "take_down")
    for *values, take_down in facts.iterator(chunk_size=2000):
        flags = [*values[FLAGS], TAKEN_DOWN] if take_down else values[FLAGS]
        yield (*values[:FLAGS], ";".join(flags), *values[FLAGS + 1 :], release.number)


def papers_of(release: Release, after: str | None = None) -> Iterator[tuple[Any, Any]]:
    """Evidence and provenance of the same facts in the same order."""
    yield from _facts(release, after).values_list("evidence", "provenance").iterator(chunk_size=2000)


def _facts(release: Release, after: str | None) -> QuerySet[GoldFact]:
    facts = GoldFact.objects.filter(release=release).order_by(*ORDER)
    return facts.filter(document_uuid__gt=after) if after else facts
