"""Tables that the database itself keeps from being changed, on SQLite and PostgreSQL.

Three things alone get through. A column that is written once, while it is empty. A release in the making (no digests yet), with its gold facts. And
a take-down: where a ``TakeDown`` names the document, the words of its text may go out of a row, to nothing, and nothing else of the row may change
(out of the notes of releases and the audit of other deeds in the collection only until the text itself is erased, in the same transaction); no
switch is opened for it. Besides there is one named switch, for restore and test flush; it belongs to a connection: ``with unlocked(): ...``. It
is off by default, and a connection that was not made here (the sqlite3 shell) does not even know the function that the triggers ask, so that it
fails closed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection as default_connection
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

# Keys of an audit event's ``before`` and ``after`` whose values are, or may quote, words of a text.
KEYS_WITH_WORDS = ("text", "file_name", "comment", "reason", "notes", "description", "asked")


@dataclass(frozen=True)
class Guard:
    """How far a table may still change. ``once``: columns that may be filled while they are empty; ``erased``: columns to what a take-down leaves of
    them; ``words``: JSON columns out of which it takes KEYS_WITH_WORDS; ``remarks``: JSON columns with the keys that it may rewrite; ``take_down``:
    SQL that is true where a take-down reaches the row; ``draft``: SQL that is true of a row (``{row}``: OLD or NEW) of a release in the making."""

    once: tuple[str, ...] = ()
    erased: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    remarks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    take_down: str = ""
    draft: str = ""


_TAKE_DOWN = "EXISTS (SELECT 1 FROM annotate_takedown t {joined} WHERE {named})"
_THINGS = " UNION ALL ".join(
    f"SELECT {{uuid}} FROM annotate_{name} x WHERE x.{key} = t.document_id"  # noqa: S608
    for name, key in (("document", "id"), ("fact", "document_id"), ("reading", "document_id"))
)

# What stands elsewhere in the collection may quote the text too: it can go in the transaction of the take-down alone, while the text is still there.
_MEANWHILE = (
    "EXISTS (SELECT 1 FROM annotate_takedown t JOIN annotate_document d ON d.id = t.document_id JOIN annotate_collection c ON c.id = d.collection_id "
    "WHERE d.raw <> '' AND {named})"
)

GUARDED: dict[str, Guard] = {
    "annotate_takedown": Guard(),
    "annotate_auditevent": Guard(
        erased={"reason": "''", "target_label": "''"},
        words=("before", "after"),
        take_down="({} OR {})".format(
            _TAKE_DOWN.format(joined="", named=f"t.id = NEW.take_down_id AND {{target}} IN ({_THINGS})"),
            _MEANWHILE.format(named="t.id = NEW.take_down_id AND c.uuid = OLD.collection_uuid"),
        ),
    ),
    "annotate_candidate": Guard(
        erased={"text": "''", "findings": "'[]'"},
        take_down=_TAKE_DOWN.format(joined="JOIN annotate_fact f ON f.document_id = t.document_id", named="f.id = OLD.fact_id"),
    ),
    "annotate_goldfact": Guard(
        erased={"text": "''", "sentence": "''", "title": "''"},
        take_down=_TAKE_DOWN.format(joined="", named="t.id = NEW.take_down_id AND t.document_id = OLD.document_id"),
        draft="EXISTS (SELECT 1 FROM annotate_release r WHERE r.id = {row}.release_id AND r.digests = '{{}}')",
    ),
    "annotate_release": Guard(
        once=("withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
        erased={"notes": "''", "withdrawn_reason": "''"},
        remarks={"coverage": ("admitted", "description")},
        take_down=_MEANWHILE.format(named="d.collection_id = OLD.collection_id"),
        draft="{row}.digests = '{{}}'",
    ),
}
_switch = threading.local()


def _is_unlocked() -> int:
    return int(getattr(_switch, "on", False))


def _teach(sender: Any, connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("heshi_unlocked", 0, _is_unlocked)
        # REPLACE deletes what is in its way; only so are the triggers asked about that
        connection.connection.execute("PRAGMA recursive_triggers = ON")


def connect() -> None:
    """Every new SQLite connection learns the function that the triggers ask; after every migration the triggers are made anew, since
    SQLite loses them whenever a migration makes a table again."""
    connection_created.connect(_teach, dispatch_uid="heshi_append_only")
    pre_migrate.connect(_lift, sender=apps.get_app_config("annotate"), dispatch_uid="heshi_append_only")
    post_migrate.connect(_guard, sender=apps.get_app_config("annotate"), dispatch_uid="heshi_append_only")


def _lift(using: str, plan: Any = (), **_: Any) -> None:
    """While migrations run, SQLite has no triggers: it makes a table again under another name, and refuses to as long as a trigger asks for it."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not plan:
        return
    with connection.cursor() as cursor:
        for table in sorted(GUARDED):
            for deed in ("update", "delete", "replace"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}")


def _guard(using: str, **_: Any) -> None:
    connection = connections[using]
    if connection.vendor not in ("sqlite", "postgresql"):
        raise NotImplementedError(f"append-only tables: expected SQLite or PostgreSQL, not {connection.vendor}")
    statements = _sqlite if connection.vendor == "sqlite" else _postgresql
    existing = connection.introspection.table_names()
    if not set(GUARDED) <= set(existing):
        return  # a migration backwards: the table of take-downs, which the triggers ask, is not there
    with connection.cursor() as cursor:
        for table, guard in sorted(GUARDED.items()):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for statement in statements(table, guard, columns):
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


