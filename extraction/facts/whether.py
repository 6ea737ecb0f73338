"""Whether a figure has happened, is planned or expected."""

from __future__ import annotations

import re

from extraction.facts.ahead import ahead_behind, lies_ahead
from extraction.facts.draft import Draft, Reason, Sentence
from extraction.facts.placing import behind_full_stop, first_within, within
from extraction.facts.reach import governing_period
from extraction.facts.setting import Setting, sentence_start
from extraction.facts.when import ONCE_RUNNING
from extraction.mentions.modality import Cue
from extraction.text.span import Span

_PAST = re.compile(r"已|了|目前|截至|现有|拥有")
_EVEN_IN_REVIEW = ("力争", "将", "还将", "还要再", "还要新", "预计", "有望", "预期目标", "下一步", "接下来", "计划")
_GOAL = re.compile(r"(?:任务|值)?[^,，。;；]{0,3}(?:是|为|[:：]|定为|定在|如下|达到|\d)")
_FUNDS = re.compile(r"[^,，。;；、]{0,10}?(?:资金|投资|专项|债|项目|政策|上级|中央|国家|省级|试点|指标|补助|支持|荣誉|名额|贷款|预算)")


_MEASURED_BY = re.compile(r"(?:低于|高于|好于|快于|优于|符合|超出)[^,，。;；]{0,4}$")  # 低于控制目标, 符合预期: what has come about
_NAMES_OF_PLAN = ("总投资", "任务", "完成率", "的", "》", "”", "生产")


def status_of(setting: Setting, sentence: Sentence, draft: Draft) -> tuple[str, Reason]:
    """By the words before the figure in its sentence, else by the paragraph or section of plans it stands in."""
    if draft.earlier:
        return "actual", Reason((), "earlier_value")
    said = sentence.text[draft.clause.start : draft.span.start]
    past = bool(_PAST.search(said))
    cue = _modal_before(sentence, draft, past, reviewed=setting.default.mode in ("review", "years"))
    later = sentence.search_before(ONCE_RUNNING, draft)
    if later:
        return "estimate", Reason((Span(sentence.span.start + later.start(), sentence.span.start + later.end()),))
    if cue is None and said.endswith(("可达", "可达到")) and not said.endswith(("最高可达", "最高可达到")):
        return "estimate", Reason((Span(draft.span.start - 2, draft.span.start),))
    if cue:
        governing = governing_period(setting, draft)
        ahead = governing is not None and governing.kind == "deadline" and lies_ahead(setting, governing)
        carried = setting.default.mode == "plan" and cue.span.start < draft.clause.start
        expected = cue.text == "将" and _expected_before(sentence, draft, cue)
        estimate = expected or (cue.kind == "estimate" and not carried) or (_nobody_commands(sentence, cue) and not ahead)
        return ("estimate" if estimate else "target"), Reason((cue.span,))
    if setting.default.mode == "plan" and not _actual_in_plan(setting, draft, past):
        return "target", Reason((), setting.default.rule, setting.default.outside)
    behind = [cue for cue in sentence.cues if draft.span.end <= cue.span.start < draft.clause.end and cue.text in ("将", "即将", "有望")]
    if behind:
        return "target", Reason((behind[0].span,))
    governing = governing_period(setting, draft)
    if governing and lies_ahead(setting, governing) and (governing.kind == "year" or sentence.span.start <= governing.span.start):
        return "target", Reason((governing.span,), "deadline")
    said_before = None if past else _carried(setting, sentence)
    if said_before:
        return said_before.kind, Reason((said_before.span,))
    deadline = ahead_behind(setting, sentence, draft)
    if deadline:
        return "target", Reason((deadline.span,), "deadline")
    return "actual", Reason((), "no_plan_said")


def _states_figure(sentence: Sentence, cue: Cue) -> bool:
    """Whether the clause of an estimate has a figure itself, or only says when (预计到6月底,…): then it opens a list of estimates."""
    if any(draft.clause.contains(cue.span) for draft in sentence.drafts):
        return True
    clause = next((one for one in sentence.clauses if one.contains(cue.span)), None)
    if clause is not None and clause.end - cue.span.end <= 1:
        return True  # 预计,地区生产总值…
    return clause is not None and any(clause.contains(one.span) and len(clause) - len(one.span) < 6 for one in sentence.periods)


def _modal_before(sentence: Sentence, draft: Draft, past: bool, reviewed: bool = False) -> Cue | None:
    """The nearest word of plan or estimate that still holds at the figure: one in an earlier clause ends where something has happened."""
    for cue in reversed(sentence.cues):
        if cue.kind not in ("target", "estimate") or cue.span.end > draft.span.start or not _is_modal(sentence, cue):
            continue
        if reviewed and cue.text not in _EVEN_IN_REVIEW:
            continue
        if cue.text == "计划" and "计划" in draft.share.text and any(word.text == "的" for word in draft.lead):
            continue  # 为年计划72亿元的81%: done already
        if cue.span.start >= draft.clause.start:
            return None if _takes_object(draft, cue) else cue
        if draft.clause.start == sentence.span.start or (cue.kind == "estimate" and not _states_figure(sentence, cue)):
            return None
        between = sentence.text[cue.span.end : draft.clause.start]
        if (
            past
            or "。" in between
            or _DONE_SINCE.search(between)
            or _ends_with_product(sentence, draft, cue)
            or (cue.text == "计划" and re.search(r"^[^,，。;；、]{1,10}的", between))
        ):
            return None
        return cue
    return None


