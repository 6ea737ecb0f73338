"""The review desk: one page for a reading, and a small address for each deed on it. Pages answer HTML, deeds answer JSON."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from annotate import extracting, permissions, queries, queueing, reviewing
from annotate.errors import BadInput, Forbidden, HeshiError, NotFound
from annotate.models import Collection, Document, Fact, Override, Reading
from annotate.models.audit import Door
from annotate.pages.desk_state import cuts, note_json, reasons, review_json, state_of, values_json_of
from annotate.pages.desk_text import clean_html, raw_html
from annotate.pages.desk_typing import understand
from annotate.pages.desk_words import words
from annotate.pages.request import AuthenticatedHttpRequest

Answer = dict[str, Any]

PAIRS = (("period_start", "period_end"), ("region", "region_code"))

# What desk.js imports, named for the browser at once instead of one after the other.
MODULES = [
    f"annotate/desk_{name}.js"
    for name in (
        "dom",
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
    )
]


def answers_json(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
    """A view's dict as JSON; a named error, a lost session too, as JSON with its status: the page decides what to do about each."""

    @wraps(view)
    @never_cache
    def answered(request: AuthenticatedHttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"code": "login", "message": _("You are logged out."), "login": reverse("login")}, status=401)
        try:
            return JsonResponse(view(request, *args, **kwargs))
        except HeshiError as error:
            told = {"code": error.code, "message": str(error.message), "field": error.field, **error.extra}
            return JsonResponse(told, status=error.status)

    return answered


# ---------------------------------------------------------------- pages


