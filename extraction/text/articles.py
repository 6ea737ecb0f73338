"""The parts of a page put together: articles with their titles, sections and dates; whatever is none of them set aside with the reason."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extraction.text import bylines, dating, furniture
from extraction.text.aligned_text import AlignedText
from extraction.text.cleaning import CleanText
from extraction.text.layout import Part, parts
from extraction.text.lines import Line
from extraction.text.sentences import clauses, sentences
from extraction.text.span import Span

LEAD = 80
"""A date without a year that stands so near the beginning of the first paragraph is the day of the news."""


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
    """One article of a page. ``titles`` are its head lines in order (main title, subtitles); ``published`` None where nothing says it.
    ``margins``: the lines of its page that name who publishes it (source, byline, dateline, path, imprint), those above the text first."""

    titles: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    published: Published | None
    byline: Span | None
    source: str | None
    margins: tuple[AlignedText, ...] = ()
    is_reprint: bool = False
    """Whether its heading says that it is of an earlier day (往期回顾·2023年12月28日): that day is ``published``."""


@dataclass(frozen=True)
class Page:
    """A document's articles in order, and the raw spans that were set aside with the reason (furniture, caption, byline)."""

    articles: tuple[Article, ...]
    aside: tuple[tuple[Span, str], ...]


def articles(clean: CleanText) -> Page:
    """Cut the cleaned document. Every character of the clean text is in a paragraph, in ``aside``, or white space. Never raises."""
    page = _Cutter(clean.aligned)
    for part in parts(clean.aligned.text):
        page.take(part)
    return page.finished()


@dataclass
class _Draft:
    """An article in the making."""

    titles: list[Line] = field(default_factory=list)
    sections: list[tuple[list[Line], list[AlignedText]]] = field(default_factory=list)
    postings: list[Line] = field(default_factory=list)
    dateline: AlignedText | None = None
    byline: Span | None = None
    source: str | None = None
    closed: bool = False  # a byline stands behind its text
    is_reprint: bool = False  # its heading gives the day of an earlier issue

    @property
    def has_body(self) -> bool:
        return any(paragraphs for _, paragraphs in self.sections)


