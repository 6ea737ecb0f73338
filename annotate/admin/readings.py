"""Readings: what is still open in one, finished by its reader, sent back with a reason by whoever may decide; and numerals that are no facts."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotate import permissions, queueing
from annotate.admin.asking import ask
from annotate.admin.in_words import Dismissed
from annotate.admin.scoped import MyCollections, Refusing, Scoped, anywhere, in_turn, link, linked, person
from annotate.forms import Told
from annotate.models import Dismissal, Fact, Reading, Reason
from annotate.models.audit import Door
from annotate.reviewing import dismissing, finishing

OF_READING = MyCollections.along("reading__document__collection")
READING = ("reading__document__source", "reading__annotator")
SHOWN = 200  # of what is still open
AROUND = 20  # characters on each side of a numeral


class WhyForm(Told):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


@admin.register(Reading)
class Readings(Scoped):
    list_display = ("__str__", "annotator", "state", "aided", "assigned", "guideline_version", "started_at", "finished_at", "leased_until")
    list_filter = (
        MyCollections.along("document__collection"), "state", "aided", "assigned", "guideline_version", "started_at", "finished_at",
    )  # fmt: skip
    search_fields = ("document__title", "annotator__username", "uuid")
    list_select_related = ("document__source", "document__collection", "annotator")
    fields: ClassVar[Any] = ("uuid", linked("document", _("document")), *list_display[1:], "still_open")
    readonly_fields: ClassVar[Any] = fields
    actions = ("finish", "reopen", "give_back")

    @admin.action(description=_("Finish"), permissions=["annotate"])
    def finish(self, request: HttpRequest, rows: QuerySet[Reading]) -> None:
        done = in_turn(request, rows, lambda reading: finishing.finish(reading=reading, actor=person(request), door=Door.ADMIN))
        if done:
            messages.info(request, ngettext("%d reading finished.", "%d readings finished.", done) % done)

    @admin.action(description=_("Send back …"), permissions=["adjudicate"])
    def reopen(self, request: HttpRequest, rows: QuerySet[Reading]) -> HttpResponse | None:
        """The reason first, then each reading is open again with its reader."""

        def deed(reading: Reading, told: dict[str, Any]) -> None:
            finishing.reopen(reading=reading, reason=told["reason"], actor=person(request), door=Door.ADMIN)

        return ask(
            self, request, action="reopen", title=_("Send back"), rows=list(rows), form=WhyForm, deed=deed, done=_("It is back with its reader."),
            warning=_("A finished reading is open again with its reader, who sees the reason."),
        )  # fmt: skip

    @admin.action(description=_("Give the place back"), permissions=["annotate"])
    def give_back(self, request: HttpRequest, rows: QuerySet[Reading]) -> None:
        done = in_turn(request, rows, lambda reading: queueing.give_back(reading=reading, actor=person(request), door=Door.ADMIN))
        if done:
            messages.info(request, ngettext("%d place is free.", "%d places are free.", done) % done)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            obj.looked_at_by = person(request)
        return super().get_form(request, obj, change, **kwargs)

    @admin.display(description=_("still open"))
    def still_open(self, reading: Any) -> str:
        """What keeps one's own reading from being finished, each with its link; of others' readings nothing is told."""
        if reading.annotator_id != reading.looked_at_by.pk or reading.state != Reading.State.OPEN:
            return "-"
        left = finishing.still_open(reading, reading.looked_at_by)
        facts = Fact.objects.filter(uuid__in=left["facts"][:SHOWN]).select_related("candidate").order_by("start", "id")
        rows = [(_link_to(fact), fact.candidate.text if fact.candidate else "") for fact in facts]
        numerals = [_numeral(reading, start, end) for start, end in left["numerals"][:SHOWN]]
        return format_html_join("\n", "<p>{} {}</p>", [*rows, *numerals]) or str(_("Nothing: it can be finished."))


def _link_to(fact: Fact) -> SafeString:
    address = reverse("admin:annotate_fact_change", args=[fact.pk])
    return format_html('<a href="{}">{}</a>', address, fact.candidate.indicator if fact.candidate else fact)


def _numeral(reading: Reading, start: int, end: int) -> tuple[SafeString, SafeString]:
    """A link to say that it is no fact, one to add the fact that it is, and the words around it."""
    raw, span = reading.document.raw, {"start": start, "end": end}
    none = f"{reverse('admin:annotate_dismissal_add')}?{urlencode({'reading': reading.uuid, **span})}"
    one = f"{reverse('admin:annotate_fact_add')}?{urlencode({'document': reading.document.uuid, **span})}"
    words = format_html("{}<mark>{}</mark>{}", raw[max(0, start - AROUND) : start], raw[start:end], raw[end : end + AROUND])
    return format_html('<a href="{}">{}</a> · <a href="{}">{}</a>', none, _("no fact …"), one, _("a fact …")), words


def dismissals() -> list[tuple[str, str]]:
    return [(reason.code, str(reason)) for reason in Reason.objects.filter(kind=Reason.Kind.DISMISSAL)]


class DismissalForm(forms.ModelForm):
    """A numeral of one's own reading, and why it is no fact."""

    reading = forms.UUIDField(label=_("reading"))
    reason = forms.ChoiceField(label=_("reason"), choices=dismissals)

    class Meta:
        model = Dismissal
        fields = ("start", "end")

    def _post_clean(self) -> None:
        """Nothing is laid into the row here: the doer checks and writes."""


@admin.register(Dismissal)
class Dismissals(Refusing):
    form = DismissalForm
    list_display = ("__str__", "said", "reason", "reading", "created_at")
    list_filter = (OF_READING, ("reason__code", Dismissed), "created_at")
    search_fields = ("reading__document__title", "reading__annotator__username", "reason__code")
    list_select_related = ("reason", *READING)
    told = ("reading_page", "start", "end", "said", "reason", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.staff(request) and anywhere(request, "annotate")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form's own fields alone: two of the row's have the same names."""
        return super().get_form(request, obj, change, **{**kwargs, "fields": () if obj else ("start", "end")})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.told if obj else ("reading", "start", "end", "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.told if obj else ()

    def save_model(self, request: HttpRequest, obj: Dismissal, form: Any, change: bool) -> None:
        told = form.cleaned_data
        reading = permissions.find(Reading, person(request), "annotate", uuid=UUID(str(told["reading"])))
        made = dismissing.dismiss(
            reading=reading, start=told["start"], end=told["end"], reason=told["reason"], actor=person(request), door=Door.ADMIN
        )
        obj.__dict__.update(made.__dict__)

    @admin.display(description=_("reading"))
    def reading_page(self, dismissal: Dismissal) -> str:
        return link(dismissal.reading)

    @admin.display(description=_("mention"))
    def said(self, dismissal: Dismissal) -> str:
        return dismissal.reading.document.raw[dismissal.start : dismissal.end]
