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
from extraction.facts.short_forms import with_short_forms
from extraction.mentions.indicators import canonical
from extraction.mentions.regions import Region, RegionMention, by_code, find_regions, resolve
from extraction.text.span import Span

_LOOSE = re.compile(r"^(其中|同时|此外|目前|今年|据[^,，]{0,8}|截至|另外|去年|在|从|,|，|\s|“|、|[【〔\[▲△●■◆★▼▶·—-])*$")
_REGION_BODY = re.compile(r"(市|县|区|省)?(政府|新闻办|委|局|人大|政协|法院|检察院|人民|第.{1,4}届|大学|医院|日报|晚报|早报)")
_DOES = re.compile(
    r"(?:已|共|累计|预计|计划|将|全年|今年|去年|上半年|实际|新)*(?:完成|实现|新增|达到?|发放|投入|建成|开工|改造|办理|接待|签约|引进|招引|培育|认定|推进|安排|落实|登记|有[^关])"
)
_LINE = re.compile(r"(?:至|到|—|-|经)[^,，。;；]{1,12}?(?:高速|铁路|公路|高铁|城际|段|线|航线|管网|管道|通道|快速路|城铁|专线|班列)")
_NAMED_AFTER = re.compile(r"运河|高速|铁路|高铁|机场|湾|江|河|湖|大桥|大道|隧道|水库|电站|古镇|古城|岛|山|路")

_EXAMPLES = re.compile(r"[^,，。;；\d]{2,40}等(?=\d)")
_FACILITY = re.compile(r"机场|火车站|高铁站|水电站|电站|古镇|古城|港区")


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
        if region and not (setting.region and _is_above(region, setting.region) and not draft.region.deictic):  # 江苏首店 of a district
            return region, draft.region, Reason((draft.region.span,))
    turn = _by_turns(setting.mentions, sentence, draft)
    if turn and turn.region:
        return turn.region, turn, Reason((turn.span,), "by_turns")
    deictics = setting.deictics | _nearest_county(setting.mentions, draft.span.start)
    found = subject_region(setting.mentions, Span(sentence.span.start, draft.span.start), setting.region, deictics)
    if found:
        return found[0], found[1], Reason((found[1].span,))
    carried = _carried(setting, sentence, deictics)
    if carried:
        return carried[0], carried[1], Reason((carried[1].span,), "governs_paragraph")
    opening = setting.mentions.paragraph.sentences[0] if setting.mentions.paragraph.sentences else None
    if opening and opening.end <= sentence.span.start and not _lists_regions(setting.mentions, opening):
        found = subject_region(setting.mentions, opening, setting.region, setting.deictics)
        if found and not _is_named_after(setting.mentions, found[1]):
            return found[0], found[1], Reason((found[1].span,), "governs_paragraph")
    return setting.region, None, Reason((), "governs_article", setting.region_outside)


def _by_turns(mentions: Mentions, sentence: Sentence, draft: Draft) -> RegionMention | None:
    """沈阳、大连要挑大梁,经济增速分别达到6%和6.5%: the n-th of the divisions listed before, where one name is measured for each."""
    series = draft.siblings
    if len(series) < 2 or len({one.name.text for one in series}) != 1 or draft not in series:
        return None
    run: list[RegionMention] = []
    for one in within(mentions.regions, Span(sentence.span.start, draft.clause.start)):
        joined = bool(run) and mentions.text[run[-1].span.end : one.span.start] in ("、", "和", "与", "及")
        run = [*run, one] if joined else [one]
    if len(run) != len(series) or not _heads_clause(mentions, run[0]):
        return None
    if "分别" not in mentions.text[run[0].span.start : series[0].span.start]:
        return None
    return run[series.index(draft)]


def _carried(setting: Setting, sentence: Sentence, deictics: dict[str, Region | None]) -> tuple[Region | None, RegionMention] | None:
    """珲春市…;进口…: the division of the stretch before a semicolon still holds behind it, not that of a part (其中罗平县…)."""
    text, start = setting.mentions.text, sentence.span.start
    span = Span(text.rfind("。", 0, start) + 1, start)
    if not text[span.start : start].rstrip().endswith(("；", ";")) or _lists_regions(setting.mentions, span):
        return None
    found = subject_region(setting.mentions, span, setting.region, deictics)
    part = text.rfind("其中", span.start, found[1].span.start) if found else -1
    if found and part >= 0 and found[1].span.start - part <= 3:
        found = subject_region(setting.mentions, Span(span.start, part), setting.region, deictics)
    if found is None or found[0] is None or found[1].place:
        return None
    return found[0], found[1]


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


