"""Who may do what. Every page, endpoint and admin view asks here; nothing of a collection is seen by others than its members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import reduce
from operator import or_
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

# The way to its document from what the desk shows of one.
DOCUMENT_OF: dict[type[Model], str] = {Review: "fact__document", Adjudication: "fact__document", Note: "fact__document"}

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Sight:
    """Keys of the collections in which a person has a right, of those that read openly, and of the one for practice. Lists are narrowed by the keys
    themselves: the database then knows how many rows to expect, and which index to go by. ``roles``: a collection's key to the person's role."""

    roles: dict[int, str]
    homes: dict[str, list[int]]
    unblind: list[int]
    practice: list[int]

    @property
    def hides(self) -> bool:
        """Whether in some of the collections readers do not see each other."""
        return not self.lies_within(self.unblind)

    def lies_within(self, collections: list[int]) -> bool:
        """Whether there are none but these."""
        return {*self.homes["view"], *self.practice} <= {*collections}

    @property
    def listed(self) -> Sight:
        """The same without practice, which stands in no list."""
        return Sight(self.roles, self.homes, self.unblind, [])

    def of(self, collection: int) -> Sight:
        """The same of one collection, that of practice too: what its rules decide need not be asked of each row."""

        def kept(keys: list[int]) -> list[int]:
            return [key for key in keys if key == collection]

        homes = {right: kept(keys) for right, keys in self.homes.items()}
        homes["view"] = homes["view"] or kept(self.practice)
        return Sight(self.roles, homes, kept(self.unblind), kept(self.practice))


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
    if _seen.get() is not None:
        return _sight(user).roles.get(collection.pk)
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
    sight = _sight(user).listed
    return _within(_asked(rows), user, sight, sight.homes[right])


@one_look()
def on_desk(rows: type[Row] | QuerySet[Row], user: User, document: Document | None = None) -> QuerySet[Row]:
    """What the desk may show of the documents that it opens: the visible rows, and those of the practice document. Of one ``document`` only where
    it is named, which is asked faster."""
    queryset, sight = _asked(rows), _sight(user)
    if document is None:
        return _within(queryset, user, sight, [*sight.homes["view"], *sight.practice])
    sight = sight.of(document.collection_id)
    if not sight.homes["view"]:
        return queryset.none()
    return _narrowed(queryset.filter(**{DOCUMENT_OF[queryset.model]: document}), user, sight)


def _asked(rows: type[Row] | QuerySet[Row]) -> QuerySet[Row]:
    return rows if isinstance(rows, QuerySet) else rows._default_manager.all()


def _within(rows: QuerySet[Row], user: User, sight: Sight, homes: list[int]) -> QuerySet[Row]:
    path = COLLECTION_OF[rows.model]
    return _narrowed(rows.filter(**{f"{path}__in" if path else "pk__in": homes}), user, sight)


def _narrowed(rows: QuerySet[Row], user: User, sight: Sight) -> QuerySet[Row]:
    narrow = _NARROWER.get(rows.model)
    return rows.filter(narrow(user, sight)) if narrow else rows


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
    row = rows.filter(uuid=key).first()
    if row is None or (row.annotator_id != user.pk and row.document.collection.practice):
        raise NotFound(_("Nothing of that name is here."))
    require(user, "annotate", row.document.collection)  # for strangers it is not there either
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


@one_look()
def visible_reviews(user: User, collection: Collection | None = None) -> QuerySet[Review]:
    """The one door to judgements: the user's own; the others' where the collection reads openly, or where both sides are done: the
    reading is finished and the user has no open reading of that document and may adjudicate. Those of one ``collection`` are found by their
    readings, without the way over the fact of each."""
    if collection is None:
        return visible(Review, user)
    sight = _sight(user)
    if collection.pk not in sight.homes["view"]:
        return Review.objects.none()
    return _narrowed(Review.objects.filter(reading__document__collection=collection), user, sight.of(collection.pk))


def _still_read(user: User) -> QuerySet[Any]:
    """The documents that the user has open. Asked once a query, since it does not depend on the row: as many as one person reads at a time."""
    return Reading.objects.filter(annotator=user, state=Reading.State.OPEN).values("document")


def there_is(rows: QuerySet[Any]) -> Lookup[Any]:
    """Whether there is such a row; asked row by row. ``Exists`` in an OR would let PostgreSQL read the whole table first."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


def _either(*conditions: Q | None) -> Q:
    """Those that can be met at all, in an OR."""
    return reduce(or_, (condition for condition in conditions if condition is not None))


def _lies_in(sight: Sight, path: str, collections: list[int]) -> Q | None:
    """Whether a row's collection is one of these; not asked where all are, None where none is."""
    if sight.lies_within(collections):
        return Q()
    return Q(**{f"{path}__in": collections}) if collections else None


def _readings_seen(user: User, sight: Sight, prefix: str) -> Q:
    """Which readings' contents a user may see; ``prefix`` leads from the row to its reading."""
    if not sight.hides:
        return Q()
    judged = _lies_in(sight, f"{prefix}document__collection", sight.homes["adjudicate"])
    if judged is not None:
        judged &= Q(**{f"{prefix}state": Reading.State.FINISHED}) & ~Q(**{f"{prefix}document__in": _still_read(user)})
    return _either(Q(**{f"{prefix}annotator": user}), _lies_in(sight, f"{prefix}document__collection", sight.unblind), judged)


