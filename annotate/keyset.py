"""Stretches of a long list by key, in any order: page 1000 costs what page 1 costs, and what is added meanwhile shifts nothing."""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Expression, Q, QuerySet
from django.utils.translation import gettext as _

from annotate.errors import BadInput

Key = str | float | int


@dataclass(frozen=True)
class Order:
    """``by``: columns or expressions without nulls, none of them for the primary key alone; rows that tie stand in the order of their keys."""

    by: tuple[str | Expression, ...] = ()
    descending: bool = False


@dataclass(frozen=True)
class Stretch:
    """``rows`` in the list's order; ``previous`` and ``following`` are cursors, None at the ends."""

    rows: list[Any]
    previous: str | None
    following: str | None


def stretch(
    rows: QuerySet[Any], order: Order, cursor: str | None, size: int, *, among: QuerySet[Any] | None = None, reach: int = 0
) -> Stretch:
    """At most ``size`` rows behind (or before) the row that the cursor names. BadInput: a cursor that is none of ours.

    ``among``: the rows before they were narrowed; of these no more than ``reach`` are looked at. Where fewer than ``size`` were found by then, the
    cursor goes on from there, so that what is rare in a long list takes several stretches and none takes long.
    """
    made = {f"sort_key_{index}": by for index, by in enumerate(order.by) if not isinstance(by, str)}
    names = [*(by if isinstance(by, str) else f"sort_key_{index}" for index, by in enumerate(order.by)), "pk"]
    at = _read(cursor, len(names)) if cursor else None
    backwards = at is not None and at[0]
    down = order.descending != backwards
    keys = at[1] if at else None
    end = _end(among.annotate(**made), names, keys, down, reach) if among is not None else None
    taken = _taken(rows.annotate(**made), names, keys, down)
    found = list((taken.filter(_until(names, end, "gte" if down else "lte")) if end else taken)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (_keys(found[0], names), _keys(found[-1], names)) if found else (keys, keys)
    if end and not more:
        first, last, more = (end, last, True) if backwards else (first, end, True)
    has_previous, has_following = (more, True) if backwards else (at is not None, more)
    return Stretch(
        found,
        _cursor(first, backwards=True) if first and has_previous else None,
        _cursor(last, backwards=False) if last and has_following else None,
    )


def _end(among: QuerySet[Any], names: list[str], keys: list[Key] | None, down: bool, reach: int) -> list[Key] | None:
    """The keys of the last row that may be looked at; None where the list ends before."""
    found = _taken(among, names, keys, down).values_list(*names)[reach - 1 : reach + 1]
    return list(found[0]) if len(found) == 2 else None


def _until(names: list[str], keys: list[Key], sign: str) -> Q:
    """Up to the keys; the first bound alone lets an index stop there."""
    return Q(**{f"{names[0]}__{sign}": keys[0]}) & ~_strictly(names, keys, {"lte": "gt", "gte": "lt"}[sign])


def _taken(rows: QuerySet[Any], names: list[str], keys: list[Key] | None, down: bool) -> QuerySet[Any]:
    if keys is not None:
        try:
            rows = rows.filter(_beyond(names, keys, "lt" if down else "gt"))
        except (ValueError, TypeError, ValidationError) as error:
            raise _not_ours() from error
    return rows.order_by(*(f"{'-' if down else ''}{name}" for name in names))


def _beyond(names: list[str], keys: list[Key], sign: str) -> Q:
    """Behind the keys, name by name; the first bound stands alone too, so that an index is entered where the stretch begins."""
    return Q(**{f"{names[0]}__{sign}e": keys[0]}) & _strictly(names, keys, sign)


def _strictly(names: list[str], keys: list[Key], sign: str) -> Q:
    behind = Q()
    for index, name in enumerate(names):
        same = dict(zip(names[:index], keys[:index], strict=True))
        behind |= Q(**same, **{f"{name}__{sign}": keys[index]})
    return behind


def _keys(row: Any, names: list[str]) -> list[Key]:
    return [getattr(row, name) for name in names]


def _cursor(keys: list[Key], *, backwards: bool) -> str:
    said = [int(backwards), *keys]
    return base64.urlsafe_b64encode(json.dumps(said, ensure_ascii=False).encode()).decode().rstrip("=")


def _read(cursor: str, length: int) -> tuple[bool, list[Key]]:
    try:
        said = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _not_ours() from error
    if not isinstance(said, list) or len(said) != length + 1 or said[0] not in (0, 1) or not all(map(_is_key, said[1:])):
        raise _not_ours()
    return bool(said[0]), said[1:]


def _is_key(said: Any) -> bool:
    if isinstance(said, str):
        return _storable(said)
    return (type(said) is float and math.isfinite(said)) or (type(said) is int and abs(said) < 2**63)


def _storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _not_ours() -> BadInput:
    return BadInput(_("This cursor is none of ours."), field="cursor")
