"""The layout of a page: furniture off, captions aside, broken lines joined, articles and sections apart."""

from dataclasses import dataclass

from extraction.text.aligned_text import AlignedText
from extraction.text.cleaning import CleanText
from extraction.text.span import Span


@dataclass(frozen=True)
class Paragraph:
    """Joined lines of one paragraph. All mentions and evidence of a paragraph count offsets in ``aligned.text``;
    ``aligned.raw_span`` takes them to the raw document. ``sentences`` and ``clauses`` are spans of ``aligned.text`` in order."""

    aligned: AlignedText
    sentences: tuple[Span, ...]
    clauses: tuple[Span, ...]
    role: str  # "title", "heading" or "body"

    @property
    def text(self) -> str:
        return self.aligned.text


@dataclass(frozen=True)
class Section:
    """A heading (or none) and the body paragraphs it stands over. Region and period context do not leave a section."""

    heading: Paragraph | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Published:
    """``date`` is ``YYYY-MM-DD`` or ``YYYY-MM``. ``known``: "given" (by the caller), "said" (in the text), "inferred" (the year was
    concluded from the text). ``raw`` is where the text says it, None where it was given."""

    date: str
    known: str
    raw: Span | None


@dataclass(frozen=True)
class Article:
    """One article of a page. ``titles`` are its head lines in order (main title, subtitles); ``published`` None where nothing says it."""

    titles: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    published: Published | None
    byline: Span | None
    source: str | None


@dataclass(frozen=True)
class Page:
    """A document's articles in order, and the raw spans that were set aside with the reason (furniture, caption, byline)."""

    articles: tuple[Article, ...]
    aside: tuple[tuple[Span, str], ...]


def articles(clean: CleanText) -> Page:
    """Cut the cleaned document. Every raw character is in a paragraph, in ``aside``, or white space. Never raises."""
    raise NotImplementedError
