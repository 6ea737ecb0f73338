"""The thing measured where it is narrower than the region: a project, product, firm or fair that the text names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from extraction.facts.draft import Draft, Sentence
from extraction.facts.setting import Mentions
from extraction.mentions.indicators import Phrase
from extraction.text.span import Span

_EXAMPLE = re.compile(r"以([^,，。;；]{2,40}?)为例")
_HEARD = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:记者|笔者)(?:[昨今]日)?(?:从|走进|来到|在)|[从据](?=[\u4e00-\u9fff]{4})")  # 记者从…公司获悉
_THIS = re.compile(r"(?:该|此|这个|这一)(项目|工程|企业|公司|集团|园区|基地|产业园|平台|产品)")


def subject_all(mentions: Mentions, drafts: Sequence[tuple[Sentence, Draft]]) -> None:
    """The subject of every figure of a paragraph: the example it is taken from, or the thing that 该项目 points back to."""
    named = sorted([*_examples(mentions.text), *_pointed_at(mentions.text)], key=lambda found: found[0])
    if not named:
        return
    places = [place for place, _ in named]
    for _, draft in drafts:
        index = bisect_right(places, draft.span.start)
        if index:
            draft.subject = named[index - 1][1]


def _examples(text: str) -> Iterator[tuple[int, Phrase]]:
    """From where on what is said is said of an example: 以心脏支架为例, its last noun phrase, to the end of the paragraph."""
    for found in _EXAMPLE.finditer(text):
        start = found.start(1) + found[1].rfind("的") + 1
        yield found.end(), _phrase(text, start, found.end(1))


def _pointed_at(text: str) -> Iterator[tuple[int, Phrase]]:
    """From where on 该项目 stands for the project that was named last before it."""
    for found in _THIS.finditer(text):
        before = text[max(0, found.start() - _REACH) : found.start()]
        before = re.sub(r"作为[^,，。]{2,30}$", "", before.rstrip(",，"))
        named = list(re.finditer(rf"[\u4e00-\u9fff“”（）()·A-Za-z0-9]{{4,30}}{found[1]}", before))
        if named:
            offset = max(0, found.start() - _REACH)
            start = offset + named[-1].start() + named[-1][0].rfind("的") + 1
            heard = _HEARD.match(text, start, offset + named[-1].end())
            yield found.end(), _phrase(text, heard.end() if heard else start, offset + named[-1].end())


_REACH = 400  # characters; what was named farther back is not pointed at


def _phrase(text: str, start: int, end: int) -> Phrase:
    return Phrase(text[start:end], (Span(start, end),))
