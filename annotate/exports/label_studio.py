"""Facts as Label Studio's JSON: a list of tasks, one a document, to be imported with the labeling config that stands beside the pages
(``static/annotate/label_studio.xml``).

A fact is a region labelled by its measure; each of its other fields is a further result with the same ``id``, as Label Studio keeps what is said of
one region. What people accepted or corrected is in the task's annotation, what nobody judged in its prediction; what was rejected is no fact, and
left out. ``start`` and ``end`` are half-open and count Unicode code points: so does Label Studio (measured in its editor behind 𠮷 and an emoji), and so
does Python, and no offset is converted. Values stay the strings that the text says, since its number field would make floats of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from statistics import fmean
from typing import Any

from annotate.exports.columns import Column
from annotate.exports.table import Record
from annotate.models import Document
from annotate.models.fact_fields import VALUE_FIELDS

LABELLED = "measure"
CHOICES = ("status", "qualifier")
TEXT_AREAS = tuple(name for name in VALUE_FIELDS if name not in ("start", "end", "text", LABELLED, *CHOICES))
OF_DOCUMENT = ("document_id", "title", "address", "published")
AT_ONCE = 20  # documents whose raw texts are held in memory at once

HEAD, TAIL = b"[\n", b"\n]\n"


def label_studio_lines(records: Iterable[Record], columns: tuple[Column, ...], *, begun: bool) -> Iterator[bytes]:
    """The tasks of whole documents, one a line, parted by commas; ``begun``: whether tasks stand before these."""
    names = [column.name for column in columns]
    groups = (list(group) for _document, group in groupby(records, key=lambda record: record.document))
    while batch := list(islice(groups, AT_ONCE)):
        for facts, raw in _with_texts([[dict(zip(names, one.cells, strict=True)) for one in group] for group in batch]):
            yield (b",\n" if begun else b"") + json.dumps(_task(facts, raw), ensure_ascii=False).encode("utf-8")
            begun = True


def _with_texts(groups: list[list[dict[str, Any]]]) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """Each document's facts with its raw text; where the text was erased, there is nothing to mark."""
    texts = dict(Document.objects.filter(uuid__in=[facts[0]["document_id"] for facts in groups]).values_list("uuid", "raw"))
    for facts in groups:
        if raw := texts.get(facts[0]["document_id"]):
            yield facts, raw


def _task(facts: list[dict[str, Any]], raw: str) -> dict[str, Any]:
    judged = [fact for fact in facts if fact.get("state", "accepted") in ("accepted", "corrected")]
    proposed = [fact for fact in facts if fact.get("state") == "proposed"]
    data = {"text": raw} | {name: _said(facts[0][name]) for name in OF_DOCUMENT}
    task: dict[str, Any] = {"data": data, "annotations": [], "predictions": []}
    if judged:
        task["annotations"] = [{"result": _results(judged), "ground_truth": "release" in judged[0]}]
    if proposed:
        sure = [fact["confidence"] for fact in proposed if fact["confidence"] is not None]
        prediction = {"model_version": _version(proposed), "result": _results(proposed)}
        task["predictions"] = [prediction | ({"score": fmean(sure)} if sure else {})]
    return task


def _version(facts: list[dict[str, Any]]) -> str:
    return ", ".join(sorted({" ".join(filter(None, (fact["producer"], fact["version"]))) for fact in facts}))


def _results(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [result for fact in facts for result in _region(fact)]


def _region(fact: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The region with its label, then what else is said of it."""
    span = {"start": fact["start"], "end": fact["end"], "text": fact["text"]}
    region = {"id": str(fact["fact_id"]), "to_name": "text"}
    score = {} if fact.get("confidence") is None else {"score": fact["confidence"]}
    yield {**region, "from_name": LABELLED, "type": "labels", "value": {**span, "labels": [fact[LABELLED]]}, **score}
    for name in CHOICES:
        yield {**region, "from_name": name, "type": "choices", "value": {**span, "choices": [fact[name]]}}
    for name in TEXT_AREAS:
        if fact[name] not in (None, ""):
            yield {**region, "from_name": name, "type": "textarea", "value": {**span, "text": [fact[name]]}}


def _said(value: Any) -> str | None:
    return None if value is None else str(value)
