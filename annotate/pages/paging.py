"""Pages of a long list by key, not by number: page 1000 costs what page 1 costs, and what is added meanwhile shifts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

SIZE = 50


@dataclass(frozen=True)
class Page:
    """``rows`` in the list's order; ``previous`` and ``following`` are query strings, None at the ends."""

    rows: list[Any]
    previous: str | None
    following: str | None


REACH = 5000


def page(
    rows: QuerySet[Any], request: HttpRequest, *, descending: bool = False, size: int = SIZE, among: QuerySet[Any] | None = None
) -> Page:
    """One page of ``rows`` in the order of their primary key, as ``?after=`` or ``?before=`` of the request asks. ``among``: the rows before they
    were searched; at most REACH of these are looked at, and the next page goes on from there, also where little was found."""
    after, before = _key(request, "after"), _key(request, "before")
    backwards = before is not None and after is None
    key = before if backwards else after
    ascending = descending == backwards
    if key is not None:
        rows = rows.filter(**{"pk__gt" if ascending else "pk__lt": key})
    end = _end(among, key, ascending) if among is not None else None
    if end is not None:
        rows = rows.filter(**{"pk__lte" if ascending else "pk__gte": end})
    found = list(rows.order_by("pk" if ascending else "-pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (found[0].pk, found[-1].pk) if found else (key, key)
    if end is not None and not more:
        first, last, more = (end, last, True) if backwards else (first, end, True)
    has_previous, has_following = (more, True) if backwards else (key is not None, more)
    return Page(
        found,
        _query(request, "before", first) if first is not None and has_previous else None,
        _query(request, "after", last) if last is not None and has_following else None,
    )


def _end(among: QuerySet[Any], key: int | None, ascending: bool) -> int | None:
    """The key of the last row that may be looked at; None where the list ends before."""
    if key is not None:
        among = among.filter(**{"pk__gt" if ascending else "pk__lt": key})
    found = list(among.order_by("pk" if ascending else "-pk").values_list("pk", flat=True)[REACH - 1 : REACH + 1])
    return found[0] if len(found) == 2 else None


def _key(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _query(request: HttpRequest, name: str, key: int) -> str:
    query: QueryDict = request.GET.copy()
    for other in ("after", "before", "seen"):
        query.pop(other, None)
    query[name] = str(key)
    return query.urlencode()
