"""Figures and what governs them put together: the facts of an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extraction.facts.draft import Draft, Reason, Sentence, laid_out
from extraction.facts.fact import Evidence, Fact
from extraction.facts.lists import listed_names
from extraction.facts.measures import measure_all
from extraction.facts.naming import is_dependent, name_all
from extraction.facts.placing import InOrder, start_of, within
from extraction.facts.setting import Mentions, Setting
from extraction.facts.subjects import subject_all
from extraction.facts.when import period_of
from extraction.facts.where import Whereabouts, region_of
from extraction.facts.whether import status_of
from extraction.mentions.indicators import EMPTY, PERIOD, QUANTITY, REGION, Phrase, Word, flow_verbs, name_before, phrase
from extraction.mentions.known_indicators import canonical
from extraction.mentions.modality import Cue
from extraction.mentions.periods import PeriodMention
from extraction.mentions.quantities import Quantity, base_value
from extraction.mentions.regions import RegionMention
from extraction.text.cleaning import CleanText
from extraction.text.span import Span


def facts_of(setting: Setting, clean: CleanText, wanted: Span | None = None) -> Iterator[Fact]:
    """The facts of one paragraph in the order of its text. A figure in the raw span ``wanted`` is read even where it comes dismissed."""
    drafts = []
    for sentence in sentences_of(setting.mentions, wanted):
        for construct in CONSTRUCTIONS:
            construct(sentence)
        drafts += [(sentence, draft) for draft in sentence.drafts]
    subject_all(setting.mentions, drafts)
    setting.starts = {span for sentence, draft in drafts if draft.earlier for span in _dates_of_start(sentence, draft)}
    where = Whereabouts(setting)
    for sentence, draft in drafts:
        yield from _facts(where, sentence, draft, clean)
    for _, draft in drafts:
        draft.siblings = []  # a series holds itself: let go here, it need not wait for the garbage collector


def _dates_of_start(sentence: Sentence, draft: Draft) -> list[Span]:
    """The periods that stand between 从 and its figure."""
    return [one.span for one in sentence.periods if draft.lead and draft.lead[0].span.start <= one.span.start < draft.span.start]


def _mark_starts(sentence: Sentence) -> None:
    """The A of 从A到B: 从 or 由 before it and 到 or 至 before the next figure."""
    for draft, following in zip(sentence.drafts, sentence.drafts[1:], strict=False):
        if draft.clause != following.clause or draft.quantity.kind == "rank":
            continue
        start = _start_word(sentence, draft)
        between = sentence.text[draft.span.end : following.span.start]
        if start is not None and any(word in between for word in ("到", "至", "为", "升", "降", "增")):
            draft.earlier, draft.start_word, following.later = True, start, True
            if _turns(draft, following):
                continue
            draft.measure, draft.falling, draft.base, draft.cue = "level", False, None, None
            if following.quantity.kind == draft.quantity.kind or following.unit == draft.unit:
                following.measure, following.falling, following.base = "level", False, None


def _start_word(sentence: Sentence, draft: Draft) -> int | None:
    """Where 从 or 由 stands before a figure; 从事 and 由于 are other words."""
    if not draft.lead:
        return None
    found = list(re.finditer(r"(?<!自)[从由](?![事于此])", sentence.text[draft.lead[0].span.start : draft.span.start]))
    return draft.lead[0].span.start + found[-1].start() if found else None


def _turns(draft: Draft, following: Draft) -> bool:
    """由上半年下降2.9%转为增长3.7%: both are growth."""
    start = draft.start_word or 0
    return bool(draft.measure == "growth" == following.measure and draft.cue and draft.cue.span.start >= start and following.cue)


CONSTRUCTIONS: tuple[Callable[[Sentence], None], ...] = (measure_all, _mark_starts, name_all)


def sentences_of(mentions: Mentions, wanted: Span | None = None) -> Iterator[Sentence]:
    """The sentences of a paragraph that state figures, laid out."""
    facts = mentions.facts
    if wanted:
        facts = InOrder(one for one in mentions.quantities if one.not_a_fact is None or mentions.raw(one.span).overlap(wanted))
    blanks = mentions.paragraph.role != "body"
    earlier: Sentence | None = None
    for sentence in mentions.paragraph.sentences:
        for span in _stretches(mentions, sentence, within(facts, sentence)):
            inside, periods = within(facts, span), within(mentions.periods, span)
            regions, cues = within(mentions.regions, span), within(mentions.cues, span)
            marks = _marks(mentions.text, inside, periods, regions, cues, span)
            laid = laid_out(mentions.text, mentions.matches, span, marks, inside, cues, periods, regions, blanks_cut=blanks)
            if earlier:
                laid.earlier, earlier.earlier = earlier, None  # one stretch back is far enough, and keeps no more alive
                laid.goes_on = mentions.text[earlier.span.end - 1 : span.start].strip() in ("；", ";")
            yield laid
            earlier = laid


FIGURES_AT_ONCE = 40  # a sentence with more is a table run together: read in stretches, so that time stays linear


def _stretches(mentions: Mentions, sentence: Span, inside: Sequence[Quantity]) -> Iterator[Span]:
    """The sentence, if it states a figure; one with very many cut before every fortieth, at the clause that holds it where it can be."""
    if not inside:
        return
    start = sentence.start
    for figure in inside[FIGURES_AT_ONCE::FIGURES_AT_ONCE]:
        clause = start_of(mentions.paragraph.clauses, figure.span.start)
        end = clause if clause > start else figure.span.start
        yield Span(start, end)
        start = end
    yield Span(start, sentence.end)


_PARTED = ("占比", "上涨", "下跌", "增长", "下降", "上升", "回落", "提高")  # jieba knows 价格上涨 as one word


_HOLED = re.compile("[㐀-鿿][?\ufffd]+[㐀-鿿]")  # 收??元 is one word that has lost its middle
_FROM = re.compile(
    "由(?:[降升负正亏盈跌涨减增慢][转变][降升负正亏盈跌涨减增快]|(?=去年|上年|20[0-9]{2}年|[0-9每原]))"
)  # jieba knows 价由 as one word


def _marks(
    text: str,
    inside: Sequence[Quantity],
    periods: Sequence[PeriodMention],
    regions: Sequence[RegionMention],
    cues: Sequence[Cue],
    span: Span,
) -> list[tuple[Span, str]]:
    """What is already understood, in order: where two overlap, figures before qualifiers before periods before regions."""
    marks: list[tuple[Span, str]] = [(quantity.span, QUANTITY) for quantity in inside]
    marks += [(one, "d") for quantity in inside for one in quantity.qualifier_spans]
    marks += [(one.span, PERIOD) for one in periods if one.kind != "base" or len(one.span) > 2]
    marks += [(one.span, REGION) for one in regions if not one.text.startswith("上") or len(one.text) > 2]  # 以上高端 holds no 上高
    marks += [
        (cue.span, "n" if cue.kind == "share" else "v")
        for cue in cues
        if cue.text in _PARTED and not text.startswith("自然增长率", cue.span.start - 2)
    ]
    marks += [(Span(*found.span()), "n") for found in _HOLED.finditer(text, span.start, span.end)]
    marks += [(Span(*found.span()), "v" if len(found[0]) > 1 else "p") for found in _FROM.finditer(text, span.start, span.end)]
    taken = bytearray(len(span))
    kept = []
    for one, tag in marks:
        if span.contains(one) and not any(taken[one.start - span.start : one.end - span.start]):
            taken[one.start - span.start : one.end - span.start] = b"\1" * len(one)
            kept.append((one, tag))
    return sorted(kept)


# ---------------------------------------------------------------- from drafts to facts


def _facts(where: Whereabouts, sentence: Sentence, draft: Draft, clean: CleanText) -> Iterator[Fact]:
    """One fact, or for 均 one for each name of the list."""
    for each in _each(sentence, draft):
        yield _fact(where, sentence, each, clean)


def _each(sentence: Sentence, draft: Draft) -> list[Draft]:
    if len(draft.siblings) > 1 or not draft.first_of_series or draft.name_rule not in (None, "previous"):
        return [draft]
    each = sentence.cues_in(Span(draft.clause.start, draft.span.start), "each") + _right_before(sentence, draft)
    each = [
        cue for cue in each if sentence.text[cue.span.start - 1 : cue.span.start] not in ("平", "人", "户", "亩", "年", "日", "月", "单")
    ]
    if not each:
        return [draft]
    words = name_before([word for word in draft.lead if word.span.end <= each[-1].span.start])
    own = [word for word in words if draft.cue is None or word.span.start < draft.cue.span.start]
    if not own and (series := _series_lent(sentence, draft)):
        return [replace(draft, verbs=one.verbs, head=one.head, topic=one.topic, region=one.region) for one in series]
    if counted := _counted_before(sentence, draft, own):
        return counted
    of_regions = _each_region(sentence, draft, [word for word in draft.lead if word.span.end <= each[-1].span.start])
    if of_regions:
        return of_regions
    joints = sum(word.text in ("、", "和", "与", "及") for word in words)
    if not joints:
        return [draft]
    verbs = flow_verbs(words) if each[-1].text == "各" else ()
    names = listed_names(words[len(verbs) :], sentence.text, joints + 1)
    if len({name.text for name in names}) != joints + 1:
        return [draft]
    return [_named(draft, phrase(verbs, sentence.text) + name) for name in names]


def _right_before(sentence: Sentence, draft: Draft) -> list[Cue]:
    """改造茶园、果园各15万亩: 各 right before a figure says it of every name; elsewhere it is a word of its own."""
    cues = sentence.cues_in(Span(draft.clause.start, draft.span.start), "pairing")
    return [cue for cue in cues if cue.text == "各" and cue.span.end == draft.span.start]


def _series_lent(sentence: Sentence, draft: Draft) -> list[Draft]:
    """A、B、C余额分别达1亿元、2亿元、3亿元,增速均超15%: every figure of the series right before it."""
    previous = sentence.previous(draft)
    series = previous.siblings if previous else []
    said = sentence.text[series[-1].span.end : draft.span.start] if series else ""
    return series if len(series) > 1 and len({one.name.text for one in series}) == len(series) and len(said) < 16 else []


def _counted_before(sentence: Sentence, draft: Draft, own: Sequence[Word]) -> list[Draft]:
    """两项指标均增长15%: the figures right before it, as many as it says; A件、B件,办结率均为100%: those of the clause before."""
    said = "".join(word.text for word in own)
    number = _SO_MANY.fullmatch(said)
    levels = [other for other in sentence.before(draft) if other.head and other.measure == "level" and other.clause != draft.clause]
    if number:
        wanted = levels[: "零一二三四五六".index(number[1].replace("两", "二"))]
        return [replace(draft, verbs=one.verbs, head=one.head, topic=one.topic) for one in reversed(wanted)] if len(wanted) > 1 else []
    last = [
        other for other in levels if other.clause == levels[0].clause and other.quantity.kind == "count" and other.unit == levels[0].unit
    ]
    if len(last) < 2 or not (is_dependent(said) or _RATE.fullmatch(said)):
        return []
    return [replace(draft, verbs=EMPTY, head=one.head + phrase(own, sentence.text), topic=EMPTY) for one in reversed(last)]


_RATE = re.compile(r".{1,4}[率度]")
_SO_MANY = re.compile(r"([两二三四五六])(?:项|个|大|类|者)(?:主要)?(?:指标|数据|收入|支出|余额)?")


def _each_region(sentence: Sentence, draft: Draft, words: Sequence[Word]) -> list[Draft]:
    """衡阳、岳阳两市固定资产投资均增长4.5%: one fact for each division."""
    listed = [index for index, word in enumerate(words) if word.tag == REGION]
    if len(listed) < 2 or any(word.text not in ("、", "和", "与", "及") for word in words[listed[0] : listed[-1]] if word.tag != REGION):
        return []
    rest = words[listed[-1] + 1 :]
    while rest and re.fullmatch(r"[两三四五六][市县区地州]|[两三四五六]|[市县区地州]", rest[0].text):
        rest = rest[1:]
    name = phrase(name_before(rest), sentence.text)
    named = {one.span: one for one in sentence.regions}
    regions = [named[words[index].span] for index in listed if words[index].span in named]
    same = (one for one in sentence.before(draft) if one.head and one.quantity.kind == draft.quantity.kind and one.measure == draft.measure)
    if not name and (other := next(same, None)):  # 常州市生产总值突破1万亿元,扬州、盐城两市均迈上7000亿元台阶
        return [replace(draft, verbs=other.verbs, head=other.head, topic=other.topic, region=region) for region in regions]
    return [replace(draft, verbs=EMPTY, head=name, topic=EMPTY, region=region) for region in regions] if name else []


def _named(draft: Draft, name: Phrase) -> Draft:
    return replace(draft, verbs=EMPTY, head=name, topic=EMPTY)


def _fact(where: Whereabouts, sentence: Sentence, draft: Draft, clean: CleanText) -> Fact:
    setting, mentions = where.setting, where.mentions
    status, why_status = status_of(setting, sentence, draft)
    period, why_period, inferred = period_of(setting, sentence, draft, status)
    region, mention, why_region = region_of(where, sentence, draft)
    value, value_max = _signed(draft)
    value_base, unit_base = base_value(value, draft.unit)
    name = draft.topic + draft.verbs + draft.head
    reasons = {
        "indicator": draft.reasons.get("indicator") or Reason(name.spans, draft.name_rule),
        "subject": Reason(draft.subject.spans),
        "region": why_region,
        "period": why_period,
        "status": why_status,
        "qualifier": Reason(draft.quantity.qualifier_spans),
        **{name: reason for name, reason in draft.reasons.items() if name in ("measure", "base")},
    }
    figure = _evidence(mentions, Reason((draft.span,)))
    evidence = {"value": figure, "unit": figure}
    evidence |= {name: _evidence(mentions, reason) for name, reason in reasons.items() if reason.spans or reason.rule or reason.outside}
    start, end = figure.spans[0]
    return Fact(
        start=start,
        end=end,
        text=clean.aligned.raw[start:end],
        value=value,
        value_max=value_max,
        unit=draft.unit,
        measure=draft.measure,
        indicator=_yearly(draft) + name.text,
        indicator_canonical=canonical(draft.name.text),
        subject=draft.subject.text or None,
        region=region.name if region else None,
        region_code=(region.code or None) if region else None,
        place=mention.place if mention else None,
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        status=status,
        qualifier=draft.quantity.qualifier,
        base=draft.base,
        value_base=value_base,
        unit_base=unit_base,
        flags=_flags(figure, evidence.get("indicator"), clean, inferred, region is not None and not region.code),
        evidence=evidence,
    )


def _yearly(draft: Draft) -> str:
    """年均增长 is another figure than the growth of one year."""
    return "年均" if draft.measure == "growth" and any(word.text == "年均" for word in draft.lead) and "年均" not in draft.name.text else ""


def _signed(draft: Draft) -> tuple[Decimal, Decimal | None]:
    value, highest = draft.quantity.value, draft.quantity.value_max
    if draft.falling and draft.measure in ("growth", "change"):
        return -abs(value), None if highest is None else -abs(highest)
    return value, highest


def _flags(figure: Evidence, name: Evidence | None, clean: CleanText, year_inferred: bool, ambiguous: bool) -> tuple[str, ...]:
    """``figure`` and ``name``: where they were read."""
    read = [Span(*span) for span in (*figure.spans, *(name.spans if name else ()))] if clean.damages or clean.repairs else []
    said = {
        "damaged": any(clean.damaged.touches(raw) for raw in read),
        "repaired": bool(read) and clean.repaired.overlaps(read[0]),
        "year_inferred": year_inferred,
        "region_ambiguous": ambiguous,
    }
    return tuple([flag for flag, holds in said.items() if holds])


def _evidence(mentions: Mentions, reason: Reason) -> Evidence:
    """The raw spans of a reason: of a span of the paragraph the start of its first, the end of its last character."""
    if not reason.spans:
        return Evidence(tuple([(start, end) for start, end in reason.outside]), reason.rule)
    starts, ends = mentions.paragraph.aligned.starts, mentions.paragraph.aligned.ends
    size = len(starts)
    spans = [(starts[first], ends[(last if last < size else size) - 1]) for first, last in reason.spans if first < last and first < size]
    spans += [(start, end) for start, end in reason.outside]
    return Evidence(tuple(spans), reason.rule)
