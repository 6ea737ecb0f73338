"""What a report costs is told by its kind and not by the number of documents: the same queries for two of them and for six."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate import agreement, comparing, corrections, observing, reextracting
from annotate.models import ExtractionRun
from annotate.settlement import settle
from tests.conftest import proposal
from tests.lead.conftest import read

pytestmark = pytest.mark.django_db

REPORTS: dict[str, Callable[[Any, Any], Any]] = {
    "agreement": lambda collection, _user: agreement.report(collection, 100),
    "agreement of all": lambda collection, _user: agreement.overall(collection),
    "guideline": lambda collection, _user: agreement.paragraphs(collection),
    "comparison": lambda collection, user: comparing.against_settled(collection, user=user),
    "conflicts": lambda collection, user: observing.look(collection, user, limit=20),
    "corrections": lambda collection, user: corrections.corrections_near(collection, user, size=50),
    "accuracy": lambda collection, user: corrections.accuracy(collection, user),
    "differences": lambda collection, user: reextracting.look(collection, user, size=50),
    "settled": lambda collection, _user: settle(list(collection.documents.values_list("pk", flat=True))),
}
MOST = {
    "agreement": 5,
    "agreement of all": 5,
    "guideline": 5,
    "comparison": 14,
    "conflicts": 9,
    "corrections": 5,
    "accuracy": 5,
    "differences": 8,
}


def _counted(report: Callable[[Any, Any], Any], collection: Any, user: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        report(collection, user)
    return len(seen)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_asks_as_often_of_many_documents_as_of_few(
    name: str, twice: Any, make_document: Any, alice: Any, bob: Any, maria: Any
) -> None:
    def more(numbers: range) -> None:
        for number in numbers:
            raw = f"{number}号公报:前三季度,平度市第{number}项投资完成{number}5.6亿元,全市投资增长{number}.4%。"
            facts = [proposal(raw, f"{number}5.6亿元", indicator="投资"), proposal(raw, f"{number}.4%", measure="growth", indicator="投资")]
            document = make_document(raw=raw, facts=facts)
            run = document.runs.get()
            ExtractionRun.objects.create(
                document=document, extractor_version="0.0.1", tables_digest=run.tables_digest, inputs=run.inputs, inputs_digest="1" * 64
            )
            read(document, alice)
            read(document, bob, **{f"{number}.4%": {"values": {"indicator": f"增速{number}"}}})

    more(range(1, 3))
    few = _counted(REPORTS[name], twice, maria)
    more(range(3, 7))
    many = _counted(REPORTS[name], twice, maria)
    assert many == few
    assert many <= MOST.get(name, 9)
