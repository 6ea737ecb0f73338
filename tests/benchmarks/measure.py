"""Server time of every page and endpoint a person waits for: ``python -m tests.benchmarks.measure [ROUNDS]`` on a database that ``fill`` made.

Prints, as a Markdown table, the median and the 95th percentile in milliseconds over the rounds (after two that do not count), and the number of
queries of one request. Compare two sizes by running it on two databases, in turn.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any


def routes(collection: Any, documents: list[Any], fact: Any) -> dict[str, str]:
    key = collection.uuid
    return {
        "home": "/",
        "collection": f"/collections/{key}/",
        "collection, by state": f"/collections/{key}/?state=extracted",
        "collection, by title": f"/collections/{key}/?q=第7",
        "document": f"/documents/{documents[0].uuid}/",
        "fact": f"/facts/{fact.uuid}/",
        "releases": f"/collections/{key}/releases/",
        "API: documents": f"/api/v1/documents?collection={key}",
        "API: facts": f"/api/v1/facts?collection={key}",
        "admin: facts": "/admin/annotate/fact/",
        "admin: documents": "/admin/annotate/document/",
    }


def timed(deed: Callable[[int], Any], rounds: int) -> list[float]:
    """Milliseconds of each round but the first two."""
    taken = []
    for number in range(rounds + 2):
        began = time.perf_counter()
        deed(number)
        taken.append((time.perf_counter() - began) * 1000)
    return taken[2:]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from annotate import queueing, reviewing
    from annotate.models import Collection, Document, Fact, User

    settings.ALLOWED_HOSTS = ["testserver"]
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    collection = Collection.objects.get(name="bench")
    manager = User.objects.get(username="bench")
    User.objects.filter(pk=manager.pk).update(is_staff=True, is_superuser=True)
    documents = list(Document.objects.filter(collection=collection).order_by("-id")[: rounds + 2])
    client = Client()
    client.force_login(User.objects.get(pk=manager.pk))
    print("| what | median ms | 95th ms | queries |\n| --- | ---: | ---: | ---: |")

    def row(name: str, deed: Callable[[int], Any]) -> None:
        taken = timed(deed, rounds)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            deed(rounds + 1)
        print(f"| {name} | {statistics.median(taken):.1f} | {statistics.quantiles(taken, n=20)[-1]:.1f} | {len(seen)} |", flush=True)

    for name, address in routes(collection, documents, Fact.objects.filter(document=documents[0]).first()).items():

        def get(_number: int, address: str = address) -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            b"".join(answer) if answer.streaming else answer.content

        row(name, get)

    reader = User.objects.get(username="reader0")
    free = [one for one in documents if not one.readings.exists()]
    reading = queueing.open_reading(document=free[0], annotator=reader, door="page")
    fact = Fact.objects.filter(document=free[0]).first()
    row("take the next document", lambda _n: queueing.take_next(annotator=reader, door="page"))
    row("desk", lambda _n: _get(client, f"/documents/{free[0].uuid}/"))
    states = ("accepted", "rejected")
    row(
        "one judgement, audited",
        lambda n: reviewing.judge(fact=fact, reading=reading, state=states[n % 2], comment=str(n), actor=reader, door="page"),
    )


def _get(client: Any, address: str) -> None:
    assert client.get(address).status_code == 200


if __name__ == "__main__":
    main()
