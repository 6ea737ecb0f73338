"""Hostile words in every field a person can fill: they come back as words, on every page and every list."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from annotate import governing, inviting, queueing, releasing
from annotate.models import AuditEvent, ConflictMark, Job, Membership, Override, Reason, Source, TakeDown
from annotate.reviewing import adjudicating, dismissing, finishing, judging, noting
from tests.security.conftest import content
from tests.security.matrix import ADMIN_RECORDS, API, PAGES
from tests.security.routes import routes

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\"'><svg onload=alert(3)>{{7*7}}{% load x %}"
ALIVE = re.compile(r"<img src=x|<script>alert|<svg onload|alert\(1\)>|\" onerror=")


@pytest.fixture
def hostile(maria, alice, carol, collection, make_document):
    """One of everything, with hostile words wherever words go."""
    for user in (maria, alice, carol):
        user.first_name, user.last_name, user.is_staff = HOSTILE[:100], HOSTILE[:100], True
        user.username = f"{user.username}<img src=x onerror=alert(1)>"
        user.save()
    governing.change_collection(collection=collection, changes={"name": HOSTILE, "description": HOSTILE}, actor=maria, door="command")
    rows = {}
    for number, last in ((1, False), (2, True)):
        raw = f"{HOSTILE}{number}:增长5.4%,{HOSTILE}。投资12亿元。"
        evidence = {"value": {"spans": [[0, 20]], "rule": HOSTILE}}
        facts = ["5.4%", "12亿元"]
        document = make_document(raw=raw, facts=facts, collection=collection, title=HOSTILE, source_name=HOSTILE[:120], file_name=HOSTILE)
        Source.objects.filter(pk=document.source_id).update(external_id=f"{HOSTILE}{number}", address=f"https://example.org/{HOSTILE}")
        candidate = document.facts.first().candidate
        fields = {field.attname: getattr(candidate, field.attname) for field in candidate._meta.concrete_fields}
        fields |= {
            "id": None,
            "fact_id": document.facts.create(origin="machine").pk,
            "indicator": HOSTILE,
            "subject": HOSTILE,
            "place": HOSTILE[:100],
        }
        fields |= {"evidence": evidence, "findings": [{"check": HOSTILE, "says": HOSTILE, "spans": []}], "flags": ["repaired"]}
        worst = type(candidate).objects.create(**fields)
        type(worst.fact).objects.filter(pk=worst.fact_id).update(candidate=worst)
        reading = queueing.open_reading(document=document, annotator=alice, door="page")
        values = {"indicator": HOSTILE, "subject": HOSTILE, "place": HOSTILE[:100], "unit": HOSTILE[:40], "region": HOSTILE[:60]}
        for fact in document.facts.all():
            review = judging.judge(
                fact=fact, reading=reading, state="accepted", values=values, comment=HOSTILE, insist=True, actor=alice, door="page"
            )
            noting.write_note(fact=fact, text=HOSTILE, actor=alice, door="page")
        if not last:
            finishing.finish(reading=reading, actor=alice, door="page")
            adjudicating.adjudicate(fact=document.facts.first(), state="accepted", actor=carol, door="page", comment=HOSTILE)
        rows |= {"document": document, "reading": reading, "fact": worst.fact, "candidate": worst, "review": review}
    reason = Reason.objects.filter(kind="dismissal").first()
    Reason.objects.update(label_zh=HOSTILE[:80], label_en=HOSTILE[:80])
    release = releasing.release(collection=collection, actor=maria, door="page", notes=HOSTILE)
    token, _secret = governing.make_token(user=maria, name=HOSTILE[:80], scopes=["read"], actor=maria, door="page")
    inviting.invite(collection=collection, role="viewer", actor=maria, door="page")
    rows |= {
        "collection": collection, "release": release, "apitoken": token, "source": document.source, "goldfact": release.facts.first(),
        "dismissal": dismissing.dismiss(reading=reading, start=0, end=9, reason=reason.code, actor=alice, door="page"), "note": fact.notes.first(),
        "override": Override.objects.create(reading=reading, kind="published", old=HOSTILE[:40], new=HOSTILE[:40]), "user": alice,
        "job": Job.objects.create(kind="export", collection=collection, owner=maria, failure=HOSTILE, refusals=[{"row": 1, "reason": HOSTILE}]),
        "conflictmark": ConflictMark.objects.create(collection=collection, observation_id="0" * 16, kind="wrong", comment=HOSTILE, marked_by=maria),
        "membership": Membership.objects.get(user=alice), "extractionrun": document.runs.get(), "adjudication": carol.adjudications.get(),
        "accesslink": inviting.AccessLink.objects.get(), "reason": reason, "auditevent": AuditEvent.objects.filter(action="release.freeze").get(),
    }  # fmt: skip
    taken = {"reason": HOSTILE, "taken_by": maria, "taken_at": document.created_at}
    rows["takedown"] = TakeDown.objects.create(document=document, **taken)
    things = {name: rows[name].uuid for name in ("collection", "document", "fact", "reading", "release")}
    return rows, {**things, "person": alice.uuid, "token": token.pk, "job": rows["job"].uuid, "cause": rows["override"].pk}


def test_hostile_words_stay_words_on_every_page(hostile, maria, alice, browser):
    _rows, things = hostile
    seen = 0
    for route in routes():
        if "GET" in {**PAGES, **API}.get(route.name, {}):
            for user in (maria, alice):
                answer = browser(user).get(route.address(things))
                told = content(answer)
                assert answer.status_code != 500, route.name
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    assert not ALIVE.search(told), f"{route.name}: …{told[max(0, ALIVE.search(told).start() - 200) :][:300]}…"
                    assert "49" not in re.findall(r"svg onload=alert\(3\)&gt;(\d+)", told), "no template runs inside a text"
                    seen += "&lt;img src=x" in told or "\\u003Cimg src=x" in told
    assert seen > 20, "the words did stand on the pages"


def test_hostile_words_stay_words_in_the_admin(hostile, maria, browser):
    rows, _things = hostile
    client, seen = browser(maria), 0
    maria.is_superuser = True
    maria.save()
    for record in ADMIN_RECORDS:
        for address in (
            f"/admin/annotate/{record}/",
            f"/admin/annotate/{record}/{rows[record].pk}/change/",
            f"/admin/annotate/{record}/?q=%3Csvg+onload%3D",
        ):
            answer = client.get(address)
            told = content(answer)
            assert answer.status_code == 200, address
            assert not ALIVE.search(told), f"{address}: …{told[max(0, ALIVE.search(told).start() - 200) :][:300]}…"
            seen += "&lt;img src=x" in told
    actions = {"action": "reject", "_selected_action": [rows["fact"].pk]}
    assert not ALIVE.search(content(client.post("/admin/annotate/fact/", actions)))
    assert seen > 30


def test_hostile_words_in_an_address_come_back_as_words(maria, collection, browser):
    maria.is_staff = True
    maria.save()
    for address in (
        "/",
        f"/collections/{collection.uuid}/",
        "/login/",
        "/guideline/",
        "/admin/",
        "/admin/annotate/fact/",
        "/api/v1/docs",
        "/review/",
    ):
        for query in ("?q=", "?next=", "?state=", "?page=", "?collection=", "?cursor=", "?flavour=", "?p="):
            answer = browser(maria).get(address + query + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22%27%3E%3Csvg%20onload%3Dalert(3)%3E")
            assert answer.status_code < 500, address + query
            assert not ALIVE.search(content(answer)), address + query


def test_every_page_forbids_scripts_and_styles_that_are_not_files(maria, collection, document, browser):
    maria.is_staff = True
    maria.save()
    for address in (
        "/",
        f"/collections/{collection.uuid}/",
        f"/documents/{document.uuid}/",
        "/admin/",
        "/admin/annotate/fact/",
        "/api/v1/docs",
        "/login/",
    ):
        answer = browser(maria).get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        for directive in ("default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert directive in policy, address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        html = content(answer)
        assert not re.search(r"<[^>]+\son[a-z]+=|<[^>]+\sstyle=|<style|javascript:", html), address
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", html), address


# ---------------------------------------------------------------- what the code may not do

# Where text becomes markup, and why that is safe there.
MARKED_SAFE = {
    "annotate/pages/guideline.py": "the guideline is a file of the repository",
    "annotate/pages/desk_text.py": "every text goes through escape()",
}


def python_files():
    return [path for room in ("annotate", "extraction") for path in (ROOT / room).rglob("*.py")] + [ROOT / "manage.py"]


def test_text_becomes_markup_in_named_places_alone():
    found = {str(path.relative_to(ROOT)) for path in python_files() if re.search(r"\bmark_safe\b|\bSafeString\(", path.read_text("utf-8"))}
    assert found <= set(MARKED_SAFE)
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape off|safeseq", text), path.name


FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "yaml", "jinja2", "torch", "requests", "urllib.request", "httpx"}


def test_nothing_is_evaluated_unpickled_or_fetched():
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in FORBIDDEN_CALLS, f"{path.name}:{node.lineno}"
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not FORBIDDEN_MODULES & set(names), f"{path.name}:{getattr(node, 'lineno', 0)}"


def test_no_serializer_or_form_takes_all_fields():
    for path in python_files():
        assert "__all__" + '"' not in path.read_text("utf-8").replace('"__all__",', "").replace(
            "__all__ = ", ""
        ) or "fields" not in path.read_text("utf-8")
        assert not re.search(r"fields\s*=\s*[\"']__all__", path.read_text("utf-8")), path.name
        assert not re.search(r"^\s*exclude\s*=", path.read_text("utf-8"), re.MULTILINE) or "admin" not in str(path), path.name


# ---------------------------------------------------------------- characters that deceive

TRICKS = "\u202e5.4%\u202c\u200b增\u200d长\ufeff１２亿元\ufffd𠮷\u2066x\u2069é̂"


def test_text_that_deceives_the_eye_is_kept_as_it_came_and_shifts_no_offset(alice, maria, collection, browser):
    client = browser(alice)
    body = {"collection": str(collection.uuid), "text": TRICKS}
    told = client.post("/api/v1/documents", body, content_type="application/json").json()
    assert told["raw"] == TRICKS
    assert told["length"] == len(TRICKS)
    from annotate.models import Document

    assert Document.objects.get().raw == TRICKS


@pytest.mark.parametrize("text", ["前\x00后 5.4%", "\x005.4%"])
def test_nul_is_refused_by_name_at_every_door(text, alice, collection, document, browser):
    client = browser(alice)
    assert (
        client.post("/api/v1/documents", {"collection": str(collection.uuid), "text": text}, content_type="application/json").status_code
        == 400
    )
    assert client.get("/api/v1/documents", {"title": text}).status_code == 400
    for address in ("/", f"/collections/{collection.uuid}/", f"/collections/{collection.uuid}/rows/", "/login/"):
        assert client.get(address, {"q": text, "state": text, "next": text}).status_code < 500
    page = client.post(f"/collections/{collection.uuid}/upload/", {"text": text, "published": text, "address": text})
    assert page.status_code < 500
    from annotate.models import Document

    assert Document.objects.count() == 1


def test_a_file_name_of_any_kind_is_a_name(alice, collection, browser):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from annotate.models import Document

    for number, name in enumerate(
        ["../../../etc/passwd", "C:\\x\\a.txt", "a\u202etxt.exe", "\u200b", "名" * 300, "a\nb.txt", "<img src=x>.html"]
    ):
        body = {"collection": str(collection.uuid), "file": SimpleUploadedFile("x", f"{number}增长5.4%".encode())}
        body["file"]._name = name
        answer = browser(alice).post("/api/v1/documents", body)
        assert answer.status_code in (201, 400), name
    for document in Document.objects.select_related("source"):
        stored = document.source.file_name
        assert "/" not in stored and "\\" not in stored and "\u202e" not in stored and "\n" not in stored  # noqa: PT018
        assert len(stored) <= 255
