"""The layout of a page: furniture off, captions aside, broken lines joined, articles and sections apart."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extraction.text import bylines, dating, furniture, tokens
from extraction.text.aligned_text import AlignedText
from extraction.text.cleaning import CleanText
from extraction.text.lines import Line, lines, wrap
from extraction.text.sentences import clauses, sentences
from extraction.text.span import Span

CAPTIONS_WITHIN = 4
"""A caption between the halves of a sentence is looked for in so many lines."""
_WHOLE_FIGURE = re.compile(r"[0-9](?:%|‰|[万亿千百]{0,2}[元个家户人件项亩吨]|[万亿千百]{1,2}[一-鿿]{1,2}|个?百分点|平方米|平方公里)\Z")
_NEW_SENTENCE = re.compile(
    r"各位|分[一-鿿]{1,3}看|其中|同时|此外|另外|目前|今年|去年|截至|据|全[年市县区省州]|上半年|前[0-9一二三]|[0-9]{1,2}月|二是|三是|四是"
)
_NO_BEGINNING = re.compile(r"[，、；。）％%.,;)】”’》]|(?:增长|下降|同比|达到?|左右|以上|以下|个百分点)[0-9，,；;、。]")
_DIGITS = "0123456789."
_REST_OF_FIGURE = re.compile(r"[0-9.%万亿千百元个家户人件项亩吨]")
_DATED_BEGINNING = re.compile(r"[^，,]{0,14}(?:[年月日来初末底]|季度|半年|期间|据介绍|获悉|讯[^，,]{0,12})[，,]")
SHORT = 40
"""No caption line has more characters."""
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
    """Cut the cleaned document. Every character of the clean text is in a paragraph, in ``aside``, or white space. Never raises."""
    page = _Cutter(clean.aligned)
    for part in _parts(clean.aligned.text):
        page.take(part)
    return page.finished()


@dataclass(frozen=True)
class _Part:
    """A line and what it is: "body", "heading", or the reason why it is set aside."""

    line: Line
    role: str

    @property
    def is_content(self) -> bool:
        return self.role in ("body", "heading")


def _parts(text: str) -> list[_Part]:
    parts = [_Part(line, _role(line)) for whole in lines(text) for line in _unglued(whole)]
    for step in LAYOUT:
        parts = step(parts)
    return parts


def _unglued(line: Line) -> Iterator[Line]:
    """A line; or its title, posting items and text, where a page has lost the breaks between them."""
    posting = furniture.glued_head(line.text) if len(line.text) > LEAD else None
    for start, end in [(0, posting[0]), posting, (posting[1], len(line.text))] if posting else [(0, len(line.text))]:
        if line.text[start:end].strip():
            yield line.part(start, end)


def _role(line: Line) -> str:
    reason = furniture.furniture(line.text)
    if reason:
        return reason
    if dating.is_posting(line.text):
        return "posting"
    if bylines.is_byline(line.text):
        return "byline"
    if furniture.is_caption(line.text):
        return "caption"
    return "body" if line.is_body else "heading"


def _lists_of_others_aside(parts: Sequence[_Part]) -> list[_Part]:
    """相关阅读 and the short lines behind it; before the first body line it is only a label."""
    found: list[_Part] = []
    listing, begun = False, False
    for part in parts:
        reason = furniture.begins_list(part.line.text)
        begun = begun or (part.role == "body" and not reason)
        listing = bool(reason and begun) or (listing and part.role != "body")
        found.append(_Part(part.line, reason or "other articles") if reason or (listing and part.is_content) else part)
    return found


def _wrapped_lines_joined(parts: Sequence[_Part]) -> list[_Part]:
    """Lines that were all broken at one width: a full one goes on in the next, unless a new paragraph is marked."""
    wrapping = wrap([part.line for part in parts if part.is_content])
    if wrapping is None:
        return list(parts)
    indents = sum(part.line.indent > 0 for part in parts if part.is_content) * 2 < len(parts)
    groups: list[list[_Part]] = []
    full = False
    for part in parts:
        line = part.line
        marked = line.gap or (indents and line.indent) or line.is_numbered_heading or line.text.startswith("——")
        if full and part.is_content and not marked:
            groups[-1].append(part)
        else:
            groups.append([part])
        full = part.is_content and wrapping.is_full(line)
    return [_joined(group) for group in groups]


def _joined(group: Sequence[_Part]) -> _Part:
    """Lines of running text as one; two lines that are a heading still are."""
    if len(group) == 1:
        return group[0]
    line = Line.joined([part.line for part in group])
    return _Part(line, "body" if len(group) > 2 or line.is_body else "heading")


def _parentheses_joined(parts: Sequence[_Part]) -> list[_Part]:
    """A short line that opens a parenthesis, and the one that closes it, are one; what stands between is a caption."""
    found: list[_Part] = []
    i = 0
    while i < len(parts):
        closing = _closing(parts, i)
        if closing is None:
            found.append(parts[i])
        else:
            line = Line.joined([parts[i].line, parts[closing].line])
            found += [_Part(line, _role(line)), *(_Part(between.line, "caption") for between in parts[i + 1 : closing])]
            i = closing
        i += 1
    return found


def _closing(parts: Sequence[_Part], i: int) -> int | None:
    opening = parts[i].line.text
    if opening[0] not in "(（" or len(opening) > SHORT or re.search(r"[)）]", opening):
        return None
    ahead = range(i + 1, min(i + 1 + CAPTIONS_WITHIN, len(parts)))
    return next((k for k in ahead if re.fullmatch(r"[^()（）]{1,60}[)）]", parts[k].line.text)), None)


def _captions_aside(parts: Sequence[_Part]) -> list[_Part]:
    """Between a line that breaks off and its rest, short lines are captions: those before a photo credit, and those that the halves of a word enclose."""
    found = list(parts)
    for i, part in enumerate(found):
        if part.role != "body" or not part.line.is_open:
            continue
        ahead = [i + 1 + k for k in range(len(list(itertools.takewhile(_may_be_caption, found[i + 1 : i + 1 + CAPTIONS_WITHIN]))))]
        last = max((k for k in ahead if found[k].role == "caption" and k + 1 < len(found)), default=None) or _before_other_half(
            found, i, ahead
        )
        for k in range(i + 1, last + 1):
            if found[k].is_content:
                found[k] = _Part(found[k].line, "caption")
    return found


def _may_be_caption(part: _Part) -> bool:
    """Short, whole, and without a figure: what holds one is too dear to be set aside on a guess."""
    if part.role == "caption":
        return True
    text = part.line.text
    return part.is_content and len(text) <= SHORT and not part.line.is_open and not re.search("[0-9]", text) and not part.line.is_numbered


def _before_other_half(parts: Sequence[_Part], i: int, ahead: Sequence[int]) -> int:
    """The line before the one that begins with the other half of the word in which line ``i`` breaks off; ``i`` where there is none."""
    if not ahead or _word_across(parts[i].line.text, parts[i + 1].line.text):
        return i
    after = [k + 1 for k in ahead if k + 1 < len(parts) and parts[k + 1].is_content]
    return next((k - 1 for k in after if _word_across(parts[i].line.text, parts[k].line.text)), i)


def _word_across(text: str, rest: str) -> bool:
    """Whether a word of the dictionary reaches from the end of one line into the next: any where the line ends in no word, else a long one."""
    complete = any(tokens.frequency(text[-length:]) for length in (2, 3, 4))
    return any(
        tokens.frequency(text[-back:] + rest[:ahead]) for back in (1, 2, 3, 4) for ahead in (1, 2, 3) if back + ahead >= 4 or not complete
    )


def _broken_lines_joined(parts: Sequence[_Part]) -> list[_Part]:
    """A line that breaks off goes on in the next one that is neither caption nor anything else set aside."""
    groups: list[list[_Part]] = []
    last: list[_Part] | None = None
    for part in parts:
        if last is not None and part.is_content and _goes_on(last, part):
            last.append(part)
        else:
            groups.append([part])
            if part.role != "caption":
                last = groups[-1] if part.is_content else None
    return [_Part(Line.joined([part.line for part in group]), "body") if len(group) > 1 else group[0] for group in groups]


def _goes_on(begun: Sequence[_Part], part: _Part) -> bool:
    """Whether the last of the lines that are one so far goes on in the next part.

    It does where that begins with a mark that begins nothing, or with the rest of a figure. Running text that breaks off does, unless a new sentence
    follows on a whole figure: then only a full stop is gone. A line too short to be taken for running text does where it holds a comma and a word
    reaches across, or where it begins as running text does.
    """
    line, rest = begun[-1].line, part.line
    if line.is_final or line.is_numbered_heading or rest.begins_item:
        return False
    running = len(begun) > 1 or begun[0].role == "body"
    has_comma = len(line.text) >= 15 and re.search("[，,：:]", line.text) is not None
    if (running or has_comma) and (_NO_BEGINNING.match(rest.text) or (line.text[-1] in _DIGITS and _REST_OF_FIGURE.match(rest.text))):
        return True
    if part.role != "body":
        return False
    if running:
        parted = _WHOLE_FIGURE.search(line.text[-12:]) and _NEW_SENTENCE.match(rest.text)
        return (line.breaks_off if len(begun) > 1 else line.is_open) and not parted
    return has_comma and (_begins_as_text(line.text) or _word_across(line.text, rest.text))


def _begins_as_text(text: str) -> bool:
    return bool(_DATED_BEGINNING.match(text) or bylines.dateline(text))


LAYOUT = (_lists_of_others_aside, _wrapped_lines_joined, _parentheses_joined, _captions_aside, _broken_lines_joined)
"""The steps that find out what each line is, in their order."""


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

    def take(self, part: _Part) -> None:
        if part.role == "heading":
            self.headings.append(part.line)
        elif part.role == "body":
            self._body(part.line)
        else:
            for span in part.line.spans:
                self._set_aside(self.whole.sliced(span), part.role)
            self._note(part)

    def _note(self, part: _Part) -> None:
        """What the lines set aside say about the article."""
        draft = self.drafts[-1]
        if part.role == "posting":
            self.posted.append(part.line)
        elif part.role == "byline":
            draft.byline = draft.byline or self._raw(part.line)
            draft.source = draft.source or bylines.paper(part.line.text)
            draft.closed = draft.has_body and not self.headings

    def _body(self, line: Line) -> None:
        text = self._aligned(line)
        dateline = bylines.dateline(text.text)
        if self._begins_article(dateline is not None):
            self.drafts.append(_Draft())
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
        year = dating.inferred_year(self.whole.text)
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

    def _aligned(self, line: Line) -> AlignedText:
        return AlignedText.joined([self.whole.sliced(span) for span in line.spans])

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
