"""Small files to begin with: what a table and a line look like, each of which can be imported as it is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from annotate.imports.item import KEYS

TEXT = "前三季度,平度市地区生产总值增长5.4%。"
DOCUMENT = {
    "text": TEXT, "id": "news-1", "title": "平度市前三季度经济运行情况", "published": "2024-10-28", "address": "https://example.org/news/1",
    "source": "example.org",
}  # fmt: skip
FACT: dict[str, Any] = {
    "start": 16, "end": 20, "text": "5.4%", "value": "5.4", "unit": "%", "measure": "growth", "indicator": "地区生产总值", "region": "平度市",
    "region_code": "370283", "period_start": "2024-01", "period_end": "2024-09", "status": "actual", "qualifier": "exact", "base": "previous_year",
}  # fmt: skip
WHY = {"confidence": {"fact": 0.96, "period": 0.88}, "evidence": {"period": {"spans": [[0, 4]], "rule": None}}}
MAKER = {"producer": "my-model", "version": "1"}


def _table(*rows: dict[str, Any]) -> bytes:
    """CSV with the mark by which Excel and WPS know UTF-8."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


EXAMPLES: dict[str, Callable[[], bytes]] = {
    "documents.csv": lambda: _table({key: DOCUMENT[key] for key in KEYS}),
    "documents.jsonl": lambda: _line(DOCUMENT),
    "documents-with-facts.jsonl": lambda: _line(DOCUMENT | MAKER | {"facts": [FACT | WHY]}),
    "facts.jsonl": lambda: _line({"document": "news-1"} | MAKER | FACT | WHY),
    "facts.csv": lambda: _table({"document": "news-1"} | MAKER | FACT),
}
