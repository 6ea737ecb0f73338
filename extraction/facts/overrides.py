"""Causes that a person corrected."""

from __future__ import annotations

from dataclasses import dataclass

from extraction.text.span import Span


@dataclass(frozen=True)
class Override:
    """A cause corrected by a person. ``kind``: "published" (``new`` a date, ``span`` None: the whole document), "region" (``new`` a code of GB/T 2260)
    or "period" (``new`` as ``parse_period`` reads it) for all of the raw ``span`` that named none of its own nearer by."""

    kind: str
    new: str
    span: Span | None = None
