"""Bytes to documents."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotate import auditing, enqueueing, permissions
from annotate.errors import BadInput, Duplicate, HeshiError, TooLarge, UnknownEncoding
from annotate.imports.item import Item
from annotate.models import Collection, Document, Source, User
from annotate.models.corpus import PUBLISHED
from extraction.text.decoding import Decoded, UndecodableBytes, decode


@dataclass(frozen=True)
class Prepared:
    """An item that may go in, read and checked; only twins can still keep it out."""

    item: Item
    raw: Decoded
    digest: str


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
    item = Item(file_name, data, None, media_type, file_name, external_id, title, published, address, source_name)
    (outcome,) = ingest_all(collection=collection, items=[item], actor=actor, door=door, bulk=bulk, encoding=encoding)
    if isinstance(outcome, HeshiError):
        raise outcome
    return outcome


def ingest_all(
    *, collection: Collection, items: Sequence[Item], actor: User, door: str, bulk: bool, encoding: str | None = None
) -> list[Document | HeshiError]:
    """Store many in one transaction; for each item, in order, its document or the error that kept it out. An item whose text was read from other
    bytes (a PDF, a table's row) brings it along."""
    permissions.require(actor, "annotate", collection)
    outcomes: list[Document | HeshiError] = [_prepared(item, encoding) for item in items]  # type: ignore[misc]
    try:
        with transaction.atomic():
            return _store(collection, outcomes, actor, door, bulk)  # type: ignore[arg-type]
    except IntegrityError:
        # Somebody else brought one of these texts at the same moment: now its row is seen.
        with transaction.atomic():
            return _store(collection, outcomes, actor, door, bulk)  # type: ignore[arg-type]


def _prepared(item: Item, encoding: str | None) -> Prepared | HeshiError:
    try:
        raw = _read(item.data, encoding) if item.text is None else _given(item.text)
        _check_details(item.published, item.address)
    except HeshiError as error:
        return error
    return Prepared(item, raw, hashlib.sha256(raw.text.encode()).hexdigest())


def _store(
    collection: Collection, prepared: Sequence[Prepared | HeshiError], actor: User, door: str, bulk: bool
) -> list[Document | HeshiError]:
    outcomes: list[Document | HeshiError | None] = [one if isinstance(one, HeshiError) else None for one in prepared]
    twins = Twins(collection, [one for one in prepared if isinstance(one, Prepared)])
    new: dict[int, Document] = {}
    for place, one in enumerate(prepared):
        if isinstance(one, Prepared):
            refusal = twins.refusal(one)
            if refusal is None:
                new[place] = _rows(collection, one, actor, bulk)
                twins.add(one, new[place])
            outcomes[place] = refusal or new[place]
    Source.objects.bulk_create([document.source for document in new.values()])
    for document in new.values():
        document.source = document.source  # takes over the key that the row has now
    Document.objects.bulk_create(new.values())
    auditing.record_all(
        [_event(document) for document in new.values()], action="document.upload", actor=actor, door=door, collection=collection
    )
    for document in new.values():
        enqueueing.on_commit(document.pk, bulk=bulk)
    return [outcome for outcome in outcomes if outcome is not None]


def _rows(collection: Collection, one: Prepared, actor: User, bulk: bool) -> Document:
    item = one.item
    source = Source(
        collection=collection, data=item.data, size=len(item.data), sha256=hashlib.sha256(item.data).hexdigest(), file_name=safe_name(item.file_name),
        media_type=item.media_type[:100], address=item.address, external_id=item.external_id[:200], created_by=actor,
    )  # fmt: skip
    return Document(
        collection=collection, source=source, raw=one.raw.text, length=len(one.raw.text), sha256=one.digest, encoding=one.raw.encoding,
        title=item.title[:300], source_name=item.source_name[:120], published=item.published or None,
        published_known=Document.Known.GIVEN if item.published else None, bulk=bulk,
    )  # fmt: skip


def _event(document: Document) -> tuple[Document, dict[str, str]]:
    return document, {"file_name": document.source.file_name, "sha256": document.sha256, "encoding": document.encoding}


class Twins:
    """The texts and ids of sources that a collection has already, among those that are to go in; two queries for all of them."""

    def __init__(self, collection: Collection, coming: Sequence[Prepared]) -> None:
        documents = Document.objects.filter(collection=collection).select_related("source").defer("raw", "source__data")
        digests = [one.digest for one in coming]
        ids = [one.item.external_id[:200] for one in coming if one.item.external_id]
        self.by_digest = {document.sha256: document for document in documents.filter(sha256__in=digests)}
        self.by_id = {document.source.external_id: document for document in documents.filter(source__external_id__in=ids)} if ids else {}

    def add(self, one: Prepared, document: Document) -> None:
        self.by_digest[one.digest] = document
        if one.item.external_id:
            self.by_id[one.item.external_id[:200]] = document

    def refusal(self, one: Prepared) -> Duplicate | None:
        twin = self.by_digest.get(one.digest)
        if twin:
            said = _("This text was taken down here.") if twin.state == Document.State.TAKEN_DOWN else _("This text is here already: %(title)s.")
            return Duplicate(said % {"title": twin}, field="file", document=str(twin.uuid))
        twin = self.by_id.get(one.item.external_id[:200])
        if twin:
            message = _("The source's id %(id)s is here already.") % {"id": one.item.external_id}
            return Duplicate(message, field="external_id", document=str(twin.uuid))
        return None


def _given(text: str) -> Decoded:
    """A text that a reader read from other bytes."""
    size = len(text.encode())
    if size > settings.DOCUMENT_LIMIT:
        raise _too_large(size)
    return _sound(Decoded(text, "utf-8", 1.0))


def _read(data: bytes, encoding: str | None) -> Decoded:
    if len(data) > settings.DOCUMENT_LIMIT:
        raise _too_large(len(data))
    try:
        raw = decode(data, encoding)
    except UndecodableBytes as error:
        if b"\0" in data and not error.candidates:
            raise BadInput(_("Byte %(at)d is NUL, which no text has.") % {"at": data.index(b"\0")}, field="file") from error
        message = (
            _("The encoding of this file is not certain: choose one.") if error.candidates else _("This is no text in any known encoding.")
        )
        raise UnknownEncoding(message, field="encoding", candidates=list(error.candidates)) from error
    return _sound(raw)


def _too_large(size: int) -> TooLarge:
    message = _("The text has %(size)d bytes; expected at most %(limit)d.") % {"size": size, "limit": settings.DOCUMENT_LIMIT}
    return TooLarge(message, field="file", limit=settings.DOCUMENT_LIMIT)


def _sound(raw: Decoded) -> Decoded:
    if not raw.text.strip("\ufeff \t\r\n\u3000"):
        raise BadInput(_("The file is empty: expected a text."), field="file")
    if "\0" in raw.text:
        raise BadInput(_("Character %(at)d is NUL, which no text has.") % {"at": raw.text.index("\0")}, field="file")
    return raw


def _check_details(published: str | None, address: str) -> None:
    try:
        if published:
            PUBLISHED(published)
            date.fromisoformat(published if len(published) == 10 else f"{published}-01")
    except ValidationError as error:
        raise BadInput(error.messages[0], field="published") from error
    except ValueError as error:
        raise BadInput(_("There is no such day: %(date)s.") % {"date": published}, field="published") from error
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise BadInput(error.messages[0], field="address") from error


def safe_name(file_name: str) -> str:
    """The last part of a file's name, without control characters, at most 255 characters."""
    name = PurePath(file_name.replace("\\", "/")).name
    return "".join(char for char in name if unicodedata.category(char)[0] != "C")[:255]
