"""Whatever is killed, every document is extracted, once."""

from __future__ import annotations

import os
import signal
import time

import pytest
import redis

from annotate import processes
from tests.system.conftest import ON_BOTH
from tests.system.running import Workshop, wait_for
from tests.system.servers import Redis

pytestmark = [pytest.mark.system, ON_BOTH]
TEN = [f"前三季度，全县生产总值{n}.5亿元，同比增长5.{n}%。新增经营主体{n}20户。" for n in range(1, 11)]


def each_once(workshop: Workshop) -> None:
    """Ten documents, one run each, a fact for every candidate and none twice."""
    assert workshop.count("extracted") == 10
    runs = workshop.rows("SELECT document_id, candidates_count FROM annotate_extractionrun ORDER BY document_id")
    assert len(dict(runs)) == len(runs) == 10
    assert all(count > 0 for _document, count in runs)
    facts = workshop.rows("SELECT document_id, count(*) FROM annotate_fact GROUP BY document_id ORDER BY document_id")
    candidates = workshop.rows(
        "SELECT document_id, count(*) FROM annotate_candidate c JOIN annotate_fact f ON f.id = c.fact_id GROUP BY document_id ORDER BY document_id"
    )
    assert facts == candidates == runs


def in_the_middle(workshop: Workshop) -> None:
    wait_for(lambda: workshop.count("extracted") >= 3 and workshop.count("extracting") >= 1, 30, "three documents done, one in work")
    assert workshop.count("extracted") < 9


def test_a_killed_worker_loses_and_doubles_nothing(workshop: Workshop) -> None:
    workshop.put_in(TEN)
    first = workshop.work()
    in_the_middle(workshop)
    first.kill()
    wait_for(lambda: not processes.members(first.pid), 10, "the children end with the worker")
    assert workshop.count("extracted") < 10
    workshop.work()
    wait_for(lambda: workshop.count("extracted") == 10, 60, "all ten")
    each_once(workshop)


def test_a_killed_child_of_the_pool_loses_and_doubles_nothing(workshop: Workshop) -> None:
    workshop.put_in(TEN)
    worker = workshop.work()
    in_the_middle(workshop)
    child = next(pid for pid in processes.members(worker.pid) if pid != worker.pid)
    os.kill(child, signal.SIGKILL)
    wait_for(lambda: workshop.count("extracted") == 10, 60, "all ten")
    each_once(workshop)


def test_a_broker_that_forgets_everything_loses_nothing(workshop: Workshop) -> None:
    workshop.put_in(TEN)
    workshop.work()
    in_the_middle(workshop)
    redis.Redis.from_url(workshop.url).flushall()
    wait_for(lambda: workshop.count("extracted") == 10, 60, "all ten")
    each_once(workshop)


def test_what_was_put_in_without_a_broker_is_found_when_a_worker_comes(workshop: Workshop) -> None:
    workshop.put_in(TEN, REDIS_URL="redis://127.0.0.1:9/0")
    assert workshop.count("waiting") == 10
    workshop.work()
    wait_for(lambda: workshop.count("extracted") == 10, 60, "all ten")
    each_once(workshop)


def test_a_text_that_kills_its_worker_is_set_aside_and_the_others_are_read(workshop: Workshop) -> None:
    workshop.put_in(["这篇有毒，地区生产总值12.5亿元。", *TEN])
    workshop.work()
    wait_for(lambda: workshop.count("extracted") == 10 and workshop.count("failed") == 1, 60, "ten read, one set aside")
    each_once(workshop)
    (attempts, failure), *_ = workshop.rows("SELECT attempts, failure FROM annotate_document WHERE state = 'failed'")
    assert attempts <= 4
    assert failure


def test_a_broker_that_dies_and_comes_back_empty_loses_nothing(workshop: Workshop, broker: Redis, engine: str) -> None:
    if engine == "sqlite":
        pytest.skip("the embedded Valkey is started again by its supervisor: tests/system/test_up.py")
    workshop.put_in(TEN)
    workshop.work()
    in_the_middle(workshop)
    broker.stop()
    time.sleep(2)
    broker.start()
    wait_for(lambda: workshop.count("extracted") == 10, 90, "all ten")
    each_once(workshop)


def test_two_workers_that_are_told_of_the_same_documents_read_each_once(workshop: Workshop) -> None:
    workshop.put_in(TEN)
    for _time in range(2):
        workshop.tell_again()
    for name in ("one", "two"):
        workshop.work(name)
    wait_for(lambda: workshop.count("extracted") == 10, 90, "all ten")
    wait_for(lambda: redis.Redis.from_url(workshop.url).llen("people") == 0, 30, "every message was looked at")
    each_once(workshop)


def test_a_text_that_takes_for_ever_is_set_aside_by_name_and_blocks_nobody(workshop: Workshop) -> None:
    workshop.put_in(["这篇很慢，地区生产总值12.5亿元。", *TEN])
    workshop.work(EXTRACTION_SECONDS="2")
    wait_for(lambda: workshop.count("extracted") == 10, 60, "ten read beside it")
    wait_for(lambda: workshop.count("failed") == 1, 120, "it is set aside")
    each_once(workshop)
    ((attempts, failure),) = workshop.rows("SELECT attempts, failure FROM annotate_document WHERE state = 'failed'")
    assert attempts <= 3
    assert failure
