"""A release in the making: gold facts batch by batch, what is left out and why, what changed against the release before, its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from annotate import agreement, bulk, queries
from annotate.exports.changes_file import change_log
from annotate.models import Collection, Document, Fact, GoldFact, Release, Review
from annotate.models.release import FROZEN
from annotate.settlement import Settled, Settlement, settle
from extraction.facts.observation import observation_id

Beat = Callable[[], None]
Tally = dict[str, Any]
BLOCK = 500  # rows


def empty() -> Tally:
    """What is counted while a release is made; plain JSON, so that a job can keep it."""
    return {"documents": 0, "unfinished": 0, "left_out": {}, "admitted": {}}


def count(tally: Tally, found: Settlement, left_out: Mapping[str, int]) -> None:
    tally["documents"] += found.documents
    tally["unfinished"] += found.unfinished
    tally["left_out"] = dict(Counter(tally["left_out"]) + Counter(left_out))


def sorted_out(found: Settlement, admit: Mapping[str, str]) -> tuple[list[Settled], list[Settled], dict[str, int]]:
    """What gets in, what rests on damaged text and nobody let in, and how many facts are left out for which reason. ``admit``: the uuid of a damaged
    fact and why it may be trusted."""
    left_out = Counter({reason: len(facts) for reason, facts in found.unsettled.items()})
    chosen, damaged = [], []
    for settled in found.settled:
        if not settled.accepted:
            left_out["rejected"] += 1
        elif "damaged" in settled.flags and not admit.get(str(settled.fact.uuid), "").strip():
            left_out["damaged"] += 1
            damaged.append(settled)
        else:
            chosen.append(settled)
    return chosen, damaged, dict(left_out)


def take(draft: Release, documents: Sequence[int], admit: Mapping[str, str], tally: Tally) -> None:
    """Put the settled facts of these documents into the draft and count them."""
    found = settle(documents)
    chosen, _damaged, left_out = sorted_out(found, admit)
    count(tally, found, left_out)
    keys = {str(settled.fact.uuid) for settled in chosen}
    tally["admitted"] |= {key: reason.strip() for key, reason in sorted(admit.items()) if key in keys}
    bulk.insert([_gold(draft, settled) for settled in chosen])


def complete(draft: Release, tally: Tally, beat: Beat) -> None:
    """Give the draft its number and its coverage, in memory. ``beat`` is called again and again: it is a long way over a large release."""
    GoldFact.objects.filter(release=draft, take_down__isnull=False).delete()  # a text that went while the draft was made
    changes, withdrawn = _compared(draft, beat)
    draft.major, draft.minor, draft.patch = number(draft.collection, latest(draft.collection), changes)
    draft.coverage = {
        "collection": draft.collection.name,
        "description": draft.collection.description,
        "facts": draft.facts.count(),
        "documents": tally["documents"],
        "documents_unfinished": tally["unfinished"],
        "left_out": tally["left_out"],
        "changes": changes,
        "withdrawn": withdrawn,
        "agreement": _agreement(draft.collection),
        "admitted": tally["admitted"],
    }


def _agreement(collection: Collection) -> dict[str, float | None]:
    overall = agreement.overall(collection)
    alphas = {each.field: each.alpha for each in (overall.fact, *overall.fields)} if overall.documents else {}
    return {name: None if alpha is None else round(alpha, 6) for name, alpha in alphas.items()}


def _compared(draft: Release, beat: Beat) -> tuple[dict[str, int], dict[str, str]]:
    """How many facts were added, changed and withdrawn, and why each of the last."""
    kinds: Counter[str] = Counter({"added": 0, "changed": 0, "withdrawn": 0})
    withdrawn: dict[str, str] = {}
    log = change_log(draft)
    while block := list(islice(log, BLOCK)):
        kinds.update(change.kind for change in block)
        withdrawn |= why_gone([change.fact_uuid for change in block if change.kind == "withdrawn"])
        beat()
    return dict(kinds), withdrawn


def why_gone(facts: Iterable[UUID]) -> dict[str, str]:
    """Why facts of the release before are not in this one: the reason for which they were rejected, why they are not settled any more, or that their
    text was taken down."""
    gone = {fact.uuid: fact for fact in Fact.objects.filter(uuid__in=list(facts)).select_related("document").defer("document__raw")}
    found = settle(sorted({fact.document_id for fact in gone.values()})) if gone else Settlement([], {}, 0, 0)
    why = {fact.uuid: reason for reason, unsettled in found.unsettled.items() for fact in unsettled}
    for settled in found.settled:
        reason = settled.judgement.reason.code if settled.judgement.reason else "rejected"
        why[settled.fact.uuid] = "damaged" if settled.accepted else reason
    why |= {key: "taken_down" for key, fact in gone.items() if fact.document.state == Document.State.TAKEN_DOWN}
    return {str(key): why.get(key, "unfinished") for key in sorted(gone)}


def latest(collection: Collection) -> Release | None:
    """The newest release that was not withdrawn."""
    return collection.releases.filter(FROZEN, withdrawn_at__isnull=True).order_by("-major", "-minor", "-patch").first()


def number(collection: Collection, previous: Release | None, changes: Mapping[str, int]) -> tuple[int, int, int]:
    """Patch: the same data; minor: only added; major: changed or withdrawn. A number is never used twice, a withdrawn one neither."""
    standing = collection.releases.filter(FROZEN)
    if previous is None:
        highest = standing.order_by("-major").first()
        return (highest.major + 1 if highest else 1, 0, 0)
    if changes["changed"] or changes["withdrawn"]:
        return (standing.order_by("-major")[0].major + 1, 0, 0)
    of_major = standing.filter(major=previous.major).order_by("-minor", "-patch")[0]
    if changes["added"]:
        return (previous.major, of_major.minor + 1, 0)
    of_minor = standing.filter(major=previous.major, minor=previous.minor).order_by("-patch")[0]
    return (previous.major, previous.minor, of_minor.patch + 1)


def discard(collection: Collection) -> Iterator[int]:
    """Take away what is left of a release that was never frozen, some thousand rows at a step."""
    for draft in collection.releases.exclude(FROZEN):
        while keys := list(draft.facts.values_list("pk", flat=True)[: 10 * BLOCK]):
            yield GoldFact.objects.filter(pk__in=keys).delete()[0]
        draft.delete()


def compared_with(previous: Release | None, chosen: Sequence[Settled]) -> tuple[dict[str, int], list[UUID]]:
    """The same counts for facts that are not in a draft, and the facts that are gone."""
    now = {settled.fact.uuid: settled.judgement.values() for settled in chosen}
    seen, changed, gone = 0, 0, []
    for gold in previous.facts.iterator(chunk_size=2000) if previous else ():
        if gold.fact_uuid not in now:
            gone.append(gold.fact_uuid)
            continue
        seen += 1
        changed += gold.values() != now[gold.fact_uuid]
    return {"added": len(now) - seen, "changed": changed, "withdrawn": len(gone)}, gone


def _gold(release: Release, settled: Settled) -> GoldFact:
    fact, document = settled.fact, settled.fact.document
    values = settled.judgement.values()
    return make_gold(
        release_id=release.pk, fact_id=fact.pk, document_id=document.pk, fact_uuid=fact.uuid, document_uuid=document.uuid, title=document.title,
        address=document.source.address, published=document.published, sentence=queries.sentence_at(document.raw, values["start"], values["end"]),
        flags=settled.flags, evidence=_evidence(settled, values), provenance=_provenance(settled), observation_id=observation_id(values), **values,
    )  # fmt: skip


make_gold = bulk.maker(GoldFact)


def _evidence(settled: Settled, values: dict[str, Any]) -> dict[str, Any]:
    """The candidate's evidence for the fields that people left as the machine read them; what they changed rests on their reading."""
    candidate = settled.judgement.candidate if isinstance(settled.judgement, Review) else settled.fact.candidate
    if candidate is None:
        return {}
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
