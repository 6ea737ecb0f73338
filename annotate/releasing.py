"""Gold, frozen: what is settled becomes a numbered release that nobody can change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import agreement, auditing, permissions, queries
from annotate.errors import BadInput, WrongState
from annotate.exports.bundle import digests
from annotate.guideline import version as guideline_version
from annotate.models import Collection, GoldFact, Release, Review, User
from annotate.queries import Settled, Settlement
from extraction import __version__ as extractor_version
from extraction.facts.observation import observation_id
from extraction.tables import digest as tables_digest


@dataclass(frozen=True)
class Preview:
    """What a release would hold now. ``left_out``: reason (rejected, disputed, half_reviewed, damaged) to number of facts. ``changes``: added,
    changed, withdrawn against the release before. ``number``: what it would be called, None where there is nothing to release. ``damaged``: settled
    facts that a manager may let in. ``withdrawn``: facts (uuids) of the release before that are not in it, and why."""

    settled: list[Settled]
    left_out: dict[str, int]
    documents: int
    unfinished: int
    changes: dict[str, int]
    number: str | None
    damaged: list[Settled]
    withdrawn: dict[str, str]


def latest(collection: Collection) -> Release | None:
    """The newest release that was not withdrawn."""
    return collection.releases.filter(withdrawn_at__isnull=True).order_by("-major", "-minor", "-patch").first()


def preview(collection: Collection, admit: Mapping[UUID, str] | None = None) -> Preview:
    """What ``release`` would freeze. ``admit``: damaged facts a manager lets in, with the reason."""
    settlement = queries.settlement(collection)
    admitted = admit or {}
    left_out = Counter({reason: len(facts) for reason, facts in settlement.unsettled.items()})
    chosen, damaged = [], []
    for settled in settlement.settled:
        if not settled.accepted:
            left_out["rejected"] += 1
        elif "damaged" in flags(settled) and not admitted.get(settled.fact.uuid, "").strip():
            left_out["damaged"] += 1
            damaged.append(settled)
        else:
            chosen.append(settled)
    previous = latest(collection)
    before = {gold.fact_uuid: gold.values() for gold in previous.facts.all()} if previous else {}
    changes = _changes(before, chosen)
    withdrawn = _withdrawn(before.keys() - {settled.fact.uuid for settled in chosen}, settlement, damaged)
    number = ".".join(map(str, _number(collection, previous, changes))) if chosen else None
    return Preview(chosen, dict(left_out), settlement.documents, settlement.unfinished, changes, number, damaged, withdrawn)


def flags(settled: Settled) -> list[str]:
    """The flags of the candidate that was judged; none for a fact a person added."""
    candidate = settled.judgement.candidate if isinstance(settled.judgement, Review) else settled.fact.candidate
    return list(candidate.flags) if candidate else []


def _withdrawn(gone: set[UUID], settlement: Settlement, damaged: list[Settled]) -> dict[str, str]:
    """Why facts of the release before are not in this one: the reason for which they were rejected, or why they are not settled any more."""
    if not gone:
        return {}
    why = {fact.uuid: reason for reason, facts in settlement.unsettled.items() for fact in facts}
    why |= {settled.fact.uuid: "damaged" for settled in damaged}
    for settled in settlement.settled:
        if not settled.accepted:
            why[settled.fact.uuid] = settled.judgement.reason.code if settled.judgement.reason else "rejected"
    return {str(key): why.get(key, "unfinished") for key in sorted(gone)}


def _changes(before: dict[UUID, dict[str, Any]], chosen: list[Settled]) -> dict[str, int]:
    now = {settled.fact.uuid: settled.judgement.values() for settled in chosen}
    changed = sum(1 for key in before.keys() & now.keys() if before[key] != now[key])
    return {"added": len(now.keys() - before.keys()), "changed": changed, "withdrawn": len(before.keys() - now.keys())}


def _number(collection: Collection, previous: Release | None, changes: dict[str, int]) -> tuple[int, int, int]:
    """Patch: the same data; minor: only added; major: changed or withdrawn. A number is never used twice, a withdrawn one neither."""
    if previous is None:
        highest = collection.releases.order_by("-major").first()
        return (highest.major + 1 if highest else 1, 0, 0)
    if changes["changed"] or changes["withdrawn"]:
        return (collection.releases.order_by("-major")[0].major + 1, 0, 0)
    of_major = collection.releases.filter(major=previous.major).order_by("-minor", "-patch")[0]
    if changes["added"]:
        return (previous.major, of_major.minor + 1, 0)
    of_minor = collection.releases.filter(major=previous.major, minor=previous.minor).order_by("-patch")[0]
    return (previous.major, previous.minor, of_minor.patch + 1)


@transaction.atomic
def release(*, collection: Collection, actor: User, door: str, notes: str = "", admit: Mapping[UUID, str] | None = None) -> Release:
    """Freeze what is settled. WrongState where nothing is."""
    permissions.require(actor, "manage", collection)
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    seen = preview(collection, admit)
    if seen.number is None:
        raise WrongState(_("Nothing is settled yet: finish a reading first."))
    major, minor, patch = map(int, seen.number.split("."))
    frozen = Release.objects.create(
        collection=collection, major=major, minor=minor, patch=patch, notes=notes.strip(), coverage=_coverage(collection, seen, admit or {}),
        extractor_version=extractor_version, tables_digest=tables_digest(), guideline_version=guideline_version(),
        created_by=actor, created_at=timezone.now(),
    )  # fmt: skip
    GoldFact.objects.bulk_create([_gold(frozen, settled) for settled in seen.settled], batch_size=1000)
    frozen.digests = digests(frozen)
    frozen.save(update_fields=["digests"])
    after = {"number": frozen.number, "facts": len(seen.settled), "digests": frozen.digests}
    auditing.record(
        action="release.freeze", actor=actor, door=door, target=frozen, collection=collection, after=after, reason=notes.strip()
    )
    return frozen


def _coverage(collection: Collection, seen: Preview, admit: Mapping[UUID, str]) -> dict[str, Any]:
    """What the papers of a release tell, as it was that day."""
    overall = agreement.report(collection).overall
    alphas = {each.field: each.alpha for each in (overall.fact, *overall.fields)} if overall.documents else {}
    return {
        "collection": collection.name,
        "description": collection.description,
        "facts": len(seen.settled),
        "documents": seen.documents,
        "documents_unfinished": seen.unfinished,
        "left_out": seen.left_out,
        "changes": seen.changes,
        "withdrawn": seen.withdrawn,
        "agreement": {name: None if alpha is None else round(alpha, 6) for name, alpha in alphas.items()},
        "admitted": {str(key): reason.strip() for key, reason in sorted(admit.items()) if key in {each.fact.uuid for each in seen.settled}},
    }


def _gold(release: Release, settled: Settled) -> GoldFact:
    fact, document = settled.fact, settled.fact.document
    values = settled.judgement.values()
    return GoldFact(
        release=release, fact=fact, document=document, fact_uuid=fact.uuid, document_uuid=document.uuid, title=document.title,
        address=document.source.address, published=document.published, sentence=queries.sentence_at(document.raw, values["start"], values["end"]),
        flags=flags(settled), evidence=_evidence(settled), provenance=_provenance(settled), observation_id=observation_id(values), **values,
    )  # fmt: skip


def _evidence(settled: Settled) -> dict[str, Any]:
    """The candidate's evidence for the fields that people left as the machine read them; what they changed rests on their reading."""
    candidate = settled.judgement.candidate if isinstance(settled.judgement, Review) else settled.fact.candidate
    if candidate is None:
        return {}
    values = settled.judgement.values()
    kept = {name for name, value in candidate.values().items() if value == values[name]}
    parts = {"period": {"period_start", "period_end"}, "region": {"region", "region_code"}}
    return {name: why for name, why in candidate.evidence.items() if parts.get(name, {name}) <= kept}


