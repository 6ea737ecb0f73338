"""Adjudications: decided and decided anew in a form over all values, as on the dispute's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from annotate import permissions, queries
from annotate.admin.facts import Revised
from annotate.admin.in_words import Reasons
from annotate.admin.records import VALUES_FILTERED, VALUES_SEARCHED
from annotate.admin.scoped import MyCollections, anywhere, linked, person
from annotate.admin.values_filter import ValuesFilter
from annotate.admin.values_form import LINES, DecidedForm
from annotate.errors import HeshiError
from annotate.models import Adjudication, Fact
from annotate.models.audit import Door
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.models.review import JudgementState
from annotate.reviewing import adjudicating


class DecisionForm(DecidedForm):
    """The deciding judgement of a fact."""

    fact = forms.UUIDField(label=_("Fact"), required=False, widget=forms.TextInput(attrs={"size": 40}))

    class Meta:
        model = Adjudication
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = self.instance if self.instance.pk else None
        fact = standing.fact if standing else _named(self.initial.get("fact"), self.person)
        if "state" in self.fields:
            self.fields["state"].label = _("Decision")
        self.begin(standing or (_first_side(fact) if fact else None), standing)
        if standing:
            self.initial["fact"] = standing.fact.uuid


def _named(given: Any, user: Any) -> Fact | None:
    """The fact that an address names, if the person may decide on facts there."""
    try:
        return permissions.find(Fact.objects.select_related("candidate"), user, "adjudicate", uuid=UUID(str(given)))
    except (ValueError, HeshiError):
        return None


def _first_side(fact: Fact) -> Any:
    """What stands in the form before anything is decided: the first accepted side, else the proposal."""
    dispute = queries.told([fact])[0]
    return next((side for side in dispute.sides if side.state == JudgementState.ACCEPTED), fact.candidate)


@admin.register(Adjudication)
class Adjudications(Revised):
    """Decisions; whoever may adjudicate makes them here too, from the link in the list of facts that the readers dispute."""

    right = "adjudicate"
    form = DecisionForm
    change_form_template = "admin/annotate/fact/change_form.html"
    list_display = ("state", "indicator", "text", "value", "unit", "adjudicator", linked("fact", _("fact")), "revision", "updated_at")
    list_filter = (
        MyCollections.along("fact__document__collection"),
        "state",
        *VALUES_FILTERED,
        ValuesFilter,
        ("reason__code", Reasons),
        "updated_at",
    )
    search_fields = (*VALUES_SEARCHED, "comment", "fact__uuid", "adjudicator__username")
    list_select_related = ("fact", "adjudicator")
    readonly_fields = ("sides", "adjudicator", "created_at", "updated_at", "settles")
    read = ("fact", "adjudicator", "state", *VALUE_FIELDS, "reason", "comment", "settles", "revision", "created_at", "updated_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.staff(request) and anywhere(request, "adjudicate")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return ((None, {"fields": self.read}),)
        told = ("sides", "adjudicator", "created_at", "updated_at") if obj else ()
        return (
            (None, {"fields": ("fact", *told)}),
            (_("Decision"), {"fields": ("state", "reason", "comment", "revision")}),
            (_("Values"), {"fields": (*LINES, "insist")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.read if obj is not None and not self.has_change_permission(request, obj) else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Adjudication, form: Any, change: bool) -> None:
        told = form.cleaned_data
        fact = obj.fact if change else permissions.find(Fact, person(request), "adjudicate", uuid=told["fact"])
        decision = adjudicating.adjudicate(
            fact=fact, state=told["state"], values=form.values(), reason=told["reason"] or None, comment=told["comment"], revision=told["revision"],
            insist=told["insist"], actor=person(request), door=Door.ADMIN,
        )  # fmt: skip
        obj.__dict__.update(decision.__dict__)

    @admin.display(description=_("what the readers say"))
    def sides(self, decision: Adjudication) -> str:
        rows = [
            (side.reading.annotator, side.get_state_display(), side.indicator, side.value, side.unit or "", side.comment)
            for side in queries.told([decision.fact])[0].sides
        ]
        return format_html_join("\n", "<p>{}: {} · {} {}{} {}</p>", rows) or "-"
