"""PDF files, read by pdfplumber, which keeps numbers whole."""

from __future__ import annotations

import io
from collections.abc import Iterator

from annotate.imports.item import Item, Refusal

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 300


def read(data: bytes, file_name: str) -> Iterator[Item | Refusal]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            if len(file.pages) > MOST_PAGES:
                yield Refusal(file_name, f"the PDF has {len(file.pages)} pages: expected at most {MOST_PAGES}")
                return
            pages = [page.extract_text() or "" for page in file.pages]
    except (PdfminerException, PDFPasswordIncorrect, ValueError, TypeError, KeyError) as error:
        locked = isinstance(error, PDFPasswordIncorrect) or "PDFPasswordIncorrect" in repr(error)
        yield Refusal(file_name, "the PDF needs a password" if locked else f"no PDF can be read here: {error or type(error).__name__}")
        return
    text = "\n\n".join(pages).strip()
    if not text:
        yield Refusal(file_name, "the PDF holds no text, only pictures: it needs character recognition first")
        return
    yield Item(file_name, data, text, MEDIA_TYPE, file_name)
