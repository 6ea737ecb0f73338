"""What users of such tools wait for, as measured of others: lists, opening, saving, accepting, exporting, on 10,000 documents with four facts each.

    python -m tests.benchmarks.peers [--documents N] [--rounds N]

Makes a database of its own (SQLite in a temporary folder; DATABASE_URL for an empty PostgreSQL, where COPY is timed beside the CSV), starts the web
server as ``manage.py up`` does, asks it over HTTP, and prints a Markdown table: medians of three, and the aim where there is one.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks import imports

ROOT = Path(__file__).resolve().parents[2]
REGIONS = ("370283", "371302", "370102", "370305", "320102", "330106", "340104", "410105", "420106", "430103", "440106", "510104")
ROUNDS, CLIENTS, SAVES, HUGE = 3, 8, 50, 10_000
AIMS = {
    "list page of 50, p50": "25 ms", "list page of 50, p95": "50 ms", "list page, 8 clients": "60 /s", "list with a text filter, p50": "50 ms",
    "open one task, p50": "25 ms", "save, one client, p50": "12 ms", "save, one client, p95": "25 ms", "save, 8 clients": "100 /s",
    "facts page, p50": "25 ms", "facts page, p95": "50 ms", "facts page, by region and value, p50": "50 ms", "facts page, nothing fits, p50": "50 ms",
    "import, documents/s": "3,000 /s", "import, peak of the process": "300 MB", "import with four facts each, documents/s": "1,000 /s",
    "import with four facts each, peak of the process": "300 MB", "accept 10,000 at once": "5 s",
    "export csv": "2 s", "export csv, peak above idle": "50 MB", "export jsonl": "3 s", "export jsonl, peak above idle": "50 MB",
}  # fmt: skip


class Client:
    """One connection that stays open, as a browser's or a program's does."""

    def __init__(self, port: int, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = headers

    def ask(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        more = {"Content-Type": "application/json"} if data else {}
        self.connection.request(method, path, data, {**self.headers, **more, **headers})
        answer = self.connection.getresponse()
        told = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {told[:300]!r}")
        return told


def fill(documents: int) -> dict[str, Any]:
    """The corpus, all but the newest hundred documents read to the end, a release of what was read, and who asks for it."""
    from django.db import transaction
    from django.utils import timezone

    from annotate import bulk, governing, jobs, queueing, releasing, statistics
    from annotate.models import Candidate, Document, ExtractionRun, Fact, Job, Reading, Review, Source, User

    manager = User.objects.create(username="manager")
    collection = governing.create_collection(name="peers", actor=manager, door="command")
    readers = [User.objects.create(username=f"reader{number}") for number in range(CLIENTS)]
    for reader in readers:
        governing.set_role(collection=collection, user=reader, role="annotator", actor=manager, door="command")
    for first in range(0, documents, 1000):
        numbers = range(first, min(first + 1000, documents))
        texts = {number: article(number) for number in numbers}
        sources = Source.objects.bulk_create(
            Source(
                collection=collection,
                data=raw.encode(),
                size=len(raw),
                sha256=f"{number:064x}",
                file_name=f"{number}.txt",
                created_by=manager,
            )
            for number, (raw, _facts) in texts.items()
        )
        rows = Document.objects.bulk_create(
            Document(
                collection=collection, source=source, raw=texts[number][0], length=len(texts[number][0]), sha256=f"{number:064x}", encoding="utf-8",
                title=f"第{number}号经济运行情况", published="2024-11-28", published_known="said", state="extracted",
            )
            for number, source in zip(numbers, sources, strict=True)
        )  # fmt: skip
        _propose(rows, texts, numbers, Fact, Candidate, ExtractionRun)
        read = [row for number, row in zip(numbers, rows, strict=True) if number < documents - 100]
        readings = Reading.objects.bulk_create(
            Reading(
                document=row, annotator=readers[row.pk % CLIENTS], state="finished", finished_at=timezone.now(), guideline_version="1.0"
            )
            for row in read
        )
        Document.objects.filter(pk__in=[row.pk for row in read]).update(readings_done=1)
        by_document = {reading.document_id: reading for reading in readings}
        candidates = Candidate.objects.filter(fact__document__in=read).select_related("fact")
        with transaction.atomic():
            bulk.insert([
                Review(fact=each.fact, reading=by_document[each.fact.document_id], state="accepted", candidate=each,
                       observation_id=each.observation_id, **each.values())
                for each in candidates
            ])  # fmt: skip
    statistics.count()  # as a worker does
    made = releasing.start(collection=collection, actor=manager, door="command")
    while isinstance(made, Job) and jobs.work(made.pk):
        pass
    token = {name: governing.make_token(user=user, name="bench", scopes=["read", "review"], actor=user, door="command")[1] for name, user in
             {"manager": manager, **{reader.username: reader for reader in readers}}.items()}  # fmt: skip
    left = list(Document.objects.filter(collection=collection).order_by("-pk")[:CLIENTS])
    places = {}
    for reader, document in zip(readers, left, strict=True):
        reading = queueing.open_reading(document=document, annotator=reader, door="page")
        places[reader.username] = [str(reading.uuid), [str(fact.uuid) for fact in document.facts.all()]]
    release = collection.releases.get()
    return {
        "collection": str(collection.uuid),
        "release": release.pk,
        "tokens": token,
        "places": places,
        "session": _session(manager),
        "reader": _session(readers[0]),
    }


def article(number: int) -> tuple[str, list[tuple[int, int, str]]]:
    """About 300 characters with four figures: where they stand, and what they say."""
    raw, facts = f"第{number}号经济运行情况\n", []
    for place, name in enumerate(("地区生产总值", "固定资产投资", "社会消费品零售总额", "一般公共预算收入")):
        value = f"{number % 997 + place}.{number % 10}"
        raw += f"前三季度,全市{name}完成"
        facts.append((len(raw), len(raw) + len(value) + 2, value))
        raw += f"{value}亿元,运行总体平稳,结构继续优化,质量效益稳步提升,各项工作有序推进,发展后劲不断增强。"
    return raw, facts


def _propose(rows: list[Any], texts: dict[int, Any], numbers: range, Fact: Any, Candidate: Any, ExtractionRun: Any, **said: Any) -> None:
    from django.db import transaction

    from annotate import bulk
    from annotate.models.candidate import TAKEN_FIELDS

    runs = ExtractionRun.objects.bulk_create(
        ExtractionRun(document=row, extractor_version="bench", tables_digest="0" * 64, inputs={"published": None, "overrides": []}, inputs_digest="0" * 64,
                      numerals=[[start, end, None] for start, end, _v in texts[number][1]], candidates_count=len(texts[number][1]))
        for number, row in zip(numbers, rows, strict=True)
    )  # fmt: skip
    pairs = [(run, row, fact) for number, row, run in zip(numbers, rows, runs, strict=True) for fact in texts[number][1]]
    facts = Fact.objects.bulk_create(
        [Fact(document=row, collection_id=row.collection_id, origin="machine") for _run, row, _fact in pairs], batch_size=2000
    )
    values = {
        "unit": "亿元", "measure": "level", "indicator": "地区生产总值", "region": "平度市", "period_start": "2024-01",
        "period_end": "2024-09", "unit_base": "元",
    } | said  # fmt: skip
    candidates = [
        Candidate(
            fact=fact, run=run, producer_version="bench", confidence={"fact": 0.93, "period": 0.71}, evidence={"period": {"spans": [[0, 4]], "rule": None}},
            start=start, end=end, text=row.raw[start:end], value=value, observation_id=f"{fact.pk:016x}",
            value_base=value if values["unit"] == "%" else f"{float(value) * 1e8:.0f}", region_code=REGIONS[row.pk % len(REGIONS)], **values,
        )
        for fact, (run, row, (start, end, value)) in zip(facts, pairs, strict=True)
    ]  # fmt: skip
    with transaction.atomic():
        bulk.insert(candidates)
        for fact, candidate in zip(facts, candidates, strict=True):
            fact.take(candidate)
        bulk.update(facts, TAKEN_FIELDS)


def _session(user: Any) -> str:
    from django.test import Client as Browser

    browser = Browser()
    browser.force_login(user)
    return browser.cookies["sessionid"].value


def huge() -> float:
    """Seconds to accept all of one document's 10,000 proposals, audited, and to take them back at once."""
    from annotate import governing, queueing
    from annotate.models import Candidate, Collection, Document, ExtractionRun, Fact, Review, Source, User
    from annotate.reviewing import accepting

    manager = User.objects.get(username="manager")
    collection = Collection.objects.filter(name="huge").first() or governing.create_collection(name="huge", actor=manager, door="command")
    key = collection.documents.count()
    raw = f"第{key}号\n" + "增长5.4%。" * HUGE
    source = Source.objects.create(collection=collection, data=b"x", size=1, sha256=f"{key:064x}", created_by=manager)
    row = Document.objects.create(
        collection=collection, source=source, raw=raw, length=len(raw), sha256=f"{key:064x}", encoding="utf-8", state="extracted"
    )
    first = raw.index("5.4%")
    facts = {0: (raw, [(first + 7 * place, first + 7 * place + 4, "5.4") for place in range(HUGE)])}
    _propose([row], facts, range(1), Fact, Candidate, ExtractionRun, unit="%", unit_base="%", measure="growth")
    reading = queueing.open_reading(document=row, annotator=manager, door="page")
    began = time.perf_counter()
    group, reviews = accepting.accept_above(reading=reading, threshold=0.5, actor=manager, door="page")
    taken = time.perf_counter() - began
    assert len(reviews) == HUGE == Review.objects.filter(reading=reading).count()
    began = time.perf_counter()
    assert accepting.retract_group(group=group, reading=reading, actor=manager, door="page") == HUGE
    print(f"taking them back: {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return taken


def export(release: int, collection: str, kind: str, form: str) -> dict[str, float]:
    """Seconds and megabytes above what the process had before, of one export in a process of its own."""
    from annotate.exports.table import FactTable, GoldTable
    from annotate.exports.writing import write
    from annotate.models import Collection, Release, User

    house = Collection.objects.get(uuid=collection)
    table = GoldTable(Release.objects.get(pk=release)) if kind == "release" else FactTable(house, User.objects.get(username="manager"), {})
    with tempfile.TemporaryFile() as file:
        next(iter(table.records()))
        idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        write(table, form, file)
        return {
            "s": time.perf_counter() - began,
            "MB": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) / 1024,
            "size": file.tell() / 1e6,
        }


