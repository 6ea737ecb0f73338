"""A disk that is really full: a file system of one megabyte, mounted for the test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate import importing
from annotate.errors import NoSpace
from annotate.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    made = (
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, text=True, check=False)
        if os.getuid() == 0
        else None
    )
    if made is None or made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.strip() if made else 'not root'}")
    settings.MEDIA_ROOT = place
    yield place
    subprocess.run(["umount", place], check=True)


def blocks(megabytes: int) -> Iterator[bytes]:
    line = '{"text": "前三季度,出口484.4亿元。"}\n'.encode()
    for _block in range(megabytes * 16):
        yield line * (65_536 // len(line))


def test_an_import_too_large_for_it_is_refused_by_name_and_leaves_the_room_free(small_disk: Path, collection: Any, alice: Any) -> None:
    with pytest.raises(NoSpace):
        importing.ask(collection=collection, file_name="a.jsonl", data=blocks(4), actor=alice, door="page")
    assert not Job.objects.exists()
    assert [one for one in small_disk.rglob("*") if one.is_file()] == []
    job = importing.ask(collection=collection, file_name="a.jsonl", data='{"text": "出口484.4亿元"}\n'.encode(), actor=alice, door="page")
    assert importing.path(job).stat().st_size > 0
