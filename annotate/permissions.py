"""Who may do what. Every page, endpoint and admin view asks here; nothing of a collection is seen by others than its members."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, Lookup, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _

from annotate.errors import Forbidden, NotFound
from annotate.models import (
    Adjudication,
    AuditEvent,
    Candidate,
    Collection,
    ConflictMark,
    Dismissal,
    Document,
    ExtractionRun,
    Fact,
    GoldFact,
    Job,
    Membership,
    Note,
    Override,
    Reading,
    ReferenceFact,
    Refusal,
    Release,
    Review,
    Role,
    Source,
    TakeDown,
    User,
)
from annotate.models.release import FROZEN

RIGHTS: dict[str, frozenset[str]] = {
    "view": frozenset(Role.values),
    "annotate": frozenset({Role.ANNOTATOR, Role.ADJUDICATOR, Role.MANAGER}),
    "adjudicate": frozenset({Role.ADJUDICATOR, Role.MANAGER}),
    "manage": frozenset({Role.MANAGER}),
}

# The way from a record to its collection.
COLLECTION_OF: dict[type[Model], str] = {
    Collection: "",
    Membership: "collection",
    Source: "collection",
    Document: "collection",
    Release: "collection",
    Job: "collection",
    ConflictMark: "collection",
    ExtractionRun: "document__collection",
    Fact: "collection",
    Reading: "document__collection",
    TakeDown: "document__collection",
    ReferenceFact: "document__collection",
    Refusal: "job__collection",
    GoldFact: "release__collection",
    Candidate: "fact__collection",
    Note: "fact__collection",
    Adjudication: "fact__collection",
    Review: "fact__collection",
    Dismissal: "reading__document__collection",
    Override: "reading__document__collection",
}

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Sight:
    """Keys of the collections in which a person has a right, of those that read openly, and of the one for practice. Lists are narrowed by the keys
    themselves: the database then knows how many rows to expect, and which index to go by. ``roles``: a collection's key to the person's role."""

    roles: dict[int, str]
    homes: dict[str, list[int]]
    unblind: list[int]
    practice: list[int]


_seen: ContextVar[dict[int, Sight] | None] = ContextVar("sight", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Within it what a person may see is asked of the database once: for a request, or a read, that changes nothing."""
    if _seen.get() is not None:
        yield
        return
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def _sight(user: User) -> Sight:
    seen = _seen.get()
    if seen is not None and user.pk in seen:
        return seen[user.pk]
    member = Membership.objects.filter(user=user).values_list("collection_id", "role", "collection__blind")
    practice = Collection.objects.filter(practice=True).values_list("pk", Value("practice"), "blind")
    rows = sorted(member.union(practice))
    homes = {right: [key for key, role, _blind in rows if role in roles] for right, roles in RIGHTS.items()}
    open_to_read = [key for key, role, blind in rows if not blind and role != "practice"]
    roles = {key: role for key, role, _blind in rows}
    sight = Sight(roles, homes, open_to_read, [key for key, role, _blind in rows if role == "practice"])
    if seen is not None:
        seen[user.pk] = sight
    return sight


def role_in(user: User, collection: Collection) -> str | None:
    if collection.practice:  # everybody reads there, each for himself
        return Role.ANNOTATOR
    seen = _seen.get()
    if seen is not None and user.pk in seen:
        return seen[user.pk].roles.get(collection.pk)
    return Membership.objects.filter(user=user, collection=collection).values_list("role", flat=True).first()


def may(user: User, right: str, collection: Collection) -> bool:
    """Whether the user's role in the collection carries the right (``view``, ``annotate``, ``adjudicate``, ``manage``)."""
    return user.is_active and role_in(user, collection) in RIGHTS[right]


def require(user: User, right: str, collection: Collection) -> None:
    """Raise Forbidden where a member lacks the right, NotFound where the user is no member."""
    if not user.is_active:
        raise Forbidden(_("This account is closed."))
    role = role_in(user, collection)
    if role is None:
        raise NotFound(_("Nothing of that name is here."))
    if role not in RIGHTS[right]:
        raise Forbidden(_("Your role in this collection does not allow this."), right=right)