@dataclass(frozen=True)
class Dialect:
    """How an engine says it. ``differs`` and ``same`` know null; ``leaving``: a JSON column of ``{row}`` without some ``{keys}``, each said as
    ``member``; ``key``: one key of it; ``empty``: a column that nothing was written into."""

    differs: str
    same: str
    leaving: str
    member: str
    key: str
    uuid: str
    target: str

    def without(self, row: str, name: str, keys: tuple[str, ...]) -> str:
        return self.leaving.format(row=row, name=name, keys=",".join(self.member.format(key) for key in keys))


SQLITE = Dialect(
    differs="{0} IS NOT {1}",
    same="{0} IS {1}",
    leaving="json_remove(json({row}.{name}), {keys})",
    member="'$.{}'",
    key="json_extract({row}.{name}, '$.{key}')",
    uuid="x.uuid",
    target="replace(OLD.target_id, '-', '')",
)
POSTGRESQL = Dialect(
    differs="{0} IS DISTINCT FROM {1}",
    same="{0} IS NOT DISTINCT FROM {1}",
    leaving="{row}.{name} - '{{{keys}}}'::text[]",
    member="{}",
    key="{row}.{name} -> '{key}'",
    uuid="x.uuid::text",
    target="OLD.target_id::text",
)


def _altered(guard: Guard, columns: list[str], say: Dialect) -> str:
    """SQL that is true where an UPDATE changes what may not change."""
    down = guard.take_down.format(uuid=say.uuid, target=say.target)
    wrong = []
    for name in columns:
        changed = say.differs.format(f'OLD."{name}"', f'NEW."{name}"')
        if name in guard.once:
            changed += f" AND COALESCE(CAST(OLD.\"{name}\" AS text), '') <> ''"
        if down and name == "take_down_id":
            changed += f' AND NOT (OLD."{name}" IS NULL AND {down})'
        elif down and name in guard.erased:
            changed += f' AND NOT (NEW."{name}" = {guard.erased[name]} AND {down})'
        elif down and name in guard.words:
            changed += f" AND NOT ({_only_words_gone(name, say)} AND {down})"
        elif down and name in guard.remarks:
            old, new = (say.without(row, name, guard.remarks[name]) for row in ("OLD", "NEW"))
            changed += f" AND NOT ({say.same.format(old, new)} AND {down})"
        wrong.append(f"({changed})")
    altered = " OR ".join(wrong)
    return f"NOT {guard.draft.format(row='OLD')} AND ({altered})" if guard.draft else f"({altered})"


def _only_words_gone(name: str, say: Dialect) -> str:
    rest = say.same.format(*(say.without(row, name, KEYS_WITH_WORDS) for row in ("NEW", "OLD")))
    keys = []
    for key in KEYS_WITH_WORDS:
        new, old = (say.key.format(row=row, name=name, key=key) for row in ("NEW", "OLD"))
        keys.append(f"({new} IS NULL OR {say.same.format(new, old)})")
    return f"{rest} AND {' AND '.join(keys)}"


def _sqlite(table: str, guard: Guard, columns: list[str]) -> list[str]:
    refusal = f"SELECT RAISE(ABORT, '{table} is append-only')"
    locked = "heshi_unlocked() = 0"
    exists = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608
    frozen = f"NOT {guard.draft.format(row='NEW')}" if table == "annotate_goldfact" else "0"
    standing = f"NOT {guard.draft.format(row='OLD')}" if guard.draft else "1"
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_update",
        f"DROP TRIGGER IF EXISTS {table}_no_delete",
        f"DROP TRIGGER IF EXISTS {table}_no_replace",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {locked} AND ({exists} OR {frozen}) BEGIN {refusal}; END",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {locked} AND {_altered(guard, columns, SQLITE)} BEGIN {refusal}; END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {locked} AND {standing} BEGIN {refusal}; END",
    ]


def _postgresql(table: str, guard: Guard, columns: list[str]) -> list[str]:
    locked = "current_setting('heshi.unlocked', true) IS DISTINCT FROM 'on'"
    standing = f"NOT {guard.draft.format(row='OLD')}" if guard.draft else "true"
    inserted = f"NOT {guard.draft.format(row='NEW')}" if table == "annotate_goldfact" else "false"
    refused = f"""CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION '{table} is append-only';
            ELSIF TG_OP = 'INSERT' THEN IF {inserted} THEN RAISE EXCEPTION '{table} is append-only'; END IF; RETURN NEW;
            ELSIF TG_OP = 'DELETE' THEN IF {standing} THEN RAISE EXCEPTION '{table} is append-only'; END IF; RETURN OLD;
            ELSIF {_altered(guard, columns, POSTGRESQL)} THEN RAISE EXCEPTION '{table} is append-only'; END IF;
            RETURN NEW;
        END $$"""
    run = f"EXECUTE FUNCTION {table}_append_only()"
    made = [
        refused,
        *(f"DROP TRIGGER IF EXISTS {table}_no_{deed} ON {table}" for deed in ("update", "delete", "truncate", "insert")),
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT WHEN ({locked}) {run}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({locked}) {run}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW WHEN ({locked}) {run}",
    ]
    if table == "annotate_goldfact":
        made.append(f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} FOR EACH ROW WHEN ({locked}) {run}")
    return made
