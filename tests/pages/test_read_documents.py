"""Lists and pages of documents and facts, as their readers see them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from annotate import governing, queueing
from annotate.models import Document
from annotate.pages import collections, documents, home
from annotate.pages.marking import changed, marked
from annotate.reviewing import judging

pytestmark = pytest.mark.django_db


def titles(response: Any) -> list[str]:
    return [str(document) for document in response.context["page"].rows]


@pytest.fixture
def many(make_document: Any) -> list[Any]:
    """120 documents, three of them waiting."""
    return [
        make_document(raw=f"第{n}篇", facts=(), title=f"Title {n:03}", state="waiting" if n % 40 == 0 else "extracted")
        for n in range(1, 121)
    ]


def test_a_long_list_is_turned_page_by_page_and_back(collection: Any, many: Any, victor: Any, browser_of: Any) -> None:
    client, address = browser_of(victor), reverse("collection", args=[collection.uuid])
    first = client.get(address)
    assert titles(first) == [f"Title {n:03}" for n in range(120, 70, -1)]
    assert first.context["page"].previous is None
    second = client.get(f"{address}?{first.context['page'].following}")
    third = client.get(f"{address}?{second.context['page'].following}")
    assert titles(third) == [f"Title {n:03}" for n in range(20, 0, -1)]
    assert third.context["page"].following is None
    assert titles(client.get(f"{address}?{third.context['page'].previous}")) == titles(second)
    back = client.get(f"{address}?{second.context['page'].previous}")
    assert titles(back) == titles(first)
    assert back.context["page"].previous is None


def test_the_list_is_filtered_by_state_and_title_and_the_pages_keep_the_filter(
    collection: Any, many: Any, victor: Any, browser_of: Any
) -> None:
    client, address = browser_of(victor), reverse("collection", args=[collection.uuid])
    assert titles(client.get(f"{address}?state=waiting")) == ["Title 120", "Title 080", "Title 040"]
    assert titles(client.get(f"{address}?q=title 007")) == ["Title 007"]
    assert "state=extracted" in client.get(f"{address}?state=extracted").context["page"].following
    assert len(titles(client.get(f"{address}?state=nonsense&after=99999999999999999999"))) == 50


def test_waiting_rows_refresh_by_themselves_until_all_is_done(collection: Any, make_document: Any, victor: Any, browser_of: Any) -> None:
    document = make_document(state="waiting")
    client = browser_of(victor)
    page = client.get(reverse("collection", args=[collection.uuid]))
    assert b"hx-trigger" in page.content
    address = reverse("document_rows", args=[collection.uuid])
    assert client.get(f"{address}?seen={page.context['seen']}").status_code == 204
    Document.objects.filter(pk=document.pk).update(state="extracted")
    fresh = client.get(f"{address}?seen={page.context['seen']}")
    assert b'data-state="extracted"' in fresh.content
    assert b"hx-trigger" not in fresh.content


def test_a_page_that_refreshes_itself_after_the_session_ended_goes_to_the_login(collection: Any, browser_of: Any) -> None:
    response = browser_of().get(reverse("document_rows", args=[collection.uuid]), headers={"hx-request": "true"})
    assert (response.status_code, response.headers["HX-Refresh"]) == (200, "true")


def test_an_error_in_a_fragment_is_a_note_and_for_scripts_json(collection: Any, sam: Any, browser_of: Any) -> None:
    address = reverse("document_rows", args=[collection.uuid])
    note = browser_of(sam).get(address, headers={"hx-request": "true"})
    assert (note.status_code, note.headers["HX-Retarget"]) == (404, "#notes")
    assert b"<html" not in note.content
    told = browser_of(sam).get(address, headers={"accept": "application/json"})
    assert told.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("running", [True, False])
def test_a_page_says_when_no_worker_is_running(
    collection: Any, make_document: Any, alice: Any, browser_of: Any, monkeypatch: pytest.MonkeyPatch, running: bool
) -> None:
    document = make_document(state="waiting")
    for module in (home, collections, documents):
        monkeypatch.setattr(module, "worker_running", lambda: running)
    for address in ("/", reverse("collection", args=[collection.uuid]), reverse("document", args=[document.uuid])):
        assert (b"No worker is running" in browser_of(alice).get(address).content) is not running


def test_a_failed_document_says_why_and_is_tried_again(make_document: Any, alice: Any, victor: Any, browser_of: Any) -> None:
    document = make_document(facts=(), state="failed", failure="MemoryError")
    page = browser_of(alice).get(reverse("document", args=[document.uuid]))
    assert b"MemoryError" in page.content
    assert browser_of(victor).post(reverse("extract_again", args=[document.uuid])).status_code == 403
    browser_of(alice).post(reverse("extract_again", args=[document.uuid]))
    document.refresh_from_db()
    assert (document.state, document.failure) == ("waiting", "")


def test_a_document_a_worker_is_reading_is_not_tried_again(make_document: Any, alice: Any, browser_of: Any) -> None:
    document = make_document(facts=(), state="extracting")
    assert browser_of(alice).post(reverse("extract_again", args=[document.uuid])).status_code == 409


def test_a_document_shows_its_facts_and_their_judgements(document: Any, finished: Any, alice: Any, browser_of: Any) -> None:
    page = browser_of(alice).get(reverse("document", args=[document.uuid]))
    assert [card.state for card in page.context["cards"]] == ["accepted", "accepted", "rejected"]
    for state in (b'data-state="accepted"', b'data-state="rejected"'):
        assert state in page.content


def test_a_blind_reading_shows_bob_nothing_of_alices(
    collection: Any, document: Any, finished: Any, maria: Any, bob: Any, browser_of: Any
) -> None:
    governing.change_collection(collection=collection, changes={"blind": True}, actor=maria, door="page")
    page = browser_of(bob).get(reverse("document", args=[document.uuid]))
    assert all(card.state == "proposed" and not card.others for card in page.context["cards"])


def test_the_text_in_pieces_is_the_text(document: Any, alice: Any) -> None:
    from annotate import queries

    pieces = list(marked(document.raw, queries.cards(document, None, alice)))
    assert "".join(piece.text for piece in pieces) == document.raw
    assert [piece.text for piece in pieces if piece.cards] == ["5.4%", "1.25万户", "125.6亿元"]


def test_facts_on_one_mention_share_their_piece(make_document: Any, alice: Any) -> None:
    from annotate import queries

    document = make_document(raw="两市均增长5%。", facts=("5%", "5%"))
    (piece,) = [piece for piece in marked(document.raw, queries.cards(document, None, alice)) if piece.cards]
    assert (piece.text, len(piece.cards)) == ("5%", 2)


@pytest.mark.parametrize("raw", ["", "全市5%", "平陰縣（píng yīn xiàn）生產總值１３１.５億元,,增长５%。\r\n臺灣"])
def test_what_cleaning_changed_gives_both_texts_back(raw: str) -> None:
    from extraction.text.cleaning import clean

    pieces = list(changed(raw))
    assert "".join(piece.text if piece.before is None else piece.before for piece in pieces) == raw
    assert "".join(piece.text for piece in pieces) == clean(raw).aligned.text


@pytest.mark.parametrize("view", ["raw", "clean", "edits", "nonsense"])
def test_every_view_of_the_text_opens_and_escapes_what_it_shows(make_document: Any, alice: Any, browser_of: Any, view: str) -> None:
    document = make_document(raw="<script>alert(1)</script>增長5%", facts=("5%",))
    page = browser_of(alice).get(reverse("document", args=[document.uuid]), {"text": view})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_the_life_story_of_a_fact_is_told_to_those_who_may_know(
    collection: Any, document: Any, finished: Any, alice: Any, maria: Any, victor: Any, sam: Any, browser_of: Any
) -> None:
    fact = document.facts.order_by("pk").first()
    address = reverse("fact", args=[fact.uuid])
    for person, events in ((maria, 1), (alice, 1), (victor, 0)):
        assert len(browser_of(person).get(address).context["events"]) == events
    assert browser_of(sam).get(address).status_code == 404


def test_the_life_story_says_why_in_words(document: Any, finished: Any, alice: Any, browser_of: Any) -> None:
    from annotate.models import Reason

    rejected = document.facts.order_by("-pk").first()
    page = browser_of(alice).get(reverse("fact", args=[rejected.uuid])).content.decode()
    assert str(Reason.objects.filter(kind="rejection").first().label_en) in page


def test_a_correction_stands_beside_the_candidate(document: Any, alice: Any, browser_of: Any) -> None:
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    fact = document.facts.order_by("pk").first()
    judging.judge(fact=fact, reading=reading, state="accepted", values={"region": "胶州市"}, actor=alice, door="page")
    page = browser_of(alice).get(reverse("fact", args=[fact.uuid]))
    (line,) = [line for line in page.context["table"] if line["name"] == "region"]
    assert (line["cells"], line["differs"]) == (["平度市", "胶州市"], True)


def test_the_life_story_says_that_and_how_a_fact_was_corrected(document: Any, alice: Any, browser_of: Any) -> None:
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    first, second = document.facts.order_by("pk")[:2]
    judging.judge(fact=first, reading=reading, state="accepted", values={"region": "胶州市", "status": "target"}, actor=alice, door="page")
    judging.judge(fact=second, reading=reading, state="accepted", actor=alice, door="page")
    judging.judge(fact=second, reading=reading, state="accepted", values={"measure": "change"}, actor=alice, door="page")
    story = browser_of(alice).get(reverse("fact", args=[first.uuid])).content.decode()
    assert "corrected a fact" in story
    assert "accepted a fact" not in story
    assert "<del>平度市</del> <ins>胶州市</ins>" in story
    assert "<del>actual</del> <ins>target</ins>" in story
    events = browser_of(alice).get(reverse("fact", args=[second.uuid])).context["events"]
    assert [(event.deed, event.became.get("measure")) for event in events] == [("review.accepted", None), ("review.corrected", "change")]


def test_home_shows_what_waits_for_alice(collection: Any, document: Any, alice: Any, sam: Any, browser_of: Any) -> None:
    page = browser_of(alice).get("/")
    assert [membership.collection for membership, _progress in page.context["shelves"]] == [collection]
    assert page.context["free"] == 1
    queueing.open_reading(document=document, annotator=alice, door="page")
    page = browser_of(alice).get("/")
    assert (page.context["free"], [reading.document for reading in page.context["mine"]]) == (0, [document])
    assert b"You belong to no collection yet" in browser_of(sam).get("/").content


def test_the_guideline_has_an_anchor_for_every_reason(alice: Any, browser_of: Any) -> None:
    from annotate.models import Reason

    client = browser_of(alice)
    for language in ("en", "zh-hans"):
        client.cookies["django_language"] = language
        page = client.get(reverse("guideline")).content.decode()
        missing = [paragraph for paragraph in Reason.objects.values_list("paragraph", flat=True) if f'id="{paragraph}"' not in page]
        assert not missing
