"""Facts that others found: another model's candidates, and reference sets. They come in beside ours; nobody's judgement is touched.

A candidate of another producer joins the fact whose mention it overlaps most, one to one, as a re-extraction does; where there is none it brings a
new fact of origin ``import``. What a producer's version has said before of a document is not taken in twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from annotate import auditing, bulk, extracting, permissions
from annotate.errors import BadInput, Duplicate, HeshiError
from annotate.imports.fact_record import Proposal, check
from annotate.imports.fact_schema import PURPOSES
from annotate.imports.item import MAKER
from annotate.models import Candidate, Collection, Document, Fact, ReferenceFact, Review, User
from annotate.models.candidate import TAKEN_FIELDS
from annotate.models.fact_fields import VALUE_FIELDS
from extraction.facts.observation import observation_id

CANDIDATES, REFERENCE = PURPOSES
LONGEST = {"producer": 60, "version": 40}

Maker = tuple[str, str]
Stored = Candidate | ReferenceFact


@dataclass(frozen=True, slots=True)
class Offer:
    """One fact that somebody brings about a document of the collection, not yet checked."""

    document: Document
    producer: str
    version: str
    record: Any


@transaction.atomic
def propose(
    *, document: Document, producer: str, version: str, facts: Sequence[Any], actor: User, door: str, purpose: str = CANDIDATES
) -> tuple[list[Stored], int]:
    """All of a producer's facts about one document, or none: BadInput names the first wrong one (``facts[2].period_start``) and, in
    ``extra["fields"]``, every one. Returns those that are new, and how many were there already."""
    offers = [Offer(document, producer, version, record) for record in facts]
    outcomes = propose_all(collection=document.collection, offers=offers, actor=actor, door=door, purpose=purpose)
    wrong = [(place, one) for place, one in enumerate(outcomes) if isinstance(one, BadInput)]
    if wrong:
        fields = [
            {"field": one.field if one.field in MAKER else f"facts[{place}].{one.field}", "message": one.message} for place, one in wrong
        ]
        raise BadInput(fields[0]["message"], field=fields[0]["field"], fields=fields)
    new = [one for one in outcomes if isinstance(one, Candidate | ReferenceFact)]
    return new, len(outcomes) - len(new)


@transaction.atomic
def propose_all(
    *, collection: Collection, offers: Sequence[Offer], actor: User, door: str, purpose: str = CANDIDATES, fresh: Iterable[int] = ()
) -> list[Stored | HeshiError]:
    """For each offer, in order, what was stored or the error that kept it out (BadInput, Duplicate). ``fresh``: keys of documents that came in
    within this transaction, about which nothing can be here yet."""
    permissions.require(actor, "annotate", collection)
    if purpose not in PURPOSES:
        raise BadInput(_("Expected one of: %(names)s.") % {"names": ", ".join(PURPOSES)}, field="purpose")
    outcomes: list[Any] = [_checked(offer) for offer in offers]
    sound = [(place, offer, one) for place, (offer, one) in enumerate(zip(offers, outcomes, strict=True)) if isinstance(one, Proposal)]
    here = _Here(sound, purpose, set(fresh))
    for place, offer, proposal in sound:
        outcomes[place] = here.refusal(offer, proposal) or proposal
    groups: dict[tuple[int, Maker], list[int]] = defaultdict(list)
    for place, offer, _proposal in sound:
        if isinstance(outcomes[place], Proposal):
            groups[offer.document.pk, (offer.producer, offer.version)].append(place)
    store = _candidates if purpose == CANDIDATES else _references
    for place, row in store(groups, offers, outcomes, here, actor):
        outcomes[place] = row
    _audit(groups, offers, collection, actor, door, purpose)
    return outcomes


def _checked(offer: Offer) -> Proposal | BadInput:
    try:
        check_maker(offer.producer, offer.version)
        if not isinstance(offer.record, Mapping):
            raise BadInput(_("expected an object"), field="facts")
        return check(offer.record, offer.document.raw)
    except BadInput as error:
        return error


def check_maker(producer: str, version: str) -> None:
    """BadInput unless both are named, and are not our own extractor's name."""
    for name, said in zip(MAKER, (producer, version), strict=True):
        if not isinstance(said, str) or not said.strip() or len(said) > LONGEST[name] or not said.isprintable():
            raise BadInput(_("expected a name of at most %(most)d characters") % {"most": LONGEST[name]}, field=name)
    if producer.strip().lower() == extracting.PRODUCER:
        raise BadInput(_("expected another name than that of this installation's own extractor"), field="producer")


