"""The words that name what a figure measures: the shortest phrase before or behind it, by jieba's words and their parts of speech."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from sys import intern
from typing import NamedTuple

from extraction import tables
from extraction.text.span import Span
from extraction.text.tokens import frequency, tokenizer

SEPARATORS = frozenset("，。；：！？、,;:!?()（）《》【】〔〕▲△●■◆★▼▶—…·/\n\t \u3000")
_NOUNS = frozenset("njlixzbgsoa")
_OUTSIDE = frozenset("dprcyeu")  # adverb, preposition, pronoun, conjunction, particle: no parts of a name

QUANTITY, PERIOD, REGION = "Q", "T", "R"  # tags of what is already understood


class Word(NamedTuple):
    """A word with its span and its part of speech as jieba's dictionary gives it ("n" where it does not know the word)."""

    text: str
    span: Span
    tag: str


@dataclass(frozen=True)
class Phrase:
    """Words of the text in the order in which they name something; ``spans`` are where they stand."""

    text: str
    spans: tuple[Span, ...]

    def __bool__(self) -> bool:
        return bool(self.text)

    def __add__(self, other: Phrase) -> Phrase:
        if not (other.text or other.spans):  # most phrases have one part only
            return self
        if not (self.text or self.spans):
            return other
        return Phrase(self.text + other.text, self.spans + other.spans)


EMPTY = Phrase("", ())


def words_of(text: str, span: Span, marks: Sequence[tuple[Span, str]]) -> list[Word]:
    """The words of a stretch of text in order; every mark (quantity, period, region: ascending, apart) is one word with its own tag.

    The stretch is cut in one go with a blank for every mark, which is faster than cutting between them and gives the same words.
    """
    pieces, done = [], span.start
    for mark, _ in marks:
        pieces.append(text[done : mark.start])
        done = mark.end
    blanked = " ".join((*pieces, text[done : span.end]))
    found: list[Word] = []
    ahead = iter((*marks, (Span(span.end, span.end), "")))
    mark, tag = next(ahead)
    at = span.start
    for word in tokenizer().cut(blanked):
        if at == mark.start:
            found.append(Word(text[at : mark.end], mark, tag))
            at = mark.end
            mark, tag = next(ahead)
        else:
            end = at + len(word)
            found.append(Word(word, Span(at, end), part_of_speech(word)))
            at = end
    return found


@lru_cache(maxsize=1)
def _parts_of_speech() -> dict[str, str]:
    """Every word of jieba's dictionary that is no noun, with its part of speech: looked up, never tagged in context."""
    parts: dict[str, str] = {}
    with tokenizer().get_dict_file() as file:
        for line in file:
            word, _, tag = line.decode("utf-8").split()
            if tag[0] != "n":
                parts[word] = intern(tag)
    return parts


@lru_cache(maxsize=1 << 16)
def part_of_speech(word: str) -> str:
    if word in SEPARATORS or not word.strip():
        return "x"
    parts = _parts_of_speech()
    tag = parts.get(word)
    if tag is None and len(word) > 2 and not frequency(word):
        tag = "v" if parts.get(word[-2:]) == "v" and parts.get(word[:-2], "n")[0] in "vd" else None
    return tag or "n"


@cache
def lexicon(roles: str) -> frozenset[str]:
    """The words of ``tables/phrase_words.csv`` that play a role, or one of several (``"adverb light"``)."""
    return frozenset(row["word"] for row in tables.rows("phrase_words") if row["role"] in roles.split())


def phrase(words: Sequence[Word], text: str) -> Phrase:
    """The words from the first to the last as one phrase."""
    if not words:
        return EMPTY
    span = Span(words[0].span.start, words[-1].span.end)
    return Phrase("".join(text[span.start : span.end].split()), (span,))


_BASES = frozenset(["口径", "可比口径", "同口径", "可比价格", "可比价", "计算", "下同"])  # 按可比口径: how it was reckoned, up to here


