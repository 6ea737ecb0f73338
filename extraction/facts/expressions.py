"""How an expression of time stands in its paragraph: as a name, a comparison, the day of an announcement, at the head of a clause."""

from __future__ import annotations

import re

from extraction.facts.placing import first_within, index_behind, start_of, within
from extraction.facts.setting import Mentions
from extraction.mentions.periods import PeriodMention
from extraction.text.span import Span

_COMPARED = re.compile(r"(比|较|与|同|和|比“|较“|相比|[快慢高低优好差强弱多少大小]于)$")
_MEASURED = re.compile("(?:是|为|达|达到|相当于)$")
_TIMES = re.compile(r"的?(?:近|约|超)?[\d.一二两三四五六七八九十]+(?:余|多)?(?:倍|成|%|％)")  # 是“十二五”时期的2.1倍
_ASIDE = re.compile(r"其中[,，:：]?(?:仅)?$")
_ANNOUNCED = re.compile(
    r"[^,，。;；]{0,24}?(讯|召开|举行|获悉|发布|开幕|印发|通报|出台|颁布|批复|电[\s(（]|刊发|报道|在.{1,12}(会|会议)上)"
)
_NAMED_YEAR = re.compile(r"((入选|获评|作为|列为|列入|荣获|评为|获得|获|被列为|跻身)[^,，。;；]{0,8}|《)$")
_QUOTED = re.compile(r"[^,，。;；“]{0,16}”")
_SIGN = re.compile(r"\S")  # neither sentences nor clauses begin with a blank
MONTHS = ("month", "month_itself")


def heads_clause(one: Mentions, mention: PeriodMention) -> bool:
    head = start_of(one.paragraph.clauses, mention.span.start)
    return not _SIGN.search(one.text, head + 2, mention.span.start)


def is_example(mentions: Mentions, mention: PeriodMention) -> bool:
    """以今年3月落地的…为例 holds for what is said of the example."""
    return bool(re.match(r"[^,，。;；]{0,40}(为例|落地|投产|上市|实施)", mentions.text[mention.span.end :]))


def opens_sentence(mentions: Mentions, mention: PeriodMention) -> bool:
    """到2030年,…: said before any figure of its sentence."""
    head = start_of(mentions.paragraph.sentences, mention.span.start)
    return not _states_figure(mentions, Span(head, mention.span.start))


def heads_sentence(mentions: Mentions, mention: PeriodMention) -> bool:
    head = start_of(mentions.paragraph.sentences, mention.span.start)
    return not _SIGN.search(mentions.text, head + 6, mention.span.start)


def is_aside(mentions: Mentions, mention: PeriodMention) -> bool:
    """其中9月当月: a part of the time that is spoken of, for its own sentence only."""
    return mention.kind in ("point", "span") and bool(_ASIDE.search(mentions.text[max(0, mention.span.start - 4) : mention.span.start]))


def is_date_of_end(mentions: Mentions, mention: PeriodMention) -> bool:
    """跃升至2025年的480亿元: the date of that one figure."""
    return mentions.text.startswith("的", mention.span.end) and mentions.text[mention.span.start - 1 : mention.span.start] in (
        "到",
        "至",
        "为",
        "达",
    )


def is_date_of_start(mentions: Mentions, mention: PeriodMention) -> bool:
    """由2012年的16.7:47.9调整为…, 是2012年的6倍: the date of what things came from, or are measured by."""
    return mentions.text.startswith("的", mention.span.end) and mentions.text[mention.span.start - 1 : mention.span.start] in (
        "由",
        "从",
        "自",
        "是",
        "为",
    )


