"""Large imports: a file becomes a job, a worker takes it in slice by slice, and a killed worker doubles nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import auditing, enqueueing, permissions
from annotate.errors import BadInput, Duplicate, HeshiError, TooLarge, WrongState
from annotate.imports.item import Item, Refusal
from annotate.imports.reading import ENDINGS, read
from annotate.ingesting import ingest_all, safe_name
from annotate.models import Collection, Document, Job, User

SLICE = timedelta(seconds=20)  # how long one task works before it hands the rest on, so that nothing waits behind it
BATCH = 200
MOST_REFUSALS = 10_000


@transaction.atomic
def ask(*, collection: Collection, file_name: str, data: bytes, actor: User, door: str, published: str | None = None) -> Job:
    """Keep the file and ask a worker to take it in. ``published`` is for documents that do not say their own date."""
    permissions.require(actor, "annotate", collection)
    name = safe_name(file_name)
    if not name.lower().endswith(ENDINGS):
        raise BadInput(_("Expected one of: %(endings)s.") % {"endings": " ".join(ENDINGS)}, field="file")
    if not data:
        raise BadInput(_("The file is empty: expected a text."), field="file")
    if len(data) > settings.IMPORT_LIMIT:
        message = _("The file has %(size)d bytes; expected at most %(limit)d.") % {"size": len(data), "limit": settings.IMPORT_LIMIT}
        raise TooLarge(message, field="file", limit=settings.IMPORT_LIMIT)
    job = Job.objects.create(
        kind=Job.Kind.IMPORT, collection=collection, owner=actor,
        options={"file_name": name, "published": published, "next": 0, "added": 0, "duplicates": 0, "door": str(door)},
    )  # fmt: skip
    job.file = f"imports/{job.uuid}"
    job.save(update_fields=["file"])
    _path(job).parent.mkdir(parents=True, exist_ok=True)
    _path(job).write_bytes(data)
    auditing.record(
        action="job.import", actor=actor, door=door, target=job, collection=collection, after={"file_name": name, "size": len(data)}
    )
    enqueueing.job_on_commit(job.pk)
    return job


def _path(job: Job) -> Path:
    return Path(settings.MEDIA_ROOT) / job.file


def work(job_id: int) -> bool:
    """Do one slice of an import; True where more is left. ``options["next"]`` counts what was read, in the transaction that stored it."""
    job = Job.objects.select_related("collection", "owner").get(pk=job_id)
    if job.state not in (Job.State.WAITING, Job.State.RUNNING):
        return False
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, touched_at=timezone.now())
    ends = time.monotonic() + SLICE.total_seconds()
    try:
        found = islice(_read(job), job.options["next"], None)
        while batch := list(islice(found, BATCH)):
            if not _take_in(job, batch):
                return False
            if time.monotonic() > ends:
                return True
    except (HeshiError, OSError) as error:
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, failure=str(error), finished_at=timezone.now())
        return False
    done = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(state=Job.State.DONE, finished_at=timezone.now())
    if done:
        _path(job).unlink(missing_ok=True)
    return False


def _read(job: Job) -> Iterator[Item | Refusal]:
    return read(_path(job).read_bytes(), job.options["file_name"])


@transaction.atomic
def _take_in(job: Job, batch: list[Item | Refusal]) -> bool:
    """Store a batch and the job's progress in one transaction; False where the job was stopped, or a second task is further on."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state != Job.State.RUNNING or locked.options["next"] != job.options["next"]:
        return False
    items = [_dated(one, job.options["published"]) for one in batch if isinstance(one, Item)]
    outcomes = ingest_all(collection=job.collection, items=items, actor=job.owner, door=job.options["door"], bulk=True)
    refused = [{"place": one.place, "reason": one.reason} for one in batch if isinstance(one, Refusal)]
    for item, outcome in zip(items, outcomes, strict=True):
        if isinstance(outcome, HeshiError):
            refused.append({"place": item.place, "reason": outcome.message})
    locked.options["next"] += len(batch)
    locked.options["added"] += sum(isinstance(outcome, Document) for outcome in outcomes)
    locked.options["duplicates"] += sum(isinstance(outcome, Duplicate) for outcome in outcomes)
    locked.options["refused"] = locked.options.get("refused", 0) + len(refused)
    locked.refusals = (locked.refusals + refused)[:MOST_REFUSALS]
    locked.done, locked.touched_at = locked.options["next"], timezone.now()
    locked.save(update_fields=["options", "refusals", "done", "touched_at"])
    job.options = locked.options
    return True


def _dated(item: Item, published: str | None) -> Item:
    return item if item.published or not published else replace(item, published=published)


@transaction.atomic
def go_on(*, job: Job, actor: User, door: str) -> Job:
    """Take a stopped or failed import up again, where it stopped."""
    job = Job.objects.select_for_update(of=("self",)).select_related("collection").get(pk=job.pk)
    if job.owner != actor:
        permissions.require(actor, "manage", job.collection)
    if job.kind != Job.Kind.IMPORT or job.state not in (Job.State.STOPPED, Job.State.FAILED):
        raise WrongState(_("Only an import that was stopped or failed can go on."))
    job.state, job.finished_at, job.failure = Job.State.WAITING, None, ""
    job.save(update_fields=["state", "finished_at", "failure"])
    auditing.record(action="job.go_on", actor=actor, door=door, target=job, collection=job.collection)
    enqueueing.job_on_commit(job.pk)
    return job
