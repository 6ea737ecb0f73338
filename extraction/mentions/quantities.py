"""Figures: numerals with their unit and qualifier, on a paragraph's clean text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from extraction.mentions import numerals
from extraction.mentions.lexicon import Lexicon
from extraction.tables import rows
from extraction.text.span import Span


@dataclass(frozen=True)
class Quantity:
    """One numeral expression. ``span`` is the mention (number, what is glued to it, unit); offsets in the paragraph's text.

    ``value`` and ``value_max`` as said (1.25 for 1.25万户), never negative: the sign comes from the verb; only a minus sign that is
    written (``增长-3.5%``) makes it negative. ``kind``: "amount", "count", "percent", "points" (个百分点), "multiple" (倍), "rank",
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


@dataclass(frozen=True)
class Unit:
    """A row of ``tables/units.csv``: ``base`` and ``factor`` give the unit in which figures are compared."""

    sign: str
    kind: str
    factor: Decimal
    base: str
    magnitudes: bool


@dataclass(frozen=True)
class _Figure:
    """A number with what stands behind it; ``number_end`` is where the bare numeral ends, ``end`` where the mention does."""

    start: int
    number_end: int
    end: int
    value: Decimal
    chinese: bool
    glue: str
    magnitude: str
    unit: Unit | None
    value_max: Decimal | None = None

    @property
    def unit_sign(self) -> str | None:
        if self.unit is None:
            return self.magnitude or None
        return self.magnitude + self.unit.sign


AMOUNTS = frozenset({"money", "area", "mass", "length", "volume", "power", "energy", "computing", "concentration", "temperature", "sound"})
KINDS = {"percent": "percent", "permille": "percent", "tenths": "percent", "points": "points", "multiple": "multiple", "rank": "count", "per": "per"}
_CN = numerals.CHINESE
_NUMBER = re.compile(
    rf"(?P<doubling>翻(?:了)?(?P<times>[一两二三四])?番)"
    rf"|(?P<share>[百千万]分之)(?P<share_of>{numerals.ARABIC}|{_CN}+(?:点{_CN}+)?)"
    rf"|(?P<whole>{_CN}{{1,3}})分之(?P<part>{_CN}{{1,3}})"
    rf"|(?P<chain>\d+(?:[-—]\d+){{2,}})"
    rf"|(?P<hundred_millions>\d{{1,9}})亿(?P<ten_thousands>\d{{1,4}})(?=万)"
    rf"|(?P<arabic>(?:(?<![\w%)）-])[-−])?{numerals.ARABIC})"
    rf"|(?P<chinese>{_CN}+(?:[万亿]{_CN}+)*(?:点{_CN}+)?)"
    r"|(?P<round>(?<=[上过超近逾破达成数几])[万亿](?=[元人亩吨家户件台多余]))"
)
_TAIL = re.compile(r"(?P<glue>[多余几来])?(?P<magnitude>[十百千]?万亿|[十百千]?[万亿]|[十百千])?(?P<glue2>[多余几])?")
_BLANKS = re.compile(r"[ \u00a0\u3000]{0,2}")
_RANGE = re.compile(rf"[ ]?(?:-|—{{1,2}}|–|~|～|至|到)[ ]?(?P<number>{numerals.ARABIC}|{_CN}+)")
_SEVERAL = re.compile(r"[数几][十百千万亿]|[十百千][几]")
_ROUND = re.compile(r"[百千]")
_PER = re.compile(r"每([\u4e00-\u9fff]{1,4}?)(?:平均|约|为|价格|售价|仅|只需|近|超|超过|高达|达|降至|平均约|均价|由|从){0,2}$")
_CHANGED_DURATION = re.compile(r"(?:缩短|压缩|压减|减少|缩减|节省|节约|延长|提前|提速|精简|缩|降)[^,。;、]{0,6}$")


