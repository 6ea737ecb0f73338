"""The thing measured where it is narrower than the region: a project, product, firm or fair that the text names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.facts.context import Mentions
from extraction.facts.draft import Draft, Sentence
from extraction.mentions.indicators import EMPTY, Phrase
from extraction.text.span import Span

_EXAMPLE = re.compile(r"以([^,，。;；]{2,40}?)为例")
_THIS = re.compile(r"(?:该|此|这个|这一)(项目|工程|企业|公司|集团|园区|基地|产业园|平台|产品)")
_THING = "项目|工程|企业|公司|集团|园区|基地|产业园|平台|产品"


def subject_all(mentions: Mentions, drafts: Sequence[tuple[Sentence, Draft]]) -> None:
    """The subject of every figure of a paragraph: the example it is taken from, or the thing that 该项目 points back to."""
    for _, draft in drafts:
        subject = _example(mentions, draft) or _pointed_at(mentions, draft)
        if subject:
            draft.subject = subject


def _example(mentions: Mentions, draft: Draft) -> Phrase:
    """以心脏支架为例: the last noun phrase, to the end of the paragraph."""
    found = [match for match in _EXAMPLE.finditer(mentions.text) if match.end() <= draft.span.start]
    if not found:
        return EMPTY
    start = found[-1].start(1) + found[-1][1].rfind("的") + 1
    return Phrase(mentions.text[start : found[-1].end(1)], (Span(start, found[-1].end(1)),))


def _pointed_at(mentions: Mentions, draft: Draft) -> Phrase:
    before = mentions.text[: draft.span.start]
    found = list(_THIS.finditer(before))
    if not found:
        return EMPTY
    thing = re.compile(rf"[\u4e00-\u9fff“”（）()·A-Za-z0-9]{{4,30}}{found[-1][1]}")
    named = list(thing.finditer(before[: found[-1].start()]))
    if not named:
        return EMPTY
    start = named[-1].start() + named[-1][0].rfind("的") + 1
    return Phrase(mentions.text[start : named[-1].end()], (Span(start, named[-1].end()),))
