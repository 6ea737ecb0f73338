"""A title's figure is planned or has happened as the text below tells it."""

from __future__ import annotations

from extraction.pipeline import Override, extract
from extraction.text.span import Span

TITLE = "渝水区:今年地区生产总值增长7%以上 新建口袋公园12个"
PLANNED = (
    "1月10日,渝水区第九届人民代表大会第三次会议开幕。2022年,渝水区地区生产总值增长4.6%。\n\n"
    "报告提出,2023年渝水区经济社会发展的主要预期目标是:地区生产总值增长7%以上。今年将新建口袋公园12个。"
)
HAPPENED = "2022年,渝水区地区生产总值增长7%以上。全区新建口袋公园12个。"


def heads(text: str, overrides: tuple[Override, ...] = ()) -> list[tuple[str, str, str | None]]:
    raw = f"{TITLE}\n\n{text}"
    facts = extract(raw, "2023-01-12", overrides).facts
    return [(fact.text, fact.status, fact.period_end) for fact in facts if fact.start < len(TITLE)]


def test_what_the_text_plans_its_title_plans() -> None:
    assert heads(PLANNED) == [("7%", "target", "2023-12"), ("12个", "target", "2023-12")]


def test_what_the_text_tells_as_done_its_title_tells_as_done() -> None:
    assert {status for _, status, _ in heads(HAPPENED)} == {"actual"}


def test_a_period_that_a_person_corrected_stays() -> None:
    whole = Override("period", "2022年", Span(0, len(TITLE)))
    assert heads(PLANNED, (whole,))[1] == ("12个", "actual", "2022-12")  # of the other the title itself says 今年
