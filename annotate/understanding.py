"""What people type into a field, read as they write it: ``1.25万户``, ``12,500``, ``前三季度``, ``24q3``, ``胶州``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from annotate.errors import BadInput
from annotate.models import Override, Reading
from extraction.mentions.known_indicators import canonical
from extraction.mentions.modality import find_cues
from extraction.mentions.periods import parse_period
from extraction.mentions.quantities import base_value, parse_quantity
from extraction.mentions.regions import Region, by_code, search_regions

MINUS = "-−－﹣"
ANY_YEAR = "2024-12-31"  # tells whether it is only the year that a period lacks


@dataclass(frozen=True)
class Understood:
    """One way to read what was typed: the values it stands for, and how they are shown before they are taken."""

    values: dict[str, Any]
    says: str


def understand(field: str, text: str, published: str | None) -> list[Understood]:
    """Every way to read ``text`` in a field, best first. ``published`` (YYYY-MM-DD, YYYY-MM or None) dates what names no year.

    Raises BadInput where the text cannot be read, or where the field has no typed form.
    """
    read = READERS.get(field)
    if read is None:
        raise BadInput(_("This field is chosen, not typed."), field=field, expected=list(READERS))
    return read(" ".join(text.split()), published)


def _value(text: str, published: str | None) -> list[Understood]:
    figure = parse_quantity(text)
    if figure is None:
        raise BadInput(_("Expected one figure, such as 1.25万户, 12,500 or 3%-5%."), field="value")
    value, value_max = figure.value, figure.value_max
    if value > 0 and (text[0] in MINUS or any(cue.kind == "fall" for cue in find_cues(text))):
        value, value_max = -value, None if value_max is None else -value_max
    values: dict[str, Any] = {"value": _plain(value), "value_max": None if value_max is None else _plain(value_max)}
    if figure.unit is not None:
        values["unit"] = figure.unit
    return [Understood(values, _figure(value, value_max, figure.unit))]


def _plain(number: Decimal) -> str:
    return format(number, "f")


def _figure(value: Decimal, value_max: Decimal | None, unit: str | None) -> str:
    said = " ".join(filter(None, [_plain(value) + (f" – {_plain(value_max)}" if value_max is not None else ""), unit]))
    whole, whole_unit = base_value(value, unit)
    return said if whole == value else f"{said} = {' '.join(filter(None, [_plain(whole), whole_unit]))}"


def _unit(text: str, published: str | None) -> list[Understood]:
    figure = parse_quantity("1" + text) if text else None
    unit = figure.unit if figure and figure.span.end == len(text) + 1 else text
    return [Understood({"unit": unit or None}, unit or _("none"))]


def _indicator(text: str, published: str | None) -> list[Understood]:
    name = text.replace(" ", "")
    if not name:
        raise BadInput(_("Expected the words that name what is measured."), field="indicator")
    known = canonical(name)
    return [Understood({"indicator": name, "indicator_canonical": known}, f"{name} = {known}" if known and known != name else name)]


def _words_of(field: str) -> Callable[[str, str | None], list[Understood]]:
    return lambda text, published: [Understood({field: text or None}, text or _("none"))]


def _region(text: str, published: str | None) -> list[Understood]:
    if not text:
        return [Understood({"region": None, "region_code": None}, _("none"))]
    year = int(published[:4]) if published else None
    found = [_named(region, year) for region in search_regions(text, year)]
    return [*found, Understood({"region": text, "region_code": None}, _("%(name)s, without a code") % {"name": text})]


def _named(region: Region, year: int | None) -> Understood:
    above = by_code(region.parent, year) if region.parent else None
    words = [region.name, region.code, above.name if above else ""]
    return Understood({"region": region.name, "region_code": region.code}, " ".join(filter(None, words)))


def _period(text: str, published: str | None) -> list[Understood]:
    if not text:
        return [Understood({"period_start": None, "period_end": None}, _("none"))]
    months = parse_period(text, published)
    if months is None and published is None and parse_period(text, ANY_YEAR):
        message = _("%(text)s names no year, and the document has no date of publication: write the year with it, or correct the date (o).")
        raise BadInput(message % {"text": text}, field="period")
    if months is None:
        raise BadInput(_("Expected a period, such as 前三季度, 24q3, 2024-01..09, 2023年 or ..2024-11."), field="period")
    return [Understood({"period_start": months[0], "period_end": months[1]}, f"{months[0] or ''} – {months[1] or ''}")]


def published_of(reading: Reading) -> str | None:
    """The date that governs a reading: the corrected one where the reader corrected it."""
    corrected = reading.overrides.filter(kind=Override.Kind.PUBLISHED).order_by("-id").first()
    return corrected.new if corrected else reading.document.published


READERS: Mapping[str, Callable[[str, str | None], list[Understood]]] = {
    "indicator": _indicator,
    "value": _value,
    "unit": _unit,
    "subject": _words_of("subject"),
    "place": _words_of("place"),
    "region": _region,
    "period": _period,
}