def _signature(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] for name in VALUE_FIELDS)


class _Here:
    """What is known already of the documents that are spoken of; a few queries for all of them."""

    def __init__(self, sound: Sequence[tuple[int, Offer, Proposal]], purpose: str, fresh: set[int]) -> None:
        self.said: dict[tuple[int, Maker], set[tuple[Any, ...]]] = defaultdict(set)
        self.spoken_for: dict[tuple[int, Maker], set[int]] = defaultdict(set)
        self.facts: dict[int, list[tuple[Fact, Any]]] = defaultdict(list)
        documents = {offer.document.pk for _place, offer, _one in sound}
        old = sorted(documents - fresh)
        if old:
            list(Document.objects.select_for_update().filter(pk__in=old).order_by("pk").values_list("pk"))
            self._read(old, {offer.producer for _place, offer, _one in sound}, purpose)
        named = [one.fact_id for _place, _offer, one in sound if one.fact_id]
        self.taken_uuids = set(Fact.objects.filter(uuid__in=named).values_list("uuid", flat=True)) if named else set()

    def _read(self, documents: list[int], producers: set[str], purpose: str) -> None:
        if purpose == REFERENCE:
            for reference in ReferenceFact.objects.filter(document__in=documents, producer__in=producers):
                self.said[reference.document_id, (reference.producer, reference.producer_version)].add(_signature(reference.values()))
            return
        candidates = Candidate.objects.filter(fact__document__in=documents, producer__in=producers).select_related("fact")
        for row in candidates:
            key = row.fact.document_id, (row.producer, row.producer_version)
            self.said[key].add(_signature(row.values()))
            self.spoken_for[key].add(row.fact_id)
        for fact in Fact.objects.filter(document__in=documents).select_related("candidate").order_by("pk"):
            mention = fact.candidate or Review.objects.filter(fact=fact).order_by("id").first()
            if mention:
                self.facts[fact.document_id].append((fact, mention))

    def refusal(self, offer: Offer, proposal: Proposal) -> Duplicate | None:
        said, signature = self.said[offer.document.pk, (offer.producer, offer.version)], _signature(proposal.values)
        if signature in said:
            return Duplicate(_("This producer said so already."), document=str(offer.document.uuid))
        said.add(signature)
        return None


def _candidates(
    groups: Mapping[tuple[int, Maker], list[int]], offers: Sequence[Offer], outcomes: Sequence[Any], here: _Here, actor: User
) -> Iterable[tuple[int, Candidate]]:
    rows: list[tuple[int, Candidate]] = []
    new: list[Fact] = []
    keys = iter(bulk.next_keys(Fact, sum(map(len, groups.values()))))
    for (document, maker), places in groups.items():
        proposals = [outcomes[place] for place in places]
        known = _matched(here, document, maker, proposals)
        for i, place in enumerate(places):
            fact = known.get(i)
            if fact is None:
                fact = _new_fact(next(keys), offers[place].document, proposals[i], here, actor)
                new.append(fact)
                here.facts[document].append((fact, proposals[i]))
            here.spoken_for[document, maker].add(fact.pk)
            rows.append((place, _candidate(proposals[i], fact, maker)))
    candidates = [row for _place, row in rows]
    bulk.give_keys(candidates)
    first = [row for row in candidates if row.fact.candidate_id is None and _takes(row.fact, row)]
    _insert(new, candidates, first)
    made = {fact.pk for fact in new}
    bulk.update([row.fact for row in first if row.fact.pk not in made], TAKEN_FIELDS)
    return rows