def _provenance(settled: Settled) -> dict[str, Any]:
    judgement = settled.judgement
    candidate = settled.fact.candidate
    return {
        "origin": settled.fact.origin,
        "settled_by": "agreement" if isinstance(judgement, Review) else "adjudication",
        "readers": sorted(str(review.reading.annotator.uuid) for review in settled.reviews),
        "adjudicator": None if isinstance(judgement, Review) else str(judgement.adjudicator.uuid),
        "corrected": sorted({name for review in settled.reviews for name in review.corrected}),
        "producer": f"{candidate.producer} {candidate.producer_version}" if candidate else None,
    }


@transaction.atomic
def withdraw(*, release: Release, reason: str, actor: User, door: str) -> Release:
    """Mark a release as withdrawn. It stays what it was, and its number is not used again."""
    permissions.require(actor, "manage", release.collection)
    release = Release.objects.select_for_update(of=("self",)).select_related("collection").get(pk=release.pk)
    if release.withdrawn_at:
        raise WrongState(_("This release is withdrawn already."))
    if not reason.strip():
        raise BadInput(_("Expected a reason."), field="reason")
    release.withdrawn_at, release.withdrawn_by, release.withdrawn_reason = timezone.now(), actor, reason.strip()
    release.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    auditing.record(
        action="release.withdraw", actor=actor, door=door, target=release, collection=release.collection, reason=release.withdrawn_reason
    )
    return release
