"""How often one may ask the API: a number for each minute of the clock, counted by all web processes together in the Redis that REDIS_URL names.

Without one, as under ``make up``, the one web process counts in its memory; so does each for itself while Redis is away, for the API goes on without it.
"""

from __future__ import annotations

import logging
import time
from functools import cache
from typing import TYPE_CHECKING

import redis
from django.core.cache import cache as memory
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

from annotate import broker

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which reads this module when it is read

log = logging.getLogger(__name__)
PATIENCE, AWAY = 0.3, 5.0
"""Seconds for which one request waits for Redis, and for which nobody asks it again after it did not answer."""


class CountedTogether(SimpleRateThrottle):
    duration: int
    num_requests: int

    def allow_request(self, request: Request, view: APIView) -> bool:
        key = self.get_cache_key(request, view)
        if self.rate is None or key is None:
            return True
        return counted(f"heshi:{key}:{int(self.timer() // self.duration)}", self.duration) <= self.num_requests

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return self.duration - self.timer() % self.duration


class OfUser(CountedTogether, UserRateThrottle):
    pass


class OfAnybody(CountedTogether, AnonRateThrottle):
    pass


def counted(key: str, seconds: int) -> int:
    """How often this was asked by now, this time too."""
    if not broker.is_embedded() and time.monotonic() >= _Pause.until:
        try:
            return _in_redis(key, seconds)
        except (redis.RedisError, OSError) as error:
            _Pause.until = time.monotonic() + AWAY
            log.warning("Redis does not answer (%s): each process counts for itself", type(error).__name__)
    memory.add(key, 0, seconds)
    return int(memory.incr(key))


class _Pause:
    until = 0.0


def _in_redis(key: str, seconds: int) -> int:
    with _connections().pipeline(transaction=False) as asked:
        asked.incr(key)
        asked.expire(key, seconds)
        return int(asked.execute()[0])


@cache
def _connections() -> redis.Redis:
    return broker.client(timeout=PATIENCE)
