"""Tables that the database itself keeps from being changed, on SQLite and PostgreSQL, with one named switch for restore and test flush.

The switch belongs to a connection: ``with unlocked(): ...``. It is off by default, and a connection that was not made here (the sqlite3 shell)
does not even know the function that the triggers ask, so that it fails closed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection as default_connection
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

# table: the columns that may still change
GUARDED: dict[str, tuple[str, ...]] = {
    "annotate_auditevent": (),
    "annotate_candidate": (),
    "annotate_goldfact": (),
    "annotate_release": ("withdrawn_at", "withdrawn_by_id", "withdrawn_reason", "digests"),
}
_switch = threading.local()


def _is_unlocked() -> int:
    return int(getattr(_switch, "on", False))


def _teach(sender: Any, connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("heshi_unlocked", 0, _is_unlocked)


def connect() -> None:
    """Every new SQLite connection learns the function that the triggers ask; after every migration the triggers are made anew, since
    SQLite loses them whenever a migration makes a table again."""
    connection_created.connect(_teach, dispatch_uid="heshi_append_only")
    post_migrate.connect(_guard, sender=apps.get_app_config("annotate"), dispatch_uid="heshi_append_only")


def _guard(using: str, **_: Any) -> None:
    connection = connections[using]
    if connection.vendor not in ("sqlite", "postgresql"):
        raise NotImplementedError(f"append-only tables: expected SQLite or PostgreSQL, not {connection.vendor}")
    statements = _sqlite if connection.vendor == "sqlite" else _postgresql
    existing = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in sorted(set(GUARDED) & set(existing)):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for statement in statements(table, [name for name in columns if name not in GUARDED[table]]):
                cursor.execute(statement)


@contextmanager
def unlocked(connection: Any = default_connection) -> Iterator[None]:
    """For a restore or a test flush alone: the guarded tables can be written in this thread and connection."""
    before = _is_unlocked()
    _set(connection, True)
    try:
        yield
    finally:
        _set(connection, bool(before))


def _set(connection: Any, on: bool) -> None:
    _switch.on = on
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('heshi.unlocked', %s, false)", ["on" if on else "off"])


def _sqlite(table: str, frozen: list[str]) -> list[str]:
    changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in frozen)
    refusal = f"SELECT RAISE(ABORT, '{table} is append-only')"
    exists = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_update",
        f"DROP TRIGGER IF EXISTS {table}_no_delete",
        f"DROP TRIGGER IF EXISTS {table}_no_replace",
        # REPLACE deletes a row without asking the delete trigger
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN heshi_unlocked() = 0 AND {exists} BEGIN {refusal}; END",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN heshi_unlocked() = 0 AND ({changed}) BEGIN {refusal}; END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN heshi_unlocked() = 0 BEGIN {refusal}; END",
    ]


def _postgresql(table: str, frozen: list[str]) -> list[str]:
    changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in frozen)
    locked = "current_setting('heshi.unlocked', true) IS DISTINCT FROM 'on'"
    refuse = "EXECUTE FUNCTION heshi_append_only()"
    return [
        """CREATE OR REPLACE FUNCTION heshi_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
        f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_delete ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT WHEN ({locked}) {refuse}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({locked} AND ({changed})) {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW WHEN ({locked}) {refuse}",
    ]
