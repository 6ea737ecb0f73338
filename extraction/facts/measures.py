"""Level, growth, change or rank; which way; and against what."""

from __future__ import annotations

import re

from extraction.facts.draft import Draft, Reason, Sentence
from extraction.mentions.indicators import REGION, Word, lexicon
from extraction.mentions.modality import Cue
from extraction.text.span import Span

_RELATIVE = ("percent", "multiple")
_REACHING = re.compile(r"(到|至|达|达到|为)$")
_COMPARES = re.compile(
    r"(?:比|较|同比)[^,，。;；、]*?(多|少|高|低|快|慢|大|小)(?:了|出|约|近)*(?:[\u4e00-\u9fff]{2})?$"
    r"|(?<!最)(?P<over>高|低|多|少)(?:出|于)[^,，。;；、]{0,6}(?:全[国省市县区州]|[省市县区国]|平均)[^,，。;；、]{0,8}?(?:约|近)?$"
)
_MAY_COMPARE = re.compile("[比较高低多少]")  # one of them is in whatever compares
_FEWER = "少低慢小"
_QUALIFIED = re.compile(r"(约|近|超过|超|逾|了)+$")
_ELSEWHERE = re.compile(r"(高于|低于|快于|慢于|好于|优于|比(?![重例值率]))(全国|全省|全市|全区|全县|省|市|当地)?[^,，。;；、]{0,8}$")


def measure_all(sentence: Sentence) -> None:
    """The measure, sign and base of every figure of a sentence, first figures of a series before the others."""
    for draft in sentence.drafts:
        if draft.first_of_series or _own_cue(sentence, draft):
            _measure(sentence, draft)
        else:
            _as_sibling(draft)


def _measure(sentence: Sentence, draft: Draft) -> None:
    draft.cue = _cue_before(sentence, draft) or _cue_behind(sentence, draft)
    draft.measure, draft.falling = _measured(sentence, draft)
    if _is_measured_by(sentence, draft):
        draft.measure, draft.aside = "growth", True
        draft.region = next((one for one in reversed(sentence.regions) if one.span.end < draft.span.start), None)
    if draft.cue:
        draft.reasons["measure"] = Reason((draft.cue.span,))
    if draft.measure in ("growth", "change"):
        draft.base = _base(sentence, draft)
    elif draft.measure == "level":
        draft.base = _year_shared(sentence, draft)


def _year_shared(sentence: Sentence, draft: Draft) -> str | None:
    """恢复到2019年的121.7%: the year of which it is a share."""
    shared = next((one for one in sentence.periods if one.rule == "share_of_year" and one.span.end == draft.span.start), None)
    if shared and shared.start:
        draft.reasons["base"] = Reason((shared.span,))
        return shared.start[:4]
    return None


def _own_cue(sentence: Sentence, draft: Draft) -> bool:
    """分别增长8%和下降2%: a later figure of a series with a verb of its own."""
    cue = _cue_before(sentence, draft)
    place = next(index for index, other in enumerate(draft.siblings) if other is draft)
    return cue is not None and cue.span.start >= draft.siblings[place - 1].span.end


def _as_sibling(draft: Draft) -> None:
    first = draft.siblings[0]
    if (draft.quantity.kind in _RELATIVE) == (first.quantity.kind in _RELATIVE):
        draft.measure, draft.falling, draft.base, draft.cue = first.measure, first.falling, first.base, first.cue
        draft.reasons |= {name: Reason(reason.spans, "series") for name, reason in first.reasons.items() if name in ("measure", "base")}
    if draft.quantity.kind == "points":
        draft.measure = "change"


def _measured(sentence: Sentence, draft: Draft) -> tuple[str, bool]:
    kind, cue = draft.quantity.kind, draft.cue
    falling = cue is not None and cue.kind == "fall"
    if kind == "rank":
        return "rank", False
    if kind == "points":
        return "change", falling or bool(re.search(r"(低于|慢于|低|慢|少|下拉)[^,，;；。]{0,8}$", _said_before(sentence, draft, 12)))
    if kind in ("count", "bare", "amount") and _said_before(sentence, draft, 3).endswith(("净增", "净增加", "净减")):
        return "change", _said_before(sentence, draft, 1) == "减"
    if cue is None:
        said = _said_before(sentence, draft, 40)
        compared = _COMPARES.search(said) if _MAY_COMPARE.search(said) else None
        if compared:
            return ("growth" if kind in _RELATIVE else "change"), (compared[1] or compared["over"]) in _FEWER
        if kind in _RELATIVE and (_goes_on(sentence, draft) or _of_growth_listed(sentence, draft)):
            return "growth", False
        return ("change" if _widens(draft) else "level"), False
    if _REACHING.search(_said_between(sentence, cue.span, draft.span)):
        return ("growth", falling) if _is_rate_noun(cue) and kind in _RELATIVE else ("level", False)
    if kind in _RELATIVE:
        return "growth", falling
    return ("change", falling) if _counts_change(draft, cue) else ("level", False)


_MEASURED_BY = re.compile("(?:比|较|[高低快慢]于)[^,，。;；(（]{0,4}[省市县区州](?:平均(?:水平|增速)?|增速)?[(（]$")


def _is_measured_by(sentence: Sentence, draft: Draft) -> bool:
    """增长8%,增幅比全市(6.4%)高1.6个百分点: the growth of the division that it is compared with."""
    previous = sentence.previous(draft)
    if previous is None or previous.measure != "growth" or draft.quantity.kind != "percent":
        return False
    bracketed = sentence.text[draft.span.end : draft.span.end + 1] in (")", "）")
    return bracketed and bool(_MEASURED_BY.search(_said_before(sentence, draft, 20)))


