"""What stands of a fact for one person: a decision, else a judgement (their own, else the first they may see), else the machine's proposal.

The rule is told twice, since lists are narrowed in the database and files are written row by row: ``stands`` for expressions, ``standings`` for
rows. A test holds the two together. Neither sees more than ``permissions`` shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from annotate import permissions
from annotate.models import Adjudication, Candidate, Fact, Review, User
from annotate.models.fact_fields import VALUE_FIELDS, FactFields
from annotate.models.review import JudgementState
from annotate.permissions import there_is

FIELDS = {field.name: field for field in FactFields._meta.local_fields}
STATES = ("proposed", "accepted", "corrected", "rejected")
CHUNK = 1000
SAID = (*VALUE_FIELDS, "observation_id")
OF_CANDIDATE = ("producer", "producer_version", "confidence", "flags", "findings")
OF_DOCUMENT = ("document__uuid", "document__title", "document__source__address", "document__published", "document__length")


def decisions(user: User) -> QuerySet[Adjudication]:
    """The decision on the fact of the query around it, where the user may see it."""
    return permissions.visible(Adjudication, user).filter(fact=OuterRef("pk"))


def judgements(user: User) -> QuerySet[Review]:
    """The judgements of the fact of the query around it that the user may see, the one that stands first."""
    first = Case(When(reading__annotator=user, then=0), default=1)
    return permissions.visible_reviews(user).filter(fact=OuterRef("pk")).order_by(first, "pk")


def proposals(user: User) -> QuerySet[Candidate]:
    """The newest proposal for the fact of the query around it, where the user may see it."""
    return permissions.visible(Candidate, user).filter(pk=OuterRef("candidate"))


def told(user: User, facts: QuerySet[Fact] | None = None) -> QuerySet[Fact]:
    """The facts of which something stands for the user."""
    facts = permissions.visible_facts(user) if facts is None else facts
    return facts.filter(Q(candidate__isnull=False) | Q(there_is(judgements(user))) | Q(there_is(decisions(user))))


def stands(name: str, user: User) -> Case:
    """The standing value of a fact's field, as an expression over ``Fact``."""
    reviews = judgements(user)
    return Case(
        When(permissions.decision_seen(user), then=F(f"adjudication__{name}")),
        When(there_is(reviews), then=Subquery(reviews.values(name)[:1])),
        default=F(f"candidate__{name}"),
        output_field=FIELDS[name],
    )


def standing_state(user: User) -> Case:
    """Which of ``STATES`` a fact is in, as an expression over ``Fact``."""
    reviews = judgements(user)
    state = Case(When(_differs(), then=Value("corrected")), default=F("state"), output_field=CharField())
    return Case(
        When(permissions.decision_seen(user), then=F("adjudication__state")),
        When(there_is(reviews), then=Subquery(reviews.annotate(standing=state).values("standing")[:1])),
        default=Value("proposed"),
        output_field=CharField(),
    )


def _differs() -> Q:
    """Of reviews: accepted with another value than the candidate's that was seen."""
    differs = Q()
    for name in VALUE_FIELDS:
        ours, seen = Q(**{f"{name}__isnull": True}), Q(**{f"candidate__{name}__isnull": True})
        differs |= (ours & ~seen) | (~ours & seen) | (~ours & ~seen & ~Q(**{name: F(f"candidate__{name}")}))
    return Q(state=JudgementState.ACCEPTED, candidate__isnull=False) & differs


def foremost(reviews: Iterable[Any], user: User) -> Any:
    """The one of some visible reviews of a fact that stands; None where there are none."""
    return min(reviews, key=lambda review: (review.reading.annotator_id != user.pk, review.pk), default=None)


def state_of(judgement: Review | Adjudication | None) -> str:
    if judgement is None:
        return "proposed"
    return "corrected" if getattr(judgement, "corrected", ()) else str(judgement.state)


