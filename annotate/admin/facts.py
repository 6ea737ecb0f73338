"""Facts: judged and corrected one by one in a form over all their values, or many at once after a preview."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotate import permissions, queries, queueing
from annotate.admin.in_words import Bases
from annotate.admin.paginating import MOST
from annotate.admin.records import VALUES_SEARCHED
from annotate.admin.scoped import MyCollections, Refusing, in_turn, linked, person
from annotate.admin.stretches import Stretch
from annotate.admin.values_filter import ValuesFilter
from annotate.admin.values_form import LINES, AddedForm, JudgementForm, rejections, shown_values
from annotate.errors import Stale
from annotate.models import Document, Fact, Review, User
from annotate.models.audit import Door
from annotate.models.review import JudgementState
from annotate.reviewing import adding, judging
from annotate.templatetags.heshi import finding, flag
from annotate.templatetags.lead import compared, rule


class MyJudgement(admin.SimpleListFilter):
    title = _("my judgement")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("none", _("not judged yet")), *JudgementState.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> QuerySet[Fact]:
        asked = {"none": Q(mine__isnull=True), **{state: Q(mine=state) for state in JudgementState.values}}.get(self.value() or "")
        return queryset.filter(asked) if asked else queryset


class Disputed(admin.SimpleListFilter):
    """Facts on which the readers differ and on which this person may decide."""

    title = _("dispute")
    parameter_name = "disputed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("mine", _("waits for my decision"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> QuerySet[Fact]:
        if self.value() != "mine":
            return queryset
        return queryset.filter(
            pk__in=list(queries.disputes(person(request)).values_list("pk", flat=True)[:MOST])
        )  # keys: else each fact is asked


def of_values(name: str, label: Any) -> Any:
    """A column for one value of a fact."""

    @admin.display(description=label, ordering=f"candidate__{name}")
    def show(_admin: Any, fact: Fact) -> Any:
        values = shown_values(fact)
        words = getattr(values, f"get_{name}_display", None)
        return words() if words else getattr(values, name, None)

    return show


class Revised(Refusing):
    """A form over a fact's values that carries the revision it was opened with."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form's own fields alone: none of the row's, which have the same names."""
        return super().get_form(request, obj, change, **{**kwargs, "fields": ()})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        """A form that came too late shows both values, and carries the revision that stands: saving it again is a decision."""
        refusal = getattr(request, "refusal", None)
        if isinstance(refusal, Stale):
            form = context["adminform"].form
            form.data = form.data.copy()
            form.data["revision"] = refusal.extra["revision"]
            context["stale"] = refusal.both()
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Fact)
class Facts(Revised):
    """Where a reviewer confirms, rejects and corrects in the admin, in their own reading of the document."""

    right = "annotate"
    form = JudgementForm
    change_form_template = "admin/annotate/fact/change_form.html"
    list_display = (
        "indicator", "mention", "value", "unit", "measure", "region", "period_start", "period_end", "status", "sure", "my_judgement",
        linked("document", _("document")),
    )  # fmt: skip
    list_filter = (
        MyCollections.along("document__collection"), MyJudgement, Disputed, "origin", "candidate__measure", "candidate__status", "candidate__qualifier",
        ("candidate__base", Bases), ValuesFilter.along("candidate__"), "candidate__producer", "candidate__producer_version", "created_at", Stretch,
    )  # fmt: skip
    search_fields = (*(f"candidate__{name}" for name in VALUES_SEARCHED), "uuid", "document__title", "document__uuid")
    list_select_related = ("document__source", "candidate")
    readonly_fields = ("sentence", "document_page", "origin", "machine", "evidence", "findings", "others")
    fieldsets = (
        (None, {"fields": ("sentence", "document_page", "origin", "machine", "findings", "others")}),
        (_("My judgement"), {"fields": ("state", "reason", "comment", "revision")}),
        (_("Values"), {"fields": (*LINES, "insist")}),
        (_("Evidence"), {"fields": ("evidence",), "classes": ("collapse",)}),
    )
    actions = ("accept", "reject")

    indicator = of_values("indicator", _("indicator"))
    mention = of_values("text", _("mention"))
    value = of_values("value", _("value"))
    unit = of_values("unit", _("unit"))
    measure = of_values("measure", _("measure"))
    region = of_values("region", _("region"))
    period_start = of_values("period_start", _("first month"))
    period_end = of_values("period_end", _("last month"))
    status = of_values("status", _("status"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fact]:
        mine = Review.objects.filter(fact=OuterRef("pk"), reading__annotator=person(request))
        seen = permissions.visible_reviews(person(request)).select_related("reading__annotator").order_by("id")
        rows = (
            super()
            .get_queryset(request)
            .annotate(mine=Subquery(mine.values("state")[:1]), mine_revision=Subquery(mine.values("revision")[:1]))
        )
        return rows.prefetch_related(Prefetch("reviews", seen, to_attr="seen_reviews"))

    def scope(self, rows: QuerySet[Fact], request: HttpRequest) -> QuerySet[Fact]:
        return rows.filter(pk__in=permissions.visible_facts(person(request)).values("pk"))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        if values := shown_values(kwargs["obj"]) if kwargs.get("obj") else None:
            context["subtitle"] = f"{values.indicator} {values.text}"
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_annotate_permission(request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{**kwargs, "form": JudgementForm if obj else AddedForm})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        added = ((None, {"fields": ("document", "key")}), (_("Values"), {"fields": (*LINES, "insist")}))
        return super().get_fieldsets(request, obj) if obj else added

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_readonly_fields(request, obj) if obj else ()

    def save_model(self, request: HttpRequest, obj: Fact, form: Any, change: bool) -> None:
        told = form.cleaned_data
        if not change:
            obj.__dict__.update(add(told["document"], person(request), form.values(), told["key"], told["insist"]).__dict__)
            return
        judge(
            obj, person(request), told["state"], values=form.values(), reason=told["reason"] or None, comment=told["comment"],
            revision=told["revision"], insist=told["insist"],
        )  # fmt: skip

    @admin.display(description=_("confidence"))
    def sure(self, fact: Fact) -> Any:
        return fact.candidate.confidence.get("fact") if fact.candidate else None

    @admin.display(description=_("my judgement"), ordering="mine")
    def my_judgement(self, fact: Any) -> str:
        return str(dict(JudgementState.choices).get(fact.mine, "-"))

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*self.list_display, "decide") if request.GET.get("disputed") else self.list_display

    @admin.display(description=_("decision"))
    def decide(self, fact: Fact) -> str:
        """To the form in which whoever may adjudicate decides."""
        return format_html('<a href="{}?fact={}">{}</a>', reverse("admin:annotate_adjudication_add"), fact.uuid, _("decide"))

    @admin.display(description=_("document"))
    def document_page(self, fact: Fact) -> str:
        return linked("document", "")(fact)

    @admin.display(description=_("sentence"))
    def sentence(self, fact: Fact) -> str:
        values, raw = shown_values(fact), fact.document.raw
        if values is None:
            return "-"
        span = queries.sentence_span(raw, values.start, values.end)
        return format_html(
            "{}<mark>{}</mark>{}", raw[span.start : values.start], raw[values.start : values.end], raw[values.end : span.end]
        )

    @admin.display(description=_("proposed by"))
    def machine(self, fact: Fact) -> str:
        candidate = fact.candidate
        return f"{candidate.producer} {candidate.producer_version} · {candidate.confidence.get('fact', '')}" if candidate else "-"

    @admin.display(description=_("findings"))
    def findings(self, fact: Fact) -> str:
        if fact.candidate is None:
            return "-"
        said = [(finding(record),) for record in fact.candidate.findings] + [(flag(name),) for name in fact.candidate.flags]
        return format_html_join("\n", "<div>{}</div>", said) or "-"

    @admin.display(description=_("evidence"))
    def evidence(self, fact: Fact) -> str:
        if fact.candidate is None:
            return "-"
        return (
            format_html_join(
                "\n", "<div>{}: {}</div>", [(compared(name), _quoted(fact, told)) for name, told in fact.candidate.evidence.items()]
            )
            or "-"
        )

    @admin.display(description=_("judgements of others"))
    def others(self, fact: Any) -> str:
        rows = [
            (review.reading.annotator, review.get_state_display(), review.indicator, review.value, review.unit or "")
            for review in fact.seen_reviews
        ]
        return format_html_join("\n", "<div>{}: {} · {} {}{}</div>", rows) or "-"

    @admin.action(description=_("Accept as proposed"), permissions=["annotate"])
    def accept(self, request: HttpRequest, rows: QuerySet[Fact]) -> HttpResponse | None:
        return self.judge_many(request, rows, JudgementState.ACCEPTED, "accept")

    @admin.action(description=_("Reject"), permissions=["annotate"])
    def reject(self, request: HttpRequest, rows: QuerySet[Fact]) -> HttpResponse | None:
        return self.judge_many(request, rows, JudgementState.REJECTED, "reject")

    def judge_many(self, request: HttpRequest, rows: QuerySet[Fact], state: str, action: str) -> HttpResponse | None:
        """First the preview, with the revision of each judgement that stands; confirmed, each fact is judged under that revision."""
        facts = list(rows.select_related("document__source", "document__collection", "candidate"))
        if "confirmed" not in request.POST:
            return self.preview(request, facts, state, action)
        group = uuid.uuid4()

        def deed(fact: Fact) -> None:
            seen = int(request.POST.get(f"revision_{fact.pk}") or 0)
            reason = request.POST.get("reason") or None
            judge(fact, person(request), state, reason=reason, comment=request.POST.get("comment", ""), revision=seen, group=group)

        done = in_turn(request, facts, deed)
        if done:
            messages.info(request, ngettext("%d fact judged.", "%d facts judged.", done) % done)
        return None

    def preview(self, request: HttpRequest, facts: list[Fact], state: str, action: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Accept as proposed") if state == JudgementState.ACCEPTED else _("Reject"),
            "opts": self.opts,
            "facts": [(fact, shown_values(fact)) for fact in facts],
            "rejecting": state == JudgementState.REJECTED,
            "reasons": rejections(),
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/annotate/fact/judge.html", context)


@transaction.atomic
def judge(fact: Fact, user: User, state: str, **what: Any) -> Review:
    """Judges in the person's own reading of the fact's document, opened where there is none."""
    reading = queueing.open_reading(document=fact.document, annotator=user, door=Door.ADMIN)
    return judging.judge(fact=fact, reading=reading, state=state, actor=user, door=Door.ADMIN, **what)


@transaction.atomic
def add(document: uuid.UUID, user: User, values: dict[str, Any], key: uuid.UUID, insist: bool) -> Fact:
    """Adds a fact in the person's own reading of the document, opened where there is none."""
    found = permissions.find(Document.objects.select_related("collection"), user, "annotate", uuid=document)
    reading = queueing.open_reading(document=found, annotator=user, door=Door.ADMIN)
    return adding.add_fact(reading=reading, values=values, key=key, insist=insist, actor=user, door=Door.ADMIN).fact


def _quoted(fact: Fact, told: Any) -> str:
    """The words a field was read from, and the rule by which it came here."""
    spans = told.get("spans") or [] if isinstance(told, dict) else []
    words = " … ".join(fact.document.raw[start:end] for start, end in spans)
    why = rule(told.get("rule") or "") if isinstance(told, dict) else ""
    return f"{words} ({why})" if why else words
