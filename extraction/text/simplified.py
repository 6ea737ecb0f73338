"""Traditional to simplified characters by OpenCC, length kept or aligned as a block."""

from collections.abc import Iterator
from functools import lru_cache

import opencc

from extraction.text.span import Span


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> Iterator[tuple[Span, str]]:
    """One edit for each run of characters that OpenCC (t2s) writes otherwise."""
    new = _converter().convert(text)
    if new == text or len(new) != len(text):
        return
    start = None
    for i, (old_char, new_char) in enumerate(zip(text, new, strict=True)):
        if old_char != new_char:
            start = i if start is None else start
        elif start is not None:
            yield Span(start, i), new[start:i]
            start = None
    if start is not None:
        yield Span(start, len(text)), new[start:]
