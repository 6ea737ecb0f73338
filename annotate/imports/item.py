"""What every reader yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The columns of a table and the keys of a line that is a document; ``text`` is needed, the others may be there.
KEYS = ("text", "id", "title", "published", "address", "source")
# Whose facts they are: a line's own, else what was said for the whole file.
MAKER = ("producer", "version")


@dataclass(frozen=True, slots=True)
class FactRecord:
    """One fact as it was brought, not yet checked. ``document``: the uuid or the source's own id, empty where it came along with its document."""

    place: str
    record: Mapping[str, Any]
    document: str = ""
    producer: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One document to be. ``place`` says where in the file it stood (a member's name, a line, a row). ``data``: its own bytes; ``text``: what a
    reader read from them, None where they are plain text and wait for decoding. ``facts``: what another model found in it."""

    place: str
    data: bytes
    text: str | None = None
    media_type: str = "text/plain"
    file_name: str = ""
    external_id: str = ""
    title: str = ""
    published: str | None = None
    address: str = ""
    source_name: str = ""
    facts: tuple[FactRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, member, line or row that cannot be read, with the reason and what was expected. The rest goes in. ``encodings``: those that could be
    meant, where it is for somebody to say."""

    place: str
    reason: str
    field: str = ""
    code: str = "bad_input"
    encodings: tuple[str, ...] = ()


Entry = Item | FactRecord | Refusal
