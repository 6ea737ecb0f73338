"""``extract``: the drawing of the architecture as code, with no rule of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction import __version__, tables
from extraction.facts.assembling import facts_of
from extraction.facts.checking import checked
from extraction.facts.confidence import with_confidence
from extraction.facts.fact import Fact
from extraction.facts.overrides import Override
from extraction.mentions.quantities import find_quantities
from extraction.text.articles import Article, Page, articles
from extraction.text.cleaning import CleanText, clean
from extraction.text.span import Span


__all__ = ["Extraction", "Numeral", "Override", "extract", "extract_at"]


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
    cleaned = clean(raw)
    page = articles(cleaned)
    given = next((override.new for override in overrides if override.kind == "published"), published)
    facts: list[Fact] = []
    numerals: list[Numeral] = []
    for article in page.articles:
        date = given or (article.published.date if article.published else None)
        for fact in facts_of(article, cleaned, date, overrides):
            facts.append(fact)
        numerals += _numerals(article)
    facts = [with_confidence(fact) for fact in checked(facts, raw)]
    facts.sort(key=lambda fact: (fact.start, fact.end))
    numerals.sort(key=lambda numeral: numeral.span)
    said = next((article.published for article in page.articles if article.published), None)
    return Extraction(
        facts=tuple(facts),
        numerals=tuple(numerals),
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
    given = next((override.new for override in overrides if override.kind == "published"), published)
    found: list[Fact] = []
    for article in articles(cleaned).articles:
        date = given or (article.published.date if article.published else None)
        found += facts_of(article, cleaned, date, overrides, wanted=span)
    found = [fact for fact in found if min(fact.end, span.end) > max(fact.start, span.start)]
    best = max(found, key=lambda fact: min(fact.end, span.end) - max(fact.start, span.start), default=None)
    return with_confidence(checked([best], raw)[0]) if best else None


def _numerals(article: Article) -> list[Numeral]:
    """Every numeral expression of an article, those that are facts included."""
    paragraphs = [*article.titles, *(one for section in article.sections for one in (section.heading, *section.paragraphs) if one)]
    return [
        Numeral(paragraph.aligned.raw_span(quantity.span), quantity.not_a_fact)
        for paragraph in paragraphs
        for quantity in find_quantities(paragraph.text)
    ]
