"""Four annotators with a document each, open before them, made in a process of its own: prints each one's token, reading and facts."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
django.setup()

from annotate import extracting, governing, ingesting, queueing  # noqa: E402
from annotate.models import Role, User  # noqa: E402
from annotate.models.audit import Door  # noqa: E402

maria = User.objects.create(username="maria")
collection = governing.create_collection(name="青岛", actor=maria, door=Door.COMMAND)
told = []
for i, text in enumerate(json.load(sys.stdin)):
    reader = User.objects.create(username=f"reader{i}")
    governing.set_role(collection=collection, user=reader, role=Role.ANNOTATOR, actor=maria, door=Door.COMMAND)
    document = ingesting.ingest(
        collection=collection, data=text.encode(), file_name=f"{i}.txt", published="2024-11-28", actor=maria, door=Door.COMMAND
    )
    extracting.extract_document(document.pk)
    document.refresh_from_db()
    reading = queueing.open_reading(document=document, annotator=reader, door=Door.COMMAND)
    _token, secret = governing.make_token(user=reader, name="reader", scopes=["read", "review"], actor=reader, door=Door.COMMAND)
    facts = [str(uuid) for uuid in document.facts.order_by("start").values_list("uuid", flat=True)]
    told.append({"token": secret, "reading": str(reading.uuid), "facts": facts})
print(json.dumps(told))
