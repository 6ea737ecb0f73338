"""Ask for an import of what stands on standard input as JSON Lines, in a process of its own; prints the job's key."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
django.setup()

from annotate import governing, importing  # noqa: E402
from annotate.models import User  # noqa: E402
from annotate.models.audit import Door  # noqa: E402

user, _made = User.objects.get_or_create(username="maria")
collection = governing.create_collection(name="Harvest", actor=user, door=Door.COMMAND)
job = importing.ask(collection=collection, file_name="harvest.jsonl", data=sys.stdin.buffer.read(), actor=user, door=Door.COMMAND)
print(job.pk)
