"""However much an import brought, what one person uploads or waits for is done within seconds."""

from __future__ import annotations

import pytest

from tests.system.conftest import ON_BOTH
from tests.system.running import Workshop, wait_for

pytestmark = [pytest.mark.system, ON_BOTH]
MANY = [f"前三季度，全县生产总值{n}.5亿元，同比增长5.4%。" for n in range(200)]


@pytest.mark.parametrize("concurrency", [1, 2])
def test_one_upload_goes_before_a_full_bulk_queue(workshop: Workshop, concurrency: int) -> None:
    """At half a second a document the bulk alone takes more than a minute and a half; the worker has begun with it before the upload comes."""
    workshop.put_in(MANY, BULK="yes")
    workshop.work(concurrency=concurrency)
    wait_for(lambda: workshop.count("extracted") >= 2, 60, "the import is being extracted")
    workshop.put_in(["一人上传：全县固定资产投资完成125.6亿元。"])
    uploaded = "SELECT state FROM annotate_document WHERE NOT bulk"
    wait_for(lambda: workshop.rows(uploaded) == [("extracted",)], 15, "the upload")
    assert workshop.count("waiting") > 100, "the bulk was not done before it: the upload overtook"


def test_an_export_goes_before_a_full_bulk_queue(workshop: Workshop) -> None:
    workshop.put_in(MANY, BULK="yes")
    workshop.work(concurrency=1)
    wait_for(lambda: workshop.count("extracted") >= 2, 60, "the import is being extracted")
    workshop.ask_export()
    wait_for(lambda: workshop.rows("SELECT state FROM annotate_job") == [("done",)], 15, "the export")
    assert workshop.count("waiting") > 100, "the bulk was not done before it: the export overtook"
