"""``extract``: the drawing of the architecture as code, with no rule of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.facts.fact import Fact
from extraction.text.articles import Page
from extraction.text.cleaning import CleanText
from extraction.text.span import Span


@dataclass(frozen=True)
class Override:
    """A cause corrected by a person. ``kind``: "published" (``new`` a date, ``span`` None: the whole document), "region" (``new`` a code of GB/T 2260)
    or "period" (``new`` as ``parse_period`` reads it) for all of the raw ``span`` that named none of its own nearer by."""

    kind: str
    new: str
    span: Span | None = None


@dataclass(frozen=True)
class Numeral:
    """A raw span with a numeral. ``not_a_fact``: the reason it comes dismissed in advance (date, ordinal, name ...), else None."""

    span: Span
    not_a_fact: str | None


@dataclass(frozen=True)
class Extraction:
    """Everything one run has to say about one raw text. ``facts`` are in order of ``start``."""

    facts: tuple[Fact, ...]
    numerals: tuple[Numeral, ...]
    title: str | None
    published: str | None
    published_known: str | None  # given, said, inferred
    clean: CleanText
    page: Page
    version: str
    tables_digest: str


def extract(raw: str, published: str | None = None, overrides: Sequence[Override] = ()) -> Extraction:
    """Candidate facts of a raw text. ``published`` (YYYY-MM-DD or YYYY-MM) is what the caller knows; else the text is asked. Pure and deterministic."""
    raise NotImplementedError


def extract_at(raw: str, span: Span, published: str | None = None, overrides: Sequence[Override] = ()) -> Fact | None:
    """The fact that the machine would read at one raw span that a person selected (also where it had dismissed the numeral); None where no figure is."""
    raise NotImplementedError
