"""A PostgreSQL and a Redis of a test's own, that it may kill and start again. Nothing of the machine's own servers is touched."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
import redis

from tests.system.running import free_port, wait_for


def program(name: str) -> str | None:
    """Debian keeps PostgreSQL's programs out of the path."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(newest[-1]) if newest else shutil.which(name)


class Postgres:
    """A cluster in a folder of its own; as root it runs as the user ``postgres``, as the server demands."""

    def __init__(self) -> None:
        if program("initdb") is None or (os.getuid() == 0 and not _is_user("postgres")):
            pytest.skip("no PostgreSQL server is installed here")
        self.folder = Path(tempfile.mkdtemp(prefix="heshi-postgres-"))
        self.port = free_port()
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run(program("initdb"), "-D", self.data, "-A", "trust", "-U", "heshi", "--no-sync", "-E", "UTF8", "--no-locale")
        self.start()

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def url(self, database: str) -> str:
        return f"postgres://heshi@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=60"
        self._run(program("pg_ctl"), "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """``immediate`` is a crash: the next start recovers from the write-ahead log."""
        self._run(program("pg_ctl"), "-D", self.data, "-w", "-m", mode, "stop")

    def new_database(self, name: str, like: str = "template1") -> str:
        """Its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.url(name)

    def clear(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: str | None) -> None:
        words: Sequence[str] = [word for word in command if word]
        if os.getuid() == 0:
            words = ["runuser", "-u", "postgres", "--", *words]
        done = subprocess.run(
            words, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False
        )
        assert done.returncode == 0, done.stdout.decode()


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


class Redis:
    """A Redis server; what it holds is gone with its process, as after a power cut without a log on disk."""

    def __init__(self) -> None:
        if shutil.which("redis-server") is None:
            pytest.skip("no redis-server is installed here")
        self.port = free_port()
        self.start()

    @property
    def connection_url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self._answers, 10, "Redis answers")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        try:
            return bool(redis.Redis.from_url(self.connection_url).ping())
        except redis.RedisError:
            return False
