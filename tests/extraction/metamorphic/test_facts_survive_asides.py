"""The facts of untouched sentences stay what they were when an aside is put in, places are renamed, years shifted, articles joined.

Nothing needs gold here: what is read before and behind the edit is held against each other, mapped by the edit. ``floors.csv`` holds by kind
the share of facts that are kept, right behind the edit in its paragraph (``near``) and in the rest of the page (``elsewhere``); it only rises.
"""

from __future__ import annotations

import csv
import random
import zlib
from functools import cache

import pytest

from tests.extraction.metamorphic.articles import Article, own_articles
from tests.extraction.metamorphic.edits import Edit, edited
from tests.extraction.metamorphic.kinds import HERE, KINDS, Kept, Variant, kept, total, variant

GRID = 6
"""Variants of an article by kind in the full grid; one in the sample."""


@cache
def articles() -> list[Article]:
    return list(own_articles())


@cache
def floors() -> dict[str, tuple[float, float]]:
    with (HERE / "floors.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: (float(row["near"]), float(row["elsewhere"])) for row in csv.DictReader(file)}


def measured(kind: str, variants: int) -> Kept:
    several = []
    for number, article in enumerate(articles()):
        for seed in range(variants):
            changed = variant(kind, article, random.Random(zlib.crc32(f"{kind} {article.name} {seed}".encode())), number + seed)
            if changed:
                several.append(kept(article, changed))
    assert len(several) >= 12
    return total(several)


def hold(kind: str, variants: int, record) -> None:
    found = measured(kind, variants)
    near, elsewhere = found.near / max(1, found.of_near), found.far / max(1, found.of_far)
    record("near", near)
    record("elsewhere", elsewhere)
    print(f"{kind}: near {found.near} of {found.of_near}, elsewhere {found.far} of {found.of_far}")
    lost = [(fact.text, fact.indicator, fact.region, fact.period_start, fact.period_end, fact.status, now) for fact, now in found.lost[:8]]
    assert not found.of_near or near >= floors()[kind][0], lost
    assert elsewhere >= floors()[kind][1], lost


@pytest.mark.parametrize("kind", KINDS)
def test_facts_of_untouched_sentences_stay(kind, record_property):
    hold(kind, 1, record_property)


@pytest.mark.heavy
@pytest.mark.parametrize("kind", KINDS)
def test_facts_of_untouched_sentences_stay_in_the_full_grid(kind, record_property):
    hold(kind, GRID, record_property)


def test_every_kind_has_its_floors():
    assert sorted(floors()) == sorted(KINDS)


def test_a_wrong_default_is_noticed():
    """The relation can fail: an article under another one's heading loses its facts."""
    article = next(one for one in articles() if one.region and len(one.facts) > 20)
    stale = Variant(edited(article.text, [Edit(0, 0, "")]), f"{int(article.published[:4]) - 1}{article.published[4:]}", {})
    assert kept(article, stale).lost
    same = Variant(edited(article.text, [Edit(0, 0, "\n")]), article.published, {})
    assert not kept(article, same).lost


def test_an_edit_says_where_the_characters_went():
    done = edited("甲乙丙丁", [Edit(1, 1, "――"), Edit(2, 3, "")])
    assert done.text == "甲――乙丁"
    assert [done.moved(0, 1), done.moved(1, 2), done.moved(2, 3), done.moved(3, 4)] == [(0, 1), (3, 4), None, (4, 5)]
    assert done.moved(0, 2) is None
