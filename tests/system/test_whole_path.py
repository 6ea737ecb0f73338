"""From a text file to the gold CSV in a real browser, with a real worker and a real Valkey: nothing here is pretended."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.running import Installation, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.system]

ARTICLE = (
    "平度市前三季度经济运行平稳\r\n\r\n"
    "本报11月28日讯 前三季度,平度市地区生产总值增长5.4%,固定资产投资完成125.6亿元。"
    "前10个月,平度市新增经营主体1.25万户,社会消费品零售总额增长6.1%。\r\n"
    "𠮷祥路📈商圈另有两座过街天桥。\r\n"
)


@pytest.fixture
def page(chromium: Any, installation: Installation) -> Iterator[Any]:
    """A window of the person who installed it, logged in by the printed link."""
    installation.start()
    window = chromium.new_context(locale="en", viewport={"width": 1366, "height": 900}, accept_downloads=True)
    window.set_default_timeout(20_000)
    made = window.new_page()
    made.goto(installation.link())
    made.click("main form button")
    yield made
    window.close()


def test_upload_extract_judge_correct_add_fix_in_the_admin_release_and_download(
    page: Any, installation: Installation, tmp_path: Path
) -> None:
    address = installation.link().split("/enter/")[0]
    upload(page, address, tmp_path)
    wait_for(lambda: installation.rows(f"{OURS} AND state = 'extracted'"), 60, "the extraction by the worker")
    ((document,),) = installation.rows(OURS)
    judge(page, f"{address}/documents/{hyphened(document)}/")
    fix_in_the_admin(page, address)
    finish(page, f"{address}/documents/{hyphened(document)}/")
    gold = released(page)
    assert {row["text"]: (row["value"], row["unit"], row["measure"], row["indicator"]) for row in gold} == {
        "5.4%": ("5.4", "%", "growth", "平度地区生产总值"),
        "125.6亿元": ("125.6", "亿元", "level", "固定资产投资"),
        "1.25万户": ("1.25", "万户", "level", "新增经营主体"),
        "两座": ("2", "座", "level", "过街天桥"),
    }
    corrected = next(row for row in gold if row["text"] == "125.6亿元")
    assert (corrected["period_start"], corrected["period_end"]) == ("2024-01", "2024-08")
    added = next(row for row in gold if row["text"] == "两座")
    assert ARTICLE[int(added["start"]) : int(added["end"])] == "两座"


OURS = "SELECT uuid FROM annotate_document WHERE title LIKE '%运行平稳%'"


def hyphened(uuid: str) -> str:
    return f"{uuid[:8]}-{uuid[8:12]}-{uuid[12:16]}-{uuid[16:20]}-{uuid[20:]}"


def upload(page: Any, address: str, folder: Path) -> None:
    """Into a collection of its own, through the form."""
    file = folder / "平度.txt"
    file.write_bytes(ARTICLE.encode("utf-8"))
    page.goto(address + "/collections/new/")
    page.fill("[name=name]", "Quarterly reports")
    page.click("main form button.primary")
    page.set_input_files("[type=file]", str(file))
    page.fill("[name=published]", "2024-11-28")
    page.click("main form button.primary")
    page.wait_for_selector(".note.success")


def saved(page: Any) -> None:
    page.evaluate("async () => { while (!desk.settled) await new Promise((go) => setTimeout(go, 20)); }")


def judge(page: Any, document: str) -> None:
    """Accept one, correct one, reject one, add one by selecting its characters behind two that UTF-16 counts twice."""
    page.goto(document)
    page.click("main .primary")
    page.wait_for_selector("html[data-desk=ready]")
    for mention in ("5.4%", "125.6亿元", "1.25万户", "6.1%"):
        at = ARTICLE.index(mention)
        go_to(page, at)
        if mention == "6.1%":
            page.keyboard.press("x")
            page.keyboard.press("1")
        elif mention == "125.6亿元":
            page.keyboard.press("p")
            page.keyboard.insert_text("2024-01..2024-08")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Enter")
        saved(page)
    add(page, ARTICLE.index("两座"))


def go_to(page: Any, at: int) -> None:
    """Click the mention: the mouse is another way to the same fact."""
    page.locator(f"[data-start='{at}']").first.click()


def add(page: Any, at: int) -> None:
    page.evaluate(
        """([start, end]) => {
          const from = desk.text.pointAt(start, "start"), to = desk.text.pointAt(end, "end");
          getSelection().setBaseAndExtent(from.node, from.units, to.node, to.units);
        }""",
        [at, at + 2],
    )
    page.keyboard.press("a")
    page.wait_for_selector(".fact-row[data-state=draft][aria-current]")
    page.keyboard.press("i")
    page.keyboard.insert_text("过街天桥")
    page.keyboard.press("Enter")
    saved(page)


def fix_in_the_admin(page: Any, address: str) -> None:
    """The accepted growth gets another indicator in the admin's form."""
    page.goto(address + "/admin/annotate/fact/?q=5.4")
    page.locator("#result_list tbody tr th a, #result_list tbody tr td a").first.click()
    page.fill("[name=indicator]", "平度地区生产总值")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success, .success")


def finish(page: Any, document: str) -> None:
    page.goto(document)
    page.click("main .primary")
    page.wait_for_selector("html[data-desk=ready]")
    while page.locator(".fact-row[data-state=open]").count():
        page.locator(".fact-row[data-state=open]").first.click()
        page.keyboard.press("d")
        saved(page)
    page.keyboard.press("n")
    saved(page)


def released(page: Any) -> list[dict[str, str]]:
    """Freeze a release on its page and read the CSV that a browser gets."""
    page.click(".bar a[href='/']")
    page.click("text=Quarterly reports")
    page.click("a[href$='/releases/']")
    page.click("main a.primary, main form button.primary")
    if page.locator("[name=notes]").count():
        page.fill("[name=notes]", "first")
        page.click("main form button.primary")
    with page.expect_download() as download:
        page.locator("a[href*='/csv/']").first.click()
    return list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8"))))
