"""The year of a text that does not say when it was published."""

from __future__ import annotations

import pytest

from extraction.pipeline import extract

TOLD = "全县粮食总产量达21万吨，今年新增合作社32家。"


@pytest.mark.parametrize(
    ("title", "lead", "behind", "published"),
    [
        ("岷县：当归铺就致富路", "本报岷县12月11日电 " + TOLD, "2024年，全县将新建当归仓储库40座。", "2023-12-11"),  # 将 in December: the next year
        ("岷县：当归铺就致富路", "本报岷县1月11日电 " + TOLD, "2024年，全县将新建当归仓储库40座。", "2024-01-11"),  # in January the one at hand
        ("岷县2022年工作总结和2023年工作打算", "2022年，" + TOLD, "1—11月，固定资产投资增长9%。2023年，计划新建仓储库40座。", "2022-12"),
        ("2022年岷县政府工作报告（摘要）", "1月20日，岷县第十九届人民代表大会第二次会议召开。" + TOLD, "到2025年，粮食总产量达25万吨。", "2022-01-20"),
        ("岷县上半年经济运行情况", "2021年上半年，岷县生产总值增长8%。" + TOLD, "到2025年，全县将新建仓储库40座。", "2021-07"),
    ],
)  # fmt: skip
def test_the_year_is_concluded_from_what_the_text_says(title: str, lead: str, behind: str, published: str) -> None:
    assert extract(f"{title}\n\n{lead}\n\n{behind}").published == published
