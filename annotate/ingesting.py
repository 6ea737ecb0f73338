"""Bytes to documents."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotate import auditing, enqueueing, permissions
from annotate.errors import BadInput, Duplicate, TooLarge, UnknownEncoding
from annotate.models import Collection, Document, Source, User
from annotate.models.corpus import PUBLISHED
from extraction.text.decoding import Decoded, UndecodableBytes, decode


def ingest(
    *,
    collection: Collection,
    data: bytes,
    file_name: str,
    actor: User,
    door: str,
    media_type: str = "text/plain",
    encoding: str | None = None,
    published: str | None = None,
    address: str = "",
    external_id: str = "",
    title: str = "",
    source_name: str = "",
    bulk: bool = False,
) -> Document:
    """Store the bytes and their text, and ask for extraction on commit.

    Raises BadInput (empty, NUL, a bad date or address), TooLarge (over ``DOCUMENT_LIMIT`` bytes), UnknownEncoding (``extra["candidates"]``) and
    Duplicate (same text, or same ``external_id``, in the collection: ``extra["document"]``); then nothing is stored.
    """
    permissions.require(actor, "annotate", collection)
    raw, name = _read(data, encoding), safe_name(file_name)
    _check_details(published, address)
    digest = hashlib.sha256(raw.text.encode()).hexdigest()
    _refuse_twin(collection, digest, external_id)
    try:
        with transaction.atomic():
            source = Source.objects.create(
                collection=collection, data=data, size=len(data), sha256=hashlib.sha256(data).hexdigest(), file_name=name,
                media_type=media_type[:100], address=address, external_id=external_id[:200], created_by=actor,
            )  # fmt: skip
            document = Document.objects.create(
                collection=collection, source=source, raw=raw.text, length=len(raw.text), sha256=digest, encoding=raw.encoding, title=title[:300],
                source_name=source_name[:120], published=published or None, published_known=Document.Known.GIVEN if published else None, bulk=bulk,
            )  # fmt: skip
            after = {"file_name": name, "sha256": digest, "encoding": raw.encoding}
            auditing.record(action="document.upload", actor=actor, door=door, target=document, collection=collection, after=after)
            enqueueing.on_commit(document.pk, bulk=bulk)
    except IntegrityError:
        _refuse_twin(collection, digest, external_id)
        raise
    return document


def _read(data: bytes, encoding: str | None) -> Decoded:
    if len(data) > settings.DOCUMENT_LIMIT:
        message = _("The file has %(size)d bytes; expected at most %(limit)d.") % {"size": len(data), "limit": settings.DOCUMENT_LIMIT}
        raise TooLarge(message, field="file", limit=settings.DOCUMENT_LIMIT)
    try:
        raw = decode(data, encoding)
    except UndecodableBytes as error:
        if b"\0" in data and not error.candidates:
            raise BadInput(_("Byte %(at)d is NUL, which no text has.") % {"at": data.index(b"\0")}, field="file") from error
        message = (
            _("The encoding of this file is not certain: choose one.") if error.candidates else _("This is no text in any known encoding.")
        )
        raise UnknownEncoding(message, field="encoding", candidates=list(error.candidates)) from error
    if not raw.text.strip("\ufeff \t\r\n\u3000"):
        raise BadInput(_("The file is empty: expected a text."), field="file")
    return raw


def _check_details(published: str | None, address: str) -> None:
    try:
        if published:
            PUBLISHED(published)
    except ValidationError as error:
        raise BadInput(error.messages[0], field="published") from error
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise BadInput(error.messages[0], field="address") from error


def _refuse_twin(collection: Collection, digest: str, external_id: str) -> None:
    twin = Document.objects.filter(collection=collection, sha256=digest).first()
    if twin:
        raise Duplicate(_("This text is here already: %(title)s.") % {"title": twin}, field="file", document=str(twin.uuid))
    if external_id:
        twin = Document.objects.filter(collection=collection, source__external_id=external_id).first()
        if twin:
            message = _("The source's id %(id)s is here already.") % {"id": external_id}
            raise Duplicate(message, field="external_id", document=str(twin.uuid))


def safe_name(file_name: str) -> str:
    """The last part of a file's name, without control characters, at most 255 characters."""
    name = PurePath(file_name.replace("\\", "/")).name
    return "".join(char for char in name if unicodedata.category(char)[0] != "C")[:255]
