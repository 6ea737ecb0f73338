"""A collection extracted again with changed tables, by the real extractor in processes of their own: ``python -m tests.benchmarks.reextraction FOLDER
[DOCUMENTS]`` makes FOLDER with a database and a changed copy of the tables, and prints what it found as JSON.

The changed rows: 地区生产总值 gets another canonical name (different), the unit 个 is forgotten (gone), the unit 爿 is learnt (new).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, documents: int) -> dict[str, Any]:
    """Fill with the tables as they are, then extract again with the changed ones. Two processes, since tables are read once in a life."""
    folder.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {}
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "SECRET_KEY": "for-this-measurement-alone-0123456789-0123456789",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "annotate.settings",  # the tests' own would forget the folder
    }
    environment.pop("DATABASE_URL", None)
    for step, more in (("fill", {}), ("again", {"EXTRACTION_TABLES": str(changed_tables(folder / "tables"))})):
        command = [sys.executable, "-m", "tests.benchmarks.reextraction", "--step", step, str(documents)]
        done = subprocess.run(command, cwd=ROOT, env=environment | more, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        told |= json.loads(done.stdout.splitlines()[-1])
    return told


def changed_tables(folder: Path) -> Path:
    from extraction.tables import FOLDER

    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"), dirs_exist_ok=True)
    for name, old, new in (
        ("indicators", "\n地区生产总值,", "\n地区生产总值(新口径),"),
        ("units", "\n个,count,1,个,yes,classifier", "\n爿,count,1,爿,yes,classifier of shops"),
    ):
        path = folder / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def fill(documents: int) -> dict[str, Any]:
    """Documents put in and extracted, a quarter of them read: something corrected, something rejected, all else accepted."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from annotate import extracting, governing, ingesting
    from annotate.models import Candidate, Review, User
    from extraction.tables import digest
    from tests.lead.conftest import read_all

    maria, alice = (User.objects.create(username=name) for name in ("maria", "alice"))
    collection = governing.create_collection(name="again", actor=maria, door="command")
    governing.set_role(collection=collection, user=alice, role="annotator", actor=maria, door="command")
    for each in range(documents):
        text = f"前三季度,平度市地区生产总值{100 + each}亿元,增长5.{each % 10}%。全市实有泊位{3000 + each}个,新增经营主体{each + 2}万户,新开商店{each + 30}爿。"
        document = ingesting.ingest(
            collection=collection, data=text.encode(), file_name=f"{each}.txt", published="2024-11-28", actor=maria, door="page"
        )
        extracting.extract_document(document.pk)
        if each % 4 == 0:
            read_all(document, alice, each)
    return {"decisions": Review.objects.count(), "before": decisions(), "candidates": Candidate.objects.count(), "tables_before": digest()}


def decisions() -> dict[str, str]:
    """A digest of every column of every judgement, by key."""
    from annotate.models import Review

    return {
        str(row["id"]): hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest() for row in Review.objects.order_by("pk").values()
    }


def again(documents: int) -> dict[str, Any]:
    """The re-extraction as a worker does it, slice by slice, and the difference it lists."""
    from annotate import jobs, reextracting
    from annotate.models import Collection, User
    from extraction.tables import digest

    collection = Collection.objects.get(name="again")
    job = reextracting.ask(collection=collection, actor=User.objects.get(username="maria"), door="command")
    began, slices = time.perf_counter(), 1
    while jobs.work(job.pk):
        slices += 1
    seconds = time.perf_counter() - began
    job.refresh_from_db()
    began = time.perf_counter()
    listed = {kind: sum(1 for _each in reextracting.differences(collection, kind)) for kind in ("new", "gone", "different")}
    return {
        "state": job.state, "done": job.done, "refusals": job.refusals, "seconds": round(seconds, 1), "slices": slices, "found": job.options["found"],
        "listed": listed, "listing_seconds": round(time.perf_counter() - began, 1), "after": decisions(), "tables_after": digest(),
    }  # fmt: skip


def main() -> None:
    if sys.argv[1] == "--step":
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
        import django

        django.setup()
        from annotate import enqueueing

        enqueueing.send = lambda task, row_id: True  # the work is done here
        print(json.dumps({"fill": fill, "again": again}[sys.argv[2]](int(sys.argv[3]))))
        return
    told = run(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
    told["kept"] = sum(told["after"].get(key) == digest for key, digest in told["before"].items())
    print(json.dumps({name: value for name, value in told.items() if name not in ("before", "after")}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
