"""The first start: somebody who may do everything, and the sample corpus to try it on."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from annotate import governing, ingesting
from annotate.errors import Duplicate
from annotate.models import Collection, User
from annotate.models.audit import Door

ADMIN = "admin"
SEEDS = Path(settings.BASE_DIR) / "seeds"


@transaction.atomic
def first_start(folder: Path = SEEDS) -> int:
    """Make the account of whoever started it, without a password, and their collection with the sample corpus. Returns the documents put in."""
    user = User(username=ADMIN, is_staff=True, is_superuser=True)
    user.set_unusable_password()
    user.save()
    collection = governing.create_collection(
        name=_("Sample corpus"),
        description=_("Five articles written for this project, to try it on."),
        actor=user,
        door=Door.COMMAND,
    )
    return load(collection, user, folder)


def load(collection: Collection, actor: User, folder: Path) -> int:
    """Put the documents that ``manifest.csv`` names into a collection; those that are there already stay as they are. Returns how many came."""
    count = 0
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            try:
                ingesting.ingest(
                    collection=collection,
                    data=(folder / row["document"]).read_bytes(),
                    file_name=row["document"],
                    actor=actor,
                    door=Door.COMMAND,
                    published=row["published"] or None,
                    address=row["address"],
                    title=row["title"],
                    source_name=row["source"],
                )
                count += 1
            except Duplicate:
                continue
    return count
