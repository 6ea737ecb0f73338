"""The queue of disputed facts, and the page on which one is decided: side by side, field by field."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate import permissions, queries
from annotate.errors import BadInput, Stale
from annotate.models import Adjudication, Collection, Fact, Note, Reading, Reason, Review
from annotate.models.audit import Door
from annotate.models.fact_fields import EDITABLE_FIELDS, FactFields
from annotate.models.review import JudgementState
from annotate.pages.collections import rights
from annotate.pages.lead.evidence import remote, sentence
from annotate.pages.lead.forms import KNOWN_BASES, ORDER, DecisionForm, SendBackForm
from annotate.pages.paging import page
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.reviewing import adjudicating
from annotate.templatetags.heshi import word
from extraction.text.span import Span

SIZE = 25
EVIDENCE = {"period_end": "period"}


@dataclass(frozen=True)
class Side:
    """One reader's say, under the digit that takes it. ``review`` is None where the reader did not find the fact."""

    digit: int
    reading: Reading
    review: Review | None

    @property
    def accepts(self) -> bool:
        return self.review is not None and self.review.state == JudgementState.ACCEPTED


# ---------------------------------------------------------------- pages


@login_required
@never_cache
@require_GET
def queue(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What waits for this adjudicator."""
    collection = _collection(request)
    facts = queries.disputes(request.user, collection)
    listed = page(facts.select_related("document__collection", "document__source", "candidate"), request, size=SIZE)
    context = {
        "collection": collection,
        **(rights(request, collection) if collection else {}),
        "page": listed,
        "disputes": queries.told(listed.rows),
        "waiting": facts.count(),
        "may_decide": permissions.collections(request.user, "adjudicate").exists(),
    }
    return render(request, "lead/adjudication.html", context)


@login_required
@never_cache
@require_GET
def following(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The next disputed fact behind ``?after=``, from the beginning again at the end; the queue where none waits."""
    after = request.GET.get("after", "")
    return _next(request, _collection(request), int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0)


@login_required
@never_cache
@require_GET
def dispute(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    fact = _find(request, uuid)
    return _page(request, fact, _blank(fact))


# ---------------------------------------------------------------- deeds


@login_required
@require_POST
def decide(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    fact = _find(request, uuid)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, fact, form, status=400)
    try:
        decision = adjudicating.adjudicate(
            fact=fact, actor=request.user, door=Door.PAGE, comment=form.cleaned_data["comment"], revision=form.cleaned_data["revision"],
            **_asked(fact, form),
        )  # fmt: skip
    except Stale as error:
        return _too_late(request, fact, error)
    except BadInput as error:
        form.refuse(error)
        return _page(request, fact, form, status=400, may_insist=bool(error.extra.get("may_insist")))
    messages.success(request, _("Decided: %(decision)s") % {"decision": decision})
    return _next(request, _collection(request), fact.pk)


def _too_late(request: AuthenticatedHttpRequest, fact: Fact, error: Stale) -> HttpResponse:
    """Both decisions, and the form as it was sent under the revision that stands: saving it again is a decision."""
    sent = request.POST.copy()
    sent["revision"] = str(error.extra["revision"])
    return _page(request, fact, DecisionForm(sent), status=error.status, stale=error)


@login_required
@require_POST
def withdraw(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Take one's own decision back and look at the fact again."""
    fact = _find(request, uuid)
    adjudicating.withdraw_adjudication(fact=fact, actor=request.user, door=Door.PAGE)
    messages.success(request, _("Your decision is taken back."))
    return redirect(_address("dispute", _collection(request), uuid))


@login_required
@require_POST
def send_back(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    fact = _find(request, uuid)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _page(request, fact, _blank(fact), status=400, sending=form)
    reading = permissions.find(Reading, request.user, "adjudicate", uuid=form.cleaned_data["reading"])
    adjudicating.send_back(fact=fact, reading=reading, reason=form.cleaned_data["reason"], actor=request.user, door=Door.PAGE)
    messages.success(request, _("The reading is back with %(reader)s.") % {"reader": reading.annotator})
    return _next(request, _collection(request), fact.pk)


# ---------------------------------------------------------------- what the views share


def _find(request: AuthenticatedHttpRequest, uuid: UUID) -> Fact:
    """A fact on which this user may decide now."""
    facts = Fact.objects.select_related("document__collection", "document__source", "candidate")
    fact: Fact = permissions.find(facts, request.user, "adjudicate", uuid=uuid)
    adjudicating.readings_to_settle(fact, request.user)
    return fact


def _collection(request: AuthenticatedHttpRequest) -> Collection | None:
    """The collection to which the queue is narrowed."""
    given = request.POST.get("collection") or request.GET.get("collection")
    if not given:
        return None
    try:
        key = UUID(given)
    except ValueError as error:
        raise BadInput(_("Expected an id."), field="collection") from error
    return permissions.find(Collection, request.user, "adjudicate", uuid=key)


def _address(name: str, collection: Collection | None, *args: Any) -> str:
    return reverse(name, args=args) + (f"?collection={collection.uuid}" if collection else "")


def _next(request: AuthenticatedHttpRequest, collection: Collection | None, after: int) -> HttpResponse:
    waiting = queries.disputes(request.user, collection)
    fact = waiting.filter(pk__gt=after).first() or waiting.first()
    return redirect(_address("dispute", collection, fact.uuid) if fact else _address("adjudication", collection))


def _sides(fact: Fact) -> list[Side]:
    told = queries.told([fact])[0]
    spoke = [(review.reading, review) for review in told.sides]
    missed: list[tuple[Reading, Review | None]] = [(reading, None) for reading in told.silent]
    return [Side(digit, reading, review) for digit, (reading, review) in enumerate([*spoke, *missed], start=1)]


def _standing(fact: Fact) -> Adjudication | None:
    return Adjudication.objects.select_related("adjudicator", "reason").filter(fact=fact).first()


def _blank(fact: Fact) -> DecisionForm:
    """The form before anything is chosen, unless a decision stands or most readers say the same."""
    standing, sides = _standing(fact), _sides(fact)
    stands = standing or next((side.review for side in sides if side.accepts), None) or fact.candidate
    values = {name: value for name, value in stands.values().items() if name in EDITABLE_FIELDS} if stands else {}
    initial = {**values, "revision": standing.revision if standing else 0, "take": _majority(sides)}
    if standing:
        taken = "own" if standing.state == JudgementState.ACCEPTED else "reject"
        initial |= {"take": taken, "comment": standing.comment, "reason": standing.reason.code if standing.reason else ""}
    return DecisionForm(initial=initial)


def _majority(sides: list[Side]) -> str:
    """The digit of a side that more than half of the readers share; empty where there is none: nobody is nudged."""
    for side in sides:
        same = [other for other in sides if _alike(side, other)]
        if 2 * len(same) > len(sides):
            return str(side.digit)
    return ""


def _alike(left: Side, right: Side) -> bool:
    if left.accepts != right.accepts:
        return False
    return not left.accepts or (left.review is not None and right.review is not None and queries.agree(left.review, right.review))


def _asked(fact: Fact, form: DecisionForm) -> dict[str, Any]:
    """State, values and reason of the choice that was sent."""
    take = form.cleaned_data["take"]
    if take == "own":
        return {"state": JudgementState.ACCEPTED, "values": form.values(), "insist": form.cleaned_data["insist"]}
    if take == "reject":
        return {"state": JudgementState.REJECTED, "reason": form.cleaned_data["reason"]}
    side = next((side for side in _sides(fact) if str(side.digit) == take), None)
    if side is None:
        raise BadInput(_("Choose a side, write a third, or reject."), field="take")
    if side.accepts and side.review:
        values = {name: value for name, value in side.review.values().items() if name in EDITABLE_FIELDS}
        return {"state": JudgementState.ACCEPTED, "values": values, "insist": True}  # what the reader insisted on stays insisted on
    return {"state": JudgementState.REJECTED, "reason": side.review.reason.code if side.review and side.review.reason else None}


def _page(
    request: AuthenticatedHttpRequest, fact: Fact, form: DecisionForm, *, status: int = 200, may_insist: bool = False,
    sending: SendBackForm | None = None, stale: Stale | None = None,
) -> HttpResponse:  # fmt: skip
    sides, collection = _sides(fact), _collection(request)
    rows: list[FactFields] = [side.review for side in sides if side.review and side.accepts]
    judgements = [*rows, *([fact.candidate] if fact.candidate and not rows else [])]
    mentions = {Span(row.start, row.end) for row in judgements} or {Span(0, 1)}
    evidence = fact.candidate.evidence if fact.candidate else {}
    raw = fact.document.raw
    waiting = queries.disputes(request.user, collection)
    lines = _lines(fact, sides, form)
    context = {
        "fact": fact,
        "document": fact.document,
        "collection": fact.document.collection,
        "scope": collection,
        **rights(request, fact.document.collection),
        "sides": sides,
        "standing": _standing(fact),
        "lines": lines,
        "values": {side.digit: {name: _typed(side.review, name) for name in ORDER} for side in sides if side.review and side.accepts},
        "form": form,
        "may_insist": may_insist,
        "stale": stale.both() if stale else None,
        "sending": sending or SendBackForm(),
        "reasons": Reason.objects.filter(kind=Reason.Kind.REJECTION),
        "bases": KNOWN_BASES,
        "pieces": sentence(raw, mentions, evidence),
        "remote": remote(raw, mentions, evidence),
        "notes": permissions.visible(Note, request.user).filter(fact=fact).select_related("author").order_by("id"),
        "waiting": waiting.count(),
        "last": _last(request, collection, fact),
    }
    return render(request, "lead/dispute.html", context, status=status)


def _lines(fact: Fact, sides: list[Side], form: DecisionForm) -> list[dict[str, Any]]:
    """One line a field: what each side and the candidate say, and the field in which a third value is written. Where they differ comes first, what
    nobody says last."""
    lines = []
    for name in ORDER:
        cells = [_cell(side.review if side.accepts else None, name) for side in sides]
        said = {cell["value"] for cell, side in zip(cells, sides, strict=True) if side.accepts}
        evidence = (fact.candidate.evidence if fact.candidate else {}).get(EVIDENCE.get(name, name), {})
        lines.append(
            {
                "name": name,
                "field": form[name],
                "cells": cells,
                "candidate": _cell(fact.candidate, name),
                "differs": len(said) > 1,
                "said": bool(said - {""}),
                "rule": evidence.get("rule"),
            }
        )
    return sorted(lines, key=lambda line: (not line["differs"], not line["said"]))


def _cell(row: FactFields | None, name: str) -> dict[str, str]:
    if row is None:
        return {"value": "", "shown": "", "typed": ""}
    display = getattr(row, f"get_{name}_display", None)
    value = getattr(row, name)
    said = {"value": "" if value is None else str(value), "shown": str(display()) if display else str(word(value, name) or "")}
    return said | {"typed": str(_typed(row, name) or "")}


def _typed(row: FactFields, name: str) -> Any:
    """A value as its field in the form shows it: what is chosen by its code, what is typed in words."""
    value = getattr(row, name)
    return str(word(value, name)) if name == "base" and value else value


def _last(request: AuthenticatedHttpRequest, collection: Collection | None, fact: Fact) -> Adjudication | None:
    """This person's newest decision, which can still be taken back."""
    mine = permissions.visible(Adjudication, request.user).filter(adjudicator=request.user, fact__gold__isnull=True).exclude(fact=fact)
    if collection:
        mine = mine.filter(fact__document__collection=collection)
    return mine.select_related("fact").order_by("-updated_at").first()
