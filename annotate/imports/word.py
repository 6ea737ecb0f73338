"""Word files, read by python-docx: paragraphs and tables in their order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from annotate.imports.archive import Bomb, check
from annotate.imports.item import Entry, Item, Refusal

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read(data: bytes, file_name: str, encoding: str | None = None) -> Iterator[Entry]:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check(archive)
        document = docx.Document(io.BytesIO(data))
    except Bomb as error:
        yield Refusal(file_name, str(error))
        return
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        yield Refusal(file_name, _("no Word file (.docx) can be read here: %(error)s") % {"error": error})
        return
    text = "\n".join(line for part in document.iter_inner_content() for line in _lines(part)).strip()
    if not text:
        yield Refusal(file_name, _("the Word file holds no text"))
        return
    yield Item(file_name, data, text, MEDIA_TYPE, file_name, title=(document.core_properties.title or "").strip())


def _lines(part: Any) -> Iterator[str]:
    """A paragraph is a line; a table's row is one, its cells parted by tabs (a merged cell once)."""
    if not hasattr(part, "rows"):
        yield part.text
        return
    for row in part.rows:
        cells: list[str] = []
        for cell in row.cells:
            if not cells or cells[-1] != cell.text:
                cells.append(cell.text)
        yield "\t".join(cells)
