"""The n-th of the periods listed before the n-th of the figures."""

from __future__ import annotations

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
    for one in within(mentions.periods, Span(sentence.span.start, series[0].span.start)):
        joined = bool(run) and mentions.text[run[-1].span.end : one.span.start] in ("、", "和", "与", "及")
        run = [*run, one] if joined else [one]
    if len(run) != len(series) or not all(one.start and one.end for one in run):
        return None
    said = "分别" in mentions.text[run[0].span.start : series[0].span.start]
    return run[series.index(draft)] if said else None
