"""The division that a figure describes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product

from extraction.facts.divisions import begins_line, heads_clause, is_above, is_named_after, listed, lists_regions, subject_region
from extraction.facts.draft import Draft, Reason, Sentence
from extraction.facts.placing import NEAREST, InOrder, behind_full_stop, first_within, index_behind, within
from extraction.facts.setting import Mentions, Setting, override_of
from extraction.facts.short_forms import with_short_forms
from extraction.mentions.regions import Region, RegionMention, by_code, find_regions, resolve
from extraction.text.span import Span


class Whereabouts:
    """The divisions of the figures of one paragraph; what holds for all of them is looked for once."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.mentions = setting, setting.mentions

    @cached_property
    def _opening(self) -> tuple[Region | None, RegionMention] | None:
        """The division that the first sentence speaks of, where it governs what follows."""
        opening = next(iter(self.mentions.paragraph.sentences), None)
        if opening is None or lists_regions(self.mentions, opening):
            return None
        found = subject_region(self.mentions, opening, self.setting.region, self.setting.deictics)
        return None if found and is_named_after(self.mentions, found[1]) else found

    @cached_property
    def _counties(self) -> list[int]:
        """Which of the divisions are counties that a clause begins with and that are spoken of."""
        return [
            index
            for index, mention in enumerate(self.mentions.regions)
            if mention.region
            and mention.region.level == "county"
            and heads_clause(self.mentions, mention)
            and not listed(self.mentions, mention)
            and self._is_spoken_of(mention)
        ]

    def _is_spoken_of(self, mention: RegionMention) -> bool:
        """Its sentence opens the paragraph, or states a figure of it in a text about a larger division; 临县派人前来考察 opens nothing."""
        sentences, own = self.mentions.paragraph.sentences, self.setting.region
        sentence = sentences[min(index_behind(sentences, mention.span.start), len(sentences) - 1)]
        if sentence.start == sentences[0].start:
            return True
        larger = own is None or (mention.region is not None and is_above(own, mention.region))
        return larger and first_within(self.mentions.facts, Span(mention.span.end, sentence.end)) is not None

    def deictics(self, draft: Draft) -> Mapping[str, Region | None]:
        """What 全县 and its like mean at a figure; 宜阳县…,全县…: behind a county that the paragraph has named at the head of a clause, that."""
        behind = bisect_left(self.mentions.regions.starts, draft.span.start)
        county = bisect_left(self._counties, behind) - 1
        if county < 0 or self._counties[county] < behind - NEAREST:
            return self.setting.deictics
        region = self.mentions.regions[self._counties[county]].region
        return self.setting.deictics | {"district" if region and region.name.endswith("区") else "county": region}

    def governs_paragraph(self, sentence: Sentence) -> tuple[Region | None, RegionMention] | None:
        """The division of the first sentence, for the sentences behind it."""
        first = self.mentions.paragraph.sentences[0]
        return self._opening if first.end <= sentence.span.start else None


def region_of(where: Whereabouts, sentence: Sentence, draft: Draft) -> tuple[Region | None, RegionMention | None, Reason]:
    """Said at the head of a clause before the figure in its sentence, or of the paragraph, else the section's."""
    setting = where.setting
    region, mention, reason = _said_region(where, sentence, draft)
    corrected = override_of(setting, "region", draft)
    if corrected and corrected.span:
        own = mention is not None and reason.rule is None and setting.mentions.raw(mention.span).start > corrected.span.start
        if not own:
            year = int(setting.published[:4]) if setting.published else None
            return by_code(corrected.new, year) or by_code(corrected.new), None, Reason((), "override", (corrected.span,))
    return region, mention, reason


def _said_region(where: Whereabouts, sentence: Sentence, draft: Draft) -> tuple[Region | None, RegionMention | None, Reason]:
    setting = where.setting
    if draft.region and not _named_since(setting.mentions, draft):
        region = setting.deictics.get(draft.region.deictic) if draft.region.deictic else draft.region.region
        if region and not (setting.region and is_above(region, setting.region) and not draft.region.deictic):  # 江苏首店 of a district
            return region, draft.region, Reason((draft.region.span,))
    turn = _by_turns(setting.mentions, sentence, draft)
    by_turn = turn and (setting.deictics.get(turn.deictic) if turn.deictic else turn.region)
    if turn and by_turn:
        return by_turn, turn, Reason((turn.span,), "by_turns")
    deictics = where.deictics(draft)
    found = subject_region(setting.mentions, Span(sentence.span.start, draft.span.start), setting.region, deictics)
    if found:
        return found[0], found[1], Reason((found[1].span,))
    carried = _carried(setting, sentence, deictics)
    if carried:
        return carried[0], carried[1], Reason((carried[1].span,), "governs_paragraph")
    opening = where.governs_paragraph(sentence)
    if opening:
        return opening[0], opening[1], Reason((opening[1].span,), "governs_paragraph")
    return setting.region, None, Reason((), "governs_article", setting.region_outside)


def _named_since(mentions: Mentions, draft: Draft) -> bool:
    """赤壁市、崇阳县分别增长10%、7%,通城县增速最高,达12%: the place came with the name, and another one was named since."""
    if draft.source is None or draft.region is None or draft.region is not draft.source.region:
        return False
    since = within(mentions.regions, Span(draft.source.span.end, draft.clause.start))
    return any(one.region and heads_clause(mentions, one) and not is_named_after(mentions, one) for one in since)


