"""Starts the processes of one installation, starts them again when they die, and ends them all, whatever happens.

Children are forked, not executed anew: what the supervisor has read once, program and dictionaries, they all share. Each leads a process
group of its own, so that Ctrl-C reaches the supervisor only and a group can be ended whole. The kernel tells the children when the supervisor
is killed (Linux); what survives even that is found by its pid file at the next start.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import NoReturn

from annotate import processes

GRACE = 8.0
"""Seconds that children get to end by themselves."""
RESTARTS = 5
STEADY = 60.0
"""Seconds after which a child counts as well again."""
LOG_LIMIT = 10_000_000
HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotStart(Exception):
    """One line for the person at the terminal."""


class Stopped(Exception):
    """A signal asked for the end while something was awaited."""


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the kernel gives it back however the process ends. Raises CannotStart where another one holds it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CannotStart(f"Heshi runs from this data folder already ({file.read().strip() or 'another process'})") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        os.register_at_fork(after_in_child=file.close)  # a child that outlives the supervisor must not hold its lock
        yield


@dataclass
class Child:
    """One process to keep alive: it does ``work`` and ends with it. ``last_word``: the signal the kernel gives it when the supervisor is
    killed; ``serves``: it ends after the others, which need it to end well."""

    name: str
    work: Callable[[], object]
    last_word: int = signal.SIGTERM
    serves: bool = False
    pid: int | None = None
    started: float = 0.0
    restarts: int = 0
    due: float = 0.0


class Supervisor:
    """``folder`` keeps a pid file a child, ``logs`` their output; ``say`` prints a line. As a context it ends every child on the way out."""

    def __init__(self, folder: Path, logs: Path, say: Callable[[str], None]) -> None:
        self.folder, self.logs, self.say = folder, logs, say
        self.mark = f"heshi-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]}"
        self.children: list[Child] = []
        self.asked_to_stop = False
        for place in (folder, logs):
            place.mkdir(mode=0o700, exist_ok=True)

    def __enter__(self) -> Supervisor:
        for number in HEARD:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
                signal.signal(number, self._hear)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def end_orphans(self) -> None:
        """End what a killed supervisor of this folder left behind."""
        files = list(self.folder.glob("*.pid"))
        groups = {group: file.stem for file in files if (group := processes.recall(file, self.mark)) is not None}
        if groups:
            self.say(f"ending what a killed run left behind: {', '.join(groups.values())}")
            processes.end_groups(groups, grace=3)
        for file in files:
            file.unlink()

    def start(self, child: Child) -> None:
        if child not in self.children:
            self.children.append(child)
        log = self.logs / f"{child.name}.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        sys.stdout.flush()
        child.pid = fork_leader()
        if child.pid == 0:
            self._be(child, log)
        child.started = time.monotonic()
        processes.remember(self.folder / f"{child.name}.pid", child.pid)

    def _be(self, child: Child, log: Path) -> NoReturn:
        """The forked process: writes to its log, hears signals as any program does, and ends with its work."""
        status = 1
        try:
            processes.end_with_parent(child.last_word)
            processes.take_name(self.mark)
            for number in HEARD:
                if signal.getsignal(number) != signal.SIG_IGN:
                    signal.signal(number, signal.SIG_DFL)
            with open(os.devnull, "rb") as nothing, log.open("ab") as output:
                os.dup2(nothing.fileno(), 0)
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
            child.work()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def wait(self, ready: Callable[[], bool], seconds: float, what: str) -> None:
        """Watch over the children until ``ready``. Raises Stopped, or CannotStart after ``seconds``."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise CannotStart(f"{what} did not come up within {seconds:.0f} seconds; see {self.logs}")
            self._look(pause=0.05)

    def watch(self) -> None:
        """Keep the children alive until a signal comes. Raises Stopped then, CannotStart when one does not stay up."""
        while True:
            self._look(pause=0.2)

    def _look(self, pause: float) -> None:
        if self.asked_to_stop:
            raise Stopped
        for child in self.children:
            self._tend(child)
        time.sleep(pause)

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.pid is None:
            if now >= child.due:
                self.start(child)
            return
        if processes.lives(child.pid):
            return
        # Until it is reaped its number is nobody else's: end what it left, which must not work on beside its successor, before that.
        processes.end_groups([child.pid], grace=1)
        status, child.pid = reap(child.pid), None
        child.restarts = 1 if now - child.started > STEADY else child.restarts + 1
        if child.restarts > RESTARTS:
            raise CannotStart(f"{child.name} does not stay up; its last words: {self.last_words(child)}")
        child.due = now + 0.5 * 2 ** (child.restarts - 1)
        self.say(f"{child.name} ended with status {status}; starting it again ({child.restarts} of {RESTARTS})")

    def last_words(self, child: Child) -> str:
        log = self.logs / f"{child.name}.log"
        lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "none")

    def stop(self) -> None:
        """End every child; one that hangs is killed after the grace period."""
        running = [(child, child.pid) for child in self.children if child.pid is not None]
        for serves in (False, True):
            names = {pid: child.name for child, pid in running if child.serves == serves}
            for group in processes.end_groups(names, grace=GRACE):
                self.say(f"{names[group]} did not end by itself and was killed")
        for child, pid in running:
            reap(pid)
            (self.folder / f"{child.name}.pid").unlink(missing_ok=True)
        self.children.clear()


def fork_leader() -> int:
    """Like ``os.fork``, and the child leads a session and group of its own before the parent goes on."""
    awaited, leading = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.close(awaited)
    os.close(leading)
    if pid:
        os.read(awaited, 1)
        os.close(awaited)
    return pid


def reap(pid: int) -> int:
    """Wait for the end of a child: its exit status, or the number of the signal that ended it, negative."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def free_port(host: str, port: int, patience: float = 1.0) -> bool:
    """Whether a server could listen there, asked in the way the server itself will, for ``patience`` seconds: a process that was just killed
    keeps its port until its last thread is gone."""
    deadline = time.monotonic() + patience
    while not (free := can_listen(host, port)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return free


def can_listen(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True
