"""Whatever a program sends, the answer is one of ours: never a defect, always the one shape."""

from __future__ import annotations

import json
import random
import re

import pytest
from drf_spectacular.generators import SchemaGenerator

from annotate import queueing, releasing
from annotate.reviewing import finishing, judging

# Values that programs send by mistake or on purpose.
POOL = [
    None, True, False, 0, -1, 1, 10**30, -(10**18), 1.5, 1e308, "", " ", "x", "a" * 5000, "前三季度", "5.4", "-9.7", "１２", "\u202e", "\ufffd", "𠮷", "[]",
    "null", "2024-09", "2024-13", "370283", "accepted", "rejected", "growth", "manager", [], {}, [None], {"x": 1}, [[[]]], {"value": {}}, ["read"],
]  # fmt: skip


@pytest.fixture
def things(alice, maria, document, make_document, collection):
    """Something for each parameter of an address."""
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    release = releasing.release(collection=collection, actor=maria, door="page")
    second = make_document(raw="投资12亿元,共36个。", facts=["12亿元"])
    reading = queueing.open_reading(document=second, annotator=maria, door="page")
    return {
        "collections": collection.uuid, "documents": second.uuid, "facts": second.facts.get().uuid, "readings": reading.uuid, "releases": release.uuid,
        "members": alice.uuid, "reviews": second.facts.get().uuid, "tokens": 10**30, "causes": 10**30, "dismissals": 10**30, "conflicts": "x" * 300,
        "files": "y", "jobs": collection.uuid, "exports": collection.uuid, "notes": 10**30, "sessions": "x", "examples": "facts.csv",
    }  # fmt: skip


def operations():
    schema = json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            reference = next(iter(content.values()), {}).get("schema", {}).get("$ref", "")
            body = schema["components"]["schemas"].get(reference.rpartition("/")[2], {})
            yield method, path, body.get("properties", {}), schema["components"]["schemas"], operation


def fields_of(schema, components):
    """The names of an object's fields, through references."""
    for part in (schema, *schema.get("allOf", []), *schema.get("oneOf", [])):
        name = part.get("$ref", "").rpartition("/")[2]
        if name and "properties" in components.get(name, {}):
            return list(components[name]["properties"])
    return []


def filled(path, things):
    parts = path.split("/")
    for i, part in enumerate(parts):
        if "{" in part:
            parts[i] = re.sub(r"\{\w+\}", lambda _found, i=i: str(things[parts[i - 1]]), part)
    return "/".join(parts)


@pytest.mark.parametrize("seed", range(2))
def test_no_body_is_a_defect(seed, maria, things, program):
    chance = random.Random(seed)
    client = program(maria).client
    client.raise_request_exception = False
    wrong = []
    for method, path, properties, components, _operation in operations():
        if method == "get":
            continue
        for _ in range(5):
            body = {name: chance.choice(POOL) for name in properties if chance.random() < 0.8}
            for name in properties:
                inner = fields_of(properties[name], components)
                if inner and chance.random() < 0.7:
                    body[name] = {each: chance.choice(POOL) for each in inner if chance.random() < 0.5}
            whole = body if chance.random() < 0.9 else chance.choice(POOL)
            answer = client.generic(
                method.upper(), filled(path, things), json.dumps(whole).encode("utf-8", "surrogatepass"), content_type="application/json"
            )
            if answer.status_code >= 500:
                wrong.append(f"{method} {path} {json.dumps(whole, ensure_ascii=False)[:300]}: {answer.status_code}")
            elif answer.status_code >= 400:
                assert set(answer.json()) == {"error"}, path
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("seed", range(1))
def test_no_address_is_a_defect(seed, maria, things, program):
    chance = random.Random(seed)
    client = program(maria).client
    client.raise_request_exception = False
    values = [
        "",
        "x",
        "\0",
        "%",
        "1",
        "-1",
        "9" * 40,
        "１",
        "true",
        "2024",
        "2024-01-01T00:00:00Z",
        "9999-99-99",
        "a" * 3000,
        "𠮷",
        "'",
        '"',
        "é",
        "\u202e",
    ]
    wrong = []
    for method, path, _properties, _components, operation in operations():
        if method != "get":
            continue
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                for value in chance.sample(values, 6):
                    answer = client.get(filled(path, things), {parameter["name"]: value})
                    if answer.status_code >= 500:
                        wrong.append(f"{path}?{parameter['name']}={value!r}: {answer.status_code}")
                    elif answer.status_code >= 400 and "/schema" not in path:
                        assert set(answer.json()) == {"error"}, path
    assert not wrong, "\n".join(wrong)


def test_an_address_that_not_even_a_pattern_knows_is_answered_in_the_one_shape(client):
    answer = client.get("/api/v1/readings/a%0Ab/dismissals/0-1")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json()["error"]["code"] == "not_found"
    assert client.get("/readings/a%0Ab")["Content-Type"].startswith("text/html")