def _goes_on(sentence: Sentence, draft: Draft) -> bool:
    """增幅更高,为119.7%; …增长5%,住宿业则为14%: a bare 为 behind growth, of nothing that is a rate itself."""
    said = sentence.text[draft.clause.start : draft.span.start]
    if not re.search(r"(为|是|达|达到|则)$", said) or re.search(r"[率占比度重额数]", said):
        return False
    previous = sentence.previous(draft)
    between = sentence.text[previous.span.end if previous else sentence.span.start : draft.clause.start]
    if re.search(r"(增速|增幅|涨幅)[^,，。;；]{0,6}[,，]$", between):
        return True
    return previous is not None and previous.measure == "growth" and previous.quantity.kind == draft.quantity.kind and len(between) <= 2


_LISTED_BY_GROWTH = re.compile(
    r"(?:增速|增幅|涨幅)(?:[^,，。;；:：\d]{0,6}[,，:：]|(?:高于|超过|快于|低于|位居|居|排|列)[^,，。;；:：\d]{0,14}(?:有|是|为|[:：]))"
)


def _of_growth_listed(sentence: Sentence, draft: Draft) -> bool:
    """工业投资增速,安次区12%、广阳区9%; GDP增速高于全市的有安次区(8%): growth is said before a list of divisions."""
    said = [word for word in draft.lead if word.text not in ("(", "（", "、", ")", "）", "和") and word.tag != "x"]
    if not said or said[-1].tag != REGION:
        return False
    found = sentence.search_before(_LISTED_BY_GROWTH, draft)
    if found is None:
        return False
    end = sentence.span.start + found.end()
    between = (other for other in sentence.before(draft) if other.span.start >= end)
    return all(other.measure == "growth" and other.quantity.kind == draft.quantity.kind for other in between)


def _is_rate_noun(cue: Cue) -> bool:
    return cue.text[-1] in "幅速率" or "幅" in cue.text


def _counts_change(draft: Draft, cue: Cue) -> bool:
    """增长5000万元 is a change; 节省, 减轻, 新增 and 户均增收 are levels of their own."""
    return cue.text[0] not in "新节省" and cue.text != "增收"


def _widens(draft: Draft) -> bool:
    """继续扩大种植面积2000亩: the verb stands before the name."""
    words = [word.text for word in draft.lead]
    return draft.quantity.kind in ("amount", "count") and "扩大" in words and words[-1] not in ("到", "至", "扩大", "为")


def _cue_before(sentence: Sentence, draft: Draft) -> Cue | None:
    """The cue of growth or fall that leads up to the figure, with nothing between that could be measured."""
    for cue in reversed(sentence.cues):
        if cue.span.start < draft.clause.start:
            return None
        if cue.span.end <= draft.span.start and _measures(sentence, draft, cue):
            between = [word for word in draft.lead if word.span.start >= cue.span.end]
            covered = not draft.lead or draft.lead[0].span.start <= cue.span.start
            return cue if covered and all(_passes(word, draft, cue) for word in between) else None
    return None


def _measures(sentence: Sentence, draft: Draft, cue: Cue) -> bool:
    """增加值 and 降雨 are no growth, nor is the natural growth of a population; 拉动消费4亿元 is a flow."""
    if sentence.text.startswith("自然增长率", cue.span.start - 2):
        return False
    if cue.kind not in ("growth", "fall") or sentence.text[cue.span.end : cue.span.end + 1] in ("值", "量", "收"):
        return False
    return not (cue.text in ("拉动", "扩增") and draft.quantity.kind not in ("points", "percent"))


def _cue_behind(sentence: Sentence, draft: Draft) -> Cue | None:
    """保持5%以上的增速, 8%的增长."""
    if not draft.trail or draft.trail[0].text != "的" or draft.quantity.kind not in ("percent", "points"):
        return None
    end = draft.trail[0].span.end
    return next((cue for cue in sentence.cues if cue.kind in ("growth", "fall") and end <= cue.span.start <= end + 4), None)


def _passes(word: Word, draft: Draft, cue: Cue) -> bool:
    if _is_rate_noun(cue) and word.text in lexicon("linking"):
        return True
    if word.text in lexicon("between") or word.text in lexicon("adverb"):
        return True
    return any(span.overlap(word.span) for span in draft.quantity.qualifier_spans)


def _said_between(sentence: Sentence, left: Span, right: Span) -> str:
    said = sentence.text[left.start : right.start]
    return _QUALIFIED.sub("", said)


def _said_before(sentence: Sentence, draft: Draft, length: int) -> str:
    return sentence.text[max(draft.clause.start, draft.span.start - length) : draft.span.start]


def _base(sentence: Sentence, draft: Draft) -> str | None:
    """The comparison said last before the figure in its clause, else the previous year as in all such reports."""
    said = Span(draft.clause.start, draft.span.start)
    bases = [cue for cue in sentence.cues_in(said, "base") if cue.value]
    if bases:
        draft.reasons["base"] = Reason((bases[-1].span,))
        return bases[-1].value
    if _ELSEWHERE.search(_said_before(sentence, draft, 14)):
        return "elsewhere"
    if draft.measure == "change" and draft.quantity.kind != "points":
        return None
    draft.reasons["base"] = Reason((), "usual_base")
    return "previous_year"
