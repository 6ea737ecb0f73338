"""Two extracted documents and somebody logged in, made in a process of its own: prints the session's key."""

import json
import os
import sys
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from annotate import extracting, governing, ingesting  # noqa: E402
from annotate.models import User  # noqa: E402
from annotate.models.audit import Door  # noqa: E402

user = User.objects.create(username="maria")
collection = governing.create_collection(name="青岛", actor=user, door=Door.COMMAND)
for i, text in enumerate(json.load(sys.stdin)):
    given = {"file_name": f"{i}.txt", "published": "2024-11-28", "title": f"第{i + 1}篇"}
    document = ingesting.ingest(collection=collection, data=text.encode(), actor=user, door=Door.COMMAND, **given)
    extracting.extract_document(document.pk)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
