"""The fixed cast and what every test may use: Alice and Bob annotate, Carol adjudicates, Maria manages, Victor looks on, Sam is a stranger."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.browser import chromium

__all__ = ["chromium"]  # one for all browser tests

REASONS = Path(__file__).resolve().parents[1] / "annotate" / "tables" / "reasons.csv"
PARAGRAPH = "前三季度,平度市地区生产总值增长5.4%。前10个月,新增经营主体1.25万户,固定资产投资完成125.6亿元。全市实有泊位3600个。"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where the whole suite runs on a shared machine, a test that drives a real browser gets a second try; the summary names it (RERUN)."""
    if not os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_configure() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }

    from django.db.models.signals import post_migrate

    post_migrate.connect(_fill_in_reasons, dispatch_uid="tests_fill_in_reasons")


def _fill_in_reasons(sender: Any, using: str, **_: Any) -> None:
    """The flush behind a test with real transactions takes away what the migrations had filled in; here it comes back."""
    from annotate.models import Reason

    if sender.label != "annotate" or Reason.objects.using(using).exists():
        return
    with REASONS.open(encoding="utf-8", newline="") as file:
        rows = [Reason(**row | {"digit": row["digit"] or None}) for row in csv.DictReader(file)]
    Reason.objects.using(using).bulk_create(rows)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Tests ask nobody on the network: what was enqueued stands in ``sent``. System tests start a broker of their own."""
    if request.node.get_closest_marker("system"):
        return
    from annotate import enqueueing

    sent: list[tuple[str, int]] = []
    monkeypatch.setattr(enqueueing, "send", lambda task, document_id: sent.append((task, document_id)) or True)
    request.node.sent = sent  # type: ignore[attr-defined]


@pytest.fixture
def sent(request: pytest.FixtureRequest) -> list[tuple[str, int]]:
    """What was put on the queue: (task, document id)."""
    return request.node.sent  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _begins_anew() -> None:
    """A test leaves to the next one of its process neither the language of its last request nor what is remembered for minutes and counted."""
    from django.core.cache import cache
    from django.utils import translation

    translation.deactivate()
    cache.clear()


@pytest.fixture(autouse=True)
def _flush_may_empty_guarded_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions is flushed at its end; the append-only tables let that happen through their one switch."""
    from django.db import connection

    from annotate.models import append_only

    append_only._switch.on = False  # the flush of the test before is over
    marker = request.node.get_closest_marker("django_db")
    real = (marker and marker.kwargs.get("transaction")) or {"live_server", "transactional_db"} & set(request.fixturenames)
    if not real:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    append_only._set(connection, True)


def _person(username: str, **more: Any) -> Any:
    from annotate.models import User

    user = User(username=username, **more)
    user.set_password("correct horse battery")
    user.save()
    return user


@pytest.fixture
def maria(db: None) -> Any:
    return _person("maria")


@pytest.fixture
def sam(db: None) -> Any:
    return _person("sam")


@pytest.fixture
def collection(maria: Any) -> Any:
    """Maria's collection: one reading a document, read openly, so that a test which is not about blindness need not think of it."""
    from annotate import governing

    collection = governing.create_collection(name="青岛", actor=maria, door="command")
    return governing.change_collection(collection=collection, changes={"blind": False}, actor=maria, door="command")


@pytest.fixture
def other_collection(sam: Any) -> Any:
    """Sam's collection, of which the others know nothing."""
    from annotate import governing

    return governing.create_collection(name="济南", actor=sam, door="command")


def _member(username: str, role: str, collection: Any, maria: Any) -> Any:
    from annotate import governing

    user = _person(username)
    governing.set_role(collection=collection, user=user, role=role, actor=maria, door="command")
    return user


@pytest.fixture
def alice(collection: Any, maria: Any) -> Any:
    return _member("alice", "annotator", collection, maria)


@pytest.fixture
def bob(collection: Any, maria: Any) -> Any:
    return _member("bob", "annotator", collection, maria)


