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
from annotate.models.fact_fields import VALUE_FIELDS
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
        if right is None or (left and left[0] < right[0]):
            assert left is not None
            yield _change("withdrawn", left, _values(left), {}, why.get(str(left[0]), ""))
            left = next(old, None)
        elif left is None or right[0] < left[0]:
            yield _change("added", right, {}, _values(right))
            right = next(new, None)
        else:
            if left[3:] != right[3:]:
                yield _changed(left, right)
            left, right = next(old, None), next(new, None)


Frozen = tuple[Any, ...]
"""A fact's id, its document's, its text, its values in the order of VALUE_FIELDS: a release has too many for whole rows."""


def _facts(release: Release | None, after: UUID | None) -> Iterator[Frozen]:
    if release is None:
        return iter(())
    facts = GoldFact.objects.filter(release=release).order_by("fact_uuid")
    names = ("fact_uuid", "document_uuid", "text", *VALUE_FIELDS)
    return (facts.filter(fact_uuid__gt=after) if after else facts).values_list(*names).iterator(chunk_size=2000)


def _values(fact: Frozen) -> dict[str, Any]:
    return dict(zip(VALUE_FIELDS, fact[3:], strict=True))


def _changed(before: Frozen, after: Frozen) -> Change:
    was, now = _values(before), _values(after)
    names = [name for name in now if was[name] != now[name]]
    return _change("changed", after, {name: was[name] for name in names}, {name: now[name] for name in names})


def _change(kind: str, fact: Frozen, before: dict[str, Any], after: dict[str, Any], reason: str = "") -> Change:
    return Change(kind, fact[0], fact[1], fact[2], before, after, reason)


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
