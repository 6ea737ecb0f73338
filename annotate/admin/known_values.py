"""Filters by the values that a column holds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.db.models import CharField

KEPT = 300
"""Seconds for which the values of a column stand: to find them takes a walk over the whole table."""


class KnownValues(admin.AllValuesFieldListFilter):
    """The same as Django's, asked anew for each person only every few minutes."""

    def __init__(self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        key = f"values:{model._meta.label_lower}:{field_path}:{request.user.pk}"
        values = self.lookup_choices
        self.lookup_choices = cache.get_or_set(key, lambda: list(values), KEPT)  # type: ignore[assignment]


admin.FieldListFilter.register(lambda field: isinstance(field, CharField) and not field.choices, KnownValues, take_priority=True)
