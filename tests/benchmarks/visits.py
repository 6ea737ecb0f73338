"""What ``measure`` times in one database that ``fill`` made: a GET of every page and endpoint, found in the address table, and the deeds of people.

Run by ``measure``, one process a database: for each line on standard input the next visit is made, and what it took is printed as one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

WARM, LONG = 3, 6000
"""Rounds that do not count, and milliseconds in all after which a visit is not made again."""
PEOPLE = {"manager": "bench", "annotator": "bench0", "other": "bench1"}
SIZED = {
    "release_csv",
    "release_file",
    "corrections_csv",
    "comparison_csv",
    "facts_file",
    "export_file",
    "api:csv",
    "api:corrections_csv",
    "api:comparison_csv",
    "api:file",
    "api:selected_facts",
    "api:export_file",
}
"""Files that hold a whole release or selection: their time is their size."""
NOT_PAGES = {
    "metrics", "healthz", "readyz", "enter", "join", "set_password", "desk_proposal", "desk_acceptable", "desk_cause", "desk_understood", "api:review",
    "dispute", "api:dispute",
}  # fmt: skip
"""For machines, or of use only with parameters or for other things than those below: some have lines of their own there."""
LISTS = {
    "documents of a collection, by state": "/collections/{collection}/?state=extracted",
    "documents of a collection, from the middle": "/collections/{collection}/?after={middle_document}",
    "documents of a collection, by words": "/collections/{collection}/?q=经济",
    "API: documents of a collection": "/api/v1/documents?collection={collection}",
    "API: documents, waiting": "/api/v1/documents?collection={collection}&state=waiting",
    "API: facts of a collection": "/api/v1/facts?collection={collection}",
    "API: facts, 500 a page": "/api/v1/facts?collection={collection}&page_size=500",
    "API: facts of a region": "/api/v1/facts?collection={collection}&region_code={region}",
    "API: facts of a month": "/api/v1/facts?collection={collection}&period_end=2024-06",
    "API: facts, targets (none)": "/api/v1/facts?collection={collection}&status=target",
    "API: reviews of a collection": "/api/v1/reviews?collection={collection}",
    "API: readings, open": "/api/v1/readings?collection={collection}&state=open",
    "API: readings of a person": "/api/v1/readings?annotator={person}",
    "API: audit of a collection": "/api/v1/audit?collection={collection}",
    "desk: proposal at a span": "/review/{reading}/proposal/?start=30&end=60",
    "desk: acceptable": "/review/{reading}/acceptable/?above=0.9",
    "admin: facts by measure": "/admin/annotate/fact/?candidate__measure__exact=growth",
    "admin: facts, searched": "/admin/annotate/fact/?q=用电量",
    "admin: documents by state": "/admin/annotate/document/?state__exact=failed",
}


@dataclass
class Visit:
    """``deed(round)`` is timed."""

    name: str
    deed: Callable[[int], Any]


class House:
    """What ``fill`` left in the database: who looks at it in which browser, and an id for each kind of thing, others in each round."""

    def __init__(self, rounds: int) -> None:
        from django.test import Client

        from annotate.models import Collection, Job, User

        self.collection = Collection.objects.get(name="bench")
        User.objects.filter(username="bench").update(is_staff=True)
        self.people = {who: User.objects.get(username=name) for who, name in PEOPLE.items()}
        self.clients = {who: Client() for who in self.people}
        for who, user in self.people.items():
            self.clients[who].force_login(user)
        owned = {"kind": "import", "collection": self.collection, "owner": self.people["manager"], "state": "done"}
        self.job = Job.objects.filter(**owned).first() or Job.objects.create(**owned)
        self.readings = {who: self._readings(user, rounds) for who, user in self.people.items() if who != "other"}
        self.things: dict[str, list[dict[str, Any]]] = {}

    def _readings(self, user: Any, number: int) -> list[Any]:
        """As many open readings of a person, behind what was read already."""
        from annotate import queueing
        from annotate.models import Document, Reading

        mine = Reading.objects.filter(annotator=user, state="open", document__collection=self.collection).select_related("document")
        standing = list(mine.order_by("pk")[:number])
        free = Document.objects.filter(collection=self.collection, state="extracted", readings=None).order_by("-pk")
        return standing + [
            queueing.open_reading(document=document, annotator=user, door="command") for document in free[: number - len(standing)]
        ]

    def look_around(self) -> None:
        """Where there is no release of the collection (``bulk release`` makes one), the small one beside it is looked at."""
        from annotate.models import Document, Release

        keys = Document.objects.filter(collection=self.collection).order_by("pk")
        first, last = keys[0].pk, keys.reverse()[0].pk
        release = Release.objects.exclude(digests={}).filter(collection=self.collection).order_by("pk").first() or self._small_release()
        for who, readings in self.readings.items():
            common = {
                "collection": self.collection.uuid,
                "release": release.uuid,
                "job": self.job.uuid,
                "middle_document": (first + last) // 2,
            }
            self.things[who] = [common | self._of_reading(reading) for reading in readings]

    def _small_release(self) -> Any:
        from annotate import governing, releasing
        from annotate.models import Collection, Membership, Release, User

        corner, manager = Collection.objects.get(name="corner"), User.objects.get(username="corner")
        for user in self.people.values():
            if not Membership.objects.filter(collection=corner, user=user).exists():
                governing.set_role(collection=corner, user=user, role="viewer", actor=manager, door="command")
        standing = Release.objects.exclude(digests={}).filter(collection=corner).first()
        return standing or releasing.release(collection=corner, actor=manager, door="command")

    def _of_reading(self, reading: Any) -> dict[str, Any]:
        from annotate.models import Fact

        fact = Fact.objects.filter(document=reading.document_id, candidate__isnull=False).order_by("pk")[0]
        return {
            "document": reading.document.uuid, "fact": fact.uuid, "reading": reading.uuid, "person": self.people["annotator"].uuid,
            "region": fact.candidate.region_code,
        }  # fmt: skip

    def known(self, who: str, number: int) -> dict[str, Any]:
        return self.things[who][number % len(self.things[who])]

    def get(self, who: str, address: str) -> None:
        answer = self.clients[who].get(address)
        for _block in answer if answer.streaming else [answer.content]:
            pass
        if answer.status_code in (403, 404, 429) or answer.status_code >= 500:
            raise AssertionError(f"{answer.status_code}: {address}")


def visits(house: House) -> Iterator[Visit]:
    house.look_around()
    for who in house.readings:
        yield from _pages(house, who)
        yield from _lists(house, who)
    yield from _admin(house)
    yield from _deeds(house)


def _pages(house: House, who: str) -> Iterator[Visit]:
    from tests.security import matrix
    from tests.security.routes import routes

    passes = {"anybody", "person", "view", "annotate", "own"} | ({"adjudicate", "manage", "mine"} if who == "manager" else set())
    for route in routes():
        right = {**matrix.PAGES, **matrix.API}.get(route.name, {}).get("GET")
        if right in passes and route.name not in SIZED | NOT_PAGES and not route.name.startswith("admin:"):
            yield Visit(f"{who}: {route.name}", lambda number, route=route: house.get(who, route.address(house.known(who, number))))


def _lists(house: House, who: str) -> Iterator[Visit]:
    for name, address in LISTS.items():
        if who == "manager" or not name.startswith("admin"):
            yield Visit(f"{who}: {name}", lambda number, address=address: house.get(who, address.format(**house.known(who, number))))


def _admin(house: House) -> Iterator[Visit]:
    from django.contrib import admin

    yield Visit("manager: admin", lambda _number: house.get("manager", "/admin/"))
    for model in sorted(admin.site._registry, key=lambda model: model.__name__):
        if model._meta.app_label != "annotate":
            continue
        address = f"/admin/annotate/{model._meta.model_name}/"
        yield Visit(f"manager: admin list of {model._meta.model_name}", lambda _number, address=address: house.get("manager", address))


def _deeds(house: House) -> Iterator[Visit]:
    from annotate import ingesting, queueing
    from annotate.models import Fact
    from annotate.reviewing import adding, judging, noting

    reader, door = house.people["annotator"], "page"
    reading = house.readings["annotator"][0]
    facts = list(Fact.objects.filter(document=reading.document_id, candidate__isnull=False).order_by("pk"))

    def judge(number: int) -> None:
        state = ("accepted", "rejected")[number // len(facts) % 2]
        judging.judge(
            fact=facts[number % len(facts)], reading=reading, state=state, comment=str(number), reason=None, actor=reader, door=door
        )

    def correct(number: int) -> None:
        values = {"indicator": f"指标{number}"}
        judging.judge(fact=facts[number % len(facts)], reading=reading, state="accepted", values=values, actor=reader, door=door)

    def add(number: int) -> None:
        values = facts[0].candidate.values() | {"indicator": f"新增{time.time_ns()}"}
        adding.add_fact(reading=reading, values=values, actor=reader, door=door)

    def upload(number: int) -> None:
        text = f"{time.time_ns()}号文:前三季度,全市生产总值484.4亿元,同比增长5.4%。" * 20
        ingesting.ingest(collection=house.collection, data=text.encode(), file_name="a.txt", actor=reader, door=door)

    yield Visit("deed: take the next document", lambda _number: queueing.take_next(annotator=reader, door=door))
    yield Visit("deed: take the next, none open", lambda number: _take_first(house, number))
    yield Visit("deed: judge", judge)
    yield Visit("deed: correct", correct)
    yield Visit("deed: add a fact", add)
    yield Visit("deed: note", lambda number: noting.write_note(fact=facts[0], text=f"n{time.time_ns()}", actor=reader, door=door))
    yield Visit("deed: upload", upload)


def _take_first(house: House, number: int) -> None:
    """Somebody who has read much and has nothing open takes a document, and gives it back."""
    from annotate import queueing

    reader = house.people["other"]
    reading = queueing.take_next(annotator=reader, door="page")
    assert reading is not None
    queueing.give_back(reading=reading, actor=reader, door="page")


def measured(visit: Visit, rounds: int) -> dict[str, Any]:
    """``taken``: milliseconds of each round; the first few do not count, unless it is so slow that it is made once only."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken: list[float] = []
    try:
        with CaptureQueriesContext(connection) as seen:
            taken.append(_timed(visit, 0))
        queries = len(seen)
        while len(taken) < rounds + WARM and sum(taken) < LONG:
            taken.append(_timed(visit, len(taken)))
    except Exception as error:  # told in the table, and the next visit is made
        return {"name": visit.name, "error": f"{type(error).__name__}: {error}"[:200]}
    return {"name": visit.name, "taken": taken[min(WARM, len(taken) - 1) :], "queries": queries}


def _timed(visit: Visit, number: int) -> float:
    began = time.perf_counter()
    visit.deed(number)
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """``python -m tests.benchmarks.visits ROUNDS``, spoken to by ``measure``; with WORDS behind it, only visits whose names hold them all."""
    rounds, words = int(sys.argv[1]), sys.argv[2:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
    import django

    django.setup()
    from django.conf import settings

    from annotate.api.throttles import CountedTogether

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.AXES_ENABLED = False  # nobody knocks from anywhere
    CountedTogether.allow_request = lambda *_: True  # type: ignore[method-assign]  one person asks more in a minute than is fair
    house = House(rounds + WARM)
    for visit in visits(house):
        if all(word in visit.name for word in words):
            sys.stdin.readline()
            print(json.dumps(measured(visit, rounds)), flush=True)


if __name__ == "__main__":
    main()
