"""What a release changed against the one before, fact by fact: read from the frozen rows, and as a file of the bundle."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q

from annotate.models import GoldFact, Release
from annotate.models.release import FROZEN

NAMES = ("change", "fact_id", "document_id", "text", "field", "from", "to", "reason")
BLOCK = 1000


@dataclass(frozen=True)
class Change:
    """One line of a release's change log. ``kind``: added, changed, withdrawn; ``before`` and ``after`` hold the fields that differ (all of
    them where the fact is new or gone); ``reason``: why a fact was withdrawn."""

    kind: str
    fact_uuid: UUID
    document_uuid: UUID
    text: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str = ""


def predecessor(release: Release) -> Release | None:
    """The release that stood when this one was frozen."""
    earlier = release.collection.releases.filter(FROZEN, pk__lt=release.pk)
    standing = earlier.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=release.created_at))
    return standing.order_by("-major", "-minor", "-patch").first()


def change_log(release: Release, after: UUID | None = None) -> Iterator[Change]:
    """Every change in the order of the facts' ids, at constant memory; ``after`` begins behind a fact. A first release adds all it holds."""
    previous = predecessor(release)
    old, new = _facts(previous, after), _facts(release, after)
    why: dict[str, str] = release.coverage.get("withdrawn", {})
    left, right = next(old, None), next(new, None)
    while left or right:
        if right is None or (left and left.fact_uuid < right.fact_uuid):
            assert left is not None
            yield Change("withdrawn", left.fact_uuid, left.document_uuid, left.text, left.values(), {}, why.get(str(left.fact_uuid), ""))
            left = next(old, None)
        elif left is None or right.fact_uuid < left.fact_uuid:
            yield Change("added", right.fact_uuid, right.document_uuid, right.text, {}, right.values())
            right = next(new, None)
        else:
            if change := _changed(left, right):
                yield change
            left, right = next(old, None), next(new, None)


def _facts(release: Release | None, after: UUID | None) -> Iterator[GoldFact]:
    if release is None:
        return iter(())
    facts = GoldFact.objects.filter(release=release).order_by("fact_uuid").defer("sentence", "evidence", "provenance")
    return (facts.filter(fact_uuid__gt=after) if after else facts).iterator(chunk_size=2000)


def _changed(before: GoldFact, after: GoldFact) -> Change | None:
    was, now = before.values(), after.values()
    names = [name for name in now if was[name] != now[name]]
    if not names:
        return None
    return Change(
        "changed",
        after.fact_uuid,
        after.document_uuid,
        after.text,
        {name: was[name] for name in names},
        {name: now[name] for name in names},
    )


def changes_stream(release: Release) -> Iterator[bytes]:
    """``changes.csv``: a line a fact that came or went, a line a field that changed."""
    lines = (line for change in change_log(release) for line in _lines(change))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(NAMES)
    while block := list(islice(lines, BLOCK)):
        writer.writerows(block)
        yield _taken(buffer)
    yield _taken(buffer)


def _lines(change: Change) -> Iterator[tuple[Any, ...]]:
    about = (change.kind, change.fact_uuid, change.document_uuid, change.text)
    if change.kind != "changed":
        yield (*about, "", "", "", change.reason)
    else:
        for name, value in change.after.items():
            yield (*about, name, change.before[name], value, change.reason)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return data
