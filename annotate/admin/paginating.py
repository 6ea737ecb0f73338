"""Pages of a list that may be very long."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 2_000
"""Rows that a list counts, and through which its pages lead; what lies beyond is found by filters and search."""


class Bounded(Paginator):
    """Counts no further than MOST: neither the count nor the last page costs more, however long the table."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST].count())
