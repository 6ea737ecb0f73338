"""Files as users bring them, made here."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

LINES = ("平度市前三季度经济运行情况", "前三季度,平度市地区生产总值增长5.4%。", "前10个月,工业技改投资增长27.3%。")
TABLE = (("指标", "总量", "增速"), ("固定资产投资", "125.6亿元", "8.1%"))


def html() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    body = "".join(f"<p>{line}</p>" for line in LINES[1:] * 3)
    page = f"""<html><head><title>{LINES[0]}</title><meta property="article:published_time" content="2024-11-28"></head><body>
    <nav><a href="/">首页</a><a href="/news">新闻</a></nav><article><h1>{LINES[0]}</h1>{body}<table>{rows}</table></article>
    <script>alert("x")</script><footer>版权所有</footer></body></html>"""
    return page.encode()


def docx() -> bytes:
    import docx as word

    document = word.Document()
    document.core_properties.title = LINES[0]
    for line in LINES:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=3)
    for row in TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(text: str = "GDP 131.5", encrypt: bool = False) -> bytes:
    """The smallest PDF with one line of text; ``encrypt`` makes it ask for a password that nobody knows."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    lock = b""
    if encrypt:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >>" % (b"11" * 32, b"22" * 32))
        lock = b" /Encrypt 6 0 R /ID [<00><00>]"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, lock, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end


def jsonl(*records: Any) -> bytes:
    return "\n".join(record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records).encode()


def xlsx(*rows: tuple[Any, ...]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(members: dict[str, bytes], *, link: str | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
        if link:
            entry = zipfile.ZipInfo(link)
            entry.external_attr = 0o120777 << 16
            made.writestr(entry, "/etc/passwd")
    return file.getvalue()
