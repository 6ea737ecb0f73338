"""A filled SQLite database many times over: every document with all its rows, copied inside the database, where rows cost a tenth of what they cost
from outside. The copies are as the first ones are, under keys, uuids, digests and observations of their own."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.fill import Shelf

OWN = {"uuid", "sha256", "target_id", "observation_id"}
"""Columns in which each copy has to differ; ``target_id`` names the same uuid. All begin with eight hexadecimal digits that can be exchanged."""


def multiply(times: int) -> None:
    """Copy what ``fill`` put in until there is ``times`` as much of it."""
    from django.db import connection, transaction

    from annotate import models

    tables = [getattr(models, name) for name in Shelf.TABLES]
    spans = {model: model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in tables}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")  # facts and candidates name each other
        for copy in range(1, times):
            with transaction.atomic():
                for model in tables:
                    cursor.execute(_copied(model, spans, copy))
        cursor.execute("ANALYZE")


def _copied(model: Any, spans: dict[Any, int], copy: int) -> str:
    fields = model._meta.local_concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(field, model, spans, copy) for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {values} FROM "{model._meta.db_table}" WHERE id <= {spans[model]}'


def _value(field: Any, model: Any, spans: dict[Any, int], copy: int) -> str:
    column = f'"{field.column}"'
    points_to = model if field.primary_key else field.related_model
    if points_to in spans:
        return f"{column} + {copy * spans[points_to]}"
    if field.column in OWN:
        return f"'{copy:08x}' || substr({column}, 9)"
    return column
