"""Facts as JSON Lines: one object a fact, with offsets, evidence and where it came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from annotate.exports.columns import Column
from annotate.exports.table import GoldTable, Record
from annotate.models import Release

BLOCK = 500
LISTS = ("flags", "judged_by")


def jsonl_stream(release: Release) -> Iterator[bytes]:
    """A release in blocks of bytes, in the order of the CSV."""
    table = GoldTable(release)
    return jsonl_lines(table.records(papers=True), table.columns)


def jsonl_lines(records: Iterable[Record], columns: tuple[Column, ...]) -> Iterator[bytes]:
    """Lines in blocks of bytes; decimals stay the strings that the CSV holds, ``flags`` is a list. What papers say besides comes last, and where a
    column has the same name, in its stead: ``confidence`` of a selection is that of every field."""
    names = [column.name for column in columns]
    found = iter(records)
    while block := list(islice(found, BLOCK)):
        yield "".join(json.dumps(_object(names, one), ensure_ascii=False) + "\n" for one in block).encode("utf-8")


def _object(names: list[str], one: Record) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: cell if cell is None or isinstance(cell, (int, float)) else str(cell) for name, cell in zip(names, one.cells, strict=True)
    }
    for name in LISTS:
        if name in said:
            said[name] = said[name].split(";") if said[name] else []
    for name, paper in one.papers.items():
        said.pop(name, None)
        said[name] = _ordered(paper)
    return said


def _ordered(value: Any) -> Any:
    """The same with every object's keys in order: PostgreSQL keeps an order of its own."""
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    return [_ordered(each) for each in value] if isinstance(value, list) else value
