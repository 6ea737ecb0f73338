"""Real processes on folders, ports and brokers of their own: a whole installation, and a workshop in which to kill workers."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from annotate import processes
from annotate.broker import QUEUES

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true answer; fails the test after ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.05)
    pytest.fail(f"not within {seconds} s: {what}")


OURS = ("SECRET_KEY", "DATA_DIR", "REDIS_URL", "DATABASE_URL", "PORT", "DJANGO_SETTINGS_MODULE", "HESHI_CACHE_DIR")


def environment(**changes: Any) -> dict[str, str]:
    """The person's environment without what pytest and the installation's settings put there."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, **{name: str(value) for name, value in changes.items()}}


def rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(file, timeout=20)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def no_nohup() -> None:
    """A suite that runs under nohup must not teach the supervisor to ignore the end of its terminal."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Installation:
    """One ``manage.py up`` with what it wrote."""

    def __init__(self, data: Path, words: Path) -> None:
        self.data, self.words, self.port = data, words, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.seen: set[int] = set()

    def begin(self, *arguments: str, under: Sequence[str] = (), **changes: Any) -> None:
        """``under``: a command that runs the rest of its arguments, and is what ``process`` means then."""
        env = environment(DATA_DIR=self.data, PORT=self.port, **changes)
        command = [*under, sys.executable, "manage.py", "up", *arguments]
        with self.words.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=no_nohup
            )

    def start(self, *arguments: str, under: Sequence[str] = (), **changes: Any) -> None:
        """Until it says that it runs."""
        self.begin(*arguments, under=under, **changes)
        assert self.process is not None
        wait_for(lambda: "Ctrl-C ends it" in self.said() or self.process.poll() is not None, 60, "the start")
        assert self.process.poll() is None, self.said()
        self.seen |= set(self.children().values())

    def said(self) -> str:
        return self.words.read_text() if self.words.exists() else ""

    def link(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+/enter/\S+", self.said())
        assert found, self.said()
        return found[0]

    def children(self) -> dict[str, int]:
        """Name to process, as the pid files say."""
        return {file.stem: int(file.read_text().split()[0]) for file in (self.data / "run").glob("*.pid")}

    def send(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def end(self, number: int = signal.SIGTERM, within: float = 30) -> int:
        """Ask it to end; its exit status."""
        assert self.process is not None
        self.seen |= set(self.children().values())
        self.send(number)
        return self.process.wait(within)

    def survivors(self) -> list[int]:
        """Whatever still lives of any group it ever started."""
        return [pid for group in self.seen for pid in processes.members(group)]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return rows(self.data / "heshi.sqlite3", query)

    def clear(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.seen |= set(self.children().values())
        for group in self.seen:
            if processes.members(group):
                os.killpg(group, signal.SIGKILL)


class Workshop:
    """A database, a broker and workers started by hand, so that a test may kill what it likes."""

    def __init__(self, folder: Path, url: str, database: str | None = None) -> None:
        """``url`` is the broker's; ``database`` the URL of one in PostgreSQL, else it stands in the folder."""
        self.folder, self.url, self.database = folder, url, database
        self.workers: list[subprocess.Popen[bytes]] = []
        self.environment = environment(
            DATA_DIR=folder, REDIS_URL=url, SECRET_KEY="a-key-for-the-tests-alone-0123456789abcdef", PYTHONPATH=ROOT
        )
        if database:
            self.environment["DATABASE_URL"] = database

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True).stdout

    def put_in(self, texts: list[str], **changes: str) -> None:
        """Ingest texts as a person would, in one transaction."""
        command = [sys.executable, str(HERE / "put_in.py")]
        subprocess.run(command, cwd=ROOT, env={**self.environment, **changes}, check=True, input=json.dumps(texts), text=True)

    def ask_export(self) -> None:
        subprocess.run([sys.executable, str(HERE / "ask_export.py")], cwd=ROOT, env=self.environment, check=True)

    def tell_again(self) -> None:
        """Another message for every document that is not yet extracted, as after a retry."""
        said = "import django; django.setup(); from annotate.models import Document; from annotate.tasks import tell; "
        said += "[tell(pk, False) for pk in Document.objects.exclude(state='extracted').values_list('pk', flat=True)]"
        env = {**self.environment, "DJANGO_SETTINGS_MODULE": "annotate.settings"}
        subprocess.run([sys.executable, "-c", said], cwd=ROOT, env=env, check=True)

    def work(
        self, name: str = "one", concurrency: int = 2, app: str = "tests.system.slow_worker", **changes: str
    ) -> subprocess.Popen[bytes]:
        """A worker: the usual one takes half a second a document, dies of those that say 毒 and does not come to an end with those that say 慢."""
        command = [sys.executable, "-m", "celery", "--skip-checks", "-A", app, "worker", "-Q", ",".join(QUEUES)]
        command += [
            "-c",
            str(concurrency),
            "-n",
            f"{name}@here",
            "--without-gossip",
            "--without-mingle",
            "-l",
            "INFO",
            "-B",
            "-s",
            str(self.folder / "schedule"),
        ]
        with (self.folder / "worker.log").open("ab") as log:
            env = {**self.environment, **changes}
            worker = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
        self.workers.append(worker)
        return worker

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.database is None:
            return rows(self.folder / "heshi.sqlite3", query)
        with psycopg.connect(self.database) as connection:
            return connection.execute(query).fetchall()

    def count(self, state: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM annotate_document WHERE state = '{state}'")[0][0])

    def log(self) -> str:
        log = self.folder / "worker.log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def clear(self) -> None:
        for worker in self.workers:
            processes.end_groups([worker.pid], grace=0.5)
            worker.wait()


class Server:
    """gunicorn over the workshop's database, on one port whatever becomes of it."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop, self.port = workshop, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.groups: list[int] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "tests.system.dying_server:application", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--worker-class", "gthread", "--threads", "4", "--graceful-timeout", "2"]
        with (self.workshop.folder / "web.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.workshop.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.groups.append(self.process.pid)
        wait_for(self.answers, 40, "the server's start")

    def answers(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.address}/healthz", timeout=2).status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(20)
        assert not self.answers()

    def has_died(self) -> bool:
        assert self.process is not None
        return self.process.poll() is not None and not self.answers()

    def blow(self, path: str) -> None:
        """Die over the next request for a path with this end."""
        (self.workshop.folder / "fuse").write_text(path)

    def clear(self) -> None:
        processes.end_groups(self.groups, grace=0.5)
