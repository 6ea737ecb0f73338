"""A worker whose extractor is slow enough to be killed at work, dies of a text that says 毒 (poison),
and takes for ever over one that says 慢 (slow)."""

import os
import signal
import time
from typing import Any

from celery.signals import worker_init

from annotate.celery import app

__all__ = ["app"]


@worker_init.connect
def slow_down(**kwargs: Any) -> None:
    from annotate import extracting

    quick = extracting.extract

    def slow(raw: str, *rest: Any) -> Any:
        if "毒" in raw:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(600 if "慢" in raw else 0.5)
        return quick(raw, *rest)

    extracting.extract = slow
