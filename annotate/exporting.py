"""Large exports: asked for, written by a worker slice by slice into a file that only their owner can fetch, and cleared away after a while."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import auditing, enqueueing, permissions
from annotate.errors import BadInput, Gone, HeshiError, NotFound, TooLarge, WrongState
from annotate.exports.table import FactTable, GoldTable, Record, Table
from annotate.exports.writing import FORMATS, OF_SELECTION, Format, write
from annotate.models import Collection, Job, Release, User
from annotate.selection import checked

SLICE = timedelta(seconds=20)  # how long one task works before it hands the rest on, so that nothing waits behind it
BATCH = 5_000  # facts between two commits of the progress
AT_ONE_GO = 200_000  # facts of a format that cannot be continued: it must be written within one task
DIRECT = 20_000  # facts up to which a file is sent as it is made, without a job
MOST_AT_ONCE = 3
UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)


class _Stopped(Exception):
    """The job was stopped, or another task is at it."""


@transaction.atomic
def ask(
    *, collection: Collection, form: str, actor: User, door: str, release: Release | None = None, asked: Mapping[str, str] | None = None
) -> Job:
    """Ask a worker for a file of a release, or of the facts that ``asked`` selects (filters of ``selection.Facts``), as they stand for the actor."""
    permissions.require(actor, "view", collection)
    forms = tuple(FORMATS) if release else OF_SELECTION
    if form not in forms:
        raise BadInput(_("There is no such format."), field="form", expected=list(forms))
    if release and asked:
        raise BadInput(_("A release is exported whole: expected no filters."), field=min(asked))
    checked(actor, asked or {})
    own = Job.objects.filter(owner=actor, kind=Job.Kind.EXPORT, state__in=UNFINISHED)
    if own.count() >= MOST_AT_ONCE:
        raise WrongState(_("You have %(most)d exports under way: wait for one, or stop it.") % {"most": MOST_AT_ONCE})
    options = {"form": form, "release": str(release.uuid) if release else None, "asked": dict(asked or {}), "after": None, "bytes": 0}
    job = Job(kind=Job.Kind.EXPORT, collection=collection, owner=actor, options=options)
    job.total = table_of(job).count()
    if not FORMATS[form].lines and job.total > AT_ONE_GO:
        message = _("This format takes at most %(most)d facts: take CSV or JSON Lines, or select fewer.") % {"most": AT_ONE_GO}
        raise TooLarge(message, field="form", expected=[name for name in forms if FORMATS[name].lines])
    job.file = f"exports/{job.uuid}"
    job.save()
    auditing.record(action="job.export", actor=actor, door=door, target=job, collection=collection, after=_told(options))
    enqueueing.job_on_commit(job.pk)
    return job


def _told(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in ("form", "release", "asked") if options[name]}


def table_of(job: Job) -> Table:
    """What the job exports, as far as its owner may see it."""
    if job.options["release"] is None:
        return FactTable(job.collection, job.owner, job.options["asked"])
    return GoldTable(permissions.find(Release.objects.select_related("collection"), job.owner, uuid=job.options["release"]))


def work(job_id: int) -> bool:
    """Do one slice of an export; True where more is left. What was written is known to the byte, so that a killed worker leaves nothing half or twice."""
    job = Job.objects.select_related("collection", "owner").get(pk=job_id)
    if job.state not in UNFINISHED:
        return False
    with _alone(job) as file:
        if file is None:
            return False
        try:
            permissions.require(job.owner, "view", job.collection)
            _note(job, state=Job.State.RUNNING)
            form = FORMATS[job.options["form"]]
            more = _go_on(job, form, file) if form.lines else _at_one_go(job, file)
        except _Stopped:
            return False
        except (HeshiError, OSError) as error:
            _end(job, Job.State.FAILED, str(error))
            return False
    if not more:
        _end(job, Job.State.DONE)
    return more


@contextmanager
def _alone(job: Job) -> Iterator[IO[bytes] | None]:
    """The job's file, cut to what is known of it; None while another task holds it."""
    path = path_of(job)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        job.refresh_from_db(fields=["options", "state"])
        file.seek(file.truncate(job.options["bytes"]))
        yield file


