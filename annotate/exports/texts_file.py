"""A collection's texts as JSON Lines, in the form in which they can be imported again. Each has its uuid as its id, so that exported facts, which name
it so, find their text in another installation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from annotate.models import Collection, Document

AT_ONCE = 50  # texts held in memory


def texts_stream(collection: Collection) -> Iterator[bytes]:
    """One line a document, in the order in which they came; none for a text that was taken down. The date is told where somebody gave it: one that
    was found in the text is found there again."""
    documents = collection.documents.exclude(state=Document.State.TAKEN_DOWN).select_related("source").defer("source__data").order_by("pk")
    for document in documents.iterator(chunk_size=AT_ONCE):
        yield json.dumps(_record(document), ensure_ascii=False).encode("utf-8") + b"\n"


def _record(document: Document) -> dict[str, Any]:
    given = document.published if document.published_known == Document.Known.GIVEN else None
    told = {"title": document.title, "published": given, "address": document.source.address, "source": document.source_name}
    return {"id": str(document.uuid), "text": document.raw} | {name: value for name, value in told.items() if value}
