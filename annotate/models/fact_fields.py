"""The values of a fact: their one definition, for every record, form, file and endpoint."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

DECIMAL = RegexValidator(r"^-?[0-9]{1,24}(\.[0-9]{1,12})?\Z", _("Expected a number such as 5.4 or -9.7."))
MONTH = RegexValidator(r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])\Z", _("Expected a month such as 2024-09."))
CODE = RegexValidator(r"^[0-9]{6}\Z", _("Expected the six digits of a GB/T 2260 code."))
BASE = RegexValidator(
    r"^(previous_year|previous_period|year_end|elsewhere|plan|(19|20)[0-9]{2})\Z", _("Expected a base from the list, or a year.")
)


class Measure(models.TextChoices):
    LEVEL = "level", _("level")
    GROWTH = "growth", _("growth")
    CHANGE = "change", _("change")
    RANK = "rank", _("rank")


class Status(models.TextChoices):
    ACTUAL = "actual", _("actual")
    TARGET = "target", _("target")
    ESTIMATE = "estimate", _("estimate")


class Qualifier(models.TextChoices):
    EXACT = "exact", _("exact")
    ABOUT = "about", _("about")
    ABOVE = "above", _("above")
    BELOW = "below", _("below")


BASES = [
    ("previous_year", _("the year before")),
    ("previous_period", _("the period before")),
    ("year_end", _("the end of last year")),
    ("elsewhere", _("elsewhere")),
    ("plan", _("the plan")),
]


class FactFields(models.Model):
    """Abstract. ``start`` and ``end`` are half-open offsets of Unicode code points in the document's raw text. ``value``, ``value_max`` and
    ``value_base`` are decimal strings, kept as said; null means that the text says nothing."""

    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    text = models.TextField(_("mention"))
    value = models.CharField(_("value"), max_length=40, validators=[DECIMAL])
    value_max = models.CharField(_("upper value"), max_length=40, null=True, blank=True, validators=[DECIMAL])
    unit = models.CharField(_("unit"), max_length=40, null=True, blank=True)
    measure = models.CharField(_("measure"), max_length=8, choices=Measure.choices)
    indicator = models.CharField(_("indicator"), max_length=200)
    indicator_canonical = models.CharField(_("canonical indicator"), max_length=100, null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=200, null=True, blank=True)
    region = models.CharField(_("region"), max_length=60, null=True, blank=True)
    region_code = models.CharField(_("region code"), max_length=6, null=True, blank=True, validators=[CODE])
    place = models.CharField(_("place"), max_length=100, null=True, blank=True)
    period_start = models.CharField(_("first month"), max_length=7, null=True, blank=True, validators=[MONTH])
    period_end = models.CharField(_("last month"), max_length=7, null=True, blank=True, validators=[MONTH])
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.ACTUAL)
    qualifier = models.CharField(_("qualifier"), max_length=5, choices=Qualifier.choices, default=Qualifier.EXACT)
    base = models.CharField(_("compared with"), max_length=16, null=True, blank=True, validators=[BASE])
    value_base = models.CharField(_("value in the base unit"), max_length=60, blank=True)
    unit_base = models.CharField(_("base unit"), max_length=40, null=True, blank=True)
    # Shared by facts that say the same thing (extraction.facts.observation); follows from the values, stored so that conflicts are found by index.
    observation_id = models.CharField(_("observation"), max_length=16, blank=True, db_index=True, editable=False)

    class Meta:
        abstract = True

    def values(self) -> dict[str, Any]:
        """The fact's values by name, in the order of the fields."""
        return dict(zip(VALUE_FIELDS, _values_of(self), strict=True))


VALUE_FIELDS: tuple[str, ...] = tuple(field.name for field in FactFields._meta.local_fields if field.name != "observation_id")
_values_of = attrgetter(*VALUE_FIELDS)
# value_base and unit_base follow from value and unit; text follows from start and end.
DERIVED_FIELDS = ("text", "value_base", "unit_base")
EDITABLE_FIELDS = tuple(name for name in VALUE_FIELDS if name not in DERIVED_FIELDS)


def constraints(table: str) -> list[models.CheckConstraint]:
    """What the database itself keeps of the promise, for a table that holds these fields."""
    return [
        models.CheckConstraint(name=f"{table}_start_before_end", condition=Q(start__lt=F("end"))),
        models.CheckConstraint(
            name=f"{table}_period_order",
            condition=Q(period_start__isnull=True) | Q(period_end__isnull=True) | Q(period_start__lte=F("period_end")),
        ),
        models.CheckConstraint(name=f"{table}_measure", condition=Q(measure__in=Measure.values)),
        models.CheckConstraint(name=f"{table}_status", condition=Q(status__in=Status.values)),
        models.CheckConstraint(name=f"{table}_qualifier", condition=Q(qualifier__in=Qualifier.values)),
    ]
