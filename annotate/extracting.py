"""Documents to candidates, exactly once, by whichever worker claims the row."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import auditing, enqueueing, permissions
from annotate.errors import BadInput, WrongState
from annotate.models import Candidate, Document, ExtractionRun, Fact, User
from annotate.models.candidate import TAKEN_FIELDS
from annotate.models.fact_fields import VALUE_FIELDS
from extraction.facts.fact import Fact as Proposal
from extraction.facts.observation import observation_id
from extraction.pipeline import Extraction, Override, extract, extract_at
from extraction.text.span import Span

PRODUCER = "heshi"


def extract_document(document_id: int, *, worker: str = "", redelivered: bool = False) -> bool:
    """Claim a waiting document, extract it, write what was found. False where there was nothing to do; may run twice without doubling.

    ``worker`` is the node's name; a message redelivered to the same node takes over the claim of the child that was lost.
    """
    if not _claim(document_id, worker, redelivered):
        return False
    document = Document.objects.get(pk=document_id)
    if document.attempts > settings.EXTRACTION_ATTEMPTS:
        _fail(
            document,
            _("Tried %(count)d times; each time the worker was lost or ran out of time.") % {"count": settings.EXTRACTION_ATTEMPTS},
        )
        return False
    try:
        run_extraction(document)
    except Exception as error:
        _fail(document, f"{type(error).__name__}: {error}")
        raise
    return True


USUAL_DOUBT = 0.08  # 1 - the mean confidence over the sample corpus


def _claim(document_id: int, worker: str, redelivered: bool) -> bool:
    now = timezone.now()
    free = Q(state=Document.State.WAITING) | Q(state=Document.State.EXTRACTING, claimed_at__lt=now - settings.EXTRACTION_STALE)
    if redelivered:
        free |= Q(state=Document.State.EXTRACTING, claimed_by=worker)
    claimed = Document.objects.filter(free, pk=document_id).update(
        state=Document.State.EXTRACTING, claimed_at=now, claimed_by=worker, attempts=F("attempts") + 1, failure=""
    )
    return claimed == 1


def _fail(document: Document, reason: str) -> None:
    Document.objects.filter(pk=document.pk, state=Document.State.EXTRACTING, claimed_at=document.claimed_at).update(
        state=Document.State.FAILED, failure=reason[:2000], claimed_at=None, claimed_by=""
    )


def run_extraction(document: Document) -> ExtractionRun:
    """Extract a claimed document and store the outcome in one transaction, if the claim still stands then."""
    given = document.published if document.published_known == Document.Known.GIVEN else None
    started = time.perf_counter()
    extraction = extract(document.raw, given)
    milliseconds = round((time.perf_counter() - started) * 1000)
    with transaction.atomic():
        held = Document.objects.select_for_update().get(pk=document.pk)
        run = store_run(held, extraction, inputs={"published": given, "overrides": []}, milliseconds=milliseconds)
        if held.state == Document.State.EXTRACTING and held.claimed_at == document.claimed_at:
            if document.claimed_at and run.created_at >= document.claimed_at and not held.runs.exclude(pk=run.pk).exists():
                held.draw = weighed(held.draw, [fact.confidence["fact"] for fact in extraction.facts])
            _finish(held, extraction)
    return run


def _finish(document: Document, extraction: Extraction) -> None:
    document.state, document.claimed_at, document.claimed_by = Document.State.EXTRACTED, None, ""
    document.title = document.title or (extraction.title or "")[:300]
    if document.published_known != Document.Known.GIVEN:
        document.published, document.published_known = extraction.published, extraction.published_known
    document.readings_wanted = document.wants()
    document.save(update_fields=["state", "claimed_at", "claimed_by", "title", "published", "published_known", "draw", "readings_wanted"])


def weighed(draw: float, confidences: Sequence[float]) -> float:
    """A document's draw by what its first run was sure of: smaller, so that a second reading is likelier, where the extractor doubts more than
    usual; larger where less. About the share that was asked for stays below it."""
    if not confidences:
        return draw
    doubt = 1 - sum(confidences) / len(confidences)
    return draw ** min(2.0, max(0.5, doubt / USUAL_DOUBT))


def store_run(document: Document, extraction: Extraction, *, inputs: dict[str, Any], milliseconds: int) -> ExtractionRun:
    """The run's row with its candidates; the standing row where the same run was stored before."""
    digest = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    run, made = ExtractionRun.objects.get_or_create(
        document=document,
        extractor_version=extraction.version,
        tables_digest=extraction.tables_digest,
        inputs_digest=digest,
        defaults={
            "inputs": inputs,
            "numerals": [[*numeral.span, numeral.not_a_fact] for numeral in extraction.numerals],
            "candidates_count": len(extraction.facts),
            "milliseconds": milliseconds,
        },
    )
    if made:
        _store_candidates(document, run, extraction.facts)
    return run


