"""Names completed by what heads a list: a label (产品产量:水泥…), or the total that is broken down (按经营地分,城镇…)."""

from __future__ import annotations

import re
from functools import cache

from extraction.facts.borrowed_names import same_unit
from extraction.facts.draft import Draft, Sentence
from extraction.facts.placing import behind_full_stop
from extraction.mentions.indicators import EMPTY, Phrase, lexicon
from extraction.text.span import Span

_LABEL = re.compile(r"(?:^|[。;；,，])\s*[^,，。;；:：]{0,16}?(产量|产值|增加值|销量|零售额|销售额|进出口额?|出口额?|投资|用电量)[:：]")
_PARTED = re.compile(r"(?:^|[。;；,，:：])\s*(?:按|分)[^,，。;；:：按分]{1,8}(?:分|看|划分|来看)?[,，:：]")
_SECTOR = re.compile("第?[一二三]产业?")
_COLON = re.compile("[:：]")
_LIMIT = 12  # characters; a longer name says what it measures


def of_its_label(sentence: Sentence, draft: Draft) -> None:
    """产品产量:水泥86万吨;钢材12万吨: the quantity is said once, before the colon."""
    if not _lacks_quantity(draft):
        return
    said = _since_full_stop(sentence, draft)
    if not sentence.matches.last(_COLON, said):
        return
    label = sentence.matches.last(_LABEL, said)
    if label and not sentence.matches.last(_COLON, Span(label.end(), said.end)):
        draft.head = draft.head + Phrase(label[1], (Span(*label.span(1)),))


def of_what_is_parted(sentence: Sentence, draft: Draft) -> None:
    """零售总额31亿元。按经营地分,城镇22亿元;乡村9亿元: each part is called with the total before it."""
    if not _lacks_quantity(draft) or draft.quantity.kind != "amount":
        return
    said = _since_full_stop(sentence, draft)
    parted = sentence.matches.last(_PARTED, said)
    if parted is None:
        return
    whole = _whole(sentence, draft, parted.start() + 1)
    if whole:
        draft.whole = whole
        twice = next((length for length in range(len(whole.text), 0, -1) if draft.head.text.endswith(whole.text[:length])), 0)
        draft.head = draft.head + Phrase(whole.text[twice:], whole.spans)


_QUANTITY = re.compile(r"(?<![总划])(投资|产值|增加值|进出口|出口|零售总?额|销售总?额|用电量|支出|利用外资)(?:总?额|总值)?$")


def of_which_quantity(sentence: Sentence, draft: Draft) -> None:
    """完成交通投资182亿元,其中高速公路146亿元、农村公路16亿元: what is said of the whole is said of its parts."""
    if not _lacks_quantity(draft) or draft.quantity.kind != "amount" or draft.measure != "level" or len(draft.head.text) > 8:
        return
    previous = next(iter(sentence.before(draft)), None)
    goes_on = (
        previous is not None and previous.whole and sentence.text[previous.span.end : draft.span.start].lstrip()[:1] in ("、", ",", "，")
    )
    if goes_on and previous is not None:
        draft.whole = previous.whole
    elif any(word.text == "其中" for word in draft.lead):
        earlier = reversed(sentence.earlier.drafts) if sentence.earlier else ()
        whole = next((other for other in (*sentence.before(draft), *earlier) if other.head and same_unit(other, draft)), None)
        said = _QUANTITY.search(whole.name.text) if whole and whole.measure == "level" else None
        draft.whole = (
            Phrase(said[1].replace("总", ""), whole.head.spans) if whole and said and len(whole.name.text) > len(said[0]) else EMPTY
        )
    draft.head = draft.head + draft.whole


_OF_PRICES = re.compile("(?:居民)?消费价格")


def of_prices(sentence: Sentence, draft: Draft) -> None:
    """居民消费价格上涨1.2%,其中:食品类上涨3%;衣着类下降1%: what goes up or down are the prices of the parts."""
    if draft.measure != "growth" or not draft.head.text.endswith("类") or not _lacks_quantity(draft):
        return
    said = _since_two_full_stops(sentence, draft)
    found = sentence.matches.last(_OF_PRICES, said)
    if found:
        draft.head = draft.head + Phrase("价格", (Span(found.end() - 2, found.end()),))


def _since_two_full_stops(sentence: Sentence, draft: Draft) -> Span:
    """From the full stop before the last one: the parts may begin a sentence of their own (其中:…)."""
    last = behind_full_stop(sentence.matches, draft.span.start)
    return Span(behind_full_stop(sentence.matches, max(0, last - 1)), draft.span.start)


def _whole(sentence: Sentence, draft: Draft, start: int) -> Phrase:
    """What the total is called: for parts behind a semicolon as for those before it."""
    earlier = list(sentence.earlier.drafts) if sentence.earlier else []
    for other in [*sentence.before(draft), *reversed(earlier)]:
        if other.whole and other.span.start > start:
            return other.whole
        if other.head and other.span.start < start and other.measure == "level" and same_unit(other, draft):
            quantity = next((noun for noun in ("产量", "产值") if other.name.text.endswith(noun)), "")
            of_sectors = _SECTOR.fullmatch(draft.head.text) and other.name.text.endswith("生产总值")
            return Phrase("增加值" if of_sectors else quantity or other.name.text, other.name.spans)
    return EMPTY


def _lacks_quantity(draft: Draft) -> bool:
    """A name that is a thing only: 水泥, 乡村."""
    name = draft.head.text
    if not name or draft.verbs or draft.name_rule or draft.share or len(name) > _LIMIT or draft.measure in ("rank", "change"):
        return False
    return not name.endswith(_quantities())


@cache
def _quantities() -> tuple[str, ...]:
    return (*sorted(lexicon("quantity_noun")), "额", "率", "量", "值", "比重", "投资", "零售")


def _since_full_stop(sentence: Sentence, draft: Draft) -> Span:
    """From the full stop, itself included, to the figure."""
    return Span(max(0, behind_full_stop(sentence.matches, draft.span.start) - 1), draft.span.start)
