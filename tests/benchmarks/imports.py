"""How fast documents come in: ``python -m tests.benchmarks.imports [DOCUMENTS] [ROUNDS]`` (10,000 and three where nothing is said).

Documents of about 300 Chinese characters, without facts and with four each, as JSON Lines through the doors that every import takes: kept as a
job's file, then worked on as a worker does. Each round has a fresh database under a temporary folder (or the empty one that DATABASE_URL names:
its rows stay) and a process of its own, so that the peak memory is its own. Beside it stands what ``bulk_create`` alone takes for the same rows:
the ratio says what reading, checking, looking for twins, matching, hashing and the audit cost, whatever else the machine does.

Prints a Markdown table: the median documents a second, the same by the CPU's own time (which says what a quiet machine does while this one is
busy), the ratio of the import's time to that of the bare rows, and the peak memory in MB.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FACTS = 4
INDICATORS = ("地区生产总值", "固定资产投资", "社会消费品零售总额", "一般公共预算收入", "进出口总额")
REST = "全市上下坚持稳中求进工作总基调,扎实推进各项重点工作,经济运行总体平稳,主要指标处于合理区间,结构持续优化,新动能加快成长,民生保障有力有效。"


def lines(documents: int, facts: int) -> Iterator[bytes]:
    """One document a line; with ``facts`` of another model in it."""
    chance = random.Random(1)
    for number in range(documents):
        text, found = f"第{number}号经济运行情况\n\n", []
        for _fact in range(FACTS):
            indicator, value = chance.choice(INDICATORS), f"{chance.randint(10, 99999) / 10:.1f}"
            before = f"前三季度,平度市{indicator}完成"
            start = len(text) + len(before)
            text += f"{before}{value}亿元,{REST[: chance.randint(30, 60)]}。"
            found.append({
                "start": start, "end": start + len(value) + 2, "text": f"{value}亿元", "value": value, "unit": "亿元", "measure": "level",
                "indicator": indicator, "region": "平度市", "region_code": "370283", "period_start": "2024-01", "period_end": "2024-09",
                "confidence": {"fact": 0.91, "period": 0.8}, "evidence": {"period": {"spans": [[start - 10, start - 6]], "rule": None}},
            })  # fmt: skip
        record: dict[str, Any] = {"id": f"n-{number}", "text": text, "published": "2024-11-28"}
        if facts:
            record |= {"producer": "bench", "version": "1", "facts": found[:facts]}
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"


def once(documents: int, facts: int, *, beside: bool) -> dict[str, float]:
    """One import in this process: seconds of each part, and the peak memory; ``beside``: what bare rows take, too."""
    import django

    django.setup()
    from django.core.management import call_command

    from annotate import enqueueing, governing, importing, jobs
    from annotate.models import Candidate, Document, User

    enqueueing.send = lambda *_words: True  # type: ignore[assignment]  # what a broker takes is not measured here
    call_command("migrate", verbosity=0)
    actor, _made = User.objects.get_or_create(username="bench")
    collection = governing.create_collection(name=f"bench {facts}", actor=actor, door="command")
    began = time.perf_counter()
    job = importing.ask(collection=collection, file_name="bench.jsonl", data=lines(documents, facts), actor=actor, door="command")
    kept, cpu = time.perf_counter(), time.process_time()
    while jobs.work(job.pk):
        pass
    done, cpu = time.perf_counter(), time.process_time() - cpu
    job.refresh_from_db()
    assert (job.state, job.options["added"], job.options["facts"]) == ("done", documents, documents * facts), (job.failure, job.options)
    assert Document.objects.filter(collection=collection).count() == documents
    assert collection.facts.count() == Candidate.objects.filter(fact__collection=collection).count() == documents * facts
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taken = bare(collection, actor, documents, facts) if beside else 0.0
    return {"keeping": kept - began, "seconds": done - kept, "cpu": cpu, "peak": peak, "bare": taken}


def bare(collection: Any, actor: Any, documents: int, facts: int) -> float:
    """Seconds for the same rows by ``bulk_create`` into another collection, with nothing read, checked or matched."""
    from django.db import transaction

    from annotate import governing
    from annotate.models import AuditEvent, Candidate, Document, Fact, Source

    other = governing.create_collection(name="bare", actor=actor, door="command")
    began = time.perf_counter()
    for first in range(0, documents, 1000):
        few = range(min(1000, documents - first))
        with transaction.atomic():
            olds = list(Document.objects.filter(collection=collection).select_related("source").order_by("id")[first : first + 1000])
            sources = Source.objects.bulk_create(
                Source(collection=other, data=old.source.data, size=old.source.size, sha256=old.source.sha256, created_by=actor)
                for old in olds
            )
            rows = Document.objects.bulk_create(
                Document(
                    collection=other, source=sources[i], raw=olds[i].raw, length=olds[i].length, sha256=olds[i].sha256, encoding="utf-8"
                )
                for i in few
            )
            AuditEvent.objects.bulk_create(
                AuditEvent(
                    at=row.created_at, action="document.upload", door="command", target_type="document", target_id=str(row.uuid), after={}
                )
                for row in rows
            )
            made = Fact.objects.bulk_create(Fact(document=row, origin="import") for row in rows for _fact in range(facts))
            Candidate.objects.bulk_create(
                Candidate(fact=fact, producer="b", producer_version="1", start=1, end=3, text="12", value="1", measure="level", indicator="x",
                          region="平度市", region_code="370283", period_start="2024-01", period_end="2024-09", confidence={"fact": 0.9})
                for fact in made
            )  # fmt: skip
    return time.perf_counter() - began


def apart(documents: int, facts: int, *, beside: bool = True) -> dict[str, float]:
    """``once`` in a process and a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        more = {
            "DATA_DIR": folder,
            "SECRET_KEY": "for-a-benchmark-alone-0123456789-0123456789",
            "DJANGO_SETTINGS_MODULE": "annotate.settings",
        }
        words = [sys.executable, "-m", "tests.benchmarks.imports", "once", str(documents), str(facts), *(["beside"] if beside else [])]
        said = subprocess.run(
            words, env=os.environ | more, check=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2]
        )  # fmt: skip
    return dict(json.loads(said.stdout.splitlines()[-1]))


def main(words: list[str]) -> None:
    if words[:1] == ["once"]:
        print(json.dumps(once(int(words[1]), int(words[2]), beside="beside" in words)))
        return
    documents, rounds = (int(word) for word in [*words, "10000", "3"][:2]) if len(words) != 1 else (int(words[0]), 3)
    print("| documents | facts each | documents/s | per CPU second | bare rows/s | import : bare | peak MB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for facts in (0, FACTS):
        found = [apart(documents, facts) for _round in range(rounds)]
        seconds, cpu, bare_seconds, peak = (statistics.median(one[name] for one in found) for name in ("seconds", "cpu", "bare", "peak"))
        speeds = f"{documents / seconds:.0f} | {documents / cpu:.0f} | {documents / bare_seconds:.0f} | {seconds / bare_seconds:.2f}"
        print(f"| {documents} | {facts} | {speeds} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
