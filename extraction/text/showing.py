"""What cleaning did to a text, line by line, for people: ``python -m extraction clean FILE``."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from extraction.text.cleaning import CleanText, Damage, Edit, clean
from extraction.text.span import Span

_LINE = re.compile(r"[^\n\r]+")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ue000-\uf8ff]")


def show(raw: str) -> Iterable[str]:
    """For each raw line that holds anything: the line as it came, as it reads now (where that differs), each edit and each damaged span.

    Offsets are those of the raw text. Characters that would not show are written by their number.
    """
    cleaned = clean(raw)
    edits, damages = list(cleaned.edits), sorted(cleaned.damages, key=lambda damage: damage.raw)
    edit_starts, damage_starts = [edit.raw.start for edit in edits], [damage.raw.start for damage in damages]
    for number, found in enumerate(_LINE.finditer(raw), start=1):
        line = Span(*found.span())
        here = edits[bisect_left(edit_starts, line.start) : bisect_left(edit_starts, line.end)]
        hurt = damages[bisect_left(damage_starts, line.start) : bisect_left(damage_starts, line.end)]
        yield from _line(number, found[0], _cleaned(cleaned, line), here, hurt)
    yield _summary(cleaned)


def visible(text: str) -> str:
    """Text in which every character shows: a zero-width space is ``⟨U+200B⟩``."""
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def _cleaned(cleaned: CleanText, line: Span) -> str:
    span = cleaned.aligned.clean_span(line)
    return cleaned.aligned.text[span.start : span.end] if span else ""


def _line(number: int, raw: str, text: str, edits: Sequence[Edit], damages: Sequence[Damage]) -> Iterator[str]:
    yield f"{number:>5} raw    {visible(raw)}"
    if text != raw:
        yield f"      clean  {visible(text)}"
    for edit in edits:
        yield f"             {edit.step:<11} {_place(edit.raw)} {_quoted(edit.before)} -> {_quoted(edit.after)}"
    for damage in damages:
        yield f"             damage      {_place(damage.raw)} {damage.kind}"


def _place(span: Span) -> str:
    return f"[{span.start}, {span.end})"


def _quoted(text: str) -> str:
    if not text:
        return "nothing"
    return "'" + "".join(f"⟨U+{ord(char):04X}⟩" if unicodedata.category(char)[0] in "CZ" else char for char in text) + "'"


def _summary(cleaned: CleanText) -> str:
    counts: dict[str, int] = {}
    for edit in cleaned.edits:
        counts[edit.step] = counts.get(edit.step, 0) + 1
    steps = ", ".join(f"{count} {step}" for step, count in counts.items()) or "nothing to clean"
    return f"{len(cleaned.aligned.raw)} characters, {len(cleaned.aligned.text)} of them left: {steps}; {len(cleaned.damages)} damaged"