def is_compared(mentions: Mentions, mention: PeriodMention) -> bool:
    """较上半年, 比“十三五”末, 是“十二五”时期的2倍: only compared with."""
    before = within(mentions.periods, Span(mention.span.start - 16, mention.span.start))
    if any(one.kind == "base" and one.span.end == mention.span.start for one in before):
        return True
    if _MEASURED.search(mentions.text, max(0, mention.span.start - 3), mention.span.start) and _TIMES.match(
        mentions.text, mention.span.end
    ):
        return True
    return mention.kind == "base" or bool(_COMPARED.search(mentions.text[max(0, mention.span.start - 2) : mention.span.start]))


_NOW = ("目前", "当前", "迄今", "迄今为止", "至今", "目前为止")
_UTMOST = re.compile(
    "(?:(?:我|全)?[国省市县区]?(?:国内|省内|市内|世界|全球|亚洲|行业|西北|西南|东北|华[东南中北]|同类)?(?:规模|单体)?"
    "(?:最[大高长快多深先]|唯一|首[个座条]))"
)
_RECORD = re.compile("(?:的)?(?:同期)?(?:历史)?(?:新高|新低|最[高低好快大多优](?!的)|之最|首次|第一次|峰值)")


def is_attribute(mentions: Mentions, mention: PeriodMention) -> bool:
    """扭转了去年四季度以来的下滑局面, 目前国内最大的基地: what lasted so long, or is so, is only spoken of, no figure is stated for it;
    创改革开放以来新高: a record is none of that time."""
    if mention.kind == "stock" and mention.text in _NOW and _UTMOST.match(mentions.text, mention.span.end):
        return True
    if mention.kind in ("since", "stock") and _RECORD.match(mentions.text, mention.span.end):
        return True
    if mention.kind != "since" or not mentions.text.startswith("的", mention.span.end):
        return False
    clauses = mentions.paragraph.clauses
    index = index_behind(clauses, mention.span.end)
    return index == len(clauses) or not _states_figure(mentions, Span(mention.span.end, clauses[index].end))


def _states_figure(mentions: Mentions, span: Span) -> bool:
    return first_within(mentions.facts, span) is not None


_ISSUED = re.compile(r"[^,，。;；《]{0,12}?(?:印发|出台|制定|颁布|下发|修订|通过|签署|提出|部署)|[^,，。;；]{0,8}《")


def is_of_document(mentions: Mentions, mention: PeriodMention) -> bool:
    """按照2018年印发的…: the date of a document, whose clause states no figure."""
    if mention.kind not in ("year", "point") or not _ISSUED.match(mentions.text, mention.span.end):
        return False
    clauses = mentions.paragraph.clauses
    index = index_behind(clauses, mention.span.end)
    return index == len(clauses) or not _states_figure(mentions, Span(mention.span.end, clauses[index].end))


def is_year_of_plan(mentions: Mentions, mention: PeriodMention) -> bool:
    """“十四五”规划收官之年: one year, which is named beside it."""
    return mention.kind == "plan" and bool(re.match(r"[^,，。;；]{0,40}?之年", mentions.text[mention.span.end : mention.span.end + 44]))


def is_name(mentions: Mentions, mention: PeriodMention) -> bool:
    """入选2023年…: a year that belongs to a name."""
    if mention.kind not in ("year", "point"):
        return False
    before = mentions.text[max(0, mention.span.start - 12) : mention.span.start]
    return bool(_NAMED_YEAR.search(before)) or (before.endswith("“") and bool(_QUOTED.match(mentions.text, mention.span.end)))


def is_announcement(mentions: Mentions, mention: PeriodMention) -> bool:
    """11月28日,市政府召开…: the day on which something was said."""
    if mention.kind != "point":
        return False
    clauses = mentions.paragraph.clauses
    index = index_behind(clauses, mention.span.end)
    end = clauses[index].end if index < len(clauses) else len(mentions.text)
    following = clauses[index + 1].end if index + 1 < len(clauses) else end
    reach = following if end - mention.span.end <= 2 else end
    return bool(_ANNOUNCED.match(mentions.text[mention.span.end : reach].lstrip("，,")))
