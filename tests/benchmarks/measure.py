"""Every page, endpoint and deed on a small and a large database, in turn: ``python -m tests.benchmarks.measure SMALL_URL LARGE_URL [WORD ...]``.

Both were made by ``fill`` (say 1,000 and 100,000 documents). Each visit is made in both, one straight after the other, so that a busy machine disturbs
both alike. Prints a Markdown table: milliseconds at the 50th and 95th percentile on either, queries of one request on the large one, and the ratio of
the medians; at its end whatever is over 1.5 times. Needs SECRET_KEY and DATA_DIR; --rounds says how often (20).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

LIMIT, NOISE = 1.5, 5.0
"""The ratio that is aimed at, and the milliseconds by which two medians may differ whatever their ratio."""


def child(url: str, rounds: int, words: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.visits", str(rounds), *words],
        env={**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "CRITICAL"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def answers(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """One measured visit after the other, each made when it is asked for."""
    assert process.stdin
    assert process.stdout
    while process.poll() is None:
        try:
            process.stdin.write("\n")
            process.stdin.flush()
        except BrokenPipeError:
            return
        line = process.stdout.readline()
        if not line:
            return
        yield json.loads(line)


def percentiles(taken: list[float]) -> tuple[float, float]:
    if len(taken) == 1:
        return taken[0], taken[0]
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("small")
    parser.add_argument("large")
    parser.add_argument("words", nargs="*", help="only visits whose names hold all of these")
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    pair = [child(url, asked.rounds, asked.words) for url in (asked.small, asked.large)]
    slow = []
    print("| visit | small p50 | p95 | large p50 | p95 | queries | ratio |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for small, large in zip(*(answers(process) for process in pair), strict=False):
        assert small["name"] == large["name"]
        if error := small.get("error") or large.get("error"):
            slow.append(f"{large['name']}: {error}")
            print(f"| {large['name']} | {error} |", flush=True)
            continue
        (few, few95), (many, many95) = percentiles(small["taken"]), percentiles(large["taken"])
        ratio = many / few
        if ratio > LIMIT and many - few > NOISE:
            slow.append(f"{large['name']}: {ratio:.1f} times")
        print(f"| {large['name']} | {few:.1f} | {few95:.1f} | {many:.1f} | {many95:.1f} | {large['queries']} | {ratio:.2f} |", flush=True)
    for process in pair:
        assert process.stdin
        process.stdin.close()
        process.wait()
    print(f"\n{len(slow)} over {LIMIT} times (and {NOISE:.0f} ms) or in error" + "".join(f"\n- {line}" for line in slow))
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
