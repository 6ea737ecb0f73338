"""Tasks for Label Studio: of its documented format, with names that the labeling config knows, and offsets that count code points."""

from __future__ import annotations

import io
import json
import os
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from annotate import queueing, releasing
from annotate.exports.table import FactTable, GoldTable, Table
from annotate.exports.writing import write
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.reviewing import finishing, judging
from tests.conftest import proposal
from tests.exports.label_studio_schema import TASKS

CONFIG = Path(__file__).resolve().parents[2] / "annotate" / "static" / "annotate" / "label_studio.xml"
RAW = "𠮷林🏠前三季度,平度市地区生产总值增长5.4%。\r\n固定资产投资完成125.6亿元,新增经营主体1.25万户。"
# A Python that has label-studio-sdk, for the same check by the makers' own code.
WITH_SDK = os.environ.get("LABEL_STUDIO_PYTHON")

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(make_document: Any, alice: Any) -> Any:
    """Alice corrected the first figure, rejected the second, and has not judged the third."""
    facts = [proposal(RAW, text) | {"confidence": {"fact": sure}} for text, sure in (("5.4%", 0.9), ("125.6亿元", 0.8), ("1.25万户", 0.5))]
    document = make_document(raw=RAW, facts=facts)
    make_document(raw="没有数字。", facts=[])
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    growth, investment, _subjects = document.facts.order_by("id")
    judging.judge(fact=growth, reading=reading, state="accepted", values={"measure": "growth"}, actor=alice, door="page", insist=True)
    judging.judge(fact=investment, reading=reading, state="rejected", reason="other", actor=alice, door="page")
    return document


def tasks(table: Table) -> list[dict[str, Any]]:
    file = io.BytesIO()
    write(table, "label_studio", file)
    found: list[dict[str, Any]] = json.loads(file.getvalue())
    jsonschema.Draft202012Validator(TASKS).validate(found)
    return found


def test_what_people_accepted_is_an_annotation_what_nobody_judged_a_prediction(document: Any, collection: Any, alice: Any) -> None:
    (task,) = tasks(FactTable(collection, alice, {}))
    assert task["data"]["text"] == RAW
    assert task["data"]["document_id"] == str(document.uuid)
    (annotation,), (prediction,) = task["annotations"], task["predictions"]
    labels = [one["value"]["labels"] for one in annotation["result"] if one["type"] == "labels"]
    assert labels == [["growth"]]
    assert prediction["model_version"] == "heshi test"
    assert prediction["score"] == 0.5
    assert {one["value"]["text"][0] for one in prediction["result"] if one["from_name"] == "value"} == {"1.25"}
    assert [one["value"]["text"] for part in (annotation, prediction) for one in part["result"] if one["type"] == "labels"] == [
        "5.4%",
        "1.25万户",
    ]


def test_offsets_count_code_points_behind_an_emoji_and_a_rare_character(document: Any, collection: Any, alice: Any) -> None:
    (task,) = tasks(FactTable(collection, alice, {}))
    regions = [one["value"] for part in (*task["annotations"], *task["predictions"]) for one in part["result"] if one["type"] == "labels"]
    assert [task["data"]["text"][one["start"] : one["end"]] for one in regions] == ["5.4%", "1.25万户"] == [one["text"] for one in regions]


def test_a_release_is_ground_truth(document: Any, collection: Any, alice: Any, maria: Any) -> None:
    reading = document.readings.get()
    judging.judge(fact=document.facts.order_by("id").last(), reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    (task,) = tasks(GoldTable(releasing.release(collection=collection, actor=maria, door="page")))
    assert task["annotations"][0]["ground_truth"] is True
    assert task["predictions"] == []
    assert {one["id"] for one in task["annotations"][0]["result"]} == {
        str(gold.fact_uuid) for gold in collection.releases.get().facts.all()
    }


def test_the_file_of_nothing_is_an_empty_list(collection: Any, maria: Any) -> None:
    assert tasks(FactTable(collection, maria, {})) == []


def test_the_labeling_config_knows_every_name_and_choice(document: Any, collection: Any, alice: Any) -> None:
    config = ElementTree.parse(CONFIG).getroot()
    controls = {tag.get("name"): tag for tag in config if tag.get("toName")}
    assert set(controls) == set(VALUE_FIELDS) - {"start", "end", "text"}
    assert {tag.get("toName") for tag in controls.values()} == {"text"} == {tag.get("name") for tag in config.iter("Text")}
    (task,) = tasks(FactTable(collection, alice, {}))
    for one in (*task["annotations"][0]["result"], *task["predictions"][0]["result"]):
        control = controls[one["from_name"]]
        assert control.tag.lower() == one["type"]
        offered = {each.get("value") for each in control}
        assert not offered or set(one["value"][one["type"]]) <= offered


@pytest.mark.heavy
@pytest.mark.skipif(not WITH_SDK, reason="no LABEL_STUDIO_PYTHON: a Python that has label-studio-sdk")
def test_the_makers_own_code_finds_config_and_tasks_valid(document: Any, collection: Any, alice: Any, tmp_path: Path) -> None:
    (tmp_path / "tasks.json").write_text(json.dumps(tasks(FactTable(collection, alice, {}))), "utf-8")
    check = f"""
import json
from label_studio_sdk.label_interface import LabelInterface
interface = LabelInterface(open({str(CONFIG)!r}, encoding="utf-8").read())
interface.validate()
for task in json.load(open({str(tmp_path / "tasks.json")!r}, encoding="utf-8")):
    for prediction in task["predictions"]:
        assert not interface.validate_prediction(prediction, return_errors=True), interface.validate_prediction(prediction, return_errors=True)
    for annotation in task["annotations"]:
        assert interface.validate_annotation({{"completed_by": 1, **annotation}})
print("valid")
"""
    done = subprocess.run([str(WITH_SDK), "-c", check], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "valid", done.stderr[-2000:]
