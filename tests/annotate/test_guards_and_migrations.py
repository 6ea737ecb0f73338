"""While migrations run, the triggers of the append-only tables are away: SQLite makes no table again that a trigger of another table asks."""

from __future__ import annotations

import pytest
from django.db import connection

from annotate.models import append_only

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL alters tables in place")]


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def test_they_are_lifted_before_migrations_and_stand_again_after_them() -> None:
    standing = triggers()
    assert standing
    append_only._lift(using="default", plan=())
    assert triggers() == standing, "nothing is to be migrated"
    append_only._lift(using="default", plan=[("a migration", False)])
    assert triggers() == set()
    append_only._guard(using="default")
    assert triggers() == standing
