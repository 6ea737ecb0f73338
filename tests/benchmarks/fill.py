"""Fill a database with a seeded corpus: ``python -m tests.benchmarks.fill DOCUMENTS`` (ten facts each, a tenth of the documents read).

Needs DATABASE_URL or DATA_DIR and SECRET_KEY like every command, on a migrated database. Rows are written in bulk: what is measured
afterwards is reading them and the deeds of people, not this.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import time
from typing import Any

FACTS = 10
BATCH = 1000
INDICATORS = (
    "地区生产总值",
    "固定资产投资",
    "社会消费品零售总额",
    "一般公共预算收入",
    "规模以上工业增加值",
    "进出口总额",
    "新增城镇就业",
    "用电量",
)
REGIONS = (("平度市", "370283"), ("胶州市", "370281"), ("崂山区", "370212"), ("平阴县", "370124"))


def article(chance: random.Random, number: int) -> tuple[str, list[tuple[int, int, str, str, str]]]:
    """A text and its facts: (start, end, mention, value, indicator)."""
    region, _code = REGIONS[number % len(REGIONS)]
    parts, facts, at = [f"{region}第{number}号经济运行情况\n\n"], [], 0
    at = len(parts[0])
    for _fact in range(FACTS):
        indicator, value = chance.choice(INDICATORS), f"{chance.randint(10, 99999) / 10:.1f}"
        sentence = f"前三季度,全市{indicator}完成{value}亿元,运行总体平稳,结构继续优化。"
        start = at + sentence.index(value)
        facts.append((start, start + len(value) + 2, value + "亿元", value, indicator))
        parts.append(sentence)
        at += len(sentence)
    return "".join(parts), facts


def fill(documents: int, seed: int = 1) -> Any:
    """A collection ``bench`` with that many documents, its manager ``bench`` and the annotators ``reader0`` to ``reader4``."""
    from django.utils import timezone

    from annotate import governing
    from annotate.models import Candidate, Collection, Document, ExtractionRun, Fact, Reading, Review, Source, User
    from extraction.facts.observation import observation_id

    chance = random.Random(seed)
    manager, _made = User.objects.get_or_create(username="bench")
    collection = Collection.objects.filter(name="bench").first() or governing.create_collection(name="bench", actor=manager, door="command")
    readers = []
    for number in range(5):
        reader, made = User.objects.get_or_create(username=f"reader{number}")
        readers.append(reader)
        if made:
            governing.set_role(collection=collection, user=reader, role="annotator", actor=manager, door="command")
    begin = collection.documents.count()
    for first in range(begin, begin + documents, BATCH):
        numbers = range(first, min(first + BATCH, begin + documents))
        texts = [article(chance, number) for number in numbers]
        digests = [hashlib.sha256(text.encode()).hexdigest() for text, _facts in texts]
        sources = Source.objects.bulk_create(
            Source(collection=collection, data=text.encode(), size=len(text), sha256=digest, file_name=f"{number}.txt", created_by=manager)
            for number, (text, _facts), digest in zip(numbers, texts, digests, strict=True)
        )
        rows = Document.objects.bulk_create(
            Document(
                collection=collection, source=source, raw=text, length=len(text), sha256=digest, encoding="utf-8", title=text.split("\n")[0],
                published="2024-11-28", published_known="said", state="extracted",
            )
            for source, (text, _facts), digest in zip(sources, texts, digests, strict=True)
        )  # fmt: skip
        runs = ExtractionRun.objects.bulk_create(
            ExtractionRun(
                document=document, extractor_version="bench", tables_digest="0" * 64, inputs={"published": None, "overrides": []},
                inputs_digest="0" * 64, numerals=[[start, end, None] for start, end, *_ in facts], candidates_count=len(facts),
            )
            for document, (_text, facts) in zip(rows, texts, strict=True)
        )  # fmt: skip
        identities = Fact.objects.bulk_create(Fact(document=document, origin="machine") for document in rows for _fact in range(FACTS))
        pairs = [(run, one, document) for run, document, (_t, facts) in zip(runs, rows, texts, strict=True) for one in facts]
        candidates = []
        for fact, (run, (start, end, mention, value, indicator), document) in zip(identities, pairs, strict=True):
            region, code = REGIONS[document.pk % len(REGIONS)]
            values = {
                "start": start, "end": end, "text": mention, "value": value, "unit": "亿元", "measure": "level", "indicator": indicator,
                "indicator_canonical": indicator, "region": region, "region_code": code, "period_start": "2024-01", "period_end": "2024-09",
                "status": "actual", "qualifier": "exact", "value_base": str(int(float(value) * 10) * 10_000_000), "unit_base": "元",
            }  # fmt: skip
            candidates.append(
                Candidate(
                    fact=fact, run=run, producer_version="bench", confidence={"fact": round(chance.random(), 2)}, evidence={},
                    observation_id=observation_id(values), **values,
                )
            )  # fmt: skip
        for fact, candidate in zip(identities, Candidate.objects.bulk_create(candidates, batch_size=2000), strict=True):
            fact.candidate = candidate
        Fact.objects.bulk_update(identities, ["candidate"], batch_size=2000)
        read = [document for document in rows if document.pk % 10 == 0]
        readings = Reading.objects.bulk_create(
            Reading(
                document=document, annotator=readers[document.pk // 10 % 5], state="finished", finished_at=timezone.now(), guideline_version="1.0"
            )
            for document in read
        )  # fmt: skip
        by_document = {reading.document_id: reading for reading in readings}
        Review.objects.bulk_create(
            (
                Review(fact=candidate.fact, reading=by_document[candidate.fact.document_id], state="accepted", candidate=candidate,
                       observation_id=candidate.observation_id, **candidate.values())
                for candidate in candidates if candidate.fact.document_id in by_document
            ),
            batch_size=2000,
        )  # fmt: skip
    return collection


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
    import django

    django.setup()
    began = time.perf_counter()
    collection = fill(int(sys.argv[1]))
    print(f"{collection.documents.count()} documents in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
