"""What every reader yields."""

from __future__ import annotations

from dataclasses import dataclass

# The columns of a table and the keys of a line; ``text`` is needed, the others may be there.
KEYS = ("text", "id", "title", "published", "address", "source")


@dataclass(frozen=True)
class Item:
    """One document to be. ``place`` says where in the file it stood (a member's name, a line, a row). ``data``: its own bytes; ``text``: what a
    reader read from them, None where they are plain text and wait for decoding."""

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


@dataclass(frozen=True)
class Refusal:
    """A file, member, line or row that cannot be read, with the reason and what was expected. The rest goes in."""

    place: str
    reason: str
