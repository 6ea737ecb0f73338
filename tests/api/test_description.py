"""The description of the API, and Swagger UI."""

import json
import re

import jsonschema
import pytest
from django.core.management import call_command


@pytest.fixture(scope="module")
def description():
    from drf_spectacular.generators import SchemaGenerator

    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


def test_the_description_is_valid_and_made_without_a_warning(tmp_path, db):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_it_is_openapi_3_1_and_names_every_endpoint(description):
    from annotate.api import urls

    assert description["openapi"].startswith("3.1")
    left_out = {"schema", "docs", "not_here"}
    named = {pattern.name for pattern in urls.urlpatterns} - left_out
    described = {re.sub(r"\{\w+\}", "{}", path) for path in description["paths"]}
    addresses = {"/api/v1/" + re.sub(r"<\w+:\w+>", "{}", str(pattern.pattern)) for pattern in urls.urlpatterns if pattern.name in named}
    assert addresses <= described


def test_every_operation_has_a_summary_an_error_and_the_ways_to_log_in(description):
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation.get("summary"), where
            assert "4XX" in operation["responses"] or path.endswith("/schema"), where
            assert {name for way in operation["security"] for name in way} >= {"token"}, where


def documents_of(operation):
    """Every JSON body of an operation that goes in or comes back, but files: where, and how it is described."""
    for where, body in (("request", operation.get("requestBody", {})), *operation["responses"].items()):
        content = body.get("content", {}).get("application/json")
        if content and content["schema"].get("format") != "binary":
            yield where, content


def test_every_endpoint_has_examples_and_each_is_what_the_schema_says(description):
    """What is taken and what is given, in every operation; ``4XX`` too."""
    wrong = []
    for path, operations in description["paths"].items():
        if path.endswith("/schema"):
            continue
        for method, operation in operations.items():
            for where, content in documents_of(operation):
                examples = content.get("examples", {})
                if not examples:
                    wrong.append(f"{method} {path} {where}: no example")
                checker = jsonschema.Draft202012Validator({**content["schema"], "components": description["components"]})
                for name, example in examples.items():
                    wrong += [f"{method} {path} {where} {name}: {error.message[:200]}" for error in checker.iter_errors(example["value"])]
    assert not wrong, "\n".join(sorted(wrong))


def test_lists_describe_their_filters(description):
    names = {one["name"] for one in description["paths"]["/api/v1/documents"]["get"]["parameters"]}
    assert {"collection", "state", "published", "title", "cursor", "page_size", "ordering", "fields"} <= names


def test_every_list_declares_its_filters_by_name():
    """No filter can be reached that was not written down: ``fields = "__all__"`` and filters by relation are nowhere."""
    from annotate.api import filters, urls

    for pattern in urls.urlpatterns:
        view = pattern.callback.cls if hasattr(pattern.callback, "cls") else None
        filterset = getattr(view, "filterset_class", None)
        if filterset:
            assert filterset._meta.model is None
            assert set(filterset.base_filters) == set(filterset.declared_filters)
            assert filterset.__module__ == filters.__name__


def test_swagger_ui_is_served_from_here_under_the_strict_policy(client, alice):
    client.force_login(alice)
    page = client.get("/api/v1/docs")
    html = page.content.decode()
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "<style" not in html
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert not re.search(r"(src|href)=\"(https?:)?//", html)
    script = client.get(re.search(r'src="([^"]*\?script=)"', html)[1])
    assert script["Content-Type"].startswith("application/javascript")


def test_swagger_ui_asks_who_is_there(client, db):
    assert client.get("/api/v1/docs").status_code == 302
    assert client.get("/api/v1/schema").status_code == 401


def test_it_begins_with_how_to_go_about_it(description):
    """Each operation that the introduction names is there, whatever the parameter is called."""
    told = description["info"]["description"]
    named = re.findall(r"`(GET|POST|PUT) ([a-z-]+(?:/[{}a-z-]+)*)`", told)
    assert len(named) > 12
    there = {(method.upper(), re.sub(r"\{\w+\}", "{}", path)) for path, methods in description["paths"].items() for method in methods}
    assert {(method, "/api/v1/" + re.sub(r"\{\w+\}", "{}", path)) for method, path in named} <= there
