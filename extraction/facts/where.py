"""The division that a figure describes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from extraction.facts.draft import Draft, Reason, Sentence
from extraction.facts.placing import nearest_before, start_of, within
from extraction.facts.setting import Mentions, Setting, override_of
from extraction.mentions.indicators import canonical
from extraction.mentions.regions import Region, RegionMention, by_code, find_regions, resolve
from extraction.text.span import Span

_LOOSE = re.compile(r"^(其中|同时|此外|目前|今年|据[^,，]{0,8}|截至|另外|去年|在|从|,|，|\s|“|、)*$")
_REGION_BODY = re.compile(r"(市|县|区|省)?(政府|新闻办|委|局|人大|政协|法院|检察院|人民|第.{1,4}届|大学|医院|日报|晚报|早报)")
_NAMED_AFTER = re.compile(r"运河|高速|铁路|高铁|机场|湾|江|河|湖|大桥|大道|隧道|水库|电站|古镇|古城|岛|山|路")


def region_of(setting: Setting, sentence: Sentence, draft: Draft) -> tuple[Region | None, RegionMention | None, Reason]:
    """Said at the head of a clause before the figure in its sentence, or of the paragraph, else the section's."""
    region, mention, reason = _said_region(setting, sentence, draft)
    corrected = override_of(setting, "region", draft)
    if corrected and corrected.span:
        own = mention is not None and reason.rule is None and setting.mentions.raw(mention.span).start > corrected.span.start
        if not own:
            year = int(setting.published[:4]) if setting.published else None
            return by_code(corrected.new, year) or by_code(corrected.new), None, Reason((), "override", (corrected.span,))
    return region, mention, reason


def _said_region(setting: Setting, sentence: Sentence, draft: Draft) -> tuple[Region | None, RegionMention | None, Reason]:
    if draft.region:
        region = setting.deictics.get(draft.region.deictic) if draft.region.deictic else draft.region.region
        if region:
            return region, draft.region, Reason((draft.region.span,))
    deictics = setting.deictics | _nearest_county(setting.mentions, draft.span.start)
    found = subject_region(setting.mentions, Span(sentence.span.start, draft.span.start), setting.region, deictics)
    if found:
        return found[0], found[1], Reason((found[1].span,))
    opening = setting.mentions.paragraph.sentences[0] if setting.mentions.paragraph.sentences else None
    if opening and opening.end <= sentence.span.start and not _lists_regions(setting.mentions, opening):
        found = subject_region(setting.mentions, opening, setting.region, setting.deictics)
        if found:
            return found[0], found[1], Reason((found[1].span,), "governs_paragraph")
    return setting.region, None, Reason((), "governs_article", setting.region_outside)


def _nearest_county(mentions: Mentions, end: int) -> dict[str, Region | None]:
    """宜阳县…,全县…: what 全县 and 全区 mean behind a county that the paragraph has named at the head of a clause."""
    for mention in nearest_before(mentions.regions, end):
        region = mention.region
        if region and region.level == "county" and _heads_clause(mentions, mention) and not _listed(mentions, mention):
            return {"district" if region.name.endswith("区") else "county": region}
    return {}


def _heads_clause(mentions: Mentions, mention: RegionMention) -> bool:
    head = start_of(mentions.paragraph.clauses, mention.span.start)
    return bool(_LOOSE.match(_without_periods(mentions, Span(head, mention.span.start))))


def _lists_regions(mentions: Mentions, span: Span) -> bool:
    """A sentence that goes through several divisions governs none of what follows."""
    named = {one.region.code for one in within(mentions.regions, span) if one.region and not _is_part(mentions, one)}
    return len(named) > 1


def _listed(mentions: Mentions, mention: RegionMention) -> bool:
    """哈尔滨、黑河、绥芬河三个片区: one of several speaks for none."""
    return any(
        one.span.start == mention.span.end + 1 and mentions.text[mention.span.end] in "、和与及"
        for one in within(mentions.regions, _just_behind(mention))
    )


def _is_part(mentions: Mentions, mention: RegionMention) -> bool:
    """青岛 in 青岛平度市."""
    return any(other.span.start == mention.span.end for other in within(mentions.regions, _just_behind(mention)))


def _just_behind(mention: RegionMention) -> Span:
    return Span(mention.span.end, mention.span.end + 2)


def subject_region(
    mentions: Mentions, span: Span, current: Region | None, deictics: dict[str, Region | None]
) -> tuple[Region | None, RegionMention] | None:
    """The last division in a stretch that a clause speaks of: it stands at the clause's head."""
    result = None
    accepted = -1
    for mention in within(mentions.regions, span):
        if not (span.start <= mention.span.start and mention.span.end <= span.end):
            continue
        head = start_of(mentions.paragraph.clauses, mention.span.start)
        lead = _without_periods(mentions, Span(head, mention.span.start))
        if mention.span.start != accepted and not _LOOSE.match(lead):
            continue
        if _listed(mentions, mention):
            continue
        accepted = mention.span.end
        region = deictics.get(mention.deictic) if mention.deictic else mention.region
        if region is None or _REGION_BODY.match(mentions.text, mention.span.end) or _is_named_after(mentions, mention):
            continue
        if current and _is_above(region, current) and not _states_indicator(mentions, mention):
            continue
        result = (region, mention)
    return result


