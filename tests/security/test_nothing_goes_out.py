"""No address that a person or a file gives is ever asked for: with the network watched, documents come in by every door and nobody is called."""

from __future__ import annotations

import json
import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotate import importing, jobs
from annotate.models import Document

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "http://127.0.0.1:1/", "http://[::1]:1/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://[::ffff:127.0.0.1]/", "https://example.org/a.html", "file:///etc/passwd", "gopher://127.0.0.1:6379/_",
]  # fmt: skip
PAGE = (
    "<html><head><link rel=stylesheet href={0}><base href={0}></head><body><img src={0}>"
    "<article><p>平度市出口{1}亿元,比上年增长5.4%。</p></article></body></html>"
)


@pytest.fixture
def called(monkeypatch):
    """Whoever is called, or whose name is looked up; nobody is reached."""
    seen = []

    def refuse(*words, **_named):
        if getattr(words[0], "family", None) != getattr(socket, "AF_UNIX", None):  # the broker of this machine is asked whether it lives
            seen.append(words)
        raise OSError("nobody is called here")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    return seen


def test_the_watch_sees_who_is_called(called):
    import urllib.error
    import urllib.request

    for address in ("http://127.0.0.1:1/", "http://example.org/"):
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(address, timeout=1)
    assert len(called) == 2


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_kept_or_refused_and_never_asked(called, alice, collection, browser, address):
    client = browser(alice)
    body = {"collection": str(collection.uuid), "text": "平度市出口1亿元。", "address": address}
    by_api = client.post("/api/v1/documents", body, content_type="application/json")
    by_page = client.post(f"/collections/{collection.uuid}/upload/", {"text": "平度市出口2亿元。", "address": address})
    page = SimpleUploadedFile("a.html", PAGE.format(address, 3).encode())
    as_page = client.post(f"/collections/{collection.uuid}/upload/", {"file": page})
    assert {by_api.status_code, by_page.status_code, as_page.status_code} <= {200, 201, 302, 400}
    lines = [{"text": f"平度市出口{number}亿元。", "address": address} for number in (4, 5)]
    lines.append({"text": "平度市出口6亿元。"})
    data = "\n".join(json.dumps(line) for line in lines).encode()
    job = importing.ask(collection=collection, file_name="a.jsonl", data=[data], actor=alice, door="api")
    jobs.work(job.pk)
    for document in Document.objects.filter(collection=collection):
        assert client.get(f"/documents/{document.uuid}/").status_code == 200
    assert Document.objects.exists()
    assert called == []
