"""Telling a worker, once the transaction is committed. The database is the truth: what a lost broker never hears, the sweep finds."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

from annotate.celery import app

log = logging.getLogger(__name__)
EXTRACT = "annotate.tasks.extract_document"
EXTRACT_IN_BULK = "annotate.tasks.extract_in_bulk"
WORK_ON_JOB = "annotate.tasks.work_on_job"
HANDFUL = 10


def on_commit(document_id: int, *, bulk: bool = False) -> None:
    """Ask for the extraction of a document when the present transaction is committed."""
    transaction.on_commit(partial(send, EXTRACT_IN_BULK if bulk else EXTRACT, document_id))


def all_on_commit(document_ids: Sequence[int], *, bulk: bool) -> None:
    """The same for many: what came in bulk is told by the handful, so that telling costs nothing beside storing."""
    for first in range(0, len(document_ids), HANDFUL if bulk else 1):
        some = list(document_ids[first : first + HANDFUL]) if bulk else document_ids[first]
        transaction.on_commit(partial(send, EXTRACT_IN_BULK if bulk else EXTRACT, some))


def job_on_commit(job_id: int) -> None:
    """Ask a worker to go on with a long job when the present transaction is committed."""
    transaction.on_commit(partial(send, WORK_ON_JOB, job_id))


def send(task: str, row_id: int | list[int]) -> bool:
    """Put one id (or, in bulk, a handful) on the queue; False (and a line in the log) where no broker answers."""
    try:
        app.send_task(task, [row_id], retry=False)
    except OperationalError as error:
        log.warning("broker away, %s %s waits for the sweep: %s", task, row_id, error)
        return False
    return True
