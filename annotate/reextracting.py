"""A new extractor over a whole collection, in the background. What people decided is untouched; what differs is listed."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import auditing, enqueueing, permissions, queries
from annotate.errors import WrongState
from annotate.extracting import store_run
from annotate.models import Candidate, Collection, Document, ExtractionRun, Fact, Job, Reading, User
from annotate.models.fact_fields import VALUE_FIELDS
from extraction import __version__
from extraction.pipeline import extract
from extraction.tables import digest

SLICE = timedelta(seconds=20)  # how long one task works on a job before it hands the rest to the next, so that nothing waits behind it

BATCH = 100  # documents compared at once
LOOKED_AT = 5000  # documents, for one page of differences


@transaction.atomic
def ask(*, collection: Collection, actor: User, door: str) -> Job:
    """Ask for a re-extraction by the present version. WrongState while one is running."""
    permissions.require(actor, "manage", collection)
    Collection.objects.select_for_update().get(pk=collection.pk)
    if collection.jobs.filter(kind=Job.Kind.REEXTRACT, state__in=[Job.State.WAITING, Job.State.RUNNING]).exists():
        raise WrongState(_("This collection is being extracted again already."))
    job = Job.objects.create(
        kind=Job.Kind.REEXTRACT, collection=collection, owner=actor, total=_documents(collection).count(),
        options={"version": __version__, "tables_digest": digest(), "last": 0, "found": {}},
    )  # fmt: skip
    auditing.record(action="job.reextract", actor=actor, door=door, target=job, collection=collection, after=job.options)
    enqueueing.job_on_commit(job.pk)
    return job


def _documents(collection: Collection) -> QuerySet[Document]:
    return collection.documents.filter(state=Document.State.EXTRACTED).order_by("id")


@queries.remembered
def versions(collection: Collection) -> list[Any]:
    """By which extractor the documents' newest runs were made: ``extractor_version``, ``tables_digest``, number of ``documents``."""
    runs = ExtractionRun.objects.filter(document__collection=collection, inputs__overrides=[])
    newest = runs.order_by().values("document").annotate(last=Max("pk"))
    found = ExtractionRun.objects.filter(pk__in=newest.values("last")).order_by("extractor_version", "tables_digest")
    return list(found.values("extractor_version", "tables_digest").annotate(documents=Count("pk")))


def work(job_id: int) -> bool:
    """Do one slice of a job; True where more is left. May be run twice, or after a killed worker: each document's run is stored once."""
    job = Job.objects.select_related("collection").get(pk=job_id)
    if job.state not in (Job.State.WAITING, Job.State.RUNNING):
        return False
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, touched_at=timezone.now())
    ends = time.monotonic() + SLICE.total_seconds()
    for document in _documents(job.collection).filter(pk__gt=job.options["last"]).iterator(chunk_size=50):
        if not _one(job, document):
            return False
        if time.monotonic() > ends:
            return True
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(state=Job.State.DONE, finished_at=timezone.now())
    return False


def _one(job: Job, document: Document) -> bool:
    """One document and the job's progress in one transaction; False where the job was stopped meanwhile."""
    given = document.published if document.published_known == Document.Known.GIVEN else None
    started = time.perf_counter()
    try:
        extraction = extract(document.raw, given)
    except Exception as error:
        job.refusals.append({"document": str(document.uuid), "reason": f"{type(error).__name__}: {error}"})
        extraction = None
    milliseconds = round((time.perf_counter() - started) * 1000)
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.state != Job.State.RUNNING or locked.options["last"] >= document.pk:
            return False  # stopped, or a second task is at the same work and further on
        held = Document.objects.select_for_update().get(pk=document.pk)
        if extraction and held.state == Document.State.EXTRACTED:  # not taken down meanwhile
            run = store_run(document, extraction, inputs={"published": given, "overrides": []}, milliseconds=milliseconds)
            if run.created_at >= locked.created_at:  # not the run of an earlier job with the same extractor
                _count(locked, document)
        locked.options["last"] = document.pk
        locked.done += 1
        locked.refusals = job.refusals
        locked.touched_at = timezone.now()
        locked.save(update_fields=["options", "done", "refusals", "touched_at"])
    return True


