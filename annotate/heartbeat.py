"""Which workers run: each writes a key that fades, from Celery's own pulse; pages read it."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis
from celery.signals import heartbeat_sent, worker_ready, worker_shutdown
from django.utils import timezone

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


@dataclass(frozen=True)
class Worker:
    """A worker that beats. ``slots``: documents that it extracts at a time; ``queues`` in the order of their names."""

    name: str
    since: datetime
    slots: int
    queues: tuple[str, ...]


def workers() -> list[Worker] | None:
    """All that beat, by name; None where no broker answers."""
    try:
        with broker.client() as asked:
            names = sorted(key.decode() for key in asked.scan_iter(match=f"{PREFIX}*", count=1000))
            told = asked.mget(names) if names else []
    except (redis.RedisError, OSError):
        return None
    return [_worker(name.removeprefix(PREFIX), json.loads(card)) for name, card in zip(names, told, strict=True) if card]


def _worker(name: str, card: dict[str, Any]) -> Worker:
    return Worker(name, datetime.fromisoformat(card["since"]), card["slots"], tuple(card["queues"]))


def _ask() -> bool:
    try:
        with broker.client(timeout=0.3) as asked:
            return next(asked.scan_iter(match=f"{PREFIX}*", count=1000), None) is not None
    except (redis.RedisError, OSError):
        return False


def _name(sender: Any) -> str:
    return str(getattr(getattr(sender, "eventer", sender), "hostname", "worker"))


_card: dict[str, Any] = {"since": "", "slots": 0, "queues": []}
"""What this process tells of itself, if it is a worker."""


@worker_ready.connect
def introduce(sender: Any, **kwargs: Any) -> None:
    """At every new connection to a broker."""
    _card["since"] = _card["since"] or timezone.now().isoformat()
    _card["slots"] = getattr(sender.pool, "limit", 0) or 0
    _card["queues"] = sorted(sender.app.amqp.queues.consume_from)
    beat(sender)


@heartbeat_sent.connect
def beat(sender: Any, **kwargs: Any) -> None:
    """Celery's pulse begins before the worker is ready: it does not count until then."""
    if not _card["since"]:
        return
    try:
        with broker.client() as told:
            told.set(f"{PREFIX}{_name(sender)}", json.dumps(_card), ex=FADES)
    except (redis.RedisError, OSError) as error:
        log.warning("no heartbeat: %s", error)


@worker_shutdown.connect
def fall_silent(sender: Any, **kwargs: Any) -> None:
    try:
        with broker.client() as told:
            told.delete(f"{PREFIX}{_name(sender)}")
    except (redis.RedisError, OSError) as error:
        log.warning("the heartbeat fades by itself: %s", error)
