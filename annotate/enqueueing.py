"""Telling a worker, once the transaction is committed. The database is the truth: what a lost broker never hears, the sweep finds."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

from annotate.celery import app

log = logging.getLogger(__name__)
EXTRACT = "annotate.tasks.extract_document"
EXTRACT_IN_BULK = "annotate.tasks.extract_in_bulk"
WORK_ON_JOB = "annotate.tasks.work_on_job"


def on_commit(document_id: int, *, bulk: bool = False) -> None:
    """Ask for the extraction of a document when the present transaction is committed."""
    transaction.on_commit(partial(send, EXTRACT_IN_BULK if bulk else EXTRACT, document_id))


def job_on_commit(job_id: int) -> None:
    """Ask a worker to go on with a long job when the present transaction is committed."""
    transaction.on_commit(partial(send, WORK_ON_JOB, job_id))


def send(task: str, row_id: int) -> bool:
    """Put one id on the queue; False (and a line in the log) where no broker answers."""
    try:
        app.send_task(task, [row_id], retry=False)
    except OperationalError as error:
        log.warning("broker away, %s %s waits for the sweep: %s", task, row_id, error)
        return False
    return True
