"""A sample article from its opening to its end by keyboard alone, with corrections that are known; every press is counted, typing is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRONG_PERIODS, WRONG_REGION, MISSED = (2, 9), 5, 12
"""Places in the order of the article."""
PRESSES = {"right": 1, "wrong": 2, "rejected": 2, "dismissed": 1, "added": 3, "on": 1}


@pytest.fixture
def truth() -> tuple[str, list[dict[str, Any]], list[list[Any]]]:
    """The text, its facts and its numerals, as the extractor reads them."""
    from extraction.pipeline import extract

    raw = (ROOT / "seeds" / "04_pingyin_county_report.txt").read_bytes().decode()
    found = extract(raw)
    return raw, [fact.as_dict() for fact in found.facts], [[*one.span, one.not_a_fact] for one in found.numerals]


@pytest.fixture
def proposals(truth: Any) -> tuple[list[dict[str, Any]], list[list[Any]], list[int], list[int]]:
    """What a worse machine would propose: two wrong periods, a wrong region, a fact missed, two that are none; and two numerals to dismiss.
    The last two lists are the places in the text of those that are none, and of those to dismiss."""
    from tests.conftest import proposal

    raw, facts, numerals = truth
    worse = [dict(fact) for fact in facts]
    for place in WRONG_PERIODS:
        worse[place] |= {"period_start": "2021-01", "period_end": "2021-03"}
    worse[WRONG_REGION] |= {"region": "胶州市", "region_code": "370281"}
    del worse[MISSED]
    aside = [(start, end) for start, end, why in numerals if why and not any(fact["start"] < end and start < fact["end"] for fact in facts)]
    none, dismiss = aside[:2], aside[2:4]
    plain = proposal("5个", "5个")
    worse += [{**plain, "start": start, "end": end, "text": raw[start:end]} for start, end in none]
    opened = [[start, end, None if (start, end) in dismiss else why] for start, end, why in numerals]
    return sorted(worse, key=lambda fact: fact["start"]), opened, [start for start, _end in none], [start for start, _end in dismiss]


def test_every_deed_costs_what_it_should_from_the_opening_to_the_end(
    seat: Any, alice: Any, make_document: Any, truth: Any, proposals: Any, capsys: Any
) -> None:
    from annotate.models import Reading
    from annotate.models.candidate import Candidate
    from annotate.models.fact_fields import EDITABLE_FIELDS, VALUE_FIELDS

    raw, facts, _numerals = truth
    worse, numerals, none, dismiss = proposals
    columns = {*VALUE_FIELDS, "confidence", "flags", "findings", "evidence"} & {field.name for field in Candidate._meta.get_fields()}
    make_document(raw=raw, facts=[{name: fact[name] for name in fact if name in columns} for fact in worse], numerals=numerals)
    right = {fact["start"]: fact for fact in facts}
    counted = dict.fromkeys(PRESSES, 0)
    desk = seat(alice).sit()

    def at() -> tuple[int, str]:
        return tuple(desk.page.evaluate("() => [desk.current.start, desk.current.kind]"))

    def change(key: str, text: str) -> None:
        desk.press(key).type(text).press("Enter")

    for _ in range(len(worse) + len(dismiss) + 1):
        start, kind = at()
        fact = right.get(start)
        if kind == "numeral" and start in dismiss:
            deed = "dismissed"
            desk.press("d")
        elif kind == "numeral":
            deed = "added"
            desk.press("Enter")
            desk.page.wait_for_selector(".fact-row[data-state=draft][aria-current]")
            change("i", facts[MISSED]["indicator"])
        elif start in none:
            deed = "rejected"
            desk.press("x", "2")
        elif fact in [facts[place] for place in WRONG_PERIODS]:
            deed = "wrong"
            change("p", f"{fact['period_start'] or ''}..{fact['period_end'] or ''}")
        elif fact is facts[WRONG_REGION]:
            deed = "wrong"
            change("r", fact["region_code"])
        else:
            deed = "right"
            desk.press("Enter")
        counted[deed] += 1
        desk.saved()
    desk.press("n").saved()
    counted["on"] += 1

    reading = Reading.objects.get()
    assert reading.state == "finished", desk.told()
    assert counted == {"right": len(facts) - 4, "wrong": 3, "rejected": 2, "dismissed": 2, "added": 1, "on": 1}
    assert desk.presses == sum(PRESSES[deed] * count for deed, count in counted.items())
    judged = {review.start: review for review in reading.reviews.filter(state="accepted")}
    differing = [
        (start, name, getattr(judged[start], name), fact[name])
        for start, fact in right.items()
        for name in EDITABLE_FIELDS
        if getattr(judged[start], name) != fact[name]
    ]
    assert differing == []
    with capsys.disabled():
        told = ", ".join(f"{count} {deed}" for deed, count in counted.items())
        print(f"\n{desk.presses} presses for {len(worse) + 1} facts and {len(dismiss)} numerals: {told}")
