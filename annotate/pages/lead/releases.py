"""Of releases: the change log, the files, and damaged figures that a manager lets in."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from annotate import permissions, releasing
from annotate.errors import HeshiError
from annotate.exports import downloads
from annotate.exports.changes_file import Change, change_log, predecessor
from annotate.models import Release
from annotate.models.audit import Door
from annotate.pages.collections import place, rights
from annotate.pages.lead.evidence import sentence
from annotate.pages.lead.forms import AdmitForm
from annotate.pages.releases import arrived
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.settlement import Settled
from extraction.text.span import Span

SIZE = 50
KINDS = ("added", "changed", "withdrawn")


@login_required
@require_GET
def changes(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Fact by fact against the release before. ``?kind=`` narrows, ``?after=`` is a fact's id."""
    release = _find(request, uuid)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    counts = release.coverage["changes"]
    most = counts.get(kind, 0) if kind else sum(counts.values())  # no more than these are looked for
    found = list(islice((each for each in change_log(release, _after(request)) if kind in ("", each.kind)), min(SIZE + 1, most)))
    query = request.GET.copy()
    query["after"] = str(found[SIZE - 1].fact_uuid) if len(found) > SIZE else ""
    context = {
        "release": release,
        "collection": release.collection,
        **rights(request, release.collection),
        "previous": predecessor(release),
        "changes": [(each, _fields(each)) for each in found[:SIZE]],
        "kind": kind,
        "kinds": [(name, release.coverage["changes"].get(name, 0)) for name in KINDS],
        "following": query.urlencode() if len(found) > SIZE else None,
    }
    return render(request, "lead/changes.html", context)


def _fields(change: Change) -> list[tuple[str, object, object]]:
    return [(name, change.before[name], value) for name, value in change.after.items()] if change.kind == "changed" else []


def _after(request: AuthenticatedHttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _find(request: AuthenticatedHttpRequest, uuid: UUID) -> Release:
    found: Release = permissions.find(Release.objects.select_related("collection"), request.user, uuid=uuid)
    return found


@login_required
@require_GET
def download(request: AuthenticatedHttpRequest, uuid: UUID, form: str) -> HttpResponseBase:
    """The release in one of its formats; the ZIP has all its papers."""
    return downloads.download(_find(request, uuid), form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def admit(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Settled facts that rest on a damaged figure: each gets into the release only with a manager's reason."""
    context = place(request, uuid, "manage")
    collection = context["collection"]
    preview = releasing.preview(collection)
    damaged = preview.damaged
    form = AdmitForm(request.POST if request.method == "POST" else None)
    given = {settled.fact.uuid: request.POST.get(f"reason-{settled.fact.uuid}", "").strip()[:500] for settled in damaged}
    reasons = {key: reason for key, reason in given.items() if reason}
    if request.method == "POST" and form.is_valid():
        try:
            made = releasing.start(collection=collection, actor=request.user, door=Door.PAGE, admit=reasons, **form.cleaned_data)
        except HeshiError as error:
            form.refuse(error)
        else:
            return arrived(request, made)
    context |= {
        "form": form,
        "damaged": [(settled, _pieces(settled), given[settled.fact.uuid]) for settled in damaged],
        "preview": preview,
    }
    return render(request, "lead/admit.html", context, status=400 if form.errors else 200)


def _pieces(settled: Settled) -> object:
    judgement = settled.judgement
    return sentence(settled.fact.document.raw, [Span(judgement.start, judgement.end)], {})
