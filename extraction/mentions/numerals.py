"""Numbers as written, in Arabic or Chinese signs, and what they are worth."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
STEPS = {"十": 10, "百": 100, "千": 1000}
MAGNITUDES = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?"
CHINESE = "[〇零一二两三四五六七八九十百千]"
LONGEST = 18  # digits; longer runs are account numbers, never figures


def arabic(text: str) -> Decimal:
    """``12,500`` is 12500; runs longer than any figure are worth 0."""
    digits = text.replace(",", "")
    return Decimal(digits) if len(digits) <= LONGEST else Decimal(0)


def chinese(text: str) -> Decimal | None:
    """``一百二十三`` is 123, ``五点四`` 5.4, ``二〇二四`` 2024, ``十`` 10, ``百`` 100; None for what is no number (``十百``)."""
    whole, point, part = text.partition("点")
    value = _digit_string(whole) if _spelled(whole) else _whole(whole)
    if value is None or not point:
        return value
    if not whole or not part or any(sign not in DIGITS for sign in part):
        return None
    return value + Decimal("0." + "".join(str(DIGITS[sign]) for sign in part))


def number(text: str) -> Decimal | None:
    """Either kind; also with magnitudes inside (``一亿二千万``)."""
    if re.fullmatch(ARABIC, text):
        return arabic(text)
    return chinese(text)


def magnitude(text: str) -> Decimal:
    """``万亿`` is 10^12, ``百`` 100, an empty text 1."""
    value = Decimal(1)
    for sign in text:
        value *= MAGNITUDES.get(sign) or Decimal(STEPS[sign])
    return value


def _spelled(text: str) -> bool:
    return len(text) > 1 and all(sign in DIGITS for sign in text)


def _digit_string(text: str) -> Decimal | None:
    if len(text) > LONGEST:
        return Decimal(0)
    return Decimal("".join(str(DIGITS[sign]) for sign in text))


def _whole(text: str) -> Decimal | None:
    """Sections of 亿 and 万, each read by ``_section``."""
    total = Decimal(0)
    for sign in ("亿", "万"):
        head, found, text_behind = text.partition(sign)
        if found:
            section = _section(head) if head else Decimal(1)
            if section is None:
                return None
            total += section * MAGNITUDES[sign]
            text = text_behind
    rest = _section(text) if text else Decimal(0)
    return None if rest is None else total + rest


def _section(text: str) -> Decimal | None:
    """Under ten thousand: 一千零五十, 二百五 (250), 十二."""
    if len(text) > LONGEST:
        return None
    total, digit, last_step = 0, None, 10000
    for sign in text:
        if sign in STEPS:
            step = STEPS[sign]
            if step >= last_step:
                return None
            total += (1 if digit is None else digit) * step
            digit, last_step = None, step
        elif sign in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[sign]
        else:
            return None
    if digit:
        total += digit * (last_step // 10 if 10 < last_step < 10000 and text[-2:-1] in STEPS else 1)
    return Decimal(total)
