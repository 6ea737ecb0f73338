"""How far an expression of time holds: for its clause, its sentence, or the rest of its paragraph."""

from __future__ import annotations

import re

from extraction.facts.draft import Draft
from extraction.facts.expressions import (
    MONTHS,
    heads_clause,
    heads_sentence,
    is_announcement,
    is_aside,
    is_attribute,
    is_compared,
    is_date_of_end,
    is_date_of_start,
    is_example,
    is_name,
    is_of_document,
    is_year_of_plan,
    opens_sentence,
)
from extraction.facts.placing import behind_full_stop, first_within, index_behind, nearest_before, start_of, within
from extraction.facts.setting import Mentions, Setting, sentence_start
from extraction.mentions.periods import PeriodMention
from extraction.mentions.regions import is_inside
from extraction.text.span import Span

_PASSING = frozenset(["累计", "当年", "当日", "当天", "当月", "近年"])
_MOMENTS = ("year_end_stock", "years_since")  # 年末, 近年来: for their own sentence


def governing_period(setting: Setting, draft: Draft) -> PeriodMention | None:
    """The nearest expression before the figure in its paragraph that can govern it; looked for once."""
    if draft.governing is False:
        draft.governing = _nearest_governing(setting, draft)
    return draft.governing or None


def _nearest_governing(setting: Setting, draft: Draft) -> PeriodMention | None:
    mentions = setting.mentions
    for mention in nearest_before(mentions.periods, draft.span.start):
        if mention.span.end > draft.span.start:
            continue
        if mention.span not in setting.governs:
            setting.governs[mention.span] = _can_govern(mentions, mention)
        if setting.governs[mention.span] and _reaches(setting, mention, draft):
            return mention
    return None


_OF_THE_PLAN = re.compile("的?(任务|目标|计划|预期|预算)")


def _can_govern(mentions: Mentions, mention: PeriodMention) -> bool:
    if mention.kind == "base" or not (mention.start or mention.end) or mention.text in _PASSING:
        return False
    if mention.rule == "whole_year" and _OF_THE_PLAN.match(mentions.text, mention.span.end):
        return False
    others = (is_name, is_announcement, is_attribute, is_year_of_plan, is_compared, is_of_document)
    return not any(is_other(mentions, mention) for is_other in others)


def _reaches(setting: Setting, mention: PeriodMention, draft: Draft) -> bool:
    """Whether an expression still holds at the figure: a deadline in its sentence, a date in the middle of a clause only there,
    the earlier end of 从A到B only at A."""
    mentions = setting.mentions
    if mention.span in setting.starts and not draft.earlier:
        return False
    same_sentence = mention.span.start >= sentence_start(setting, draft)
    if mentions.text.endswith("、", 0, mention.span.start) and mention.kind in ("span", "point", "year"):
        return mention.span.start >= draft.clause.start  # 一、二、三、四季度: the last of several, each with its own figure
    if _is_closed(mentions, mention, draft.span.start) or not (same_sentence or _sets_topic_once(setting, mention)):
        return False
    if setting.default.mode == "plan" and mention.kind in ("span", "point") and mention.rule != "second_half":
        is_over = bool(setting.published and (mention.end or "") < setting.published[:7])
        if is_over and heads_sentence(mentions, mention):
            return same_sentence  # 1月份,…: what has happened already
        return _in_its_clause(mentions, mention, draft)  # 一季度开工30个,固定资产投资增长12%: the plan goes on
    if is_aside(mentions, mention):
        return same_sentence
    if setting.default.mode == "years" and is_date_of_start(mentions, mention):
        return mention.span.start >= draft.clause.start
    if is_date_of_end(mentions, mention) and setting.default.mode == "years":
        return first_within(mentions.facts, Span(mention.span.end, draft.span.start)) is None
    if mention.rule in _MOMENTS:
        return same_sentence
    if mention.rule in _PASSING_DATES and _stands_behind_semicolon(mentions, mention):
        return behind_full_stop(mentions.matches, draft.span.start) <= mention.span.start
    if mention.text.startswith(("上年", "上一年")):
        return mention.span.start >= draft.clause.start
    if mentions.paragraph.role != "body":
        return mention.span.start >= draft.clause.start or (same_sentence and _has_no_name(draft) and mention.kind in ("span", "year"))
    if mention.kind == "deadline" or (setting.published and (mention.start or "") > setting.published[:7]):
        if mention.span.start >= draft.clause.start or (mention.kind == "year" and heads_sentence(mentions, mention)):
            return True
        opens = opens_sentence(mentions, mention)
        if setting.default.mode == "plan" and _is_reached(setting, mention, draft):
            return True
        return opens if setting.default.mode == "plan" else same_sentence and (opens or _planned_before(setting, draft))
    if mention.rule in MONTHS and heads_clause(mentions, mention):
        return True
    if mention.kind == "point" and not heads_sentence(mentions, mention):
        return (
            mention.span.start >= draft.clause.start or (same_sentence and heads_clause(mentions, mention)) or is_example(mentions, mention)
        )
    return True


_PASSING_DATES = frozenset(
    ("month_since", "year_month_since", "national_day", "may_day", "new_year", "tomb_sweeping", "dragon_boat", "mid_autumn")
)


