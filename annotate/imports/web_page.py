"""Web pages, read by trafilatura: the article without menus, its title, date and address where the page says them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotate.imports.item import Entry, Item, Refusal

MEDIA_TYPE = "text/html"


def read(data: bytes, file_name: str, encoding: str | None = None) -> Iterator[Entry]:
    """One item, or a refusal where no article is found. Nothing is fetched: the page's own bytes are all there is."""
    import trafilatura

    tree = trafilatura.load_html(data)
    if tree is None:
        yield Refusal(file_name, _("no web page can be read here: expected HTML"))
        return
    told = trafilatura.extract(
        tree, output_format="json", include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    found: dict[str, str | None] = json.loads(told) if told else {}
    text, title, published = ((found.get(name) or "").strip() for name in ("text", "title", "date"))
    if not text:
        yield Refusal(file_name, _("no article is found in this page"))
        return
    address = found.get("source") or ""
    yield Item(
        file_name, data, text if not title or text.startswith(title) else f"{title}\n\n{text}", MEDIA_TYPE, file_name, title=title,
        published=published if re.fullmatch(r"\d{4}-\d{2}-\d{2}", published) else None,
        address=address if address.startswith(("http://", "https://")) else "", source_name=found.get("source-hostname") or "",
    )  # fmt: skip
