"""Lists of names and of divisions: taken apart, with the words that are said once given to every item."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.facts.draft import Sentence
from extraction.mentions.indicators import EMPTY, REGION, Phrase, Word, lexicon, name_before, phrase
from extraction.mentions.regions import RegionMention
from extraction.text.span import Span

JOINTS = frozenset(["、", "和", "与", "及", "以及"])


def listed_names(words: Sequence[Word], text: str, count: int) -> list[Phrase]:
    """Exactly ``count`` names out of a list, words that are said once distributed; the whole list for every figure where it does not divide."""
    for joints in ({"、"} | JOINTS, {"、"}, JOINTS - {"、"}):
        items = _split(words, joints)
        if len(items) == count:
            return _of_so_many(items, text) or _distributed(items, text)
    if count == 2 and words and words[0].text.startswith("城乡"):
        rest = phrase(words, text)
        return [Phrase(kind + rest.text[2:], rest.spans) for kind in ("城镇", "农村")]
    return [phrase(words, text)] * count if words else []


_SO_MANY = re.compile(r"[两二三四五六七八九十0-9]+(大|个|类|项)?")


_WHAT_BRANCHES = re.compile("^(?:传统|主导|支柱|重点|优势|新兴|特色|主要)(?=[产行]业)")


def _of_so_many(items: list[list[Word]], text: str) -> list[Phrase]:
    """新材料、能源化工、装备制造三大产业签约项目: what follows the number is said of every item."""
    last = items[-1]
    start = next((index for index, word in enumerate(last) if index and _SO_MANY.fullmatch(word.text)), None)
    if start is None or len(items) < 2:
        return []
    rest = last[start + 1 :]
    tail = phrase(rest[1:] if rest and rest[0].text in ("大", "个", "类", "项") else rest, text)
    tail = Phrase(_WHAT_BRANCHES.sub("", tail.text), tail.spans)
    prefix = _narrowing(items, text)
    named = [phrase(item, text) + tail for item in [*items[:-1], last[:start]]]
    return [named[0], *(prefix + name for name in named[1:])] if tail else []


def _narrowing(items: list[list[Word]], text: str) -> Phrase:
    """限上批发业、零售业: the word said once that narrows every item."""
    first = items[0]
    said_once = first[0].text in lexicon("narrowing") and len(first) > 1
    return phrase(first[:1], text) if said_once and not any(item[0].text in lexicon("narrowing") for item in items[1:]) else EMPTY


def listed_regions(words: Sequence[Word], sentence: Sentence, count: int) -> tuple[list[Phrase], list[RegionMention]]:
    """A list of ``count`` divisions and the one name that holds for all of them; nothing where the list is none of divisions."""
    regions = [one for one in sentence.regions if words and words[0].span.start <= one.span.start and one.span.end <= words[-1].span.end]
    starts = {one.span.start for one in regions}
    regions = [one for one in regions if one.span.end not in starts]  # 荆门市 of 荆门市京山市
    if len(regions) != count:
        return [], []
    last = regions[-1].span.end
    rest = name_before([word for word in words if word.span.start >= last])
    between = [word for word in words if regions[0].span.end <= word.span.start < last and word.tag != REGION]
    if any(word.text not in JOINTS for word in between):
        return [], []
    name = phrase(rest, sentence.text)
    return [name] * count, regions


def _split(words: Sequence[Word], joints: set[str] | frozenset[str]) -> list[list[Word]]:
    items: list[list[Word]] = [[]]
    depth = 0
    for word in words:
        depth += (word.text in "“《（(‘") - (word.text in "”》）)’")
        if depth <= 0 and word.text in joints:
            items.append([])
        else:
            items[-1] += _parted(word)
    return [item for item in items if item]


def _ordinal(name: Phrase, first: Sequence[Word]) -> Phrase:
    """第一、二、三产业: 第 is said once."""
    said_once = first[0].text.startswith("第") and name.text[:1] in "一二三四五"
    return Phrase("第" + name.text, name.spans) if said_once else name


def _parted(word: Word) -> list[Word]:
    """农村居民 is one word to jieba, two in a list with 城镇."""
    if len(word.text) > 2 and word.text[:2] in ("农村", "城镇", "城市", "乡村", "城乡"):
        middle = word.span.start + 2
        return [Word(word.text[:2], Span(word.span.start, middle), "n"), Word(word.text[2:], Span(middle, word.span.end), "n")]
    return [word]


_HALVES = frozenset("存贷进出轻重大中小一二三四特")


def _halved(items: list[list[Word]], text: str) -> list[Phrase]:
    """存、贷款余额; 农村一、二类低保: a single sign stands for a word whose other half the last item says."""
    last = items[-1][0]
    if len(items) < 2 or len(last.text) < 2 or last.text[0] not in _HALVES or items[0][-1].text not in _HALVES:
        return []
    if any(len(item) > 1 or item[0].text not in _HALVES for item in items[1:-1]):
        return []
    rest = [Word(last.text[1:], Span(last.span.start + 1, last.span.end), last.tag), *items[-1][1:]]
    before, tail = phrase(items[0][:-1], text), phrase(rest, text)
    return [*(before + phrase(item[-1:], text) + tail for item in items[:-1]), before + phrase(items[-1], text)]


def _distributed(items: list[list[Word]], text: str) -> list[Phrase]:
    if halved := _halved(items, text):
        return halved
    names = [_ordinal(phrase(item, text), items[0]) for item in items]
    prefix = _narrowing(items, text)
    tail = _common_tail(items) or _measure_tail(items)
    result = []
    for index, (item, name) in enumerate(zip(items, names, strict=True)):
        lacks = not _has_head(item) or (bool(tail) and _is_quantity(tail[-1]) and not _states_quantity(item, tail[-1]))
        ending = phrase(tail, text) if tail and lacks and index < len(items) - 1 else EMPTY
        result.append((prefix if index else EMPTY) + name + ending)
    return result


def _common_tail(items: list[list[Word]]) -> Sequence[Word]:
    """城镇和农村居民可支配收入: what follows the modifier of the last item holds for the bare ones before it."""
    last = items[-1]
    return last[1:] if len(last) > 1 and any(not _has_head(item) for item in items[:-1]) else ()


def _measure_tail(items: list[list[Word]]) -> Sequence[Word]:
    """高新技术产业、装备制造业增加值: the quantity that is said with the last item only."""
    last = items[-1]
    if len(last) > 1 and _is_quantity(last[-1]) and not any(_states_quantity(item, last[-1]) for item in items[:-1]):
        return last[-1:]
    return ()


def _is_quantity(word: Word) -> bool:
    """产值, or any rate: 基本养老、基本医疗保险参保率."""
    return word.text in lexicon("quantity_noun") or (word.text[-1] == "率" and len(word.text) > 2)


def _states_quantity(item: Sequence[Word], tail: Word) -> bool:
    """绿色贷款 does not where a balance of loans is counted."""
    return _is_quantity(item[-1]) and not (tail.text == "余额" and item[-1].text.endswith(("贷款", "存款")))


def _has_head(item: Sequence[Word]) -> bool:
    return len(item) > 1 or (item[0].text[-1] in "业额入值率量费资蛋肉奶菜果类品库口" and len(item[0].text) > 1)
