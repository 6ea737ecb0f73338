"""Data of the released tables (migration 0002) comes through all later migrations, on the engine that the tests run on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
UPGRADE = """
import json, django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

call_command("migrate", "annotate", "0002", verbosity=0)
old = MigrationExecutor(connection).loader.project_state([("annotate", "0002_reasons")]).apps.get_model
maria = old("annotate", "User").objects.create(username="maria")
places = [old("annotate", "Collection").objects.create(name=name, created_by=maria) for name in ("青岛", "济南")]
VALUES = {"text": "5.4%", "value": "5.4", "measure": "growth", "indicator": "生产总值", "region_code": "370283", "period_end": "2024-09"}
for number, place in enumerate(places):
    source = old("annotate", "Source").objects.create(collection=place, data=b"x", size=1, sha256=str(number), created_by=maria)
    document = old("annotate", "Document").objects.create(
        collection=place, source=source, raw="5.4%" * 9, length=36, sha256=str(number), encoding="utf-8", state="extracted"
    )
    run = old("annotate", "ExtractionRun").objects.create(
        document=document, extractor_version="1", tables_digest="0", inputs_digest="0", inputs={"published": None, "overrides": []}
    )
    fact = old("annotate", "Fact").objects.create(document=document, origin="machine")
    fact.candidate = old("annotate", "Candidate").objects.create(fact=fact, run=run, start=4, end=8, **VALUES)
    fact.save()
    reading = old("annotate", "Reading").objects.create(document=document, annotator=maria, guideline_version="1", state="open")
    added = old("annotate", "Fact").objects.create(document=document, origin="person", created_by=maria)
    old("annotate", "Review").objects.create(fact=added, reading=reading, state="accepted", start=8, end=12, **VALUES)
    for name, measure in (("alice", "growth"), ("bob", "level")):
        reader = old("annotate", "User").objects.get_or_create(username=name)[0]
        done = old("annotate", "Reading").objects.create(
            document=document, annotator=reader, guideline_version="1", state="finished", finished_at="2024-11-28T00:00Z"
        )
        old("annotate", "Review").objects.create(fact=fact, reading=done, state="accepted", start=4, end=8, **VALUES | {"measure": measure})
call_command("migrate", verbosity=0)

from annotate.models import Fact
names = ("document__collection__name", "collection__name", "origin", "start", "disputed", "region_code", "period_end")
print(json.dumps(list(Fact.objects.order_by("id").values_list(*names))))
"""


@pytest.fixture
def empty_database(tmp_path: Path, db: None) -> Iterator[str]:
    """The address of a new database on the tests' engine."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'upgrade.sqlite3'}"
        return
    import psycopg

    told = settings.DATABASES["default"]
    server = f"{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}"
    name = f"upgrade_{os.getpid()}"
    with psycopg.connect(f"postgres://{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield f"postgres://{server}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name}")


@pytest.mark.system
def test_data_of_the_first_release_come_through(empty_database: str, tmp_path: Path) -> None:
    told = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": empty_database, "DJANGO_SETTINGS_MODULE": "annotate.settings"}
    done = subprocess.run([sys.executable, "-c", UPGRADE], cwd=ROOT, env=told, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows: list[Any] = json.loads(done.stdout)
    sought = ["370283", "2024-09"]
    assert rows == [
        row
        for name in ("青岛", "济南")
        for row in ([name, name, "machine", 4, True, *sought], [name, name, "person", 8, False, None, None])
    ]
