"""Numbers with what is glued to them: magnitude, unit, the high end of a range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extraction.mentions import numerals
from extraction.mentions.units import AMOUNTS, Unit, nouns, unit_at


@dataclass(slots=True)
class Figure:
    """A number with what stands behind it; ``number_end`` is where the bare numeral ends, ``end`` where the mention does.

    ``chinese``: written in Chinese signs; ``vague``: without a digit (百亿元, 数百家)."""

    start: int
    number_end: int
    end: int
    value: Decimal
    chinese: bool
    vague: bool = False
    glue: str = ""
    magnitude: str = ""
    unit: Unit | None = None
    value_max: Decimal | None = None

    @property
    def sign(self) -> str | None:
        """The unit as said, with its magnitude."""
        if self.unit is None:
            return self.magnitude or None
        return "%" if self.unit.kind == "percent" else self.magnitude + self.unit.sign

    @property
    def kind(self) -> str:
        if self.unit is None:
            return "count" if self.magnitude else "bare"
        return _KINDS.get(self.unit.kind, "count")

    def is_measured(self) -> bool:
        """Has a unit of measure or at least a magnitude, so that a Chinese number is a figure and no mere count."""
        return self.kind not in ("count", "bare") or self.magnitude[-1:] in ("万", "亿")


_KINDS = dict.fromkeys(AMOUNTS, "amount") | dict.fromkeys(("percent", "permille", "tenths"), "percent")
_KINDS |= {kind: kind for kind in ("points", "multiple", "per")}
CHINESE = numerals.CHINESE
NUMBER = re.compile(
    rf"(?=[\d翻万亿−{CHINESE[1:-1]}-])(?:"  # nothing else begins a number: the rest of a text is passed over at once
    r"(?P<doubling>翻(?:了)?(?:近|约|超过|超)?(?P<times>[一两二三四])?番)"
    rf"|(?P<share>[百千万]分之)(?P<share_of>百|{numerals.ARABIC}|{CHINESE}+(?:点{CHINESE}+)?)"
    rf"|(?P<whole>{CHINESE}{{1,3}})分之(?P<part>{CHINESE}{{1,3}})"
    r"|(?P<slash>(?<![\d/.])(?P<numerator>[1-9])/(?P<denominator>[2-9]|10)(?![\d/]))"
    r"|(?P<chain>\d+(?:[-—]\d+){2,}|(?:19|20)\d\d(?:[./]\d{1,2}){2}|0\d{2,3}-\d{7,8})"
    r"|(?P<sum>\d+(?:[+＋xX×]\d+)+)"
    r"|(?P<colon>\d+(?:\.\d+)?(?:[:：∶]\d+(?:\.\d+)?)+)"
    r"|(?P<hundred_millions>\d{1,9})亿(?P<ten_thousands>\d{1,4})(?=万)"
    rf"|(?P<arabic>(?:(?<![0-9A-Za-z%)）])[-−](?=[\d.]+(?:%|个?百分点|‰)))?{numerals.ARABIC})"
    rf"|(?P<tenths>{CHINESE}成{CHINESE}(?![{CHINESE[1:-1]}个家项]))"
    rf"|(?P<chinese>{CHINESE}+(?:[万亿]{CHINESE}+)*(?:点{CHINESE}+)?)"
    r"|(?P<round>(?<=[上过超近逾破达成数几])[万亿](?=[元人亩吨家户件台多余])))"
)
_TAIL = re.compile(
    r"(?P<glue>[多余几来]|\+(?=[家个人名项款种万亿件户台场]))?(?P<magnitude>[十百千]?万亿|[十百千]?[万亿]|[十百千])?(?P<glue2>[多余几])?"
)
_BLANKS = re.compile(r"[ \u00a0\u3000]{0,2}")
_RANGE = re.compile(rf"[ ]?(?:-|—{{1,2}}|–|~|～|至|到)[ ]?(?P<number>{numerals.ARABIC}|{CHINESE}+)")
FROM = re.compile(r"[从由](?![事业此于])[^,，。;；、]{0,10}$")  # 从原来的50%到90% are two figures


def figure_at(text: str, match: re.Match[str]) -> Figure | None:
    """The number that ``NUMBER`` has found, with its tail or as a range; None for signs that make no number."""
    figure = _figure(text, match)
    return _range(text, figure) if figure else None


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    if digits := match["arabic"]:
        sign = 1 if digits[0] not in "-−" else -1
        return _tail(text, Figure(start, end, end, numerals.arabic(digits.lstrip("-−")) * sign, False))
    if match["hundred_millions"]:
        value = Decimal(match["hundred_millions"]) + Decimal(match["ten_thousands"]) / 10000
        figure = _tail(text, Figure(start, end, end, value, False))
        figure.magnitude = "亿"
        return figure
    if match["round"]:
        return _with_several(text, _tail(text, Figure(start, start, start, Decimal(1), True, vague=True)))
    return _chinese(text, match[0], start)


def _chinese(text: str, number: str, start: int) -> Figure | None:
    if number.endswith("千") and len(number) > 1 and text.startswith("瓦", start + len(number)):
        number = number[:-1].rstrip("万亿")  # 百亿千瓦时 are 百亿 of 千瓦时
    value, end = numerals.chinese(number), start + len(number)
    if value is None:
        return None
    figure = _tail(text, Figure(start, end, end, value, True, vague=number in ("百", "千") or _several_before(text, start)))
    if "亿" in number and figure.magnitude == "万":  # 一亿两千万元
        figure.value, figure.magnitude = (numerals.chinese(number + "万") or value) / numerals.MAGNITUDES["亿"], "亿"
        return figure
    return _with_several(text, figure)


def _several_before(text: str, start: int) -> bool:
    return text[start - 1 : start] in ("数", "几") if start else False


def _with_several(text: str, figure: Figure) -> Figure:
    """数百家 and 几十个 take their 数 and 几 in."""
    if figure.vague and _several_before(text, figure.start):
        figure.start -= 1
    return figure


def _tail(text: str, figure: Figure) -> Figure:
    """The figure with what is glued behind its number: 多 or 余, the magnitude, the unit; the unit wins over a magnitude (5千瓦 is 5 千瓦)."""
    position = _skip_blanks(text, figure.end)
    if unit := unit_at(text, position):
        figure.end, figure.unit = position + len(unit.sign), unit
        return figure
    tail = _TAIL.match(text, position)
    assert tail is not None  # every part of it may be missing
    glue, magnitude = (tail["glue"] or "") + (tail["glue2"] or ""), tail["magnitude"] or ""
    behind = _skip_blanks(text, tail.end())
    if (unit := unit_at(text, behind)) and (unit.magnitudes or not magnitude):
        figure.end, figure.unit, figure.glue, figure.magnitude = behind + len(unit.sign), unit, glue, magnitude
    elif magnitude:
        figure.end, figure.glue, figure.magnitude = tail.end(), glue, magnitude
    elif tail["glue"] in ("余", "多") and nouns().longest_at(text, behind):
        figure.end, figure.glue = position + 1, tail["glue"]
    return figure


def _skip_blanks(text: str, position: int) -> int:
    blanks = _BLANKS.match(text, position)
    return blanks.end() if blanks else position


def _range(text: str, low: Figure) -> Figure:
    """5至8万元, 3%-5%: the low figure widened to the high one; 从50%到90% are two figures."""
    match = _RANGE.match(text, low.end)
    if match is None or (low.unit is not None and FROM.search(text[max(0, low.start - 12) : low.start])):
        return low
    value = numerals.number(match["number"])
    if value is None:
        return low
    high = _tail(text, Figure(low.start, match.end(), match.end(), value, low.chinese))
    if low.unit is not None and (high.unit is None or high.unit.sign != low.unit.sign):
        return low
    scale = numerals.magnitude(low.magnitude) / numerals.magnitude(high.magnitude) if low.magnitude else Decimal(1)
    high.value, high.value_max = low.value * scale, high.value
    return high
