"""What every figure of a sentence measures: its own words, a list's, or those of the figure before it."""

from __future__ import annotations

from collections.abc import Callable

from extraction.facts.borrowed_names import (
    changed_noun,
    class_before,
    of_a_place,
    of_the_first,
    of_trade,
    of_which,
    other_end,
    same_as_before,
    sector_as_before,
    shared_verb,
    verb_alone,
)
from extraction.facts.draft import Draft, Sentence
from extraction.facts.labels import of_its_label, of_prices, of_what_is_parted, of_which_quantity
from extraction.facts.own_names import named_before, named_behind, share_of_people
from extraction.facts.paired_names import paired, paired_with_series_before
from extraction.facts.shares import bare_share, of_the_target, of_the_whole
from extraction.facts.topics import about_the_topic, is_dependent, of_its_owner, of_the_clause_before

__all__ = ["is_dependent", "name_all"]


def name_all(sentence: Sentence) -> None:
    """Every step over all figures of the sentence, in this order; a step only fills what the steps before left open."""
    for step in STEPS:
        for draft in sentence.drafts:
            step(sentence, draft)


def per_unit(sentence: Sentence, draft: Draft) -> None:
    """每粒200元 is 元/粒; the other end of 从A到B takes the same unit."""
    if draft.unit is None or "/" in draft.unit or "价" not in draft.name.text:
        return
    words = list(draft.lead)
    for index, word in enumerate(words[:-1]):
        if word.text == "每":
            draft.unit = f"{draft.unit}/{words[index + 1].text}"
            return
    previous = sentence.previous(draft)
    if previous and previous.earlier and previous.unit and previous.unit.split("/")[0] == draft.unit:
        draft.unit = previous.unit


STEPS: tuple[Callable[[Sentence, Draft], None], ...] = (
    paired, named_behind, share_of_people, named_before, other_end, class_before, changed_noun, paired_with_series_before, verb_alone, of_the_whole,
    of_the_target, bare_share, sector_as_before, of_its_label, of_prices, of_what_is_parted, of_which_quantity, of_a_place, of_trade, same_as_before, of_which,
    shared_verb, of_the_first, about_the_topic, of_its_owner, of_the_clause_before, per_unit,
)  # fmt: skip
