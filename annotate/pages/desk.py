"""The review desk: one page for a reading, and what it reads beside. Pages answer HTML, reads answer JSON."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from annotate import extracting, queries
from annotate.models import Document
from annotate.pages.desk_request import Answer, answers_json, cause_in, collection_named, offset_in, own, threshold_in, whole
from annotate.pages.desk_state import cuts, findings_json, reasons, state_of, values_json_of
from annotate.pages.desk_text import clean_html, raw_html
from annotate.pages.desk_words import words
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.reviewing import accepting, overriding
from annotate.understanding import published_of, understand

PAIRS = (("period_start", "period_end"), ("region", "region_code"))

# What desk.js imports, named for the browser at once instead of one after the other.
MODULES = [
    f"annotate/desk_{name}.js"
    for name in (
        "dom",
        "drafts",
        "fields",
        "reading",
        "text",
        "outbox",
        "history",
        "list",
        "editor",
        "caret",
        "dialogs",
        "guide",
        "keys",
        "deeds",
        "adding",
        "causes",
        "travel",
        "says",
        "judging",
        "practice",
    )
]


# ---------------------------------------------------------------- the page


@login_required
@never_cache
@require_safe
def show_reading(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> HttpResponse:
    """The desk with one reading on it."""
    row = own(request.user, reading)
    if row.document.state == Document.State.TAKEN_DOWN:
        return redirect("document", row.document.uuid)
    get_token(request)  # the deeds read it from the cookie
    state = state_of(row, request.user)
    collection = collection_named(request.user, request.GET.get("collection"))
    setup = {
        "user": str(request.user.uuid),
        "name": str(request.user),
        "words": words(),
        "reasons": reasons(),
        "collection": str(collection.uuid) if collection else None,
        "addresses": {
            "base": reverse("desk"),
            **{name: reverse(place) for name, place in (("next", "desk_next"), ("home", "home"))},
            **{name: reverse(name) for name in ("guideline", "login", "practice")},
        },
    }
    text = raw_html(row.document.raw, cuts(state))
    return render(
        request,
        "desk/page.html",
        {"document": row.document, "state": state, "setup": setup, "text": text, "modules": MODULES, "here": "desk"},
    )


# ---------------------------------------------------------------- reads


@require_GET
@answers_json
def show_state(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """What the page shows, fresh."""
    return whole(own(request.user, reading), request.user)


@require_GET
@answers_json
def show_clean(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """The cleaned text, in segments that point into the raw text."""
    row = own(request.user, reading)
    return {"html": clean_html(row.document.raw, cuts(state_of(row, request.user)))}


@require_GET
@answers_json
def show_understood(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """How the machine reads what was typed into ``field``."""
    row = own(request.user, reading)
    found = understand(request.GET.get("field", ""), request.GET.get("text", ""), published_of(row))
    return {"readings": [{"values": each.values, "says": each.says} for each in found]}


@require_GET
@answers_json
def show_proposal(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """What the machine reads at a span that somebody selected; ``proposal`` is null where it finds no figure."""
    row = own(request.user, reading)
    start, end = offset_in(request.GET, "start"), offset_in(request.GET, "end")
    found = extracting.propose_at(row.document, start, end)
    if found is None:
        return {"proposal": None}
    about = {name: found[name] for name in ("confidence", "evidence", "flags")}
    return {"proposal": {"values": values_json_of(found), **about, "findings": findings_json(found["findings"])}}


@require_GET
@answers_json
def show_acceptable(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """What ``accept all above`` would accept."""
    row = own(request.user, reading)
    left = accepting.acceptable(reading=row, threshold=threshold_in(request.GET), actor=request.user)
    return {"facts": [str(card.fact.uuid) for card in left]}


@require_GET
@answers_json
def show_cause(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """What a corrected cause would change, judged facts (which stay) among it."""
    row = own(request.user, reading)
    kind, new, start, end = cause_in(request.GET)
    changed = overriding.preview_cause(reading=row, kind=kind, new=new, start=start, end=end, actor=request.user)
    return {"changes": [_change(card, values) for card, values in changed]}


def _change(card: queries.Card, values: Answer) -> Answer:
    """What was and what would be, columns that are read together told together."""
    names = {partner for name in values for partner in next((pair for pair in PAIRS if name in pair), (name,))}
    old = {name: card.values[name] for name in sorted(names)}
    return {"fact": str(card.fact.uuid), "judged": card.review is not None, "old": old, "new": {**old, **values}}
