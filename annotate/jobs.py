"""Long work, whatever it is: one slice of it, stopping it, and what nobody attends to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotate import auditing, exporting, importing, permissions, reextracting, releasing
from annotate.models import Job, User

WORK = {
    Job.Kind.IMPORT: importing.work,
    Job.Kind.REEXTRACT: reextracting.work,
    Job.Kind.EXPORT: exporting.work,
    Job.Kind.RELEASE: releasing.work,
}
LOST = 3 * importing.SLICE


def work(job_id: int) -> bool:
    """Do one slice of a job; True where more is left."""
    kind = Job.objects.values_list("kind", flat=True).get(pk=job_id)
    return WORK[Job.Kind(kind)](job_id)


def unattended(*, now: datetime) -> list[int]:
    """Ids of jobs that nobody works on though they are not done: what the sweep enqueues."""
    waiting = Q(state=Job.State.WAITING, created_at__lt=now - LOST)
    lost = Q(state=Job.State.RUNNING, touched_at__lt=now - LOST)
    return list(Job.objects.filter(waiting | lost, kind__in=list(WORK)).order_by("id").values_list("id", flat=True))


@transaction.atomic
def stop(*, job: Job, actor: User, door: str) -> Job:
    """Stop a job; what it did stays. Stopping what has ended changes nothing."""
    job = Job.objects.select_for_update(of=("self",)).select_related("collection").get(pk=job.pk)
    if job.owner != actor:
        permissions.require(actor, "manage", job.collection)
    if job.state in (Job.State.WAITING, Job.State.RUNNING):
        job.state, job.finished_at = Job.State.STOPPED, timezone.now()
        job.save(update_fields=["state", "finished_at"])
        auditing.record(action="job.stop", actor=actor, door=door, target=job, collection=job.collection)
    return job
