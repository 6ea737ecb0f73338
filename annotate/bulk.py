"""Many rows at once: keys are taken beforehand, so that rows may point to each other, and each table is written by one prepared statement.

``bulk_create`` asks every field of every row how to be written and sends statements of a few dozen rows; for an import of many thousands of rows
that is most of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models

# Fields of exactly these kinds are written as they are; every other is asked.
PLAIN = (
    models.AutoField, models.BigAutoField, models.BooleanField, models.CharField, models.FloatField, models.ForeignKey,
    models.PositiveIntegerField, models.PositiveSmallIntegerField, models.TextField, models.URLField,
)  # fmt: skip


def insert(rows: Sequence[models.Model]) -> None:
    """Write rows of one model that are not there yet, inside a transaction; those without a key take the next ones. Defaults and ``pre_save`` hold;
    signals are not sent."""
    if not rows:
        return
    give_keys([row for row in rows if row.pk is None])
    meta = rows[0]._meta
    fields = meta.local_concrete_fields
    read = [_written(field) for field in fields]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields if field.column)
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[one(row) for one in read] for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def give_keys(rows: Sequence[models.Model]) -> None:
    """To each row a key of its own."""
    if not rows:
        return
    for row, key in zip(rows, next_keys(type(rows[0]), len(rows)), strict=True):
        row.pk = key


def next_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """So many keys that nobody else will take. SQLite's transactions begin with the right to write (``IMMEDIATE``), so that nobody else counts
    meanwhile."""
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [f'"{table}"', column, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
        return range(last + 1, last + 1 + count)


def _written(field: Any) -> Callable[[models.Model], Any]:
    if type(field) in PLAIN:
        name = field.attname
        return lambda row: row.__dict__[name]
    return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)
