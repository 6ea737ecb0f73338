"""Gold, frozen: what is settled becomes a numbered release that nobody can change. A small one at once, a large one by a worker, slice by slice."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate import auditing, drafting, enqueueing, permissions, queries
from annotate.errors import BadInput, HeshiError, WrongState
from annotate.exports.bundle import digests
from annotate.guideline import version as guideline_version
from annotate.models import Collection, Document, Job, Release, User
from annotate.models.release import FROZEN
from annotate.settlement import Settled, batches, settle
from extraction import __version__ as extractor_version
from extraction.tables import digest as tables_digest

LEFT_OUT = {
    "rejected": gettext_lazy("rejected: no fact"),
    "disputed": gettext_lazy("disputed: the readers differ"),
    "half_reviewed": gettext_lazy("not judged by all readers"),
    "damaged": gettext_lazy("damaged text: the figure cannot be trusted"),
}

SMALL = 100  # documents read to the end, up to which a release is previewed whole and made while one waits
MOST = 10_000  # where a preview stops counting
SLICE = timedelta(seconds=20)  # how long one task works on a job before it hands the rest on, so that nothing waits behind it
PULSE = 5.0  # seconds between signs of life in a long step

Admitted = Mapping[UUID, str]


@dataclass(frozen=True)
class Preview:
    """What a release would hold now. ``whole``: over all documents read to the end; otherwise over the first SMALL, and the number is known when it is
    made. ``left_out``: reason (rejected, disputed, half_reviewed, damaged) to number of facts. ``unfinished``: documents, counted up to MOST.
    ``changes``: added, changed, withdrawn against the release before. ``number``: what it would be called, None where there is nothing to release or
    not all is known. ``damaged``: settled facts that a manager may let in. ``withdrawn``: facts (uuids) of the release before that are not in it, and
    why."""

    settled: list[Settled]
    left_out: dict[str, int]
    documents: int
    unfinished: int
    changes: dict[str, int]
    number: str | None
    damaged: list[Settled]
    withdrawn: dict[str, str]
    whole: bool


def _documents(collection: Collection) -> Any:
    return collection.documents.exclude(state=Document.State.TAKEN_DOWN)


def _read(collection: Collection) -> list[int]:
    """The first documents that were read to the end, one more than are few."""
    return list(queries.read_to_the_end(collection.documents.all()).order_by("pk").values_list("pk", flat=True)[: SMALL + 1])


def preview(collection: Collection, admit: Admitted | None = None) -> Preview:
    """What ``release`` would freeze. ``admit``: damaged facts a manager lets in, with the reason."""
    read = _read(collection)
    whole = len(read) <= SMALL
    found = settle(read[:SMALL])
    chosen, damaged, left_out = drafting.sorted_out(found, _texts(admit))
    unfinished = queries.with_readings(_documents(collection)).filter(done__lt=F("wants"))[:MOST].count()
    changes: dict[str, Any] = {}
    withdrawn: dict[str, str] = {}
    number = None
    if whole:
        previous = drafting.latest(collection)
        changes, gone = drafting.compared_with(previous, chosen)
        withdrawn = drafting.why_gone(gone)
        number = ".".join(map(str, drafting.number(collection, previous, changes))) if chosen else None
    return Preview(chosen, left_out, found.documents, unfinished, changes, number, damaged, withdrawn, whole)


def _texts(admit: Admitted | None) -> dict[str, str]:
    return {str(key): reason for key, reason in (admit or {}).items()}


def start(
    *, collection: Collection, actor: User, door: str, notes: str = "", admit: Admitted | None = None, previewed: str | None = None
) -> Release | Job:
    """Freeze what is settled: at once where few documents are read to the end, else by a worker. ``previewed``: the number that a preview told ("" for
    none); WrongState where it would be another by now."""
    permissions.require(actor, "manage", collection)
    if previewed is not None and previewed != (preview(collection, admit).number or ""):
        raise WrongState(_("More was settled or released since this preview was made: look at it again."))
    deed = release if len(_read(collection)) <= SMALL else ask
    return deed(collection=collection, actor=actor, door=door, notes=notes, admit=admit)


@transaction.atomic
def release(*, collection: Collection, actor: User, door: str, notes: str = "", admit: Admitted | None = None) -> Release:
    """Freeze what is settled, now. WrongState where nothing is, or while a worker makes a release of the collection."""
    permissions.require(actor, "manage", collection)
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    _refuse_a_second(collection)
    for _rows in drafting.discard(collection):
        pass
    draft, tally = _begin(collection, actor, notes), drafting.empty()
    for keys in batches(_documents(collection)):
        drafting.take(draft, keys, _texts(admit), tally)
    _complete(draft, tally, beat=lambda: None)
    return _freeze(draft, digests(draft), door)


@transaction.atomic
def ask(*, collection: Collection, actor: User, door: str, notes: str = "", admit: Admitted | None = None) -> Job:
    """Have a release made by a worker; the job tells how far it is, and at its end the release (``options["release"]``). Each document is taken as it
    stands when its turn comes."""
    permissions.require(actor, "manage", collection)
    Collection.objects.select_for_update().get(pk=collection.pk)
    _refuse_a_second(collection)
    job = Job.objects.create(
        kind=Job.Kind.RELEASE, collection=collection, owner=actor, total=_documents(collection).count(),
        options={"notes": notes.strip(), "admit": _texts(admit), "door": str(door), "draft": None, "last": 0, "tally": drafting.empty(), "release": None},
    )  # fmt: skip
    auditing.record(action="job.release", actor=actor, door=door, target=job, collection=collection, after={"notes": notes.strip()})
    enqueueing.job_on_commit(job.pk)
    return job


def _refuse_a_second(collection: Collection) -> None:
    if collection.jobs.filter(kind=Job.Kind.RELEASE, state__in=[Job.State.WAITING, Job.State.RUNNING]).exists():
        raise WrongState(_("A release of this collection is being made already."))


def _begin(collection: Collection, actor: User, notes: str) -> Release:
    """A draft: as long as it has no digests, nobody sees it, and it can be changed and taken away."""
    return Release.objects.create(
        collection=collection, major=0, minor=0, patch=0, notes=notes.strip(), extractor_version=extractor_version, tables_digest=tables_digest(),
        guideline_version=guideline_version(), created_by=actor, created_at=timezone.now(),
    )  # fmt: skip


def _complete(draft: Release, tally: drafting.Tally, beat: drafting.Beat) -> None:
    drafting.complete(draft, tally, beat)
    if not draft.coverage["facts"]:
        raise WrongState(_("Nothing is settled yet: finish a reading first."))
    draft.save(update_fields=["major", "minor", "patch", "coverage"])


def _freeze(draft: Release, sums: dict[str, str], door: str) -> Release:
    """From here on nothing changes it."""
    draft.digests = sums
    draft.save(update_fields=["digests"])
    auditing.record(
        action="release.freeze", actor=draft.created_by, door=door, target=draft, collection=draft.collection, reason=draft.notes,
        after={"number": draft.number, "facts": draft.coverage["facts"], "digests": sums},
    )  # fmt: skip
    return draft


# ---------------------------------------------------------------- by a worker


def work(job_id: int) -> bool:
    """Do one slice of a job; True where more is left. May be run twice, or after a killed worker: every slice is stored with the job's progress."""
    job = Job.objects.select_related("collection", "owner").get(pk=job_id)
    if job.state not in (Job.State.WAITING, Job.State.RUNNING):
        return False
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, touched_at=timezone.now())
    ends = time.monotonic() + SLICE.total_seconds()
    try:
        if job.options["draft"] is None and not _open(job, ends):
            return True
        draft = Release.objects.select_related("collection", "created_by").get(pk=job.options["draft"])
        for keys in batches(_documents(job.collection).filter(pk__gt=job.options["last"])):
            if not _take(job, draft, keys):
                return False
            if time.monotonic() > ends:
                return True
        _finish(job, draft)
    except HeshiError as error:
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, failure=error.message, finished_at=timezone.now())
    except Stopped:
        pass
    return False