@pytest.fixture
def carol(collection: Any, maria: Any) -> Any:
    return _member("carol", "adjudicator", collection, maria)


@pytest.fixture
def victor(collection: Any, maria: Any) -> Any:
    return _member("victor", "viewer", collection, maria)


MakeDocument = Callable[..., Any]


@pytest.fixture
def browser_of() -> Callable[[Any], Client]:
    """``browser_of(alice)``: a browser in which Alice is logged in, set to English so that tests can read what it shows."""

    def make(user: Any = None) -> Client:
        client = Client(headers={"accept-language": "en"})
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def proposal(raw: str, text: str, **values: Any) -> dict[str, Any]:
    """A candidate's values for the mention ``text`` (its first place in ``raw``); whatever is not given is a plain level of 平度市."""
    from decimal import Decimal

    from annotate.models.fact_fields import VALUE_FIELDS
    from extraction.mentions.quantities import base_value, parse_quantity

    start = raw.index(text)
    said = parse_quantity(text)
    assert said is not None, text
    whole: dict[str, Any] = dict.fromkeys(VALUE_FIELDS)
    whole |= {
        "start": start,
        "end": start + len(text),
        "text": text,
        "value": format(said.value, "f"),
        "unit": said.unit,
        "measure": "level",
    }
    whole |= {"indicator": "地区生产总值", "region": "平度市", "region_code": "370283", "period_start": "2024-01", "period_end": "2024-09"}
    whole |= {"status": "actual", "qualifier": said.qualifier} | values
    value_base, whole["unit_base"] = base_value(Decimal(whole["value"]), whole["unit"])
    whole["value_base"] = format(value_base, "f")
    return whole


@pytest.fixture
def make_document(collection: Any, maria: Any) -> MakeDocument:
    """``make_document(raw=..., facts=[proposal values or mention text, ...], collection=..., **document fields)``: an extracted document with its
    source, one run, and a candidate a fact, without running the extractor. A ``facts`` entry may hold ``confidence``, ``flags``, ``findings``."""
    from annotate.models import Candidate, Document, ExtractionRun, Fact, Source
    from annotate.models.candidate import TAKEN_FIELDS

    default = collection

    def make(raw: str = PARAGRAPH, facts: Any = ("5.4%", "1.25万户", "125.6亿元"), collection: Any = None, **fields: Any) -> Any:
        home = collection or default
        home.refresh_from_db()  # its rules may have changed since
        data = raw.encode()
        file_name = fields.pop("file_name", "article.txt")
        numerals = fields.pop("numerals", None)
        source = Source.objects.create(
            collection=home, data=data, size=len(data), sha256=hashlib.sha256(data).hexdigest(), file_name=file_name, created_by=maria
        )
        digest = hashlib.sha256(data).hexdigest()
        given = {
            "title": "前三季度经济运行",
            "published": "2024-11-28",
            "published_known": "said",
            "state": "extracted",
            "encoding": "utf-8",
        } | fields
        document = Document.objects.create(collection=home, source=source, raw=raw, length=len(raw), sha256=digest, **given)
        proposals = [proposal(raw, fact) if isinstance(fact, str) else dict(fact) for fact in facts]
        run = ExtractionRun.objects.create(
            document=document,
            extractor_version="test",
            tables_digest="0" * 64,
            inputs={"published": None, "overrides": []},
            inputs_digest="0" * 64,
            numerals=numerals if numerals is not None else [[one["start"], one["end"], None] for one in proposals],
            candidates_count=len(proposals),
        )
        for one in proposals:
            extra = {name: one.pop(name) for name in ("confidence", "flags", "findings", "evidence") if name in one}
            extra.setdefault("confidence", {"fact": 0.9})
            fact = Fact.objects.create(document=document, origin="machine")
            fact.take(Candidate.objects.create(fact=fact, run=run, producer_version="test", **extra, **one))
            fact.save(update_fields=TAKEN_FIELDS)
        return document

    return make


@pytest.fixture
def document(make_document: MakeDocument) -> Any:
    """One extracted document with three candidates."""
    return make_document()
