"""Fill a migrated database with a seeded corpus: ``python -m tests.benchmarks.fill DOCUMENTS`` (ten facts each).

Six tenths of the documents are read, one in ten of those twice, with the judgements, disputes, decisions, audit and open readings that go with it;
beside the large collection ``bench`` stands a small one, ``corner``, for whoever has little in a large house. Needs DATABASE_URL or DATA_DIR, and
SECRET_KEY, like every command. Rows go in by COPY (SQLite: executemany): what is measured afterwards is reading them and the deeds of people.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.benchmarks.corpus import READ, Article, articles, confidence, evidence

BATCH = 2000
READERS = 50
DECIDED = 0.7
"""The share of disputed facts that somebody decided on."""
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)


class Table:
    """Rows of one model, written many at once. ``rows`` are dictionaries; what they do not name has its column's default."""

    def __init__(self, model: Any) -> None:
        from django.db import connection
        from django.db.models import Max

        self.model, self.table = model, model._meta.db_table
        fields = model._meta.local_concrete_fields
        self.columns = ", ".join(f'"{field.column}"' for field in fields)
        self.cells = [(field.attname, field.get_default()) for field in fields]
        self.postgresql = connection.vendor == "postgresql"
        self.next = (model._base_manager.aggregate(Max("pk"))["pk__max"] or 0) + 1
        self.rows: list[list[Any]] = []

    def add(self, **row: Any) -> int:
        """The key of the new row."""
        row["id"], self.next = self.next, self.next + 1
        self.rows.append([self._cell(row.get(name, default)) for name, default in self.cells])
        return int(row["id"])

    def _cell(self, value: Any) -> Any:
        if value is None or isinstance(value, str | int | float | bytes):
            return value
        if isinstance(value, dict | list):
            return json.dumps(value, ensure_ascii=False)
        if isinstance(value, datetime):
            return value.isoformat() if self.postgresql else value.strftime("%Y-%m-%d %H:%M:%S.%f")
        return str(value) if self.postgresql or not isinstance(value, uuid.UUID) else value.hex

    def write(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            if self.postgresql:
                with cursor.copy(f"COPY {self.table} ({self.columns}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(self.cells))
                cursor.executemany(f"INSERT INTO {self.table} ({self.columns}) VALUES ({places})", self.rows)
        self.rows = []

    def reset_keys(self) -> None:
        """The next row by other means gets a key behind ours."""
        from django.core.management.color import no_style
        from django.db import connection

        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(statement)


class Shelf:
    """One collection's rows on their way into the database."""

    TABLES = (
        "Source",
        "Document",
        "ExtractionRun",
        "Fact",
        "Candidate",
        "Reading",
        "Review",
        "Dismissal",
        "Adjudication",
        "Note",
        "AuditEvent",
    )

    def __init__(self, collection: Any, readers: Sequence[Any], manager: Any, judge: Any) -> None:
        from annotate import models
        from extraction import __version__, tables

        self.collection, self.readers, self.manager, self.judge = collection, readers, manager, judge
        self.version, self.digest = __version__, tables.digest()
        self.tables = {name: Table(getattr(models, name)) for name in self.TABLES}
        self.reasons = {kind: models.Reason.objects.filter(kind=kind).order_by("pk")[0].pk for kind in ("rejection", "dismissal")}

    def put(self, article: Article) -> None:
        at = NEWEST - timedelta(days=90) + timedelta(seconds=article.number * 60 % 7_000_000)
        document, run = self._document(article, at)
        facts = [self._fact(document, run, values, at) for values in article.facts]
        said = [
            self._reading(article, document, facts, reader, judgements, at)
            for reader, judgements in zip(article.readers, article.judgements, strict=True)
        ]
        self._decide(article, facts, said, at)

    def _document(self, article: Article, at: datetime) -> tuple[int, int]:
        data = article.raw.encode()
        digest, name = hashlib.sha256(data).hexdigest(), f"{article.number}.txt"
        source = self.tables["Source"].add(
            collection_id=self.collection.pk, data=data, size=len(data), sha256=digest, file_name=name, created_by_id=self.manager.pk, created_at=at
        )  # fmt: skip
        key = uuid.uuid4()
        document = self.tables["Document"].add(
            uuid=key, collection_id=self.collection.pk, source_id=source, raw=article.raw, length=len(article.raw), sha256=digest, encoding="utf-8",
            title=article.title, published="2024-11-28", published_known="said", state="extracted", draw=article.draw, bulk=True, created_at=at,
            **self.counts(article),
        )  # fmt: skip
        self._event("document.upload", self.manager, "document", key, article.title, at, {"file_name": name, "sha256": digest})
        run = self.tables["ExtractionRun"].add(
            document_id=document, extractor_version=self.version, tables_digest=self.digest, inputs={"published": None, "overrides": []},
            inputs_digest="0" * 64, numerals=[[values["start"], values["end"], None] for values in article.facts] + [[0, 1, "ordinal"]],
            candidates_count=len(article.facts), milliseconds=25, created_at=at,
        )  # fmt: skip
        return document, run

    def counts(self, article: Article) -> dict[str, int]:
        """What a document keeps of its readings: by the collection's rule and its own draw, as everywhere."""
        wanted = 2 if article.draw < self.collection.second_share else 1
        return {"readings_done": len(article.readers), "readings_wanted": wanted}

    def _fact(self, document: int, run: int, values: dict[str, Any], at: datetime) -> tuple[int, uuid.UUID, int]:
        from annotate.models.candidate import SOUGHT_FIELDS

        key, candidates = uuid.uuid4(), self.tables["Candidate"]
        fact = self.tables["Fact"].add(
            uuid=key, document_id=document, collection_id=self.collection.pk, origin="machine", candidate_id=candidates.next, start=values["start"],
            created_at=at, **{name: values[name] for name in SOUGHT_FIELDS},
        )  # fmt: skip
        candidate = candidates.add(
            fact_id=fact, run_id=run, producer_version=self.version, confidence=confidence(values), evidence=evidence(values),
            flags=["year_inferred"], created_at=at, **values,
        )  # fmt: skip
        return fact, key, candidate

    def _reading(self, article: Article, document: int, facts: list[Any], number: int, judgements: Any, at: datetime) -> Any:
        reader, key = self.readers[number], uuid.uuid4()
        reading = self.tables["Reading"].add(
            uuid=key, document_id=document, annotator_id=reader.pk, state="finished", guideline_version="1.0", started_at=at,
            finished_at=at + timedelta(minutes=9), leased_until=None,
        )  # fmt: skip
        self._event("reading.open", reader, "reading", key, article.title, at, {"aided": True})
        for place, said in enumerate(judgements):
            self._review(document, reading, reader, facts, said, at + timedelta(seconds=20 * place))
        self.tables["Dismissal"].add(reading_id=reading, start=0, end=1, reason_id=self.reasons["dismissal"], created_at=at)
        self._event("reading.finish", reader, "reading", key, article.title, at + timedelta(minutes=9), None)
        return reading, {said.fact: (said.state, said.values["indicator"]) for said in judgements if said.fact is not None}

    def _review(self, document: int, reading: int, reader: Any, facts: list[Any], said: Any, at: datetime) -> None:
        candidate, key = None, uuid.uuid4()
        if said.fact is None:
            fact = self.tables["Fact"].add(
                uuid=key, document_id=document, collection_id=self.collection.pk, origin="person", created_by_id=reader.pk, created_at=at,
                start=said.values["start"],
            )  # fmt: skip
        else:
            fact, key, candidate = facts[said.fact]
        self.tables["Review"].add(
            fact_id=fact, reading_id=reading, state=said.state, candidate_id=candidate, created_at=at, updated_at=at,
            reason_id=self.reasons["rejection"] if said.state == "rejected" else None, **said.values,
        )  # fmt: skip
        after = {name: value for name, value in said.values.items() if name != "observation_id"} | {"state": said.state, "revision": 1}
        self._event(f"review.{said.state}", reader, "fact", key, str(key), at, after)

    def _decide(self, article: Article, facts: list[Any], said: list[Any], at: datetime) -> None:
        """The judge takes the first reader's side in most of what is disputed."""
        for fact in range(len(facts)):
            sides = {told[fact] for _reading, told in said}
            if len(sides) > 1 and (article.draw * 1e6 + fact) % 10 < DECIDED * 10:
                judgement = article.judgements[0][fact]
                self.tables["Adjudication"].add(
                    fact_id=facts[fact][0], adjudicator_id=self.judge.pk, state=judgement.state, created_at=at, updated_at=at, **judgement.values
                )  # fmt: skip
                self._event(f"adjudication.{judgement.state}", self.judge, "fact", facts[fact][1], "", at, judgement.values)

    def _event(self, action: str, actor: Any, kind: str, key: uuid.UUID, label: str, at: datetime, after: Any) -> None:
        self.tables["AuditEvent"].add(
            at=at, actor_id=actor.pk, actor_name=actor.username, action=action, door="page", collection_uuid=self.collection.uuid, target_type=kind,
            target_id=str(key), target_label=label, before=None, after=after,
        )  # fmt: skip

    def write(self) -> None:
        from django.db import transaction

        with transaction.atomic():
            for table in self.tables.values():
                table.write()

    def reset_keys(self) -> None:
        for table in self.tables.values():
            table.reset_keys()


def people(name: str, readers: int) -> tuple[Any, Any, list[Any], Any]:
    """The collection of that name, its manager of the same name, its readers (the name and a number), and its adjudicator ``judge``."""
    from annotate import governing
    from annotate.models import Collection, Membership, User

    manager, _made = User.objects.get_or_create(username=name)
    collection = Collection.objects.filter(name=name).first() or governing.create_collection(name=name, actor=manager, door="command")
    governing.change_collection(collection=collection, changes={"second_share": 0.1, "blind": True}, actor=manager, door="command")
    found = []
    for username, role in [*((f"{name}{number}", "annotator") for number in range(readers)), ("judge", "adjudicator")]:
        user, _made = User.objects.get_or_create(username=username)
        if not Membership.objects.filter(collection=collection, user=user).exists():
            governing.set_role(collection=collection, user=user, role=role, actor=manager, door="command")
        found.append(user)
    return collection, manager, found[:-1], found[-1]


def fill(name: str, documents: int, *, readers: int = READERS, seed: int = 1) -> Any:
    """The collection of that name with that many documents more."""
    from annotate import counting
    from annotate.models import Fact

    collection, manager, staff, judge = people(name, readers)
    begin = collection.documents.count()
    shelf = Shelf(collection, staff, manager, judge)
    last = begin + documents
    made: Iterator[Article] = articles(begin, last, read=begin + round(documents * READ), readers=readers, seed=seed)
    for number, article in enumerate(made, start=1):
        shelf.put(article)
        if number % BATCH == 0:
            shelf.write()
    shelf.write()
    shelf.reset_keys()
    counting.mark_disputed(Fact.objects.filter(collection=collection, document__readings_done__gt=1))
    return collection


def rows_by_table() -> dict[str, int]:
    from django.apps import apps

    counted: dict[str, int] = defaultdict(int)
    for model in apps.get_app_config("annotate").get_models():
        counted[model._meta.model_name] = model._base_manager.count()
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("documents", type=int)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
    import django

    django.setup()
    from django.db import connection

    began = time.perf_counter()
    fill("corner", 20, readers=2, seed=2)
    fill("bench", asked.documents)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"{time.perf_counter() - began:.0f} s:", ", ".join(f"{count} {name}" for name, count in rows_by_table().items() if count))


if __name__ == "__main__":
    main()
