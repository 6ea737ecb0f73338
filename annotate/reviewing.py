"""The only module that changes a judgement's state. Each deed: lock and re-read, guard, change with who and when, audit event; one transaction."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import auditing, counting, extracting, permissions, queries
from annotate.completing import complete
from annotate.errors import BadInput, Forbidden, Stale, WrongState
from annotate.models import (
    Adjudication,
    AuditEvent,
    Candidate,
    Dismissal,
    Document,
    Fact,
    Note,
    Override,
    Reading,
    Reason,
    Review,
    User,
)
from annotate.models.corpus import PUBLISHED
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.models.review import JudgementState
from extraction import pipeline
from extraction.facts.observation import observation_id
from extraction.mentions.periods import parse_period
from extraction.mentions.regions import by_code
from extraction.text.span import Span


def _lock(reading: Reading, actor: User) -> Reading:
    """The reading, locked, if it is the actor's and still open."""
    reading = Reading.objects.select_for_update(of=("self",)).select_related("document__collection", "run").get(pk=reading.pk)
    permissions.require(actor, "annotate", reading.document.collection)
    if reading.annotator_id != actor.pk:
        raise Forbidden(_("This is somebody else's reading."))
    if reading.state != Reading.State.OPEN:
        raise WrongState(_("This reading is finished: a manager can reopen it."))
    _require_text(reading.document)
    return reading


def _require_text(document: Document) -> None:
    if document.state == Document.State.TAKEN_DOWN:
        raise WrongState(_("The text of this document was taken down: nothing can be judged in it any more."))


def reason_named(code: str | None, kind: str) -> Reason | None:
    """The reason with this code; BadInput names the codes that there are."""
    if not code:
        return None
    reason = Reason.objects.filter(code=code, kind=kind).first()
    if reason is None:
        codes = ", ".join(Reason.objects.filter(kind=kind).values_list("code", flat=True))
        raise BadInput(_("Expected one of: %(codes)s.") % {"codes": codes}, field="reason")
    return reason


def _told(judgement: Review | Adjudication) -> dict[str, Any]:
    """A judgement as the audit keeps it."""
    reason = judgement.reason.code if judgement.reason else None
    return {"state": judgement.state, **judgement.values(), "reason": reason, "comment": judgement.comment, "revision": judgement.revision}


def _guard_revision(standing: Review | Adjudication | None, revision: int | None, yours: dict[str, Any]) -> None:
    current = standing.revision if standing else 0
    if revision is not None and revision != current:
        raise Stale(
            _("Somebody saved this fact before you."),
            revision=current,
            current=_told(standing) if standing else None,
            yours=yours,
        )


def _same(standing: Review | None, asked: dict[str, Any], revision: int | None) -> bool:
    """Whether the judgement asked for is the one that stands, saved by the same request sent before: a resent save is no conflict."""
    if standing is None:
        return False
    told = _told(standing)
    resent = revision is None or revision in (standing.revision, standing.revision - 1)
    return resent and all(told[name] == value for name, value in asked.items())


@transaction.atomic
def judge(
    *,
    fact: Fact,
    reading: Reading,
    state: str,
    actor: User,
    door: str,
    values: dict[str, Any] | None = None,
    reason: str | None = None,
    comment: str = "",
    revision: int | None = None,
    insist: bool = False,
    group: uuid.UUID | None = None,
) -> Review:
    """Accept (with other ``values`` than the candidate's: correct) or reject a fact in one's own open reading.

    ``values``: the EDITABLE_FIELDS that differ from what the card shows. ``revision``: the one the caller saw, 0 where it saw no judgement; None
    does not ask. Raises Stale (both values), BadInput, WrongState, Forbidden. The same request again returns the standing judgement.
    """
    reading = _lock(reading, actor)
    if fact.document_id != reading.document_id:
        raise BadInput(_("This fact belongs to another document."), field="fact")
    if state not in JudgementState.values:
        raise BadInput(_("Expected one of: %(states)s.") % {"states": ", ".join(JudgementState.values)}, field="state")
    fact.document = reading.document
    why = reason_named(reason, Reason.Kind.REJECTION)
    standing = Review.objects.select_related("reason", "candidate").filter(fact=fact, reading=reading).first()
    candidate = standing.candidate if standing else candidate_seen(fact, reading)
    whole = _values(reading.document, standing or candidate, values, insist)
    asked = {"state": state, **whole, "reason": why.code if why else None, "comment": comment}
    if _same(standing, asked, revision):
        assert standing is not None
        return standing
    _guard_revision(standing, revision, asked)
    review = standing or Review(fact=fact, reading=reading, candidate=candidate, revision=0)
    before = _told(standing) if standing else None
    return _save(review, state, whole, why, comment, before, "review." + state, actor, door, group)


