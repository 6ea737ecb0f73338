"""Web pages, read by trafilatura: the article without menus, its title, date and address where the page says them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.imports.item import Item, Refusal

MEDIA_TYPE = "text/html"


def read(data: bytes, file_name: str) -> Iterator[Item | Refusal]:
    """One item, or a refusal where no article is found. Nothing is fetched: the page's own bytes are all there is."""
    import trafilatura

    tree = trafilatura.load_html(data)
    if tree is None:
        yield Refusal(file_name, "no web page can be read here: expected HTML")
        return
    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True)
    text = (found.text or "").strip() if found else ""
    if not text:
        yield Refusal(file_name, "no article is found in this page")
        return
    title = (found.title or "").strip()
    body = text if not title or text.startswith(title) else f"{title}\n\n{text}"
    published = found.date if found.date and re.fullmatch(r"\d{4}-\d{2}-\d{2}", found.date) else None
    address = found.url if (found.url or "").startswith(("http://", "https://")) else ""
    yield Item(
        file_name,
        data,
        body,
        MEDIA_TYPE,
        file_name,
        title=title,
        published=published,
        address=address or "",
        source_name=found.sitename or "",
    )
