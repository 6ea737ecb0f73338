"""What the logs say: a line a request with its route, never its address, which may hold a one-time secret; nobody's name, address or browser.

With ``LOG_FORMAT=json`` every line of every process, Celery's and Django's too, is one JSON object.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

log = logging.getLogger("heshi.requests")
QUIET = ("healthz", "readyz", "metrics")
"""Routes that machines ask every few seconds."""
SAID = ("method", "route", "status", "ms")


class LogRequests:
    """The outermost middleware: it sees what every other one answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        said = (request.method, route_of(request), response.status_code, round((time.perf_counter() - began) * 1000))
        if said[1] not in QUIET:
            log.info("%s %s %s %s ms", *said, extra=dict(zip(SAID, said, strict=True)))
        return response


class RoutesNotAddresses(logging.Filter):
    """Django's own lines name the address that was asked for: here its route stands instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(route_of(request) if said in (request.path, request.get_full_path()) else said for said in record.args)
        return True


def route_of(request: HttpRequest) -> str:
    """``collections/<uuid:uuid>/``; none where nothing answers to the address."""
    return request.resolver_match.route if request.resolver_match else "(no route)"


def configuration(form: str, level: str) -> dict[str, Any]:
    """For ``logging.config.dictConfig``; ``form`` is ``text`` or ``json``."""
    before = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=SAID),
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    after = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,  # the calls, without the values that their variables had
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": structlog.stdlib.ProcessorFormatter, "processors": after, "foreign_pre_chain": before},
        },
        "filters": {"routes": {"()": RoutesNotAddresses}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["routes"]}},
        "loggers": {"axes": {"level": "ERROR"}},  # it names people and addresses; who was locked out stands in the admin
        "root": {"handlers": ["console"], "level": level},
    }