def _by_turns(mentions: Mentions, sentence: Sentence, draft: Draft) -> RegionMention | None:
    """沈阳、大连要挑大梁,经济增速分别达到6%和6.5%: the n-th of the divisions listed before, where one name is measured for each."""
    series = draft.siblings
    if len(series) < 2 or len({one.name.text for one in series}) != 1 or draft not in series:
        return None
    run: list[RegionMention] = []
    for one in within(mentions.regions, Span(sentence.span.start, draft.clause.start)):
        joined = bool(run) and mentions.text[run[-1].span.end : one.span.start] in ("、", "和", "与", "及")
        run = [*run, one] if joined else [one]
    if len(run) != len(series) or not heads_clause(mentions, run[0]):
        return None
    if "分别" not in mentions.text[run[0].span.start : series[0].span.start]:
        return None
    return run[series.index(draft)]


def _carried(setting: Setting, sentence: Sentence, deictics: Mapping[str, Region | None]) -> tuple[Region | None, RegionMention] | None:
    """珲春市…;进口…: the division of the stretch before a semicolon still holds behind it, not that of a part (其中罗平县…)."""
    if not sentence.follows_semicolon:
        return None
    text, start = setting.mentions.text, sentence.span.start
    span = Span(behind_full_stop(setting.mentions.matches, start), start)
    if lists_regions(setting.mentions, span):
        return None
    found = subject_region(setting.mentions, span, setting.region, deictics)
    part = text.rfind("其中", span.start, found[1].span.start) if found else -1
    if found and part >= 0 and found[1].span.start - part <= 3:
        found = subject_region(setting.mentions, Span(span.start, part), setting.region, deictics)
    if found is None or found[0] is None or found[1].place:
        return None
    return found[0], found[1]


def regions_resolved(everything: Sequence[Mentions]) -> list[Mentions]:
    """Ambiguous names settled by all the divisions that the article names."""
    resolved = resolve([mention for one in everything for mention in one.regions])
    certain = any(mention.region for mention in resolved)
    settled = [_prefecture(_named_at_least(mention, certain)) for mention in resolved]
    result, at = [], 0
    for one in everything:
        result.append(replace(one, regions=InOrder(settled[at : at + len(one.regions)])))
        at += len(one.regions)
    return with_short_forms(result)


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
    witnesses: Counter[str] = Counter()  # named once, and neither in a title nor in the lead, is named in passing
    lead = next((one for one in everything if one.paragraph.role == "body"), None)
    regions: dict[str, tuple[Region, Span]] = {}
    for number, one in enumerate(everything):
        for index, mention in enumerate(one.regions):
            if mention.region is None or is_named_after(one, mention) or begins_line(one, mention):
                continue
            following = one.regions[index + 1] if index + 1 < len(one.regions) else None
            if following and following.span.start == mention.span.end and following.region:
                continue
            key = mention.region.code or mention.region.name
            regions.setdefault(key, (mention.region, one.raw(mention.span)))
            weights[key] += _weight(one, mention, number) + (_LEAD if one is lead else 0)
            witnesses[key] += 1 if one.paragraph.role == "body" and one is not lead else 2
    weights = Counter({key: weight for key, weight in weights.items() if witnesses[key] > 1})
    if not weights:
        return _region_by_short_form(everything)
    best = max(weights, key=lambda key: weights[key])  # of equals the one named first
    region, span = regions[best]
    titled = {mention.region for one in everything if one.paragraph.role == "title" for mention in one.regions if mention.region}
    alone = region in titled and not any(other != region and other.parent == region.parent for other in titled)
    sisters = sum(weights[key] for key in weights if regions[key][0].parent == region.parent)
    if alone or sisters > weights[best] > sisters / 2:
        return region, (span,)
    return _spoken_of(everything, region, [one for one, _ in regions.values()]), (span,)


_LEAD = 2  # more for a name in the first paragraph


_MEASURED_BY = re.compile(r"(?:[高低快慢好优多少]于|比|较|占|领先|超过)[^,，。;；]{0,8}$")
_WHOLE = {"city": ("市", "州", "盟", "地区"), "province": ("省", "自治区")}


def _spoken_of(everything: Sequence[Mentions], region: Region, named: Sequence[Region]) -> Region:
    """全市 said more often than 全县, of a text that names only counties of one city: the text is about that city, which it need not name.
    Of a county that is a city itself 全市 says no more; but no such city has two sisters at its side in its own account."""
    said = Counter(
        mention.deictic
        for one in everything
        for mention in one.regions
        if mention.deictic and not (mention.deictic == "province" and _is_measured_by(one, mention))
    )
    is_city = region.level == "county" and region.name.endswith("市")
    own = said["county"] + said["district"]
    for whole, endings in _WHOLE.items():
        above = _above(region, endings)
        ways = own + (said["city"] if whole == "province" and (region.level == "prefecture" or is_city) else 0)
        if above is None or said[whole] < 2 or said[whole] <= ways:
            continue
        inside = sum(is_above(above, one) for one in named)
        if inside > (2 if is_city else 1) and 2 * inside > len(named):
            return above
    return region


def _above(region: Region, endings: tuple[str, ...]) -> Region | None:
    above = by_code(region.parent) if region.parent else None
    while above and not above.name.endswith(endings):
        above = by_code(above.parent) if above.parent else None
    return above


def _is_measured_by(one: Mentions, mention: RegionMention) -> bool:
    """高于全省: only compared with."""
    return bool(_MEASURED_BY.search(one.text[max(0, mention.span.start - 10) : mention.span.start]))


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
        if heads_clause(one, mention) and not one.text.endswith("其中", 0, mention.span.start):
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
