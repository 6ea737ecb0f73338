"""How values, places and deeds are written on a page."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate import findings
from annotate.models.fact_fields import BASES, FactFields, Measure, Qualifier, Status

register = template.Library()


def _get(values: Any, name: str) -> Any:
    return values.get(name) if isinstance(values, dict) else getattr(values, name, None)


@register.filter
def figure(values: Any) -> SafeString:
    """The stated number with its unit and what qualifies it: above 300 元, 3–5 %, +5.4 %. ``values``: a dict or a row of fact fields."""
    value, top, unit = (_get(values, name) for name in ("value", "value_max", "unit"))
    said = {"about": _("about"), "above": _("above"), "below": _("below")}.get(_get(values, "qualifier") or "", "")
    plus = "+" if _get(values, "measure") in ("growth", "change") and value and not value.startswith("-") else ""
    number = f"{plus}{(value or '').replace('-', '−')}" + (f"–{top}" if top else "")
    if not said:
        return format_html('<span class="number">{} {}</span>', number, unit or "")
    return format_html('<span class="number"><span class="muted small">{}</span> {} {}</span>', said, number, unit or "")


@register.filter
def period(values: Any) -> str:
    """2024-01 – 2024-09, one month, or what is open at an end."""
    start, end = _get(values, "period_start"), _get(values, "period_end")
    if start == end:
        return start or ""
    if not start:
        return _("until %(month)s") % {"month": end}
    return _("from %(month)s") % {"month": start} if not end else f"{start} – {end}"


@register.filter
def place(values: Any) -> str:
    """Region and the place in it."""
    return " · ".join(filter(None, (_get(values, "region"), _get(values, "place"))))


@register.filter
def word(value: Any, field: str) -> Any:
    """The word of a closed list's value: ``{{ values.measure|word:"measure" }}``."""
    return "" if value is None else LISTS.get(field, {}).get(value, value)


LISTS: dict[str, dict[Any, Any]] = {
    "measure": dict(Measure.choices),
    "status": dict(Status.choices),
    "qualifier": dict(Qualifier.choices),
    "base": dict(BASES),
}


@register.filter
def label_of(name: str) -> Any:
    """A fact field's name in words; names of no field stay as they are."""
    return LABELS.get(name, name)


LABELS: dict[str, Any] = {field.name: field.verbose_name for field in FactFields._meta.local_fields} | {
    "state": gettext_lazy("judgement"),
    "reason": gettext_lazy("reason"),
    "comment": gettext_lazy("comment"),
    "revision": gettext_lazy("revision"),
}


FLAGS = {
    "damaged": gettext_lazy("damaged: characters are lost"),
    "repaired": gettext_lazy("repaired"),
    "year_inferred": gettext_lazy("year inferred"),
    "region_ambiguous": gettext_lazy("region ambiguous"),
}


@register.filter
def flag(name: str) -> Any:
    return FLAGS.get(name, name)


SCOPES = {"read": gettext_lazy("read"), "review": gettext_lazy("review"), "manage": gettext_lazy("manage")}


@register.filter
def scope(name: str) -> Any:
    """What a token may do, in words."""
    return SCOPES.get(name, name)


@register.filter
def refused_at(place: str) -> str:
    """Where in a file something was refused, in the reader's language."""
    found = re.fullmatch(r"(?P<file>.*), (?P<kind>line|row) (?P<number>\d+)", place, re.DOTALL)
    if found is None:
        return place
    said = _("{file}, line {number}") if found["kind"] == "line" else _("{file}, row {number}")
    return said.format(**found.groupdict())


@register.filter
def finding(record: dict[str, Any]) -> str:
    """What a check found, in the reader's language."""
    return findings.told(str(record.get("says", "")))


@register.filter
def size(count: int) -> str:
    """Bytes as people write them; a thousand to the kilobyte, so that a limit of 1,000,000 is 1 MB."""
    for unit, factor in (("MB", 1_000_000), ("KB", 1_000)):
        if count >= factor:
            return f"{count / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} B"


@register.filter
def items(mapping: Any) -> Any:
    """The pairs of a JSON object; nothing for null."""
    return (mapping or {}).items()


@register.filter
def percent(share: float | None) -> str:
    return f"{100 * share:.0f} %" if isinstance(share, int | float) else ""


@register.filter
def pick(mapping: Any, name: str) -> Any:
    """``mapping[name]``; None where it is not there."""
    return (mapping or {}).get(name)
