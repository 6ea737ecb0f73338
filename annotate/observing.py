"""Facts that say the same thing, and those that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from annotate import auditing, permissions
from annotate.errors import BadInput, NotFound
from annotate.models import Adjudication, Collection, ConflictMark, Review, User
from annotate.models.review import JudgementState

Judgement = Review | Adjudication
LOOKED_AT = 1000  # accepted judgements, and decisions, for one page of conflicts
AT_ONCE = 20  # observations whose judgements are read together


@dataclass(frozen=True)
class Conflict:
    """One observation whose accepted facts give values that cannot all hold, with the explanation where somebody gave one. ``judgements``: one a
    reader and fact, the earliest text first."""

    observation_id: str
    judgements: tuple[Judgement, ...]
    mark: ConflictMark | None


def accepted(collection: Collection, user: User) -> QuerySet[Review]:
    """The accepted judgements of a collection that the user may see; an adjudicated fact speaks through its adjudication instead."""
    reviews = permissions.visible_reviews(user, collection).filter(state=JudgementState.ACCEPTED)
    return reviews.filter(~Exists(Adjudication.objects.filter(fact=OuterRef("fact")))).exclude(observation_id="")


def decided(collection: Collection, user: User) -> QuerySet[Adjudication]:
    """The accepted facts on which an adjudicator decided."""
    decisions = permissions.visible(Adjudication, user).filter(fact__collection=collection, state=JudgementState.ACCEPTED)
    return decisions.exclude(observation_id="")


@dataclass(frozen=True)
class Stretch:
    """Conflicts in the order of their ids, and the observation behind which one goes on; None at the end. There may be none and still more behind."""

    conflicts: list[Conflict]
    following: str | None


def conflicts(
    collection: Collection, user: User, *, explained: bool | None = None, only: str | None = None, after: str = "", limit: int | None = None
) -> list[Conflict]:
    """Observations whose facts contradict each other, in the order of their ids; ``explained`` narrows to those with or without a mark, ``only`` to
    one id; ``after`` and ``limit`` take a stretch. Readers who differ on one and the same fact are a dispute, not a conflict."""
    if only:
        return _among(collection, user, [only], explained, 1)
    found: list[Conflict] = []
    following: str | None = after
    while following is not None and (limit is None or len(found) < limit):
        stretch = look(collection, user, explained=explained, after=following, limit=None if limit is None else limit - len(found))
        found, following = found + stretch.conflicts, stretch.following
    return found


def look(collection: Collection, user: User, *, explained: bool | None = None, after: str = "", limit: int | None = None) -> Stretch:
    """The same, but no further than LOOKED_AT accepted judgements: what a page waits for does not grow with the collection."""
    suspects, until = _suspects(collection, user, after)
    found: list[Conflict] = []
    for first in range(0, len(suspects), AT_ONCE):
        keys = suspects[first : first + AT_ONCE]
        found += _among(collection, user, keys, explained, limit and limit - len(found))
        if limit and len(found) >= limit:
            return Stretch(found, found[-1].observation_id)
    return Stretch(found, until)


def _suspects(collection: Collection, user: User, after: str) -> tuple[list[str], str | None]:
    """Observations behind ``after`` for which more than one value was accepted, among the next LOOKED_AT judgements and decisions; and the
    observation with which the stretch ends, None where nothing is behind it."""
    kinds = (accepted(collection, user), decided(collection, user))
    said = [_said(rows.filter(observation_id__gt=after)) for rows in kinds]
    cut = min((rows[-1][0] for rows in said if len(rows) > LOOKED_AT), default=None)
    values: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for key, *value in chain.from_iterable(said):
        if cut is None or key < cut:
            values[key].add((value[0], value[1]))
    if cut is not None and not values:  # so many say one thing that they are a stretch by themselves
        return [cut], cut if any(rows.filter(observation_id__gt=cut).exists() for rows in kinds) else None
    return sorted(key for key, different in values.items() if len(different) > 1), cut and max(values)


def _said(rows: QuerySet[Any]) -> list[tuple[Any, ...]]:
    """Observation and value of the first rows, and of one more."""
    return list(rows.order_by("observation_id").values_list("observation_id", "value_base", "value_max")[: LOOKED_AT + 1])


def _among(collection: Collection, user: User, keys: list[str], explained: bool | None, limit: int | None) -> list[Conflict]:
    """The conflicts among these observations."""
    marks = {
        mark.observation_id: mark
        for mark in ConflictMark.objects.filter(collection=collection, observation_id__in=keys).select_related("marked_by")
    }
    wanted = [key for key in keys if explained in (None, key in marks)]
    judgements = _judgements(collection, user, wanted)
    found = [Conflict(key, tuple(judgements[key]), marks.get(key)) for key in wanted if _contradict(judgements[key])]
    return found[:limit] if limit else found


def _judgements(collection: Collection, user: User, keys: list[str]) -> dict[str, list[Judgement]]:
    reviews = accepted(collection, user).filter(observation_id__in=keys).select_related("fact__document__source", "reading__annotator")
    decisions = decided(collection, user).filter(observation_id__in=keys).select_related("fact__document__source", "adjudicator")
    found: dict[str, list[Judgement]] = defaultdict(list)
    both: Iterable[Judgement] = (*reviews.defer("fact__document__source__data"), *decisions.defer("fact__document__source__data"))
    for each in both:
        found[each.observation_id].append(each)
    for said in found.values():
        said.sort(key=lambda each: (each.fact.document.published or "", each.fact_id, each.pk))
    return found


def _contradict(judgements: Sequence[Judgement]) -> bool:
    """Whether no single value is accepted for every fact."""
    values: dict[int, set[tuple[str, str | None]]] = defaultdict(set)
    for each in judgements:
        values[each.fact_id].add((each.value_base, each.value_max))
    return bool(values) and not set.intersection(*values.values())


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
