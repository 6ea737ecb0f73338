"""How long the whole pipeline takes, measured beside what OpenCC and jieba alone need for the same text."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import jieba
import opencc
import pytest

from extraction.pipeline import extract
from extraction.text.articles import articles
from extraction.text.cleaning import clean
from tests.benchmarks.patience import SLACK

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "seeds"
OWN = [*sorted((ROOT / "seeds").glob("0*.txt")), *sorted((ROOT / "tests" / "extraction" / "unseen").glob("u*.txt"))]
CORPORA = {"the articles of this repository": OWN, "the reference documents": sorted(SHARED.glob("*.txt"))}
AT_LEAST = 2_000_000  # bytes
AT_MOST = {"the articles of this repository": 6.5, "the reference documents": 3.0}
"""Times what conversion and cutting need: 3 is the target; our own articles state three times as many figures (docs/quality.md says what is reached)."""
AT_MOST_MEMORY = 250  # megabytes of one worker that only extracts

pytestmark = pytest.mark.heavy


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def all_of(texts: list[str], deed: Callable[[str], object]) -> None:
    for text in texts:
        deed(text)


@pytest.mark.parametrize("corpus", CORPORA)
def test_the_whole_way_takes_a_few_times_conversion_and_cutting(corpus: str) -> None:
    if not CORPORA[corpus]:
        pytest.skip(f"{corpus} are not beside the repository")
    texts = [path.read_bytes().decode("utf-8") for path in CORPORA[corpus]]
    converter, cutter = opencc.OpenCC("t2s"), jieba.Tokenizer()
    work: dict[str, Callable[[str], object]] = {
        "alone": lambda text: list(cutter.cut(converter.convert(text))),
        "cleaning": clean,
        "up to articles": lambda text: articles(clean(text)),
        "all": lambda text: extract(text, "2024-11-28"),
    }
    facts = sum(len(extract(text, "2024-11-28").facts) for text in texts)
    for deed in work.values():
        deed(texts[0])  # tables and dictionaries are loaded before anything is measured
    rounds = AT_LEAST // sum(len(text.encode()) for text in texts) + 1
    took: dict[str, list[float]] = {part: [] for part in work}
    for _ in range(rounds):  # side by side, so that whatever else the machine does falls on all of them
        for part, deed in work.items():
            took[part].append(seconds(lambda deed=deed: all_of(texts, deed)))  # type: ignore[misc]
    ratio = {part: median(took[part]) / median(took["alone"]) for part in work}
    density = sum(map(len, texts)) / facts
    print(
        f"{corpus}, a fact in {density:.0f} characters: {ratio['all']:.2f} times OpenCC and jieba, "
        f"of which {ratio['cleaning']:.2f} cleaning and {ratio['up to articles'] - ratio['cleaning']:.2f} cutting into articles"
    )
    assert ratio["all"] <= AT_MOST[corpus] * SLACK


def test_time_grows_with_the_text_and_no_faster() -> None:
    text = OWN[0].read_bytes().decode("utf-8")
    extract(text, "2024-11-28")
    short, long = (seconds(lambda times=times: extract(text * times, "2024-11-28")) for times in (8, 64))  # type: ignore[misc]
    print(f"eight times the text takes {long / short:.1f} times as long")
    assert long <= 8 * 1.6 * SLACK * short


def test_import_needs_no_dictionary() -> None:
    code = "import time; start = time.process_time(); import extraction.pipeline; print(time.process_time() - start)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    took = min(
        float(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )
    print(f"import: {took:.2f} s")
    assert took < 0.5


def test_one_worker_needs_little_memory() -> None:
    code = (
        "import random, sys; from pathlib import Path; from extraction.pipeline import extract; from tests.extraction.noise import misdecoded\n"
        "texts = [Path(name).read_bytes().decode() for name in sys.argv[1:]]\n"
        "for text in texts: extract(text, '2024-11-28'); extract(misdecoded(text, random.Random(1)), '2024-11-28')\n"
        # not ru_maxrss: a child inherits the peak of the process that started it
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *map(str, OWN)]
    megabytes = int(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout) // 1024
    print(f"one worker: {megabytes} MB, pages with byte-shifted runs among what it read")
    assert megabytes <= AT_MOST_MEMORY
