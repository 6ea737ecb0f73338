"""PDF files, read by pdfplumber, which keeps numbers whole."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotate.imports.item import Entry, Item, Refusal

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 300


def read(data: bytes, file_name: str, encoding: str | None = None) -> Iterator[Entry]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            if len(file.pages) > MOST_PAGES:
                pages_found = {"pages": len(file.pages), "most": MOST_PAGES}
                yield Refusal(file_name, _("the PDF has %(pages)d pages: expected at most %(most)d") % pages_found)
                return
            pages = [page.extract_text() or "" for page in file.pages]
    except (PdfminerException, PDFPasswordIncorrect, ValueError, TypeError, KeyError) as error:
        locked = isinstance(error, PDFPasswordIncorrect) or "PDFPasswordIncorrect" in repr(error)
        reason = _("no PDF can be read here: %(error)s") % {"error": error or type(error).__name__}
        yield Refusal(file_name, _("the PDF needs a password") if locked else reason)
        return
    text = "\n\n".join(pages).strip()
    if not text:
        yield Refusal(file_name, _("the PDF holds no text, only pictures: it needs character recognition first"))
        return
    yield Item(file_name, data, text, MEDIA_TYPE, file_name)
