"""What the database, the queue and the door keep shut by themselves."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client

from annotate import queueing, releasing
from annotate.models import AuditEvent, Candidate, GoldFact, Release, User, append_only
from annotate.reviewing import finishing, judging

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def frozen(alice, maria, document, collection):
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    return releasing.release(collection=collection, actor=maria, door="page")


TABLES = [(AuditEvent, "action"), (Candidate, "value"), (GoldFact, "value"), (Release, "notes")]


def refused(deed):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        deed()
    return True


@pytest.mark.parametrize(("model", "field"), TABLES)
def test_a_guarded_row_is_neither_changed_nor_deleted(frozen, model, field):
    before = list(model.objects.order_by("pk").values())
    row = model.objects.first()
    setattr(row, field, "9")
    table = model._meta.db_table
    assert refused(row.save)
    assert refused(lambda: model.objects.update(**{field: "9"}))
    assert refused(lambda: model.objects.bulk_update([row], [field]))
    assert refused(lambda: model.objects.filter(pk=row.pk)._raw_delete("default"))
    with connection.cursor() as cursor:
        assert refused(lambda: cursor.execute(f"UPDATE {table} SET {field} = '9'"))
        assert refused(lambda: cursor.execute(f"DELETE FROM {table}"))
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(("model", "field"), TABLES)
def test_a_guarded_row_is_not_replaced(frozen, model, field):
    table = model._meta.db_table
    copied = f"INTO {table} SELECT * FROM {table} LIMIT 1"
    replacing = f"REPLACE {copied}" if connection.vendor == "sqlite" else f"INSERT {copied} ON CONFLICT (id) DO UPDATE SET {field} = '9'"
    with connection.cursor() as cursor:
        assert refused(lambda: cursor.execute(replacing))


def test_every_table_that_must_only_grow_is_guarded():
    assert set(append_only.GUARDED) >= {model._meta.db_table for model, _field in TABLES}


def test_withdrawing_is_the_one_mark_a_release_takes(frozen, maria):
    releasing.withdraw(release=frozen, reason="错", actor=maria, door="page")
    assert Release.objects.get().withdrawn_reason == "错"
    assert refused(lambda: Release.objects.update(major=9))


def test_the_switch_opens_for_a_restore_and_shuts_behind_it(frozen):
    with append_only.unlocked(), transaction.atomic():
        AuditEvent.objects.filter(pk=AuditEvent.objects.first().pk).update(action="restored")
    assert AuditEvent.objects.filter(action="restored").count() == 1
    assert refused(lambda: AuditEvent.objects.update(action="x"))


def test_the_switch_shuts_after_an_error_too(frozen):
    with pytest.raises(ZeroDivisionError), append_only.unlocked():
        _ = 1 / 0
    assert refused(lambda: AuditEvent.objects.update(action="x"))


# ---------------------------------------------------------------- the queue


def test_the_queue_takes_json_alone():
    from annotate.celery import app

    assert list(app.conf.accept_content) == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.result_serializer == "json"


def test_a_pickled_message_is_refused_and_not_opened(tmp_path):
    import pickle

    from kombu.exceptions import ContentDisallowed
    from kombu.serialization import loads

    from annotate.celery import app

    witness = tmp_path / "opened"

    class Bomb:
        def __reduce__(self):
            return (Path.touch, (witness,))

    with pytest.raises(ContentDisallowed):
        loads(pickle.dumps(Bomb()), "application/x-python-serialize", "binary", accept=app.conf.accept_content)
    assert not witness.exists()


# ---------------------------------------------------------------- the door


def test_guessing_a_password_is_slowed_down(alice):
    cache.clear()
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/login/", {"username": "alice", "password": "wrong"})
    right = client.post("/login/", {"username": "alice", "password": "correct horse battery"})
    assert right.status_code == 429
    assert "_auth_user_id" not in client.session
    at_admin = client.post("/admin/login/", {"username": "alice", "password": "correct horse battery"})
    assert at_admin.status_code == 429, "the admin is no way round"


def test_one_persons_wrong_passwords_do_not_lock_out_another(alice, bob):
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/login/", {"username": "alice", "password": "wrong"})
    client.post("/login/", {"username": "bob", "password": "correct horse battery"})
    assert client.session["_auth_user_id"] == str(bob.pk)


def test_passwords_are_no_words_everybody_uses_and_argon2_keeps_them():
    """The tests hash faster; what the installation itself uses is asked in a process of its own."""
    code = "import django; django.setup(); from django.contrib.auth.hashers import make_password; print(make_password('x').split('$')[0])"
    assert run(code, DJANGO_SETTINGS_MODULE="annotate.settings").stdout.strip() == "argon2"
    validators = {row["NAME"].rpartition(".")[2] for row in settings.AUTH_PASSWORD_VALIDATORS}
    assert {"MinimumLengthValidator", "CommonPasswordValidator"} <= validators


def test_a_new_password_ends_every_session(alice):
    client = Client()
    client.force_login(alice)
    assert client.get("/account/").status_code == 200
    alice.set_password("another horse battery")
    alice.save()
    assert client.get("/account/").status_code == 302


def test_a_header_that_names_a_user_is_not_believed(alice):
    answer = Client().get(
        "/account/", HTTP_X_REMOTE_USER="alice", HTTP_REMOTE_USER="alice", HTTP_X_FORWARDED_USER="alice", REMOTE_USER="alice"
    )
    assert answer.status_code == 302


def test_nobody_signs_up_without_an_invitation(db):
    client = Client()
    for address in ("/register/", "/signup/", "/accounts/signup/", "/join/x/"):
        assert client.post(address, {"username": "eve", "password": "correct horse battery"}).status_code == 404
    assert not User.objects.filter(username="eve").exists()


def test_cookies_are_for_the_server_and_this_site(alice):
    client = Client()
    client.post("/login/", {"username": "alice", "password": "correct horse battery"})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_logging_in_leads_to_no_other_site(alice, target):
    answer = Client().post("/login/", {"username": "alice", "password": "correct horse battery", "next": target})
    assert "evil" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]


def run(code, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DATA_DIR", "SECRET_KEY") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env={**kept, **environment}, cwd=ROOT, check=False
    )


@pytest.mark.parametrize("key", ["", "short", "changeme"])
def test_without_a_secret_key_of_its_own_nothing_starts(tmp_path, key):
    done = run("import django; django.setup()", DJANGO_SETTINGS_MODULE="annotate.settings", SECRET_KEY=key, DATA_DIR=str(tmp_path))
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_hosts_are_named_outside_debug_mode(tmp_path):
    done = run("import django; django.setup()", DJANGO_SETTINGS_MODULE="annotate.settings", ALLOWED_HOSTS="*", DATA_DIR=str(tmp_path))
    assert done.returncode != 0
    assert "ALLOWED_HOSTS" in done.stderr


def test_behind_tls_every_cookie_is_secure_and_the_deployment_check_is_content(tmp_path):
    code = (
        "import django; django.setup(); from django.core.checks import run_checks;"
        "print([str(found.id) for found in run_checks(include_deployment_checks=True)])"
    )
    key = secrets.token_urlsafe(48)
    done = run(code, DJANGO_SETTINGS_MODULE="annotate.settings", HTTPS="true", DATA_DIR=str(tmp_path), SECRET_KEY=key)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if "security." in line] == []


def test_nobody_who_is_not_logged_in_puts_anything_on_the_queue(collection, document, sent):
    client = Client()
    client.post("/api/v1/documents", {"collection": str(collection.uuid), "text": "增长5.4%"}, content_type="application/json")
    client.post(f"/collections/{collection.uuid}/upload/", {"text": "增长5.4%"})
    client.post(f"/documents/{document.uuid}/extract/")
    assert sent == []


def test_the_api_slows_down_who_asks_without_end(alice, monkeypatch):
    from annotate.api.throttles import OfUser

    monkeypatch.setattr(OfUser, "timer", lambda _throttle: 1_000_000.5)  # no minute ends between two of them
    monkeypatch.setattr(OfUser, "THROTTLE_RATES", {"user": "3/min", "anon": "3/min"})
    cache.clear()
    client = Client()
    client.force_login(alice)
    answers = [client.get("/api/v1/me") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].json()["error"]["code"] == "throttled"
    assert int(answers[-1].headers["Retry-After"]) > 0
    cache.clear()
