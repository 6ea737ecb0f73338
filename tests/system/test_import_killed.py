"""A worker is killed in the middle of an import: another takes it up where it stood; nothing is lost, nothing comes twice."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from annotate import processes
from tests.system.conftest import ON_BOTH
from tests.system.running import HERE, ROOT, Workshop, wait_for

pytestmark = pytest.mark.system
COUNT = 2000


def lines() -> bytes:
    """Documents with one fact of another model each; one line of them is none."""
    told = []
    for number in range(COUNT):
        text = f"第{number}号：出口{number}亿元。"
        place = {"start": text.index("出口") + 2, "end": len(text) - 1, "text": f"{number}亿元"}
        fact = place | {"value": str(number), "unit": "亿元", "measure": "level", "indicator": "出口"}
        told.append(json.dumps({"id": number, "text": text, "producer": "model", "version": "1", "facts": [fact]}, ensure_ascii=False))
    return "\n".join([*told[:700], "{", *told[700:]]).encode()


@ON_BOTH
def test_every_document_and_fact_comes_in_once_and_the_bad_line_is_named(workshop: Workshop) -> None:
    command = [sys.executable, str(HERE / "ask_import.py")]
    subprocess.run(command, cwd=ROOT, env=workshop.environment, check=True, input=lines(), capture_output=True)

    def documents() -> int:
        return int(workshop.rows("SELECT count(*) FROM annotate_document")[0][0])

    first = workshop.work(app="tests.system.import_worker")
    wait_for(lambda: documents() >= 300, 60, "some of it came in")
    first.kill()
    wait_for(lambda: not processes.members(first.pid), 10, "the children end with the worker")
    assert 300 <= documents() < COUNT
    assert documents() % 100 in (0, 99), "whole batches, of one of which a line was refused"
    workshop.work(name="two", app="tests.system.import_worker")
    wait_for(lambda: workshop.rows("SELECT state FROM annotate_job")[0][0] == "done", 150, "the import is done")
    assert workshop.rows("SELECT count(*), count(DISTINCT external_id) FROM annotate_source") == [(COUNT, COUNT)]
    assert workshop.rows("SELECT count(*), count(DISTINCT document_id) FROM annotate_fact") == [(COUNT, COUNT)]
    assert workshop.rows("SELECT count(*) FROM annotate_candidate WHERE producer = 'model'") == [(COUNT,)]
    ((done, total, options),) = workshop.rows("SELECT done, total, options FROM annotate_job")
    told = json.loads(options) if isinstance(options, str) else options
    counts = {name: told[name] for name in ("added", "facts", "duplicates", "refused")}
    assert (done, total, counts) == (COUNT + 1, COUNT + 1, {"added": COUNT, "facts": COUNT, "duplicates": 0, "refused": 1})
    assert workshop.rows("SELECT place FROM annotate_refusal") == [("harvest.jsonl, line 701",)]
    uploads = workshop.rows("SELECT count(*), count(DISTINCT target_id) FROM annotate_auditevent WHERE action = 'document.upload'")
    assert uploads == [(COUNT, COUNT)]
