"""The deeds at the desk: a small address for each, which calls one doer and answers JSON."""

from __future__ import annotations

import uuid

from django.views.decorators.http import require_POST

from annotate import queueing
from annotate.models import Override
from annotate.models.audit import Door
from annotate.pages.desk_request import (
    Answer,
    answers_json,
    body_of,
    cause_in,
    collection_named,
    fact_of,
    offset_in,
    own,
    own_to_judge,
    saved,
    threshold_in,
    uuid_in,
    whole,
)
from annotate.pages.desk_state import note_json, review_json
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.reviewing import accepting, adding, dismissing, finishing, judging, noting, overriding


@require_POST
@answers_json
def take_next(request: AuthenticatedHttpRequest) -> Answer:
    """The next reading with all it needs, or null. ``finished``: the reading to finish before, so that one goes on with one request; sent again it
    leads to the same."""
    body = body_of(request)
    collection = collection_named(request.user, body.get("collection"))
    if body.get("finished"):
        done = own_to_judge(request.user, uuid_in(body["finished"], "finished"))
        finishing.finish(reading=done, actor=request.user, door=Door.PAGE)
    taken = queueing.take_next(annotator=request.user, door=Door.PAGE, collection=collection)
    return whole(taken, request.user, collection) if taken else {"state": None}


@require_POST
@answers_json
def judge(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = own_to_judge(request.user, reading), body_of(request)
    review = judging.judge(
        fact=fact_of(request.user, row, body),
        reading=row,
        state=body.get("state", ""),
        values=body.get("values"),
        reason=body.get("reason"),
        comment=body.get("comment") or "",
        revision=body.get("revision"),
        insist=bool(body.get("insist")),
        group=uuid_in(body.get("group"), "group") if body.get("group") else None,
        actor=request.user,
        door=Door.PAGE,
    )
    return saved(row, review=review_json(review))


@require_POST
@answers_json
def retract(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = own_to_judge(request.user, reading), body_of(request)
    fact = fact_of(request.user, row, body)
    judging.retract(fact=fact, reading=row, revision=body.get("revision"), actor=request.user, door=Door.PAGE)
    return saved(row, review=None)


@require_POST
@answers_json
def add(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = own_to_judge(request.user, reading), body_of(request)
    review = adding.add_fact(
        reading=row,
        values=body.get("values") or {},
        insist=bool(body.get("insist")),
        key=uuid_in(body.get("fact"), "fact"),
        actor=request.user,
        door=Door.PAGE,
    )
    return saved(row, fact=str(review.fact.uuid), review=review_json(review))


@require_POST
@answers_json
def accept_above(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = own_to_judge(request.user, reading), body_of(request)
    key = uuid_in(body.get("group"), "group")
    group, reviews = accepting.accept_above(reading=row, threshold=threshold_in(body), group=key, actor=request.user, door=Door.PAGE)
    return saved(row, group=str(group), reviews={str(review.fact.uuid): review_json(review) for review in reviews})


@require_POST
@answers_json
def retract_group(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = own_to_judge(request.user, reading), body_of(request)
    group = uuid_in(body.get("group"), "group")
    return saved(row, count=accepting.retract_group(group=group, reading=row, actor=request.user, door=Door.PAGE))


@require_POST
@answers_json
def dismiss(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = own_to_judge(request.user, reading), body_of(request)
    start, end = offset_in(body, "start"), offset_in(body, "end")
    dismissal = dismissing.dismiss(reading=row, start=start, end=end, reason=body.get("reason") or "", actor=request.user, door=Door.PAGE)
    return saved(row, reason=dismissal.reason.code)


@require_POST
@answers_json
def undismiss(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = own_to_judge(request.user, reading), body_of(request)
    dismissing.undismiss(reading=row, start=offset_in(body, "start"), end=offset_in(body, "end"), actor=request.user, door=Door.PAGE)
    return saved(row, reason=None)


@require_POST
@answers_json
def correct_cause(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """Correct a date, region or period once; the answer is the whole desk with the new proposals."""
    row, body = own_to_judge(request.user, reading), body_of(request)
    kind, new, start, end = cause_in(body)
    overriding.correct_cause(
        reading=row, kind=kind, new=new, start=start, end=end, old=body.get("old") or "", actor=request.user, door=Door.PAGE
    )
    return saved(row, **whole(own(request.user, reading), request.user))


@require_POST
@answers_json
def withdraw_cause(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """Take back the newest corrected cause that says this; where none does, nothing changes."""
    row, body = own_to_judge(request.user, reading), body_of(request)
    kind, new, start, end = cause_in(body)
    standing = Override.objects.filter(reading=row, kind=kind, new=new, start=start, end=end).order_by("-id").first()
    if standing:
        overriding.withdraw_cause(override=standing, actor=request.user, door=Door.PAGE)
    return saved(row, **whole(own(request.user, reading), request.user))


@require_POST
@answers_json
def write_note(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row, body = own_to_judge(request.user, reading), body_of(request)
    note = noting.write_note(fact=fact_of(request.user, row, body), text=body.get("text") or "", actor=request.user, door=Door.PAGE)
    return saved(row, note=note_json(note, request.user))


@require_POST
@answers_json
def withdraw_note(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """Take back the reader's own note on a fact that stands at ``place`` among them, if it says ``text``; else nothing changes."""
    row, body = own_to_judge(request.user, reading), body_of(request)
    noting.withdraw_note(
        fact=fact_of(request.user, row, body),
        text=body.get("text") or "",
        place=offset_in(body, "place"),
        actor=request.user,
        door=Door.PAGE,
    )
    return saved(row, note=None)


@require_POST
@answers_json
def finish(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row = finishing.finish(reading=own_to_judge(request.user, reading), actor=request.user, door=Door.PAGE)
    return saved(row, state=row.state)


@require_POST
@answers_json
def reopen(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row = finishing.reopen(
        reading=own(request.user, reading), reason=body_of(request).get("reason") or "", actor=request.user, door=Door.PAGE
    )
    return saved(row, state=row.state)


@require_POST
@answers_json
def give_back(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    row = queueing.give_back(reading=own(request.user, reading), actor=request.user, door=Door.PAGE)
    return saved(row, state=row.state)


@require_POST
@answers_json
def take_up(request: AuthenticatedHttpRequest, reading: uuid.UUID) -> Answer:
    """Hold a document again that was given back."""
    row = queueing.take_up(reading=own(request.user, reading), actor=request.user, door=Door.PAGE)
    return saved(row, state=row.state)
