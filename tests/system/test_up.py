"""``manage.py up`` starts everything, keeps it alive, ends it, and finds what a killed run left."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotate import processes
from tests.system.running import ROOT, Installation, environment, wait_for

pytestmark = pytest.mark.system


def get(url: str) -> http.client.HTTPResponse:
    host, _slash, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("GET", f"/{path}", headers={"Accept-Language": "en"})
    return connection.getresponse()


def states(installation: Installation) -> list[str]:
    return [state for (state,) in installation.rows("SELECT state FROM annotate_document")]


def test_the_first_start_shows_an_extracted_corpus_and_the_second_keeps_it(installation: Installation) -> None:
    installation.start()
    assert set(installation.children()) == {"valkey", "worker", "web"}
    assert get(installation.link()).status == 200
    wait_for(lambda: states(installation) == ["extracted"] * 5, 60, "the worker extracts the sample corpus")
    facts = installation.rows("SELECT count(*) FROM annotate_fact")
    assert facts[0][0] > 20
    assert oct((installation.data / "secret_key").stat().st_mode & 0o777) == "0o600"
    assert oct(installation.data.stat().st_mode & 0o777) == "0o700"
    first_link = installation.link()
    assert installation.end() == 0
    assert installation.survivors() == []

    began = time.monotonic()
    installation.start()
    assert time.monotonic() - began < 30
    assert installation.link() != first_link
    assert get(installation.link()).status == 200
    assert installation.rows("SELECT count(*) FROM annotate_fact") == facts
    assert installation.rows("SELECT username FROM annotate_user") == [("admin",)]
    assert installation.end(signal.SIGINT) == 0
    assert installation.survivors() == []


def test_it_ends_children_that_hang_or_are_dead_and_restarts_the_dead_while_it_runs(installation: Installation) -> None:
    installation.start()
    before = installation.children()
    os.kill(before["worker"], signal.SIGKILL)
    wait_for(lambda: installation.children()["worker"] != before["worker"], 20, "another worker")
    assert "worker ended with status -9; starting it again" in installation.said()
    wait_for(lambda: processes.members(before["worker"]) == [], 5, "nothing of the old worker")
    os.killpg(installation.children()["web"], signal.SIGSTOP)
    os.kill(installation.children()["worker"], signal.SIGKILL)
    assert installation.end(signal.SIGHUP) == 0
    assert "web did not end by itself and was killed" in installation.said()
    assert installation.survivors() == []


def test_what_a_killed_supervisor_leaves_is_ended_by_the_next_start(installation: Installation) -> None:
    installation.start()
    old = installation.children()
    os.killpg(old["web"], signal.SIGSTOP)  # so that it outlives even the kernel's word
    assert installation.end(signal.SIGKILL) == -signal.SIGKILL
    assert processes.members(old["web"])
    installation.start()
    assert "ending what a killed run left behind" in installation.said()
    assert [processes.members(group) for group in old.values()] == [[], [], []]
    assert get(installation.link()).status == 200
    assert installation.end() == 0
    assert installation.survivors() == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's word to children is Linux's")
def test_it_ends_with_a_parent_that_is_killed(installation: Installation) -> None:
    installation.start("--end-with-parent", under=[sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])"])
    assert installation.end(signal.SIGKILL) == -signal.SIGKILL
    wait_for(lambda: installation.survivors() == [], 20, "the end of all")
    wait_for(lambda: "stopped" in installation.said(), 5, "its last word")


def test_one_data_folder_has_one_supervisor(installation: Installation, tmp_path: Path) -> None:
    installation.start()
    second = Installation(installation.data, tmp_path / "second")
    second.begin()
    assert second.process is not None
    assert second.process.wait(30) == 1
    assert second.said().count("\n") == 1
    assert "already" in second.said()
    assert installation.end() == 0


def refused(**changes: object) -> str:
    """The one line with which a start ends."""
    command = [sys.executable, "manage.py", "up"]
    ended = subprocess.run(command, cwd=ROOT, env=environment(**changes), capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    said = (ended.stdout + ended.stderr).strip()
    assert "\n" not in said
    return said


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} is taken" in refused(DATA_DIR=tmp_path / "data", PORT=port)


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_port_that_is_none_is_named(tmp_path: Path, port: str) -> None:
    assert "PORT: expected a number" in refused(DATA_DIR=tmp_path / "data", PORT=port)


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    assert str(tmp_path / "data") in refused(DATA_DIR=tmp_path / "data")
    assert "/proc/heshi" in refused(DATA_DIR="/proc/heshi")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "redis://:a-password@127.0.0.1:9/0"),
        ("DATABASE_URL", "postgres://heshi:a-password@127.0.0.1:9/heshi"),
        ("DATABASE_URL", "nonsense"),
        ("REDIS_URL", "nonsense"),
        ("SECRET_KEY", "short"),
        ("DOCUMENT_LIMIT", "much"),
    ],
)
def test_a_setting_that_does_not_work_is_named_without_its_password(installation: Installation, name: str, value: str) -> None:
    said = refused(DATA_DIR=installation.data, PORT=installation.port, **{name: value})
    assert name in said
    assert "a-password" not in said