def _stands_behind_semicolon(mentions: Mentions, mention: PeriodMention) -> bool:
    """…;7月1日起,标准提高到870元: told beside other things, up to the full stop."""
    head = start_of(mentions.paragraph.sentences, mention.span.start)
    return mentions.text[max(0, head - 1) : head].endswith(("；", ";"))


def _has_no_name(draft: Draft) -> bool:
    """上半年生产总值36亿元 同比增长8.4%: the second figure of a title is of what the first measures."""
    return draft.source is not None and not draft.source.earlier


def _in_its_clause(mentions: Mentions, mention: PeriodMention, draft: Draft) -> bool:
    """In the clause of the expression, or, where that says nothing else (1月份,…), in the next."""
    clauses = mentions.paragraph.clauses
    index = index_behind(clauses, mention.span.end)
    alone = index < len(clauses) and len(clauses[index]) <= len(mention.span) + 3
    return mention.span.start >= draft.clause.start or (
        alone and index + 1 < len(clauses) and clauses[index + 1].start == draft.clause.start
    )


_REACHED = re.compile("(?:达到?|突破|超过|提高到|增加到|提升到|降至|降到|控制在|稳定在|保持在)[^,，。;；]{0,4}$")


def _is_reached(setting: Setting, mention: PeriodMention, draft: Draft) -> bool:
    """今后五年…,到2026年突破300亿元;财政总收入达到32亿元: levels that a plan of years is to reach, up to the full stop."""
    text, flows = setting.mentions.text, setting.default.flows
    if flows is None or (flows[0] or "")[:4] == (flows[1] or "")[:4] or draft.measure != "level" or mention.kind != "deadline":
        return False
    if behind_full_stop(setting.mentions.matches, draft.span.start) > mention.span.start:
        return False
    return bool(_REACHED.search(text, max(draft.clause.start, draft.span.start - 12), draft.span.start))


def _planned_before(setting: Setting, draft: Draft) -> bool:
    """A word of plan between the head of the sentence and the figure."""
    return first_within(setting.mentions.plans, Span(sentence_start(setting, draft), draft.span.start)) is not None


_BRACKETS = 60  # signs that a remark in brackets runs to at most


def _is_closed(mentions: Mentions, mention: PeriodMention, end: int) -> bool:
    """(2023年四季度为3.1%): a remark in brackets says nothing of what stands behind them; (1-8月) says when what stands before them was."""
    text, start = mentions.text, mention.span.start
    before = text[max(0, start - _BRACKETS) : start].replace("(", "（").replace(")", "）")
    opened = before.rfind("（")
    closing = re.search("[)）]", text[mention.span.end : min(end, mention.span.end + _BRACKETS)])
    if opened <= before.rfind("）") or closing is None:
        return False
    return len(before) - 1 - opened + closing.start() > _GLOSS or _follows_figure(mentions, start - len(before) + opened)


def _follows_figure(mentions: Mentions, at: int) -> bool:
    """由6.2万人次(去年上半年)涨到…: what stands in brackets right behind a figure is of that figure."""
    return any(one.span.end == at for one in within(mentions.facts, Span(at - 16, at)))


_GLOSS = 4  # signs beside an expression of time that stands alone in its brackets


def _sets_topic_once(setting: Setting, mention: PeriodMention) -> bool:
    if mention.span not in setting.topics:
        setting.topics[mention.span] = _sets_topic(setting, mention)
    return setting.topics[mention.span]


def _sets_topic(setting: Setting, mention: PeriodMention) -> bool:
    """Whether sentences behind its own still stand under it. It opens the paragraph, or says when the figures of its sentence were: those of
    the division that is spoken of, not of elsewhere. Without a figure it only tells of the time, unless that is the article's own."""
    mentions = setting.mentions
    sentence = _sentence_of(mentions, mention)
    if mention.kind in ("since", "stock", "deadline"):
        return True
    figure = first_within(mentions.facts, Span(mention.span.end, sentence.end))
    if sentence.start == mentions.paragraph.sentences[0].start:
        return figure is not None or heads_clause(mentions, mention)
    if figure:
        return not _is_of_elsewhere(setting, mention, figure.span.start)
    return mention.kind in ("span", "year") and heads_sentence(mentions, mention) and _is_own(setting, mention)


def _sentence_of(mentions: Mentions, mention: PeriodMention) -> Span:
    sentences = mentions.paragraph.sentences
    index = index_behind(sentences, mention.span.start)
    return sentences[min(index, len(sentences) - 1)]


_NATION = re.compile("全国|全球|世界|国际|同类城市")


def _is_of_elsewhere(setting: Setting, mention: PeriodMention, end: int) -> bool:
    """2022年,全国增长3.1%; of a county's text 一季度,全省平均增长5%: another time is told of another place."""
    text = setting.mentions.text
    if _NATION.search(text, mention.span.end, min(end, mention.span.end + 12)):
        return True
    own = setting.region
    named = [one for one in within(setting.mentions.regions, Span(mention.span.end, end)) if one.region]
    return own is not None and bool(named) and not any(one.region == own or is_inside(one.region, own) for one in named if one.region)


def _is_own(setting: Setting, mention: PeriodMention) -> bool:
    """Whether a period lies in the year that the article, or this part of it, is about."""
    own = {(month or "")[:4] for month in (*(setting.default.flows or ()), setting.published)}
    return (mention.start or "")[:4] in own