@dataclass(frozen=True, slots=True)
class Standing:
    """One fact with what stands of it. ``document``: its uuid, title, address, published, length. ``candidate``: what is known of the newest
    proposal (OF_CANDIDATE, and evidence where asked for), empty where the user may not see it."""

    pk: int
    uuid: UUID
    document_id: int
    document: tuple[Any, ...]
    values: dict[str, Any]
    observation_id: str
    state: str
    adjudicated: bool
    judges: tuple[str, ...]
    candidate: dict[str, Any]


def standings(facts: QuerySet[Fact], user: User, *, evidence: bool = False) -> Iterator[Standing]:
    """What stands of each fact, in the order of the queryset, at constant memory: read in blocks from one cursor, with two queries a block for
    what people said. ``facts`` are such that the user may see (``told``)."""
    names = (*OF_CANDIDATE, "evidence") if evidence else OF_CANDIDATE
    lookups = [f"candidate__{name}" for name in (*SAID, *names)]
    rows = facts.annotate(shown=there_is(proposals(user))).values_list("pk", "uuid", "document_id", *OF_DOCUMENT, "shown", *lookups)
    found = rows.iterator(chunk_size=CHUNK)
    while block := list(islice(found, CHUNK)):
        said = _said([row[0] for row in block], user)
        yield from (_standing(row, said.get(row[0]), names) for row in block)


@dataclass(frozen=True, slots=True)
class Said:
    """The judgement that stands of a fact; ``judges``: the names of all whose judgements the user may see."""

    values: dict[str, Any]
    state: str
    adjudicated: bool
    judges: tuple[str, ...]


def _standing(row: tuple[Any, ...], said: Said | None, names: tuple[str, ...]) -> Standing:
    split = 3 + len(OF_DOCUMENT)
    candidate = dict(zip(names, row[split + 1 + len(SAID) :], strict=True)) if row[split] else {}
    said = said or Said(dict(zip(SAID, row[split + 1 :], strict=False)), "proposed", False, ())
    observation = said.values.pop("observation_id") or ""
    return Standing(
        row[0], row[1], row[2], row[3:split], said.values, observation, said.state, said.adjudicated, said.judges, candidate
    )  # fmt: skip


OF_REVIEW = ("fact_id", "reading__annotator_id", "reading__annotator__username", "candidate_id", "state")
OF_DECISION = ("fact_id", "adjudicator__username", "state")
SEEN = tuple(f"candidate__{name}" for name in VALUE_FIELDS)


def _said(keys: list[int], user: User) -> dict[int, Said]:
    """By fact. Plain tuples: a file of many facts has no time for rows of four models each."""
    reviews: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    seen = permissions.visible_reviews(user).filter(fact__in=keys).order_by("pk")
    for row in seen.values_list(*OF_REVIEW, *SAID, *SEEN):
        reviews[row[0]].append(row)
    found = {key: _reviewed(of_fact, user) for key, of_fact in reviews.items()}
    decisions = permissions.visible(Adjudication, user).filter(fact__in=keys)
    for fact, adjudicator, state, *values in decisions.values_list(*OF_DECISION, *SAID):
        judges = found[fact].judges if fact in found else ()
        found[fact] = Said(dict(zip(SAID, values, strict=True)), state, True, (*judges, adjudicator))
    return found


def _reviewed(reviews: list[tuple[Any, ...]], user: User) -> Said:
    """The same rule as ``foremost`` and ``state_of``, of rows in the order of their keys."""
    _fact, _annotator, _name, candidate, state, *rest = next((row for row in reviews if row[1] == user.pk), reviews[0])
    values, seen = rest[: len(SAID)], rest[len(SAID) :]
    if candidate is not None and state == JudgementState.ACCEPTED and values[: len(VALUE_FIELDS)] != seen:
        state = "corrected"
    return Said(dict(zip(SAID, values, strict=True)), state, False, tuple(row[2] for row in reviews))