@login_required
@never_cache
@require_safe
def start(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The next document of the queue; where none is left, a page that says so."""
    collection = _collection(request.user, request.GET.get("collection"))
    reading = queueing.take_next(annotator=request.user, door=Door.PAGE, collection=collection)
    if reading is None:
        return render(request, "desk/empty.html", {"collection": collection})
    return redirect(_address(reading, collection))


@login_required
@never_cache
def open_document(request: AuthenticatedHttpRequest, document: uuid.UUID) -> HttpResponse:
    """The user's reading of one document, made where there is none."""
    row = permissions.find(Document, request.user, "annotate", uuid=document)
    return redirect("desk_reading", queueing.open_reading(document=row, annotator=request.user, door=Door.PAGE).uuid)


@login_required
@never_cache
@require_safe
def show_reading(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> HttpResponse:
    """The desk with one reading on it."""
    row = _own(request.user, reading)
    get_token(request)  # the deeds read it from the cookie
    state = state_of(row, request.user)
    collection = _collection(request.user, request.GET.get("collection"))
    setup = {
        "user": str(request.user.uuid),
        "words": words(),
        "reasons": reasons(),
        "collection": str(collection.uuid) if collection else None,
        "addresses": {"base": reverse("desk"), "next": reverse("desk_next"), "guideline": reverse("guideline"), "login": reverse("login")},
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
    return _whole(_own(request.user, reading), request.user)


@require_GET
@answers_json
def show_clean(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """The cleaned text, in segments that point into the raw text."""
    row = _own(request.user, reading)
    return {"html": clean_html(row.document.raw, cuts(state_of(row, request.user)))}


@require_GET
@answers_json
def show_understood(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """How the machine reads what was typed into ``field``."""
    row = _own(request.user, reading)
    found = understand(request.GET.get("field", ""), request.GET.get("text", ""), _published(row))
    return {"readings": [{"values": each.values, "says": each.says} for each in found]}


@require_GET
@answers_json
def show_proposal(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """What the machine reads at a span that somebody selected; ``proposal`` is null where it finds no figure."""
    row = _own(request.user, reading)
    start, end = _offset(request.GET, "start"), _offset(request.GET, "end")
    found = extracting.propose_at(row.document, start, end)
    if found is None:
        return {"proposal": None}
    about = {name: found[name] for name in ("confidence", "evidence", "findings", "flags")}
    return {"proposal": {"values": values_json_of(found), **about}}


@require_GET
@answers_json
def show_acceptable(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """What ``accept all above`` would accept."""
    row = _own(request.user, reading)
    left = reviewing.acceptable(reading=row, threshold=_threshold(request.GET), actor=request.user)
    return {"facts": [str(card.fact.uuid) for card in left]}


@require_GET
@answers_json
def show_cause(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """What a corrected cause would change, judged facts (which stay) among it."""
    row = _own(request.user, reading)
    kind, new, start, end = _cause(request.GET)
    changed = reviewing.preview_cause(reading=row, kind=kind, new=new, start=start, end=end, actor=request.user)
    return {"changes": [_change(card, values) for card, values in changed]}


def _change(card: queries.Card, values: Answer) -> Answer:
    """What was and what would be, columns that are read together told together."""
    names = {partner for name in values for partner in next((pair for pair in PAIRS if name in pair), (name,))}
    old = {name: card.values[name] for name in sorted(names)}
    return {"fact": str(card.fact.uuid), "judged": card.review is not None, "old": old, "new": {**old, **values}}


# ---------------------------------------------------------------- deeds


@require_POST
@answers_json
def take_next(request: AuthenticatedHttpRequest) -> Answer:
    """The next reading with all it needs, or null."""
    collection = _collection(request.user, _body(request).get("collection"))
    reading = queueing.take_next(annotator=request.user, door=Door.PAGE, collection=collection)
    return _whole(_own(request.user, reading.uuid), request.user, collection) if reading else {"state": None}


@require_POST
@answers_json
def judge(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = _own(request.user, reading), _body(request)
    review = reviewing.judge(
        fact=_fact(request.user, row, body),
        reading=row,
        state=body.get("state", ""),
        values=body.get("values"),
        reason=body.get("reason"),
        comment=body.get("comment") or "",
        revision=body.get("revision"),
        insist=bool(body.get("insist")),
        group=_uuid(body.get("group"), "group") if body.get("group") else None,
        actor=request.user,
        door=Door.PAGE,
    )
    return _saved(review=review_json(review))


@require_POST
@answers_json
def retract(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = _own(request.user, reading), _body(request)
    fact = _fact(request.user, row, body)
    reviewing.retract(fact=fact, reading=row, revision=body.get("revision"), actor=request.user, door=Door.PAGE)
    return _saved(review=None)


@require_POST
@answers_json
def add(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = _own(request.user, reading), _body(request)
    review = reviewing.add_fact(
        reading=row,
        values=body.get("values") or {},
        insist=bool(body.get("insist")),
        key=_uuid(body.get("fact"), "fact"),
        actor=request.user,
        door=Door.PAGE,
    )
    return _saved(fact=str(review.fact.uuid), review=review_json(review))


@require_POST
@answers_json
def accept_above(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = _own(request.user, reading), _body(request)
    key = _uuid(body.get("group"), "group")
    group, reviews = reviewing.accept_above(reading=row, threshold=_threshold(body), group=key, actor=request.user, door=Door.PAGE)
    return _saved(group=str(group), reviews={str(review.fact.uuid): review_json(review) for review in reviews})


@require_POST
@answers_json
def retract_group(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = _own(request.user, reading), _body(request)
    group = _uuid(body.get("group"), "group")
    return _saved(count=reviewing.retract_group(group=group, reading=row, actor=request.user, door=Door.PAGE))


@require_POST
@answers_json
def dismiss(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = _own(request.user, reading), _body(request)
    start, end = _offset(body, "start"), _offset(body, "end")
    dismissal = reviewing.dismiss(reading=row, start=start, end=end, reason=body.get("reason") or "", actor=request.user, door=Door.PAGE)
    return _saved(reason=dismissal.reason.code)


@require_POST
@answers_json
def undismiss(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = _own(request.user, reading), _body(request)
    reviewing.undismiss(reading=row, start=_offset(body, "start"), end=_offset(body, "end"), actor=request.user, door=Door.PAGE)
    return _saved(reason=None)


@require_POST
@answers_json
def correct_cause(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """Correct a date, region or period once; the answer is the whole desk with the new proposals."""
    row, body = _own(request.user, reading), _body(request)
    kind, new, start, end = _cause(body)
    reviewing.correct_cause(
        reading=row, kind=kind, new=new, start=start, end=end, old=body.get("old") or "", actor=request.user, door=Door.PAGE
    )
    return _saved(**_whole(_own(request.user, reading), request.user))


@require_POST
@answers_json
def withdraw_cause(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """Take back the newest corrected cause that says this; where none does, nothing changes."""
    row, body = _own(request.user, reading), _body(request)
    kind, new, start, end = _cause(body)
    standing = Override.objects.filter(reading=row, kind=kind, new=new, start=start, end=end).order_by("-id").first()
    if standing:
        reviewing.withdraw_cause(override=standing, actor=request.user, door=Door.PAGE)
    return _saved(**_whole(_own(request.user, reading), request.user))


@require_POST
@answers_json
def write_note(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = _own(request.user, reading), _body(request)
    note = reviewing.write_note(fact=_fact(request.user, row, body), text=body.get("text") or "", actor=request.user, door=Door.PAGE)
    return _saved(note=note_json(note))


@require_POST
@answers_json
def finish(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row = reviewing.finish(reading=_own(request.user, reading), actor=request.user, door=Door.PAGE)
    return _saved(state=row.state)


@require_POST
@answers_json
def reopen(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row = reviewing.reopen(
        reading=_own(request.user, reading), reason=_body(request).get("reason") or "", actor=request.user, door=Door.PAGE
    )
    return _saved(state=row.state)


@require_POST
@answers_json
def give_back(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row = queueing.give_back(reading=_own(request.user, reading), actor=request.user, door=Door.PAGE)
    return _saved(state=row.state)


# ---------------------------------------------------------------- what the views share


def _own(user: Any, reading: uuid.UUID) -> Reading:
    """The user's own reading; others' are refused, strangers' are not there."""
    rows = Reading.objects.select_related("document__collection", "document__source", "run").defer("document__source__data")
    row: Reading = permissions.find(rows, user, "annotate", uuid=reading)
    if row.annotator_id != user.pk:
        raise Forbidden(_("This is somebody else's reading."))
    return row


def _whole(reading: Reading, user: Any, collection: Collection | None = None) -> Answer:
    state = state_of(reading, user)
    state["address"] = _address(reading, collection)
    return {"state": state, "html": raw_html(reading.document.raw, cuts(state))}


def _address(reading: Reading, collection: Collection | None) -> str:
    address = reverse("desk_reading", args=[reading.uuid])
    return f"{address}?collection={collection.uuid}" if collection else address


def _saved(**answer: Any) -> Answer:
    return {"at": f"{timezone.localtime():%H:%M:%S}", **answer}


def _collection(user: Any, key: Any) -> Collection | None:
    return permissions.find(Collection, user, "annotate", uuid=_uuid(key, "collection")) if key else None


def _fact(user: Any, reading: Reading, body: Answer) -> Fact:
    key = _uuid(body.get("fact"), "fact")
    fact = Fact.objects.filter(document=reading.document, uuid=key).first()
    # only what a colleague added may be hidden; the machine's facts are seen by every reader of their document
    if fact is not None and fact.origin == Fact.Origin.PERSON and fact.created_by_id != user.pk:
        fact = permissions.visible_facts(user).filter(pk=fact.pk).first()
    if fact is None:
        raise NotFound(_("Nothing of that name is here."), field="fact")
    return fact


def _published(reading: Reading) -> str | None:
    """The date that governs this reading: the corrected one where the reader corrected it."""
    corrected = reading.overrides.filter(kind=Override.Kind.PUBLISHED).order_by("-id").first()
    return corrected.new if corrected else reading.document.published


def _body(request: AuthenticatedHttpRequest) -> Answer:
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise BadInput(_("Expected JSON.")) from error
    if not isinstance(body, dict):
        raise BadInput(_("Expected a JSON object."))
    return body


def _uuid(value: Any, field: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise BadInput(_("Expected an id."), field=field) from error


def _offset(body: Any, field: str) -> int:
    try:
        return int(body.get(field))
    except (TypeError, ValueError) as error:
        raise BadInput(_("Expected an offset in characters."), field=field) from error


def _threshold(body: Any) -> float:
    try:
        threshold = float(body.get("threshold"))
    except (TypeError, ValueError) as error:
        raise BadInput(_("Expected a number between 0 and 1."), field="threshold") from error
    if not 0 <= threshold <= 1:
        raise BadInput(_("Expected a number between 0 and 1."), field="threshold")
    return threshold


def _cause(body: Any) -> tuple[str, str, int | None, int | None]:
    whole = body.get("start") in (None, "") and body.get("end") in (None, "")
    span = (None, None) if whole else (_offset(body, "start"), _offset(body, "end"))
    return body.get("kind") or "", body.get("new") or "", *span
