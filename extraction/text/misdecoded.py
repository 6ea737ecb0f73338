"""GBK read one byte off, read again where the result is certain.

Sites that insert glosses by bytes break characters in two: behind the cut every pair of bytes is read across two characters, until another lost byte
or a letter (the second byte of a traditional character) brings the reading back into step. Between the two, shifting back by one byte gives the
text again; pairs that mean nothing in GBK were dropped on the way and leave a gap of two bytes, and the byte at the cut itself is lost. So a run is
a lattice of possible characters, and the best path through it, in words of the dictionary, is its reading. It is certain when it is made of words,
clearly better than the second best, and clearly better than the run as it stands; a character that is not certain stays a question mark. The glosses
around tell how characters are read on this page, which settles many a lost byte. Digits are no part of a run, so none is ever invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from extraction.text import simplified
from extraction.text.aligned_text import AlignedText
from extraction.text.gbk import NARROWED, bytes_of, chars, choice, detour, is_common, script_of
from extraction.text.glosses import HAN, LETTERS, glosses, has_tone, is_syllable, readings
from extraction.text.lattice import Place, best, fast
from extraction.text.span import Span
from extraction.text.word_scores import wording

LONGEST = 40  # characters of one run
ENDS_TRIED = 2  # a run has no more than that many likely ends
PATIENCE = 20  # runs looked at in a text, and one more for every 4,000 characters: what has more is beyond repair
CONTEXT = 3  # Chinese characters on either side that may form words with the run's first and last
PLAINLY = 7.0  # by how much it beats the run as it stands
USUAL = -7.0  # what a character of ordinary text scores at least on average
KEPT = 0.6  # the share of a reading that is certain, where the rest may stay question marks

_TAIL = rf"(?:{LETTERS} ?[)）])?"
_START = re.compile(rf"\?(?P<tail>{_TAIL})(?=[!;,:?！；，：？“”、。]{{0,2}}{HAN})")
_END = re.compile(rf"\?(?P<tail>{_TAIL})|[@A-Z\[\]^_`a-z{{|}}~](?!{LETTERS}|[A-Z0-9])")
_GLOSS = re.compile(rf"[(（] ?({LETTERS}) ?[)）]")
_BODY = re.compile(rf"(?:[^\x00-\x7f\s０-９]|[{re.escape(''.join(NARROWED))}])*")
_BEFORE = re.compile(rf"{HAN}{{1,{CONTEXT}}}\Z")
_AFTER = re.compile(rf"{HAN}{{1,{CONTEXT}}}")
_COUNTED = re.compile(r"[0-9.%％万亿元个家户吨人亩公平件项]")

Unit = tuple[int | None, ...]
Readings = Mapping[str, set[str]]


def misdecoded(text: str) -> Iterator[tuple[Span, str]]:
    """Every run that can be read again with certainty, with its reading (in simplified characters)."""
    if "?" not in text:
        return
    bare = AlignedText.of(text).replaced(glosses(text))
    starts = [found for found in _START.finditer(bare.text) if _is_tail(found["tail"])]
    if not starts:
        return
    said = readings(text)
    script = script_of(bare.text)
    patience = PATIENCE + len(text) // 4000
    done = 0
    for found in starts:
        if found.start() < done:
            continue
        for run in _runs(bare.text, found, said, script):
            if patience == 0:
                return
            patience -= 1
            repair = (_whole(run) if run.closed else None) or _inside(run)
            if repair:
                yield bare.raw_span(repair[0]), repair[1]
                done = repair[0].end
                break


@dataclass(frozen=True)
class _Run:
    """``units`` are the bytes in the order of the text, None for a lost one; a gap between two units may hide a dropped pair.

    ``first`` and ``last`` are the characters that glosses allow for the first and the last one of the reading (empty: any).
    ``closed``: it ends in step again. ``settled``: so surely that its last character may be kept.
    """

    span: Span
    body: Span
    units: tuple[Unit, ...]
    text: str  # the body as it stands, simplified
    before: str
    after: str
    first: frozenset[str]
    last: frozenset[str]
    closed: bool
    settled: bool
    script: str


def _is_tail(tail: str) -> bool:
    letters = _letters(tail)
    return not tail or (is_syllable(letters) and has_tone(letters))


def _letters(tail: str) -> str:
    return tail.rstrip(")） ")


def _runs(text: str, found: re.Match[str], said: Readings, script: str) -> Iterator[_Run]:
    """The runs that may begin here, nearest end first; those only that look like text when shifted."""
    start, inner = found.span()
    units: list[Unit] = [(None,)]
    tried = 0
    body = _BODY.match(text, inner, inner + LONGEST)
    limit = body.end() if body else inner
    for at in range(inner, min(limit + 1, inner + LONGEST, len(text))):
        end = _END.match(text, at) if text[at].isascii() else None
        if end and len(units) > 1 and _is_tail(end["tail"] or ""):
            letter, tail = end[0][0] != "?", end["tail"] or ""
            gloss = _GLOSS.match(text, end.end()) if letter else None
            closed = letter or not _COUNTED.match(text, end.end())  # a figure's digit may have gone with this lost byte
            whole = (*units, (ord(end[0]) if letter else None,))
            if _looks_shifted(whole) and (len(units) > 2 or letter or tail or found["tail"]):
                before, shown, after = _simplified(text, Span(start, gloss.end() if gloss else end.end()), Span(inner, at))
                yield _Run(
                    span=Span(start, end.end()),
                    body=Span(inner, at),
                    units=whole,
                    text=shown,
                    before=before,
                    after=after if closed else "",
                    first=_first(said, found["tail"], text[start - 1 : start], units[1][0], script),
                    last=frozenset(map(simplified.convert, said.get(gloss[1] if gloss else _letters(tail), ()))),
                    closed=closed,
                    settled=letter or bool(tail),
                    script=script,
                )
            tried += 1
        if tried == ENDS_TRIED or at == limit or (end and end["tail"]):
            return
        pair = bytes_of(text[at])
        if pair is None:
            return
        units.append(pair)


def _first(said: Readings, tail: str, before: str, trail: int | None, script: str) -> frozenset[str]:
    """The gloss behind the cut belongs to the pair across it: second byte of the character before, and the lost byte. So it tells that byte."""
    lead = (bytes_of(before) or (None, None))[1] if before else None
    lost = {pair[1] for char in said.get(_letters(tail), ()) if (pair := bytes_of(char)) and pair[0] == lead}
    return frozenset(char for byte in lost for char in chars(script, byte, trail).chars)


def _bounds(units: tuple[Unit, ...]) -> list[tuple[int | None, int | None]]:
    """The bytes on either side of the bounds between units: together they are the characters of the reading."""
    return [(this[-1], following[0]) for this, following in pairwise(units)]


def _looks_shifted(units: tuple[Unit, ...]) -> bool:
    """Cheap and without the dictionary: most pairs, shifted by one byte, are common characters or marks."""
    known = [is_common(lead, trail) for lead, trail in _bounds(units) if lead is not None and trail is not None]
    return sum(known) >= 0.6 * len(known)


def _whole(run: _Run) -> tuple[Span, str] | None:
    """The reading of a run that ends in step again, where it is certain."""
    if not run.settled and len(run.units) == 3:
        return None  # of its two characters the last one could not be kept, and one alone is chance
    reading = best([*map(fast, run.before), *_places(run), *map(fast, run.after)])
    if reading is None or reading.score < USUAL * len(reading.text):
        return None
    if reading.score - wording(f"{run.before}?{run.text}?{run.after}").score < PLAINLY:
        return None
    core = range(len(run.before), len(reading.text) - len(run.after))
    certain = reading.certain()
    if not run.settled:
        certain[core.stop - 1] = False
    kept = sum(certain[i] for i in core)
    if kept < 2 or kept < KEPT * len(core):
        return None
    return run.span, "".join(reading.text[i] if certain[i] else "?" for i in core)


def _places(run: _Run) -> Iterator[Place]:
    """The characters of a run, each of the last byte of one unit and the first of the next."""
    last = len(run.units) - 2
    for at, (lead, trail) in enumerate(_bounds(run.units)):
        allowed = run.first if at == 0 else run.last if at == last else frozenset()
        possible = chars(run.script, lead, trail)
        confirmed = choice(char for char in possible.chars if char in allowed) if allowed else None
        known, unit = lead is not None and trail is not None, run.units[at]
        yield Place(
            confirmed if confirmed and confirmed.chars else possible,
            2 if confirmed and confirmed.chars else int(known),
            detour(run.script, lead, trail) if lead is not None and trail is not None else None,
            (unit[0], unit[1]) if at and unit[0] is not None and unit[1] is not None else None,
        )


def _inside(run: _Run) -> tuple[Span, str] | None:
    """What is sure of a run whose ends are not: the characters both of whose bytes are there, where all of them are words."""
    known = [chars(run.script, lead, trail).chars for lead, trail in _bounds(run.units[1:-1])]
    if len(known) < 2 or not all(known):
        return None
    reading = wording("".join(char for (char,) in known))
    if any(len(word) < 2 for word in reading.words) or reading.score - wording(run.text).score < PLAINLY:
        return None
    return run.body, "".join(reading.words)


def _simplified(text: str, span: Span, body: Span) -> list[str]:
    """The Chinese characters before a run, its body as it stands, and the characters behind it; converted at once, since asking is what costs."""
    before = _BEFORE.search(text, max(0, span.start - CONTEXT), span.start)
    after = _AFTER.match(text, span.end)
    parts = before[0] if before else "", text[body.start : body.end], after[0] if after else ""
    return simplified.convert("\n".join(parts)).split("\n")