def name_before(words: Sequence[Word]) -> Sequence[Word]:
    """The words among ``words`` (all that stand between the last boundary and a figure) that name it."""
    kept = _behind_receivers(_without_per(_closed(_without_aside(list(words)))))
    kept = _once_running(_behind_years(_behind_basis(_behind_complaints(_last_stretch(kept)))))
    if kept and kept[0].text in "“‘《" and not any(word.text in "”’》" for word in kept):
        kept = kept[1:]  # “辣椒亩产3000多斤…: somebody speaks
    kept = _from_plan(kept)
    start = 0
    while start < len(kept) and (_opens(kept[start]) or _plans(kept[start : start + 3])):
        start += 1
    return kept[start:]


def _closed(kept: list[Word]) -> list[Word]:
    """Without what stands between a name and its figure; of 降至 and 增到 the verb too."""
    if kept and kept[-1].text[-1] == "达" and kept[-1].text[-2:-1] in _QUANTITIES:  # 可靠|率达: cut at the wrong place
        kept[-1] = Word(kept[-1].text[:-1], Span(kept[-1].span.start, kept[-1].span.end - 1), "n")
    turns = False
    while kept and (_closes(kept[-1]) or (turns and kept[-1].text in lexicon("turning"))):
        turns = kept.pop().text in ("至", "到", "为")
    return kept


_QUANTITIES = ("率", "数", "值", "量", "额", "度", "收", "产")


def _without_aside(kept: list[Word]) -> list[Word]:
    """实际利用外资（验资口径）, 收入扣除价格因素后实际增长: how it was reckoned is no part of the name."""
    if kept and kept[-1].text in (")", "）"):
        start = next((index for index in range(len(kept) - 1, 0, -1) if kept[index].text in ("(", "（")), 0)
        kept = kept[:start] or kept
    removing = _places(kept, _REMOVING)
    removed = [index for index in _places(kept, _REMOVED) if index > removing[0]] if removing else []
    if not removed:
        return kept
    behind = kept[removed[-1] + 1 :]
    return [*kept[: removing[0]], *(behind[1:] if behind and behind[0].text == "后" else behind)]


_REMOVING = frozenset(("剔除", "扣除", "扣减", "不含", "不考虑"))
_REMOVED = frozenset(("因素", "因素后", "影响", "影响后", "物价"))


def _places(words: Sequence[Word], wanted: frozenset[str]) -> list[int]:
    """Where words of a list stand."""
    return [index for index, word in enumerate(words) if word.text in wanted]


_COMMA = frozenset("、")


def _behind_complaints(kept: list[Word]) -> list[Word]:
    """经济总量小、产业链条短、自给率仅…: items of a list that have their predicate are none of the name."""
    said = [index for index in _places(kept[:-1], _COMMA) if index and kept[index - 1].text[-1] in "小短弱低少慢差"]
    return kept[said[-1] + 1 :] if said else kept


def _behind_basis(kept: list[Word]) -> list[Word]:
    said = [index for index in _places(kept, _BASES) if not index or kept[index - 1].text not in ("大", "小", "全", "宽", "窄")]
    return kept[said[-1] + 1 :] if said else kept  # but 大口径财政收入


def _from_plan(kept: list[Word]) -> list[Word]:
    planned = [index for index in _places(kept, lexicon("planning")) if _plans(kept[index : index + 3])]
    return kept[planned[-1] :] if planned else kept


def _behind_years(kept: list[Word]) -> list[Word]:
    """绿化工程五年造林: what was done in so many years is named behind them."""
    for index in range(len(kept) - 2, 0, -1):
        if kept[index].text in ("五年", "四年", "五年来", "五年间"):
            return kept if kept[index + 1].text in ("规划", "计划", "行动", "滚动", "攻坚") else kept[index + 1 :]
    return kept


def _behind_receivers(kept: list[Word]) -> list[Word]:
    """为客户节省办电成本: for whom it is done stands before what is done."""
    start = next((index for index in range(len(kept) - 2, -1, -1) if kept[index].text in ("为", "给")), None)
    if start is None:
        return kept
    verb = next((index for index in range(start + 2, min(start + 7, len(kept))) if kept[index].text in _GIVEN), None)
    return kept if verb is None else kept[verb:]


