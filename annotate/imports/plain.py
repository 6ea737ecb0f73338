"""Text files and Markdown: the bytes themselves."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.imports.item import Item


def read(data: bytes, file_name: str) -> Iterator[Item]:
    yield Item(file_name, data, file_name=file_name)
