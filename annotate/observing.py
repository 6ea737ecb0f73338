"""Facts that say the same thing, and those that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotate import auditing, permissions
from annotate.errors import BadInput, NotFound
from annotate.models import Adjudication, Collection, ConflictMark, Review, User
from annotate.models.review import JudgementState

Judgement = Review | Adjudication


@dataclass(frozen=True)
class Conflict:
    """One observation whose accepted facts give values that cannot all hold, with the explanation where somebody gave one. ``judgements``: one a
    reader and fact, the earliest text first."""

    observation_id: str
    judgements: tuple[Judgement, ...]
    mark: ConflictMark | None


def accepted(collection: Collection, user: User) -> QuerySet[Review]:
    """The accepted judgements of a collection that the user may see; an adjudicated fact speaks through its adjudication instead."""
    reviews = permissions.visible_reviews(user).filter(reading__document__collection=collection, state=JudgementState.ACCEPTED)
    return reviews.filter(fact__adjudication__isnull=True).exclude(observation_id="")


def decided(collection: Collection, user: User) -> QuerySet[Adjudication]:
    """The accepted facts on which an adjudicator decided."""
    decisions = permissions.visible(Adjudication, user).filter(fact__document__collection=collection, state=JudgementState.ACCEPTED)
    return decisions.exclude(observation_id="")


def conflicts(
    collection: Collection, user: User, *, explained: bool | None = None, only: str | None = None, after: str = "", limit: int | None = None
) -> list[Conflict]:
    """Observations whose facts contradict each other, in the order of their ids; ``explained`` narrows to those with or without a mark, ``only`` to
    one id; ``after`` and ``limit`` take a stretch. Readers who differ on one and the same fact are a dispute, not a conflict."""
    marks = {mark.observation_id: mark for mark in ConflictMark.objects.filter(collection=collection).select_related("marked_by")}
    found: list[Conflict] = []
    for key in _suspects(collection, user, only, after):
        if explained in (None, key in marks):
            judgements = _judgements(collection, user, key)
            if _contradict(judgements):
                found.append(Conflict(key, judgements, marks.get(key)))
            if limit and len(found) == limit:
                break
    return found


def _suspects(collection: Collection, user: User, only: str | None, after: str) -> list[str]:
    """Observations for which more than one value was accepted."""
    values: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for rows in (accepted(collection, user), decided(collection, user)):
        rows = rows.filter(observation_id=only) if only else rows.filter(observation_id__gt=after)
        for key, value, value_max in rows.order_by().values_list("observation_id", "value_base", "value_max").distinct():
            values[key].add((value, value_max))
    return sorted(key for key, said in values.items() if len(said) > 1)


def _judgements(collection: Collection, user: User, observation_id: str) -> tuple[Judgement, ...]:
    reviews = (
        accepted(collection, user).filter(observation_id=observation_id).select_related("fact__document__source", "reading__annotator")
    )
    decisions = decided(collection, user).filter(observation_id=observation_id).select_related("fact__document__source", "adjudicator")
    reviews, decisions = reviews.defer("fact__document__source__data"), decisions.defer("fact__document__source__data")
    return tuple(sorted([*reviews, *decisions], key=lambda each: (each.fact.document.published or "", each.fact_id, each.pk)))


def _contradict(judgements: tuple[Judgement, ...]) -> bool:
    """Whether no single value is accepted for every fact."""
    values: dict[int, set[tuple[str, str | None]]] = defaultdict(set)
    for each in judgements:
        values[each.fact_id].add((each.value_base, each.value_max))
    return not set.intersection(*values.values())


@transaction.atomic
def explain(*, collection: Collection, observation_id: str, kind: str, actor: User, door: str, comment: str = "") -> ConflictMark:
    """Say why an observation's values differ. NotFound where the collection has no such observation in conflict."""
    permissions.require(actor, "adjudicate", collection)
    if kind not in ConflictMark.Kind.values:
        raise BadInput(_("Expected one of: %(kinds)s.") % {"kinds": ", ".join(ConflictMark.Kind.values)}, field="kind")
    if not conflicts(collection, actor, only=observation_id):
        raise NotFound(_("No values contradict each other here."))
    standing = ConflictMark.objects.filter(collection=collection, observation_id=observation_id).first()
    before = {"kind": standing.kind, "comment": standing.comment} if standing else None
    after = {"kind": kind, "comment": comment.strip()}
    if before == after:
        assert standing is not None
        return standing
    mark, _made = ConflictMark.objects.update_or_create(
        collection=collection, observation_id=observation_id, defaults={**after, "marked_by": actor}
    )
    auditing.record(action="conflict.explain", actor=actor, door=door, target=mark, collection=collection, before=before, after=after)
    return mark
