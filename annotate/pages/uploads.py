"""Texts and facts come in: files of every format, many at once, or pasted. A small file is taken in while one waits, and each of its parts gets its
outcome by name; what is large becomes a job, which a worker takes in."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from annotate import importing, ingesting, permissions
from annotate.errors import BadInput, Duplicate, HeshiError, TooLarge, UnknownEncoding
from annotate.forms import ImportForm
from annotate.importing import Said
from annotate.imports.archive import bundle
from annotate.imports.item import KEYS, Entry, Item
from annotate.imports.reading import ENDINGS, OF_MANY, ending, read
from annotate.models import Collection, Document, Job
from annotate.models.audit import Door
from annotate.pages.collections import place
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.templatetags.heshi import size
from extraction.text.decoding import UndecodableBytes, decode

# So much is taken in while somebody waits: files, bytes of all of them, and bytes of one that holds many documents.
FILES, BYTES, BYTES_OF_MANY = 20, 2_000_000, 100_000
SHOWN = 50  # outcomes of one file that are told one by one


@dataclass(frozen=True)
class Offer:
    """One text or file that somebody brings and waits for. At most one byte more than the limit is read; ``size`` is its true size."""

    name: str
    data: bytes = field(repr=False)
    size: int
    encoding: str | None = None


@dataclass(frozen=True)
class Outcome:
    """``kind``: added, duplicate, refused, unsure, many (what a file of many documents or facts brought, counted). An unsure one carries its bytes, so
    that only the encoding need be said; ``candidates``: each possible encoding with how the text would begin."""

    kind: str
    name: str
    reason: str = ""
    document: Document | None = None
    candidates: tuple[tuple[str, str], ...] = ()
    held: str = field(default="", repr=False)
    counts: dict[str, int] = field(default_factory=dict)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = {**place(request, uuid, "annotate"), **_limits()}
    form = ImportForm(request.POST if request.method == "POST" else None)
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        try:
            outcomes, jobs = _bring_all(request, context["collection"], form)
        except BadInput as error:
            form.refuse(error)
            outcomes, jobs = [], []
        if jobs and not outcomes:
            return _to_jobs(request, context["collection"], jobs)
        if outcomes and all(outcome.kind != "refused" for outcome in outcomes):
            form = ImportForm()
        context["jobs"] = jobs
    details = {name: request.POST.get(name, "") for name in ("published", "address")}
    status = 400 if form.errors else 200
    return render(request, "pages/upload.html", {**context, "form": form, "outcomes": outcomes, **details}, status=status)


def _limits() -> dict[str, Any]:
    return {"limit": settings.DOCUMENT_LIMIT, "import_limit": settings.IMPORT_LIMIT, "endings": " ".join(ENDINGS), "keys": KEYS}


def _bring_all(request: AuthenticatedHttpRequest, collection: Collection, form: ImportForm) -> tuple[list[Outcome], list[Job]]:
    said, address = form.said(), form.cleaned_data["address"].strip()
    importing.check_said(said)
    files = request.FILES.getlist("file")
    small = len(files) <= FILES and sum(file.size or 0 for file in files) <= BYTES
    now = [file for file in files if small and not _is_large(file)]
    offers = [*map(_of_file, now), *_of_fields(request, said)]
    if not offers and not files:
        form.add_error("file", _("Choose a file or paste a text."))
    outcomes = [outcome for offer in offers for outcome in _bring(request, collection, offer, said, address)]
    return outcomes, list(_ask(request, collection, [file for file in files if file not in now], said))


def _is_large(file: UploadedFile) -> bool:
    return ending(file.name or "") in OF_MANY and (file.size or 0) > BYTES_OF_MANY


def _of_file(file: UploadedFile) -> Offer:
    return Offer(file.name or "", file.read(BYTES + 1), file.size or 0)


def _of_fields(request: AuthenticatedHttpRequest, said: Said) -> Iterator[Offer]:
    """The pasted text, then the bytes that wait for their encoding."""
    # A browser sends every line end of a text field as CRLF: that is no part of what was pasted.
    if text := request.POST.get("text", "").replace("\r\n", "\n"):
        data = text.encode()
        yield Offer("", data, len(data), "utf-8")
    if held := request.POST.get("held"):
        try:
            data = base64.b64decode(held, validate=True)
        except binascii.Error as error:
            raise BadInput(_("This form is out of date: upload the file again."), field="held") from error
        yield Offer(request.POST.get("held_name", ""), data, len(data), said.encoding)


def _bring(
    request: AuthenticatedHttpRequest, collection: Collection, offer: Offer, said: Said, address: str
) -> Iterator[Outcome]:  # fmt: skip
    name = ingesting.safe_name(offer.name) or _("pasted text")
    encoding = offer.encoding or said.encoding
    pasted = [Item("", offer.data, address=address)]
    entries: list[Entry] = list(read(offer.data, offer.name, encoding)) if offer.name else list(pasted)
    entries = [_with_address(entry, address) for entry in entries]
    asked = Said(said.published, encoding, said.producer, said.version, said.purpose)
    taken = importing.take_in(
        collection=collection, found=entries, said=asked, actor=request.user, door=Door.PAGE, in_bulk=len(entries) >= FILES
    )
    one = len(entries) == 1 and isinstance(entries[0], Item) and not entries[0].facts
    if not one:
        counts = {
            "added": taken.added,
            "facts": taken.facts,
            "duplicates": taken.duplicates,
            "refused": len(taken.refused) - taken.duplicates,
        }
        yield Outcome("many", name, counts=counts)
    told = taken.outcomes if one else taken.refused
    for entry, outcome in told[:SHOWN]:
        yield _outcome(request, name if one else entry.place, outcome, offer)
    if len(told) > SHOWN:
        yield Outcome("refused", name, _("and %(count)d more") % {"count": len(told) - SHOWN})


def _with_address(entry: Entry, address: str) -> Entry:
    return replace(entry, address=address) if isinstance(entry, Item) and address and not entry.address else entry


def _outcome(request: AuthenticatedHttpRequest, name: str, outcome: Document | HeshiError, offer: Offer) -> Outcome:
    if isinstance(outcome, Document):
        return Outcome("added", name, document=outcome)
    if isinstance(outcome, TooLarge):
        sizes = {"size": size(offer.size), "limit": size(settings.DOCUMENT_LIMIT)}
        return Outcome("refused", name, _("Too large: %(size)s; at most %(limit)s.") % sizes)
    if isinstance(outcome, UnknownEncoding):
        candidates = tuple(_beginnings(offer.data, outcome.extra.get("candidates", ())))
        if candidates and not offer.encoding and ending(offer.name) != ".zip":
            held = base64.b64encode(offer.data).decode()
            return Outcome("unsure", offer.name, outcome.message, candidates=candidates, held=held)
    if isinstance(outcome, Duplicate):
        twin = permissions.visible(Document, request.user).filter(uuid=outcome.extra["document"]).first()
        return Outcome("duplicate", name, outcome.message, document=twin)
    field = f"{outcome.field}: " if outcome.field and outcome.field not in ("file", "encoding") else ""
    return Outcome("refused", name, f"{field}{outcome.message}")


def _beginnings(data: bytes, encodings: list[str]) -> Iterator[tuple[str, str]]:
    for name in encodings:
        try:
            yield name, " ".join(decode(data, name).text.split())[:60]
        except UndecodableBytes:
            continue


def _ask(request: AuthenticatedHttpRequest, collection: Collection, files: list[UploadedFile], said: Said) -> Iterator[Job]:
    """A job for each file of many documents, and one for all the others together."""
    others = [file for file in files if ending(file.name or "") not in OF_MANY]
    for file in files:
        if ending(file.name or "") in OF_MANY:
            yield _job(request, collection, file.name or "", file.chunks(), said)
    if len(others) == 1:
        yield _job(request, collection, others[0].name or "", others[0].chunks(), said)
    elif others:
        name = ngettext("%(count)d file", "%(count)d files", len(others)) % {"count": len(others)}
        packed = bundle((Path(file.name or "").name, file.chunks()) for file in others)
        yield _job(request, collection, f"{name}.zip", packed, said)


def _job(request: AuthenticatedHttpRequest, collection: Collection, name: str, blocks: Any, said: Said) -> Job:
    return importing.ask(collection=collection, file_name=name, data=blocks, actor=request.user, door=Door.PAGE, **asdict(said))


def _to_jobs(request: AuthenticatedHttpRequest, collection: Collection, jobs: list[Job]) -> HttpResponse:
    messages.success(request, _("A worker takes it in; you can leave this page."))
    return redirect("job", jobs[0].uuid) if len(jobs) == 1 else redirect("jobs", collection.uuid)
