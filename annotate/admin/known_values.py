"""Filters by the values that a column holds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.db.models import CharField

KEPT = 300
"""Seconds for which the values of a column stand."""
NEWEST = 20_000
"""Rows in which they are looked for: to find all takes a walk over the whole table."""


class KnownValues(admin.AllValuesFieldListFilter):
    """The same as Django's for what the newest rows hold, asked anew for each person only every few minutes."""

    def __init__(self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        key = f"values:{model._meta.label_lower}:{field_path}:{request.user.pk}"
        values: Any = self.lookup_choices
        known: Any = cache.get_or_set(key, lambda: _newest(values), KEPT)
        self.lookup_choices = known


def _newest(values: Any) -> list[Any]:
    rows = values.order_by("-pk")
    rows.query.distinct = False
    return sorted(set(rows[:NEWEST]), key=lambda value: (value is not None, value or ""))


admin.FieldListFilter.register(lambda field: isinstance(field, CharField) and not field.choices, KnownValues, take_priority=True)