def collections(user: User, right: str = "view") -> QuerySet[Collection]:
    """The collections in which the user has the right. Never the one for practice, which has no members: no list, queue, count, release or file
    knows of it."""
    membership = Membership.objects.filter(user=user, collection=OuterRef("pk"), role__in=RIGHTS[right])
    return Collection.objects.filter(Exists(membership))


@one_look()
def visible(rows: type[Row] | QuerySet[Row], user: User, right: str = "view") -> QuerySet[Row]:
    """The rows that lie in collections where the user has the right. What judges is narrowed further by blindness."""
    return _within(rows, user, _sight(user).homes[right])


@one_look()
def on_desk(rows: type[Row] | QuerySet[Row], user: User) -> QuerySet[Row]:
    """What the desk may show of a document that it has open: the visible rows, and those of the practice document."""
    return _within(rows, user, [*_sight(user).homes["view"], *_sight(user).practice])


def _within(rows: type[Row] | QuerySet[Row], user: User, homes: list[int]) -> QuerySet[Row]:
    queryset: QuerySet[Row] = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    path = COLLECTION_OF[queryset.model]
    queryset = queryset.filter(**{f"{path}__in" if path else "pk__in": homes})
    narrow = _NARROWER.get(queryset.model)
    return queryset.filter(narrow(user)) if narrow else queryset


def find(rows: type[Row] | QuerySet[Row], user: User, right: str = "view", **lookup: Any) -> Row:
    """The one row; NotFound for outsiders as if it were not there, Forbidden for members without the right."""
    row = visible(rows, user).filter(**lookup).first()
    if row is None:
        raise NotFound(_("Nothing of that name is here."))
    if right != "view":
        require(user, right, collection_of(row))
    return row


def own_reading(user: User, key: Any, rows: QuerySet[Reading]) -> Reading:
    """The user's own reading by its uuid, also that of the practice document; others' are refused to members and not there for strangers."""
    row = on_desk(rows, user).filter(uuid=key).first()
    if row is None or (row.annotator_id != user.pk and row.document.collection.practice):
        raise NotFound(_("Nothing of that name is here."))
    require(user, "annotate", row.document.collection)
    if row.annotator_id != user.pk:
        raise Forbidden(_("This is somebody else's reading."))
    return row


def collection_of(row: Model) -> Collection:
    """The collection in which a row lies."""
    thing: Any = row
    for step in filter(None, COLLECTION_OF[type(row)].split("__")):
        thing = getattr(thing, step)
    assert isinstance(thing, Collection)
    return thing


def visible_reviews(user: User) -> QuerySet[Review]:
    """The one door to judgements: the user's own; the others' where the collection reads openly, or where both sides are done: the
    reading is finished and the user has no open reading of that document and may adjudicate."""
    return visible(Review, user)


def _still_read(user: User) -> QuerySet[Any]:
    """The documents that the user has open. Asked once a query, since it does not depend on the row: as many as one person reads at a time."""
    return Reading.objects.filter(annotator=user, state=Reading.State.OPEN).values("document")


def there_is(rows: QuerySet[Any]) -> Lookup[Any]:
    """Whether there is such a row; asked row by row. ``Exists`` in an OR would let PostgreSQL read the whole table first."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


def _readings_seen(user: User, prefix: str) -> Q:
    """Which readings' contents a user may see; ``prefix`` leads from the row to its reading."""
    sight = _sight(user)
    own = Q(**{f"{prefix}annotator": user})
    open_collection = Q(**{f"{prefix}document__collection__in": sight.unblind})
    judged = Q(**{f"{prefix}state": Reading.State.FINISHED, f"{prefix}document__collection__in": sight.homes["adjudicate"]})
    return own | open_collection | (judged & ~Q(**{f"{prefix}document__in": _still_read(user)}))


def _adjudications_seen(user: User) -> Q:
    """An adjudication tells what the readers said: not while one reads the document oneself."""
    return ~Q(fact__document__in=_still_read(user)) | Q(fact__collection__in=_sight(user).unblind)


