"""Whole articles of our own, annotated before the rules saw them: ``{12.6亿元}`` is a figure, ``{?第2位}`` one that may be left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extraction.mentions.quantities import find_quantities

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))
MARK = re.compile(r"\{(\??)([^{}]+)\}")


def annotated(marked: str) -> tuple[str, dict[tuple[int, int], bool]]:
    """The plain text and the spans of its figures: True where the figure is optional."""
    text, spans, behind = "", {}, 0
    for match in MARK.finditer(marked):
        text += marked[behind : match.start()]
        spans[len(text), len(text) + len(match[2])] = bool(match[1])
        text += match[2]
        behind = match.end()
    return text + marked[behind:], spans


@pytest.mark.parametrize("path", ARTICLES, ids=[path.stem for path in ARTICLES])
def test_every_figure_of_an_article_is_found_and_nothing_else(path: Path) -> None:
    missed, false = [], []
    for line in path.read_text("utf-8").splitlines():
        text, spans = annotated(line)
        found = {tuple(quantity.span): quantity for quantity in find_quantities(text) if quantity.not_a_fact is None}
        missed += [text[start:end] for (start, end), optional in spans.items() if not optional and (start, end) not in found]
        surplus = (span for span, quantity in found.items() if span not in spans and not quantity.optional)
        false += [text[max(0, start - 8) : end + 6] for start, end in surplus]
    assert (missed, false) == ([], [])
