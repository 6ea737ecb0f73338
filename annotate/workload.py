"""What waits and what is being done, counted for machines (``/metrics``) and for managers (the workers' page). It names nobody and no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from django.core.cache import cache
from django.db.models import Count, F, Max, Min, QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from annotate import broker, heartbeat
from annotate.heartbeat import Worker
from annotate.models import Collection, Document, ExtractionRun, Job, Reading

HOUR = timedelta(hours=1)
REMEMBERED = 300
"""Seconds for which a figure stands that takes a walk over a big table."""
NEWEST = 1000
"""Readings from which the time of review is told."""
UNFINISHED = [Document.State.WAITING, Document.State.EXTRACTING]


def by_state() -> dict[str, int]:
    """Documents; those that are extracted are counted every five minutes."""
    counts = dict(Document.objects.filter(state__in=UNFINISHED).order_by().values_list("state").annotate(n=Count("pk")))
    counts[Document.State.FAILED] = _in_state(Document.State.FAILED).count()
    counts[Document.State.EXTRACTED] = cache.get_or_set("workload:extracted", _in_state(Document.State.EXTRACTED).count, REMEMBERED)
    return {state: counts.get(state, 0) for state in Document.State.values}


def failures() -> dict[str, int]:
    """By the class of the error that ended the extraction; ``lost`` where its worker was lost or ran out of time. Never the message itself."""
    kind = Substr("failure", 1, StrIndex("failure", Value(":")))
    counts: dict[str, int] = {}
    for said, count in _in_state(Document.State.FAILED).annotate(kind=kind).values_list("kind").annotate(n=Count("pk")):
        name = str(said)[:-1]
        known = name if name.isidentifier() and name.isascii() else "other" if name else "lost"
        counts[known] = counts.get(known, 0) + count
    return counts


def _in_state(*states: str) -> QuerySet[Document]:
    """By way of the collections, as their index goes."""
    return Document.objects.filter(collection__in=Collection.objects.order_by().values("pk"), state__in=states).order_by()


def oldest_waiting(now: datetime) -> timedelta:
    """0 where nothing waits. The index of unfinished documents has it first."""
    waiting = Document.objects.filter(state__in=UNFINISHED, claimed_at__isnull=True).order_by("pk")
    came = waiting.values_list("created_at", flat=True).first()
    return max(timedelta(), now - came) if came else timedelta()


def extracted_since(moment: datetime) -> int:
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


def jobs_by_state() -> dict[str, int]:
    counts = dict(Job.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counts.get(state, 0) for state in Job.State.values}


def _readings() -> QuerySet[Reading]:
    """Of documents that somebody needs: to practise is no work."""
    return Reading.objects.filter(document__collection__practice=False)


def open_readings() -> int:
    """Counted every five minutes."""
    return int(cache.get_or_set("workload:open_readings", _readings().filter(state=Reading.State.OPEN).count, REMEMBERED) or 0)


def review_seconds() -> dict[float, float]:
    """From coming in to the end of a reading: the median and the 95th percentile among the newest readings; found every five minutes."""
    found: dict[float, float] = cache.get_or_set("workload:review_seconds", _review_seconds, REMEMBERED) or {}
    return found


def _review_seconds() -> dict[float, float]:
    newest = _readings().order_by("-pk").values("pk")[:NEWEST]
    taken = Reading.objects.filter(pk__in=list(newest.values_list("pk", flat=True)), state=Reading.State.FINISHED).annotate(
        taken=F("finished_at") - F("document__created_at")
    )
    ordered = sorted(time.total_seconds() for time in taken.values_list("taken", flat=True))
    return {share: ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95)} if ordered else {}


def held(collection: Collection | None = None) -> dict[str, int]:
    """Documents that each worker has claimed, by its name; all, or those of one collection."""
    claimed = Document.objects.filter(state=Document.State.EXTRACTING).order_by()
    claimed = claimed.filter(collection=collection) if collection else claimed
    return dict(claimed.values_list("claimed_by").annotate(n=Count("pk")))


def queued() -> dict[str, int] | None:
    """Messages that wait in each queue; None where no broker answers."""
    try:
        return {queue: broker.queued(queue) for queue in broker.QUEUES}
    except (redis.RedisError, OSError):
        return None


@dataclass(frozen=True)
class Everywhere:
    """What all workers of the installation do. ``workers``: each with how many documents it holds; ``lost``: documents claimed by workers that do not
    beat; ``oldest_since`` is None where nothing waits."""

    broker_up: bool
    workers: list[tuple[Worker, int]]
    lost: int
    queued: dict[str, int]
    oldest_since: datetime | None
    last_hour: int


def everywhere(now: datetime) -> Everywhere:
    """Figures only."""
    running, claimed, waited = heartbeat.workers(), held(), oldest_waiting(now)
    beating = [(worker, claimed.pop(worker.name, 0)) for worker in running or []]
    oldest = now - waited if waited else None
    return Everywhere(running is not None, beating, sum(claimed.values()), queued() or {}, oldest, extracted_since(now - HOUR))
