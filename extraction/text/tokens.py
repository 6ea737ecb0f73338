"""Words with offsets: jieba, in a tokenizer object of our own with our own words, cut around spans that are already understood."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
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
    made = _faster(jieba.Tokenizer, jieba.finalseg.cut)()
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


_RUN = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")  # what jieba looks for words in
_BREAK = re.compile(r"\r\n|.", re.DOTALL)
_UNSEEN_AT_ONCE = 200  # signs in a row that are in no word together; no sentence has so many, and jieba needs the square of their number


def _faster(tokenizer: Any, unseen: Callable[[str], Iterable[str]]) -> Any:
    """jieba's tokenizer with the same words and sums, but each run of signs in one pass. ``unseen``: its words of what no dictionary has."""

    class Faster(tokenizer):  # type: ignore[misc]
        def cut(self, sentence: str, cut_all: bool = False, HMM: bool = True, use_paddle: bool = False) -> Iterator[str]:
            if cut_all or not HMM or use_paddle:
                return iter(super().cut(sentence, cut_all, HMM, use_paddle))
            words: list[str] = []
            for index, piece in enumerate(_RUN.split(sentence)):
                if index % 2:
                    self._cut_run(piece, words)
                else:
                    words += _BREAK.findall(piece) if "\r" in piece else piece
            return iter(words)

        def _cut_run(self, run: str, words: list[str]) -> None:
            """The words of one run of signs; single signs in a row are looked at together."""
            ends, start, singles = self._best_way(run), 0, 0
            while start < len(run):
                end = ends[start]
                if end > start + 1:
                    self._cut_singles(run[singles:start], words)
                    words.append(run[start:end])
                    singles = end
                start = end
            self._cut_singles(run[singles:], words)

        def _cut_singles(self, signs: str, words: list[str]) -> None:
            if len(signs) < 2 or self.FREQ.get(signs):
                words += signs
            else:
                for start in range(0, len(signs), _UNSEEN_AT_ONCE):
                    words += unseen(signs[start : start + _UNSEEN_AT_ONCE])

        def _best_way(self, run: str) -> list[int]:
            """For every place where the first word of the best way from there to the end ends; of equals the longest word."""
            counts, size, total = self.FREQ, len(run), log(self.total)
            scores, ends = [0.0] * (size + 1), [0] * size
            for start in range(size - 1, -1, -1):
                best, end, stop = -inf, start + 1, start + 1
                while stop <= size and (count := counts.get(run[start:stop])) is not None:
                    if count and (score := log(count) - total + scores[stop]) >= best:
                        best, end = score, stop
                    stop += 1
                scores[start], ends[start] = best if best > -inf else scores[start + 1] - total, end
            return ends

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
