"""The words around a figure that can name it: those before its cue of growth, and the noun right behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.facts.draft import Draft
from extraction.facts.lists import JOINTS
from extraction.mentions.indicators import Word, is_separator, lexicon, name_before, name_behind

PEOPLE = ("人", "户", "人次", "名")  # 带动3.1万户 counts other things than were counted before


def own_name(draft: Draft) -> Sequence[Word]:
    """What the words before a figure call it."""
    return name_before(uncued(draft))


def named_before_cue(words: Sequence[Word], draft: Draft) -> Sequence[Word]:
    """The name in words before a figure, up to its cue of growth."""
    end = draft.cue.span.start if draft.cue else draft.span.start
    return name_before([word for word in words if word.span.start < end])


def uncued(draft: Draft) -> Sequence[Word]:
    """The lead without the cue of growth, the comparison or the 从 and what follows them, and without what qualifies the figure."""
    end = draft.cue.span.start if draft.cue and draft.cue.span.end <= draft.span.start else draft.span.start
    if draft.earlier and draft.start_word is not None:
        end = min(end, draft.start_word)
    closing = lexicon("comparing") if draft.measure in ("growth", "change") else _RANKS if draft.measure == "rank" else frozenset()
    qualifiers = draft.quantity.qualifier_spans
    kept: list[Word] = []
    for word in draft.lead:
        if word.span.end > end:
            break
        if word.text in closing and (kept or draft.measure != "growth" or word.text in ("比", "较")):
            break
        if not (qualifiers and any(span.overlap(word.span) for span in qualifiers)):
            kept.append(word)
    return kept


_RANKS = frozenset(("位居", "居", "列", "位列", "排名", "排", "位于", "跻身", "保持"))
_MARK_PASSED = re.compile("(?:[一两二三四]个)?新?(?:台阶|大关|关口|门槛)")
_HELPS = frozenset(("解决", "化解", "满足", "保障", "改善", "落实", "消除"))


def behind_noun(draft: Draft) -> Sequence[Word]:
    """The noun phrase right behind a figure; a list with 、 is taken whole where no other figure follows in the clause."""
    trail = draft.trail
    if trail and trail[0].text == "的" and draft.quantity.kind in ("count", "bare") and draft.quantity.qualifier == "above":
        trail = trail[1:]
    elif trail and trail[0].text == "的" and (draft.unit or "").endswith(PEOPLE) and any(word.text in _HELPS for word in draft.lead):
        trail = trail[1:]  # 解决19.5万人的饮水安全问题
    noun = list(name_behind(trail) or _behind_attribute(draft, trail))
    if _MARK_PASSED.fullmatch("".join(word.text for word in noun)):
        return ()
    while noun and draft.last_in_clause:
        rest = trail[len(noun) :]
        more = name_behind(rest[1:]) if rest and rest[0].text in JOINTS else ()
        if not more:
            break
        noun = [*noun, rest[0], *more]
    return noun


def _behind_attribute(draft: Draft, trail: Sequence[Word]) -> Sequence[Word]:
    """62份从国外引进的种质资源: the noun that a longer attribute leads up to."""
    if draft.quantity.kind != "count" or not trail or trail[0].text not in ("从", "由", "来自", "在", "以"):
        return ()
    end = next((index for index, word in enumerate(trail[:8]) if word.text == "的"), None)
    return name_behind(trail[end + 1 :]) if end and not any(is_separator(word) for word in trail[:end]) else ()
