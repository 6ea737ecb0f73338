"""Figures: numerals with their unit and qualifier, on a paragraph's clean text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_letters

from extraction.mentions import dismissing, numerals
from extraction.mentions.figures import FROM, NUMBER, Figure, figure_at
from extraction.mentions.qualifiers import STOP, qualifier_of
from extraction.mentions.units import base_value, nouns, units
from extraction.text.span import Span

__all__ = ["Quantity", "base_value", "find_quantities", "parse_quantity"]


@dataclass(frozen=True)
class Quantity:
    """One numeral expression. ``span`` is the mention (number, what is glued to it, unit); offsets in the paragraph's text.

    ``value`` and ``value_max`` as said (1.25 for 1.25万户), never negative: the sign comes from the verb; only a minus sign that is
    written (``增速为-3.5%``) makes it negative. ``kind``: "amount", "count", "percent", "points" (个百分点), "multiple" (倍), "rank",
    "per" (price per thing), "bare". ``not_a_fact``: None, or the reason from ``tables/not_facts.csv`` (date, duration, ordinal, name,
    edition, slogan, small_count ...): such a numeral comes dismissed in advance.
    """

    span: Span
    text: str
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    kind: str
    qualifier: str  # exact, about, above, below
    qualifier_spans: tuple[Span, ...]
    not_a_fact: str | None = None
    optional: bool = False


_SAME_CLAUSE = re.compile(r"[、和与][^,，。;；0-9]{0,8}")
_EACH = re.compile(r"分别[^,，。;；]*$")
_OF_PRODUCTS = frozenset({"mass", "power", "volume", "energy"})
_PRODUCT = re.compile(r"级|[\u4e00-\u9fff]{2,6}?(?:项目|生产线|装置|电站|机组)")  # 8兆瓦级风机, 180万吨乙烯项目
_RANK_BEHIND = re.compile(r"(位|名)(?!书记|校长|党员)|强(?=[,，。;；、)）”]|$)")
_RANK_BEFORE = re.compile(r"(?:居|列|排|排名|位|名列|升至|跃升|升到|跃居|进位至|全省|全国|全市|全球|世界|同类|同级)[^,，。;；、]{0,6}$")
_TURNS_TO = re.compile(r"(?:缩小|缩|下降|降低|降|扩大|提高|上升|升|收窄|增加|增|回落|变|调整)(?:到|至|为)")
_DATE = re.compile(r"(?:19|20)\d\d(?:[-—./]\d{1,2}){2}")
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
_RATIO_BEFORE = re.compile(r"(?:结构|比例|比重|之比|比)[^0-9,，。;；]{0,6}$")
_LETTERS = re.compile(r"[A-Za-z][-—]?$")
_LATIN = frozenset(f"{ascii_letters}-—")
_CHANGED = re.compile(r"(?:缩短|压缩|压减|减少|缩减|节省|节约|延长|提前|提速|精简|缩|降)[^,，。;；、]{0,6}$")
_COUNTED_TIME = re.compile(rf"(?:天数|日数|时数|寿命|年龄|(?<![0-9半几数多余个每{numerals.CHINESE[1:-1]}])小时)[^,，。;；、]{{0,14}}$")
"""优良天数312天, 利用小时1650小时 are counts, no durations."""
_REACHED = re.compile(r"(?:达|达到|为|至|到|是|超|超过|突破|指数|得分|近|约|评分)$")
_INDEX = re.compile(r"(?:比|系数|指数|率|比值|均值|强度|弹性|得分|评分)$")
_PER = re.compile(
    r"每([\u4e00-\u9fff]{1,4}?)(?:的?(?:平均|最高|最低|收购|销售|出厂|批发|零售|市场|中标|地头|综合|原价){0,2}(?:均价|单价|售价|价格|价)?)"
    r"(?:平均|原价|约为|约|为|由|从|近|仅|只需|超过|超|高达|达到|达|降至|降到|涨到|能?卖到了?|可?卖){0,3}$"
)
_NOT_PRICED = frozenset({"人", "户", "次", "名", "家", "天", "年", "月", "个月", "日", "季"})
_LATER_PRICE = re.compile(
    r"(?:降至|降到|降为|下降到|下降至|下降为|跌至|涨到|涨至|上涨到|上涨至|提高到|提高至|升至|卖到了?|到|至)[约近超过]*$"
)


def find_quantities(text: str) -> list[Quantity]:
    """Every numeral expression of a clean text in order, those that are no facts included (with the reason). Linear in len(text)."""
    found = list(_scan(text))
    for index in range(len(found) - 2, -1, -1):
        found[index] = _beside(text, found[index], found[index + 1])
    return found


def _beside(text: str, one: Quantity, following: Quantity) -> Quantity:
    """What the next figure says for both: 10亿元、50亿元以上项目 are class words, 5.5个、全省3.2个百分点 are points, 分别为5、8亿元 share the unit."""
    between = text[one.span.end : following.span.start]
    listed = between in ("、", "和", "及", "以及", "与")
    if listed and one.not_a_fact is None and following.not_a_fact == "class_word" and one.unit == following.unit:
        return replace(one, not_a_fact="class_word")
    shorter = one.unit == "个" and one.not_a_fact is None and following.kind == "points"
    if shorter and (listed or (one.value != int(one.value) and _SAME_CLAUSE.fullmatch(between))):
        return replace(one, unit=following.unit, kind="points")
    bare = listed and one.kind == "bare" and one.not_a_fact in (None, "bare_number")
    compared = following.kind in ("points", "percent") and "." in one.text  # 高于全省、全市5.8、2.2个百分点
    each = bare and (compared or _EACH.search(text, max(0, one.span.start - 12), one.span.start))
    if each and following.not_a_fact is None and following.unit:
        return replace(one, unit=following.unit, kind=following.kind, not_a_fact=None)
    return one


def parse_quantity(text: str) -> Quantity | None:
    """Read one typed or stored mention (``1.25万户``, ``12,500``, ``八成``; ``下降9.7%`` and ``-9.7%`` give 9.7): None where it is not exactly one."""
    found = find_quantities(text.strip())
    return replace(found[0], value=abs(found[0].value)) if len(found) == 1 else None


def _scan(text: str) -> Iterator[Quantity]:
    position, previous = 0, None
    while match := NUMBER.search(text, position):
        quantity = None if match.lastgroup in _NUMBERS else _without_unit(text, match)
        position = match.end()
        if quantity is None and (figure := figure_at(text, match)):
            position = max(position, figure.end)
            quantity = _rank(text, figure) or _quantity(text, figure, previous)
        if quantity is not None:
            position = max(position, quantity.span.end)
            previous = previous if quantity.not_a_fact else quantity
            yield quantity


_NUMBERS = ("arabic", "ten_thousands", "chinese", "round")  # the last group of those that a tail may follow


def _without_unit(text: str, match: re.Match[str]) -> Quantity | None:
    """The expressions that are whole in themselves: 翻一番, 百分之五, 三分之一, 1/3, and chains such as telephone numbers."""
    if match["doubling"]:
        times = int(numerals.chinese(match["times"] or "一") or 1)
        doubled = _whole(text, match, Decimal(2**times - 1) * 100, "%", "percent", optional=True)
        return replace(doubled, not_a_fact="name") if _is_quoted(text, match) else doubled
    if match["share"]:
        value = numerals.number(match["share_of"])
        return None if value is None else _whole(text, match, value, {"百": "%", "千": "‰", "万": "‱"}[match["share"][0]], "percent")
    if match["whole"] or match["slash"]:
        whole = numerals.number(match["whole"] or match["denominator"])
        part = numerals.number(match["part"] or match["numerator"])
        return _whole(text, match, round(part / whole, 4), None, "bare", optional=True) if whole and part else None
    if match["chain"] or match["sum"] or match["colon"]:
        return replace(_whole(text, match, Decimal(0), None, "bare"), not_a_fact=_chain_reason(text, match))
    if match["tenths"]:
        return _whole(text, match, numerals.chinese(match[0].replace("成", "点")) or Decimal(0), "成", "percent")
    return None


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    """“翻番”企业: a name."""
    return text[match.start() - 1 : match.start()] in tuple('“"') and text[match.end() : match.end() + 1] in tuple('”"')


def _chain_reason(text: str, match: re.Match[str]) -> str:
    """What numbers joined by signs are: a date, a telephone number, a slogan (4+10+12), a time of day or a ratio (12:40:48)."""
    if match["sum"]:
        return "name"
    if match["chain"]:
        return "date" if _DATE.fullmatch(match["chain"]) else "code"
    ratio = _RATIO_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
    return "clock" if _CLOCK.fullmatch(match["colon"]) and not ratio else "ratio"


def _whole(text: str, match: re.Match[str], value: Decimal, unit: str | None, kind: str, optional: bool = False) -> Quantity:
    qualifier, spans = qualifier_of(text, *match.span(), places=("before", "compare", "threshold"))
    return Quantity(Span(*match.span()), match[0], value, None, unit, kind, qualifier, spans, optional=optional)


def _rank(text: str, figure: Figure) -> Quantity | None:
    """第3位, 前10名, 全省第二."""
    start, end = figure.start - 1, figure.number_end
    if start < 0 or text[start] not in "第前" or figure.value_max is not None:
        return None
    behind = _RANK_BEHIND.match(text, end)
    alone = start == 0 and end == len(text)
    if behind is None and not alone and not (STOP.match(text, end) and _RANK_BEFORE.search(text[max(0, start - 10) : start])):
        return None
    end = behind.end() if behind else end
    unit = behind[0] if behind else None
    return Quantity(Span(start, end), text[start:end], figure.value, None, unit, "rank", "exact", (), optional=True)


def _quantity(text: str, figure: Figure, previous: Quantity | None) -> Quantity | None:
    if figure.chinese and figure.unit is None and not figure.magnitude and figure.number_end - figure.start <= 1:
        return None  # one sign within a word: 统一, 一体
    places = _qualifier_places(figure)
    qualifier, spans = qualifier_of(text, figure.start, figure.end, figure.glue, places)
    reason, optional = _judged(text, figure, qualifier, previous)
    unit, kind = figure.sign, figure.kind
    if figure.unit is not None and figure.unit.kind == "money" and (per := _per(text, figure, previous)):
        unit, kind = f"{unit}/{per}", "per"
    span = Span(figure.start, figure.end)
    return Quantity(span, text[span.start : span.end], figure.value, figure.value_max, unit, kind, qualifier, spans, reason, optional)


def _qualifier_places(figure: Figure) -> tuple[str, ...]:
    """Which rows of ``tables/qualifiers.csv`` may stand before a figure."""
    if figure.vague:
        return ("before", "compare", "round")
    if figure.kind == "points":
        return ("before", "threshold")
    return ("before", "compare", "threshold") if figure.is_measured() else ("before", "compare")


def _judged(text: str, figure: Figure, qualifier: str, previous: Quantity | None) -> tuple[str | None, bool]:
    """Why it is no fact, and whether reasonable people would differ."""
    unit_kind = figure.unit.kind if figure.unit else None
    reason = _name_behind_letters(text, figure) or dismissing.reason(text, figure.start, figure.number_end)
    if unit_kind in ("duration", "age") and reason in (None, "duration", "age"):
        before = text[max(0, figure.start - 20) : figure.start]
        if _COUNTED_TIME.search(before):
            return None, False
        if _CHANGED.search(before):
            return None, True
        return (None, False) if _continues(figure, previous) else (unit_kind, False)
    if reason is not None:
        return reason, False
    kind = figure.kind
    if figure.vague:
        return ("class_word", False) if qualifier == "exact" else (None, not figure.is_measured() or kind == "count")
    if figure.chinese and _is_digit_string(text[figure.start : figure.number_end]):
        return "small_count", True
    if figure.value == 1 and kind == "amount" and text[figure.start : figure.number_end] == "一" and not figure.magnitude:
        return "small_count", True  # 一公斤能卖60元
    if figure.chinese and not figure.is_measured():
        if figure.unit is None:
            return "name", False
        return ("small_count", True) if figure.value <= 10 and not figure.glue else (None, True)
    if kind == "bare":
        return _bare_reason(text, figure), False
    product = kind == "amount" and unit_kind in _OF_PRODUCTS and _PRODUCT.match(text, figure.end) is not None
    return None, unit_kind == "parts" or product or text.startswith("方面", figure.end)


def _name_behind_letters(text: str, figure: Figure) -> str | None:
    """PM2.5, A4, COVID-19; but GDP1200亿元 is a figure."""
    before = text[max(0, figure.start - 2) : figure.start]
    letters = before[-1:] in _LATIN and _LETTERS.search(before)
    return "name" if letters and (figure.kind not in ("amount", "percent") or not figure.unit or figure.chinese) else None


def _continues(figure: Figure, previous: Quantity | None) -> bool:
    """优良天数312天,比上年增加8天: the second goes with the first."""
    counted = previous is not None and previous.not_a_fact is None and not previous.optional and previous.unit == figure.sign
    return counted and previous is not None and figure.start - previous.span.end <= 16


def _is_digit_string(number: str) -> bool:
    """三五家, 七八成: no number at all."""
    return len(number) > 1 and all(sign in numerals.DIGITS for sign in number)


def _bare_reason(text: str, figure: Figure) -> str | None:
    """A number without a unit: a name or a code, unless a plain noun follows or a verb of reaching stands before it."""
    behind = text[figure.end : figure.end + 1]
    if behind.isascii() and behind.isalpha():
        return "name"
    if figure.number_end - figure.start > 8:
        return "code"
    if (
        "." in text[figure.start : figure.number_end]
        and _INDEX.search(text[max(0, figure.start - 4) : figure.start])
        and STOP.match(text, figure.end)
    ):
        return None  # 基尼系数0.46
    if FROM.search(text[max(0, figure.start - 12) : figure.start]) and _TURNS_TO.match(text, figure.end):
        return None  # 收入比由1.95缩小至1.90
    if nouns().longest_at(text, figure.end) or _REACHED.search(text[max(0, figure.start - 4) : figure.start]):
        return None
    return "bare_number"


def _per(text: str, figure: Figure, previous: Quantity | None) -> str | None:
    """The thing a price is for: 每粒200元; a later price of the same sentence (降至15元) takes it over."""
    before = text[max(0, figure.start - 16) : figure.start]
    if "每" in before and (match := _PER.search(before)):
        unit = units().longest_at(match[1], 0)
        return match[1] if unit and unit[0] == match[1] and match[1] not in _NOT_PRICED else None
    if previous is None or previous.kind != "per" or not previous.unit or figure.start - previous.span.end > 12:
        return None
    return previous.unit.partition("/")[2] if _LATER_PRICE.search(text[previous.span.end : figure.start]) else None
