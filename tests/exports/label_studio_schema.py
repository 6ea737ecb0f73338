"""Label Studio's task format as it documents it ("Label Studio JSON format of annotated tasks", "Import pre-annotations"), as JSON Schema: only what
it names may stand there, so that nothing of ours is silently dropped on import."""

from __future__ import annotations

from typing import Any

SPAN = {"start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 1}, "text": {"type": "string"}}


def _value(name: str, **more: Any) -> dict[str, Any]:
    """A region's value; of a text area ``text`` is what was written there."""
    said = {name: {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 1}}
    return {"type": "object", "properties": {**SPAN, **said}, "required": ["start", "end", name], "additionalProperties": False, **more}


def _result(kind: str, name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "from_name": {"type": "string"},
            "to_name": {"const": "text"},
            "type": {"const": kind},
            "value": _value(name),
            "score": {"type": "number", "minimum": 0, "maximum": 1},
            "origin": {"enum": ["manual", "prediction", "prediction-changed"]},
        },
        "required": ["id", "from_name", "to_name", "type", "value"],
        "additionalProperties": False,
    }


RESULTS = {
    "type": "array",
    "minItems": 1,
    "items": {"oneOf": [_result("labels", "labels"), _result("choices", "choices"), _result("textarea", "text")]},
}
TASKS: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "data": {"type": "object", "properties": {"text": {"type": "string", "minLength": 1}}, "required": ["text"]},
            "annotations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"result": RESULTS, "ground_truth": {"type": "boolean"}, "was_cancelled": {"type": "boolean"}},
                    "required": ["result"],
                    "additionalProperties": False,
                },
            },
            "predictions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"model_version": {"type": "string"}, "score": {"type": "number"}, "result": RESULTS},
                    "required": ["result"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["data"],
        "additionalProperties": False,
    },
}
