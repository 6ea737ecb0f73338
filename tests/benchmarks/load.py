"""People at work all at once: ``python -m tests.benchmarks.load [--minutes 10] [--annotators 50] [--double]`` on a database that ``fill`` made.

Starts gunicorn over DATABASE_URL and REDIS_URL on a free port. Each annotator takes documents of ``bench`` and gives one judgement every four seconds
over the API; beside them documents are uploaded, selections exported, and lists read. Prints requests, errors and milliseconds a kind, and whether
every judgement that was acknowledged stands in the database as it was given. With --double the number of annotators is doubled until errors come or
the 95th percentile of a judgement passes 300 ms, and says whose processor time was used up by then: server, database or this client.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACE, LIMIT = 4.0, 300.0
"""Seconds between two judgements of one annotator; milliseconds that a judgement may take at the 95th percentile."""


@dataclass
class Tally:
    """``taken``: milliseconds by kind of request; ``stood``: by (reading, fact) the last acknowledged (state, revision)."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    stood: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Caller:
    """One person's program: a connection that is kept, and a token."""

    def __init__(self, port: int, token: str, tally: Tally) -> None:
        self.port, self.token, self.tally = port, token, tally
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, kind: str, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON (bytes where it is a file); None where it was an error, which is noted."""
        began = time.perf_counter()
        try:
            status, data = self._once(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            status, data = 0, repr(error).encode()
        taken = (time.perf_counter() - began) * 1000
        with self.tally.lock:
            self.tally.taken[kind].append(taken)
            if not 200 <= status < 300:
                self.tally.errors[kind].append(f"{status} {data[:200].decode('utf-8', 'replace')}")
                return None
        return json.loads(data) if data[:1] in (b"{", b"[") else data

    def _once(self, method: str, path: str, body: Any) -> tuple[int, bytes]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.connection.request(method, f"/api/v1/{path}", json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def annotate(caller: Caller, collection: str, until: float, chance: random.Random) -> None:
    """Document after document, a judgement every PACE seconds."""
    time.sleep(chance.random() * PACE)
    while time.monotonic() < until:
        reading = caller.ask("take the next document", "POST", "readings", {"collection": collection})
        desk = caller.ask("desk", "GET", f"readings/{reading['id']}/desk") if reading else None
        if not desk:
            return
        for card in desk["facts"]:
            if time.monotonic() >= until:
                return
            if card["review"] is None:
                _judge(caller, reading["id"], card["fact"], chance)
                time.sleep(PACE * (0.8 + 0.4 * chance.random()))
        for numeral in desk["numerals"]:
            if numeral["state"] == "open":
                span = {"start": numeral["start"], "end": numeral["end"], "reason": "ordinal"}
                caller.ask("dismissal", "POST", f"readings/{reading['id']}/dismissals", span)
        caller.ask("finish", "POST", f"readings/{reading['id']}/finish")


def _judge(caller: Caller, reading: str, fact: str, chance: random.Random) -> None:
    asked: dict[str, Any] = {"state": "accepted", "revision": 0}
    if chance.random() < 0.1:
        asked["values"] = {"indicator": f"指标{chance.randint(0, 999)}"}
    answer = caller.ask("judgement", "PUT", f"readings/{reading}/reviews/{fact}", asked)
    if answer:
        with caller.tally.lock:
            caller.tally.stood[reading, fact] = answer["state"], answer["revision"]


def upload(caller: Caller, collection: str, until: float, chance: random.Random) -> None:
    while time.monotonic() < until:
        text = f"{time.time_ns()}、{chance.getrandbits(60)}号文:前三季度,全县生产总值484.4亿元,同比增长5.4%。" * 10
        caller.ask("upload", "POST", "documents", {"collection": collection, "text": text})
        time.sleep(2)


def export(caller: Caller, collection: str, until: float, chance: random.Random) -> None:
    while time.monotonic() < until:
        code = chance.choice(("370283", "110101", "440305", "510107"))
        caller.ask("export of a region", "GET", f"collections/{collection}/facts/files/csv?region_code={code}")
        time.sleep(10)


def look(caller: Caller, collection: str, until: float, chance: random.Random) -> None:
    lists = (f"facts?collection={collection}", f"documents?collection={collection}", f"reviews?collection={collection}", "readings")
    while time.monotonic() < until:
        caller.ask("list", "GET", chance.choice(lists))
        time.sleep(1)


BESIDE = {upload: 2, export: 1, look: 4}


def round_of(port: int, tokens: list[str], collection: str, annotators: int, seconds: float) -> Tally:
    """Everybody at once, for so long."""
    tally, until = Tally(), time.monotonic() + seconds
    parts = [annotate] * annotators + [part for part, number in BESIDE.items() for _ in range(number)]
    threads = [
        threading.Thread(target=part, args=(Caller(port, tokens[index % len(tokens)], tally), collection, until, random.Random(index)))
        for index, part in enumerate(parts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def lost(tally: Tally) -> int:
    """Acknowledged judgements that do not stand as they were given."""
    from annotate.models import Review

    stands = {
        (str(reading), str(fact)): (state, revision)
        for reading, fact, state, revision in Review.objects.filter(reading__uuid__in={key[0] for key in tally.stood}).values_list(
            "reading__uuid", "fact__uuid", "state", "revision"
        )
    }
    return sum(stands.get(key) != said for key, said in tally.stood.items())


def told(tally: Tally, annotators: int, used: dict[str, float], seconds: float) -> bool:
    """Prints the table; whether all went well."""
    print(
        f"\n{annotators} annotators, {seconds:.0f} s:\n\n| request | number | errors | p50 ms | p95 ms |\n| --- | ---: | ---: | ---: | ---: |"
    )
    slow = 0.0
    for kind, taken in sorted(tally.taken.items()):
        p95 = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
        slow = p95 if kind == "judgement" else slow
        print(f"| {kind} | {len(taken)} | {len(tally.errors[kind])} | {statistics.median(taken):.0f} | {p95:.0f} |")
    for kind, errors in tally.errors.items():
        print(f"\n{kind}: {errors[0]}" if errors else "", end="")
    missing = lost(tally)
    shares = ", ".join(f"{name} {100 * spent / seconds / (os.cpu_count() or 1):.0f} %" for name, spent in used.items())
    print(f"\n{len(tally.stood)} judgements acknowledged, {missing} lost. Of {os.cpu_count()} processors: {shares}.", flush=True)
    gave = [f"{missing} judgements lost"] if missing else []
    gave += [f"errors of {kind}" for kind, errors in tally.errors.items() if errors]
    gave += [f"a judgement's 95th percentile, {slow:.0f} ms"] if slow >= LIMIT else []
    if gave:
        print(
            f"\nWhat gave first, with {annotators}: {'; '.join(gave)}. The most processor time went to the {max(used, key=lambda name: used[name])}."
        )
    return not gave


class Spent:
    """Processor seconds by whom, between two looks at /proc."""

    def __init__(self, server: int) -> None:
        self.server = server
        self.before = self._look()

    def _look(self) -> dict[str, float]:
        """Of the processes that run, and of those whose end they have seen: a connection's process ends with it."""
        seconds = {"server": 0.0, "database": 0.0, "client": time.process_time()}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                name, words = (folder / "comm").read_text().strip(), (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            whose = "database" if name == "postgres" else "server" if int(words[2]) == self.server else ""
            if whose:
                seconds[whose] += sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")
        return seconds

    def since(self) -> dict[str, float]:
        return {name: seconds - self.before[name] for name, seconds in self._look().items()}


class Statements:
    """What the database was longest at, where it has pg_stat_statements."""

    def __init__(self) -> None:
        from django.db import connection

        self.connection = connection
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'")
            self.known = bool(cursor.fetchone()[0])
            if self.known:
                cursor.execute("SELECT pg_stat_statements_reset()")

    def tell(self, number: int = 6) -> None:
        if not self.known:
            print("\nWithout pg_stat_statements nobody knows which statements took long.")
            return
        print("\n| statement | calls | mean ms | slowest ms | s in all |\n| --- | ---: | ---: | ---: | ---: |")
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT query, calls, mean_exec_time, max_exec_time, total_exec_time / 1000 FROM pg_stat_statements s"
                " JOIN pg_database d ON d.oid = s.dbid WHERE datname = current_database() ORDER BY total_exec_time DESC LIMIT %s",
                [number],
            )
            for query, calls, mean, most, whole in cursor.fetchall():
                print(f"| `{' '.join(query.split())[:110]}` | {calls} | {mean:.1f} | {most:.0f} | {whole:.1f} |")


