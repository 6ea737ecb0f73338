"""The forms over all values of a fact: one's own judgement of it, and a fact that the machine missed."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.forms import BaseField
from annotate.models import Adjudication, Fact, Reason, Review, User
from annotate.models.fact_fields import BASES, EDITABLE_FIELDS
from annotate.models.review import JudgementState

# The fields' own widgets and checks, once more on a form that belongs to the fact.
_Fields: Any = type("_Fields", (forms.ModelForm,), forms.fields_for_model(Review, EDITABLE_FIELDS))


class ValuesForm(_Fields):
    base = BaseField(label=_("Compared with"), required=False, empty_value=None, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "base" in self.fields:
            words = ", ".join(str(word) for _code, word in BASES)
            self.fields["base"].help_text = _("%(words)s, or a year") % {"words": words}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE_FIELDS}

    def _post_clean(self) -> None:
        """Nothing is laid into the row here: the doer checks and writes."""


# What stands on one line of the form.
LINES = (
    ("start", "end"), ("value", "value_max", "unit"), ("measure", "base"), ("indicator", "indicator_canonical"), "subject", ("region", "region_code", "place"),
    ("period_start", "period_end"), ("status", "qualifier"),
)  # fmt: skip


def insisting() -> forms.BooleanField:
    return forms.BooleanField(label=_("Keep this number although the mention reads otherwise"), required=False)


def rejections() -> list[tuple[str, str]]:
    return [("", "---------"), *((reason.code, str(reason)) for reason in Reason.objects.filter(kind=Reason.Kind.REJECTION))]


def own_review(fact: Fact, user: User) -> Review | None:
    """The person's standing judgement of a fact."""
    return Review.objects.select_related("reason", "reading").filter(fact=fact, reading__annotator=user).first()


class DecidedForm(ValuesForm):
    """A judgement of a fact: its state, all its values, and the revision that was seen (0: none)."""

    state = forms.ChoiceField(label=_("Judgement"), choices=JudgementState.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Reason for rejecting"), choices=rejections, required=False)
    comment = forms.CharField(label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    insist = insisting()
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def begin(self, shown: Any, standing: Review | Adjudication | None) -> None:
        """Show the values of ``shown``, and what was decided, if anything was."""
        self.initial.update(shown.values() if shown else {}, revision=standing.revision if standing else 0)
        if standing:
            why = standing.reason.code if standing.reason else ""
            self.initial.update(state=standing.state, reason=why, comment=standing.comment)


class JudgementForm(DecidedForm):
    """One's own judgement of a fact."""

    class Meta:
        model = Fact
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["state"] = JudgementState.ACCEPTED
        review = own_review(self.instance, self.person)
        self.begin(review or shown_values(self.instance), review)


class AddedForm(ValuesForm):
    """A fact that the machine missed, in one's own reading of the document. ``key``: the fact's id to be, so that a form sent twice adds one."""

    document = forms.UUIDField(label=_("Document"), help_text=_("Its id, as on the document's page."))
    insist = insisting()
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Fact
        fields = ()


def shown_values(fact: Fact) -> Any:
    """The record whose values stand for a fact in a list: the newest proposal, or a judgement that may be seen."""
    return fact.candidate or next(iter(getattr(fact, "seen_reviews", [])), None)
