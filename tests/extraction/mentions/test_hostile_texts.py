"""Long runs of anything cost what their length costs, and nothing raises."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from extraction.mentions.modality import find_cues
from extraction.mentions.periods import find_periods
from extraction.mentions.quantities import find_quantities, parse_quantity
from extraction.mentions.regions import find_regions, search_regions

FINDERS: dict[str, Callable[[str], object]] = {
    "quantities": find_quantities,
    "periods": lambda text: find_periods(text, "2024-11-28"),
    "regions": lambda text: find_regions(text, 2024),
    "cues": find_cues,
}
HOSTILE = [
    "1", "(", "“", "1-", "一", "十", "1,", "100,", "年", "第", "1年", "每", "二〇", "约", "万", "市", "新", "1.", "5%-", "100万", "比1", "1:", "1+",
    "成一", "二十", "分之", "百分之", "1/2", "前", "截至", "“十四五", "年1月", "市南区", "全", "省", " ", "\u00a0", "\n", "数百", "翻", "--", "…",
    "\ud800", "\U0001f600",
]  # fmt: skip


@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize("sign", HOSTILE)
def test_the_work_is_linear_in_the_text(finder: str, sign: str) -> None:
    text = (sign * 20_000)[:20_000]
    began = time.process_time()
    FINDERS[finder](text)
    assert time.process_time() - began < 2


def test_a_number_longer_than_any_figure_is_a_code() -> None:
    (quantity,) = find_quantities("9" * 100_000)
    assert quantity.not_a_fact == "code"
    assert parse_quantity("9" * 100_000 + "亿元") is None or quantity.value == 0


def test_rooms_import_fast_and_without_the_dictionary() -> None:
    code = (
        "import time, sys; t = time.perf_counter()\n"
        "import extraction.mentions.quantities, extraction.mentions.periods, extraction.mentions.regions, extraction.mentions.modality\n"
        "assert 'jieba' not in sys.modules; print(time.perf_counter() - t)"
    )
    seconds = float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert seconds < 1.0


def test_typed_nonsense_is_no_region() -> None:
    assert search_regions("（" * 1000) == []
