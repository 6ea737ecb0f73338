"""``manage.py release COLLECTION --actor NAME``: freeze what is settled."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotate import jobs, releasing
from annotate.errors import HeshiError
from annotate.management import common
from annotate.models import Job, Release
from annotate.models.audit import Door


class Command(BaseCommand):
    help = "Freeze what is settled as a numbered release; prints its number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("collection", help="uuid or name")
        parser.add_argument("--actor", required=True, help="a manager of the collection")
        parser.add_argument("--notes", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        collection, actor = common.collection(options["collection"]), common.actor(options["actor"])
        try:
            made = releasing.start(collection=collection, actor=actor, door=Door.COMMAND, notes=options["notes"])
        except HeshiError as error:
            raise CommandError(error.message) from error
        self.stdout.write((made if isinstance(made, Release) else self.by_job(made)).number)

    def by_job(self, job: Job) -> Release:
        """A large one: done here, or by a worker that is quicker."""
        while job.state in (Job.State.WAITING, Job.State.RUNNING):
            if not jobs.work(job.pk):
                time.sleep(0.2)
            job.refresh_from_db()
            self.stderr.write(f"{job.done} of {job.total} documents")
        if job.state != Job.State.DONE:
            raise CommandError(job.failure or job.get_state_display())
        return Release.objects.get(uuid=job.options["release"])
