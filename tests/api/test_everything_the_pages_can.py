"""The API is complete: for all that a page or the admin shows or does there is an operation, or a reason why there is none."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import RequestFactory

from tests.api.everything_the_pages_can import ADMIN, PAGES, Why
from tests.security import matrix
from tests.security.routes import routes


def page_routes() -> set[str]:
    return {route.name for route in routes() if not route.name.startswith(("admin:", "api:"))}


def operations() -> set[str]:
    """``GET fact`` and so on: what the API answers, by method and route."""
    return {f"{method} {name.removeprefix('api:')}" for name, line in matrix.API.items() for method in line}


def test_every_route_of_a_page_has_a_line_and_every_line_a_route() -> None:
    assert page_routes() - set(PAGES) == set(), "routes without a line in tests/api/everything_the_pages_can.py"
    assert set(PAGES) - page_routes() == set(), "lines without a route"


def test_every_line_says_it_of_each_method_of_its_route() -> None:
    """The matrix says which methods a route answers, and is held to it."""
    assert {name: set(line) for name, line in PAGES.items()} == {name: set(matrix.PAGES[name]) for name in PAGES}


@pytest.mark.parametrize("table", [PAGES, ADMIN])
def test_every_operation_named_is_one_of_the_api(table: dict[str, dict[str, Any]]) -> None:
    said = [(name, told) for name, line in table.items() for told in line.values()]
    assert all(told for _name, told in said), "neither an operation nor a reason"
    missing = [f"{name}: {each}" for name, told in said if not isinstance(told, Why) for each in told if each not in operations()]
    assert not missing, "\n".join(missing)


def test_every_deed_of_the_admin_has_a_line(maria: Any, collection: Any) -> None:
    maria.is_staff = maria.is_superuser = True
    request = RequestFactory().get("/admin/")
    request.user = maria
    found: dict[str, set[str]] = {}
    for model, of_model in admin.site._registry.items():
        if model._meta.app_label != "annotate":
            continue
        deeds = set(of_model.get_actions(request)) - {"delete_selected"}
        deeds |= {deed for deed in ("add", "change") if getattr(of_model, f"has_{deed}_permission")(request)}
        found[str(model._meta.model_name)] = deeds
    assert found == {name: set(line) for name, line in ADMIN.items()}
