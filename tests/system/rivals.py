"""Alice reads one document, Bob has finished another on which Carol and Maria may decide; made in a process of its own. Prints ids, tokens, sessions."""

import json
import os
import sys
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from annotate import extracting, governing, ingesting, queueing  # noqa: E402
from annotate.models import Document, Reading, Role, User  # noqa: E402
from annotate.models.audit import Door  # noqa: E402
from annotate.reviewing import finishing, judging  # noqa: E402

people = {name: User.objects.create(username=name) for name in ("alice", "bob", "carol", "maria")}
maria = people["maria"]
collection = governing.create_collection(name="青岛", actor=maria, door=Door.COMMAND)
for name, role in {"alice": Role.ANNOTATOR, "bob": Role.ANNOTATOR, "carol": Role.ADJUDICATOR}.items():
    governing.set_role(collection=collection, user=people[name], role=role, actor=maria, door=Door.COMMAND)


def opened(reader: str, text: str) -> Reading:
    data = {"data": text.encode(), "file_name": f"{reader}.txt", "published": "2024-11-28"}
    document = ingesting.ingest(collection=collection, actor=maria, door=Door.COMMAND, **data)
    extracting.extract_document(document.pk)
    return queueing.open_reading(document=Document.objects.get(pk=document.pk), annotator=people[reader], door=Door.COMMAND)


def session_of(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def token_of(user: User) -> str:
    scopes = ["read", "review", "manage"] if user == maria else ["read", "review"]
    return governing.make_token(user=user, name="rival", scopes=scopes, actor=user, door=Door.COMMAND)[1]


mine, finished = (opened(reader, text) for reader, text in zip(("alice", "bob"), json.load(sys.stdin), strict=True))
for fact in finished.document.facts.all():
    judging.judge(fact=fact, reading=finished, state="accepted", actor=people["bob"], door=Door.COMMAND)
finishing.finish(reading=finished, actor=people["bob"], door=Door.COMMAND)
told = {name: {"token": token_of(people[name]), "session": session_of(people[name])} for name in ("alice", "carol", "maria")}
facts = {
    name: [str(uuid) for uuid in reading.document.facts.values_list("uuid", flat=True)]
    for name, reading in (("read", mine), ("decided", finished))
}
print(json.dumps({**told, "facts": facts, "reading": str(mine.uuid), "collection": str(collection.uuid)}))
