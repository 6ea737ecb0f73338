"""Look before you download: the facts of a collection by any of their fields, and files of just those. The whole selection stands in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import NullBooleanField
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate import exporting, jobs, permissions, selection
from annotate.errors import BadInput
from annotate.exports import downloads
from annotate.exports.table import FactTable
from annotate.exports.writing import FORMATS, OF_SELECTION
from annotate.models import Fact, Job, Release
from annotate.models.audit import Door
from annotate.pages.collections import place
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.standing import standings

SIZE = 50
YES_OR_NO: dict[Any, Any] = {"true": gettext_lazy("yes"), "false": gettext_lazy("no")}
COUNTED = 10_000  # facts beyond which their number is not told: counting takes longer than looking
FIRST = ("indicator", "region", "region_code", "period_from", "period_to", "measure", "status", "state")
HIDDEN = ("collection", "document", "observation_id")
COLUMNS = ("value", "indicator", "measure", "region_code", "period_end", "status", "state", "confidence", "published")
SHOWN_EXPORTS = 5


@dataclass(frozen=True)
class Page:
    """What the pager links to: query strings, None at the ends."""

    previous: str | None
    following: str | None


@login_required
@require_GET
def facts(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """``?ordering=`` and ``?cursor=`` beside the filters."""
    context = place(request, uuid)
    found = _selected(request, context["collection"])
    ordering = _ordering(request)
    within = permissions.visible(Fact, request.user).filter(collection=context["collection"])
    cursor = request.GET.get("cursor") or None
    listed = selection.listed(request.user, found.facts, found.asked, ordering, cursor, SIZE, within=within)
    by_key = {one.pk: one for one in standings(found.facts.model.objects.filter(pk__in=[fact.pk for fact in listed.rows]), request.user)}
    names = tuple(name for name in selection.Facts.base_filters if name not in (*FIRST, *HIDDEN))
    query = {**found.asked, **({"ordering": ordering} if ordering != DEFAULT else {})}
    context |= {
        "facts": [by_key[fact.pk] for fact in listed.rows if fact.pk in by_key],
        "page": Page(*(urlencode({**query, "cursor": cursor}) if cursor else None for cursor in (listed.previous, listed.following))),
        "first": _fields(found, FIRST),
        "others": _fields(found, names),
        "hidden": {name: found.asked[name] for name in HIDDEN if name in found.asked and name != "collection"},
        "opened": any(name in found.asked for name in names),
        "chips": _chips(found, query),
        "refused": found.refused,
        "heads": {name: _head(name, ordering, found.asked) for name in COLUMNS},
        "ordering": ordering,
        "query": urlencode(found.asked),
        "forms": OF_SELECTION,
        **_exports(request, context["collection"]),
    }
    return render(request, "pages/facts.html", context, status=400 if found.refused else 200)


DEFAULT = "document"


def _selected(request: AuthenticatedHttpRequest, collection: Any) -> selection.Selection:
    """As the address says; ``collection`` in it counts for nothing, since the path names it."""
    asked = {name: value for name, value in request.GET.items() if name != "collection"}
    if any("\0" in value for value in asked.values()):
        raise BadInput(_("No text has the character NUL."))
    found = selection.select(request.user, asked)
    return replace(found, facts=found.facts.filter(collection=collection))


def _ordering(request: AuthenticatedHttpRequest) -> str:
    return request.GET.get("ordering") or DEFAULT


def _fields(found: selection.Selection, names: tuple[str, ...]) -> SafeString:
    """What is asked for is shown filled in; the others look the same on every page."""
    fields = (_shown(found.form[name]) if name in found.asked else _blank(name, get_language()) for name in names)
    return format_html_join("", "{}", ((field,) for field in fields))


def _shown(field: Any) -> str:
    return render_to_string("pages/fact_filter.html", {"field": field})


@lru_cache(maxsize=200)
def _blank(name: str, language: str | None) -> str:
    return _shown(selection.Facts({name: ""}, Fact.objects.none()).form[name])


def _chips(found: selection.Selection, query: dict[str, str]) -> list[dict[str, Any]]:
    """What is asked for, each with the address that asks for all but that."""
    chips = []
    for name, value in found.asked.items():
        field = found.form.fields[name]
        words = (YES_OR_NO if isinstance(field, NullBooleanField) else dict(getattr(field, "choices", ()))).get(value, value)
        rest = urlencode({other: said for other, said in query.items() if other != name})
        chips.append({"name": name, "label": field.label, "value": words, "rest": rest})
    return chips


def _head(name: str, ordering: str, asked: dict[str, str]) -> dict[str, str]:
    """A column's head: how it is sorted now, and the address that sorts by it, or the other way round."""
    sorted_by = {name: "ascending", f"-{name}": "descending"}.get(ordering, "")
    following = f"-{name}" if sorted_by == "ascending" else name
    return {"sorted": sorted_by, "query": urlencode({**asked, "ordering": following})}


