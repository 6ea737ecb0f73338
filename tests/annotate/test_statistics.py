"""What SQLite plans its queries by is counted by the sweep, now and then."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from annotate import statistics, tasks

pytestmark = [pytest.mark.django_db, pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL counts by itself")]


def known() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchall():
            return set()
        cursor.execute("SELECT tbl FROM sqlite_stat1")
        return {table for (table,) in cursor.fetchall()}


def test_the_sweep_counts_what_queries_are_planned_by(make_document: Any, sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_document(raw="前三季度，全市生产总值484.4亿元。", facts=[])
    monkeypatch.setattr(tasks.broker, "queued", lambda queue: 0)
    cache.clear()
    tasks.sweep()
    assert "annotate_document" in known()


def test_it_does_not_count_at_every_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    monkeypatch.setattr(statistics, "count", lambda: counted.append(1))
    cache.clear()
    for _ in range(3):
        statistics.keep()
    assert counted == [1]
