"""The language: by the browser's wish at first, by the switch afterwards, by the account on every browser. And the colours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wish", "language"),
    [("zh-CN,zh;q=0.9", "zh-hans"), ("zh-SG", "zh-hans"), ("en-GB,en;q=0.8", "en"), ("de", "zh-hans"), ("", "zh-hans")],
)
def test_the_browsers_language_at_first(wish: str, language: str) -> None:
    page = Client(headers={"accept-language": wish}).get(reverse("login"))
    assert f'<html lang="{language}"' in page.content.decode()


def test_the_switch_answers_at_once_and_stays(alice: Any, browser_of: Any) -> None:
    client = browser_of(alice)
    assert "My collections" in client.get("/").content.decode()
    assert client.post(reverse("set_language"), {"language": "zh-hans", "next": "/account/"}).url == "/account/"
    page = client.get("/").content.decode()
    assert "我的语料集" in page
    assert "My collections" not in page


def test_the_account_remembers_its_language_on_another_browser(alice: Any, browser_of: Any) -> None:
    browser_of(alice).post(reverse("set_language"), {"language": "zh-hans"})
    other = browser_of()
    other.post("/login/", {"username": "alice", "password": "correct horse battery"})
    assert '<html lang="zh-hans"' in other.get("/").content.decode()


@pytest.mark.parametrize("name", ["set_language", "set_theme"])
def test_a_switch_leads_to_no_foreign_address(name: str, browser_of: Any) -> None:
    response = browser_of().post(reverse(name), {"language": "en", "theme": "dark", "next": "https://example.org/"})
    assert "example.org" not in response.url


def test_the_theme_is_kept_in_a_cookie_and_rendered_by_the_server(browser_of: Any) -> None:
    client = browser_of()
    assert "data-theme=" not in client.get(reverse("login")).content.decode().split(">", 2)[1]
    client.post(reverse("set_theme"), {"theme": "dark", "next": "/login/"})
    assert '<html lang="en" data-theme="dark">' in client.get(reverse("login")).content.decode()
    client.post(reverse("set_theme"), {"theme": "neon"})
    assert '<html lang="en" data-theme="dark">' in client.get(reverse("login")).content.decode()


def test_no_page_has_inline_code(alice: Any, collection: Any, document: Any, browser_of: Any) -> None:
    import re

    client = browser_of(alice)
    addresses = ["/", "/login/", "/account/", "/guideline/", reverse("collection", args=[collection.uuid])]
    for address in [*addresses, reverse("document", args=[document.uuid]), reverse("upload", args=[collection.uuid])]:
        page = client.get(address, follow=True).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page), address