def _go_on(job: Job, form: Format, file: IO[bytes]) -> bool:
    """Write batch by batch, whole documents each, until the time is over."""
    ends = time.monotonic() + SLICE.total_seconds()
    table = table_of(job)
    if job.options["bytes"] == 0:
        file.write(form.head(table.columns))
    begun = job.options["after"] is not None
    assert form.lines is not None
    for batch in _batches(table.records(papers=form.papers, after=job.options["after"])):
        file.writelines(form.lines(batch, table.columns, begun))
        begun = True
        _keep(job, file, done=job.done + len(batch), after=batch[-1].document)
        if time.monotonic() > ends:
            return True
    file.write(form.tail)
    _keep(job, file, done=job.done, after=job.options["after"])
    return False


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    """Records of whole documents, at least BATCH together."""
    batch: list[Record] = []
    for _document, group in groupby(records, key=lambda record: record.document):
        batch.extend(group)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _at_one_go(job: Job, file: IO[bytes]) -> bool:
    write(table_of(job), job.options["form"], file, _teller(job))
    _keep(job, file, done=job.total or 0, after=None)
    return False


def _teller(job: Job) -> Callable[[int], None]:
    def tell(done: int) -> None:
        _note(job, done=done)

    return tell


def _keep(job: Job, file: IO[bytes], *, done: int, after: str | None) -> None:
    """Remember what stands in the file."""
    file.flush()
    job.done, job.options = done, {**job.options, "after": after, "bytes": file.tell()}
    _note(job, done=done, options=job.options)


def _note(job: Job, **values: Any) -> None:
    rows = Job.objects.filter(pk=job.pk, state__in=UNFINISHED)
    if not rows.update(touched_at=timezone.now(), **values):
        raise _Stopped


def _end(job: Job, state: str, failure: str = "") -> None:
    Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(state=state, failure=failure, finished_at=timezone.now())


def path_of(job: Job) -> Path:
    return Path(settings.MEDIA_ROOT) / job.file


def expires(job: Job) -> datetime | None:
    """When the file goes; None while it is being written."""
    return job.finished_at + settings.EXPORT_LIFETIME if job.finished_at else None


def find(user: User, uuid: UUID) -> Job:
    """One of the user's own exports; NotFound for everybody else's, a manager's eyes included."""
    jobs = Job.objects.select_related("collection", "owner").filter(owner=user, kind=Job.Kind.EXPORT)
    return permissions.find(jobs, user, uuid=uuid)


def fetch(user: User, uuid: UUID, *, now: datetime) -> tuple[Job, IO[bytes]]:
    """The finished file of one's own export. WrongState while it is not done, Gone when its time is over."""
    job = find(user, uuid)
    if job.state != Job.State.DONE:
        raise WrongState(_("This export is not done."), state=job.state)
    ends = expires(job)
    if not job.file or ends is None or ends <= now:
        raise Gone(_("This file was kept for a while and is gone: export it again."))
    try:
        return job, path_of(job).open("rb")
    except FileNotFoundError as error:
        raise NotFound(_("Nothing of that name is here.")) from error


def clear_away(*, now: datetime) -> int:
    """Remove the files of exports that have expired, were stopped or failed; how many there were."""
    over = Q(state=Job.State.DONE, finished_at__lte=now - settings.EXPORT_LIFETIME)
    jobs = Job.objects.filter(over | Q(state__in=[Job.State.STOPPED, Job.State.FAILED]), kind=Job.Kind.EXPORT).exclude(file="")
    gone = list(jobs)
    for job in gone:
        path_of(job).unlink(missing_ok=True)
    Job.objects.filter(pk__in=[job.pk for job in gone]).update(file="")
    return len(gone)
