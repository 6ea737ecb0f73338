"""Whether a worker runs: each writes a key that fades, from Celery's own pulse; pages read it."""

from __future__ import annotations

import logging
import time
from typing import Any

import redis
from celery.signals import heartbeat_sent, worker_ready, worker_shutdown

from annotate import broker

log = logging.getLogger(__name__)
PREFIX = "heshi:worker:"
FADES = 10
"""Seconds after its last beat that a worker counts as running; Celery beats every two."""
REMEMBERED = 1.0
_seen: tuple[float, bool] = (-REMEMBERED, False)


def worker_running() -> bool:
    """Whether some worker beats. A broker that does not answer at once counts as no worker. The answer is kept for a second."""
    global _seen
    now = time.monotonic()
    if now - _seen[0] >= REMEMBERED:
        _seen = (now, _ask())
    return _seen[1]


def _ask() -> bool:
    try:
        with broker.client(timeout=0.3) as asked:
            return next(asked.scan_iter(match=f"{PREFIX}*", count=1000), None) is not None
    except (redis.RedisError, OSError):
        return False


def _name(sender: Any) -> str:
    return str(getattr(getattr(sender, "eventer", sender), "hostname", "worker"))


@worker_ready.connect
@heartbeat_sent.connect
def beat(sender: Any, **kwargs: Any) -> None:
    try:
        with broker.client() as told:
            told.set(f"{PREFIX}{_name(sender)}", "1", ex=FADES)
    except (redis.RedisError, OSError) as error:
        log.warning("no heartbeat: %s", error)


@worker_shutdown.connect
def fall_silent(sender: Any, **kwargs: Any) -> None:
    try:
        with broker.client() as told:
            told.delete(f"{PREFIX}{_name(sender)}")
    except (redis.RedisError, OSError) as error:
        log.warning("the heartbeat fades by itself: %s", error)
