"""``extract``: the drawing of the architecture as code, with no rule of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extraction import __version__, tables
from extraction.facts.assembling import facts_of
from extraction.facts.checking import checked
from extraction.facts.confidence import with_confidence
from extraction.facts.context import settings
from extraction.facts.fact import Fact
from extraction.facts.overrides import Override
from extraction.facts.setting import Setting
from extraction.facts.titles import as_in_text
from extraction.text.articles import Article, Page, articles
from extraction.text.cleaning import CleanText, clean
from extraction.text.span import Span

__all__ = ["Extraction", "Numeral", "Override", "extract", "extract_at"]


class Numeral(NamedTuple):
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
    cleaned = clean(raw)
    page = articles(cleaned)
    given = _given(published, overrides)
    facts: list[Fact] = []
    numerals: list[Numeral] = []
    for article in page.articles:
        titles: list[Fact] = []
        told: list[Fact] = []
        for setting in settings(article, _date(article, given), overrides):
            into = titles if setting.mentions.paragraph.role == "title" else told
            into += facts_of(setting, cleaned)
            numerals += _numerals(setting)
        facts += [*as_in_text(titles, told), *told]
    facts.sort(key=lambda fact: (fact.start, fact.end))
    said = next((article.published for article in page.articles if article.published), None)
    return Extraction(
        facts=tuple(with_confidence(fact) for fact in checked(facts, raw, given or (said.date if said else None))),
        numerals=tuple(sorted(numerals, key=lambda numeral: numeral.span)),
        title=next((article.titles[0].text for article in page.articles if article.titles), None),
        published=given or (said.date if said else None),
        published_known="given" if given else (said.known if said else None),
        clean=cleaned,
        page=page,
        version=__version__,
        tables_digest=tables.digest(),
    )


def extract_at(raw: str, span: Span, published: str | None = None, overrides: Sequence[Override] = ()) -> Fact | None:
    """The fact that the machine would read at one raw span that a person selected (also where it had dismissed the numeral); None where no figure is."""
    cleaned = clean(raw)
    given = _given(published, overrides)
    found: list[Fact] = []
    for article in articles(cleaned).articles:
        for setting in settings(article, _date(article, given), overrides):
            found += [fact for fact in facts_of(setting, cleaned, wanted=span) if _overlap(fact, span)]
    best = max(found, key=lambda fact: _overlap(fact, span), default=None)
    return with_confidence(checked([best], raw, given)[0]) if best else None


def _given(published: str | None, overrides: Sequence[Override]) -> str | None:
    """The date of publication that a person corrected, else the one that the caller knows."""
    return next((override.new for override in reversed(overrides) if override.kind == "published"), published)


def _date(article: Article, given: str | None) -> str | None:
    """The page's date where it is given; of an article reprinted from an earlier issue the day of that."""
    own = article.published.date if article.published else None
    if given and own and article.is_reprint and own < given:
        return own
    return given or own


def _overlap(fact: Fact, span: Span) -> int:
    return min(fact.end, span.end) - max(fact.start, span.start) if fact.start < span.end and span.start < fact.end else 0


def _numerals(setting: Setting) -> list[Numeral]:
    """Every numeral expression of a paragraph, those that are facts included."""
    return [Numeral(setting.mentions.raw(quantity.span), quantity.not_a_fact) for quantity in setting.mentions.quantities]
