"""What every view of the desk asks of its request, and how it answers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from annotate import permissions, practising, queueing
from annotate.errors import BadInput, HeshiError, NotFound
from annotate.models import Collection, Fact, Reading
from annotate.pages.desk_state import cuts, state_of
from annotate.pages.desk_text import raw_html
from annotate.pages.request import AuthenticatedHttpRequest

Answer = dict[str, Any]


def answers_json(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
    """A view's dict as JSON; a named error, a lost session too, as JSON with its status: the page decides what to do about each."""

    @wraps(view)
    @never_cache
    def answered(request: AuthenticatedHttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"code": "login", "message": _("You are logged out."), "login": reverse("login")}, status=401)
        try:
            with permissions.one_look():  # no deed at the desk changes who belongs where
                return JsonResponse(view(request, *args, **kwargs))
        except HeshiError as error:
            told = {"code": error.code, "message": str(error.message), "field": error.field, **error.extra}
            return JsonResponse(told, status=error.status)

    return answered


def own(user: Any, reading: uuid.UUID) -> Reading:
    """The user's own reading; others' are refused, strangers' are not there."""
    return permissions.own_reading(user, reading, queueing.READINGS)


def own_to_judge(user: Any, reading: uuid.UUID) -> Reading:
    """The same for a deed, which reads all of it anew under its lock."""
    rows = Reading.objects.select_related("document__collection").only("uuid", "annotator", "document__collection__practice")
    return permissions.own_reading(user, reading, rows)


def whole(reading: Reading, user: Any, collection: Collection | None = None) -> Answer:
    state = state_of(reading, user)
    state["address"] = address_of(reading, collection)
    return {"state": state, "html": raw_html(reading.document.raw, cuts(state))}


def address_of(reading: Reading, collection: Collection | None) -> str:
    address = reverse("desk_reading", args=[reading.uuid])
    return f"{address}?collection={collection.uuid}" if collection else address


def saved(reading: Reading, **answer: Any) -> Answer:
    """A deed's answer: when it was saved, and for practice what there is to say of it."""
    lessons = practising.lessons(reading)
    told = {} if lessons is None else {"lessons": lessons}
    return {"at": f"{timezone.localtime():%H:%M:%S}", **answer, **told}


def collection_named(user: Any, key: Any) -> Collection | None:
    return permissions.find(Collection, user, "annotate", uuid=uuid_in(key, "collection")) if key else None


def fact_of(user: Any, reading: Reading, body: Answer) -> Fact:
    key = uuid_in(body.get("fact"), "fact")
    fact = Fact.objects.filter(document=reading.document, uuid=key).first()
    # only what a colleague added may be hidden; the machine's facts are seen by every reader of their document
    if fact is not None and fact.origin == Fact.Origin.PERSON and fact.created_by_id != user.pk:
        fact = permissions.visible_facts(user).filter(pk=fact.pk).first()
    if fact is None:
        raise NotFound(_("Nothing of that name is here."), field="fact")
    return fact


def body_of(request: AuthenticatedHttpRequest) -> Answer:
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise BadInput(_("Expected JSON.")) from error
    if not isinstance(body, dict):
        raise BadInput(_("Expected a JSON object."))
    return body


def uuid_in(value: Any, field: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise BadInput(_("Expected an id."), field=field) from error


def offset_in(body: Any, field: str) -> int:
    try:
        return int(body.get(field))
    except (TypeError, ValueError) as error:
        raise BadInput(_("Expected an offset in characters."), field=field) from error


def threshold_in(body: Any) -> float:
    try:
        threshold = float(body.get("threshold"))
    except (TypeError, ValueError) as error:
        raise BadInput(_("Expected a number between 0 and 1."), field="threshold") from error
    if not 0 <= threshold <= 1:
        raise BadInput(_("Expected a number between 0 and 1."), field="threshold")
    return threshold


def cause_in(body: Any) -> tuple[str, str, int | None, int | None]:
    whole = body.get("start") in (None, "") and body.get("end") in (None, "")
    span = (None, None) if whole else (offset_in(body, "start"), offset_in(body, "end"))
    return body.get("kind") or "", body.get("new") or "", *span
