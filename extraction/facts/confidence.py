"""How sure, per field and per fact."""

from __future__ import annotations

from dataclasses import replace

from extraction.facts.fact import Fact


def with_confidence(fact: Fact) -> Fact:
    return replace(fact, confidence={"fact": 0.8})
