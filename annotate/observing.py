"""Facts that say the same thing, and those that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from annotate import auditing, permissions
from annotate.errors import BadInput, NotFound
from annotate.models import Collection, ConflictMark, Review, User
from annotate.models.review import JudgementState


@dataclass(frozen=True)
class Conflict:
    """One observation whose accepted facts give more than one value, with the explanation where somebody gave one."""

    observation_id: str
    reviews: tuple[Review, ...]
    mark: ConflictMark | None


def accepted(collection: Collection, user: User) -> QuerySet[Review]:
    """The accepted judgements of a collection that the user may see; an adjudicated fact speaks through its adjudication instead."""
    reviews = permissions.visible_reviews(user).filter(reading__document__collection=collection, state=JudgementState.ACCEPTED)
    return reviews.filter(fact__adjudication__isnull=True).exclude(observation_id="")


def conflicts(collection: Collection, user: User, *, explained: bool | None = None) -> list[Conflict]:
    """Observations with more than one value, the newest last; ``explained`` narrows to those with or without a mark."""
    marks = {mark.observation_id: mark for mark in ConflictMark.objects.filter(collection=collection).select_related("marked_by")}
    different = Count("value_base", distinct=True) + Count("value_max", distinct=True, filter=Q(value_max__isnull=False))
    grouped = accepted(collection, user).order_by().values("observation_id").annotate(different=different).filter(different__gt=1)
    ids = [row["observation_id"] for row in grouped]
    if explained is not None:
        ids = [key for key in ids if (key in marks) == explained]
    found: dict[str, list[Review]] = {key: [] for key in ids}
    rows = accepted(collection, user).filter(observation_id__in=ids).select_related("fact", "reading__document__source")
    for review in rows.order_by("reading__document__published", "id"):
        found[review.observation_id].append(review)
    return [Conflict(key, tuple(reviews), marks.get(key)) for key, reviews in found.items()]


@transaction.atomic
def explain(*, collection: Collection, observation_id: str, kind: str, actor: User, door: str, comment: str = "") -> ConflictMark:
    """Say why an observation's values differ. NotFound where the collection has no such observation in conflict."""
    permissions.require(actor, "adjudicate", collection)
    if kind not in ConflictMark.Kind.values:
        raise BadInput(_("Expected one of: %(kinds)s.") % {"kinds": ", ".join(ConflictMark.Kind.values)}, field="kind")
    if observation_id not in {conflict.observation_id for conflict in conflicts(collection, actor)}:
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