def serve(workers: int, threads: int) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "annotate.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--threads", str(threads), "--log-level", "warning", "--keep-alive", "65"]
    environment = {**os.environ, "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    return process, port


def warm(port: int, token: str, workers: int) -> None:
    """Until every process has read what it needs: the first request of each pays for its start."""
    tally = Tally()
    for _turn in range(600):
        Caller(port, token, tally).ask("start", "GET", "facts?page_size=1")
        last = tally.taken["start"][-5 * workers :]
        if Caller(port, token, tally).ask("end", "GET", "me") and len(last) == 5 * workers and max(last) < 1000:
            return
        time.sleep(0.1)


def keys(annotators: int) -> tuple[str, list[str]]:
    """The collection, and a token for each annotator, who is made where there are too few."""
    from annotate import governing
    from tests.benchmarks.fill import people

    collection, _manager, staff, _judge = people("bench", annotators)
    scopes = ["read", "review", "manage"]
    tokens = [governing.make_token(user=user, name="load", scopes=scopes, actor=user, door="command")[1] for user in staff]
    return str(collection.uuid), tokens


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--annotators", type=int, default=50)
    parser.add_argument("--double", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
    import django

    django.setup()
    annotators, fine = asked.annotators, True
    server, port = serve(asked.workers, asked.threads)
    try:
        while fine:
            collection, tokens = keys(annotators)
            warm(port, tokens[0], asked.workers)
            statements, spent, seconds = Statements(), Spent(os.getpgid(server.pid)), asked.minutes * 60
            tally = round_of(port, tokens, collection, annotators, seconds)
            fine = told(tally, annotators, spent.since(), seconds)
            statements.tell()
            if not asked.double:
                return 0 if fine else 1
            annotators *= 2
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