def _adjudications_seen(user: User, sight: Sight, prefix: str = "fact__") -> Q:
    """An adjudication tells what the readers said: not while one reads the document oneself. ``prefix`` leads from the row to its fact."""
    if not sight.hides:
        return Q()
    return _either(~Q(**{f"{prefix}document__in": _still_read(user)}), _lies_in(sight, f"{prefix}collection", sight.unblind))


@one_look()
def decision_seen(user: User) -> Q:
    """Of facts: whether somebody decided on it and the user may see that; the same as by ``visible(Adjudication, user)``, of the joined row."""
    sight = _sight(user).listed
    return Q(adjudication__isnull=False, collection__in=sight.homes["view"]) & _adjudications_seen(user, sight, "")


def _facts_seen(user: User) -> Q:
    """A fact that a colleague added is itself a judgement: hidden while readings are blind, until it was adjudicated or released."""
    of_others = Review.objects.filter(_readings_seen(user, _sight(user).listed, "reading__"), fact=OuterRef("pk"))
    released = GoldFact.objects.exclude(release__digests={}).filter(fact=OuterRef("pk"))
    return ~Q(origin=Fact.Origin.PERSON) | Q(candidate__isnull=False) | Q(created_by=user) | Q(there_is(of_others)) | Q(there_is(released))


def _reads_unaided(user: User, document: str) -> Q:
    """Whether the user reads the document (``document`` leads to it) without candidates just now."""
    return Q(**{f"{document}__in": _still_read(user).filter(aided=False)})


def _plain(user: User, run: str) -> Q:
    """What no colleague's corrected cause brought forth; ``run`` leads to the run."""
    own = Reading.objects.filter(annotator=user, run__isnull=False).values("run")
    return Q(**{f"{run}__isnull": True}) | Q(**{f"{run}__inputs__overrides": []}) | Q(**{f"{run}__in": own})


def _notes_seen(user: User, sight: Sight) -> Q:
    """A fellow reader's note tells what that reader thinks; a note of somebody who does not read the document is for all."""
    if not sight.hides:
        return Q()
    fellow = there_is(Reading.objects.filter(annotator=OuterRef("author"), document=OuterRef("fact__document")))
    judged = _lies_in(sight, "fact__collection", sight.homes["adjudicate"])
    if judged is not None:
        judged &= ~Q(fact__document__in=_still_read(user))
    return _either(Q(author=user), _lies_in(sight, "fact__collection", sight.unblind), judged, ~Q(fellow))


def _events_seen(user: User) -> Q:
    """The audit of a collection is its managers'. While one of them reads a document blind, it does not tell what the others did there."""
    managed = list(Collection.objects.filter(pk__in=_sight(user).homes["manage"]).values_list("uuid", flat=True))
    told = Q(collection_uuid__in=managed)
    mine = Reading.objects.filter(annotator=user, state=Reading.State.OPEN, document__collection__blind=True).values("document")
    hidden: list[str] = []
    for model in (Fact, Reading):
        hidden += [str(key) for key in model.objects.filter(document__in=mine).values_list("uuid", flat=True)]
    return Q(actor=user) | (told & ~Q(target_id__in=hidden) if hidden else told)


_NARROWER: dict[type[Model], Callable[[User, Sight], Q]] = {
    Review: lambda user, sight: _readings_seen(user, sight, "reading__"),
    Candidate: lambda user, sight: _plain(user, "run") & ~_reads_unaided(user, "fact__document"),
    Dismissal: lambda user, sight: _readings_seen(user, sight, "reading__"),
    Override: lambda user, sight: _readings_seen(user, sight, "reading__"),
    Adjudication: _adjudications_seen,
    Note: _notes_seen,
    Release: lambda user, sight: FROZEN,
    GoldFact: lambda user, sight: ~Q(release__digests={}),
    Job: lambda user, sight: Q(owner=user) | Q(collection__in=sight.homes["manage"]),
    Refusal: lambda user, sight: Q(job__owner=user) | Q(job__collection__in=sight.homes["manage"]),
}


@one_look()
def visible_facts(user: User) -> QuerySet[Fact]:
    """Facts of the user's collections; those that a colleague added, or a colleague's corrected cause brought forth, only where the colleague's
    judgement may be seen; nothing of the machine's alone while one reads a document without candidates."""
    machine = _plain(user, "candidate__run") & ~_reads_unaided(user, "document")
    told = there_is(visible_reviews(user).filter(fact=OuterRef("pk")))
    return visible(Fact, user).filter(_facts_seen(user)).filter(machine | Q(told))


def proposed_in(reading: Reading) -> QuerySet[Fact]:
    """Of ``visible_facts`` those that everybody sees who reads the document with candidates, as the reading's annotator does."""
    plain = Q(candidate__run__isnull=True) | Q(candidate__run__inputs__overrides=[])
    return Fact.objects.filter(plain, document=reading.document_id, origin=Fact.Origin.MACHINE) if reading.aided else Fact.objects.none()


def visible_events(user: User) -> QuerySet[AuditEvent]:
    """The audit of the collections one manages, and one's own deeds; not those of practice."""
    practised = Collection.objects.filter(practice=True).values("uuid")
    return AuditEvent.objects.filter(_events_seen(user)).filter(Q(collection_uuid__isnull=True) | ~Q(collection_uuid__in=practised))
