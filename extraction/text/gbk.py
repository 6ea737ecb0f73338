"""What pairs of bytes mean in GBK, in simplified characters, also where one of the two is lost."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from extraction.text import simplified, tokens
from extraction.text.glosses import HAN
from extraction.text.lattice import MARKS, Choice, choice

NARROWED = {mark: chr(ord(mark) + 0xFEE0) for mark in "!(),:;?"}  # full width in GBK, narrowed by the site
_RARE = 10  # a character seen less often than that is no reading


class _Pairs(NamedTuple):
    """What pairs of bytes mean, and which pairs mean nothing (first byte to second bytes), so that converters drop them."""

    meanings: dict[tuple[int, int], str]
    by_lead: dict[int, list[str]]
    by_trail: dict[int, list[str]]
    dropped: dict[int, list[int]]


def script_of(text: str) -> str:
    """``big5`` for a text in traditional characters, ``gb2312`` for one in simplified ones, ``gbk`` where the text does not tell."""
    if simplified.is_traditional(text):
        return "big5"
    chinese = re.findall(HAN, text[:2000])
    only_simplified = sum(1 for char in chinese if char.encode("gb2312", "ignore") and not char.encode("big5", "ignore"))
    return "gb2312" if only_simplified > 0.05 * len(chinese) else "gbk"


@lru_cache(maxsize=8192)
def bytes_of(char: str) -> tuple[int, int] | None:
    """The two bytes of a character; None where GBK has none or one."""
    try:
        pair = NARROWED.get(char, char).encode("gbk")
    except UnicodeEncodeError:
        return None
    return (pair[0], pair[1]) if len(pair) == 2 else None


@lru_cache(maxsize=4096)
def chars(script: str, lead: int | None, trail: int | None) -> Choice:
    """The characters that two bytes may mean in a script, one of them perhaps lost; none where both are."""
    pairs = _pairs(script)
    if lead is not None and trail is not None:
        found = [pairs.meanings[lead, trail]] if (lead, trail) in pairs.meanings else []
    elif lead is not None:
        found = pairs.by_lead.get(lead, [])
    else:
        found = pairs.by_trail.get(trail, []) if trail is not None else []
    return choice(tuple(dict.fromkeys(found)))


@lru_cache(maxsize=4096)
def gaps(script: str, lead: int | None, trail: int | None) -> tuple[tuple[Choice, Choice], ...]:
    """What a dropped pair between two known bytes may have cut: first characters, and the second ones that go with them."""
    if lead is None or trail is None:
        return ()
    found: dict[tuple[str, ...], list[str]] = {}
    for missing, partners in _pairs(script).dropped.items():
        seconds = tuple(dict.fromkeys(char for partner in partners for char in chars(script, partner, trail).chars if _is_usual(char)))
        if seconds:
            found.setdefault(seconds, []).extend(char for char in chars(script, lead, missing).chars if _is_usual(char))
    return tuple((choice(tuple(firsts)), choice(seconds)) for seconds, firsts in found.items() if firsts)


@lru_cache(maxsize=32768)
def is_common(lead: int, trail: int) -> bool:
    """Whether two bytes mean a common character or mark in any script; cheap and without the dictionary."""
    return _is_usual(simplified.convert(bytes((lead, trail)).decode("gbk", "replace")[:1]))


@lru_cache(maxsize=32768)
def _is_usual(char: str) -> bool:
    """A mark, or a character of level one of GB 2312."""
    return char in MARKS or b"\xb0\xa1" <= char.encode("gb2312", "replace") <= b"\xd7\xf9"


@lru_cache(maxsize=3)
def _pairs(script: str) -> _Pairs:
    """For a traditional text without the characters that only simplified writing has, and the other way round."""
    shape = [(lead, trail) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF) if trail != 0x7F]
    written = "".join(bytes(pair).decode("gbk", "replace")[:1] for pair in shape)
    meanings: dict[tuple[int, int], str] = {}
    by_lead, by_trail, dropped = defaultdict(list), defaultdict(list), defaultdict(list)
    for (lead, trail), char, read in zip(shape, written, simplified.convert(written), strict=True):
        if char == "\ufffd":
            dropped[lead].append(trail)
        elif read in MARKS or ("㐀" <= read <= "鿿" and tokens.frequency(read) >= _RARE and _is_in(script, char, read)):
            meanings[lead, trail] = read
            by_lead[lead].append(read)
            by_trail[trail].append(read)
    return _Pairs(meanings, dict(by_lead), dict(by_trail), dict(dropped))


def _is_in(script: str, char: str, read: str) -> bool:
    """Characters that are written otherwise in simplified writing are traditional, whatever Big5 thinks of their form."""
    return (script == "big5" and char != read) or bool(char.encode(script, "ignore"))
