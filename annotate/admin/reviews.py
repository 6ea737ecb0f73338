"""Judgements one may see, each linked to its fact's page; one's own, in readings still open, are corrected in the list."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from annotate.admin.in_words import Reasons
from annotate.admin.readings import OF_READING, READING
from annotate.admin.records import VALUES_FILTERED, VALUES_SEARCHED
from annotate.admin.scoped import Scoped, anywhere, link, person
from annotate.admin.values_filter import ValuesFilter
from annotate.errors import HeshiError, Stale
from annotate.models import Reading, Review
from annotate.models.audit import Door
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.reviewing import judging
from annotate.templatetags.heshi import label_of, word

EDITED = ("indicator", "value", "unit", "measure", "region", "period_start", "period_end", "status")


class Row(forms.ModelForm):
    """One judgement in the list: it remembers what it showed and under which revision, so that only what was changed in it is asked for."""

    data: Any
    revision = forms.IntegerField(widget=forms.NumberInput(attrs={"readonly": True}), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in EDITED:
            self.fields[name].show_hidden_initial = True
            self.fields[name].widget.attrs["class"] = "in-list"
        if not self.mine:
            for field in self.fields.values():
                field.disabled = True

    @property
    def mine(self) -> bool:
        reading = self.instance.reading if self.instance.pk else None
        return reading is not None and reading.annotator_id == self.person.pk and reading.state == Reading.State.OPEN  # type: ignore[attr-defined]

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name in EDITED]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        refusal = self.refused.get(self.instance.pk)  # type: ignore[attr-defined]
        if isinstance(refusal, Stale):
            self.data = self.data.copy()
            self.data[self.add_prefix("revision")] = refusal.extra["revision"]
            self.add_error(None, f"{refusal.message} {_stands(refusal, self.changed_data)}")
        elif refusal is not None:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
        return told

    def _post_clean(self) -> None:
        """Nothing is laid into the row here: the doer checks and writes."""


def _stands(refusal: Stale, names: list[str]) -> str:
    current = refusal.extra.get("current") or {}
    return "; ".join(f"{label_of(name)}: {word(current.get(name), name)}" for name in names)


class Refused(Exception):
    """A row that the doer refused; the whole list is then shown again."""


@admin.register(Review)
class Reviews(Scoped):
    """Judgements one may see: one's own, and those of others as far as blindness allows."""

    list_display = (
        "state", "indicator", "text", "value", "unit", "measure", "region", "period_start", "period_end", "status", "annotator", "reason", "revision",
        "fact_page",
    )  # fmt: skip
    list_editable = (*EDITED, "revision")
    list_per_page = 20  # each row is a form
    list_filter = (
        OF_READING,
        "state",
        ("reason__code", Reasons),
        *VALUES_FILTERED,
        ValuesFilter,
        "candidate__producer_version",
        "updated_at",
    )
    search_fields = (*VALUES_SEARCHED, "comment", "fact__uuid", "reading__annotator__username", "reading__document__title")
    list_select_related = ("fact", "reason", *READING, "reading__document__collection")
    fields = ("fact_page", "reading", "state", *VALUE_FIELDS, "changed", "reason", "comment", "revision", "created_at", "updated_at")
    readonly_fields: ClassVar[Any] = fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """In the list alone; a single judgement is changed on its fact's page."""
        return obj is None and self.staff(request) and anywhere(request, "annotate")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        told = {"person": person(request), "refused": request.__dict__.setdefault("refused", {})}
        return super().get_changelist_form(request, **{**kwargs, "form": type("Row", (Row,), told)})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """All rows that were changed are saved, or none: a row that is refused comes back and says why."""
        try:
            return super().changelist_view(request, extra_context)
        except Refused:
            return super().changelist_view(request, extra_context)

    def save_model(self, request: Any, obj: Review, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        standing = Review.objects.select_related("fact", "reading", "reason").get(pk=obj.pk)
        try:
            judging.judge(
                fact=standing.fact, reading=standing.reading, state=standing.state, values=values, comment=standing.comment,
                reason=standing.reason.code if standing.reason else None, revision=form.cleaned_data["revision"] or 0, actor=person(request),
                door=Door.ADMIN,
            )  # fmt: skip
        except HeshiError as error:
            request.refused[obj.pk] = error
            raise Refused from error

    @admin.display(description=_("annotator"), ordering="reading__annotator__username")
    def annotator(self, review: Review) -> str:
        return str(review.reading.annotator)

    @admin.display(description=_("fact"))
    def fact_page(self, review: Review) -> str:
        return link(review.fact)

    @admin.display(description=_("corrected"))
    def changed(self, review: Review) -> str:
        return ", ".join(str(label_of(name)) for name in review.corrected) or "-"
