"""Facts that contradict each other, and what somebody says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotate import observing, permissions
from annotate.errors import BadInput
from annotate.models import Collection, Fact
from annotate.models.audit import Door
from annotate.pages.collections import place
from annotate.pages.lead.evidence import Piece, sentence
from annotate.pages.lead.forms import ExplainForm
from annotate.pages.request import AuthenticatedHttpRequest
from extraction.text.span import Span

SIZE = 20
MOST = 30  # lines of one conflict
SHOWN = {"open": False, "explained": True, "all": None}


@dataclass(frozen=True)
class Said:
    """One value with its sentence and those who accepted it."""

    judgement: observing.Judgement
    pieces: tuple[Piece, ...]
    people: tuple[Any, ...]

    @property
    def fact(self) -> Fact:
        return self.judgement.fact


@login_required
@require_GET
def conflicts(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """``?show=`` open (the default), explained, all; ``?after=`` an observation."""
    context = place(request, uuid)
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    after = request.GET.get("after", "")[:16]
    found = observing.look(context["collection"], request.user, explained=SHOWN[show], after=after, limit=SIZE)
    context |= {
        "conflicts": [(conflict, _said(conflict), conflict.judgements[0]) for conflict in found.conflicts],
        "most": MOST,
        "show": show,
        "form": ExplainForm(),
        "following": found.following,
        "after": after,
    }
    return render(request, "lead/conflicts.html", context)


def _said(conflict: observing.Conflict) -> list[Said]:
    """One line a fact and value: readers who say the same of the same fact share it."""
    lines: dict[tuple[Any, ...], list[observing.Judgement]] = {}
    for judgement in conflict.judgements:
        lines.setdefault((judgement.fact_id, judgement.value_base, judgement.value_max), []).append(judgement)
    return [_line(judgements) for judgements in list(lines.values())[:MOST]]


def _line(judgements: list[observing.Judgement]) -> Said:
    first = judgements[0]
    pieces = sentence(first.fact.document.raw, [Span(first.start, first.end)], {})
    return Said(first, pieces, tuple(_who(each) for each in judgements))


def _who(judgement: observing.Judgement) -> Any:
    reading = getattr(judgement, "reading", None)
    return reading.annotator if reading else judgement.adjudicator  # type: ignore[union-attr]


@login_required
@require_POST
def explain(request: AuthenticatedHttpRequest, uuid: UUID, observation: str) -> HttpResponse:
    collection = permissions.find(Collection, request.user, "adjudicate", uuid=uuid)
    form = ExplainForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Expected an explanation from the list."), field="kind")
    observing.explain(collection=collection, observation_id=observation, actor=request.user, door=Door.PAGE, **form.cleaned_data)
    messages.success(request, _("The explanation is saved."))
    show = request.POST.get("show", "")
    return redirect(reverse("conflicts", args=[uuid]) + (f"?show={show}" if show in SHOWN else ""))
