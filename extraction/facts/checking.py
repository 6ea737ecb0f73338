"""What arithmetic and plausibility have to say: contradictions inside a fact and between neighbours. A finding names the figures it compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extraction.facts.fact import Fact, Finding
from extraction.mentions.known_indicators import usual
from extraction.mentions.quantities import base_value

_RELATIVE_UNITS = ("%", "倍", "成", "‰", "番", None)
_POINTS = ("个百分点", "百分点")
_RATE = re.compile(r"((?<![效汇利税费功])率|比重|占比|比例|份额)$")
_ABOVE_HUNDRED = re.compile(r"完成|增长|贡献|产能利用|负债|杠杆|达产|投资|执行|任务|目标|计划")
_FALLS = re.compile(r"(下降|减少|降低|下滑|回落|下跌|降幅|跌幅|负增长)(了|约|近|超|超过|达|为|幅度)*$")
_SENTENCE_END = re.compile(r"[。！？!?;；\n]")
_TOLERANCE = Decimal("0.6")  # of a percentage (point): both ends of the comparison are rounded

Found = tuple[int, Finding]


def checked(facts: Sequence[Fact], raw: str, published: str | None = None) -> list[Fact]:
    """The facts (in order of ``start``) with what every check found. ``published``: YYYY-MM-DD or YYYY-MM, None where nobody knows."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for check in (*_ALONE, *_TOGETHER):
        for index, finding in check(facts, raw, published):
            found[index].append(finding)
    return [fact.but(findings=tuple(found[index])) if index in found else fact for index, fact in enumerate(facts)]


def unit_fits_measure(facts: Sequence[Fact], raw: str, published: str | None) -> Iterator[Found]:
    for index, fact in enumerate(facts):
        if fact.measure == "growth" and fact.unit not in _RELATIVE_UNITS:
            yield index, _finding("unit_fits_measure", f"growth is a percentage or a multiple, {fact.text} is neither", fact)
        if fact.measure != "change" and fact.unit in _POINTS:
            yield index, _finding("unit_fits_measure", f"{fact.text} are percentage points, so a change and no {fact.measure}", fact)


def percent_or_points(facts: Sequence[Fact], raw: str, published: str | None) -> Iterator[Found]:
    """提升33.4% of a rate is rarely meant as growth."""
    for index, fact in enumerate(facts):
        if fact.measure == "growth" and fact.unit == "%" and _RATE.search(fact.indicator):
            yield index, _finding("percent_or_points", f"{fact.indicator} is itself a percentage: {fact.text} or percentage points?", fact)


def usual_size(facts: Sequence[Fact], raw: str, published: str | None) -> Iterator[Found]:
    """亿 and 万 taken for one another show against the indicator's usual size."""
    for index, fact in enumerate(facts):
        row = usual(fact.indicator_canonical) if fact.indicator_canonical and fact.measure == "level" else {}
        if not row.get("low") or base_value(Decimal(1), row.get("unit") or None)[1] != fact.unit_base:
            continue
        low, high = Decimal(row["low"]), Decimal(row["high"])
        if not low <= fact.value_base <= high:
            said = f"{fact.text} is {fact.value_base:f} {fact.unit_base or ''}, {row['name']} is usually between {low:f} and {high:f}"
            yield index, _finding("usual_size", said, fact)


def sign_fits_words(facts: Sequence[Fact], raw: str, published: str | None) -> Iterator[Found]:
    for index, fact in enumerate(facts):
        before = raw[max(0, fact.start - 10) : fact.start]
        if fact.measure in ("growth", "change") and fact.value > 0 and _FALLS.search(before):
            yield index, _finding("sign_fits_words", f"{before[-4:]}{fact.text} falls, the value {fact.value:f} rises", fact)


def period_in_order(facts: Sequence[Fact], raw: str, published: str | None) -> Iterator[Found]:
    for index, fact in enumerate(facts):
        first, last = fact.period_start, fact.period_end
        if first and last and first > last:
            yield index, _finding("period_in_order", f"the period begins in {first} and ends in {last}", fact)
        elif published and fact.status == "actual" and last and last > published[:7]:
            yield index, _finding("period_in_order", f"has happened by {last}, but the text is of {published[:7]}", fact)
        elif published and fact.status == "target" and last and last < published[:7]:
            yield index, _finding("period_in_order", f"is planned for {last}, but the text is of {published[:7]}", fact)


def share_below_hundred(facts: Sequence[Fact], raw: str, published: str | None) -> Iterator[Found]:
    for index, fact in enumerate(facts):
        if fact.measure == "level" and fact.unit == "%" and fact.value > 100 and not _ABOVE_HUNDRED.search(fact.indicator):
            yield index, _finding("share_below_hundred", f"{fact.indicator} of {fact.text} is more than the whole", fact)


