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


def on_commit(document_id: int, *, bulk: bool = False) -> None:
    """Ask for the extraction of a document when the present transaction is committed."""
    transaction.on_commit(partial(send, EXTRACT_IN_BULK if bulk else EXTRACT, document_id))


def send(task: str, document_id: int) -> bool:
    """Put one id on the queue; False (and a line in the log) where no broker answers."""
    try:
        app.send_task(task, [document_id], retry=False)
    except OperationalError as error:
        log.warning("broker away, document %s waits for the sweep: %s", document_id, error)
        return False
    return True
