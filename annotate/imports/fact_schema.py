"""What may be brought as a fact, as JSON Schema (draft 2020-12): made from the same fields that check it.

A schema cannot say that ``text`` is what stands at ``start`` to ``end``, or that a code is some division's: that is checked against the document.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.validators import RegexValidator
from django.db.models import Field, PositiveIntegerField

from annotate.imports.fact_record import BESIDE, EXPLAINED, FIELDS, LONGEST, MOST_FINDINGS, MOST_SPANS, NEEDED
from annotate.imports.item import MAKER
from extraction.facts.fact import FLAGS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NOTES = {
    "start": "Where the mention begins in the raw text: Unicode code points, not UTF-16 units and not bytes.",
    "end": "Where it ends, exclusive.",
    "text": "The mention, exactly raw[start:end]: number and unit.",
    "value": "The number as stated, in the stated unit, as a decimal string; negative for a fall.",
    "value_max": "The upper end of a range.",
    "unit": "As stated, in simplified Chinese, its magnitude kept: 万户.",
    "indicator": "What is measured, in the words of the text.",
    "region_code": "Six digits of GB/T 2260.",
    "period_start": "First month, YYYY-MM.",
    "period_end": "Last month, YYYY-MM.",
    "value_base": "Follows from value and unit; need not be said, and must be right where it is.",
    "unit_base": "Follows from unit.",
    "confidence": "How sure, a field each; `fact`: that it is a fact at all.",
    "evidence": "What each field was read from, and by which rule where it was not read there.",
    "findings": "What a check of the producer's has to say.",
    "optional": "For a reference set: reasonable people differ on whether it is a fact.",
    "fact_id": "The identity it had in the Heshi that exported it.",
}
# As what facts come: to be reviewed at the desk, or to be compared with alone.
PURPOSES = ("candidates", "reference")
PURPOSE = "candidates: reviewed at the desk like ours; reference: only compared with, such as gold made elsewhere."
SPAN: dict[str, Any] = {
    "type": "array", "prefixItems": [{"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}], "minItems": 2, "maxItems": 2,
    "description": "[start, end] in code points of the raw text",
}  # fmt: skip
SPANS: dict[str, Any] = {"type": "array", "items": SPAN, "maxItems": MOST_SPANS}


def fact_schema() -> dict[str, Any]:
    """One fact about a document that the caller names elsewhere."""
    properties = {name: _property(name, field) for name, field in FIELDS.items()} | _beside()
    for name, schema in properties.items():
        if name in NOTES:
            schema["description"] = NOTES[name]
    return {"type": "object", "properties": properties, "required": list(NEEDED), "additionalProperties": False}


def line_schema() -> dict[str, Any]:
    """One line of a file: a document with what was found in it, or a fact about a document that is here already."""
    fact = fact_schema()
    by_line = fact["properties"] | {
        "document": {"type": "string", "minLength": 1, "description": "The document's uuid, or the id that its source gave it."}
    }
    document: dict[str, dict[str, Any]] = {name: {"type": ["string", "null"]} for name in ("title", "published", "address", "source")}
    document["id"] = {"type": ["string", "integer", "null"], "description": "The source's own id; it comes in once."}
    document["text"] = {"type": "string", "minLength": 1, "description": "The raw text, kept as it is."}
    document["facts"] = {"type": "array", "items": {"$ref": "#/$defs/fact"}}
    return {
        "$schema": DIALECT,
        "title": "Heshi: a line of candidates",
        "$defs": {"fact": fact},
        "oneOf": [
            _closed(document | _maker(), ["text"], "A document, with facts if there are some"),
            _closed(by_line | _maker(), [*fact["required"], "document"], "A fact of a document that is here"),
        ],
    }


def body_schema(*, purpose: bool = False) -> dict[str, Any]:
    """What a program sends for one document; with ``purpose``, also as what."""
    facts = {"type": "array", "items": {"$ref": "#/$defs/fact"}, "minItems": 1}
    more = {"purpose": {"enum": list(PURPOSES), "default": PURPOSES[0], "description": PURPOSE}} if purpose else {}
    body = _closed({"facts": facts} | _maker() | more, ["producer", "version", "facts"], "Heshi: candidates of one document")
    return {"$schema": DIALECT, "$defs": {"fact": fact_schema()}} | body


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """The same as part of a larger description, in which ``$defs`` would be looked for elsewhere."""
    told = json.dumps({name: value for name, value in schema.items() if name not in ("$schema", "$defs")})
    for name, inner in schema.get("$defs", {}).items():
        told = told.replace(json.dumps({"$ref": f"#/$defs/{name}"}), json.dumps(inner))
    return dict(json.loads(told))


def _closed(properties: dict[str, Any], required: list[str], title: str) -> dict[str, Any]:
    return {"title": title, "type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _maker() -> dict[str, Any]:
    said = {"producer": "Whose facts they are: a model's name.", "version": "Which version of it."}
    most = {"producer": 60, "version": 40}
    return {
        name: {"type": "string", "minLength": 1, "maxLength": most[name], "pattern": r"^[^\s\x00-\x1f]", "description": said[name]}
        for name in MAKER
    }


def _property(name: str, field: Field[Any, Any]) -> dict[str, Any]:
    if isinstance(field, PositiveIntegerField):
        return {"type": "integer", "minimum": 0 if name == "start" else 1}
    schema: dict[str, Any] = {"type": ["string", "null"] if field.null or field.blank or field.has_default() else "string"}
    if field.choices:
        schema["enum"] = [value for value, _label in field.choices] + ([None] if "null" in schema["type"] else [])
    elif schema["type"] == "string":
        schema["minLength"] = 1
        schema["pattern"] = r"\S"
    if field.max_length and not field.choices:
        schema["maxLength"] = field.max_length
    for one in field.validators:
        if isinstance(one, RegexValidator):
            schema["pattern"] = re.compile(one.regex).pattern.replace(r"\Z", "$")
    if field.has_default():
        schema["default"] = field.get_default()
    return schema


def _beside() -> dict[str, Any]:
    explained = {"propertyNames": {"enum": sorted(EXPLAINED)}}
    text = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    why = {"spans": SPANS, "rule": {"type": ["string", "null"], "maxLength": 60}}
    finding = {"check": text | {"maxLength": 60}, "says": text, "spans": SPANS}
    schemas: dict[str, dict[str, Any]] = {
        "confidence": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}} | explained,
        "evidence": {"type": "object", "additionalProperties": _closed(why, [], "why")} | explained,
        "findings": {"type": "array", "maxItems": MOST_FINDINGS, "items": _closed(finding, ["check", "says"], "finding")},
        "flags": {"type": "array", "items": {"enum": list(FLAGS)}},
        "optional": {"type": "boolean", "default": False},
        "fact_id": {"type": "string", "format": "uuid"},
    }
    return {name: schemas[name] for name in BESIDE}