def candidate_seen(fact: Fact, reading: Reading) -> Candidate | None:
    """The proposal that this reading shows for a fact; none in a reading without candidates."""
    if not reading.aided:
        return None
    run = queries.run_of(reading.document, reading)
    shown = queries.in_turn(fact.candidates.filter(queries.proposed(run)))
    return shown[0] if shown else fact.candidates.order_by("-id").first()


def _values(
    document: Document, stands: Review | Candidate | Adjudication | None, values: dict[str, Any] | None, insist: bool
) -> dict[str, Any]:
    """What stands with the given values laid over it. Unchanged values are kept as they are and need no check."""
    base = stands.values() if stands else {}
    changed = {name: value for name, value in (values or {}).items() if name not in base or value != base[name]}
    if stands and not changed:
        return base
    return complete(document, {**base, **changed}, insist=insist or not {"start", "end", "value"} & set(changed))


def _save(
    judgement: Any,
    state: str,
    values: dict[str, Any],
    reason: Reason | None,
    comment: str,
    before: dict[str, Any] | None,
    action: str,
    actor: User,
    door: str,
    group: uuid.UUID | None = None,
) -> Any:
    for name, value in values.items():
        setattr(judgement, name, value)
    judgement.state, judgement.reason, judgement.comment = state, reason, comment
    judgement.observation_id = observation_id(values)
    judgement.revision += 1
    try:
        with transaction.atomic():
            judgement.save()
    except IntegrityError as error:
        raise Stale(_("Somebody saved this fact before you."), revision=judgement.revision, current=None, yours=values) from error
    was, now = auditing.difference(before or {}, _told(judgement))
    auditing.record(
        action=action,
        actor=actor,
        door=door,
        target=judgement.fact,
        collection=judgement.fact.document.collection,
        before=was if before else None,
        after=now,
        reason=reason.code if reason else comment,
        group=group,
    )
    return judgement


@transaction.atomic
def retract(*, fact: Fact, reading: Reading, actor: User, door: str, revision: int | None = None, group: uuid.UUID | None = None) -> None:
    """Take a judgement back: the fact is proposed again. Retracting what is not judged changes nothing. A fact that only the reader had
    added loses its only judgement and so leaves the reading."""
    reading = _lock(reading, actor)
    standing = Review.objects.select_related("reason").filter(fact=fact, reading=reading).first()
    if standing is None:
        return
    _guard_revision(standing, revision, {})
    auditing.record(
        action="review.retract", actor=actor, door=door, target=fact, collection=reading.document.collection, before=_told(standing), group=group
    )  # fmt: skip
    standing.delete()


@transaction.atomic
def add_fact(
    *, reading: Reading, values: dict[str, Any], actor: User, door: str, start: int | None = None, end: int | None = None, insist: bool = False,
    key: uuid.UUID | None = None,
) -> Review:  # fmt: skip
    """A fact that the machine missed, accepted in the reader's own reading. ``key``: the fact's uuid, chosen by the caller, so that the same
    request sent again adds nothing, and a fact taken back can be added once more."""
    reading = _lock(reading, actor)
    standing = Review.objects.filter(fact__uuid=key, reading=reading).first() if key else None
    if standing:
        return standing
    taken = Fact.objects.filter(uuid=key).first() if key else None
    if taken and (taken.created_by_id != actor.pk or taken.document_id != reading.document_id):
        raise BadInput(_("This key is another fact's."), field="key")
    span = {name: offset for name, offset in (("start", start), ("end", end)) if offset is not None}
    whole = complete(reading.document, {**values, **span}, insist=insist)
    same = Review.objects.filter(reading=reading, state=JudgementState.ACCEPTED, **whole).first()
    if same:  # added before: perhaps to a fact that a colleague had added, under that fact's key
        return same
    identity = {"uuid": key} if key else {}
    fact = taken or _unseen_twin(reading, whole)
    fact = fact or Fact.objects.create(
        document=reading.document, origin=Fact.Origin.PERSON, start=whole["start"], created_by=actor, **identity
    )
    review = Review(fact=fact, reading=reading, revision=0)
    return _save(review, JudgementState.ACCEPTED, whole, None, "", None, "review.add", actor, door)


