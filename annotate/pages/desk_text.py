"""A document's text as segments that know where they stand in the raw text, so that a browser need not count."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

from extraction.text.aligned_text import AlignedText
from extraction.text.cleaning import CleanText, clean

LINE_BREAK = re.compile(r"\r\n|\r|\n")


def raw_html(raw: str, cuts: Iterable[int]) -> SafeString:
    """The raw text, one ``div.line`` a line, cut at every offset of ``cuts`` into ``span[data-start][data-end]`` (raw code points).

    Line ends stand in no segment: a browser turns CRLF into LF, and every offset behind would be wrong.
    """
    stops = sorted(set(cuts))
    lines = []
    for start, end in _lines(raw):
        pieces = [_segment(raw[a:b], a, b) for a, b in _pieces(start, end, stops)]
        lines.append(_line(pieces))
    return mark_safe("".join(lines))  # noqa: S308  every text goes through escape()


def clean_html(raw: str, cuts: Iterable[int]) -> SafeString:
    """The cleaned text in segments that point into the raw text; a segment that cleaning changed is ``.edited`` and says what stood there."""
    cleaned = clean(raw)
    stops = sorted(set(cuts) | {offset for damage in cleaned.damages for offset in damage.raw})
    lines = [_line(_clean_line(cleaned, start, end, stops)) for start, end in _lines(cleaned.aligned.text)]
    return mark_safe("".join(lines))  # noqa: S308  every text goes through escape()


def boundaries(spans: Iterable[tuple[int, int]]) -> set[int]:
    """Every offset at which some span begins or ends."""
    return {offset for start, end in spans for offset in (start, end)}


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in LINE_BREAK.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _pieces(start: int, end: int, stops: list[int]) -> Iterator[tuple[int, int]]:
    for stop in [*stops[bisect_right(stops, start) : bisect_left(stops, end)], end]:
        if start < stop:
            yield start, stop
        start = stop


def _clean_line(cleaned: CleanText, start: int, end: int, stops: list[int]) -> list[str]:
    return [
        _clean_segment(cleaned, a, b)
        for first, last in _runs(cleaned.aligned, start, end)
        for a, b in _cut(cleaned.aligned, first, last, stops)
    ]


def _runs(aligned: AlignedText, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of the clean text that map alike: character by character, or as one block made from one raw block."""
    at = start
    while at < end:
        stop = at + 1
        if _plain(aligned, at):
            while stop < end and _plain(aligned, stop) and aligned.starts[stop] == aligned.ends[stop - 1]:
                stop += 1
        else:
            while stop < end and (aligned.starts[stop], aligned.ends[stop]) == (aligned.starts[at], aligned.ends[at]):
                stop += 1
        yield at, stop
        at = stop


def _plain(aligned: AlignedText, at: int) -> bool:
    start, end = aligned.starts[at], aligned.ends[at]
    return end == start + 1 and aligned.raw[start] == aligned.text[at]


def _cut(aligned: AlignedText, first: int, last: int, stops: list[int]) -> Iterator[tuple[int, int]]:
    if not _plain(aligned, first):
        yield first, last
        return
    shift = first - aligned.starts[first]
    for start, end in _pieces(aligned.starts[first], aligned.ends[last - 1], stops):
        yield start + shift, end + shift


def _clean_segment(cleaned: CleanText, first: int, last: int) -> str:
    aligned = cleaned.aligned
    start, end = aligned.starts[first], aligned.ends[last - 1]
    before = None if _plain(aligned, first) else aligned.raw[start:end]
    damaged = any(damage.raw.start < end and start < damage.raw.end for damage in cleaned.damages)
    return _segment(aligned.text[first:last], start, end, before, damaged)


def _segment(text: str, start: int, end: int, before: str | None = None, damaged: bool = False) -> str:
    names = ["edited"] * (before is not None) + ["damaged"] * damaged
    marks = f' class="{" ".join(names)}"' if names else ""
    title = f' title="{escape(before)}"' if before is not None else ""
    return f'<span data-start="{start}" data-end="{end}"{marks}{title}>{escape(text)}</span>'


def _line(segments: list[str]) -> str:
    return f'<div class="line">{"".join(segments)}</div>' if segments else '<div class="line blank"></div>'