_GIVEN = frozenset(("节省", "节约", "减轻", "挽回"))
_RUNNING = frozenset(("达产", "投产", "建成", "投用", "投运", "运营", "完工", "达效", "竣工", "并网"))


def _once_running(kept: list[Word]) -> list[Word]:
    """达产后预计年产值: that it is to run first is no part of the name."""
    for index in range(len(kept) - 2, -1, -1):
        if kept[index].text.endswith("后") and (kept[index].text[:-1] in _RUNNING or (index and kept[index - 1].text in _RUNNING)):
            return kept[index + 1 :]
    return kept


def _plans(words: Sequence[Word]) -> bool:
    """计划新建公厕: that it is planned is no part of what is counted. The first three words tell."""
    again = words[1:2] and words[1].text in ("再", "新", "继续", "还")
    behind = words[2:] if again and words[1].text != "新" else words[1:]
    enough = len(words) > 2 or (len(words) == 2 and words[1].text[0] == "新")
    return enough and words[0].text in lexicon("planning") and bool(behind) and (is_flow(behind[0].text) or behind[0].tag == "v")


def _without_per(words: list[Word]) -> list[Word]:
    """田头收购价每公斤: what a price is counted by is said by its unit."""
    per = next((index for index in range(max(1, len(words) - 3), len(words)) if words[index].text.startswith("每")), None)
    if per is not None and any(word.text.endswith(("价", "价格")) for word in words[per:]):
        return words  # 鲜果每斤收购价
    if per is None or any(word.tag == "v" for word in words[per:]) or not any(word.tag[:1] == "n" for word in words[:per]):
        return words
    kept = words[:per]
    while kept and _closes(kept[-1]):
        kept.pop()
    return kept


def name_behind(words: Sequence[Word]) -> Sequence[Word]:
    """The noun phrase at the beginning of ``words``, empty where they begin with none (a verb, a mark, an adverb)."""
    taken: list[Word] = []
    for word in words:
        if is_separator(word) or word.tag == QUANTITY or (_starts_predicate(word) if taken else _cannot_begin(word)):
            break
        taken.append(word)
    while taken and not _ends_name(taken[-1]):
        taken.pop()
    return [] if len(taken) == 1 and taken[0].tag == "v" and len(taken[0].text) == 1 else taken


def predicate(words: Sequence[Word]) -> Sequence[Word]:
    """What ``words`` say of the noun phrase before them, up to the next mark or figure, without adverbs: 开工纳统."""
    kept: list[Word] = []
    for word in words:
        if is_separator(word) or word.tag == QUANTITY:
            break
        kept.append(word)
    start = 0
    while start < len(kept) and (kept[start].text in lexicon("adverb light") or kept[start].tag[:1] in "dpT"):
        start += 1
    kept = kept[start:]
    while kept and (kept[-1].text in ("了", "的", "等", "并") or kept[-1].tag[:1] in "dpc"):
        kept.pop()
    return kept


def flow_verbs(words: Sequence[Word]) -> Sequence[Word]:
    """The verbs at the head of a name that make it a flow: 累计签约 of 累计签约重点产业项目."""
    count = 0
    while count < len(words):
        step = 2 if _new(words, count) else int(is_flow(words[count].text))
        if not step or _is_owner(words, count):
            break
        count += step
    return words[:count]


def _is_owner(words: Sequence[Word], index: int) -> bool:
    """贷款余额, 融资需求: a flow that has a quantity of its own is a noun there."""
    return words[index].text in ("贷款", "融资", "投资", "培训") and [word.text for word in words[index + 1 :]] in (
        ["余额"], ["总额"], ["规模"], ["利率"], ["需求"], ["增量"], ["额"], ["户数"], ["强度"], ["总量"], ["增速"],
    )  # fmt: skip


def _new(words: Sequence[Word], index: int) -> bool:
    """新 right before a verb."""
    return words[index].text == "新" and index + 1 < len(words) and words[index + 1].tag[:1] == "v"


def is_flow(word: str) -> bool:
    """A verb whose object is counted as it comes about: 签约, and every 新 + verb."""
    flow = lexicon("flow")
    return word in flow or (word[:1] == "新" and word[1:] in flow)