def _unseen_twin(reading: Reading, values: dict[str, Any]) -> Fact | None:
    """The fact that stands at the same mention with the same value but was not shown in this reading: what a colleague added, or what the
    machine proposed where one reads without candidates. Both then judge one fact, and agreement can compare them."""
    facts = Fact.objects.filter(document=reading.document).exclude(reviews__reading=reading)
    at_mention = {"start__lt": values["end"], "end__gt": values["start"], "value_base": values["value_base"]}
    added = Review.objects.filter(fact=OuterRef("pk"), state=JudgementState.ACCEPTED, **at_mention)
    hidden = Q(Exists(added), origin=Fact.Origin.PERSON)
    if not reading.aided:
        hidden |= Q(Exists(Candidate.objects.filter(fact=OuterRef("pk"), **at_mention)))
    return facts.filter(hidden).order_by("id").first()


@transaction.atomic
def accept_above(
    *, reading: Reading, threshold: float, actor: User, door: str, group: uuid.UUID | None = None
) -> tuple[uuid.UUID, list[Review]]:
    """Accept all that is left at or above a confidence; nothing damaged, nothing with a finding. One ``group`` (the caller's, or a new one) takes
    all of it back; sent again with the same group it returns what stands of it."""
    reading = _lock(reading, actor)
    group = group or uuid.uuid4()
    if AuditEvent.objects.filter(group=group, actor=actor).exists():
        return group, list(_of_group(group, reading, actor))
    reviews = [_accepted(card, reading) for card in acceptable(reading=reading, threshold=threshold, actor=actor)]
    try:
        with transaction.atomic():
            Review.objects.bulk_create(reviews)
    except IntegrityError as error:
        raise Stale(_("Somebody saved this fact before you."), revision=1, current=None, yours={}) from error
    told = [(review.fact, _told(review)) for review in reviews]
    auditing.record_all(
        told, action="review.accepted", actor=actor, door=door, collection=reading.document.collection, group=group
    )  # fmt: skip
    return group, reviews


def _accepted(card: queries.Card, reading: Reading) -> Review:
    """The candidate of a card as it stands, accepted; not saved."""
    assert card.candidate is not None
    values = card.candidate.values()
    return Review(
        fact=card.fact, reading=reading, candidate=card.candidate, state=JudgementState.ACCEPTED, revision=1,
        observation_id=observation_id(values), **values,
    )  # fmt: skip


def acceptable(*, reading: Reading, threshold: float, actor: User) -> list[queries.Card]:
    """What ``accept_above`` would accept."""
    cards = queries.cards(reading.document, reading, actor)
    return [
        card
        for card in cards
        if card.review is None
        and card.candidate
        and card.candidate.confidence.get("fact", 0) >= threshold
        and "damaged" not in card.candidate.flags
        and not card.candidate.findings
    ]


@transaction.atomic
def retract_group(*, group: uuid.UUID, reading: Reading, actor: User, door: str) -> int:
    """Take back what one ``accept_above`` did, as far as it was not changed since. Returns how many."""
    reading = _lock(reading, actor)
    reviews = list(_of_group(group, reading, actor).select_related("fact", "reason"))
    told = [(review.fact, _told(review)) for review in reviews]
    auditing.record_all(told, action="review.retract", actor=actor, door=door, collection=reading.document.collection, gone=True)
    Review.objects.filter(pk__in=[review.pk for review in reviews]).delete()
    return len(reviews)


def _of_group(group: uuid.UUID, reading: Reading, actor: User) -> QuerySet[Review]:
    """What one ``accept_above`` did in a reading and nobody changed since."""
    done = AuditEvent.objects.filter(group=group, actor=actor, action="review.accepted").values_list("target_id", flat=True)
    return Review.objects.filter(reading=reading, fact__uuid__in=list(done), revision=1).select_related("fact")


@transaction.atomic
def dismiss(*, reading: Reading, start: int, end: int, reason: str, actor: User, door: str) -> Dismissal:
    """Say of a numeral that it is no fact. Saying so again changes the reason."""
    reading = _lock(reading, actor)
    why = reason_named(reason, Reason.Kind.DISMISSAL)
    if why is None:
        raise BadInput(_("Expected a reason."), field="reason")
    if not 0 <= start < end <= reading.document.length:
        raise BadInput(_("Expected a span within 0 and %(length)d.") % {"length": reading.document.length}, field="start")
    standing = Dismissal.objects.select_related("reason").filter(reading=reading, start=start, end=end).first()
    if standing and standing.reason_id == why.pk:
        return standing
    before = {"reason": standing.reason.code} if standing else None
    dismissal, _made = Dismissal.objects.update_or_create(reading=reading, start=start, end=end, defaults={"reason": why})
    auditing.record(
        action="numeral.dismiss", actor=actor, door=door, target=reading, collection=reading.document.collection, before=before,
        after={"start": start, "end": end, "reason": why.code},
    )  # fmt: skip
    return dismissal