def _is_named_after(mentions: Mentions, mention: RegionMention) -> bool:
    """平陆运河, 三河古镇: a thing that bears the short name of a division elsewhere."""
    return mention.text[-1:] not in "省市区县旗州盟" and bool(_NAMED_AFTER.match(mentions.text, mention.span.end))


def _states_indicator(mentions: Mentions, mention: RegionMention) -> bool:
    """全省生产总值…: a name of the statistical system right behind the division."""
    rest = mentions.text[mention.span.end : mention.span.end + 16]
    return any(canonical(rest[:length]) for length in range(2, len(rest) + 1))


def _is_above(region: Region, other: Region) -> bool:
    parent = other.parent
    while parent:
        if parent == region.code:
            return True
        above = by_code(parent)
        parent = above.parent if above else None
    return False


def _without_periods(mentions: Mentions, span: Span) -> str:
    text = mentions.text[span.start : span.end]
    for one in reversed(within(mentions.periods, span)):
        if span.contains(one.span):
            text = text[: one.span.start - span.start] + text[one.span.end - span.start :]
    return text


def regions_resolved(everything: Sequence[Mentions]) -> list[Mentions]:
    """Ambiguous names settled by all the divisions that the article names."""
    resolved = resolve([mention for one in everything for mention in one.regions])
    certain = any(mention.region for mention in resolved)
    settled = [_prefecture(_named_at_least(mention, certain)) for mention in resolved]
    result, at = [], 0
    for one in everything:
        result.append(Mentions(one.paragraph, one.quantities, one.periods, settled[at : at + len(one.regions)], one.cues))
        at += len(one.regions)
    return result


def _named_at_least(mention: RegionMention, certain: bool) -> RegionMention:
    """鼓楼区 of which city nobody says: its name, and no code. A short form is one only where the article names no division for ``certain``."""
    names = {one.name for one in mention.candidates}
    if mention.region or len(names) != 1 or (certain and mention.text not in names):
        return mention
    return replace(mention, region=replace(mention.candidates[0], code="", parent=None))


def _prefecture(mention: RegionMention) -> RegionMention:
    """全州 is said of the whole prefecture, hardly ever of the county of that name."""
    return replace(mention, region=None, candidates=(), deictic="city") if mention.text == "全州" else mention


def main_region(everything: Sequence[Mentions]) -> tuple[Region | None, tuple[Span, ...]]:
    """The division an article is about: named in its titles, at the head of its clauses, most often."""
    weights: Counter[str] = Counter()
    regions: dict[str, tuple[Region, Span]] = {}
    for number, one in enumerate(everything):
        for index, mention in enumerate(one.regions):
            if mention.region is None or _is_named_after(one, mention):
                continue
            following = one.regions[index + 1] if index + 1 < len(one.regions) else None
            if following and following.span.start == mention.span.end and following.region:
                continue
            key = mention.region.code or mention.region.name
            regions.setdefault(key, (mention.region, one.raw(mention.span)))
            weights[key] += _weight(one, mention, number)
    if not weights:
        return _region_by_short_form(everything)
    order = list(weights)
    best = max(order, key=lambda key: (weights[key], -order.index(key)))
    region, span = regions[best]
    return region, (span,)


_SUFFIXES = {"district": "区", "county": "县"}


def _region_by_short_form(everything: Sequence[Mentions]) -> tuple[Region | None, tuple[Span, ...]]:
    """鼓楼上半年… as a title, and 全区 in the text: the title begins with the name of a district, and no other division is named."""
    suffixes = {_SUFFIXES[mention.deictic] for one in everything for mention in one.regions if mention.deictic in _SUFFIXES}
    titles = [one for one in everything if one.paragraph.role == "title"]
    for one, suffix, length in product(titles, sorted(suffixes), (2, 3)):
        name = one.text[:length] + suffix
        found = find_regions(name, None)
        if len(found) == 1 and found[0].text == name and (region := _named_at_least(found[0], certain=False).region):
            return region, (one.raw(Span(0, length)),)
    return None, ()


def _weight(one: Mentions, mention: RegionMention, number: int) -> int:
    role = {"title": 6, "heading": 3, "body": 1}[one.paragraph.role]
    if one.paragraph.role == "body":
        if _heads_clause(one, mention) and not one.text.endswith("其中", 0, mention.span.start):
            role = 3
        if number < 6:
            role += 1
    return role


def deictic_regions(main: Region | None) -> dict[str, Region | None]:
    """What 全市, 全县, 全区 and 全省 mean in an article about ``main``."""
    chain: list[Region] = []
    region = main
    while region:
        chain.append(region)
        region = by_code(region.parent) if region.parent else None
    meanings: dict[str, Region | None] = {}
    for one in chain:
        if one.level == "province":
            meanings.setdefault("province", one)
        if one.name.endswith("市") or one.name.endswith("州"):
            meanings.setdefault("city", one)
        if one.level == "county":
            meanings.setdefault("county", one)
            meanings.setdefault("district", one)
    return meanings
