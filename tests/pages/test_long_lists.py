"""A search in a long list looks at a stretch of it at a time: every row is found once, whatever the length of the stretch."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import RequestFactory

from annotate.models import Document
from annotate.pages import paging

pytestmark = pytest.mark.django_db


def walked(rows: QuerySet[Any], *, descending: bool) -> list[int]:
    found, query = [], ""
    for _turn in range(60):
        page = paging.page(rows, RequestFactory().get(f"/?{query}"), descending=descending, size=3, among=Document.objects.all())
        found += [row.pk for row in page.rows]
        if not page.following:
            return found
        query = page.following
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("descending", [True, False])
def test_a_search_goes_on_where_it_stopped(make_document: Any, monkeypatch: pytest.MonkeyPatch, descending: bool) -> None:
    for number in range(23):
        make_document(raw=f"{number}号,增长5.4%。", facts=["5.4%"], title="有" if number % 7 == 0 else "无")
    monkeypatch.setattr(paging, "REACH", 4)
    rows = Document.objects.filter(title="有")
    assert walked(rows, descending=descending) == list(rows.order_by("-pk" if descending else "pk").values_list("pk", flat=True))
    assert walked(Document.objects.filter(title="没"), descending=descending) == []