def _facts_seen(user: User) -> Q:
    """A fact that a colleague added is itself a judgement: hidden while readings are blind, until it was adjudicated or released."""
    of_others = Review.objects.filter(_readings_seen(user, "reading__"), fact=OuterRef("pk"))
    released = GoldFact.objects.exclude(release__digests={}).filter(fact=OuterRef("pk"))
    return ~Q(origin=Fact.Origin.PERSON) | Q(candidate__isnull=False) | Q(created_by=user) | Q(there_is(of_others)) | Q(there_is(released))


def _reads_unaided(user: User, document: str) -> Q:
    """Whether the user reads the document (``document`` leads to it) without candidates just now."""
    return Q(**{f"{document}__in": _still_read(user).filter(aided=False)})


def _plain(user: User, run: str) -> Q:
    """What no colleague's corrected cause brought forth; ``run`` leads to the run."""
    own = Reading.objects.filter(annotator=user, run__isnull=False).values("run")
    return Q(**{f"{run}__isnull": True}) | Q(**{f"{run}__inputs__overrides": []}) | Q(**{f"{run}__in": own})


def _notes_seen(user: User) -> Q:
    """A fellow reader's note tells what that reader thinks; a note of somebody who does not read the document is for all."""
    sight = _sight(user)
    fellow = there_is(Reading.objects.filter(annotator=OuterRef("author"), document=OuterRef("fact__document")))
    judged = Q(fact__collection__in=sight.homes["adjudicate"]) & ~Q(fact__document__in=_still_read(user))
    return Q(author=user) | Q(fact__collection__in=sight.unblind) | judged | ~Q(fellow)


def _events_seen(user: User) -> Q:
    """The audit of a collection is its managers'. While one of them reads a document blind, it does not tell what the others did there."""
    managed = list(Collection.objects.filter(pk__in=_sight(user).homes["manage"]).values_list("uuid", flat=True))
    told = Q(collection_uuid__in=managed)
    mine = Reading.objects.filter(annotator=user, state=Reading.State.OPEN, document__collection__blind=True).values("document")
    hidden: list[str] = []
    for model in (Fact, Reading):
        hidden += [str(key) for key in model.objects.filter(document__in=mine).values_list("uuid", flat=True)]
    return Q(actor=user) | (told & ~Q(target_id__in=hidden) if hidden else told)


_NARROWER: dict[type[Model], Any] = {
    Review: lambda user: _readings_seen(user, "reading__"),
    Candidate: lambda user: _plain(user, "run") & ~_reads_unaided(user, "fact__document"),
    Dismissal: lambda user: _readings_seen(user, "reading__"),
    Override: lambda user: _readings_seen(user, "reading__"),
    Adjudication: _adjudications_seen,
    Note: _notes_seen,
    Release: lambda user: FROZEN,
    GoldFact: lambda user: ~Q(release__digests={}),
    Job: lambda user: Q(owner=user) | Q(collection__in=_sight(user).homes["manage"]),
    Refusal: lambda user: Q(job__owner=user) | Q(job__collection__in=_sight(user).homes["manage"]),
}


@one_look()
def visible_facts(user: User) -> QuerySet[Fact]:
    """Facts of the user's collections; those that a colleague added, or a colleague's corrected cause brought forth, only where the colleague's
    judgement may be seen; nothing of the machine's alone while one reads a document without candidates."""
    machine = _plain(user, "candidate__run") & ~_reads_unaided(user, "document")
    told = there_is(visible_reviews(user).filter(fact=OuterRef("pk")))
    return visible(Fact, user).filter(_facts_seen(user)).filter(machine | Q(told))


def visible_events(user: User) -> QuerySet[AuditEvent]:
    """The audit of the collections one manages, and one's own deeds; not those of practice."""
    practised = Collection.objects.filter(practice=True).values("uuid")
    return AuditEvent.objects.filter(_events_seen(user)).filter(Q(collection_uuid__isnull=True) | ~Q(collection_uuid__in=practised))
