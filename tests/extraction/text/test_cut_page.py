"""Pages into articles, sections and what is set aside."""

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.text.articles import Page, articles
from extraction.text.cleaning import clean
from extraction.text.span import Span
from tests.extraction import noise

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
LINES = [line for case in CASES for line in case["lines"]]
UNSEEN = sorted((Path(__file__).parents[1] / "unseen").glob("*.txt"))


def _params() -> list[object]:
    marks = [pytest.mark.xfail(reason=case["known_failure"]) if "known_failure" in case else () for case in CASES]
    return [pytest.param(case, id=case["name"], marks=mark) for case, mark in zip(CASES, marks, strict=True)]


def bodies(page: Page) -> list[str]:
    return [paragraph.text for article in page.articles for section in article.sections for paragraph in section.paragraphs]


@pytest.mark.parametrize("case", _params())
def test_a_page_is_cut(case):
    raw = "\n".join(case["lines"])
    page = articles(clean(raw))
    texts = bodies(page)
    first = page.articles[0]
    aside = [raw[slice(*span)] for span, _ in page.aside]
    got = {
        "titles": [title.text for title in first.titles],
        "headings": [section.heading.text for article in page.articles for section in article.sections if section.heading],
        "bodies": len(texts),
        "articles": len(page.articles),
        "published": first.published.date if first.published else None,
        "known": first.published.known if first.published else None,
        "source": first.source,
    }
    assert {name: value for name, value in got.items() if name in case} == {name: case[name] for name in got if name in case}
    assert set(case.get("aside", [])) <= set(aside)
    assert all(any(kept in text for text in texts) for kept in case.get("kept", []))
    assert case.get("text", "") in "\n".join(texts)
    if "first" in case:
        assert texts[0].startswith(case["first"])
    if "last" in case:
        assert texts[-1].endswith(case["last"])


@settings(deadline=None)
@given(st.text(max_size=120) | st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))
def test_nothing_of_any_page_is_lost_and_nothing_stands_twice(raw):
    cleaned = clean(raw)
    page = articles(cleaned)
    seen = [0] * len(cleaned.aligned.text)
    parts = [part for article in page.articles for part in article.titles]
    for article in page.articles:
        for section in article.sections:
            parts += [*([section.heading] if section.heading else []), *section.paragraphs]
    for part in parts:
        for start, end, char in zip(part.aligned.starts, part.aligned.ends, part.aligned.text, strict=True):
            span = cleaned.aligned.clean_span(Span(start, end))
            assert span is not None
            if not char.isspace():
                for i in range(*span):
                    seen[i] += 1
    for raw_span, _ in page.aside:
        span = cleaned.aligned.clean_span(raw_span)
        assert span is not None
        for i in range(*span):
            seen[i] += 1
    missing = [char for char, count in zip(cleaned.aligned.text, seen, strict=True) if count == 0 and not char.isspace()]
    assert not missing


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=10).map("\n".join))
def test_sentences_and_clauses_cover_a_paragraph_in_order(raw):
    for article in articles(clean(raw)).articles:
        for section in article.sections:
            for paragraph in section.paragraphs:
                for spans in (paragraph.sentences, paragraph.clauses):
                    assert "".join(paragraph.text[slice(*span)] for span in spans).replace(" ", "") == paragraph.text.replace(" ", "")
                    assert all(one.end <= other.start for one, other in pairwise(spans))
                    assert all(len(span) for span in spans)


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.stem)
def test_furniture_around_an_article_leaks_nothing_into_it(path):
    text = path.read_text(encoding="utf-8")
    framed = noise.framed(text, random.Random(path.stem))
    assert bodies(articles(clean(framed))) == bodies(articles(clean(text)))