class Stopped(Exception):
    """Somebody stopped the job in a long step."""


def _open(job: Job, ends: float) -> bool:
    """Begin the draft; False where clearing away an older one took the whole slice."""
    for _rows in drafting.discard(job.collection):
        if time.monotonic() > ends:
            return False
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.options["draft"] is None:
            locked.options["draft"] = _begin(job.collection, job.owner, job.options["notes"]).pk
            locked.save(update_fields=["options"])
    job.options = locked.options
    return True


@transaction.atomic
def _take(job: Job, draft: Release, keys: list[int]) -> bool:
    """A batch of documents and the job's progress in one transaction; False where the job was stopped, or a second task is further on."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state != Job.State.RUNNING or locked.options["last"] != job.options["last"]:
        return False
    drafting.take(draft, keys, locked.options["admit"], locked.options["tally"])
    locked.options["last"] = keys[-1]
    locked.done, locked.touched_at = locked.done + len(keys), timezone.now()
    locked.save(update_fields=["options", "done", "touched_at"])
    job.options = locked.options
    return True


def _finish(job: Job, draft: Release) -> None:
    """Compare, count, digest: over all facts, with signs of life; then freeze."""
    beat = _pulse(job)
    _complete(draft, job.options["tally"], beat)
    sums = digests(draft, beat)
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.state != Job.State.RUNNING:
            return
        _freeze(draft, sums, job.options["door"])
        locked.options["release"] = str(draft.uuid)
        locked.state, locked.finished_at = Job.State.DONE, timezone.now()
        locked.save(update_fields=["options", "state", "finished_at"])


def _pulse(job: Job) -> drafting.Beat:
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last < PULSE:
            return
        last = time.monotonic()
        if not Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(touched_at=timezone.now()):
            raise Stopped

    return beat


@transaction.atomic
def withdraw(*, release: Release, reason: str, actor: User, door: str) -> Release:
    """Mark a release as withdrawn. It stays what it was, and its number is not used again."""
    permissions.require(actor, "manage", release.collection)
    release = Release.objects.select_for_update(of=("self",)).select_related("collection").get(FROZEN, pk=release.pk)
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
