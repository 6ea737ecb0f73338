"""The same bad input by page, API and command: each door names the place and the reason, keeps nothing of it, and takes what is good beside it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotate import governing, jobs
from annotate.models import Document, Job, Source
from tests.imports import files
from tests.imports.test_bad_input import CASES, GOOD

pytestmark = pytest.mark.django_db
Bring = Callable[[str, bytes], str]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")


@pytest.fixture(params=["page", "api", "command"])
def bring(request: pytest.FixtureRequest, collection: Any, alice: Any, client: Any, tmp_path: Path) -> Bring:
    """``bring(name, data)``: all that the door tells of it in the end, as text."""

    def work() -> str:
        told = []
        for job in Job.objects.all():
            while jobs.work(job.pk):
                pass
            job.refresh_from_db()
            told += [job.failure, *(f"{row.place} {row.field} {row.reason}" for row in job.refused.all())]
        return "\n".join(told)

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    def page(name: str, data: bytes) -> str:
        client.force_login(alice)
        answer = client.post(reverse("upload", args=[collection.uuid]), {"file": [SimpleUploadedFile(name, data)]}, follow=True)
        assert answer.status_code == 200
        outcomes = (answer.context or {}).get("outcomes", ())
        return "\n".join([*(f"{one.name} {one.reason}" for one in outcomes), work()])

    def api(name: str, data: bytes) -> str:
        secret = governing.make_token(user=alice, name="bad", scopes=["read", "manage"], actor=alice, door="api")[1]
        body = {"collection": str(collection.uuid), "file": SimpleUploadedFile(name, data)}
        asked = client.post("/api/v1/imports", body, HTTP_AUTHORIZATION=f"Bearer {secret}")
        if asked.status_code != 202:
            return str(asked.json()["error"])
        work()
        address = f"/api/v1/jobs/{asked.json()['id']}/refusals"
        return json.dumps(client.get(address, HTTP_AUTHORIZATION=f"Bearer {secret}").json(), ensure_ascii=False)

    def command(name: str, data: bytes) -> str:
        (tmp_path / name).write_bytes(data)
        told = io.StringIO()
        with suppress(SystemExit):
            call_command("import", str(collection.uuid), str(tmp_path / name), "--actor", "alice", stdout=told, stderr=told)
        return told.getvalue()

    return {"page": page, "api": api, "command": command}[request.param]


@pytest.mark.parametrize(("name", "data", "place", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_it_is_refused_by_name_at_every_door(bring: Bring, name: str, data: bytes, place: str, reason: str) -> None:
    told = bring(name, data)
    assert place in told
    assert reason in told
    assert not Document.objects.exists()
    assert not Source.objects.exists()


def test_what_is_good_beside_it_goes_in(bring: Bring) -> None:
    told = bring("a.jsonl", files.jsonl({"text": GOOD}, '{"text": '))
    assert "line 2" in told
    assert Document.objects.get().raw == GOOD


def test_a_command_is_told_of_a_name_that_no_disk_takes(collection: Any, alice: Any) -> None:
    for name in ("a\0b.txt", "出" * 300 + ".txt"):
        with pytest.raises(CommandError):
            call_command("import", str(collection.uuid), name, "--actor", "alice")


def test_a_folder_within_a_folder_may_be_called_like_a_file(collection: Any, alice: Any, tmp_path: Path) -> None:
    (tmp_path / "in" / "of.txt").mkdir(parents=True)
    (tmp_path / "in" / "of.txt" / "a.txt").write_text(GOOD, "utf-8")
    call_command("import", str(collection.uuid), str(tmp_path / "in"), "--actor", "alice", stdout=io.StringIO())
    assert Document.objects.get().raw == GOOD
