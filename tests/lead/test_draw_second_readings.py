"""Which documents get a second reading: drawn by a stored weight, likelier where the extractor doubts."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import extracting, governing, ingesting
from annotate.extracting import weighed
from annotate.models import Document

pytestmark = pytest.mark.django_db
DRAWS = [(number + 0.5) / 1000 for number in range(1000)]


def test_doubt_makes_a_second_reading_likelier_and_certainty_rarer() -> None:
    share = 0.2
    drawn = {mean: sum(weighed(draw, [mean]) < share for draw in DRAWS) for mean in (0.7, 0.92, 0.97)}
    assert drawn[0.7] > 2 * drawn[0.92] > 4 * drawn[0.97] > 0
    assert drawn[0.92] == pytest.approx(200, abs=2)


def test_a_text_without_candidates_keeps_its_draw() -> None:
    assert weighed(0.3, []) == 0.3


def test_the_weight_is_set_once_and_the_choice_stays_when_the_text_is_extracted_again(collection: Any, alice: Any, maria: Any) -> None:
    governing.change_collection(collection=collection, changes={"second_share": 0.5}, actor=maria, door="page")
    data = "前三季度,平度市地区生产总值增长5.4%。".encode()
    document = ingesting.ingest(collection=collection, data=data, file_name="a.txt", actor=alice, door="page")
    asked = Document.objects.get(pk=document.pk).draw
    extracting.extract_document(document.pk)
    first = Document.objects.get(pk=document.pk)
    assert first.draw == weighed(asked, [first.facts.get().candidate.confidence["fact"]]) != asked
    extracting.ask_again(document=first, actor=alice, door="page")
    extracting.extract_document(document.pk)
    second = Document.objects.get(pk=document.pk)
    assert second.draw == first.draw
    assert second.readings_wanted == (2 if second.draw < 0.5 else 1)
