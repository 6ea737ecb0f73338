"""Ingest the texts that stand on standard input as a JSON list, in a process of its own; as an import does where BULK is set."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
django.setup()

from django.db import transaction  # noqa: E402

from annotate import governing, ingesting  # noqa: E402
from annotate.models import Collection, User  # noqa: E402
from annotate.models.audit import Door  # noqa: E402

user, made = User.objects.get_or_create(username="maria")
if made:
    governing.create_collection(name="Harvest", actor=user, door=Door.COMMAND)
with transaction.atomic():
    for i, text in enumerate(json.load(sys.stdin)):
        ingesting.ingest(
            collection=Collection.objects.get(),
            data=text.encode(),
            file_name=f"{i}.txt",
            actor=user,
            door=Door.COMMAND,
            published="2024-11-28",
            bulk="BULK" in os.environ,
        )
