"""Texts come in: one or many files, or pasted. Each gets its outcome by name; one that is refused holds up no other."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotate import ingesting, permissions
from annotate.errors import BadInput, Duplicate, HeshiError, TooLarge, UnknownEncoding
from annotate.forms import UploadForm
from annotate.models import Collection, Document
from annotate.models.audit import Door
from annotate.pages.collections import place
from annotate.pages.request import AuthenticatedHttpRequest
from annotate.templatetags.heshi import size
from extraction.text.decoding import UndecodableBytes, decode

BULK = 20  # from so many files on, single uploads of others go first


@dataclass(frozen=True)
class Offer:
    """One text that somebody brings. At most one byte more than the limit is read; ``size`` is its true size."""

    name: str
    data: bytes = field(repr=False)
    size: int
    encoding: str | None = None
    media_type: str = "text/plain"


@dataclass(frozen=True)
class Outcome:
    """``kind``: added, duplicate, refused, unsure. An unsure one carries its bytes, so that only the encoding need be said;
    ``candidates``: each possible encoding with how the text would begin."""

    kind: str
    name: str
    reason: str = ""
    document: Document | None = None
    candidates: tuple[tuple[str, str], ...] = ()
    held: str = field(default="", repr=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = {**place(request, uuid, "annotate"), "limit": settings.DOCUMENT_LIMIT}
    form = UploadForm(request.POST if request.method == "POST" else None)
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        offers = list(_offers(request))
        if not offers:
            form.add_error("file", _("Choose a file or paste a text."))
        details = {"published": form.cleaned_data["published"].strip() or None, "address": form.cleaned_data["address"].strip()}
        outcomes = [_bring(request, context["collection"], offer, details, bulk=len(offers) >= BULK) for offer in offers]
        if outcomes and all(outcome.kind != "refused" for outcome in outcomes):
            form = UploadForm()
    status = 400 if form.errors else 200
    return render(request, "pages/upload.html", {**context, "form": form, "outcomes": outcomes, **_details(request)}, status=status)


def _details(request: AuthenticatedHttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("published", "address")}


def _offers(request: AuthenticatedHttpRequest) -> Iterator[Offer]:
    """Files, then the pasted text, then the bytes that wait for their encoding."""
    for file in request.FILES.getlist("file"):
        yield _of_file(file)
    # A browser sends every line end of a text field as CRLF: that is no part of what was pasted.
    if text := request.POST.get("text", "").replace("\r\n", "\n"):
        data = text.encode()
        yield Offer("", data, len(data), "utf-8")
    if held := request.POST.get("held"):
        try:
            data = base64.b64decode(held, validate=True)
        except binascii.Error as error:
            raise BadInput(_("This form is out of date: upload the file again."), field="held") from error
        yield Offer(request.POST.get("held_name", ""), data, len(data), request.POST.get("encoding") or None)


def _beginnings(data: bytes, encodings: list[str]) -> Iterator[tuple[str, str]]:
    for name in encodings:
        try:
            yield name, " ".join(decode(data, name).text.split())[:60]
        except UndecodableBytes:
            continue


def _of_file(file: UploadedFile) -> Offer:
    return Offer(file.name or "", file.read(settings.DOCUMENT_LIMIT + 1), file.size or 0)


def _bring(request: AuthenticatedHttpRequest, collection: Collection, offer: Offer, details: dict[str, Any], *, bulk: bool) -> Outcome:
    name = ingesting.safe_name(offer.name) or _("pasted text")
    try:
        document = ingesting.ingest(
            collection=collection, data=offer.data, file_name=offer.name, media_type=offer.media_type, encoding=offer.encoding,
            actor=request.user, door=Door.PAGE, bulk=bulk, **details,
        )  # fmt: skip
    except TooLarge:
        sizes = {"size": size(offer.size), "limit": size(settings.DOCUMENT_LIMIT)}
        return Outcome("refused", name, _("Too large: %(size)s; at most %(limit)s.") % sizes)
    except UnknownEncoding as error:
        candidates = tuple(_beginnings(offer.data, error.extra.get("candidates", ())))
        if not candidates or offer.encoding:
            return Outcome("refused", name, error.message)
        return Outcome("unsure", name, error.message, candidates=candidates, held=base64.b64encode(offer.data).decode())
    except Duplicate as error:
        twin = permissions.visible(Document, request.user).filter(uuid=error.extra["document"]).first()
        return Outcome("duplicate", name, error.message, document=twin)
    except HeshiError as error:
        return Outcome("refused", name, error.message)
    return Outcome("added", name, document=document)
