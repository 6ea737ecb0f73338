"""How a division stands in its paragraph: at the head of a clause, in a list, in a name; and which one a stretch of text speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extraction.facts.placing import NEAREST, first_within, index_behind, start_of, within
from extraction.facts.setting import Mentions
from extraction.mentions.known_indicators import canonical
from extraction.mentions.regions import Region, RegionMention, by_code
from extraction.text.span import Span

_LONGEST_LEAD = 160  # signs between the head of a clause and the division that it speaks of


def leading(items: str) -> re.Pattern[str]:
    """What may lead up to a division: any number of ``items`` and of 据 with up to eight signs (据海关统计). Signs behind 据 may be items too,
    or 据 again: each 据 is taken once, up to the next, since to try all the ways would take twice as long with every further one."""
    return re.compile(rf"(?:{items})*(?>据[^,，据]{{0,8}}(?:{items})*(?=据|\Z))*\Z")


_LOOSE = leading(r"其中|同时|此外|目前|今年|截至|另外|去年|在|从|,|，|\s|“|、|[【〔\[▲△●■◆★▼▶·—-]")
_REGION_BODY = re.compile(r"(市|县|区|省)?(政府|新闻办|委|局|人大|政协|法院|检察院|人民|第.{1,4}届|大学|医院|日报|晚报|早报)")
_DOES = re.compile(
    r"(?:已|共|累计|预计|计划|将|全年|今年|去年|上半年|实际|新)*(?:完成|实现|新增|达到?|发放|投入|建成|开工|改造|办理|接待|签约|引进|招引|培育|认定|推进|安排|落实|登记|有[^关])"
)
_GROWS = re.compile(r"(?:平均)?(?:同比)?(?:增长|下降|上涨)[0-9]")  # 全市生产总值增长5.3%,全省增长6.6%
_LINE = re.compile(r"(?:至|到|—|-|经)[^,，。;；]{1,12}?(?:高速|铁路|公路|高铁|城际|段|线|航线|管网|管道|通道|快速路|城铁|专线|班列)")
_NAMED_AFTER = re.compile(r"运河|都市圈|经济圈|城市群|高速|铁路|高铁|机场|湾|江|河|湖|大桥|大道|隧道|水库|电站|古镇|古城|岛|山|路")

_EXAMPLES = re.compile(r"[^,，。;；\d]{2,40}等(?=\d)")
_FACILITY = re.compile(r"机场|火车站|高铁站|水电站|电站|古镇|古城|港区")
_SEMICOLON = re.compile("[；;]")


def heads_clause(mentions: Mentions, mention: RegionMention) -> bool:
    head = start_of(mentions.paragraph.clauses, mention.span.start)
    if head == mention.span.start:
        return True
    return mention.span.start - head <= _LONGEST_LEAD and bool(_LOOSE.match(_without_periods(mentions, Span(head, mention.span.start))))


def lists_regions(mentions: Mentions, span: Span) -> bool:
    """A sentence that goes through several divisions governs none of what follows."""
    first = first_within(mentions.divisions, span)
    return first is not None and first_within(mentions.further_divisions, Span(first.span.start + 1, span.end)) is not None


def listed(mentions: Mentions, mention: RegionMention) -> bool:
    """哈尔滨、黑河、绥芬河三个片区: one of several speaks for none."""
    return any(
        one.span.start == mention.span.end + 1 and mentions.text[mention.span.end] in "、和与及"
        for one in within(mentions.regions, _just_behind(mention))
    )


def _is_example(mentions: Mentions, mention: RegionMention) -> bool:
    """富锦市…、桦南县…等5户企业: where some of those that are counted together stand."""
    listed = _EXAMPLES.match(mentions.text, mention.span.end)
    return listed is not None and any(mentions.text[one.span.start - 1] == "、" for one in within(mentions.regions, Span(*listed.span())))


def begins_line(mentions: Mentions, mention: RegionMention) -> bool:
    """本溪至桓仁高速公路: a line between two places is in neither."""
    return mention.text[-1:] not in "省市区县旗州盟" and bool(_LINE.match(mentions.text, mention.span.end))


def _is_item(mentions: Mentions, mention: RegionMention, span: Span) -> bool:
    """…,平江县脱贫摘帽;政府债务率下降…: named inside an enumeration, with no figure of its own, it says nothing of what follows the semicolon."""
    end = _SEMICOLON.search(mentions.text, mention.span.end, span.end)
    if end is None or first_within(mentions.quantities, Span(mention.span.end, end.start())):
        return False
    return first_within(mentions.quantities, Span(span.start, mention.span.start)) is not None


def _just_behind(mention: RegionMention) -> Span:
    return Span(mention.span.end, mention.span.end + 2)


def subject_region(
    mentions: Mentions, span: Span, current: Region | None, deictics: Mapping[str, Region | None]
) -> tuple[Region | None, RegionMention] | None:
    """The last division in a stretch that a clause speaks of: it stands at the clause's head, alone or behind one that does (湖南省长沙市)."""
    near = within(mentions.regions, span)[-NEAREST:]
    for index in range(len(near) - 1, -1, -1):
        mention = near[index]
        region = deictics.get(mention.deictic) if mention.deictic else mention.region
        if region is None or not _speaks(mentions, near, index, span) or _REGION_BODY.match(mentions.text, mention.span.end):
            continue
        if is_named_after(mentions, mention) and not _is_facility(mentions, mention, current):
            continue
        if not (current and is_above(region, current) and not _states_indicator(mentions, mention)):
            return region, mention
    return None


def _speaks(mentions: Mentions, near: Sequence[RegionMention], index: int, span: Span) -> bool:
    """Whether a clause speaks of a division: it, or the first of those right before one another, heads the clause, and all stand for themselves."""
    while near[index].span.end <= span.end and _stands_for_itself(mentions, near[index], span):
        if heads_clause(mentions, near[index]):
            return True
        if not index or near[index - 1].span.end != near[index].span.start:
            return False
        index -= 1
    return False


def _stands_for_itself(mentions: Mentions, mention: RegionMention, span: Span) -> bool:
    if listed(mentions, mention) or _is_example(mentions, mention):
        return False
    return not begins_line(mentions, mention) and not _is_item(mentions, mention, span)


def is_named_after(mentions: Mentions, mention: RegionMention) -> bool:
    """平陆运河, 三河古镇: a thing that bears the short name of a division elsewhere."""
    return mention.text[-1:] not in "省市区县旗州盟" and bool(_NAMED_AFTER.match(mentions.text, mention.span.end))


def _is_facility(mentions: Mentions, mention: RegionMention, current: Region | None) -> bool:
    """敦煌机场 on a page about Jiuquan: what stands in a county of the division that is spoken of."""
    inside = mention.region is not None and current is not None and mention.region.parent == current.code
    if not inside or not _FACILITY.match(mentions.text, mention.span.end):
        return False
    clauses = mentions.paragraph.clauses
    index = index_behind(clauses, mention.span.start)
    end = clauses[index].end if index < len(clauses) else len(mentions.text)
    return first_within(mentions.quantities, Span(mention.span.end, end)) is not None


def _states_indicator(mentions: Mentions, mention: RegionMention) -> bool:
    """全省生产总值…: a name of the statistical system right behind the division."""
    if mention.text[-1:] in "省市" and _DOES.match(mentions.text, mention.span.end):
        return True
    if mention.deictic and _GROWS.match(mentions.text, mention.span.end):
        return True
    rest = mentions.text[mention.span.end : mention.span.end + 16]
    return any(canonical(rest[:length]) for length in range(2, len(rest) + 1))


def is_above(region: Region, other: Region) -> bool:
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
