"""The facts page: what is looked for stands in the address, each figure leads to its sentence, and what is seen is what is downloaded."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.urls import reverse

from annotate import exporting, jobs, queueing
from annotate.models import Job
from annotate.reviewing import judging
from tests.conftest import PARAGRAPH, proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Any, alice: Any, collection: Any) -> Any:
    """``page(**filters)``: what Alice sees."""
    client.force_login(alice)

    def get(**asked: str) -> str:
        answer = client.get(reverse("facts", args=[collection.uuid]), asked)
        assert answer.status_code == 200, answer.status_code
        return str(answer.content.decode())

    return get


def shown(html: str) -> list[str]:
    return re.findall(r'class="number">\s*\+?([^<]*?)\s*</span>', html)


def test_facts_are_narrowed_and_sorted_by_the_address(document: Any, page: Any) -> None:
    assert shown(page()) == ["5.4 %", "1.25 万户", "125.6 亿元"]
    assert shown(page(unit="万户")) == ["1.25 万户"]
    assert shown(page(ordering="-value")) == ["125.6 亿元", "5.4 %", "1.25 万户"]
    html = page(value_from="2", ordering="value")
    assert 'aria-sort="ascending"' in html
    assert "value_from=2&amp;ordering=-value" in html, "sorted the other way, the selection stays"
    assert 'name="value_from" value="2"' in html


def test_each_filter_can_be_taken_away_by_itself(document: Any, page: Any) -> None:
    html = page(measure="level", unit="%")
    assert 'class="chip" href="?measure=level"' in html
    assert 'class="chip" href="?unit=%25"' in html


def test_yes_and_no_are_told_in_words(document: Any, page: Any) -> None:
    from django.utils import translation

    with translation.override("en"):
        html = page(adjudicated="false")
    assert re.search(r'class="chip"[^>]*>[^<]*<strong>(no|否)</strong>', html), re.findall(r'class="chip".{0,200}', html)
    assert ">true<" not in page(adjudicated="true")


def test_a_figure_leads_to_its_sentence_marked_in_the_text(document: Any, page: Any, client: Any) -> None:
    fact = document.facts.order_by("id").first()
    link = re.search(rf'href="([^"]+)#fact-{fact.uuid}"', page())
    assert link
    html = client.get(link[1]).content.decode()
    assert f'id="fact-{fact.uuid}"' in html
    marked = "".join(re.findall(r'class="(?:mark[^"]* )?sentence[^"]*"[^>]*>([^<]*)<', html))
    assert marked == PARAGRAPH[: PARAGRAPH.index("。") + 1]
    assert len(re.findall(r'class="mark[^"]* current', html)) == 1


def test_pages_follow_each_other_and_keep_the_selection(make_document: Any, page: Any, client: Any, collection: Any) -> None:
    for number in range(60):
        make_document(raw=f"第{number}号:投资{number}.5亿元。", facts=[f"{number}.5亿元"])
    first = page(measure="level", ordering="-value")
    assert len(shown(first)) == 50
    following = re.search(r'rel="next" href="\?([^"]+)"', first)
    assert following
    assert "measure=level" in following[1]
    assert "ordering=-value" in following[1]
    second = client.get(f"{reverse('facts', args=[collection.uuid])}?{following[1].replace('&amp;', '&')}").content.decode()
    assert shown(second) == [f"{number}.5 亿元" for number in range(9, -1, -1)]
    assert 'rel="prev"' in second


def test_nothing_found_and_nothing_there_are_told_apart(page: Any, make_document: Any, client: Any, alice: Any, collection: Any) -> None:
    assert reverse("upload", args=[collection.uuid]) in page()
    make_document()
    html = page(indicator="没有")
    assert shown(html) == []
    assert f'href="{reverse("facts", args=[collection.uuid])}"' in html
    answer = client.get(reverse("facts", args=[collection.uuid]), {"value_from": "x"})
    assert answer.status_code == 400
    assert 'class="errors"' in answer.content.decode()


@pytest.mark.parametrize("asked", [{"cursor": "x"}, {"ordering": "password"}, {"indicator": "\0"}])
def test_an_address_that_is_none_is_refused(document: Any, client: Any, alice: Any, collection: Any, asked: dict[str, str]) -> None:
    client.force_login(alice)
    assert client.get(reverse("facts", args=[collection.uuid]), asked).status_code == 400


def test_another_collection_cannot_be_asked_for(document: Any, other_collection: Any, page: Any, client: Any) -> None:
    assert shown(page(collection=str(other_collection.uuid))) == ["5.4 %", "1.25 万户", "125.6 亿元"]
    assert client.get(reverse("facts", args=[other_collection.uuid])).status_code == 404


def test_a_small_selection_is_downloaded_at_once(document: Any, alice: Any, collection: Any, client: Any) -> None:
    client.force_login(alice)
    answer = client.post(f"{reverse('exports', args=[collection.uuid])}?unit=%25", {"form": "spreadsheet"})
    assert answer.status_code == 302
    file = client.get(answer["Location"])
    rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == ["5.4%"]
    assert Job.objects.count() == 0


def test_a_large_one_is_written_by_a_worker_and_fetched_by_its_owner_alone(
    document: Any, alice: Any, bob: Any, collection: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "DIRECT", 1)
    client.force_login(alice)
    address = reverse("exports", args=[collection.uuid])
    assert client.post(address, {"form": "csv"}).status_code == 302
    job = Job.objects.get()
    assert 'hx-trigger="every 2s"' in client.get(address).content.decode()
    jobs.work(job.pk)
    file = reverse("export_file", args=[job.uuid])
    html = client.get(address).content.decode()
    assert file in html
    assert "hx-trigger" not in html
    assert len(b"".join(client.get(file).streaming_content).splitlines()) == 4
    client.force_login(bob)
    assert client.get(file).status_code == 404
    assert file not in client.get(address).content.decode()


def test_an_export_is_stopped_by_its_owner(document: Any, alice: Any, bob: Any, collection: Any, client: Any) -> None:
    job = exporting.ask(collection=collection, form="csv", actor=alice, door="page")
    client.force_login(bob)
    assert client.post(reverse("stop_export", args=[job.uuid])).status_code == 404
    client.force_login(alice)
    client.post(reverse("stop_export", args=[job.uuid]))
    job.refresh_from_db()
    assert job.state == "stopped"


def test_hostile_words_are_shown_as_words(make_document: Any, page: Any) -> None:
    evil = '"><script>alert(1)</script>'
    make_document(facts=[proposal(PARAGRAPH, "5.4%") | {"indicator": evil, "subject": evil, "region": evil}], title=evil)
    html = page(indicator="script", title=evil)
    assert "<script>alert" not in html
    assert len(shown(html)) == 1


def test_a_corrected_fact_is_found_by_what_it_was_corrected_to(document: Any, alice: Any, page: Any) -> None:
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    fact = document.facts.order_by("id").first()
    judging.judge(fact=fact, reading=reading, state="accepted", values={"indicator": "工业增加值"}, actor=alice, door="page")
    html = page(indicator="工业增加值")
    assert shown(html) == ["5.4 %"]
    assert 'data-state="corrected"' in html
