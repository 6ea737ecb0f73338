"""Confidence is a probability for every field, low where nothing can be trusted."""

from __future__ import annotations

from extraction import tables
from extraction.facts.confidence import CONFIDENT_FIELDS, DAMAGED_AT_MOST, FEATURES, features, probability, with_confidence
from extraction.pipeline import extract

TEXT = "前三季度，建湖县地区生产总值530亿元，增长6%；新增各类经营主体1.2万户。"


def test_every_fact_is_sure_to_a_degree_in_every_field() -> None:
    for fact in extract(TEXT, "2024-10-30").facts:
        assert set(fact.confidence) == set(CONFIDENT_FIELDS)
        assert all(0 <= sure <= 1 for sure in fact.confidence.values())


def test_there_are_at_most_a_dozen_features_and_the_table_weighs_each() -> None:
    assert len(FEATURES) <= 12
    rows = tables.rows("confidence")
    assert [row["field"] for row in rows] == list(CONFIDENT_FIELDS)
    for row in rows:
        assert {"field", "intercept", *FEATURES, "note"} == set(row)
        assert "fitted" in row["note"]


def test_a_damaged_figure_is_never_offered_as_sound() -> None:
    fact = extract(TEXT, "2024-10-30").facts[0]
    damaged = with_confidence(type(fact)(**{**fact.__dict__, "flags": ("damaged",)}))
    assert damaged.confidence["fact"] <= DAMAGED_AT_MOST
    assert damaged.confidence["value"] <= DAMAGED_AT_MOST


def test_the_logistic_is_bounded() -> None:
    assert probability((1e9,), ()) <= 1
    assert probability((-1e9,), ()) >= 0


def test_features_are_noughts_and_ones() -> None:
    for fact in extract(TEXT, "2024-10-30").facts:
        assert set(features(fact)) <= {0.0, 1.0}