@transaction.atomic
def undismiss(*, reading: Reading, start: int, end: int, actor: User, door: str) -> None:
    """Open a numeral again; where it is not dismissed nothing changes."""
    reading = _lock(reading, actor)
    standing = Dismissal.objects.select_related("reason").filter(reading=reading, start=start, end=end).first()
    if standing is None:
        return
    auditing.record(
        action="numeral.undismiss", actor=actor, door=door, target=reading, collection=reading.document.collection,
        before={"start": start, "end": end, "reason": standing.reason.code},
    )  # fmt: skip
    standing.delete()


def _override(kind: str, new: str, start: int | None, end: int | None) -> pipeline.Override:
    return pipeline.Override(kind=kind, new=new, span=None if start is None or end is None else Span(start, end))


def _check_cause(kind: str, new: str, start: int | None, end: int | None, document: Document) -> None:
    if kind not in Override.Kind.values:
        raise BadInput(_("Expected one of: %(kinds)s.") % {"kinds": ", ".join(Override.Kind.values)}, field="kind")
    whole_document = start is None and end is None
    if not whole_document and not (start is not None and end is not None and 0 <= start < end <= document.length):
        raise BadInput(_("Expected a span within 0 and %(length)d.") % {"length": document.length}, field="start")
    if kind == Override.Kind.PUBLISHED:
        _check_published(new)
    if kind == Override.Kind.REGION and by_code(new) is None:
        raise BadInput(_("No division bears the code %(code)s.") % {"code": new}, field="new")
    if kind == Override.Kind.PERIOD and parse_period(new, document.published) is None:
        raise BadInput(_("Expected a period such as 前三季度, 24q3 or 2024-01..2024-09."), field="new")


def _check_published(new: str) -> None:
    try:
        PUBLISHED(new)
    except ValidationError as error:
        raise BadInput(error.messages[0], field="new") from error


def _with_causes(reading: Reading, more: list[pipeline.Override]) -> tuple[pipeline.Extraction, dict[str, Any]]:
    document = reading.document
    standing = [_override(row.kind, row.new, row.start, row.end) for row in reading.overrides.order_by("id")]
    overrides = [*standing, *more]
    given = document.published if document.published_known == Document.Known.GIVEN else None
    inputs = {"published": given, "overrides": [[each.kind, each.new, list(each.span) if each.span else None] for each in overrides]}
    return pipeline.extract(document.raw, given, overrides), inputs


def preview_cause(
    *, reading: Reading, kind: str, new: str, start: int | None, end: int | None, actor: User
) -> list[tuple[queries.Card, dict[str, Any]]]:
    """What a corrected cause would change: each card with the values that would be new. Nothing is stored. Judged cards are among them."""
    permissions.require(actor, "annotate", reading.document.collection)
    _check_cause(kind, new, start, end, reading.document)
    extraction, _inputs = _with_causes(reading, [_override(kind, new, start, end)])
    matched = {fact.pk: extraction.facts[i].as_dict() for i, fact in extracting.match(reading.document, extraction.facts).items()}
    changes = []
    for card in queries.cards(reading.document, reading, actor):
        proposal = matched.get(card.fact.pk)
        if proposal and card.candidate:
            _was, now = auditing.difference(card.candidate.values(), {name: proposal[name] for name in VALUE_FIELDS})
            if now:
                changes.append((card, now))
    return changes


@transaction.atomic
def correct_cause(
    *, reading: Reading, kind: str, new: str, actor: User, door: str, start: int | None = None, end: int | None = None, old: str = ""
) -> Override:
    """Correct a date of publication, or the region or period of a stretch, once. Facts still open follow; what was judged stays."""
    reading = _lock(reading, actor)
    document = reading.document
    _check_cause(kind, new, start, end, document)
    newest = reading.overrides.order_by("-id").first()
    if newest and (newest.kind, newest.new, newest.start, newest.end) == (kind, new, start, end):
        return newest
    extraction, inputs = _with_causes(reading, [_override(kind, new, start, end)])
    override = Override.objects.create(reading=reading, kind=kind, start=start, end=end, old=old[:40], new=new)
    reading.run = extracting.store_run(document, extraction, inputs=inputs, milliseconds=0)
    reading.save(update_fields=["run"])
    auditing.record(
        action="cause.correct", actor=actor, door=door, target=reading, collection=document.collection, before={kind: old},
        after={kind: new, "start": start, "end": end},
    )  # fmt: skip
    return override


