"""The facts of a damaged article are those of the clean one: same fields, same place, by kind of noise."""

import random
import zlib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from extraction.facts.fact import Fact
from extraction.pipeline import extract
from extraction.text.span import Span
from tests.extraction import noise

TESTS = Path(__file__).parent
ALREADY_NOISY = {"u10_jinjiang_glossed", "u11_qianan_hard_wrapped"}
ARTICLES = sorted(path for path in (TESTS / "unseen").glob("*.txt") if path.stem not in ALREADY_NOISY)
PUBLISHED = "2024-11"
"""Given, so that no article hangs on what its page says about the date."""
VARIANTS = 2
BEFORE = 16
"""Characters of running text before a mention that tell its place."""
FLOORS = dict.fromkeys(noise.KINDS, 0.99)
FIELDS = (
    "value", "value_max", "unit", "measure", "indicator", "indicator_canonical", "subject", "region", "region_code", "place",
    "period_start", "period_end", "status", "qualifier", "base", "value_base", "unit_base",
)  # fmt: skip


@cache
def facts(text: str) -> Counter[tuple[object, ...]]:
    """The facts by their fields and by the running text before and in the mention, which is the same with and without the noise."""
    found = extract(text, published=PUBLISHED)
    paragraphs = []
    for article in found.page.articles:
        paragraphs += article.titles
        for section in article.sections:
            paragraphs += [*([section.heading] if section.heading else []), *section.paragraphs]

    def where(fact: Fact) -> tuple[str, str]:
        assert text[fact.start : fact.end] == fact.text
        raw = Span(fact.start, fact.end)
        paragraph, span = next((p, s) for p in paragraphs if (s := p.aligned.clean_span(raw)))
        return paragraph.text[max(0, span.start - BEFORE) : span.start], paragraph.text[span.start : span.end]

    return Counter((*where(fact), *(getattr(fact, name) for name in FIELDS)) for fact in found.facts)


@pytest.mark.parametrize("kind", noise.KINDS)
def test_facts_are_the_same_with_and_without_noise(kind, record_property):
    shared = union = 0
    lost: list[tuple[object, ...]] = []
    for path in ARTICLES:
        text = path.read_text(encoding="utf-8")
        for seed in range(VARIANTS):
            rng = random.Random(zlib.crc32(f"{path.stem} {kind} {seed}".encode()))
            expected, got = facts(text), facts(noise.KINDS[kind](text, rng))
            shared, union = shared + (expected & got).total(), union + (expected | got).total()
            lost += [(path.stem, *fact[:6]) for fact in expected - got]
    record_property("share", shared / union)
    print(f"{kind}: {shared} of {union} facts ({shared / union:.2%})")
    assert shared >= FLOORS[kind] * union, lost[:10]
