"""The columns of an exported gold fact: their one list, in the order of every file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotate.models.fact_fields import VALUE_FIELDS

Kind = Literal["text", "integer", "decimal"]

KINDS: dict[str, Kind] = {"start": "integer", "end": "integer", "value": "decimal", "value_max": "decimal", "value_base": "decimal"}
PLACE_IN_TEXT = ("start", "end", "text")


@dataclass(frozen=True)
class Column:
    """``name`` heads the column, ``lookup`` finds it from a gold fact, ``kind`` says what its cells hold."""

    name: str
    lookup: str
    kind: Kind = "text"


def _value(name: str) -> Column:
    return Column(name, name, KINDS.get(name, "text"))


COLUMNS: tuple[Column, ...] = (
    Column("fact_id", "fact_uuid"),
    Column("document_id", "document_uuid"),
    Column("title", "title"),
    Column("address", "address"),
    Column("published", "published"),
    *(_value(name) for name in PLACE_IN_TEXT),
    Column("sentence", "sentence"),
    *(_value(name) for name in VALUE_FIELDS if name not in PLACE_IN_TEXT),
    Column("flags", "flags"),
    Column("observation_id", "observation_id"),
    Column("release", "release"),
)
NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
