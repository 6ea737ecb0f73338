"""How likely words are: the natural logarithms of their frequencies in the dictionary, and the likeliest way to cut a text as it stands into words."""

from __future__ import annotations

from functools import lru_cache
from math import inf, log
from typing import NamedTuple

from extraction.text import tokens

MARKS = {"，": -2.7, "、": -3.5, "。": -3.5, "“": -4.5, "”": -4.5} | dict.fromkeys("；：！？‘’《》（）·—…", -6.5)
"""What a mark scores: about its share of the characters of a news text."""
_STRANGE = -18.0  # a character outside the dictionary


class Wording(NamedTuple):
    """A text cut into words; ``score`` is the sum of theirs."""

    score: float
    words: tuple[str, ...]


@lru_cache(maxsize=16384)
def word_score(word: str) -> float:
    """A word or a single character; what no dictionary knows is strange."""
    if word in MARKS:
        return MARKS[word]
    count = tokens.frequency(word)
    return log(count / tokens.tokenizer().total) if count else _STRANGE


def wording(text: str) -> Wording:
    """The likeliest words of a text as it stands."""
    counts, total = tokens.frequencies(), tokens.tokenizer().total
    best = [0.0] + [-inf] * len(text)
    begun = [0] * (len(text) + 1)  # where the last word of the best way to a place begins
    for start in range(len(text)):
        score, stop = word_score(text[start]), start + 1
        while True:
            if best[start] + score > best[stop]:
                best[stop], begun[stop] = best[start] + score, start
            stop += 1
            count = counts.get(text[start:stop]) if stop <= len(text) else None
            if count is None:
                break
            score = log(count / total) if count else -inf
    words: list[str] = []
    stop = len(text)
    while stop:
        words.insert(0, text[begun[stop] : stop])
        stop = begun[stop]
    return Wording(best[-1], tuple(words))
