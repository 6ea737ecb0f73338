"""What cleaning costs, against OpenCC alone, on long texts and on hostile ones. ``pytest tests/benchmarks/test_cleaning_speed.py -s`` prints the table."""

import random
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import opencc
import pytest

from extraction.text.articles import articles
from extraction.text.cleaning import clean
from tests.extraction import noise

UNSEEN = Path(__file__).parents[1] / "extraction" / "unseen"
DOCUMENT = 4_000
"""Characters of the document that the promise is about."""
MS = 1_000

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
}


def ordinary(length: int) -> str:
    """Articles as sites have them, clean ones and glossed ones, again and again."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(UNSEEN.glob("*.txt")))
    return (text * (length // len(text) + 1))[:length]


@cache
def converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def seconds(deed: Callable[[str], object], text: str, times: int = 5) -> float:
    """Processor seconds of the fastest of some tries, everything loaded before."""
    deed(text[:2_000])
    tries = []
    for _ in range(times):
        start = time.process_time()
        deed(text)
        tries.append(time.process_time() - start)
    return min(tries)


@pytest.mark.parametrize("kind", ["as they come", "traditional", "glosses on traditional text"])
def test_a_document_costs_at_most_twice_opencc_and_ten_milliseconds(kind):
    text = ordinary(DOCUMENT)
    text = noise.KINDS[kind](text, random.Random(1))[:DOCUMENT] if kind in noise.KINDS else text
    alone, cleaning = seconds(converter().convert, text), seconds(clean, text)
    cutting = seconds(lambda raw: articles(clean(raw)), text) - cleaning
    print(f"{kind}: OpenCC {alone * MS:.2f} ms, cleaning {cleaning * MS:.2f} ms, cutting {cutting * MS:.2f} ms")
    assert cleaning <= 2 * alone + 0.010


def test_a_page_of_byte_shifted_runs_costs_what_its_runs_cost():
    text = noise.misdecoded(ordinary(DOCUMENT), random.Random(1))
    cleaning = seconds(clean, text, 2)
    runs = sum(edit.step == "misdecoded" for edit in clean(text).edits)
    print(f"byte-shifted: {runs} runs read again in {cleaning * MS:.0f} ms")
    assert cleaning <= 1.0


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_costs_at_most_twice_what_ordinary_text_does(kind):
    text = HOSTILE[kind]()
    usual = seconds(clean, ordinary(100_000), 3) / 100_000
    hostile = seconds(clean, text, 3) / len(text)
    print(f"{kind}: {hostile / usual:.2f} of ordinary text's time for a character ({usual * MS * MS:.2f} us)")
    assert hostile <= 2 * usual


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