def is_separator(word: Word) -> bool:
    return word.text in SEPARATORS or not word.text.strip()


def _closes(word: Word) -> bool:
    """Words that stand between a name and its figure."""
    if word.tag in (PERIOD, REGION):
        return True
    if word.text in lexicon("adverb light closing"):
        return True
    if word.tag[:1] in "il" and word.text[-2:] in lexicon("light"):
        return True
    return word.tag[:1] in "dpcxe" and word.text not in ("每", "）", ")", "”")


def _opens(word: Word) -> bool:
    if word.tag in (PERIOD, REGION) or ("年" in word.text and _YEARS.fullmatch(word.text)):
        return True
    if word.text in _BEGINNINGS or is_flow(word.text):
        return False
    if word.text in lexicon("adverb light") or is_separator(word):
        return True
    return word.tag[:1] in _OUTSIDE or word.text in ("的", "和", "了", "”", "亦")


_BEGINNINGS = frozenset(("每", "各类", "非", "全社会", "人均", "户均", "亩均"))
_YEARS = re.compile(r"[一二两三四五六七八九十]年(来|间)?")


_QUANTITY_VERBS = frozenset(
    ("收入", "支出", "投资", "消费", "出口", "进口", "贷款", "存款", "就业")
)  # nouns where a noun stands before them


def opening_noun(words: Sequence[Word]) -> Sequence[Word]:
    """The noun phrase that a clause begins with, what leads up to it left out; of an attributed one (…生产的碳纸) the head."""
    start = 0
    while start < len(words) and _opens(words[start]):
        start += 1
    taken: list[Word] = []
    for word in words[start:]:
        if (is_separator(word) and word.text != "、") or word.tag == QUANTITY or word.text in lexicon("adverb") or word.tag[:1] in "dr":
            break
        is_noun = taken and word.text in _QUANTITY_VERBS
        if not is_noun and (_starts_predicate(word) or (word.tag == "v" and taken)) and not _attributed(words, word):
            break
        taken.append(word)
    for index in range(len(taken) - 2, 0, -1):
        if taken[index].text == "的":
            taken = taken[index + 1 :]
            break
    while taken and not _ends_name(taken[-1]):
        taken.pop()
    return taken


def _attributed(words: Sequence[Word], word: Word) -> bool:
    """A verb inside an attribute: a 的 follows before the next mark."""
    for other in words:
        if other.span.start > word.span.start:
            if is_separator(other):
                return False
            if other.text == "的":
                return True
    return False


def _last_stretch(words: list[Word]) -> list[Word]:
    """What follows the last verb that only leads up to a name: 推动…达到 keeps what is between."""
    said = _places(words[:-1], lexicon("leading"))
    return words[said[-1] + 1 :] if said else words


def _starts_predicate(word: Word) -> bool:
    if word.text in lexicon("inside"):
        return False
    if word.text in lexicon("predicate adverb") or word.text in ("了", "着", "过") or _idiom(word):
        return True
    return word.tag == PERIOD or word.tag[:1] in "dpr"


def _idiom(word: Word) -> bool:
    """提前完成: a set phrase that ends in a verb of predicates."""
    return word.tag[:1] in "il" and word.text[-2:] in lexicon("predicate")


def _cannot_begin(word: Word) -> bool:
    if word.text in ("各类", "各", "每", "高", "新", "“", "《", "‘"):
        return False
    if word.tag in (PERIOD, QUANTITY) or is_separator(word) or word.text in ("的", "左右", "以上", "以下", "以内"):
        return True
    if _idiom(word):
        return True
    if word.text in lexicon("predicate") and word.tag[:1] != "n":
        return not is_flow(word.text)
    return word.text in lexicon("adverb") or word.tag[:1] in _OUTSIDE


def _ends_name(word: Word) -> bool:
    return word.text in ("”", "’", "》", "）", ")") or (
        word.text not in ("和", "与", "及", "以及", "或", "的", "之", "等") and word.tag[:1] in "njlixzbgsoaqvhkR"
    )
