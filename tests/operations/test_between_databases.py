"""An archive goes from the database of the tests (SQLite or PostgreSQL) to an SQLite file of another process, and back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotate import backing_up
from tests.security.conftest import state

ROOT = Path(__file__).resolve().parents[2]
WRITES_MEANWHILE = """
import sqlite3, django
django.setup()
from annotate import backing_up
from annotate.models import User
with backing_up._one_moment():
    before = User.objects.count()
    with sqlite3.connect(FILE, timeout=1) as other:
        other.execute("INSERT INTO annotate_user SELECT id + 1000, password, last_login, is_superuser, username || '2', first_name, last_name, email,"
                      " is_staff, is_active, date_joined, substr(uuid, 1, 31) || 'z', language FROM annotate_user LIMIT 1".replace("\\n", ""))
    assert User.objects.count() == before
assert User.objects.count() == before + 1
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Any:
    """``elsewhere(words of manage.py)``: another installation with an SQLite file, its tables made."""
    told = {**os.environ, "DATA_DIR": str(tmp_path / "elsewhere"), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "annotate.settings"}

    def run(*words: str) -> str:
        done = subprocess.run([sys.executable, *words], cwd=ROOT, env=told, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    (tmp_path / "elsewhere").mkdir()
    run("manage.py", "migrate", "--verbosity", "0")
    return run


@pytest.mark.system
@pytest.mark.django_db
def test_there_and_back(world: Any, media: Path, elsewhere: Any, tmp_path: Path) -> None:
    before, there, back = state(), tmp_path / "there.zip", tmp_path / "back.zip"
    backing_up.back_up(there)
    elsewhere("manage.py", "restore", str(there))
    assert elsewhere("manage.py", "restore", str(there), "--compare") == "every table is the archive's\n"
    assert (tmp_path / "elsewhere" / "files" / "imports" / "一.zip").read_bytes() == (media / "imports" / "一.zip").read_bytes()
    elsewhere("manage.py", "backup", str(back))
    backing_up.restore(back, replace=True)
    assert backing_up.differences(there) == []
    assert state() == before
    file = str(tmp_path / "elsewhere" / "heshi.sqlite3")
    elsewhere("-c", WRITES_MEANWHILE.replace("FILE", repr(file)))
