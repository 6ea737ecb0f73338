"""Bytes to documents."""

from __future__ import annotations

import codecs
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

from annotate import auditing, bulk, enqueueing, permissions
from annotate.errors import BadInput, Duplicate, HeshiError, TooLarge, UnknownEncoding
from annotate.imports.item import Item
from annotate.models import Collection, Document, Source, User
from annotate.models.corpus import PUBLISHED
from extraction.text.decoding import Decoded, UndecodableBytes, decode

LONGEST_ID = 200


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
        _check_words({"external_id": item.external_id, "title": item.title, "source_name": item.source_name})
    except HeshiError as error:
        return error
    return Prepared(item, raw, hashlib.sha256(raw.text.encode()).hexdigest())


def _store(
    collection: Collection, prepared: Sequence[Prepared | HeshiError], actor: User, door: str, in_bulk: bool
) -> list[Document | HeshiError]:
    outcomes: list[Document | HeshiError | None] = [one if isinstance(one, HeshiError) else None for one in prepared]
    twins = Twins(collection, [one for one in prepared if isinstance(one, Prepared)])
    new: dict[int, Document] = {}
    for place, one in enumerate(prepared):
        if isinstance(one, Prepared):
            refusal = twins.refusal(one)
            if refusal is None:
                new[place] = _rows(collection, one, actor, in_bulk)
                twins.add(one, new[place])
            outcomes[place] = refusal or new[place]
    documents = list(new.values())
    bulk.insert([document.source for document in documents])
    for document in documents:
        document.source = document.source  # takes over the key that the row has now
    bulk.insert(documents)
    auditing.record_all(
        [_event(document) for document in documents], action="document.upload", actor=actor, door=door, collection=collection
    )
    enqueueing.all_on_commit([document.pk for document in documents], bulk=in_bulk)
    return [outcome for outcome in outcomes if outcome is not None]


def _rows(collection: Collection, one: Prepared, actor: User, in_bulk: bool) -> Document:
    item = one.item
    source = _source(
        collection_id=collection.pk, data=item.data, size=len(item.data), sha256=hashlib.sha256(item.data).hexdigest(), media_type=item.media_type[:100],
        file_name=safe_name(item.file_name), address=item.address, external_id=item.external_id, created_by_id=actor.pk,
    )  # fmt: skip
    document = _document(
        collection_id=collection.pk, raw=one.raw.text, length=len(one.raw.text), sha256=one.digest, encoding=one.raw.encoding,
        title=item.title[:300], source_name=item.source_name[:120], published=item.published or None,
        published_known=Document.Known.GIVEN if item.published else None, bulk=in_bulk,
    )  # fmt: skip
    document.source, document.collection = source, collection
    return document


_source, _document = bulk.maker(Source), bulk.maker(Document)


def _event(document: Document) -> tuple[Document, dict[str, str]]:
    return document, {"file_name": document.source.file_name, "sha256": document.sha256, "encoding": document.encoding}


class Twins:
    """The texts and ids of sources that a collection has already, among those that are to go in; two queries for all of them."""

    def __init__(self, collection: Collection, coming: Sequence[Prepared]) -> None:
        documents = Document.objects.filter(collection=collection).select_related("source").defer("raw", "source__data")
        digests = [one.digest for one in coming]
        ids = [one.item.external_id for one in coming if one.item.external_id]
        self.by_digest = {document.sha256: document for document in documents.filter(sha256__in=digests)}
        self.by_id = {document.source.external_id: document for document in documents.filter(source__external_id__in=ids)} if ids else {}

    def add(self, one: Prepared, document: Document) -> None:
        self.by_digest[one.digest] = document
        if one.item.external_id:
            self.by_id[one.item.external_id] = document

    def refusal(self, one: Prepared) -> Duplicate | None:
        twin = self.by_digest.get(one.digest)
        if twin:
            said = (
                _("This text was taken down here.")
                if twin.state == Document.State.TAKEN_DOWN
                else _("This text is here already: %(title)s.")
            )
            return Duplicate(said % {"title": twin}, field="file", document=str(twin.uuid))
        twin = self.by_id.get(one.item.external_id)
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
        if data.startswith(codecs.BOM_UTF8) and encoding is None:
            raise UnknownEncoding(
                _("It begins with the mark of UTF-8, but is not UTF-8: save it again, without the mark or as UTF-8."),
                field="encoding",
                candidates=[],
            ) from error
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


def _check_words(words: dict[str, str]) -> None:
    for name, said in words.items():
        if "\0" in said or any("\ud800" <= char <= "\udfff" for char in said):
            raise BadInput(_("No text has NUL or half of a surrogate pair."), field=name)
    if len(words["external_id"]) > LONGEST_ID:
        raise BadInput(_("Expected an id of at most %(most)d characters.") % {"most": LONGEST_ID}, field="external_id")


def safe_name(file_name: str) -> str:
    """The last part of a file's name, without control characters, at most 255 characters of which the ending is kept."""
    name = PurePath(file_name.replace("\\", "/")).name
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    ending = PurePath(name).suffix
    return name if len(name) <= 255 else name[: 255 - len(ending)] + ending[-255:]
