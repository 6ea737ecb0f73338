"""``manage.py loadseeds COLLECTION``: the sample corpus, or another folder with a ``manifest.csv``, into a collection."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotate import permissions, seeding
from annotate.errors import HeshiError
from annotate.models import Collection, User


class Command(BaseCommand):
    help = "Puts the documents of a folder (manifest.csv: document,published,title,address,source) into a collection."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("collection", help="its uuid")
        parser.add_argument("--as", dest="username", default=seeding.ADMIN, help="who puts them in")
        parser.add_argument("--folder", type=Path, default=seeding.SEEDS)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get(username=options["username"])
            collection = permissions.find(Collection, user, "annotate", uuid=options["collection"])
            self.stdout.write(f"{seeding.load(collection, user, options['folder'])} documents came in")
        except (HeshiError, User.DoesNotExist, OSError) as error:
            raise CommandError(str(error)) from error
