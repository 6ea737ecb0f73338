"""Gold facts as JSON Lines: one object a fact, with offsets, evidence and where it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from annotate.exports.columns import NAMES
from annotate.exports.rows import gold_rows, papers_of
from annotate.models import Release

BLOCK = 500


def jsonl_stream(release: Release) -> Iterator[bytes]:
    """Lines in blocks of bytes, in the order of the CSV; decimals stay the strings that the CSV holds, ``flags`` is a list."""
    block: list[str] = []
    for row, more in zip(gold_rows(release), papers_of(release), strict=True):
        block.append(json.dumps(_object(row, more), ensure_ascii=False, separators=(", ", ": ")))
        if len(block) == BLOCK:
            yield _bytes(block)
            block = []
    if block:
        yield _bytes(block)


def _bytes(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("utf-8")


def _object(row: tuple[Any, ...], more: tuple[Any, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {
        name: value if isinstance(value, int) else (None if value is None else str(value)) for name, value in zip(NAMES, row, strict=True)
    }
    record["flags"] = record["flags"].split(";") if record["flags"] else []
    return record | {"evidence": _ordered(more[0]), "provenance": _ordered(more[1])}


def _ordered(value: Any) -> Any:
    """The same with every object's keys in order: PostgreSQL keeps an order of its own."""
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    return [_ordered(each) for each in value] if isinstance(value, list) else value
