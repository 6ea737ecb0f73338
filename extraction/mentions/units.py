"""Units of measure, classifiers and their magnitudes, as ``tables/units.csv`` has them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from extraction.mentions import numerals
from extraction.mentions.lexicon import Lexicon
from extraction.tables import rows

AMOUNTS = frozenset({"money", "area", "mass", "length", "volume", "power", "energy", "computing", "concentration", "temperature", "sound"})


@dataclass(frozen=True)
class Unit:
    """A unit as the text writes it, without magnitude: ``sign`` × ``factor`` is ``base``; ``magnitudes``: whether 万 and 亿 may stand before it."""

    sign: str
    kind: str
    factor: Decimal
    base: str
    magnitudes: bool


@cache
def units() -> Lexicon[Unit]:
    return Lexicon(
        {row["unit"]: Unit(row["unit"], row["kind"], Decimal(row["factor"]), row["base"], bool(row["magnitudes"])) for row in rows("units")}
    )


@cache
def nouns() -> Lexicon[str]:
    """Nouns and verbs that may follow a number directly and begin like a classifier (项目, 家庭, 成为)."""
    return Lexicon({row["noun"]: row["noun"] for row in rows("nouns")})


def unit_at(text: str, position: int) -> Unit | None:
    """The longest unit here, with its per-unit behind a slash; None where the signs begin a noun (项目, 家庭) or a Latin word."""
    found = units().longest_at(text, position)
    if found is None:
        return None
    sign, unit = found
    noun = nouns().longest_at(text, position)
    if noun and len(noun[0]) > len(sign) and not text.startswith("项目标", position):
        return None
    end = position + len(sign)
    if _is_latin(sign[-1]) and _is_latin(text[end : end + 1]):
        return None
    if (
        text[end : end + 1] in ("(", "（")
        and (other := units().longest_at(text, end + 1))
        and text[end + 1 + len(other[0]) :][:1] in (")", "）")
    ):
        both = text[position : end + len(other[0]) + 2]  # 台(套)
        return Unit(both, unit.kind, Decimal(1), both, unit.magnitudes)
    if text[end : end + 1] == "/" and (per := units().longest_at(text, end + 1)):
        return Unit(f"{sign}/{per[0]}", "per", Decimal(1), f"{sign}/{per[0]}", unit.magnitudes)
    return unit


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def base_value(value: Decimal, unit: str | None) -> tuple[Decimal, str | None]:
    """The value in the unit without magnitude: (1.25, 万户) is (12500, 户); (484.4, 亿元) is (48440000000, 元).

    Synonyms come together (千米 and 公里, 兆瓦 as 1000 千瓦); nothing else is converted: 斤 stays 斤, 亩 stays 亩.
    """
    if unit is None:
        return value, None
    factor, base = _base_unit(unit)
    return _tidy(value * factor), base


@lru_cache(maxsize=1024)
def _base_unit(unit: str) -> tuple[Decimal, str | None]:
    """What one of a unit is in its base unit: 亿元 is (100000000, 元)."""
    row = units().longest_at(unit, 0)
    if row and row[0] == unit:
        return row[1].factor, row[1].base
    head, slash, per = unit.partition("/")
    signs = _magnitude_signs(head)
    factor, head = numerals.magnitude(head[:signs]), head[signs:]
    known = units().longest_at(head, 0)
    if known and known[0] == head:
        factor, head = factor * known[1].factor, known[1].base
    return factor, (f"{head}/{per}" if slash else head) or None


def _magnitude_signs(head: str) -> int:
    """How many signs of 万千瓦 or 十亿元 are magnitude: as few as leave a unit, else all that can be."""
    most = len(head) - len(head.lstrip("十百千万亿"))
    for signs in range(1, most):
        known = units().longest_at(head, signs)
        if known and known[0] == head[signs:]:
            return signs
    return most


def _tidy(value: Decimal) -> Decimal:
    """No exponent, no trailing zeros behind the point."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
