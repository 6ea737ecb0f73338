"""What cleaning costs, against OpenCC alone, on long texts and on hostile ones. ``pytest tests/benchmarks/test_cleaning_speed.py -s`` prints the table."""

import random
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median
from typing import TypeVar

import opencc
import pytest

from extraction.text.articles import articles
from extraction.text.cleaning import clean
from tests.benchmarks.patience import SLACK
from tests.extraction import noise

ROOT = Path(__file__).resolve().parents[2]
UNSEEN = ROOT / "tests" / "extraction" / "unseen"
REFERENCE = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))
DOCUMENT = 4_000
"""Characters of the document that the promise is about."""
BUDGET = 0.010
"""Seconds for such a document, beside twice what OpenCC alone takes for it."""
MS = 1_000

Given = TypeVar("Given")

HOSTILE: dict[str, Callable[[], str]] = {
    "10^5 brackets": lambda: "(" * 100_000,
    "10^5 brackets behind characters": lambda: "中(" * 50_000,
    "10^5 pairs of brackets": lambda: "(（)）" * 25_000,
    "10^5 digits": lambda: "1" * 100_000,
    "10^5 digits and points": lambda: "1." * 50_000,
    "one line of 1 MB": lambda: ordinary(350_000).replace("\n", ""),
    "10^5 commas": lambda: ",，" * 50_000,
    "10^5 blanks": lambda: " " * 100_000,
    "10^5 quotes": lambda: "“" * 100_000,
    "10^5 letters behind a character": lambda: "中" + "a" * 100_000,
    "10^5 years": lambda: "2024年" * 20_000,
    "10^5 question marks": lambda: "?" * 100_000,
    "10^5 rare characters in one run": lambda: "?" + "徟贫雀母铮" * 20_000 + "?",
    "10^5 lone surrogates": lambda: "中\ud800" * 50_000,
}

MARKED_EVERYWHERE: dict[str, Callable[[int], str]] = {
    "losses between characters": lambda length: "中?" * (length // 2),
    "byte-shifted runs": lambda length: "?徟贫雀母铮?，" * (length // 8),
    "runs that nearly look shifted": lambda length: "中?耙黄痱M" * (length // 6),
    "traditional characters apart": lambda length: "國a" * (length // 2),
}
"""Something is changed or marked at every few characters: that costs for each of them, and no more than that."""


def ordinary(length: int) -> str:
    """Articles as sites have them, clean ones and glossed ones, again and again."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(UNSEEN.glob("*.txt")))
    return (text * (length // len(text) + 1))[:length]


@cache
def converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def seconds(deed: Callable[[Given], object], given: Given, times: int = 5) -> float:
    """Processor seconds of the fastest of some tries."""
    return min(tries(deed, given, times))


def tries(deed: Callable[[Given], object], given: Given, times: int) -> list[float]:
    """Processor seconds of every try, everything loaded before."""
    clean(noise.misdecoded(ordinary(2_000), random.Random(2)))
    took = []
    for _ in range(times):
        start = time.process_time()
        deed(given)
        took.append(time.process_time() - start)
    return took


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["as they come", "traditional", "glosses on traditional text"])
def test_a_document_costs_at_most_twice_opencc_and_ten_milliseconds(kind):
    text = ordinary(DOCUMENT)
    text = noise.KINDS[kind](text, random.Random(1))[:DOCUMENT] if kind in noise.KINDS else text
    assert share_of_budget(kind, text) <= SLACK


@pytest.mark.heavy
@pytest.mark.parametrize("path", REFERENCE or [None], ids=lambda path: path.stem[:3] if path else "none")
def test_a_reference_document_does_too(path):
    if path is None:
        pytest.skip("the reference documents are not beside the repository")
    assert share_of_budget(f"reference document {path.stem[:3]}", path.read_bytes().decode("utf-8")) <= SLACK


@pytest.mark.heavy
@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_page_of_byte_shifted_runs_does_too(page):
    text = noise.misdecoded(ordinary(DOCUMENT * 3)[page * DOCUMENT : (page + 1) * DOCUMENT], random.Random(1))
    runs = sum(edit.step == "misdecoded" for edit in clean(text).edits)
    assert share_of_budget(f"byte-shifted, {runs} runs read again", text) <= SLACK


@pytest.mark.heavy
def test_a_page_is_as_cheap_when_its_runs_are_seen_for_the_first_time():
    """Nothing that is kept of other pages makes up for a slow first time."""
    pages = [ordinary(DOCUMENT * 24)[page * DOCUMENT : (page + 1) * DOCUMENT] for page in range(24)]
    texts = [noise.misdecoded(page, random.Random(100 + seed)) for seed, page in enumerate(pages)]
    clean(noise.misdecoded(ordinary(2_000), random.Random(2)))
    first = [seconds(clean, text, 1) for text in texts]
    again = [seconds(clean, text, 3) for text in texts]
    print(f"a page with new runs {median(first) * MS:.1f} ms, the same again {median(again) * MS:.1f} ms")
    assert median(first) <= 3 * median(again)


def share_of_budget(kind: str, text: str) -> float:
    """What cleaning takes of what the promise allows, printed as a row per 4,000 characters.

    The fastest of some tries counts; the median tells how quiet the machine was.
    """
    documents = len(text) / DOCUMENT
    alone, cleaning = seconds(converter().convert, text), tries(clean, text, 30)
    cutting, allowed = seconds(articles, clean(text)), 2 * alone + BUDGET * documents
    per = MS / documents
    print(
        f"{kind}: OpenCC {alone * per:.2f} ms, cleaning {min(cleaning) * per:.2f} ms (median {median(cleaning) * per:.2f}), "
        f"{min(cleaning) / allowed:.2f} of what twice OpenCC and ten milliseconds allow, cutting {cutting * per:.2f} ms"
    )
    return min(cleaning) / allowed


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_costs_at_most_twice_what_ordinary_text_does(kind):
    text = HOSTILE[kind]()
    usual = seconds(clean, ordinary(100_000), 3) / 100_000
    hostile = seconds(clean, text, 3) / len(text)
    print(f"{kind}: {hostile / usual:.2f} of ordinary text's time for a character ({usual * MS * MS:.2f} us)")
    assert hostile <= 2 * usual


@pytest.mark.parametrize("kind", MARKED_EVERYWHERE)
def test_what_is_marked_everywhere_costs_in_proportion_to_its_length(kind):
    short, long = (seconds(clean, MARKED_EVERYWHERE[kind](length), 3) / length for length in (25_000, 100_000))
    print(f"{kind}: {long * MS * MS:.2f} us a character, {long / short:.2f} of what a quarter of the text costs for each")
    assert long <= 3 * short  # in a quadratic step it would be four times


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_is_cut_in_time(kind):
    cleaned = clean(HOSTILE[kind]())
    start = time.process_time()
    articles(cleaned)
    assert time.process_time() - start < 5


@pytest.mark.heavy
def test_time_grows_with_length_up_to_ten_megabytes():
    costs = {}
    articles(clean(ordinary(33_000)))  # the dictionary is loaded before anything is measured
    for length in (33_000, 330_000, 3_300_000):
        text = ordinary(length)
        costs[length] = seconds(lambda raw: articles(clean(raw)), text, 1) / length
        print(f"{len(text.encode()) / 1e6:.1f} MB: {costs[length] * MS * MS:.2f} us a character")
    assert costs[3_300_000] <= 2 * costs[33_000]