@cache
def _units() -> Lexicon[Unit]:
    return Lexicon(
        {
            row["unit"]: Unit(row["unit"], row["kind"], Decimal(row["factor"]), row["base"], bool(row["magnitudes"]))
            for row in rows("units")
        }
    )


@cache
def _nouns() -> Lexicon[str]:
    return Lexicon({row["noun"]: row["noun"] for row in rows("nouns")})


@cache
def _qualifiers(place: str) -> tuple[tuple[str, str], ...]:
    """(word, qualifier), longest first."""
    found = [(row["word"], row["qualifier"]) for row in rows("qualifiers") if row["place"] == place]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


_CLASSES = {"Y": "\ue000", "D": "\ue001", "F": "\ue002", "S": "\ue003", "C": "\ue004"}


@cache
def _not_facts() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern over all rows of ``tables/not_facts.csv``; the n-th group is the n-th reason. In a row ``#`` stands for the numeral,
    ``#Y`` for a year, ``#D`` another whole Arabic number, ``#F`` a decimal, ``#S`` one Chinese sign, ``#C`` a longer Chinese number;
    ``\\n`` matches where the text begins or ends."""
    patterns, reasons = [], []
    for row in rows("not_facts"):
        pattern = re.sub(r"#([YDFSC](?![A-Za-z]))?", lambda m: _CLASSES[m[1]] if m[1] else "[\ue000-\ue004]", row["pattern"])
        patterns.append("(" + re.sub(r"\((?!\?)", "(?:", pattern.replace(r"\(", "（")) + ")")
        reasons.append(row["reason"])
    return re.compile("|".join(patterns)), tuple(reasons)


def find_quantities(text: str) -> list[Quantity]:
    """Every numeral expression of a clean text in order, those that are no facts included (with the reason). Linear in len(text)."""
    return [quantity for quantity in _scan(text)]


def _scan(text: str) -> Iterator[Quantity]:
    position, previous = 0, None
    while match := _NUMBER.search(text, position):
        quantity, position = _read(text, match, previous)
        if quantity is not None:
            previous = quantity
            yield quantity


def _read(text: str, match: re.Match[str], previous: Quantity | None) -> tuple[Quantity | None, int]:
    """The quantity at a number, and where to go on."""
    kind = match.lastgroup
    if match["doubling"]:
        times = int(numerals.chinese(match["times"] or "一") or 1)
        return _plain(text, match.span(), Decimal(2**times - 1) * 100, "%", "percent", optional=True), match.end()
    if match["share"]:
        sign = {"百": "%", "千": "‰", "万": "‱"}[match["share"][0]]
        value = numerals.number(match["share_of"])
        return (None if value is None else _plain(text, match.span(), value, sign, "percent")), match.end()
    if match["whole"]:
        whole, part = numerals.chinese(match["whole"]), numerals.chinese(match["part"])
        if not whole or part is None:
            return None, match.end()
        return _plain(text, match.span(), round(part / whole, 4), None, "bare", optional=True), match.end()
    if match["chain"]:
        return _plain(text, match.span(), Decimal(0), None, "bare", reason="code"), match.end()
    del kind
    figure = _figure(text, match)
    if figure is None:
        return None, match.end()
    figure = _range(text, figure)
    return _quantity(text, figure, previous), figure.end


def _plain(
    text: str, span: tuple[int, int], value: Decimal, unit: str | None, kind: str, optional: bool = False, reason: str | None = None
) -> Quantity:
    start, end = span
    qualifier, spans = _qualifier(text, start, end, "", kind)
    return Quantity(Span(start, end), text[start:end], value, None, unit, kind, qualifier, spans, reason, optional)


def _figure(text: str, match: re.Match[str]) -> _Figure | None:
    start, end = match.span()
    if match["hundred_millions"]:
        value = Decimal(match["hundred_millions"]) + Decimal(match["ten_thousands"]) / 10000
        figure = _tail(text, start, end, value, chinese=False)
        return replace(figure, magnitude="亿") if figure.magnitude == "万" else figure
    if match["arabic"]:
        sign = -1 if match["arabic"][0] in "-−" else 1
        return _tail(text, start, end, sign * numerals.arabic(match["arabic"].lstrip("-−")), chinese=False)
    if match["round"]:
        return _tail(text, start, start, Decimal(1), chinese=True)
    value_or_none = numerals.chinese(match[0])
    return None if value_or_none is None else _tail(text, start, end, value_or_none, chinese=True)


def _tail(text: str, start: int, number_end: int, value: Decimal, chinese: bool) -> _Figure:
    """What is glued behind a number: 多/余, the magnitude, the unit; the unit wins over a magnitude (5千瓦 is 5 千瓦)."""
    position = _skip_blanks(text, number_end)
    bare = _Figure(start, number_end, number_end, value, chinese, "", "", None)
    if unit := _unit_at(text, position):
        return replace(bare, end=position + len(unit.sign), unit=unit)
    tail = _TAIL.match(text, position)
    assert tail is not None
    glue, magnitude = (tail["glue"] or "") + (tail["glue2"] or ""), tail["magnitude"] or ""
    behind = _skip_blanks(text, tail.end())
    if (unit := _unit_at(text, behind)) and (unit.magnitudes or not magnitude):
        return replace(bare, end=behind + len(unit.sign), unit=unit, glue=glue, magnitude=magnitude)
    if tail["magnitude"]:
        return replace(bare, end=tail.end(), glue=glue, magnitude=magnitude)
    if tail["glue"] in ("余", "多") and _nouns().longest_at(text, behind):
        return replace(bare, end=position + 1, glue=tail["glue"])
    return bare


def _skip_blanks(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    return match.end() if match else position


def _unit_at(text: str, position: int) -> Unit | None:
    """The longest unit here, with its per-unit behind a slash; None where the signs begin a noun (项目, 家庭)."""
    found = _units().longest_at(text, position)
    if found is None:
        return None
    word, unit = found
    noun = _nouns().longest_at(text, position)
    if noun and len(noun[0]) > len(word) and not text.startswith("项目标", position):
        return None
    end = position + len(word)
    if text[end : end + 1] == "/" and (per := _units().longest_at(text, end + 1)):
        sign = f"{word}/{per[0]}"
        return Unit(sign, "per", Decimal(1), sign, unit.magnitudes)
    if word.isascii() and word.isalpha() and text[end : end + 1].isascii() and text[end : end + 1].isalpha():
        return None
    return unit


def _range(text: str, low: _Figure) -> _Figure:
    """5至8万元, 3%-5%: the low figure widened to the high one; 从50%到90% are two figures."""
    match = _RANGE.match(text, low.end)
    if match is None or (low.unit is not None and re.search(r"[从由自]$", text[max(0, low.start - 1) : low.start])):
        return low
    value = numerals.number(match["number"])
    if value is None:
        return low
    high = _tail(text, match.start("number"), match.end("number"), value, low.chinese)
    if low.unit is not None and (high.unit is None or high.unit.sign != low.unit.sign):
        return low
    if low.magnitude and high.magnitude and low.magnitude != high.magnitude:
        value_low = low.value * numerals.magnitude(low.magnitude) / numerals.magnitude(high.magnitude)
        return replace(high, start=low.start, value=value_low, value_max=high.value)
    return replace(high, start=low.start, value=low.value, value_max=high.value)


def _quantity(text: str, figure: _Figure, previous: Quantity | None) -> Quantity | None:
    if _is_part_of_a_word(text, figure):
        return None
    rank = _rank(text, figure)
    if rank is not None:
        return rank
    unit, kind = figure.unit_sign, _kind(figure)
    reason = _reason(text, figure)
    optional = figure.unit is not None and figure.unit.kind == "parts"
    if reason is None and figure.chinese and kind == "count" and not figure.magnitude:
        reason, optional = ("small_count", True) if figure.value <= 10 else (None, True)
    if reason is None and figure.chinese and figure.unit is None:
        reason = "name"
    if figure.unit is not None and figure.unit.kind in ("duration", "age") and reason in (None, "duration"):
        changed = bool(_CHANGED_DURATION.search(text[max(0, figure.start - 12) : figure.start]))
        reason, optional = (None, True) if changed else (figure.unit.kind, False)
    if reason is None and kind == "bare":
        reason = _bare_reason(text, figure)
    qualifier, spans = _qualifier(text, figure.start, figure.end, figure.glue, kind)
    if figure.unit is not None and figure.unit.kind == "money" and (per := _per(text, figure, previous)):
        unit, kind = f"{unit}/{per}", "per"
    span = Span(figure.start, figure.end)
    return Quantity(span, text[figure.start : figure.end], figure.value, figure.value_max, unit, kind, qualifier, spans, reason, optional)


def _kind(figure: _Figure) -> str:
    if figure.unit is None:
        return "count" if figure.magnitude else "bare"
    if figure.unit.kind in AMOUNTS:
        return "amount"
    return KINDS.get(figure.unit.kind, "count")


def _is_part_of_a_word(text: str, figure: _Figure) -> bool:
    """One Chinese sign without a unit (统一, 一体): no numeral at all."""
    return figure.chinese and figure.unit is None and figure.number_end - figure.start <= 1 and not figure.magnitude


_RANK_BEHIND = re.compile(r"(?:大)?(位|名|强)(?![\u4e00-\u9fff]?(?:书记|校长|党员))")
_RANK_WORDS = re.compile(r"(?:居|列|排|排名|位|名列|升至|跃升|升到|跃居|进位至|全省|全国|全市|全球|世界|同类|同级)[^,。;、]{0,6}$")


def _rank(text: str, figure: _Figure) -> Quantity | None:
    """第3位, 前10名, 全省第二."""
    before = text[figure.start - 1 : figure.start] if figure.start else ""
    if before not in ("第", "前"):
        return None
    end = figure.number_end
    behind = _RANK_BEHIND.match(text, end)
    start = figure.start - 1
    if behind is None:
        at_end = re.match(r"[,。;、)\s”]|$", text[end : end + 1]) is not None
        if not (at_end and _RANK_WORDS.search(text[max(0, start - 10) : start])):
            return None
    unit = behind[1] if behind else None
    end = behind.end() if behind else end
    return Quantity(Span(start, end), text[start:end], figure.value, None, unit, "rank", "exact", (), None, True)


def _reason(text: str, figure: _Figure) -> str | None:
    """Why the numeral is no fact, by the table; the window is bounded, so the work is too."""
    pattern, reasons = _not_facts()
    before = text[max(0, figure.start - 12) : figure.start] if figure.start >= 12 else "\n" + text[: figure.start]
    behind = text[figure.number_end : figure.number_end + 16] + ("\n" if figure.number_end + 16 > len(text) else "")
    if figure.value_max is not None:
        number_end = figure.end - (len(figure.unit_sign or "") + len(figure.glue))
        behind = text[number_end : number_end + 16] + ("\n" if number_end + 16 > len(text) else "")
    sign = _number_class(text[figure.start : figure.number_end], figure)
    window = f"{before}{sign}{behind}"
    at = len(before)
    for match in pattern.finditer(window):
        if match.start() <= at < match.end():
            return reasons[(match.lastindex or 1) - 1]
        if match.start() > at:
            break
    return None


def _number_class(number: str, figure: _Figure) -> str:
    if figure.chinese:
        year = len(number) == 4 and all(sign in numerals.DIGITS for sign in number)
        return _CLASSES["Y" if year else "S" if len(number) == 1 else "C"]
    if "." in number:
        return _CLASSES["F"]
    return _CLASSES["Y" if re.fullmatch(r"(?:19|20)\d\d", number) and figure.unit_sign is None or _year_sign(number, figure) else "D"]


def _year_sign(number: str, figure: _Figure) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", number)) and figure.unit is not None and figure.unit.kind == "duration" and not figure.glue


def _bare_reason(text: str, figure: _Figure) -> str | None:
    """A number without a unit: a name or a code, unless a plain noun follows or a verb of reaching stands before it."""
    before, behind = text[max(0, figure.start - 1) : figure.start], text[figure.end : figure.end + 1]
    if (before.isascii() and before.isalpha()) or (behind.isascii() and behind.isalpha()):
        return "name"
    if figure.number_end - figure.start > 8:
        return "code"
    if _nouns().longest_at(text, figure.end):
        return None
    if re.search(r"(?:达|达到|为|至|到|是|超|超过|突破|指数|得分|近|约|评分)$", text[max(0, figure.start - 4) : figure.start]):
        return None
    return "bare_number"


def _per(text: str, figure: _Figure, previous: Quantity | None) -> str | None:
    """The thing a price is for: 每粒200元; a later price of the same sentence (降至15元) takes it over."""
    if match := _PER.search(text[max(0, figure.start - 12) : figure.start]):
        unit = _units().longest_at(match[1], 0)
        if unit and unit[0] == match[1] and unit[1].kind not in ("duration", "people") and match[1] not in ("人", "户", "次", "名"):
            return match[1]
    if previous is not None and previous.kind == "per" and previous.unit and not figure.magnitude:
        between = text[previous.span.end : figure.start]
        if len(between) <= 12 and re.search(r"(?:降至|降到|降为|下降到|下降至|跌至|涨到|涨至|上涨到|提高到|提高至|升至|到|至)[约近超过]*$", between):
            return previous.unit.partition("/")[2]
    return None


def _qualifier(text: str, start: int, end: int, glue: str, kind: str) -> tuple[str, tuple[Span, ...]]:
    """The word behind wins over the one before, the one before over the one inside."""
    del kind
    spans: list[Span] = []
    qualifier = "exact"
    for sign in glue:
        qualifier = dict(_qualifiers("glued")).get(sign, qualifier)
    for word, said in _qualifiers("before"):
        if text.endswith(word, max(0, start - 8), start) and not (word == "近" and text[start - 2 : start - 1] in "附靠邻最临"):
            qualifier = said
            spans.append(Span(start - len(word), start))
            break
    for word, said in _qualifiers("behind"):
        if text.startswith(word, end):
            qualifier = said
            spans.append(Span(end, end + len(word)))
            break
    return qualifier, tuple(spans)


def parse_quantity(text: str) -> Quantity | None:
    """Read one typed or stored mention (``1.25万户``, ``12,500``, ``八成``, ``下降9.7%`` gives 9.7): None where it is not exactly one figure."""
    found = find_quantities(text.strip())
    return found[0] if len(found) == 1 else None


def base_value(value: Decimal, unit: str | None) -> tuple[Decimal, str | None]:
    """The value in the unit without magnitude: (1.25, 万户) is (12500, 户); (484.4, 亿元) is (48440000000, 元)."""
    if unit is None:
        return value, None
    row = _units().longest_at(unit, 0)
    if row and row[0] == unit:
        return _plain_decimal(value * row[1].factor), row[1].base
    head, slash, per = unit.partition("/")
    match = re.match(r"[十百千万亿]+", head)
    if match is None:
        base, sign = base_value(value, head) if slash else (value, head)
        return base, f"{sign}/{per}" if slash else sign
    rest = head[match.end() :]
    inner, sign = base_value(value * numerals.magnitude(match[0]), rest or None)
    return _plain_decimal(inner), f"{sign or ''}/{per}" if slash else sign


def _plain_decimal(value: Decimal) -> Decimal:
    """Without exponent or trailing zeros behind the point."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()