def _takes(fact: Fact, candidate: Candidate) -> bool:
    fact.take(candidate)
    return True


def _insert(new: Sequence[Fact], candidates: Sequence[Candidate], first: Sequence[Candidate]) -> None:
    """Facts point to candidates and these to facts. Rows that point to what is not there yet would make SQLite look through all facts at each row:
    so facts come first without their candidate, and learn of it when it is there."""
    for fact in new:
        fact.candidate_id = None
    bulk.insert(new)
    bulk.insert(candidates)
    keys = {fact.pk for fact in new}
    for row in first:
        row.fact.candidate_id = row.pk
    bulk.update([row.fact for row in first if row.fact.pk in keys], ["candidate"])


def _matched(here: _Here, document: int, maker: Maker, proposals: Sequence[Proposal]) -> dict[int, Fact]:
    """By the identity that the fact had where it was exported, else by overlap; never two of one producer's version on one fact."""
    free = [(fact, mention) for fact, mention in here.facts[document] if fact.pk not in here.spoken_for[document, maker]]
    if not free:
        return {}
    by_uuid = {fact.uuid: fact for fact, _mention in free}
    known = {i: by_uuid.pop(one.fact_id) for i, one in enumerate(proposals) if one.fact_id in by_uuid}
    left = [i for i in range(len(proposals)) if i not in known]
    others = extracting.pair([(fact, mention) for fact, mention in free if fact.uuid in by_uuid], [proposals[i] for i in left])
    return known | {left[i]: fact for i, fact in others.items()}


def _new_fact(key: int, document: Document, proposal: Proposal, here: _Here, actor: User) -> Fact:
    identity: dict[str, Any] = {}
    if proposal.fact_id and proposal.fact_id not in here.taken_uuids:
        here.taken_uuids.add(proposal.fact_id)
        identity = {"uuid": proposal.fact_id}
    fact = _fact(
        id=key, document_id=document.pk, collection_id=document.collection_id, origin=Fact.Origin.IMPORT, created_by_id=actor.pk, **identity
    )  # fmt: skip
    fact.document = document
    return fact


_fact, _row = bulk.maker(Fact), bulk.maker(Candidate)


def _candidate(proposal: Proposal, fact: Fact, maker: Maker) -> Candidate:
    candidate = _row(
        fact_id=fact.pk, producer=maker[0], producer_version=maker[1], confidence=proposal.confidence, evidence=proposal.evidence,
        findings=proposal.findings, flags=proposal.flags, observation_id=observation_id(proposal.values), **proposal.values,
    )  # fmt: skip
    candidate.fact = fact
    return candidate


def _references(
    groups: Mapping[tuple[int, Maker], list[int]], offers: Sequence[Offer], outcomes: Sequence[Any], here: _Here, actor: User
) -> Iterable[tuple[int, ReferenceFact]]:
    rows = [
        (place, ReferenceFact(
            document=offers[place].document, producer=maker[0], producer_version=maker[1], optional=outcomes[place].optional,
            flags=outcomes[place].flags, created_by=actor, observation_id=observation_id(outcomes[place].values), **outcomes[place].values,
        ))
        for (_document, maker), places in groups.items() for place in places
    ]  # fmt: skip
    bulk.insert([row for _place, row in rows])
    return rows


def _audit(
    groups: Mapping[tuple[int, Maker], list[int]], offers: Sequence[Offer], collection: Collection, actor: User, door: str, purpose: str
) -> None:
    told: list[tuple[Model, dict[str, Any]]] = [
        (offers[places[0]].document, {"producer": maker[0], "version": maker[1], "facts": len(places), "purpose": purpose})
        for (_document, maker), places in groups.items()
    ]
    auditing.record_all(told, action="facts.import", actor=actor, door=door, collection=collection)
