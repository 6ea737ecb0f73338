"""What a person typed as a fact, checked against the text and completed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotate.errors import BadInput
from annotate.models import Document
from annotate.models.fact_fields import EDITABLE_FIELDS, VALUE_FIELDS, FactFields, Measure
from extraction.mentions.quantities import base_value, parse_quantity
from extraction.mentions.regions import by_code
from extraction.text.cleaning import clean

_FIELDS = {field.name: field for field in FactFields._meta.local_fields}


def complete(document: Document, values: dict[str, Any], *, insist: bool = False) -> dict[str, Any]:
    """All VALUE_FIELDS from what a caller gives of EDITABLE_FIELDS: ``text`` from the span, the base value from value and unit.

    Raises BadInput naming the field and what was expected: an unknown field, a value that does not fit its field, a span outside the text, a
    first month after the last, a code that no division bears, or a number that is not the one the mention says. ``insist`` keeps a number
    or unit which the mention, read by the machine, does not say (the machine may misread; a damaged figure cannot be read).
    """
    unknown = sorted(set(values) - set(VALUE_FIELDS))
    if unknown:
        raise BadInput(_("Expected one of: %(fields)s.") % {"fields": ", ".join(EDITABLE_FIELDS)}, field=unknown[0])
    whole = {name: _one(name, values.get(name)) for name in EDITABLE_FIELDS}
    _check_span(document, whole)
    whole["text"] = document.raw[whole["start"] : whole["end"]]
    _check_period(whole)
    _complete_region(whole)
    if not insist:
        _check_mention(whole)
    value_base, whole["unit_base"] = base_value(Decimal(whole["value"]), whole["unit"])
    whole["value_base"] = format(value_base, "f")
    return {name: whole[name] for name in VALUE_FIELDS}


def _one(name: str, value: Any) -> Any:
    """One field's value as its column takes it. Blank text in a nullable field is null; text is not trimmed of anything but white space."""
    field = _FIELDS[name]
    if isinstance(value, str):
        value = value.strip()
    if value == "" and field.null:
        value = None
    if value is None and field.has_default():
        value = field.get_default()
    try:
        return field.clean(value, None)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field=name) from error


def _check_span(document: Document, values: dict[str, Any]) -> None:
    if not 0 <= values["start"] < values["end"] <= document.length:
        message = _("Expected a span within 0 and %(length)d, its start before its end.") % {"length": document.length}
        raise BadInput(message, field="start")


def _check_period(values: dict[str, Any]) -> None:
    first, last = values["period_start"], values["period_end"]
    if first and last and first > last:
        raise BadInput(_("Expected a last month that is not before %(first)s.") % {"first": first}, field="period_end")


def _complete_region(values: dict[str, Any]) -> None:
    if not values["region_code"]:
        return
    region = by_code(values["region_code"])
    if region is None:
        raise BadInput(_("No division bears the code %(code)s.") % {"code": values["region_code"]}, field="region_code")
    values["region"] = values["region"] or region.name


def _check_mention(values: dict[str, Any]) -> None:
    said = parse_quantity(clean(values["text"]).aligned.text)
    if said is None:
        return
    if abs(Decimal(values["value"])) != said.value:
        message = _("The text says %(said)s: expected that number.") % {"said": format(said.value, "f")}
        raise BadInput(message, field="value", said=format(said.value, "f"), may_insist=True)
    if Decimal(values["value"]) < 0 and values["measure"] not in (Measure.GROWTH, Measure.CHANGE, Measure.LEVEL):
        raise BadInput(_("Expected a number that is not negative."), field="value")
