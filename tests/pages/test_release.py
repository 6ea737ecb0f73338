"""Gold through the pages: preview, freeze, read, download, withdraw."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from annotate.models import Release

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(collection: Any, finished: Any, maria: Any, browser_of: Any) -> Release:
    browser_of(maria).post(reverse("create_release", args=[collection.uuid]), {"notes": "first", "number": "1.0.0"})
    return Release.objects.get()


def test_the_preview_says_what_goes_in_and_what_stays_out(collection: Any, finished: Any, maria: Any, browser_of: Any) -> None:
    page = browser_of(maria).get(reverse("create_release", args=[collection.uuid]))
    assert page.context["preview"].number == "1.0.0"
    assert len(page.context["preview"].settled) == 2
    assert [count for _reason, count in page.context["left_out"]] == [1]
    assert not Release.objects.exists()


def test_nothing_settled_is_nothing_to_freeze(collection: Any, document: Any, maria: Any, browser_of: Any) -> None:
    client, address = browser_of(maria), reverse("create_release", args=[collection.uuid])
    assert b"Nothing is settled yet" in client.get(address).content
    assert client.post(address, {"notes": ""}).status_code == 400
    assert not Release.objects.exists()


def test_a_release_is_frozen_and_shown(collection: Any, frozen: Release, victor: Any, sam: Any, browser_of: Any) -> None:
    assert (frozen.number, frozen.notes) == ("1.0.0", "first")
    page = browser_of(victor).get(reverse("release", args=[frozen.uuid]))
    assert [fact.text for fact in page.context["page"].rows] == ["5.4%", "1.25万户"]
    assert b"1.0.0" in browser_of(victor).get(reverse("releases", args=[collection.uuid])).content
    assert browser_of(sam).get(reverse("release", args=[frozen.uuid])).status_code == 404


def test_the_csv_holds_exactly_what_was_accepted(frozen: Release, victor: Any, browser_of: Any) -> None:
    response = browser_of(victor).get(reverse("release_csv", args=[frozen.uuid]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
    assert [(row["text"], row["value"], row["unit"], row["release"]) for row in rows] == [
        ("5.4%", "5.4", "%", "1.0.0"),
        ("1.25万户", "1.25", "万户", "1.0.0"),
    ]


def test_the_csv_for_spreadsheets_begins_with_the_mark(frozen: Release, victor: Any, browser_of: Any) -> None:
    response = browser_of(victor).get(reverse("release_csv", args=[frozen.uuid]), {"flavour": "spreadsheet"})
    assert response.getvalue().startswith("\ufefffact_id,".encode())
    assert browser_of(victor).get(reverse("release_csv", args=[frozen.uuid]), {"flavour": "nonsense"}).status_code == 400


def test_an_old_preview_freezes_nothing(collection: Any, frozen: Release, maria: Any, browser_of: Any) -> None:
    response = browser_of(maria).post(reverse("create_release", args=[collection.uuid]), {"notes": "again", "number": "1.0.0"})
    assert response.status_code == 400
    assert Release.objects.count() == 1
    assert response.context["preview"].number == "1.0.1"


def test_outsiders_download_nothing(frozen: Release, sam: Any, browser_of: Any) -> None:
    assert browser_of(sam).get(reverse("release_csv", args=[frozen.uuid])).status_code == 404


def test_only_a_manager_withdraws_and_only_with_a_reason(frozen: Release, alice: Any, maria: Any, browser_of: Any) -> None:
    address = reverse("withdraw_release", args=[frozen.uuid])
    assert browser_of(alice).post(address, {"reason": "no"}).status_code == 403
    assert browser_of(maria).post(address, {"reason": " "}).status_code == 400
    frozen.refresh_from_db()
    assert frozen.withdrawn_at is None
    browser_of(maria).post(address, {"reason": "wrong region"})
    frozen.refresh_from_db()
    assert frozen.withdrawn_reason == "wrong region"
    assert b"wrong region" in browser_of(maria).get(reverse("release", args=[frozen.uuid])).content


def test_a_withdrawn_release_is_not_withdrawn_again(frozen: Release, maria: Any, browser_of: Any) -> None:
    address = reverse("withdraw_release", args=[frozen.uuid])
    browser_of(maria).post(address, {"reason": "wrong region"})
    assert browser_of(maria).post(address, {"reason": "another"}).status_code == 400
    frozen.refresh_from_db()
    assert frozen.withdrawn_reason == "wrong region"
