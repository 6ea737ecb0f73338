"""Every address the installation answers, found by introspection, and how to fill in its parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What a parameter that is merely called ``uuid`` or ``pk`` means, by the word before it in the address.
KINDS = {
    "collections": "collection", "documents": "document", "facts": "fact", "readings": "reading", "releases": "release", "tokens": "token",
    "jobs": "job", "exports": "job", "causes": "cause", "notes": "note", "adjudication": "fact",
}  # fmt: skip
NAMES = {"reading": "reading", "document": "document", "fact": "fact", "user": "person", "member": "person"}
FILLED = {
    "start": "0", "end": "1", "secret": "no-such-secret", "path": "no/such/address", "url": "no/such/page", "app_label": "annotate", "form": "jsonl",
    "observation": "0" * 16, "example": "facts.csv", "name": "no-such-session",
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """``name`` with its namespaces; one without a name is called by its pattern."""

    name: str
    pattern: str
    view: Any

    @property
    def parameters(self) -> list[str]:
        """What each parameter holds, in the order of the address: the kind of a thing, or its own name."""
        return [self._kind(found) for found in PARAMETER.finditer(self.pattern)]

    def _kind(self, found: re.Match[str]) -> str:
        if found[1] in NAMES:
            return NAMES[found[1]]
        before = self.pattern[: found.start()].rstrip("/").rpartition("/")[2]
        return KINDS.get(before, found[1]) if found[1] in ("uuid", "pk") else found[1]

    def address(self, things: dict[str, Any]) -> str:
        """The address with the ids of ``things`` (kind of thing to id) in it."""
        kinds = iter(self.parameters)
        filled = PARAMETER.sub(lambda _found: str({**FILLED, **things}[next(kinds)]), self.pattern)
        return "/" + filled


def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: Any, namespaces: tuple[str, ...] = (), prefix: str = "") -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", str(pattern.pattern)).strip("^$")
        if isinstance(pattern, URLPattern):
            yield Route(":".join((*namespaces, pattern.name or path)), path, pattern.callback)
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner, path)
