"""Short forms that only their article makes certain: 黄岩 and 路桥 on a page about Taizhou, 平江 behind 平江县."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extraction.facts.divisions import leading
from extraction.facts.placing import InOrder, start_of, within
from extraction.facts.setting import Mentions
from extraction.mentions.regions import Region, RegionMention, counties_of, stands_free
from extraction.text.span import Span

_LEAD = re.compile(r"[\s一二三四五六七八九十0-9、.．（）()●■◆▲★【“—-]*")
_BEHIND_HEAD = re.compile(r"[ \u3000:：|｜丨·]")
_JOINTS = "、和与及"
_CLAUSE_LEAD = leading(r"其中|同时|此外|目前|当前|今年来|今年以来|截至|另外|去年|在|从|[,，\s“、—]")


def with_short_forms(everything: Sequence[Mentions]) -> list[Mentions]:
    """The mentions and those short forms of counties of the prefectures at hand that the article makes certain: their full name stands in
    it, they head a heading, or stand in a list of sisters. They count at the head of a clause and in such lists only."""
    short, full = _short_forms(everything)
    said = "\n".join(one.text for one in everything)
    short = {name: region for name, region in short.items() if name in said}  # few are, and few are looked for at every place
    if not short:
        return list(everything)
    pattern = re.compile("|".join(sorted(short, key=len, reverse=True)))
    found = [
        [RegionMention(span, one.text[slice(*span)], short[one.text[slice(*span)]]) for span in _free(one, pattern)] for one in everything
    ]
    certain = full | {mention.text for one, mentions in zip(everything, found, strict=True) for mention in _vouched(one, mentions)}
    return [
        _with(one, [mention for mention in mentions if mention.text in certain]) for one, mentions in zip(everything, found, strict=True)
    ]


def _short_forms(everything: Sequence[Mentions]) -> tuple[dict[str, Region], set[str]]:
    """The short forms of all counties of the prefectures that the article names or whose counties it names, and those named in full."""
    named = {mention.region: mention.text for one in everything for mention in one.regions if mention.region and mention.region.code}
    prefectures = {region.code if region.level == "prefecture" else region.parent for region in named if region.level != "province"}
    sisters = [region for code in sorted(filter(None, prefectures)) for region in counties_of(code)]
    full = {region.name[:-1] for region in named if region.level == "county" and any(m == region.name for m in (named[region],))}
    short: dict[str, Region] = {}
    for region in [*(region for region in named if region.level == "county"), *sisters]:
        if len(region.name) > 2 and "自治" not in region.name and region.name[-1] in "市县区旗":
            short.setdefault(region.name[:-1], region)
    return short, full & short.keys()


def _free(one: Mentions, pattern: re.Pattern[str]) -> Iterator[Span]:
    """Where a short form stands for itself and nothing has been found yet."""
    taken = {at for mention in one.regions if mention.region or mention.deictic for at in range(*mention.span)}
    for match in pattern.finditer(one.text):
        span = Span(*match.span())
        if taken.isdisjoint(range(*span)) and stands_free(one.text, span):
            yield span


def _vouched(one: Mentions, mentions: Sequence[RegionMention]) -> Iterator[RegionMention]:
    starts, ends = _borders(one, mentions)
    for mention in mentions:
        heads = one.paragraph.role != "body" and _LEAD.fullmatch(one.text[: mention.span.start])
        if (heads and _BEHIND_HEAD.match(one.text, mention.span.end)) or _in_list(one, mention, starts, ends):
            yield mention


def _borders(one: Mentions, mentions: Sequence[RegionMention]) -> tuple[set[int], set[int]]:
    """Where divisions begin and end."""
    spans = [other.span for other in (*one.regions, *mentions) if other.region]
    return {span.start for span in spans}, {span.end for span in spans}


def _in_list(one: Mentions, mention: RegionMention, starts: set[int], ends: set[int]) -> bool:
    text, span = one.text, mention.span
    behind, before = text[span.end : span.end + 1], text[max(0, span.start - 1) : span.start]
    return (behind in _JOINTS and span.end + 1 in starts) or (before in _JOINTS and span.start - 1 in ends)


def _with(one: Mentions, mentions: Sequence[RegionMention]) -> Mentions:
    starts, ends = _borders(one, mentions)
    kept = [mention for mention in mentions if _heads_clause(one, mention) or _in_list(one, mention, starts, ends)]
    if not kept:
        return one
    taken = {at for mention in kept for at in range(*mention.span)}
    others = [other for other in one.regions if taken.isdisjoint(range(*other.span))]
    return replace(one, regions=InOrder(sorted([*others, *kept], key=lambda mention: mention.span)))


def _heads_clause(one: Mentions, mention: RegionMention) -> bool:
    text, start = one.text, start_of(one.paragraph.clauses, mention.span.start)
    for period in reversed(within(one.periods, Span(start, mention.span.start))):
        if period.span.end <= mention.span.start:
            return bool(
                _CLAUSE_LEAD.fullmatch(text, start, period.span.start) and _CLAUSE_LEAD.fullmatch(text, period.span.end, mention.span.start)
            )
    return bool(_CLAUSE_LEAD.fullmatch(text, start, mention.span.start))
