"""``manage.py reextract COLLECTION --actor NAME``: the present extractor over a whole collection, here and now."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotate import jobs, reextracting
from annotate.errors import HeshiError
from annotate.management import common
from annotate.models.audit import Door


class Command(BaseCommand):
    help = "Extract again; prints how many candidates are new, gone and different. What people decided stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("collection", help="uuid or name")
        parser.add_argument("--actor", required=True, help="a manager of the collection")

    def handle(self, *args: Any, **options: Any) -> None:
        collection, actor = common.collection(options["collection"]), common.actor(options["actor"])
        try:
            job = reextracting.ask(collection=collection, actor=actor, door=Door.COMMAND)
        except HeshiError as error:
            raise CommandError(error.message) from error
        progress = common.Progress("documents", job.total)
        while jobs.work(job.pk):
            job.refresh_from_db()
            progress.show(job.done)
        progress.end()
        job.refresh_from_db()
        counts = Counter(difference.kind for difference in reextracting.differences(collection))
        self.stdout.write(f"{job.done} documents: " + ", ".join(f"{counts[kind]} {kind}" for kind in ("new", "gone", "different")))
        if job.refusals:
            raise CommandError("\n".join(f"{refusal['document']}: {refusal['reason']}" for refusal in job.refusals), returncode=1)
