"""Spans whose characters are lost; a figure that touches one is never sound."""

import re
from collections.abc import Iterator

from extraction.text.span import Span

KINDS = {
    "replaced": "U+FFFD stands where a decoder gave up",
    "lost": "question marks stand where characters were, between Chinese characters or before a figure",
    "misread": "a run between two losses that no reading explains",
    "strange": "characters in a row that no text holds: rare ones, private ones, another encoding's bytes",
    "stripped": "a figure that has lost its digits before or behind the point, or all of them",
    "cut": "a figure in which the text ends",
}

_HAN = "㐀-鿿"
_MARKS = re.compile(r"(?:\?|\.(?<=[0-9]\.)\?)\?*(?:\.(?=[0-9])|,(?=[0-9]{3}(?![0-9])))?")
_LOST_BEFORE = re.compile(rf"[{_HAN}0-9A-Z、，,“(（!;。；%‰.]")
_LOST_BEHIND = re.compile(rf"[{_HAN}0-9、，,。”)）/.]")
_BETWEEN = re.compile(rf"[{_HAN}!;,，；！、“”]{{1,15}}(?=\?)")
_ASKING = re.compile(r"[吗呢么何谁哪怎啥吧嘛否几]|多少|为什么|是不是|能不能|会不会|要不要|有没有|难道|岂|问|([一-鿿])不\1")
_CLAUSE = re.compile(r"[。！!；;?\n]")
_REPLACED = re.compile(r"(?:(?<=[0-9])\.)?\ufffd+(?:\.(?=[0-9])|,(?=[0-9]{3}(?![0-9])))?")
_BEYOND = "".join(char for char in map(chr, range(0x3400, 0xA000)) if not char.encode("gb2312", "ignore")) + "\U00020000-\U0003ffff"
_STRANGE = re.compile(
    rf"(?=[\ue000-\uf8ff\x80-\x9f\xa1-\xb6\xb8-\xff锟斤烫屯{_BEYOND}])"
    rf"(?:[\ue000-\uf8ff]+|[\x80-\x9f\xa1-\xb6\xb8-\xff]{{4,}}|(?P<rare>[{_BEYOND}]{{2,}})"
    rf"|(?<![{_HAN}\U00020000-\U0003ffff])(?:锟斤拷|锟斤|斤拷|烫{{3,}}|屯{{3,}})+)"
)
_STRIPPED = re.compile(
    rf"(?=[0-9.%])(?:(?<![0-9A-Za-z.,?\ufffd])\.[0-9]{{1,12}}|(?<![0-9.])[0-9]{{1,12}}\.(?=[万亿元个百%])|(?<=[{_HAN}])[0-9]{{1,12}}\.(?=[{_HAN}])"
    r"|(?<=增长|下降|提高|达到|完成|占比)%)"
)
_CUT = re.compile(r"[0-9][0-9.,]*(?:[万亿千百]{1,2}|个百?分?)?\s*\Z")
_UNREADABLE_FROM = 2
"""So many different characters beyond GB 2312 in a row are no name any more."""


def damages(text: str) -> Iterator[tuple[Span, str]]:
    """Damaged spans of a cleaned text in order, each with one of ``KINDS``."""
    found = [*_lost(text), *_strange(text)]
    if "\ufffd" in text:
        found += [(Span(*match.span()), "replaced") for match in _REPLACED.finditer(text)]
    found += [(Span(*match.span()), "stripped") for match in _STRIPPED.finditer(text)]
    yield from sorted(found + list(_cut(text)))


def _lost(text: str) -> Iterator[tuple[Span, str]]:
    """Question marks that ask nothing. Two with a short run between them make one damaged span: the run was read off step."""
    if "?" not in text:
        return
    end = 0
    for found in _MARKS.finditer(text):
        start, stop = found.span()
        if start < end or not is_loss(text, start, stop):
            continue
        between = _BETWEEN.match(text, stop)
        if between and is_loss(text, between.end(), between.end() + 1) and between.end() + 1 < len(text):
            stop = between.end() + 1
            yield Span(start, stop), "misread"
        else:
            yield Span(start, stop), "lost"
        end = stop


def is_loss(text: str, start: int, stop: int) -> bool:
    """Whether question marks (with the point of a figure that they touch) stand for lost characters: text follows, or the marks are many, and nobody asks."""
    before, after = text[start - 1 : start], text[stop : stop + 1]
    if not _LOST_BEFORE.match(after):
        return False
    if stop - start == 1 and not _LOST_BEHIND.match(before):
        return False
    clause = _CLAUSE.split(text[max(0, start - 30) : start])[-1]
    return not _ASKING.search(clause)


def _strange(text: str) -> Iterator[tuple[Span, str]]:
    for found in _STRANGE.finditer(text):
        if not found["rare"] or len(set(found["rare"])) >= _UNREADABLE_FROM:
            yield Span(*found.span()), "strange"


def _cut(text: str) -> Iterator[tuple[Span, str]]:
    """A figure at the very end, where the last line is running text."""
    line = text[max(text.rfind("\n"), len(text) - 400, 0) :]
    found = _CUT.search(line[-40:])
    if found and re.search(r"[。，；,;]", line):
        yield Span(len(text) - len(found[0]), len(text.rstrip())), "cut"
