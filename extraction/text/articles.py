"""The layout of a page: furniture off, captions aside, broken lines joined, articles and sections apart."""

import re
from dataclasses import dataclass

from extraction.text.aligned_text import AlignedText
from extraction.text.cleaning import CleanText
from extraction.text.sentences import clauses, sentences, stripped
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


_LINE = re.compile(r"[^\n\r\u2028\u2029\x85\x0b\x0c]+")
_DATED = re.compile(r"(20[0-9]{2})[-/.年]([01]?[0-9])(?:[-/.月]([0-3]?[0-9]))?")


def articles(clean: CleanText) -> Page:
    """Cut the cleaned document. Every raw character is in a paragraph, in ``aside``, or white space. Never raises."""
    whole = clean.aligned
    lines = [stripped(whole.text, Span(*found.span())) for found in _LINE.finditer(whole.text)]
    lines = [line for line in lines if len(line)]
    texts = [whole.text[line.start : line.end] for line in lines]
    body = next((i for i, text in enumerate(texts) if _is_body(text)), len(lines))
    titles = tuple(_paragraph(whole.sliced(line), "title") for line in lines[:body])
    sections: list[Section] = []
    heading: Paragraph | None = None
    paragraphs: list[Paragraph] = []
    for line, text in zip(lines[body:], texts[body:], strict=True):
        if _is_body(text):
            paragraphs.append(_paragraph(whole.sliced(line), "body"))
            continue
        if heading or paragraphs:
            sections.append(Section(heading, tuple(paragraphs)))
        heading, paragraphs = _paragraph(whole.sliced(line), "heading"), []
    if heading or paragraphs:
        sections.append(Section(heading, tuple(paragraphs)))
    found = _DATED.search(whole.text[:2000])
    published = None
    if found and 1 <= int(found[2]) <= 12:
        date = f"{found[1]}-{int(found[2]):02}" + (f"-{int(found[3]):02}" if found[3] else "")
        published = Published(date, "said", whole.raw_span(Span(*found.span())))
    return Page((Article(titles, tuple(sections), published, None, None),), ())


def _is_body(text: str) -> bool:
    return len(text) > 40 or text[-1] in "。！？；!?;”"


def _paragraph(aligned: AlignedText, role: str) -> Paragraph:
    return Paragraph(aligned, sentences(aligned.text), clauses(aligned.text), role)
