"""A damaged article reads as the clean one does: several hundred seeded variants, by kind of noise."""

import difflib
import random
import zlib
from functools import cache
from pathlib import Path

import pytest

from extraction.text import simplified
from extraction.text.articles import Page, articles
from extraction.text.cleaning import clean
from tests.extraction import noise

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parents[1]
ALREADY_NOISY = {"u10_jinjiang_glossed", "u11_qianan_hard_wrapped"}
ARTICLES = sorted(path for path in (TESTS / "unseen").glob("*.txt") if path.stem not in ALREADY_NOISY)
VARIANTS = 4
"""Seeds for each article and kind."""
FLOORS = dict.fromkeys(noise.KINDS, 0.99)
"""Share of the paragraphs of all variants that must read exactly as without the noise."""


def paragraphs(page: Page) -> list[str]:
    found = []
    for article in page.articles:
        found += [title.text for title in article.titles]
        for section in article.sections:
            found += [section.heading.text] if section.heading else []
            found += [paragraph.text for paragraph in section.paragraphs]
    return found


@cache
def read(text: str) -> tuple[str, ...]:
    return tuple(paragraphs(articles(clean(text))))


def variants(kind: str):
    for path in ARTICLES:
        text = path.read_text(encoding="utf-8")
        for seed in range(VARIANTS):
            rng = random.Random(zlib.crc32(f"{path.stem} {kind} {seed}".encode()))
            yield path.stem, text, noise.KINDS[kind](text, rng)


@pytest.mark.parametrize("kind", noise.KINDS)
def test_a_damaged_article_reads_as_the_clean_one(kind, record_property):
    same = total = 0
    differences = []
    for name, text, noised in variants(kind):
        expected, got = read(text), read(noised)
        matching = sum(block.size for block in difflib.SequenceMatcher(None, expected, got, autojunk=False).get_matching_blocks())
        same, total = same + matching, total + max(len(expected), len(got))
        differences += [(name, piece) for piece in set(got) - set(expected)]
    record_property("share", same / total)
    print(f"{kind}: {same} of {total} paragraphs ({same / total:.2%})")
    assert same >= FLOORS[kind] * total, differences[:8]


@pytest.mark.parametrize("kind", noise.KINDS)
def test_every_character_of_a_damaged_article_maps_to_raw_ones_that_explain_it(kind):
    for name, _, noised in variants(kind):
        cleaned = clean(noised)
        aligned = cleaned.aligned
        changed = {i for edit in cleaned.edits for i in range(*edit.raw)}
        for i, char in enumerate(aligned.text):
            source = noised[aligned.starts[i] : aligned.ends[i]]
            assert char == source or aligned.starts[i] in changed, (name, i, char, source)


def test_byte_shifted_runs_are_read_again_or_left_and_never_read_wrongly():
    right = wrong = left = 0
    for path in ARTICLES:
        for seed in range(4):
            text = path.read_text(encoding="utf-8")
            noised = noise.misdecoded(text, random.Random(seed))
            plain = simplified.convert(noise.traditional(text, random.Random(seed)))
            cleaned = clean(noised)
            runs = noised.count("?") and sum(1 for edit in cleaned.edits if edit.step == "misdecoded")
            ok = sum(1 for edit in cleaned.edits if edit.step == "misdecoded" and _stands_in(edit.after, plain))
            right, wrong = right + ok, wrong + runs - ok
            left += sum(1 for damage in cleaned.damages if damage.kind == "misread")
    print(f"byte-shifted runs: {right} read again, {wrong} read wrongly, {left} left as damage")
    assert right >= 60
    assert wrong <= 0.02 * right


def _stands_in(reading: str, text: str) -> bool:
    pieces = [piece for piece in reading.split("?") if piece]
    return all(piece in text for piece in pieces)


def test_identity_on_clean_articles():
    for path in ARTICLES:
        text = path.read_text(encoding="utf-8")
        assert {edit.step for edit in clean(text).edits} <= {"dash", "width"}, path.stem