@transaction.atomic
def withdraw_cause(*, override: Override, actor: User, door: str) -> None:
    """Undo a corrected cause: the proposals are again those without it."""
    reading = _lock(override.reading, actor)
    before = {"kind": override.kind, "new": override.new, "start": override.start, "end": override.end}
    override.delete()
    if reading.overrides.exists():
        extraction, inputs = _with_causes(reading, [])
        reading.run = extracting.store_run(reading.document, extraction, inputs=inputs, milliseconds=0)
    else:
        reading.run = None
    reading.save(update_fields=["run"])
    auditing.record(action="cause.withdraw", actor=actor, door=door, target=reading, collection=reading.document.collection, before=before)


@transaction.atomic
def write_note(*, fact: Fact, text: str, actor: User, door: str) -> Note:
    """A remark for a colleague."""
    permissions.require(actor, "annotate", fact.document.collection)
    if not text.strip():
        raise BadInput(_("Expected a text."), field="text")
    newest = fact.notes.filter(author=actor).order_by("-id").first()
    if newest and newest.text == text.strip():
        return newest
    note = Note.objects.create(fact=fact, author=actor, text=text.strip())
    auditing.record(
        action="note.write", actor=actor, door=door, target=fact, collection=fact.document.collection, after={"text": note.text}
    )
    return note


@transaction.atomic
def withdraw_note(*, fact: Fact, text: str, place: int, actor: User, door: str) -> None:
    """Take back the actor's own note that is the ``place``-th (from 1) of theirs on the fact and says ``text``. Where it does not stand, nothing
    changes, so that the same request sent again takes back no other."""
    permissions.require(actor, "annotate", fact.document.collection)
    note = fact.notes.select_for_update().filter(author=actor).order_by("id")[max(0, place - 1) : place].first()
    if note is None or note.text != text.strip():
        return
    auditing.record(
        action="note.withdraw", actor=actor, door=door, target=fact, collection=fact.document.collection, before={"text": note.text}
    )
    note.delete()


def still_open(reading: Reading, actor: User) -> dict[str, list[Any]]:
    """What keeps a reading from being finished: ``facts`` (uuids of proposals not judged) and ``numerals`` ([start, end] not looked at)."""
    cards = queries.cards(reading.document, reading, actor)
    facts = [str(card.fact.uuid) for card in cards if card.review is None and card.candidate]
    numerals = [[view.start, view.end] for view in queries.numerals(reading.document, reading, cards) if view.state == "open"]
    return {"facts": facts, "numerals": numerals}


@transaction.atomic
def finish(*, reading: Reading, actor: User, door: str) -> Reading:
    """Finish a reading in which nothing is open; WrongState tells what is (``extra["facts"]``, ``extra["numerals"]``). Finishing again changes nothing."""
    current = Reading.objects.get(pk=reading.pk)
    if current.state == Reading.State.FINISHED and current.annotator_id == actor.pk:
        return current
    counting.hold(current.document_id)
    reading = _lock(reading, actor)
    left = still_open(reading, actor)
    if left["facts"] or left["numerals"]:
        counts = {"facts": len(left["facts"]), "numerals": len(left["numerals"])}
        raise WrongState(
            _("Still open: %(facts)d facts and %(numerals)d numerals.") % counts, facts=left["facts"], numerals=left["numerals"]
        )
    reading.state, reading.finished_at, reading.leased_until = Reading.State.FINISHED, timezone.now(), None
    reading.save(update_fields=["state", "finished_at", "leased_until"])
    counting.recount(Document.objects.filter(pk=reading.document_id))
    auditing.record(action="reading.finish", actor=actor, door=door, target=reading, collection=reading.document.collection)
    return reading