class _Cutter:
    """Takes the parts of a page in order and puts them into articles and sections."""

    def __init__(self, whole: AlignedText) -> None:
        self.whole = whole
        self.drafts = [_Draft()]
        self.headings: list[Line] = []  # seen, and not yet known to be titles or a section's
        self.posted: list[Line] = []  # posting lines behind them
        self.aside: list[tuple[Span, str]] = []
        self.margins: list[AlignedText] = []

    def take(self, part: Part) -> None:
        if part.role == "heading":
            self.headings.append(part.line)
        elif part.role == "body":
            self._body(part.line)
        else:
            for span in part.line.spans:
                self._set_aside(self.whole.sliced(span), part.role)
            self._note(part)

    def _note(self, part: Part) -> None:
        """What the lines set aside say about the article."""
        draft = self.drafts[-1]
        if part.role == "posting":
            self.posted.append(part.line)
        elif part.role == "byline":
            draft.byline = draft.byline or self._raw(part.line)
            draft.source = draft.source or bylines.paper(part.line.text)
            draft.closed = draft.has_body and not self.headings
        elif part.role == "editors":  # who has edited a text stands behind the whole of it
            draft.closed = draft.closed or (draft.has_body and not self.headings)

    def _body(self, line: Line) -> None:
        text = self._aligned(line)
        dateline = bylines.dateline(text.text)
        reprint = self.drafts[-1].has_body and any(dating.is_earlier_issue(line.text) for line in self.headings)
        if reprint or self._begins_article(dateline is not None):
            self.drafts.append(_Draft(is_reprint=reprint))
        draft = self.drafts[-1]
        self._headings_placed(draft)
        if dateline:
            self._set_aside(text.sliced(dateline), "dateline")
            draft.dateline = draft.dateline or text.sliced(dateline)
            text = text.sliced(Span(dateline.end, len(text.text)))
        text = self._without_tail(draft, text)
        if text.text.strip():
            draft.sections[-1][1].append(text)

    def _begins_article(self, dated: bool) -> bool:
        """A new article begins with headings, behind a byline that closes the one before, or with a dateline or a posting line of its own."""
        draft = self.drafts[-1]
        return draft.has_body and bool(self.headings) and (draft.closed or dated or bool(self.posted))

    def _headings_placed(self, draft: _Draft) -> None:
        """Before any text they are titles, up to the first that is numbered; later each group of them begins a section."""
        headings = self.headings
        if not draft.has_body and not draft.sections:
            draft.titles += itertools.takewhile(lambda line: not line.is_numbered, headings)
            headings = headings[len(draft.titles) :]
            draft.sections += [([], [])] if not headings else []
        draft.sections += [(group, []) for group in _groups(headings)]
        draft.postings += self.posted
        self.headings, self.posted = [], []

    def _without_tail(self, draft: _Draft, text: AlignedText) -> AlignedText:
        """Byline and furniture behind the last sentence taken off."""
        for _ in range(3):
            byline, glued = bylines.byline_behind(text.text), furniture.suffix(text.text)
            if byline:
                part = text.sliced(byline)
                draft.byline = draft.byline or part.raw_span(Span(0, len(part.text)))
                draft.source = draft.source or bylines.paper(part.text.strip())
                draft.closed = True
                self._set_aside(part, "byline")
                text = text.sliced(Span(0, byline.start))
            elif glued:
                self._set_aside(text.sliced(glued[0]), glued[1])
                text = text.sliced(Span(0, glued[0].start))
            else:
                break
        return text

    def finished(self) -> Page:
        draft = self.drafts[-1]
        if draft.has_body and any(re.search("[0-9]", line.text) for line in self.headings):
            for line in self.headings:  # a heading of nothing that holds a figure is a sentence without its full stop
                draft.sections[-1][1].append(self._aligned(line))
            self.headings = []
        if self.headings:
            self._headings_placed(draft)
        draft.postings += self.posted
        said = [(draft, self._published(draft)) for draft in self.drafts]
        page_date = next((date for _, date in said if date and date.known == "said"), None)
        made = [
            Article(
                titles=tuple(_paragraph(self._aligned(line), "title") for line in draft.titles),
                sections=tuple(self._sections(draft)),
                published=date if date and date.raw else page_date or date,
                byline=draft.byline,
                source=next(filter(None, (bylines.source(line.text) for line in draft.postings)), draft.source),
                margins=tuple(self.margins),
                is_reprint=draft.is_reprint and date is not None and date.known == "said",
            )
            for draft, date in said
        ]
        return Page(tuple(made), tuple(sorted(self.aside)))

    def _sections(self, draft: _Draft) -> Iterator[Section]:
        for headings, paragraphs in draft.sections:
            heading = _paragraph(self._heading(headings), "heading") if headings else None
            if heading or paragraphs:
                yield Section(heading, tuple(_paragraph(text, "body") for text in paragraphs))

    def _published(self, draft: _Draft) -> Published | None:
        """Said by a posting line, the head, or the dateline; else a day without its year; else the months the text reports."""
        bodies = [text for _, paragraphs in draft.sections for text in paragraphs]
        lead = [bodies[0].sliced(Span(0, min(LEAD, len(bodies[0].text))))] if bodies else []
        dateline = [draft.dateline] if draft.dateline else []
        for text in [*map(self._aligned, draft.postings + draft.titles), *dateline, *lead]:
            dated = dating.full_date(text.text)
            if dated:
                return Published(dated.date, "said", text.raw_span(dated.span))
        date, span = self._inferred(draft, [*dateline, *lead])
        return Published(date, "inferred", span) if date else None

    def _inferred(self, draft: _Draft, heads: Sequence[AlignedText]) -> tuple[str | None, Span | None]:
        """A day without its year, with the year the text points to; else the month in which such a document comes out, or the one its months point to."""
        year = self._year
        titles = " ".join(line.text for line in draft.titles)
        usual, named = dating.usual_month(titles), dating.year_in(titles)
        if usual and usual[0] and named:
            return f"{named + usual[0]}-{usual[1]:02}", None
        if year is None:
            return None, None
        for text in heads:
            day = dating.day_of_year(text.text)
            if day:
                return f"{year}-{day.date}", text.raw_span(day.span)
        if usual:
            return f"{named or year}-{usual[1]:02}", None
        month = dating.last_month("\n".join(text.text for _, paragraphs in draft.sections for text in paragraphs))
        if month is None:
            return None, None
        return (f"{year}-{month:02}" if month <= 12 else f"{year + 1}-01"), None

    @cached_property
    def _year(self) -> int | None:
        return dating.inferred_year(self.whole.text)

    def _aligned(self, line: Line) -> AlignedText:
        pieces = [self.whole.sliced(span) for span in line.spans]
        return pieces[0] if len(pieces) == 1 else AlignedText.joined(pieces)

    def _raw(self, line: Line) -> Span:
        return self.whole.raw_span(Span(line.spans[0].start, line.spans[-1].end))

    def _heading(self, headings: Sequence[Line]) -> AlignedText:
        """Headings above one another are one, with the first character of the gap between them kept."""
        pieces: list[AlignedText] = []
        for line in headings:
            end = line.spans[-1].end
            pieces += [self._aligned(line), self.whole.sliced(Span(end, min(end + 1, len(self.whole.text))))]
        return AlignedText.joined(pieces[:-1])

    def _set_aside(self, text: AlignedText, reason: str) -> None:
        if text.text.strip():
            self.aside.append((text.raw_span(Span(0, len(text.text))), reason))
            if reason in _NAMING and len(self.margins) < _MARGINS:
                self.margins.append(text)


_NAMING = frozenset(("posting", "byline", "dateline", "navigation", "copyright"))
_MARGINS = 24


def _groups(headings: Sequence[Line]) -> list[list[Line]]:
    """Headings above one another are one, but a numbered one below others begins anew."""
    groups: list[list[Line]] = []
    for line in headings:
        if groups and (not line.is_numbered or groups[-1][0].is_numbered):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _paragraph(aligned: AlignedText, role: str) -> Paragraph:
    return Paragraph(aligned, sentences(aligned.text), clauses(aligned.text), role)
