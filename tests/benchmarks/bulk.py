"""What goes over many rows at once, timed on a database that ``fill`` made: ``python -m tests.benchmarks.bulk release|export|extract|table [NUMBER]``.

release: freezes all that is settled in ``bench``. export: writes that release as CSV and JSON Lines. extract: NUMBER articles through the extractor
into rows, by as many processes as --workers says. table: NUMBER documents by one process and by two, then a release and its export. Each prints rows
a second, processor time a row (which a busy machine does not change much) and peak memory. Needs DATABASE_URL or DATA_DIR, and SECRET_KEY. What
extract brings in stays: take a copy, or a database of its own. Imports have a bench of their own, ``imports``.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any


def release(collection: Any, manager: Any, _asked: Any) -> tuple[int, str]:
    from annotate import jobs, releasing
    from annotate.models import GoldFact, Job, Release

    answer: Any = releasing.start(collection=collection, actor=manager, door="command")
    while isinstance(answer, Job) and jobs.work(answer.pk):
        pass
    made = Release.objects.filter(collection=collection).order_by("-pk")[0]
    return GoldFact.objects.filter(release=made).count(), "gold facts frozen"


def export(collection: Any, _manager: Any, _asked: Any) -> tuple[int, str]:
    from annotate.exports.csv_file import csv_stream
    from annotate.exports.jsonl_file import jsonl_stream
    from annotate.exports.rows import gold_rows
    from annotate.models import GoldFact, Release

    made = Release.objects.filter(collection=collection).order_by("-pk")[0]
    for stream in (csv_stream(gold_rows(made), "plain"), jsonl_stream(made)):
        for _block in stream:
            pass
    return 2 * GoldFact.objects.filter(release=made).count(), "gold facts written"


def extract(collection: Any, manager: Any, asked: Any) -> tuple[int, str]:
    """Documents that wait, shared out among the processes by their claims, as workers do; each process's start counts too."""
    from annotate import ingesting
    from annotate.models import Document
    from tests.benchmarks.corpus import articles

    first, common = time.time_ns() // 1000, {"collection": collection, "actor": manager, "door": "command", "published": "2024-11-28"}
    made = [article.raw.encode() for article in articles(first, first + asked.number, read=0, readers=2)]
    waiting = [ingesting.ingest(data=data, file_name="a.txt", bulk=True, **common).pk for data in made]
    asked.began, asked.busy = time.perf_counter(), time.process_time()
    said = f"from tests.benchmarks.bulk import _worker; _worker({waiting!r})"
    began = [subprocess.Popen([sys.executable, "-c", said]) for _worker in range(asked.workers)]
    for process in began:
        process.wait()
    return Document.objects.filter(pk__in=waiting, state="extracted").count(), f"documents extracted by {asked.workers}"


def _worker(documents: list[int]) -> None:
    """One process: whatever of these nobody has claimed."""
    _set_up()
    from annotate import extracting

    for document in documents:
        extracting.extract_document(document, worker=f"bench{os.getpid()}")


DEEDS: dict[str, Callable[[Any, Any, Any], tuple[int, str]]] = {"release": release, "export": export, "extract": extract}


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
    import django

    django.setup()
    from annotate import enqueueing

    enqueueing.send = lambda *_words: True  # no broker: what is measured is done here


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("deed", choices=[*DEEDS, "table"])
    parser.add_argument("number", type=int, nargs="?", default=1000)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    if asked.deed == "table":
        for words in (["extract", str(asked.number)], ["extract", str(asked.number), "--workers", "2"], ["release"], ["export"]):
            subprocess.run([sys.executable, "-m", "tests.benchmarks.bulk", *words], check=True)
        return
    _set_up()
    from annotate.models import Collection, User

    asked.began, asked.busy = time.perf_counter(), time.process_time()
    count, what = DEEDS[asked.deed](Collection.objects.get(name="bench"), User.objects.get(username="bench"), asked)
    seconds = time.perf_counter() - asked.began
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peak = max(one.ru_maxrss for one in spent) // 1024
    busy = sum(one.ru_utime + one.ru_stime for one in spent) - asked.busy
    print(
        f"{count} {what} in {seconds:.1f} s: {count / seconds:.0f} a second, {1000 * busy / count:.1f} ms of processor each, peak {peak} MB"
    )


if __name__ == "__main__":
    main()
