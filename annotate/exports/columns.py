"""The columns of an exported fact, of a release and of any other selection: their one list, in the order of every file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotate.models.fact_fields import VALUE_FIELDS

Kind = Literal["text", "integer", "decimal", "share", "boolean"]

KINDS: dict[str, Kind] = {"start": "integer", "end": "integer", "value": "decimal", "value_max": "decimal", "value_base": "decimal"}
PLACE_IN_TEXT = ("start", "end", "text")


@dataclass(frozen=True)
class Column:
    """``name`` heads the column, ``lookup`` finds it from a gold fact, ``kind`` says what its cells hold: a decimal is a string of digits, a share a
    number from 0 to 1."""

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
# A selection has no release; it says how each fact stands, and what the machine had to say.
SELECTED: tuple[Column, ...] = (
    *COLUMNS[:-1],
    Column("state", "state"),
    Column("adjudicated", "adjudicated", "boolean"),
    Column("judged_by", "judges"),
    Column("producer", "producer"),
    Column("version", "producer_version"),
    Column("confidence", "confidence", "share"),
)
