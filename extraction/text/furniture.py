"""What belongs to the page and not to the article, by the patterns of ``tables/furniture.csv``."""

import re
from functools import cache

from extraction import tables
from extraction.text.span import Span

LONGEST = 700
"""A longer line is no furniture: no pattern allows more."""


def furniture(line: str) -> str | None:
    """Why a whole line is none of the article's, or None."""
    return _reason("line", line)


def begins_list(line: str) -> str | None:
    """Why the short lines behind this one are none of the article's (相关阅读), or None."""
    return _reason("rest", line)


def is_caption(line: str) -> bool:
    """A caption or a photo credit."""
    return _reason("caption", line) is not None


def suffix(line: str) -> tuple[Span, str] | None:
    """Furniture glued to the end of a line of running text, with the reason."""
    tail = line[-100:]
    for pattern, reason in _patterns("suffix"):
        found = pattern.search(tail)
        if found:
            return Span(len(line) - len(tail) + found.start(), len(line)), reason
    return None


def _reason(where: str, line: str) -> str | None:
    if len(line) > LONGEST:
        return None
    return next((reason for pattern, reason in _patterns(where) if pattern.fullmatch(line)), None)


@cache
def _patterns(where: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    end = r"\Z" if where == "suffix" else ""
    return tuple((re.compile(f"(?:{row['pattern']}){end}"), row["reason"]) for row in tables.rows("furniture") if row["where"] == where)
