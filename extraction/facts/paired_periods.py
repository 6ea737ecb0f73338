"""The n-th of the periods listed before the n-th of the figures."""

from __future__ import annotations

import re
from dataclasses import replace

from extraction.facts.draft import Draft, Sentence
from extraction.facts.placing import within
from extraction.facts.setting import Mentions
from extraction.mentions.periods import PeriodMention
from extraction.text.span import Span


def paired_period(mentions: Mentions, sentence: Sentence, draft: Draft) -> PeriodMention | None:
    """一季度、二季度进出口分别为195亿元、212亿元: where one name is measured once for each of the periods."""
    series = draft.siblings
    if len(series) < 2 or draft not in series or len({one.name.text for one in series}) != 1:
        return None
    run: list[PeriodMention] = []
    if quarters := _quarters(mentions, Span(sentence.span.start, series[0].span.start)):
        return quarters[series.index(draft)] if len(quarters) == len(series) else None
    for one in within(mentions.periods, Span(sentence.span.start, series[0].span.start)):
        joined = bool(run) and mentions.text[run[-1].span.end : one.span.start] in ("、", "和", "与", "及")
        run = [*run, one] if joined else [one]
    if len(run) != len(series) or not all(one.start and one.end for one in run):
        return None
    said = "分别" in mentions.text[run[0].span.start : series[0].span.start]
    return run[series.index(draft)] if said else None


_LISTED = re.compile("(?:[一二三]、){1,3}$")


def _quarters(mentions: Mentions, span: Span) -> list[PeriodMention]:
    """一、二、三、四季度分别为…: each of the quarters whose list the last one ends; with 累计 each from January."""
    last = next((one for one in reversed(within(mentions.periods, span)) if one.rule == "quarter_typed"), None)
    listed = _LISTED.search(mentions.text, span.start, last.span.start) if last else None
    if last is None or listed is None or not last.start:
        return []
    behind = mentions.text[last.span.end : span.end]
    numbers = [*(("一", "二", "三").index(one) for one in listed[0][::2]), (int(last.start[5:]) - 1) // 3]
    firsts = [0 if "累计" in behind else 3 * number for number in numbers]
    return [
        replace(last, start=f"{last.start[:4]}-{first + 1:02}", end=f"{last.start[:4]}-{3 * number + 3:02}")
        for number, first in zip(numbers, firsts, strict=True)
    ]