def ends_fit_change(facts: Sequence[Fact], raw: str, published: str | None) -> Iterator[Found]:
    """从200元降至15元,降幅超92%: the change between two levels, as said and as reckoned."""
    for first, (earlier, later) in enumerate(pairwise(facts)):
        if not _is_earlier_end(earlier, later, raw):
            continue
        change = next((at for at in range(first + 2, min(first + 5, len(facts))) if _same_sentence(raw, later, facts[at])), None)
        if change is None or not _is_change_of(facts[change], later):
            continue
        stated, reckoned = facts[change].value, _reckoned(facts[change], earlier, later)
        if reckoned is not None and not _agrees(facts[change], stated, reckoned):
            said = f"from {earlier.text} to {later.text} is {reckoned:.1f}, stated is {facts[change].text}"
            yield change, _finding("ends_fit_change", said, earlier, later, facts[change])


def parts_within_total(facts: Sequence[Fact], raw: str, published: str | None) -> Iterator[Found]:
    """其中 introduces parts: together they are not more than the whole."""
    for index, whole in enumerate(facts):
        if whole.measure != "level" or whole.unit == "%":
            continue
        parts: list[Fact] = []
        for part in facts[index + 1 : index + 12]:
            if not _same_sentence(raw, whole, part):
                break
            if "其中" in raw[whole.end : part.start] and part.measure == "level" and part.unit_base == whole.unit_base:
                parts.append(part)
        if any(part.value_base > whole.value_base for part in parts):
            largest = max(parts, key=lambda part: part.value_base)
            yield index, _finding("parts_within_total", f"a part of {largest.text} in a whole of {whole.text}", whole, largest)


def said_alike(facts: Sequence[Fact], raw: str, published: str | None) -> Iterator[Found]:
    """Two exact figures for one indicator, place and time."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, fact in enumerate(facts):
        if fact.indicator_canonical and fact.qualifier == "exact" and fact.period_end and not fact.subject:
            key = (
                fact.indicator,
                fact.region_code,
                fact.measure,
                fact.unit_base,
                fact.period_start,
                fact.period_end,
                fact.status,
                fact.base,
            )
            groups[key].append(index)
    for indices in groups.values():
        for left, right in pairwise(indices):
            if facts[left].value_base != facts[right].value_base:
                said = f"{facts[left].indicator} is {facts[left].text} here and {facts[right].text} there"
                yield left, _finding("said_alike", said, facts[left], facts[right])
                yield right, _finding("said_alike", said, facts[left], facts[right])


Check = Callable[[Sequence[Fact], str, str | None], Iterator[Found]]
_ALONE: tuple[Check, ...] = (unit_fits_measure, percent_or_points, usual_size, sign_fits_words, period_in_order, share_below_hundred)
_TOGETHER: tuple[Check, ...] = (ends_fit_change, parts_within_total, said_alike)


def _finding(check: str, says: str, *facts: Fact) -> Finding:
    return Finding(check, says, tuple((fact.start, fact.end) for fact in facts))


def _same_sentence(raw: str, left: Fact, right: Fact) -> bool:
    return right.start - left.end < 200 and not _SENTENCE_END.search(raw, left.end, right.start)


def _is_earlier_end(earlier: Fact, later: Fact, raw: str) -> bool:
    """Two levels of one indicator with 到 or 至 between and 从 or 由 before."""
    if earlier.measure != "level" or later.measure != "level" or earlier.unit != later.unit or earlier.indicator != later.indicator:
        return False
    between = raw[earlier.end : later.start]
    return (
        len(between) < 20
        and ("到" in between or "至" in between)
        and bool(re.search(r"[从由]", raw[max(0, earlier.start - 24) : earlier.start]))
    )


def _is_change_of(change: Fact, level: Fact) -> bool:
    if change.measure not in ("growth", "change") or change.indicator != level.indicator or "年均" in change.indicator:
        return False
    return change.unit == "%" if change.measure == "growth" else change.unit in (*_POINTS, level.unit)


def _reckoned(change: Fact, earlier: Fact, later: Fact) -> Decimal | None:
    if change.measure == "change":
        return later.value - earlier.value
    return (later.value - earlier.value) / earlier.value * 100 if earlier.value else None


def _agrees(change: Fact, stated: Decimal, reckoned: Decimal) -> bool:
    if change.qualifier == "above":
        return abs(reckoned) >= abs(stated) - _TOLERANCE
    if change.qualifier == "below":
        return abs(reckoned) <= abs(stated) + _TOLERANCE
    slack = max(_TOLERANCE, abs(stated) / 20) if change.qualifier == "about" else _TOLERANCE
    return abs(reckoned - stated) <= slack
