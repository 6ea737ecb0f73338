"""What pairs of bytes mean in GBK, in simplified characters, also where one of the two is lost or a pair between them was dropped."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from sys import intern
from typing import NamedTuple

from extraction.text import simplified, tokens
from extraction.text.glosses import HAN
from extraction.text.word_scores import MARKS, word_score

NARROWED = {mark: chr(ord(mark) + 0xFEE0) for mark in "!(),:;?"}  # full width in GBK, narrowed by the site
_RARE = 10  # a character seen less often than that is no reading

Pair = tuple[int, int]
Alone = tuple[tuple[str, float], ...]
"""The two likeliest of some characters as words of their own, with their scores: no third one can be the best or its best rival."""


class Choice(NamedTuple):
    """Characters any one of which may stand at a place."""

    chars: tuple[str, ...]
    any_of: frozenset[str]
    alone: Alone


class Detour(NamedTuple):
    """Two characters where the text shows one: it has lost the pair of bytes between them, because that means nothing in GBK.

    Lost bytes after which the same second characters are possible are one gap, by its number. ``firsts`` and ``seconds``: a character to the gaps
    before and behind which it may stand. ``any_first``: also the one character that the bytes left mean, where nothing was lost. ``alone``: the
    likeliest first and second characters of a gap that has any, ``likeliest`` the score of the likeliest first, and second, one of all gaps.
    """

    pair: Pair  # the bytes that are left: the first one's first and the second one's second
    firsts: Mapping[str, tuple[int, ...]]
    seconds: Mapping[str, tuple[int, ...]]
    any_first: frozenset[str]
    any_second: frozenset[str]
    alone: Mapping[int, tuple[Alone, Alone]]
    likeliest: tuple[float, float]


class _Script(NamedTuple):
    """What pairs of bytes mean in a script, and which pairs mean nothing (first byte to second bytes), so that converters drop them."""

    meanings: Mapping[Pair, str]
    by_lead: Mapping[int, tuple[tuple[int, str], ...]]
    by_trail: Mapping[int, tuple[tuple[int, str], ...]]


class _Gaps(NamedTuple):
    """The gaps before a second byte: a lost byte to the number of its gap, the likeliest characters behind each, and a character to its gaps."""

    numbers: Mapping[int, int]
    alone: tuple[Alone, ...]
    seconds: Mapping[str, tuple[int, ...]]
    any_second: frozenset[str]


def script_of(text: str) -> str:
    """``big5`` for a text in traditional characters, ``gb2312`` for one in simplified ones, ``gbk`` where the text does not tell."""
    if simplified.is_traditional(text):
        return "big5"
    chinese = re.findall(HAN, text[:2000])
    only_simplified = sum(1 for char in chinese if char.encode("gb2312", "ignore") and not char.encode("big5", "ignore"))
    return "gb2312" if only_simplified > 0.05 * len(chinese) else "gbk"


@lru_cache(maxsize=8192)
def bytes_of(char: str) -> Pair | None:
    """The two bytes of a character; None where GBK has none or one."""
    try:
        pair = NARROWED.get(char, char).encode("gbk")
    except UnicodeEncodeError:
        return None
    return (pair[0], pair[1]) if len(pair) == 2 else None


def choice(chars: Iterable[str]) -> Choice:
    """A choice between given characters."""
    known = tuple(dict.fromkeys(chars))
    return Choice(known, frozenset(known), _alone(known))


@lru_cache(maxsize=4096)
def chars(script: str, lead: int | None, trail: int | None) -> Choice:
    """The characters that two bytes may mean in a script, one of them perhaps lost; none where both are."""
    table = _script(script)
    if lead is not None and trail is not None:
        return choice(table.meanings.get((lead, trail), ""))
    known = table.by_trail.get(trail, ()) if trail is not None else table.by_lead.get(lead, ()) if lead is not None else ()
    return choice(char for _, char in known)


@lru_cache(maxsize=4096)
def detour(script: str, lead: int, trail: int) -> Detour | None:
    """The two usual characters between whose bytes a dropped pair may have stood; None where there are none."""
    gaps = _gaps(script, trail)
    firsts: dict[str, tuple[int, ...]] = {}
    of_gap: dict[int, list[str]] = defaultdict(list)
    for missing, char in _script(script).by_lead.get(lead, ()):
        gap = gaps.numbers.get(missing)
        if gap is not None and _is_usual(char):
            firsts[char] = (*firsts.get(char, ()), gap)
            of_gap[gap].append(char)
    alone = {gap: (_alone(found), gaps.alone[gap]) for gap, found in of_gap.items()}
    if not firsts:
        return None
    likeliest = max(first[0][1] for first, _ in alone.values()), max(second[0][1] for _, second in alone.values())
    any_first = chars(script, lead, trail).any_of.union(firsts)
    return Detour((lead, trail), firsts, gaps.seconds, any_first, gaps.any_second, alone, likeliest)


@cache
def _gaps(script: str, trail: int) -> _Gaps:
    """Where the pair ``(missing, partner)`` is dropped, the second character is one of those that a partner makes with the known byte."""
    usual = [(partner, char) for partner, char in _script(script).by_trail.get(trail, ()) if _is_usual(char)]
    behind: dict[frozenset[int], tuple[str, ...]] = {}
    numbers: dict[tuple[str, ...], int] = {}
    of_byte: dict[int, int] = {}
    for missing, partners in dropped().items():
        if partners not in behind:
            behind[partners] = tuple(dict.fromkeys(char for partner, char in usual if partner in partners))
        if behind[partners]:
            of_byte[missing] = numbers.setdefault(behind[partners], len(numbers))
    seconds: dict[str, tuple[int, ...]] = {}
    for found, gap in numbers.items():
        seconds.update((char, (*seconds.get(char, ()), gap)) for char in found)
    return _Gaps(of_byte, tuple(map(_alone, numbers)), seconds, frozenset(seconds))


def _alone(chars: Iterable[str]) -> Alone:
    return tuple(sorted(((char, word_score(char)) for char in chars), key=lambda pair: -pair[1])[:2])


@lru_cache(maxsize=32768)
def is_common(lead: int, trail: int) -> bool:
    """Whether two bytes mean a common character or mark in any script; cheap and without the dictionary."""
    return _is_usual(simplified.convert(bytes((lead, trail)).decode("gbk", "replace")[:1]))


@lru_cache(maxsize=32768)
def _is_usual(char: str) -> bool:
    """A mark, or a character of level one of GB 2312."""
    return char in MARKS or b"\xb0\xa1" <= char.encode("gb2312", "replace") <= b"\xd7\xf9"


@cache
def _pairs() -> Mapping[Pair, tuple[str, str]]:
    """Every pair of the shape of GBK: as it is decoded (U+FFFD where it means nothing), and that in simplified writing."""
    shape = [(lead, trail) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF) if trail != 0x7F]
    written = "".join(bytes(pair).decode("gbk", "replace")[:1] for pair in shape)
    return dict(zip(shape, zip(written, map(intern, simplified.convert(written)), strict=True), strict=True))


@cache
def dropped() -> Mapping[int, frozenset[int]]:
    """The pairs that mean nothing, so that converters drop them: first byte to second bytes."""
    found: dict[int, set[int]] = defaultdict(set)
    for (lead, trail), (char, _) in _pairs().items():
        if char == "\ufffd":
            found[lead].add(trail)
    return {lead: frozenset(trails) for lead, trails in found.items()}


def meanings(script: str) -> Mapping[Pair, str]:
    """The characters (simplified) that a text of a script may hold, by their bytes; ``gbk`` has those of all scripts."""
    return _script(script).meanings


@cache
def _script(script: str) -> _Script:
    """For a traditional text without the characters that only simplified writing has, and the other way round."""
    known: dict[Pair, str] = {}
    by_lead, by_trail = defaultdict(list), defaultdict(list)
    for (lead, trail), (char, read) in _pairs().items():
        if char != "\ufffd" and (
            read in MARKS or ("㐀" <= read <= "鿿" and tokens.frequency(read) >= _RARE and _is_in(script, char, read))
        ):
            known[lead, trail] = read
            by_lead[lead].append((trail, read))
            by_trail[trail].append((lead, read))
    return _Script(known, *({byte: tuple(found) for byte, found in table.items()} for table in (by_lead, by_trail)))


def _is_in(script: str, char: str, read: str) -> bool:
    """Characters that are written otherwise in simplified writing are traditional, whatever Big5 thinks of their form."""
    return (script == "big5" and char != read) or bool(char.encode(script, "ignore"))