@login_required
@never_cache
@require_GET
def count(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """How many facts there are, told after the page is there."""
    context = place(request, uuid)
    found = _selected(request, context["collection"])
    within = permissions.visible(Fact, request.user).filter(collection=context["collection"])
    number = selection.count(found.facts, found.asked, COUNTED, within=within)
    return render(request, "pages/facts_count.html", {"number": number, "most": COUNTED, "more": number is not None and number > COUNTED})


@login_required
@require_GET
def download(request: AuthenticatedHttpRequest, uuid: UUID, form: str) -> HttpResponseBase:
    """Just this selection, sent as it is made."""
    collection = place(request, uuid)["collection"]
    return downloads.selected(FactTable(collection, request.user, _asked(request)), form)


def _asked(request: AuthenticatedHttpRequest) -> dict[str, str]:
    """The filters of the address, checked."""
    known = set(selection.Facts.base_filters) - {"collection"}
    asked = {name: str(value) for name, value in request.GET.items() if name in known and value}
    selection.checked(request.user, asked)
    return asked


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """One's own exports of the collection; POST (``form``, and the filters in the address, or ``release``) makes a file: a small one at once."""
    context = place(request, uuid)
    collection = context["collection"]
    if request.method == "POST":
        return _export(request, collection)
    return render(request, "pages/exports.html", {**context, **_exports(request, collection)})


def _export(request: AuthenticatedHttpRequest, collection: Any) -> HttpResponse:
    form, asked = request.POST.get("form", ""), _asked(request)
    release = _release(request, collection)
    if release is None and form in OF_SELECTION:
        few = FactTable(collection, request.user, asked).count(exporting.DIRECT + 1) <= exporting.DIRECT
        if few:
            return redirect(f"{reverse('facts_file', args=[collection.uuid, form])}?{urlencode(asked)}")
    exporting.ask(collection=collection, form=form, release=release, asked=asked, actor=request.user, door=Door.PAGE)
    messages.success(request, _("A worker writes the file; it appears under “My exports”."))
    return redirect(f"{reverse('facts', args=[collection.uuid])}?{urlencode(asked)}#exports")


def _release(request: AuthenticatedHttpRequest, collection: Any) -> Release | None:
    said = request.POST.get("release")
    if not said:
        return None
    try:
        key = UUID(said)
    except ValueError as error:
        raise BadInput(_("This names no release."), field="release") from error
    return permissions.find(Release.objects.filter(collection=collection), request.user, uuid=key)


def _exports(request: AuthenticatedHttpRequest, collection: Any) -> dict[str, Any]:
    own = Job.objects.filter(owner=request.user, collection=collection, kind=Job.Kind.EXPORT).order_by("-id")[:SHOWN_EXPORTS]
    listed: list[dict[str, Any]] = [{"job": job, "expires": exporting.expires(job), "ending": _ending(job)} for job in own]
    return {"exports": listed, "exporting": any(each["job"].state in exporting.UNFINISHED for each in listed), "now": timezone.now()}


def _ending(job: Job) -> str:
    form = job.options.get("form")
    return FORMATS[form].ending.lstrip("-.") if form in FORMATS else ""


@login_required
@never_cache
@require_GET
def export_file(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file of one's own export, as long as it is kept."""
    job, file = exporting.fetch(request.user, uuid, now=timezone.now())
    return downloads.attached(FileResponse(file), exporting.table_of(job), job.options["form"])


@login_required
@require_POST
def stop_export(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    job = exporting.find(request.user, uuid)
    jobs.stop(job=job, actor=request.user, door=Door.PAGE)
    messages.success(request, _("The export is stopped."))
    return redirect(f"{reverse('facts', args=[job.collection.uuid])}#exports")
