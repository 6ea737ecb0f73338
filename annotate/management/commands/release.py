"""``manage.py release COLLECTION --actor NAME``: freeze what is settled."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotate import releasing
from annotate.errors import HeshiError
from annotate.management import common
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
            frozen = releasing.release(collection=collection, actor=actor, door=Door.COMMAND, notes=options["notes"])
        except HeshiError as error:
            raise CommandError(error.message) from error
        self.stdout.write(frozen.number)