def _count(job: Job, document: Document) -> None:
    """Add what the new run changed to the job's ``found``: kinds of difference, and how many of them people had judged before."""
    found = Counter(job.options.get("found", {}))
    for each in _of_documents([document.pk]):
        found.update([each.kind, "judged"] if each.judged else [each.kind])
    job.options["found"] = dict(found)


@dataclass(frozen=True)
class Difference:
    """One fact that the newest run of a document proposes anew, no longer, or otherwise than the run before. ``kind``: new, gone, different;
    ``fields``: what differs; ``judged``: whether somebody has decided on it (which then stands)."""

    kind: str
    fact: Fact
    before: Candidate | None
    after: Candidate | None
    fields: tuple[str, ...]
    judged: bool


def differences(collection: Collection, kind: str | None = None, *, after: int = 0, until: int | None = None) -> Iterator[Difference]:
    """What the newest runs changed, document by document in order; documents with a single run have none. ``after``: a document's key, behind
    which it begins, ``until``: one with which it ends."""
    documents = _documents(collection).annotate(runs_count=Count("runs")).filter(runs_count__gt=1)
    if until is not None:
        documents = documents.filter(pk__lte=until)
    while keys := list(documents.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        yield from (each for each in _of_documents(keys) if kind in (None, each.kind))
        after = keys[-1]


def look(collection: Collection, user: User, kind: str | None = None, *, after: int = 0, size: int) -> tuple[list[Difference], int | None]:
    """About ``size`` differences, never cut within one document, among the next LOOKED_AT documents; and the document behind which one goes on, None
    at the end. There may be none and still more behind. Not of documents that the user still reads without candidates."""
    ends = list(_documents(collection).filter(pk__gt=after).values_list("pk", flat=True)[LOOKED_AT - 1 : LOOKED_AT + 1])
    until = ends[0] if len(ends) > 1 else None
    unaided = Reading.objects.filter(annotator=user, state=Reading.State.OPEN, aided=False)
    hidden = set(unaided.values_list("document", flat=True))
    found: list[Difference] = []
    for each in differences(collection, kind, after=after, until=until):
        if len(found) >= size and each.fact.document_id != found[-1].fact.document_id:
            return found, found[-1].fact.document_id
        if each.fact.document_id not in hidden:
            found.append(each)
    return found, until


def _of_documents(keys: Sequence[int]) -> list[Difference]:
    """What the newest run of each document changed against the one before it. Three queries."""
    runs: dict[int, list[int]] = defaultdict(list)
    plain = ExtractionRun.objects.filter(document__in=keys, inputs__overrides=[]).order_by("document_id", "-id")
    for document, run in plain.values_list("document_id", "id"):
        runs[document].append(run)
    pairs = {document: found[:2] for document, found in runs.items() if len(found) > 1}
    candidates: dict[int, dict[int, Candidate]] = defaultdict(dict)
    proposed = Candidate.objects.filter(run__in=[run for pair in pairs.values() for run in pair])
    for candidate in proposed.select_related("fact__document__source").defer("fact__document__raw", "fact__document__source__data"):
        assert candidate.run_id is not None
        candidates[candidate.run_id][candidate.fact_id] = candidate
    judged = set(Fact.objects.filter(document__in=pairs, reviews__isnull=False).values_list("pk", flat=True))
    return [each for new, old in pairs.values() for each in _between(candidates[old], candidates[new], judged)]


def _between(before: dict[int, Candidate], after: dict[int, Candidate], judged: set[int]) -> list[Difference]:
    found = [_difference(before.get(key), after.get(key), key in judged) for key in {**before, **after}]
    return sorted((each for each in found if each), key=lambda each: ((each.after or each.before).start, each.fact.pk))  # type: ignore[union-attr]


def _difference(before: Candidate | None, after: Candidate | None, judged: bool) -> Difference | None:
    fact = (after or before).fact  # type: ignore[union-attr]
    if before is None or after is None:
        return Difference("new" if before is None else "gone", fact, before, after, (), judged)
    was, now = before.values(), after.values()
    fields = tuple(name for name in VALUE_FIELDS if was[name] != now[name])
    return Difference("different", fact, before, after, fields, judged) if fields else None
