"""Shares of a whole (占…比重) and of a plan (完成目标的98.4%): named after the figure that they are a share of."""

from __future__ import annotations

import re

from extraction.facts.draft import Draft, Sentence
from extraction.mentions.indicators import EMPTY, Phrase
from extraction.text.span import Span

_OF_WHOLE = re.compile(r"占(?!地(?!区|方)|用|比)")
_SHARE = re.compile(r"占(?!地(?!区|方)|用|比)([^，,、占]{0,10}?)(?:的|了|到)?(?:近|约|超过|超|达到|达)?$")


def of_the_whole(sentence: Sentence, draft: Draft) -> None:
    """占一般公共预算支出的78.8% says of what only before it: the name is the figure's before with 占…比重."""
    own = draft.head if draft.first_of_series else draft.siblings[0].share
    if not _OF_WHOLE.match(own.text):
        return
    draft.share = own
    count, index = len(draft.siblings), next(i for i, other in enumerate(draft.siblings) if other is draft)
    earlier = [other for other in sentence.before(draft.siblings[0]) if other.head and other.measure != "rank"][:count]
    other = earlier[count - 1 - index] if len(earlier) == count else next(iter(earlier), None)
    if other:
        draft.head = other.name + Phrase(own.text + ("" if "比" in own.text else "比重"), own.spans)
        draft.verbs, draft.topic, draft.name_rule = EMPTY, other.topic, "share_of_previous"


def bare_share(sentence: Sentence, draft: Draft) -> None:
    """税收占68.3%, 占全县的四成: a percentage right behind 占, with what stands before it or what the figure before was called."""
    if draft.measure != "level" or draft.quantity.kind != "percent" or draft.share or not draft.first_of_series:
        return
    found = _SHARE.search(sentence.text[draft.clause.start : draft.span.start])
    if not found or _OF_WHOLE.search(draft.head.text):
        return
    own = draft.head
    other = (
        None
        if own
        else next((other for other in sentence.reach(draft) if other.head and not other.share and other.measure != "rank"), None)
    )
    if not own and not other:
        return
    start = draft.clause.start + found.start()
    said = Phrase(f"占{found[1] or _whole(sentence, draft)}比重", (Span(start, start + 1 + len(found[1])),))
    if other:
        draft.source, draft.name_rule = other, "share_of_previous"
        own = other.name
    draft.share, draft.verbs, draft.head = said, EMPTY, own + said


def _whole(sentence: Sentence, draft: Draft) -> str:
    """其中税收占68.3%: of the figure that it is a part of."""
    if "其中" not in sentence.text[draft.clause.start : draft.span.start]:
        return ""
    amounts = (one for one in sentence.before(draft) if one.head and one.measure == "level" and one.quantity.kind == "amount")
    whole = next(amounts, None)
    return whole.name.text if whole and whole.name.text != draft.name.text else ""


_TARGET = re.compile(r"目标|任务|计划|预算|序时")


def of_the_target(sentence: Sentence, draft: Draft) -> None:
    """完成年度目标的98.4%, 为年度计划的70.1%: a share of what was planned for the figure before, in a series one for one."""
    own = draft.name if draft.first_of_series else draft.siblings[0].share
    previous = sentence.previous(draft)
    if not own and previous and previous.clause == draft.clause and _is_plan(previous):
        own = previous.name
    if (
        (draft.quantity.kind, draft.measure) not in (("percent", "level"), ("points", "change"))
        or not _TARGET.search(own.text)
        or len(own.text) > 12
        or draft.name_rule
    ):
        return
    draft.share = own
    other = _counterpart(sentence, draft)
    if other:
        draft.head, draft.verbs, draft.topic, draft.name_rule = other.name + own, EMPTY, other.topic, "of_the_target"


def _counterpart(sentence: Sentence, draft: Draft) -> Draft | None:
    """The level before that a share is taken of; for the n-th of a series the n-th of as many levels."""
    count, index = len(draft.siblings), next(i for i, other in enumerate(draft.siblings) if other is draft)
    before = [
        other
        for other in sentence.before(draft.siblings[0])
        if other.head and other.measure == "level" and other.quantity.kind != "percent" and not _is_plan(other)
    ]
    return before[count - 1 - index] if len(before) >= count else next(iter(before), None)


def _is_plan(draft: Draft) -> bool:
    """为年计划72亿元的81%: the plan itself."""
    return bool(draft.trail) and draft.trail[0].text == "的" and len(draft.name.text) <= 6 and bool(_TARGET.search(draft.name.text))
