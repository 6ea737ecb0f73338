"""Whether an expression of time lies ahead of the text, or is over."""

from __future__ import annotations

from extraction.facts.draft import Draft, Sentence
from extraction.facts.setting import Setting
from extraction.mentions.periods import PeriodMention


def ahead_behind(setting: Setting, sentence: Sentence, draft: Draft) -> PeriodMention | None:
    """8个社区将于明年…, 4座桥年内完工: the time stands behind the figure, with no other figure between."""
    following = sentence.following(draft)
    end = min(following.span.start, draft.clause.end) if following else draft.clause.end
    return next((one for one in sentence.periods if draft.span.end <= one.span.start < end and lies_ahead(setting, one)), None)


def lies_ahead(setting: Setting, mention: PeriodMention) -> bool:
    """年底前, 明年: not over at the time of publication."""
    if setting.default.mode == "review" and mention.rule in ("year_end_deadline", "whole_year"):
        return False
    if mention.kind == "plan":  # “十四五”时期 said in 2021
        return bool(setting.published and (mention.start or "")[:4] >= setting.published[:4] and "以来" not in mention.text)
    if mention.kind == "deadline":
        return bool(setting.published and (mention.end or "") >= setting.published[:7])
    return bool(setting.published and mention.start and mention.start > setting.published[:7])


def is_over(setting: Setting, sentence: Sentence, said: PeriodMention) -> bool:
    """上半年… in a sentence before 下一步计划…: nothing is planned for months that have passed."""
    passed = setting.published is not None and said.kind == "span" and bool(said.end) and (said.end or "") < setting.published[:7]
    return passed and setting.default.mode in ("news", "report") and said.span.start < sentence.span.start
