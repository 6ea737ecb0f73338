"""Long work of a collection: what runs, how far it is, what was refused and why; stopping and going on. Its owner and the managers see it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate import importing, permissions
from annotate.errors import NotFound
from annotate.exports.csv_file import MARK, defused
from annotate.heartbeat import worker_running
from annotate.imports.examples import EXAMPLES
from annotate.imports.fact_schema import line_schema
from annotate.models import Job, Refusal
from annotate.models.audit import Door
from annotate.pages.collections import place, rights
from annotate.pages.paging import page
from annotate.pages.request import AuthenticatedHttpRequest

SOONEST, LATEST = 2, 30  # seconds between two looks at a job that goes on; twice as long each time nothing has happened
UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)
TWINS = "duplicate"
COLUMNS = ("place", "field", "code", "reason", "document")
# Where other kinds of work are looked at.
ELSEWHERE = {Job.Kind.REEXTRACT: "reextraction", Job.Kind.EXPORT: "facts", Job.Kind.RELEASE: "releases"}
SHOWN = {"refused": gettext_lazy("refused"), TWINS: gettext_lazy("already there")}


@login_required
@never_cache
@require_GET
def jobs(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = place(request, uuid)
    found = permissions.visible(Job.objects.select_related("owner"), request.user).filter(collection=context["collection"])
    listed = page(found, request, descending=True)
    rows = [{"job": job, "where": ELSEWHERE.get(Job.Kind(job.kind))} for job in listed.rows]
    return render(request, "pages/jobs.html", {**context, "page": listed, "rows": rows, "worker_running": worker_running()})


@login_required
@never_cache
@require_GET
def job(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """An import, how far it is, and what it did not take; ``?kind=`` narrows to what was refused or what was there already; what was refused comes
    first, where there is some."""
    found = _find(request, uuid)
    where = ELSEWHERE.get(Job.Kind(found.kind))
    if where:
        return redirect(where, found.collection.uuid)
    kind = request.GET.get("kind", "")
    kind = kind if kind in SHOWN else "refused" if not kind and found.options.get("refused") else "all"
    context = {
        "collection": found.collection,
        **rights(request, found.collection),
        **_progress(found, SOONEST),
        "kind": kind,
        "kinds": SHOWN,
        "page": page(_refusals(request, found, kind), request),
        "may_go_on": found.owner == request.user or permissions.may(request.user, "manage", found.collection),
    }
    return render(request, "pages/job.html", context)


@login_required
@never_cache
@require_GET
def progress(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """The bar again, for the page that watches: it asks less often while nothing happens. The whole page once the job has ended."""
    found = _find(request, uuid)
    every = request.GET.get("every", "")
    waited = int(every) if every.isascii() and every.isdigit() and len(every) < 4 else SOONEST
    still = request.GET.get("seen") == _seen(found)
    answer = render(request, "pages/job_progress.html", _progress(found, min(2 * waited, LATEST) if still else SOONEST))
    if found.state not in UNFINISHED:
        answer["HX-Refresh"] = "true"
    return answer


def _progress(found: Job, every: int) -> dict[str, Any]:
    counts = {name: found.options.get(name, 0) for name in ("added", "facts", "duplicates", "refused")}
    going = found.state in UNFINISHED
    return {"job": found, "counts": counts, "every": every, "seen": _seen(found), "going": going, "worker_running": worker_running()}


def _seen(found: Job) -> str:
    return f"{found.state}-{found.done}"


def _find(request: AuthenticatedHttpRequest, uuid: UUID) -> Job:
    return permissions.find(Job.objects.select_related("collection", "owner"), request.user, uuid=uuid)


def _refusals(request: AuthenticatedHttpRequest, found: Job, kind: str) -> QuerySet[Refusal]:
    rows = permissions.visible(Refusal, request.user).filter(job=found)
    if kind not in SHOWN:
        return rows
    return rows.filter(code=TWINS) if kind == TWINS else rows.exclude(code=TWINS)


@login_required
@require_GET
def refusals(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """All that was not taken, as CSV for a spreadsheet."""
    found = _find(request, uuid)
    rows = _refusals(request, found, request.GET.get("kind", "")).order_by("id").values_list(*COLUMNS)
    answer = StreamingHttpResponse(_csv(rows.iterator(chunk_size=2000)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"refused-{found.uuid}.csv") or "attachment"
    return answer


def _csv(rows: Iterator[tuple[Any, ...]]) -> Iterator[bytes]:
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    yield (MARK + line.getvalue()).encode()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow(["" if cell is None else defused(str(cell)) for cell in row])
        yield line.getvalue().encode()


@login_required
@require_POST
def go_on(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    importing.go_on(job=_find(request, uuid), actor=request.user, door=Door.PAGE)
    messages.success(request, _("The import goes on where it stopped."))
    return redirect("job", uuid)


@login_required
@require_GET
def example(request: AuthenticatedHttpRequest, example: str) -> HttpResponse:
    """A small file that shows what a table or a line looks like."""
    if example not in EXAMPLES:
        raise NotFound(_("There is no such file."))
    kind = "text/csv; charset=utf-8" if example.endswith(".csv") else "application/x-ndjson; charset=utf-8"
    return HttpResponse(EXAMPLES[example](), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{example}"'})


@login_required
@require_GET
def schema(request: AuthenticatedHttpRequest) -> JsonResponse:
    """What a line may hold, for a program to check itself by."""
    return JsonResponse(line_schema(), json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type="application/schema+json")
