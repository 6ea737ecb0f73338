"""The lines of a page: their shape, and the width at which somebody broke them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.text.sentences import stripped
from extraction.text.span import Span

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_FINAL = re.compile(r"[。！!？?；;…][”’」』）)\]】]*\Z")
_CUT_CLAUSE = re.compile(r"[一-鿿][，,][一-鿿]\Z")  # no heading ends in a clause of one character
_COMMAS = re.compile(r"[，,、：:]")
_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百]{1,3}[章节部分条]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}[、.．](?![0-9]))"
)

_BULLETS = ("——", *"●■◆▪•※★☆○◇□")

SLACK = 4  # by how many columns lines broken at one width may differ
WRAPPED_FROM = 4  # so many full lines make a width


@dataclass(frozen=True)
class Line:
    """A line of the cleaned page without the blanks around it, or several that were one before somebody broke them.

    ``gap``: empty lines stand before it; ``indent``: so many columns of blanks do.
    """

    spans: tuple[Span, ...]
    text: str
    gap: bool
    indent: int

    @classmethod
    def joined(cls, lines: Sequence[Line]) -> Line:
        """Lines that are one, in order."""
        spans = tuple(span for line in lines for span in line.spans)
        return cls(spans, "".join(line.text for line in lines), lines[0].gap, lines[0].indent)

    def part(self, start: int, end: int) -> Line:
        """A part of a line that nobody has broken, without the blanks around it."""
        span = stripped(self.text, Span(start, end))
        return Line((span.shifted(self.spans[0].start),), self.text[span.start : span.end], self.gap, self.indent)

    @property
    def width(self) -> int:
        """The column it ends in: a Chinese character takes two."""
        return self.indent + _columns(self.text)

    @property
    def is_final(self) -> bool:
        return bool(_FINAL.search(self.text[-8:]))

    @property
    def is_numbered(self) -> bool:
        return bool(_NUMBERED.match(self.text))

    @property
    def begins_item(self) -> bool:
        return self.is_numbered or self.text.startswith(_BULLETS)

    @property
    def is_body(self) -> bool:
        """Running text and no heading: a sentence ends in it, or it is too long or has too many commas for a heading."""
        text = self.text
        return (
            "。" in text
            or text[-1] in "；;：:，,、"
            or bool(_CUT_CLAUSE.search(text[-3:]))
            or len(text) > 60
            or (len(text) > 40 and self.is_final)
            or (len(text) > 15 and len(_COMMAS.findall(text)) >= 3)
        )

    @property
    def is_open(self) -> bool:
        """Running text that breaks off: the rest of its sentence stands further down."""
        if _CUT_CLAUSE.search(self.text[-3:]):
            return True
        return self.is_body and self.breaks_off and not self.is_numbered_heading

    @property
    def breaks_off(self) -> bool:
        """No mark ends it, as it would a sentence, a quotation, a parenthesis or an announcement."""
        return not self.is_final and self.text[-1] not in "：:”）)】"

    @property
    def is_numbered_heading(self) -> bool:
        return self.is_numbered and len(self.text) <= 40 and "。" not in self.text


def _columns(text: str) -> int:
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def lines(text: str) -> list[Line]:
    """The lines that hold more than blanks, in order."""
    found: list[Line] = []
    end = 0
    for match in _LINE.finditer(text):
        span = stripped(text, Span(*match.span()))
        if not len(span):
            continue
        breaks = text[end : match.start()].replace("\r\n", "\n")
        gap = sum(1 for char in breaks if char in "\n\r\x0b\x0c\x85\u2028\u2029") > 1
        found.append(Line((span,), text[span.start : span.end], gap and end > 0, _columns(text[match.start() : span.start])))
        end = match.end()
    return found


@dataclass(frozen=True)
class Wrap:
    """Lines were broken at ``width`` columns (a Chinese character takes two) or, by other programs, characters."""

    in_columns: bool
    width: int

    def is_full(self, line: Line) -> bool:
        return 0 <= self.width - self.measured(line) <= self.slack

    def measured(self, line: Line) -> int:
        return line.width if self.in_columns else line.indent // 2 + len(line.text)

    @property
    def slack(self) -> int:
        return SLACK if self.in_columns else SLACK // 4


def wrap(found: Sequence[Line]) -> Wrap | None:
    """Where lines were broken by hand or machine; None where each paragraph is a line.

    Broken lines are of one width, several of them, and most lines that break off are among them; headlines in a list may be of one width too, but
    hold no commas.
    """
    open_lines = [line for line in found if not line.is_final]
    wraps = [(len(full), one) for one in (_widest(open_lines, True), _widest(open_lines, False)) if (full := _full(one, open_lines))]
    if not wraps:
        return None
    best = max(wraps, key=lambda pair: pair[0])[1]
    full = _full(best, open_lines)
    running = sum(1 for line in full if _COMMAS.search(line.text) or "。" in line.text)
    narrow = best.width < (24 if best.in_columns else 12)
    return None if narrow or len(full) < WRAPPED_FROM or 2 * len(full) < len(open_lines) or 2 * running < len(full) else best


def _full(one: Wrap, found: Sequence[Line]) -> list[Line]:
    return [line for line in found if one.is_full(line)]


def _widest(found: Sequence[Line], in_columns: bool) -> Wrap:
    """The width that most lines have."""
    probe = Wrap(in_columns, 0)
    counts = Counter(probe.measured(line) for line in found)
    return Wrap(in_columns, max(counts, key=lambda width: (sum(counts[width - less] for less in range(probe.slack + 1)), width), default=0))