def copied(release: int) -> float:
    """Seconds of ``COPY ... TO STDOUT`` of the same rows by the server itself."""
    from django.db import connection

    from annotate.exports.rows import STORED

    names = ", ".join(f'"{name}"' for name in STORED)
    began = time.perf_counter()
    with connection.cursor() as cursor, tempfile.TemporaryFile() as file:
        order = 'ORDER BY "document_uuid", "start", "fact_uuid"'
        with cursor.copy(
            f"COPY (SELECT {names} FROM annotate_goldfact WHERE release_id = {int(release)} {order}) TO STDOUT WITH CSV HEADER"
        ) as rows:
            for block in rows:
                file.write(block)
    return time.perf_counter() - began


PAGES = {
    "list page of 50": "", "list with a text filter": "?q=77", "facts page": "facts/",
    "facts page, by region and value": "facts/?region_code=3702&ordering=-value",
    "facts page, nothing fits": "facts/?indicator=x",
}  # fmt: skip


def asked(told: dict[str, Any], port: int, rounds: int) -> dict[str, float]:
    """Everything over HTTP: what to call it, and the median of the rounds."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        _one_client(told, port, found)
        found.setdefault("list page, 8 clients", []).append(_together(lambda number: _pages(told, port)))
        found.setdefault("save, 8 clients", []).append(_together(lambda number: len(_saved(told, port, f"reader{number}"))))
    return {name: statistics.median(values) for name, values in found.items()}


def _one_client(told: dict[str, Any], port: int, found: dict[str, list[float]]) -> None:
    browser = Client(port, Cookie=f"sessionid={told['session']}")
    for name, path in PAGES.items():
        _put(found, name, [_asked(browser, f"/collections/{told['collection']}/{path}") for _ in range(40)])
    desk = Client(port, Cookie=f"sessionid={told['reader']}")
    _put(found, "open one task", [_asked(desk, f"/review/{told['places']['reader0'][0]}/") for _ in range(40)])
    _put(found, "save, one client", _saved(told, port, "reader0"))


def _asked(client: Client, path: str) -> float:
    """Milliseconds of one answer."""
    began = time.perf_counter()
    client.ask(path)
    return (time.perf_counter() - began) * 1000


def _pages(told: dict[str, Any], port: int) -> int:
    browser = Client(port, Cookie=f"sessionid={told['session']}")
    return len([browser.ask(f"/collections/{told['collection']}/") for _ in range(25)])


def _saved(told: dict[str, Any], port: int, reader: str) -> list[float]:
    client = Client(port, Authorization=f"Bearer {told['tokens'][reader]}")
    return _saves(client, *told["places"][reader])


def _put(found: dict[str, list[float]], name: str, taken: list[float]) -> None:
    taken = taken[5:]
    found.setdefault(f"{name}, p50", []).append(statistics.median(taken))
    found.setdefault(f"{name}, p95", []).append(statistics.quantiles(taken, n=20)[-1])


def _saves(client: Client, reading: str, facts: list[str]) -> list[float]:
    """Each judgement changes the one before; the last one stands with the revision that says none was lost."""
    taken = []
    revisions = dict.fromkeys(facts, 0)
    for fact in facts:
        try:
            revisions[fact] = json.loads(client.ask(f"/api/v1/readings/{reading}/reviews/{fact}"))["revision"]
        except RuntimeError:
            client.connection.close()
    for number in range(SAVES):
        fact = facts[number % len(facts)]
        path, body = (
            f"/api/v1/readings/{reading}/reviews/{fact}",
            {"state": "accepted", "comment": f"{time.time_ns()}", "revision": revisions[fact]},
        )
        began = time.perf_counter()
        told = json.loads(client.ask(path, "PUT", body))
        taken.append((time.perf_counter() - began) * 1000)
        assert told["revision"] == revisions[fact] + 1, "a save was lost"
        revisions[fact] += 1
    return taken


def _together(deed: Callable[[int], int]) -> float:
    """Deeds a second, by all clients at once."""
    done: list[int] = []
    threads = [threading.Thread(target=lambda number=number: done.append(deed(number))) for number in range(CLIENTS)]  # type: ignore[misc]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == CLIENTS, "a client failed"
    return sum(done) / (time.perf_counter() - began)


def measured(documents: int, rounds: int) -> Iterator[tuple[str, float]]:
    told = json.loads(child("fill", documents))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "annotate.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--preload",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    server = subprocess.Popen([*command, "--timeout", "60"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield from asked(told, port, rounds).items()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    yield from _imported(documents, rounds)
    yield "accept 10,000 at once", statistics.median(float(child("huge")) for _ in range(rounds))
    for kind in ("release", "facts"):
        for form in ("csv", "jsonl", "xlsx", "label_studio"):
            each = [json.loads(child("export", told["release"], told["collection"], kind, form)) for _ in range(rounds)]
            name = f"export {form}" if kind == "release" else f"export of a selection, {form}"
            yield name, statistics.median(one["s"] for one in each)
            yield f"{name}, peak above idle", statistics.median(one["MB"] for one in each)
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield "COPY TO STDOUT of the same rows", statistics.median(float(child("copied", told["release"])) for _ in range(rounds))


def _imported(documents: int, rounds: int) -> Iterator[tuple[str, float]]:
    for facts, name in ((0, "import"), (imports.FACTS, "import with four facts each")):
        each = [imports.apart(documents, facts, beside=False) for _ in range(rounds)]
        yield f"{name}, documents/s", statistics.median(documents / (one["keeping"] + one["seconds"]) for one in each)
        yield f"{name}, peak of the process", statistics.median(one["peak"] for one in each)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server does not start")


def child(deed: str, *arguments: Any) -> str:
    """The last line that a process of its own prints."""
    command = [sys.executable, "-m", "tests.benchmarks.peers", "--child", deed, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1]


def do(deed: str, arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
    import django

    django.setup()
    from django.core.management import call_command

    if deed == "fill":
        call_command("migrate", verbosity=0)
        print(json.dumps(fill(int(arguments[0]))))
    elif deed == "huge":
        print(huge())
    elif deed == "copied":
        print(copied(int(arguments[0])))
    else:
        print(json.dumps(export(int(arguments[0]), *arguments[1:])))


def shown(name: str, value: float) -> str:
    unit = (
        "/s" if "clients" in name or "documents/s" in name else "MB" if "peak" in name else "ms" if name.endswith(("p50", "p95")) else "s"
    )
    return f"| {name} | {value:.1f} {unit} | {AIMS.get(name, '')} |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--child", nargs="+")
    options = parser.parse_args()
    if options.child:
        do(options.child[0], options.child[1:])
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "SECRET_KEY": "b" * 50,
            "LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "tests.api.contract_settings",
        }
        print("| work | median | aim |\n| --- | ---: | ---: |")
        for name, value in measured(options.documents, options.rounds):
            print(shown(name, value), flush=True)


if __name__ == "__main__":
    main()
