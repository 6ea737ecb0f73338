"""What SQLite knows of its tables. Without figures it takes an index of a whole collection for as narrow as that of one fact, and a page of fifty
facts walks through every document. PostgreSQL keeps such figures by itself."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection

KEPT = 600
"""Seconds for which figures are good enough."""
LOOKED_AT = 400
"""Rows of an index that are looked at, whatever its length: it takes milliseconds."""


def keep() -> None:
    """Count anew, at most every KEPT seconds in each process; new connections plan by it."""
    if connection.vendor == "sqlite" and cache.add("statistics", True, KEPT):
        count()


def count() -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
