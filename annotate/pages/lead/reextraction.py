"""A new extractor over a collection: asking, watching, stopping, and the difference it made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate import jobs, permissions, reextracting
from annotate.heartbeat import worker_running
from annotate.models import Collection, Job
from annotate.models.audit import Door
from annotate.pages.collections import place
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.reextracting import Difference
from extraction import __version__
from extraction.tables import digest

SIZE = 50
KINDS = ("new", "gone", "different")


@login_required
@never_cache
@require_GET
def reextraction(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """``?kind=`` narrows the differences, ``?after=`` is the key of a document."""
    context = place(request, uuid, "manage")
    collection = context["collection"]
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    after = request.GET.get("after", "")
    key = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    listed, following = reextracting.look(collection, request.user, kind or None, after=key, size=SIZE)
    query = request.GET.copy()
    query["after"] = str(following)
    context |= {
        "job": _newest(request, collection),
        "version": __version__,
        "tables": digest(),
        "versions": reextracting.versions(collection),
        "differences": [(each, _fields(each)) for each in listed],
        "kind": kind,
        "kinds": KINDS,
        "following": query.urlencode() if following else None,
        "worker_running": worker_running(),
    }
    return render(request, "lead/reextraction.html", context)


def _newest(request: AuthenticatedHttpRequest, collection: Collection) -> Job | None:
    jobs_seen = permissions.visible(Job, request.user).filter(collection=collection, kind=Job.Kind.REEXTRACT)
    return jobs_seen.select_related("owner").order_by("-id").first()


def _fields(difference: Difference) -> list[tuple[str, Any, Any]]:
    """What differs: name, before, after."""
    if difference.before is None or difference.after is None:
        return []
    was, now = difference.before.values(), difference.after.values()
    return [(name, was[name], now[name]) for name in difference.fields]


@login_required
@require_POST
def ask(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    collection = permissions.find(Collection, request.user, "manage", uuid=uuid)
    reextracting.ask(collection=collection, actor=request.user, door=Door.PAGE)
    messages.success(request, _("The collection waits for a worker. What people decided stays as it is."))
    return redirect("reextraction", uuid)


@login_required
@never_cache
@require_GET
def progress(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """The bar again, for the page that watches; the whole page once the job has ended."""
    context = place(request, uuid, "manage")
    job = _newest(request, context["collection"])
    answer = render(request, "lead/job.html", {**context, "job": job, "worker_running": worker_running()})
    if job is None or job.state not in (Job.State.WAITING, Job.State.RUNNING):
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def stop(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    job = permissions.find(Job.objects.select_related("collection"), request.user, uuid=uuid)
    jobs.stop(job=job, actor=request.user, door=Door.PAGE)
    messages.success(request, _("The job is stopped; what it did stays."))
    if job.kind == Job.Kind.IMPORT:
        return redirect("job", job.uuid)
    return redirect("releases" if job.kind == Job.Kind.RELEASE else "reextraction", job.collection.uuid)
