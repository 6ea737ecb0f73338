"""For the machines that watch over Heshi: whether it lives, whether it can work, and what waits.

``/metrics`` answers this machine alone, or whoever brings METRICS_TOKEN where the environment says one. It counts; it names nobody and no text.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache as remembered

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotate import broker, heartbeat, workload

LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nothing of anybody: a database that is away is no reason to kill web servers."""
    return _text("ok\n")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 where requests can be served, else 503 and what is not ready, a line each: ``database``, ``migrations``, ``broker``."""
    missing = list(_missing())
    return _text("\n".join(missing or ["ok"]) + "\n", status=503 if missing else 200)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format."""
    if not _admitted(request):
        return _text("expected METRICS_TOKEN as a bearer, or a request from this machine that no proxy handed on\n", status=403)
    try:
        lines = "".join(line + "\n" for line in _exposition(timezone.now()))
    except DatabaseError:
        return _text("the database does not answer\n", status=503)
    return HttpResponse(lines, content_type="text/plain; version=0.0.4; charset=utf-8")


def _text(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _missing() -> Iterator[str]:
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
        if not _migrations() <= applied:
            yield "migrations"
    except DatabaseError:
        yield "database"
    if not broker.answers():
        yield "broker"


@remembered
def _migrations() -> frozenset[tuple[str, str]]:
    """What this release's code brings; read once in a process."""
    loader = MigrationLoader(None)
    return frozenset(loader.graph.nodes)


def _admitted(request: HttpRequest) -> bool:
    """A proxy on this machine is no way in: it says for whom it asks. With a token set, only the token counts."""
    token = os.environ.get("METRICS_TOKEN", "")
    if token:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not any(name in request.headers for name in FORWARDED)


# ---------------------------------------------------------------- what is counted


def _exposition(now: datetime) -> Iterator[str]:
    yield from _metric(
        "heshi_documents", "documents by state; the extracted are counted every five minutes", _by("state", workload.by_state())
    )
    yield from _metric("heshi_documents_failed", "failed documents by the kind of defect", _by("kind", workload.failures()))
    oldest, made = round(workload.oldest_waiting(now).total_seconds()), workload.extracted_since(now - workload.HOUR)
    yield from _metric("heshi_oldest_waiting_seconds", "since the oldest waiting document came in", {(): oldest})
    yield from _metric("heshi_documents_extracted_last_hour", "documents extracted within an hour", {(): made})
    yield from _metric("heshi_jobs", "imports and other long work", _by("state", workload.jobs_by_state()))
    yield from _metric(
        "heshi_readings_open", "readings that somebody has not finished; counted every five minutes", {(): workload.open_readings()}
    )
    taken = {str(share): round(seconds) for share, seconds in workload.review_seconds().items()}
    yield from _metric(
        "heshi_review_seconds", "from a document's coming in to the end of its reading, among the newest", _by("quantile", taken)
    )
    queued = workload.queued()
    yield from _metric("heshi_broker_up", "whether the broker answers", {(): int(queued is not None)})
    yield from _metric("heshi_worker_running", "whether some worker beats", {(): int(heartbeat.worker_running())})
    yield from _metric("heshi_queued", "messages that wait", _by("queue", queued or {}))


Labels = tuple[tuple[str, str], ...]


def _by(label: str, counts: Mapping[str, float]) -> dict[Labels, float]:
    return {((label, name),): count for name, count in counts.items()}


def _metric(name: str, help_text: str, samples: dict[Labels, float]) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples.items():
        said = ",".join(f'{label}="{text}"' for label, text in labels)
        yield f"{name}{{{said}}} {value}" if said else f"{name} {value}"


urlpatterns = [
    path("healthz", alive, name="healthz"),
    path("readyz", ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
