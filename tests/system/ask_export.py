"""Ask for a file of all facts of the collection that ``put_in`` made, in a process of its own."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
django.setup()

from annotate import exporting  # noqa: E402
from annotate.models import Collection, User  # noqa: E402
from annotate.models.audit import Door  # noqa: E402

exporting.ask(collection=Collection.objects.get(), form="csv", actor=User.objects.get(), door=Door.COMMAND)
