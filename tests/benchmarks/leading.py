"""What a lead waits for, on a database that ``fill`` made: ``python -m tests.benchmarks.leading [ROUNDS] [--release]``.

Prints, as a Markdown table, the median time in milliseconds and the number of queries of every page of a lead; with ``--release`` the seconds of a
release made slice by slice as a worker does, and the peak of memory meanwhile. Compare sizes by running it on several databases in one sitting.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from typing import Any

ADMIN = ("document", "fact", "review", "candidate", "adjudication", "reading", "auditevent", "goldfact")


def addresses(collection: Any) -> dict[str, str]:
    key = collection.uuid
    return {
        "lead": f"/collections/{key}/lead/",
        "lead, readings": f"/collections/{key}/lead/readings/",
        "adjudication": f"/adjudication/?collection={key}",
        "agreement": f"/collections/{key}/agreement/",
        "guideline": f"/collections/{key}/guideline/",
        "conflicts": f"/collections/{key}/conflicts/",
        "corrections": f"/collections/{key}/corrections/",
        "audit": f"/collections/{key}/audit/",
        "audit, one deed": f"/collections/{key}/audit/?action=adjudication.accepted",
        "extract again": f"/collections/{key}/extract-again/",
        "releases": f"/collections/{key}/releases/",
        "preview of a release": f"/collections/{key}/releases/new/",
        "damaged": f"/collections/{key}/releases/damaged/",
        "API: conflicts": f"/api/v1/collections/{key}/conflicts",
        "API: accuracy": f"/api/v1/collections/{key}/accuracy",
        "API: disputes": f"/api/v1/collections/{key}/disputes",
        "admin: disputed facts": "/admin/annotate/fact/?disputed=mine",
        **{f"admin: {name}": f"/admin/annotate/{name}/" for name in ADMIN},
    }


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("rounds", nargs="?", type=int, default=3)
    asked.add_argument("--release", action="store_true")
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from annotate.models import Collection, Fact, User

    settings.ALLOWED_HOSTS = ["testserver"]
    collection = Collection.objects.get(name="bench")
    client = Client()
    User.objects.filter(username="bench").update(is_staff=True)
    client.force_login(User.objects.get(username="bench"), backend="django.contrib.auth.backends.ModelBackend")
    print(f"{collection.documents.count()} documents, {Fact.objects.count()} facts, {connection.vendor}")
    print("| what | median ms | queries |\n| --- | ---: | ---: |")
    pages = addresses(collection)
    for name, address in pages.items():
        look(client, address)
        taken = [timed(client, address) for _round in range(given.rounds)]
        with CaptureQueriesContext(connection) as seen:
            look(client, address)
        print(f"| {name} | {statistics.median(taken):.0f} | {len(seen)} |", flush=True)
    if given.release:
        release(client, collection)


def look(client: Any, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)


def timed(client: Any, address: str) -> float:
    began = time.perf_counter()
    look(client, address)
    return (time.perf_counter() - began) * 1000


def release(client: Any, collection: Any) -> None:
    """Twice: the first adds all, the second compares all."""
    from annotate import releasing
    from annotate.models import Job, Release, User

    for _number in range(2):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, slices = time.perf_counter(), 0
        job = releasing.ask(collection=collection, actor=User.objects.get(username="bench"), door="command")
        while releasing.work(job.pk):
            slices += 1
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.failure
        made = Release.objects.get(uuid=job.options["release"])
        facts, seconds = made.coverage["facts"], time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"release {made.number}: {facts} facts in {seconds:.1f} s ({facts / seconds:.0f} a second, {slices + 1} slices), ", end="")
        print(f"{(peak - before) / 1024:.0f} MB more at the peak; changes {made.coverage['changes']}")
        pages = {"its page": f"/releases/{made.uuid}/", "its changes": f"/releases/{made.uuid}/changes/"}
        for name, address in pages.items():
            look(client, address)
            print(f"  {name}: {timed(client, address):.0f} ms")


if __name__ == "__main__":
    main()
