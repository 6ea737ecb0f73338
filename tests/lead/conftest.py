"""Documents that two people have read."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def twice(collection: Any, maria: Any) -> Any:
    """Maria's collection, read twice and blind."""
    from annotate import governing

    return governing.change_collection(collection=collection, changes={"readings_required": 2, "blind": True}, actor=maria, door="page")


def read(document: Any, annotator: Any, **judgements: dict[str, Any]) -> Any:
    """One whole reading: every proposal accepted, but for those (by mention) that ``judgements`` say otherwise of."""
    from annotate import queueing
    from annotate.reviewing import finishing, judging

    document.refresh_from_db()
    reading = queueing.open_reading(document=document, annotator=annotator, door="page")
    if reading.aided:
        for fact in document.facts.filter(candidate__isnull=False):
            said = judgements.get(fact.candidate.text, {})
            judging.judge(fact=fact, reading=reading, actor=annotator, door="page", **({"state": "accepted"} | said))
    return finishing.finish(reading=reading, actor=annotator, door="page")


@pytest.fixture
def disputed(document: Any, twice: Any, alice: Any, bob: Any) -> Any:
    """Alice and Bob read the document; they differ on the measure of 5.4% and on whether 1.25万户 is a fact."""
    read(document, alice)
    read(document, bob, **{"5.4%": {"values": {"measure": "growth"}}, "1.25万户": {"state": "rejected", "reason": "not_a_fact"}})
    return document


def read_all(document: Any, annotator: Any, seed: int) -> Any:
    """One whole reading of an extracted document in which something is corrected, something rejected, and all else accepted."""
    from annotate import queries, queueing
    from annotate.reviewing import dismissing, finishing, judging

    reading = queueing.open_reading(document=document, annotator=annotator, door="page")
    for number, card in enumerate(queries.cards(document, reading, annotator)):
        said: dict[str, Any] = {"state": "accepted"}
        if (seed + number) % 5 == 0:
            said = {"state": "rejected", "reason": "not_a_fact"}
        elif (seed + number) % 7 == 0:
            said = {"state": "accepted", "values": {"status": "estimate"}}
        judging.judge(fact=card.fact, reading=reading, actor=annotator, door="page", **said)
    for view in queries.numerals(document, reading, queries.cards(document, reading, annotator)):
        if view.state == "open":
            dismissing.dismiss(reading=reading, start=view.start, end=view.end, reason="other", actor=annotator, door="page")
    return finishing.finish(reading=reading, actor=annotator, door="page")
