"""Two worlds that know nothing of each other: Maria's collection with its members, and Sam's. Each has one of everything."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from annotate import governing, inviting, queueing, releasing
from annotate.models import (
    Answer,
    AuditEvent,
    ConflictMark,
    Job,
    Membership,
    Override,
    Reason,
    ReferenceFact,
    Refusal,
    Session,
    Source,
    TakeDown,
)  # fmt: skip
from annotate.reviewing import adjudicating, dismissing, finishing, judging, noting

IGNORED = {"last_login", "last_used_at"}


@dataclass
class World:
    """``things``: an id for each kind of thing an address can name. ``marks``: words that nobody outside may ever read."""

    things: dict[str, Any]
    rows: dict[str, Any]
    marks: list[str]
    ids: list[str] = field(default_factory=list)


def build(sign, collection, manager, annotator, member, judge, make_document):
    """One of everything, each with words that bear the world's sign."""
    secret = f"机密{sign}"
    changes = {"name": f"{secret}集", "description": f"{secret}述"}
    collection = governing.change_collection(collection=collection, changes=changes, actor=manager, door="command")
    done = make_document(
        raw=f"{secret}文一,增长5.4%。", facts=["5.4%"], collection=collection, title=f"{secret}题", file_name=f"{secret}.txt"
    )
    reading = queueing.open_reading(document=done, annotator=annotator, door="page")
    settled = done.facts.get()
    values = {"indicator": f"{secret}标", "subject": f"{secret}体"}
    judging.judge(fact=settled, reading=reading, state="accepted", values=values, actor=annotator, door="page", comment=f"{secret}评")
    finishing.finish(reading=reading, actor=annotator, door="page")
    if judge:
        adjudicating.adjudicate(fact=settled, state="accepted", actor=judge, door="page")
    release = releasing.release(collection=collection, actor=manager, door="page", notes=f"{secret}版")
    document = make_document(raw=f"{secret}文二,投资12亿元,共36个。", facts=["12亿元"], collection=collection, title=f"{secret}题二")
    reading = queueing.open_reading(document=document, annotator=annotator, door="page")
    fact = document.facts.get()
    review = judging.judge(fact=fact, reading=reading, state="accepted", values={"place": f"{secret}地"}, actor=annotator, door="page")
    reason = Reason.objects.filter(kind="dismissal").first().code
    dismissal = dismissing.dismiss(reading=reading, start=0, end=1, reason=reason, actor=annotator, door="page")
    note = noting.write_note(fact=fact, text=f"{secret}注", actor=annotator, door="page")
    token, _secret = governing.make_token(user=manager, name=f"{secret}钥", scopes=["read"], actor=manager, door="page")
    inviting.invite(collection=collection, role="viewer", actor=manager, door="page")
    gone = make_document(raw=f"{secret}文三", facts=[], collection=collection, title=f"{secret}题三")
    Source.objects.filter(collection=collection).update(created_by=manager)  # the fixture takes Maria for all
    rows = {
        "collection": collection, "document": document, "source": document.source, "extractionrun": document.runs.get(), "fact": fact,
        "candidate": fact.candidate, "reading": reading, "review": review, "dismissal": dismissal, "note": note, "release": release,
        "goldfact": release.facts.get(), "apitoken": token, "membership": Membership.objects.get(collection=collection, user=member), "user": member,
        "override": Override.objects.create(reading=reading, kind="published", old=f"{secret}旧", new="2024-10"),
        "job": Job.objects.create(kind="export", collection=collection, owner=manager, failure=f"{secret}故"),
        "conflictmark": ConflictMark.objects.create(collection=collection, observation_id="0" * 16, kind="wrong", comment=f"{secret}说", marked_by=manager),
        "accesslink": inviting.AccessLink.objects.filter(collection=collection).first(),
        "auditevent": AuditEvent.objects.filter(actor=manager, collection_uuid=collection.uuid).last(),
        "adjudication": getattr(settled, "adjudication", None), "reason": Reason.objects.first(),
    }  # fmt: skip
    taken = {"reason": f"{secret}由", "taken_by": manager, "taken_at": gone.created_at}
    rows["takedown"] = TakeDown.objects.create(document=gone, **taken)
    Answer.objects.create(user=manager, key=f"key of {sign}", asked="0" * 64, status=201, body={})
    Refusal.objects.create(job=rows["job"], place=f"{secret}行", code="duplicate", reason=f"{secret}因")
    values = {"start": 0, "end": 1, "text": secret[0], "value": "1", "measure": "level", "indicator": f"{secret}标", "status": "actual"}
    ReferenceFact.objects.create(document=document, producer="gold", producer_version="1", created_by=manager, **values)
    things = {name: rows[name].uuid for name in ("collection", "document", "fact", "reading", "release")}
    things |= {"person": member.uuid, "token": token.pk, "job": rows["job"].uuid, "cause": rows["override"].pk, "note": rows["note"].pk}
    ids = [str(value) for name, value in things.items() if name not in ("token", "cause", "note")] + [str(settled.uuid), str(done.uuid)]
    return World(things, rows, [secret], ids)


@pytest.fixture
def ours(maria, alice, carol, victor, collection, make_document):
    """The world of the cast."""
    world = build("甲", collection, maria, alice, alice, carol, make_document)
    world.marks += ["maria", "alice", "carol", "victor"]
    return world


@pytest.fixture
def theirs(sam, other_collection, make_document):
    """The world of the stranger, who is its only member."""
    return build("乙", other_collection, sam, sam, sam, None, make_document)


@pytest.fixture(autouse=True)
def _broker_answers(monkeypatch):
    """Else ``/readyz`` would rightly say 503, which the matrix takes for a defect."""
    monkeypatch.setattr("annotate.broker.answers", lambda: True)


@pytest.fixture
def cast(maria, alice, carol, victor, sam):
    return {"maria": maria, "alice": alice, "carol": carol, "victor": victor, "sam": sam}


@pytest.fixture
def browser():
    """``browser(user or None, ...)``: this person's client, one for the whole test, since a new one reads all static files; a defect of ours is
    an answer with status 500."""
    made: dict[Any, Client] = {}

    def make(user=None, **options):
        key = (user and user.pk, *options)
        if key not in made:
            made[key] = Client(raise_request_exception=False, **options)
            if user:
                made[key].force_login(user)
        return made[key]

    cache.clear()
    return make


def content(answer) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return data.decode("utf-8", "replace")


def state() -> dict[str, str]:
    """A digest of every table of ours, by name. Two states are equal where nothing was changed; that somebody logged in is no change."""
    digests = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("annotate").get_models(include_auto_created=True):
            if model is Session:
                continue
            columns = [column.column for column in model._meta.concrete_fields if column.column not in IGNORED]
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY 1')
            digests[model._meta.model_name] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return digests
