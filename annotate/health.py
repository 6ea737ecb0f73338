"""For the machines that watch over Heshi: whether it lives, whether it can work, and what waits.

``/metrics`` answers this machine alone, or whoever brings METRICS_TOKEN where the environment says one. It counts; it names nobody and no text.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache as remembered

import redis
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Max, Min, QuerySet, Value
from django.db.models.functions import StrIndex, Substr
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotate import broker, heartbeat
from annotate.models import Collection, Document, ExtractionRun, Job, Reading

QUEUES = ("people", "bulk")
HOUR = timedelta(hours=1)
REMEMBERED = 300
"""Seconds for which a figure stands that takes a walk over a big table."""
LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")
UNFINISHED = [Document.State.WAITING, Document.State.EXTRACTING]


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
    yield from _metric("heshi_documents", "documents by state; the extracted are counted every five minutes", _documents())
    yield from _metric("heshi_documents_failed", "failed documents by the kind of defect", _failures())
    yield from _metric("heshi_oldest_waiting_seconds", "since the oldest waiting document came in", {(): _oldest(now)})
    yield from _metric("heshi_documents_extracted_last_hour", "documents extracted within an hour", {(): _extracted_since(now - HOUR)})
    yield from _metric("heshi_jobs", "imports and other long work", _jobs())
    yield from _metric("heshi_readings_open", "readings that somebody has not finished; counted every five minutes", {(): _open_readings()})
    queued = _queued()
    yield from _metric("heshi_broker_up", "whether the broker answers", {(): int(queued is not None)})
    yield from _metric("heshi_worker_running", "whether some worker beats", {(): int(heartbeat.worker_running())})
    yield from _metric("heshi_queued", "messages that wait", {(("queue", name),): count for name, count in (queued or {}).items()})


Labels = tuple[tuple[str, str], ...]


def _metric(name: str, help_text: str, samples: dict[Labels, float]) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples.items():
        said = ",".join(f'{label}="{text}"' for label, text in labels)
        yield f"{name}{{{said}}} {value}" if said else f"{name} {value}"


def _in_state(*states: str) -> QuerySet[Document]:
    """By way of the collections, as their index goes."""
    return Document.objects.filter(collection__in=Collection.objects.order_by().values("pk"), state__in=states).order_by()


def _documents() -> dict[Labels, float]:
    counts = dict(Document.objects.filter(state__in=UNFINISHED).order_by().values_list("state").annotate(n=Count("pk")))
    counts[Document.State.FAILED] = _in_state(Document.State.FAILED).count()
    counts[Document.State.EXTRACTED] = cache.get_or_set("metrics:extracted", _in_state(Document.State.EXTRACTED).count, REMEMBERED)
    return {(("state", state),): counts.get(state, 0) for state in Document.State.values}


def _failures() -> dict[Labels, float]:
    """By the class of the error that ended the extraction; ``lost`` where its worker was lost or ran out of time. Never the message itself."""
    kind = Substr("failure", 1, StrIndex("failure", Value(":")))
    counts: dict[Labels, float] = {}
    for said, count in _in_state(Document.State.FAILED).annotate(kind=kind).values_list("kind").annotate(n=Count("pk")):
        name = str(said)[:-1]
        key = (("kind", name if name.isidentifier() and name.isascii() else "other" if name else "lost"),)
        counts[key] = counts.get(key, 0) + count
    return counts


def _oldest(now: datetime) -> float:
    """0 where nothing waits. The index of unfinished documents has it first."""
    waiting = Document.objects.filter(state__in=UNFINISHED, claimed_at__isnull=True).order_by("pk")
    came = waiting.values_list("created_at", flat=True).first()
    return max(0, round((now - came).total_seconds())) if came else 0


def _extracted_since(moment: datetime) -> int:
    """Runs have no index by time, but their keys grow with it: the first of the time is found by halving."""
    ends = ExtractionRun.objects.aggregate(low=Min("pk"), high=Max("pk"))
    low, high = ends["low"] or 0, (ends["high"] or 0) + 1
    while low < high:
        middle = (low + high) // 2
        made = ExtractionRun.objects.filter(pk__gte=middle).order_by("pk").values_list("created_at", flat=True).first()
        if made is None or made >= moment:
            high = middle
        else:
            low = middle + 1
    return ExtractionRun.objects.filter(pk__gte=low).order_by().aggregate(n=Count("document", distinct=True))["n"]


def _jobs() -> dict[Labels, float]:
    counts = dict(Job.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {(("state", state),): counts.get(state, 0) for state in Job.State.values}


def _open_readings() -> int:
    return int(cache.get_or_set("metrics:open_readings", Reading.objects.filter(state=Reading.State.OPEN).count, REMEMBERED) or 0)


def _queued() -> dict[str, int] | None:
    try:
        return {queue: broker.queued(queue) for queue in QUEUES}
    except (redis.RedisError, OSError):
        return None


urlpatterns = [
    path("healthz", alive, name="healthz"),
    path("readyz", ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