_DONE_SINCE = re.compile(r"[,，;；][^,，。;；]{0,4}已")  # 计划新开工30个,已开工31个,开工率…
_CAN_REACH = re.compile(r"[^,，。;；]{0,16}可[达实产收]")


def _ends_with_product(sentence: Sentence, draft: Draft, cue: Cue) -> bool:
    """预计总产量可达6亿斤,推广良种24个: what is expected of the harvest ends where something that is done is told."""
    if cue.kind != "estimate" or not _CAN_REACH.match(sentence.text, cue.span.end):
        return False
    later = (one for one in sentence.drafts if cue.span.end < one.clause.start <= draft.clause.start)
    return any(one.is_deed or one.verbs for one in later)


def _expected_before(sentence: Sentence, draft: Draft, cue: Cue) -> bool:
    """业内人士预计,…将新增80万平方米: what somebody expects to come."""
    figures = [one.span.start for one in sentence.drafts if one.span.start < draft.span.start]
    return any(
        one.kind == "estimate" and one.span.end <= cue.span.start and not any(one.span.end <= at < cue.span.start for at in figures)
        for one in sentence.cues
    )


def _carried(setting: Setting, sentence: Sentence) -> Cue | None:
    """预计…增长8%;…增长6%: what opens a list with semicolons holds for all of it."""
    if setting.default.mode == "years" or not sentence.follows_semicolon:
        return None
    mentions, end = setting.mentions, sentence.span.start
    start = behind_full_stop(mentions.matches, end)
    opening = within(mentions.cues, Span(start, min(start + _OPENING, end)))
    cue = next((one for one in opening if one.text in _OPENS_LIST and _is_modal(sentence, one)), None)
    first = first_within(mentions.facts, Span(start, end)) if cue else None
    if first is None or cue is None or cue.span.start > first.span.start:
        return None
    return None if mentions.matches.last(_PAST, Span(cue.span.end, end)) else cue


_OPENING = 21  # signs behind a full stop in which a list opens


_OPENS_LIST = ("力争", "预计", "确保", "争取", "努力实现", "预期目标", "初步预计")


def _takes_object(draft: Draft, cue: Cue) -> bool:
    """将38家企业纳入…: 将 that brings the object forward is no plan."""
    said = "".join(word.text for word in draft.trail)
    return cue.text == "将" and bool(re.search(r"成为|纳入|列入|列为|作为|吸纳|转为|转化为|升级为|变成", said))


def _is_modal(sentence: Sentence, cue: Cue) -> bool:
    """计划总投资, 完成年度目标, 争取到 are no plans of this sentence."""
    after = sentence.text[cue.span.end : cue.span.end + 3]
    before = sentence.text[max(sentence.span.start, cue.span.start - 6) : cue.span.start]
    if cue.kind == "target" and cue.text.endswith(("目标", "预期", "目标任务")) and (_MEASURED_BY.search(before) or after[:1] == "的"):
        return False  # 完成投资预期目标的104%
    if cue.text in ("目标", "发展目标", "主要目标", "目标任务", "预期目标"):
        return "完成" not in before and "年度" not in before and bool(_GOAL.match(sentence.text, cue.span.end))
    if cue.text in ("计划", "确保"):
        if cue.text == "计划" and re.match(r"[\u4e00-\u9fff]{1,6}的", sentence.text[cue.span.end : cue.span.end + 7]):
            return False
        names = _NAMES_OF_PLAN if re.search("[今明当]年$", before) else (*_NAMES_OF_PLAN, "投资")
        return not after.startswith(names) and not re.search(r"(年度|完成|为)$", before)
    if cue.text == "争取":
        return not after.startswith(("到", "了")) and not _FUNDS.match(sentence.text, cue.span.end)
    return cue.text not in ("陆续", "规划", "谋划", "安排", "准备", "争创", "要", "定于", "力促", "今后", "拟")


def _nobody_commands(sentence: Sentence, cue: Cue) -> bool:
    """将超过20亿元: a forecast, not a plan."""
    return cue.text in ("将", "或将") and sentence.text[cue.span.end : cue.span.end + 2].startswith(("超", "达", "突破", "接近", "减少"))


def _actual_in_plan(setting: Setting, draft: Draft, past: bool) -> bool:
    governing = governing_period(setting, draft)
    now = setting.published[:7] if setting.published else None
    if governing and now and governing.end and governing.end <= now and governing.kind in ("span", "year", "point") and governing.start:
        return True
    if governing is None or governing.kind != "stock":
        return False
    if past and governing.span.start >= draft.clause.start:
        return True
    heads = 0 <= governing.span.start - sentence_start(setting, draft) <= _LEADS_IN
    return heads and governing.rule in _NOW  # 目前,全县已开工113个,开工率57%


_LEADS_IN = 6  # signs that may stand before 目前 at the head of a sentence
_NOW = ("until_now", "until_month", "until_quarter")