def _store_candidates(document: Document, run: ExtractionRun, proposals: Sequence[Proposal]) -> None:
    for proposal in proposals:
        if document.raw[proposal.start : proposal.end] != proposal.text:
            raise BadInput(f"the extractor's mention at {proposal.start}-{proposal.end} is not what the raw text says", field="text")
    known = match(document, proposals)
    facts = [known.get(i) or Fact(document=document, origin=Fact.Origin.MACHINE) for i in range(len(proposals))]
    Fact.objects.bulk_create([fact for fact in facts if fact.pk is None])
    candidates = [candidate_of(proposal, fact, run) for proposal, fact in zip(proposals, facts, strict=True)]
    Candidate.objects.bulk_create(candidates)
    plain = not run.inputs.get("overrides")
    for fact, candidate in zip(facts, candidates, strict=True):
        if plain or fact.candidate_id is None:
            fact.take(candidate)
    Fact.objects.bulk_update(facts, TAKEN_FIELDS, batch_size=500)


def candidate_of(proposal: Proposal, fact: Fact, run: ExtractionRun) -> Candidate:
    """A proposal of the extractor as a row."""
    record = proposal.as_dict()
    values = {name: record[name] for name in VALUE_FIELDS}
    values["unit_base"] = record["unit_base"]
    return Candidate(
        fact=fact, run=run, producer=PRODUCER, producer_version=run.extractor_version, confidence=record["confidence"], evidence=record["evidence"],
        findings=record["findings"], flags=record["flags"], observation_id=observation_id(values), **values,
    )  # fmt: skip


def match(document: Document, proposals: Sequence[Proposal]) -> dict[int, Fact]:
    """Which proposal (by its place) is which fact of an earlier run."""
    facts = [(fact, mention) for fact in document.facts.select_related("candidate") if (mention := _mention(fact)) is not None]
    return pair(facts, proposals)


def pair(facts: Sequence[tuple[Fact, Any]], proposals: Sequence[Any]) -> dict[int, Fact]:
    """Facts, each with its mention (a row of fact fields), and proposals (by their places) of one document: largest overlap of raw mentions first,
    then the same value and indicator, one to one."""
    pairs = []
    for i, proposal in enumerate(proposals):
        for fact, mention in facts:
            overlap = min(proposal.end, mention.end) - max(proposal.start, mention.start)
            if overlap > 0:
                alike = (str(proposal.value) == mention.value) + (proposal.indicator == mention.indicator)
                pairs.append((-overlap, -alike, i, fact.pk, fact))
    matched: dict[int, Fact] = {}
    taken: set[int] = set()
    for _overlap, _alike, i, key, fact in sorted(pairs, key=lambda pair: pair[:4]):
        if i not in matched and key not in taken:
            matched[i] = fact
            taken.add(key)
    return matched


def _mention(fact: Fact) -> Any:
    return fact.candidate or fact.reviews.order_by("id").first()


@transaction.atomic
def ask_again(*, document: Document, actor: User, door: str) -> Document:
    """Extract a document once more: a failed one, or an extracted one with the present extractor. People's judgements stay."""
    permissions.require(actor, "annotate", document.collection)
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.state in (Document.State.WAITING, Document.State.EXTRACTING):
        raise WrongState(_("This document is being extracted already."))
    if document.state == Document.State.TAKEN_DOWN:
        raise WrongState(_("The text of this document was taken down."))
    before = {"state": document.state, "failure": document.failure}
    document.state, document.attempts, document.failure = Document.State.WAITING, 0, ""
    document.save(update_fields=["state", "attempts", "failure"])
    auditing.record(
        action="document.extract_again", actor=actor, door=door, target=document, collection=document.collection, before=before, after={"state": document.state}
    )  # fmt: skip
    enqueueing.on_commit(document.pk)
    return document


@transaction.atomic
def release_claims(*, worker: str) -> list[tuple[int, bool]]:
    """A worker that starts under a name holds nothing yet: what an earlier life of it claimed waits again. Returns whom to enqueue anew."""
    claimed = Document.objects.filter(state=Document.State.EXTRACTING, claimed_by=worker)
    held = list(claimed.order_by("id").values_list("id", "bulk"))
    claimed.update(state=Document.State.WAITING, claimed_at=None, claimed_by="")
    return held


def unfinished(*, now: datetime, limit: int = 1000) -> list[tuple[int, bool]]:
    """Ids (and whether they came in bulk) of documents that wait, or whose claim is stale: what the sweep enqueues."""
    stale = Q(state=Document.State.EXTRACTING, claimed_at__lt=now - settings.EXTRACTION_STALE)
    rows = Document.objects.filter(Q(state=Document.State.WAITING) | stale).order_by("id")
    return list(rows.values_list("id", "bulk")[:limit])


def load() -> None:
    """Read dictionaries and tables now, before processes are forked, so that nobody waits for it and all share the memory."""
    extract("前三季度，全市生产总值484.4亿元，同比增长5.4%。", "2024-11")


def propose_at(document: Document, start: int, end: int, overrides: Sequence[Override] = ()) -> dict[str, Any] | None:
    """What the machine would read at one raw span that a person selected: values, confidence, evidence, findings, flags; None where no figure is."""
    if not 0 <= start < end <= len(document.raw):
        raise BadInput(_("Expected a span within 0 and %(length)d.") % {"length": len(document.raw)}, field="start")
    given = document.published if document.published_known == Document.Known.GIVEN else None
    proposal = extract_at(document.raw, Span(start, end), given, overrides)
    return proposal.as_dict() if proposal else None
