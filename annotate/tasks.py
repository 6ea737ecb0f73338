"""What workers do: take an id, call one doer. Every task may run twice; its result is a row."""

from __future__ import annotations

import gc
import signal
import time
from functools import cache
from typing import Any

from celery.signals import beat_embedded_init, worker_init, worker_process_init, worker_ready
from django.db import connection
from django.utils import timezone

from annotate import broker, enqueueing, exporting, extracting, heartbeat, idempotency, jobs, processes, sessions, statistics
from annotate.celery import app

# heartbeat: its signals beat in the worker
__all__ = ["extract_document", "extract_in_bulk", "heartbeat", "sweep", "work_on_job"]

PATIENCE = 1.0  # seconds after which a handful of documents begins no further one


@app.task(bind=True, name=enqueueing.EXTRACT)
def extract_document(self: Any, document_id: int) -> None:
    """For what a person put in and waits for."""
    extract(self.request, document_id)


@app.task(bind=True, name=enqueueing.EXTRACT_IN_BULK)
def extract_in_bulk(self: Any, document_ids: int | list[int]) -> None:
    """For imports of many documents: the same deed, on a queue that lets people go first. One that fails, as its row says, holds up no other, and
    what comes after long texts goes back to the queue, so that each has nearly all of a task's time."""
    left = [document_ids] if isinstance(document_ids, int) else list(document_ids)
    began, failure = time.monotonic(), None
    while left and time.monotonic() - began < PATIENCE:
        try:
            extract(self.request, left.pop(0))
        except Exception as error:
            failure = error
    if left:
        enqueueing.send(enqueueing.EXTRACT_IN_BULK, left)
    if failure:
        raise failure


def extract(request: Any, document_id: int) -> bool:
    redelivered = bool((request.delivery_info or {}).get("redelivered"))
    return extracting.extract_document(document_id, worker=str(request.hostname or ""), redelivered=redelivered)


@app.task(name=enqueueing.WORK_ON_JOB)
def work_on_job(job_id: int) -> None:
    """A slice of a long job; what is left goes to the back of the queue, so that nobody waits behind it."""
    if jobs.work(job_id):
        enqueueing.send(enqueueing.WORK_ON_JOB, job_id)


@app.task(name="annotate.tasks.sweep", expires=15)
def sweep() -> int:
    """Enqueue what waits though nobody was told, and what a lost worker still holds. A queue that still holds messages is left alone: what
    waits there was told, and a long import must not be told again every few seconds."""
    idle = {bulk for bulk, queue in ((False, "people"), (True, "bulk")) if broker.queued(queue) == 0}
    lost = [(document_id, bulk) for document_id, bulk in extracting.unfinished(now=timezone.now()) if bulk in idle]
    for document_id, bulk in lost:
        tell(document_id, bulk)
    for job_id in jobs.unattended(now=timezone.now()):
        enqueueing.send(enqueueing.WORK_ON_JOB, job_id)
    exporting.clear_away(now=timezone.now())
    idempotency.clear_away(now=timezone.now())
    sessions.clear_away(now=timezone.now())
    statistics.keep()
    return len(lost)


def tell(document_id: int, bulk: bool) -> None:
    enqueueing.send(enqueueing.EXTRACT_IN_BULK if bulk else enqueueing.EXTRACT, document_id)


@worker_init.connect
def load_before_forking(**kwargs: Any) -> None:
    """Dictionaries and tables are read once, in memory that the pool's children share."""
    extracting.load()
    gc.freeze()


@worker_ready.connect
def look_for_work(sender: Any, **kwargs: Any) -> None:
    """At every new connection to a broker, which may have forgotten what it was told."""
    try:
        take_back(str(sender.hostname))
        sweep()
    finally:
        connection.close()  # the pool's later children must not inherit it


@cache
def take_back(worker: str) -> None:
    """Once in a process's life: what an earlier life of this worker held is enqueued anew; nobody need wait for its claims to grow stale."""
    for document_id, bulk in extracting.release_claims(worker=worker):
        tell(document_id, bulk)


@worker_process_init.connect
@beat_embedded_init.connect
def end_with_the_worker(**kwargs: Any) -> None:
    """A killed worker leaves no child working on beside its successor."""
    processes.end_with_parent(signal.SIGKILL)
