"""Pages of a long list by key, not by number: page 1000 costs what page 1 costs, and what is added meanwhile shifts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict

SIZE = 50


@dataclass(frozen=True)
class Page:
    """``rows`` in the list's order; ``previous`` and ``following`` are query strings, None at the ends."""

    rows: list[Any]
    previous: str | None
    following: str | None


def page(rows: QuerySet[Any], request: HttpRequest, *, descending: bool = False, size: int = SIZE) -> Page:
    """One page of ``rows`` in the order of their primary key, as ``?after=`` or ``?before=`` of the request asks."""
    after, before = _key(request, "after"), _key(request, "before")
    backwards = before is not None and after is None
    key = before if backwards else after
    ascending = descending == backwards
    if key is not None:
        rows = rows.filter(**{"pk__gt" if ascending else "pk__lt": key})
    found = list(rows.order_by("pk" if ascending else "-pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_previous, has_following = (more, True) if backwards else (key is not None, more)
    return Page(
        found,
        _query(request, "before", found[0]) if found and has_previous else None,
        _query(request, "after", found[-1]) if found and has_following else None,
    )


def _key(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _query(request: HttpRequest, name: str, row: Model) -> str:
    query: QueryDict = request.GET.copy()
    for other in ("after", "before", "seen"):
        query.pop(other, None)
    query[name] = str(row.pk)
    return query.urlencode()