def _is_example(mentions: Mentions, mention: RegionMention) -> bool:
    """富锦市…、桦南县…等5户企业: where some of those that are counted together stand."""
    listed = _EXAMPLES.match(mentions.text, mention.span.end)
    return listed is not None and any(mentions.text[one.span.start - 1] == "、" for one in within(mentions.regions, Span(*listed.span())))


def _begins_line(mentions: Mentions, mention: RegionMention) -> bool:
    """本溪至桓仁高速公路: a line between two places is in neither."""
    return mention.text[-1:] not in "省市区县旗州盟" and bool(_LINE.match(mentions.text, mention.span.end))


def _is_item(mentions: Mentions, mention: RegionMention, span: Span) -> bool:
    """…,平江县脱贫摘帽;政府债务率下降…: named inside an enumeration, with no figure of its own, it says nothing of what follows the semicolon."""
    end = next((at for at in range(mention.span.end, span.end) if mentions.text[at] in "；;"), None)
    if end is None or within(mentions.quantities, Span(mention.span.end, end)):
        return False
    return bool(within(mentions.quantities, Span(span.start, mention.span.start)))


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
        if (
            _listed(mentions, mention)
            or _is_example(mentions, mention)
            or _begins_line(mentions, mention)
            or _is_item(mentions, mention, span)
        ):
            continue
        accepted = mention.span.end
        region = deictics.get(mention.deictic) if mention.deictic else mention.region
        if region is None or _REGION_BODY.match(mentions.text, mention.span.end):
            continue
        if _is_named_after(mentions, mention) and not _is_facility(mentions, mention, current):
            continue
        if current and _is_above(region, current) and not _states_indicator(mentions, mention):
            continue
        result = (region, mention)
    return result


def _is_named_after(mentions: Mentions, mention: RegionMention) -> bool:
    """平陆运河, 三河古镇: a thing that bears the short name of a division elsewhere."""
    return mention.text[-1:] not in "省市区县旗州盟" and bool(_NAMED_AFTER.match(mentions.text, mention.span.end))


def _is_facility(mentions: Mentions, mention: RegionMention, current: Region | None) -> bool:
    """敦煌机场 on a page about Jiuquan: what stands in a county of the division that is spoken of."""
    inside = mention.region is not None and current is not None and mention.region.parent == current.code
    if not inside or not _FACILITY.match(mentions.text, mention.span.end):
        return False
    end = next((clause.end for clause in mentions.paragraph.clauses if clause.end > mention.span.start), len(mentions.text))
    return bool(within(mentions.quantities, Span(mention.span.end, end)))


def _states_indicator(mentions: Mentions, mention: RegionMention) -> bool:
    """全省生产总值…: a name of the statistical system right behind the division."""
    if mention.text[-1:] in "省市" and _DOES.match(mentions.text, mention.span.end):
        return True
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
    regions: dict[str, tuple[Region, Span]] = {}
    for number, one in enumerate(everything):
        for index, mention in enumerate(one.regions):
            if mention.region is None or _is_named_after(one, mention) or _begins_line(one, mention):
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
    titled = any(mention.region == region for one in everything if one.paragraph.role == "title" for mention in one.regions)
    return (region if titled else _spoken_of(everything, region, [one for one, _ in regions.values()])), (span,)


_WHOLE = {"city": ("市", "州", "盟", "地区"), "province": ("省", "自治区")}


def _spoken_of(everything: Sequence[Mentions], region: Region, named: Sequence[Region]) -> Region:
    """全市 said more often than 全县, of a text that names only counties of one city: the text is about that city, which it need not name."""
    said = Counter(mention.deictic for one in everything for mention in one.regions if mention.deictic)
    own = said["county"] + said["district"] + (said["city"] if region.level == "prefecture" or region.name.endswith("市") else 0)
    for whole, endings in _WHOLE.items():
        above = _above(region, endings)
        if above is None or said[whole] < 2 or said[whole] <= own or (whole == "city" and region.name.endswith("市")):
            continue
        inside = sum(_is_above(above, one) for one in named)
        if inside > 1 and 2 * inside > len(named):
            return above
    return region


def _above(region: Region, endings: tuple[str, ...]) -> Region | None:
    above = by_code(region.parent) if region.parent else None
    while above and not above.name.endswith(endings):
        above = by_code(above.parent) if above.parent else None
    return above


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
