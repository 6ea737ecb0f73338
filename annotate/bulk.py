"""Many rows at once: keys are taken beforehand, so that rows may point to each other, and each table is written by one prepared statement.

``bulk_create`` asks every field of every row how to be written and sends statements of a few dozen rows; for an import of many thousands of rows
that is most of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState
from django.db.models.fields import NOT_PROVIDED
from django.utils import timezone

Row = TypeVar("Row", bound=models.Model)
# Fields of exactly these kinds are written as they are.
PLAIN = (
    models.AutoField, models.BigAutoField, models.BooleanField, models.CharField, models.FloatField, models.ForeignKey,
    models.PositiveIntegerField, models.PositiveSmallIntegerField, models.TextField, models.URLField,
)  # fmt: skip


def maker(model: type[Row]) -> Callable[..., Row]:
    """A quick constructor: takes the values of columns by their names (``fact_id``), gives the others their defaults. Like a row that comes back from
    a pickle, it is put together without ``__init__`` and its signals."""
    constant, called = {}, {}
    for field in model._meta.local_concrete_fields:
        if callable(field.default) and field.default is not NOT_PROVIDED:
            called[field.attname] = field.get_default
        else:
            constant[field.attname] = field.get_default()

    def make(**values: Any) -> Row:
        row = model.__new__(model)
        row.__dict__ = constant | values
        for name, default in called.items():
            if name not in values:
                row.__dict__[name] = default()
        row._state = ModelState()
        return row

    return make


def insert(rows: Sequence[models.Model]) -> None:
    """Write rows of one model that are not there yet, inside a transaction; those without a key take the next ones. Defaults and ``pre_save`` hold;
    signals are not sent."""
    if not rows:
        return
    give_keys([row for row in rows if row.pk is None])
    connection = connections[DEFAULT_DB_ALIAS]
    meta, quote = rows[0]._meta, connection.ops.quote_name
    fields = meta.local_concrete_fields
    told = _teller(fields, connection)
    columns = ", ".join(quote(field.column) for field in fields if field.column)
    into = f"{quote(meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {into} FROM STDIN", map(told, rows))
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(fields))})", [told(row) for row in rows])  # noqa: S608
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _copy(cursor: Any, statement: str, rows: Iterable[list[Any]]) -> None:
    """PostgreSQL takes a copy in a third of the time of as many inserts. Unlike ``execute`` it is not wrapped by Django: its errors are made Django's
    here."""
    with cursor.db.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some fields of rows that are there."""
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    meta, quote = rows[0]._meta, connection.ops.quote_name
    fields: list[Any] = [meta.get_field(name) for name in names]
    told = _teller([*fields, meta.pk], connection)
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(str(meta.pk.column))} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [told(row) for row in rows])


def give_keys(rows: Sequence[models.Model]) -> None:
    """To each row a key of its own."""
    if not rows:
        return
    for row, key in zip(rows, next_keys(type(rows[0]), len(rows)), strict=True):
        row.pk = key


def next_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """So many keys that nobody else will take. SQLite's transactions begin with the right to write (``IMMEDIATE``), so that nobody else counts
    meanwhile."""
    connection = connections[DEFAULT_DB_ALIAS]
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [f'"{table}"', column, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
        return range(last + 1, last + 1 + count)


def _teller(fields: Sequence[Any], connection: Any) -> Callable[[models.Model], list[Any]]:
    """What puts a row into the values of its columns: all of them as they are, then those that are written otherwise."""
    as_they_are = itemgetter(*(field.attname for field in fields))
    others = [(place, _written(field, connection)) for place, field in enumerate(fields) if type(field) not in PLAIN]

    def tell(row: models.Model) -> list[Any]:
        values = list(as_they_are(row.__dict__))
        for place, written in others:
            values[place] = written(row, values[place])
        return values

    return tell


def _written(field: Any, connection: Any) -> Callable[[models.Model, Any], Any]:
    """How a value of the field is written; quick for the kinds that are many."""
    kind = type(field)
    if kind is models.UUIDField and not connection.features.has_native_uuid_field:
        return lambda row, value: None if value is None else value.hex
    if kind is models.DateTimeField:
        return _moment(field, connection)
    if kind is models.JSONField:
        return _json(field, connection)
    return lambda row, value: field.get_db_prep_save(field.pre_save(row, True), connection)


def _moment(field: Any, connection: Any) -> Callable[[models.Model, Any], Any]:
    """Rows that are written together are made at one moment; and one moment is put into words once."""
    told: dict[Any, Any] = {}
    now = timezone.now() if field.auto_now_add or field.auto_now else None

    def write(row: models.Model, value: Any) -> Any:
        if now is not None:
            value = row.__dict__[field.attname] = now
        if value not in told:
            told[value] = field.get_db_prep_save(value, connection)
        return told[value]

    return write


def _json(field: Any, connection: Any) -> Callable[[models.Model, Any], Any]:
    nothing = {kind: field.get_db_prep_save(kind(), connection) for kind in (dict, list)}

    def write(row: models.Model, value: Any) -> Any:
        return nothing[type(value)] if not value and type(value) in nothing else field.get_db_prep_save(value, connection)

    return write
