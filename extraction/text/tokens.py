"""Words with offsets: jieba, in a tokenizer object of our own with our own words, cut around spans that are already understood."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import inf, log
from pathlib import Path
from typing import Any, NamedTuple

from extraction import tables
from extraction.text.span import Span

CACHE_VARIABLE = "HESHI_CACHE_DIR"
"""Names the folder of jieba's marshalled dictionary. Unset: ``~/.cache/heshi``. Empty: no cache, the dictionary is parsed anew."""


class Token(NamedTuple):
    text: str
    start: int
    end: int


def tokens(text: str, around: Iterable[Span] = ()) -> Iterator[Token]:
    """The words of a text in order, white space included; every span of ``around`` (ascending, apart) is one token, whatever jieba thinks of it."""
    done = 0
    for start, end in around:
        yield from _cut(text, done, start)
        yield Token(text[start:end], start, end)
        done = end
    yield from _cut(text, done, len(text))


def frequency(word: str) -> int:
    """How often the dictionary has seen a word; 0 for an unknown one."""
    return int(frequencies().get(word) or 0)


def frequencies() -> dict[str, int]:
    """Word to frequency; every beginning of a word is a key too, with 0 where it is no word itself."""
    counts: dict[str, int] = tokenizer().FREQ
    return counts


def _cut(text: str, start: int, end: int) -> Iterator[Token]:
    if start >= end:
        return
    for word, begin, stop in tokenizer().tokenize(text[start:end]):
        yield Token(word, start + begin, start + stop)


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """The one tokenizer of this process, loaded at the first word (about a second, less with a cache)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # jieba's own regular expressions, under Python 3.12 and later
        import jieba
    jieba.setLogLevel(logging.WARNING)
    made = _faster(jieba.Tokenizer)()
    folder = cache_folder()
    if folder:
        made.tmp_dir, made.cache_file = str(folder), "jieba.cache"
        made.initialize()
    else:
        made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
        made.initialized = True
    for row in tables.rows("words"):
        made.add_word(row["word"])
    return made


def _faster(tokenizer: Any) -> Any:
    """jieba's tokenizer with the same words and sums, but the graph of words and the best way through it made in one pass."""

    class Faster(tokenizer):  # type: ignore[misc]
        def get_DAG(self, sentence: str) -> dict[int, list[int]]:
            return {}

        def calc(self, sentence: str, DAG: Any, route: dict[int, tuple[float, int]]) -> None:
            """For every place the score of the best way from there to the end, and where its first word ends; of equals the longest word."""
            counts, size, total = self.FREQ, len(sentence), log(self.total)
            scores = [0.0] * (size + 1)
            for start in range(size - 1, -1, -1):
                best, last, stop = -inf, start, start + 1
                while stop <= size and (count := counts.get(sentence[start:stop])) is not None:
                    if count and (score := log(count) - total + scores[stop]) >= best:
                        best, last = score, stop - 1
                    stop += 1
                scores[start] = best = best if best > -inf else scores[start + 1] - total
                route[start] = (best, last)

    return Faster


def cache_folder(named: str | None = None) -> Path | None:
    """The cache folder, made where it is missing; None where none is wanted or where others could write into it.

    jieba trusts what it finds in its cache, so the shared temporary folder is no place for it.
    """
    name = os.environ.get(CACHE_VARIABLE, "~/.cache/heshi") if named is None else named
    if not name:
        return None
    folder = Path(name).expanduser()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
    except OSError:
        return None
    ours = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return folder if ours and not state.st_mode & 0o022 and os.access(folder, os.W_OK) else None
