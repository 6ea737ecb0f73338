"""What a lead types, before it reaches a doer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.forms import BaseField, Told
from annotate.models import ConflictMark
from annotate.models.audit import Door
from annotate.models.fact_fields import BASES, EDITABLE_FIELDS, FactFields, Measure, Qualifier, Status

NOTHING = [("", _("nothing"))]
ORDER = (
    "indicator", "value", "value_max", "unit", "measure", "base", "subject", "region", "region_code", "place", "period_start", "period_end", "status",
    "qualifier", "indicator_canonical", "start", "end",
)  # fmt: skip
LABELS = {field.name: field.verbose_name for field in FactFields._meta.local_fields}
CHOICES: dict[str, list[Any]] = {"measure": Measure.choices, "status": Status.choices, "qualifier": Qualifier.choices}
assert sorted(ORDER) == sorted(EDITABLE_FIELDS)


class DecisionForm(Told):
    """An adjudicator's decision: ``take`` is the number of a side, ``own`` values, or ``reject``."""

    take = forms.CharField(max_length=8)
    reason = forms.CharField(max_length=40, required=False)
    comment = forms.CharField(label=_("Comment"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    revision = forms.IntegerField(min_value=0)
    insist = forms.BooleanField(label=_("The text does say so: keep it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ORDER:
            self.fields[name] = _field_of(name)

    def values(self) -> dict[str, Any]:
        """The fact's values; an empty field says nothing."""
        return {name: self.cleaned_data[name] or None for name in ORDER if name not in ("start", "end")} | {
            name: self.cleaned_data[name] for name in ("start", "end") if self.cleaned_data[name] is not None
        }


def _field_of(name: str) -> forms.Field:
    label = LABELS[name]
    if name in CHOICES:
        return forms.ChoiceField(label=label, choices=CHOICES[name], required=False)
    if name in ("start", "end"):
        return forms.IntegerField(label=label, required=False, min_value=0)
    if name == "base":
        return BaseField(label=label, required=False, max_length=200, widget=forms.TextInput(attrs={"list": "bases"}))
    return forms.CharField(label=label, required=False, max_length=200)


KNOWN_BASES = BASES


class SendBackForm(Told):
    reading = forms.UUIDField()
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class AuditFilter(forms.Form):
    """``action`` and ``who`` get their choices from what happened in the collection."""

    who = forms.CharField(label=_("Who"), required=False, max_length=150)
    action = forms.CharField(label=_("What"), required=False, max_length=40)
    door = forms.ChoiceField(label=_("Through"), required=False, choices=[("", _("every door")), *Door.choices])
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class ExplainForm(Told):
    kind = forms.ChoiceField(label=_("Explanation"), choices=ConflictMark.Kind.choices)
    comment = forms.CharField(label=_("Comment"), required=False, max_length=2000)


class ReasonForm(Told):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.TextInput())


class AdmitForm(Told):
    notes = forms.CharField(label=_("Notes"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}))
