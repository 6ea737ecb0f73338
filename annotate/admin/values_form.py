"""The forms over all values of a fact: one's own judgement of it, and a fact that the machine missed."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.models import Fact, Reason, Review, User
from annotate.models.fact_fields import EDITABLE_FIELDS
from annotate.models.review import JudgementState

# The fields' own widgets and checks, once more on a form that belongs to the fact.
_Fields: Any = type("_Fields", (forms.ModelForm,), forms.fields_for_model(Review, EDITABLE_FIELDS))


class ValuesForm(_Fields):
    def _post_clean(self) -> None:
        """Nothing is laid into the row here: the doer checks and writes."""


# What stands on one line of the form.
LINES = (
    ("start", "end"), ("value", "value_max", "unit"), ("measure", "base"), ("indicator", "indicator_canonical"), "subject", ("region", "region_code", "place"),
    ("period_start", "period_end"), ("status", "qualifier"),
)  # fmt: skip


def rejections() -> list[tuple[str, str]]:
    return [("", "---------"), *((reason.code, str(reason)) for reason in Reason.objects.filter(kind=Reason.Kind.REJECTION))]


def own_review(fact: Fact, user: User) -> Review | None:
    """The person's standing judgement of a fact."""
    return Review.objects.select_related("reason", "reading").filter(fact=fact, reading__annotator=user).first()


class JudgementForm(ValuesForm):
    """One's own judgement of a fact: all its values, and the revision that was seen."""

    state = forms.ChoiceField(
        label=_("judgement"), choices=JudgementState.choices, widget=forms.RadioSelect, initial=JudgementState.ACCEPTED
    )
    reason = forms.ChoiceField(label=_("reason for rejecting"), choices=rejections, required=False)
    comment = forms.CharField(label=_("comment"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    insist = forms.BooleanField(label=_("keep this number although the mention reads otherwise"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Fact
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        review = own_review(self.instance, self.person)
        shown = review or shown_values(self.instance)
        self.fields["base"].help_text = _("previous_year, previous_period, year_end, elsewhere, plan, or a year")
        self.initial.update(shown.values() if shown else {}, revision=review.revision if review else 0)
        if review:
            self.initial.update(state=review.state, reason=review.reason.code if review.reason else "", comment=review.comment)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE_FIELDS}


class AddedForm(ValuesForm):
    """A fact that the machine missed, in one's own reading of the document. ``key``: the fact's id to be, so that a form sent twice adds one."""

    document = forms.UUIDField(label=_("document"), help_text=_("Its id, as on the document's page."))
    insist = forms.BooleanField(label=_("keep this number although the mention reads otherwise"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Fact
        fields = ()

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE_FIELDS}


def shown_values(fact: Fact) -> Any:
    """The record whose values stand for a fact in a list: the newest proposal, or a judgement that may be seen."""
    return fact.candidate or next(iter(getattr(fact, "seen_reviews", [])), None)