@transaction.atomic
def reopen(*, reading: Reading, reason: str, actor: User, door: str) -> Reading:
    """Send a finished reading back to its annotator, with a reason: a manager or an adjudicator may. So may the annotator within the time
    of a lease, while nobody decided on it and nothing of it was released."""
    counting.hold(reading.document_id)
    reading = Reading.objects.select_for_update(of=("self",)).select_related("document__collection").get(pk=reading.pk)
    if not _may_take_back(reading, actor):
        permissions.require(actor, "adjudicate", reading.document.collection)
    if reading.state != Reading.State.FINISHED:
        raise WrongState(_("This reading is open already."))
    if not reason.strip():
        raise BadInput(_("Expected a reason."), field="reason")
    reading.state, reading.finished_at, reading.assigned = Reading.State.OPEN, None, True
    reading.save(update_fields=["state", "finished_at", "assigned"])
    counting.recount(Document.objects.filter(pk=reading.document_id))
    auditing.record(action="reading.reopen", actor=actor, door=door, target=reading, collection=reading.document.collection, reason=reason)
    return reading


def _may_take_back(reading: Reading, actor: User) -> bool:
    fresh = reading.finished_at is not None and timezone.now() < queries.lease_ends(reading.finished_at)
    used = Fact.objects.filter(document=reading.document).filter(Q(adjudication__isnull=False) | Q(gold__isnull=False))
    return reading.annotator_id == actor.pk and fresh and not used.exists()


def readings_to_settle(fact: Fact, actor: User) -> list[Reading]:
    """The finished readings on which the actor may decide; Forbidden for who read the document, WrongState while readings are open."""
    permissions.require(actor, "adjudicate", fact.document.collection)
    _require_text(fact.document)
    if Reading.objects.filter(document=fact.document, annotator=actor).exists():
        raise Forbidden(_("You read this document: somebody else decides on it."))
    readings = list(Reading.objects.filter(document=fact.document, state=Reading.State.FINISHED))
    if len(readings) < fact.document.readings_wanted:
        raise WrongState(_("The readings of this document are not finished."))
    return readings


@transaction.atomic
def adjudicate(
    *,
    fact: Fact,
    state: str,
    actor: User,
    door: str,
    values: dict[str, Any] | None = None,
    reason: str | None = None,
    comment: str = "",
    revision: int | None = None,
    insist: bool = False,
) -> Adjudication:
    """The deciding judgement. Never by a reader of the document; only when its readings are finished."""
    fact = Fact.objects.select_for_update(of=("self",)).select_related("document__collection").get(pk=fact.pk)
    readings = readings_to_settle(fact, actor)
    if state not in JudgementState.values:
        raise BadInput(_("Expected one of: %(states)s.") % {"states": ", ".join(JudgementState.values)}, field="state")
    why = reason_named(reason, Reason.Kind.REJECTION)
    standing = Adjudication.objects.select_related("reason").filter(fact=fact).first()
    first = fact.reviews.filter(reading__in=readings).order_by("id").first()
    whole = _values(fact.document, standing or first or fact.candidate, values, insist)
    _guard_revision(standing, revision, {"state": state, **whole})
    before = _told(standing) if standing else None
    decision = standing or Adjudication(fact=fact, adjudicator=actor, revision=0)
    decision.adjudicator = actor
    decision = _save(decision, state, whole, why, comment, before, "adjudication." + state, actor, door)
    decision.settles.set(readings)
    return decision


@transaction.atomic
def withdraw_adjudication(*, fact: Fact, actor: User, door: str, revision: int | None = None) -> None:
    """Take one's own decision back: the fact is disputed again. Where nothing is decided nothing changes; what was released can only be decided
    anew, so that the next release says why it changed."""
    fact = Fact.objects.select_for_update(of=("self",)).select_related("document__collection").get(pk=fact.pk)
    permissions.require(actor, "adjudicate", fact.document.collection)
    standing = Adjudication.objects.select_related("reason").filter(fact=fact).first()
    if standing is None:
        return
    if standing.adjudicator_id != actor.pk:
        raise Forbidden(_("Somebody else decided this."))
    if fact.gold.exists():
        raise WrongState(_("This decision is released: decide anew instead."))
    _guard_revision(standing, revision, {})
    auditing.record(
        action="adjudication.withdraw", actor=actor, door=door, target=fact, collection=fact.document.collection, before=_told(standing)
    )
    standing.delete()


@transaction.atomic
def send_back(*, fact: Fact, reading: Reading, reason: str, actor: User, door: str) -> Reading:
    """Send a finished reading back over one fact; the reason reaches the annotator as a note on that fact."""
    if fact.document_id != reading.document_id:
        raise BadInput(_("This fact belongs to another document."), field="fact")
    reopened = reopen(reading=reading, reason=reason, actor=actor, door=door)
    write_note(fact=fact, text=reason, actor=actor, door=door)
    return reopened
