"""A worker that takes imports in slowly, in small batches, so that it can be killed at work, and leaves the extraction to others."""

import time
from datetime import timedelta
from typing import Any

from celery.signals import worker_init

from annotate.celery import app

__all__ = ["app"]


@worker_init.connect
def slow_down(**kwargs: Any) -> None:
    from annotate import extracting, importing, jobs

    quick = importing._store

    def slow(job: Any, batch: Any) -> bool:
        time.sleep(0.3)
        return quick(job, batch)

    importing.BATCH = 100
    importing._store = slow
    jobs.LOST = timedelta(seconds=3)
    extracting.extract_document = lambda *_words, **_more: False
