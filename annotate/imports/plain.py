"""Text files and Markdown: the bytes themselves."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.imports.item import Entry, Item


def read(data: bytes, file_name: str, encoding: str | None = None) -> Iterator[Entry]:
    yield Item(file_name, data, file_name=file_name)
