"""Gold, frozen: what would be in a release, making one, reading one, taking one back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate import permissions, releasing
from annotate.errors import HeshiError
from annotate.exports.downloads import csv_download
from annotate.forms import ReleaseForm, WithdrawForm
from annotate.heartbeat import worker_running
from annotate.models import Collection, GoldFact, Job, Release
from annotate.models.audit import Door
from annotate.pages.collections import place, rights
from annotate.pages.paging import page
from annotate.pages.request import AuthenticatedHttpRequest


@login_required
@require_GET
def releases(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = place(request, uuid)
    frozen = permissions.visible(Release, request.user).filter(collection=context["collection"]).select_related("created_by")
    context |= {"job": _making(request, context["collection"]), "worker_running": worker_running()}
    return render(request, "pages/releases.html", {**context, "page": page(frozen, request, descending=True)})


def _making(request: AuthenticatedHttpRequest, collection: Collection) -> Job | None:
    """The newest job that makes a release, unless it has ended well."""
    jobs = permissions.visible(Job, request.user).filter(collection=collection, kind=Job.Kind.RELEASE).select_related("owner")
    job = jobs.order_by("-id").first()
    return job if job and job.state != Job.State.DONE else None


@login_required
@never_cache
@require_GET
def progress(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """The bar again, for the page that watches; the whole page once the job has ended."""
    context = place(request, uuid)
    job = _making(request, context["collection"])
    answer = render(request, "lead/release_job.html", {**context, "job": job})
    if job is None or job.state not in (Job.State.WAITING, Job.State.RUNNING):
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """The preview, and the button that freezes it."""
    context = place(request, uuid, "manage")
    preview = releasing.preview(context["collection"])
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if made := _freeze(request, context["collection"], form):
            return arrived(request, made)
        preview = releasing.preview(context["collection"])
    context |= {"form": form, "preview": preview, "left_out": left_out(preview.left_out), "most": releasing.MOST}
    return render(request, "pages/create_release.html", context, status=400 if form.errors else 200)


def _freeze(request: AuthenticatedHttpRequest, collection: Collection, form: ReleaseForm) -> Release | Job | None:
    """The release that the form's preview showed, or the job that makes it. None, with the reason in the form, where it cannot be."""
    told = form.cleaned_data
    try:
        return releasing.start(collection=collection, actor=request.user, door=Door.PAGE, notes=told["notes"], previewed=told["number"])
    except HeshiError as error:
        form.refuse(error)
        return None


def arrived(request: AuthenticatedHttpRequest, made: Release | Job) -> HttpResponse:
    """To the release, or to the list, where the job that makes it tells how far it is."""
    if isinstance(made, Job):
        messages.success(request, _("A worker makes the release; this page tells how far it is."))
        return redirect("releases", made.collection.uuid)
    messages.success(request, _("Release %(number)s is frozen.") % {"number": made.number})
    return redirect("release", made.uuid)


def left_out(counts: dict[str, int]) -> list[tuple[Any, int]]:
    """Reasons in words with their counts."""
    return [(releasing.LEFT_OUT.get(reason, reason), count) for reason, count in sorted(counts.items())]


@login_required
@require_GET
def release(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    return _page(request, _find(request, uuid), WithdrawForm())


def _find(request: AuthenticatedHttpRequest, uuid: UUID, right: str = "view") -> Release:
    return permissions.find(Release.objects.select_related("collection", "created_by", "withdrawn_by"), request.user, right, uuid=uuid)


def _page(request: AuthenticatedHttpRequest, release: Release, form: WithdrawForm, status: int = 200) -> HttpResponse:
    context = {
        "release": release,
        "collection": release.collection,
        **rights(request, release.collection),
        "page": page(GoldFact.objects.filter(release=release), request),
        "left_out": left_out(release.coverage.get("left_out", {})),
        "form": form,
    }
    return render(request, "pages/release.html", context, status=status)


@login_required
@require_POST
def withdraw(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    frozen = _find(request, uuid, "manage")
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            releasing.withdraw(release=frozen, reason=form.cleaned_data["reason"], actor=request.user, door=Door.PAGE)
        except HeshiError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Release %(number)s is withdrawn.") % {"number": frozen.number})
            return redirect("release", uuid)
    return _page(request, frozen, form, status=400)


@login_required
@require_GET
def download(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """``?flavour=spreadsheet`` opens right in Excel and WPS."""
    return csv_download(_find(request, uuid), request.GET.get("flavour", "plain"))
