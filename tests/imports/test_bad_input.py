"""Each kind of bad input is answered by name, nothing of it is half done, and what is good beside it goes in."""

from __future__ import annotations

import errno
import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from annotate import importing, jobs
from annotate.errors import BadInput, NoSpace
from annotate.imports import archive as archives
from annotate.models import Document, Fact, Job, Source
from tests.imports import files

pytestmark = pytest.mark.django_db
GOOD = "前三季度出口1.2亿元。"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)


@pytest.fixture
def bring(collection: Any, alice: Any) -> Any:
    """``bring(name, data)``: the whole import; the job, and what was refused as (place, reason)."""

    def run(name: str, data: bytes, **said: Any) -> tuple[Job, list[tuple[str, str]]]:
        job = importing.ask(collection=collection, file_name=name, data=data, actor=alice, door="page", **said)
        while jobs.work(job.pk):
            pass
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.failure
        return job, list(job.refused.order_by("id").values_list("place", "reason"))

    return run


def lying(data: bytes) -> bytes:
    """An archive whose member holds more than its entries say."""
    packed = files.archive({"a.txt": data})
    size = struct.pack("<L", len(data))
    return packed.replace(size, struct.pack("<L", 10))


def with_nul(name: str) -> bytes:
    """An archive with a name that holds NUL, which zipfile itself would not write."""
    return files.archive({name.replace("\0", "\x01"): GOOD.encode()}).replace(name.replace("\0", "\x01").encode(), name.encode())


CASES = [
    ("a broken PDF", "a.pdf", files.pdf()[:300], "a.pdf", "no PDF"),
    ("no PDF at all", "a.pdf", b"%PDF-1.7\n" + bytes(range(256)), "a.pdf", "no PDF"),
    ("a PDF with a password", "a.pdf", files.pdf(encrypt=True), "a.pdf", "password"),
    ("a Word file that is a bomb", "a.docx", files.archive({"word/document.xml": b" " * 60_000_000}), "a.docx", "times its size"),
    ("a workbook that is a bomb", "a.xlsx", files.archive({"xl/workbook.xml": b" " * 60_000_000}), "a.xlsx", "times its size"),
    ("an archive that leads out", "a.zip", files.archive({"../../a.txt": b"x"}), "a.zip/../../a.txt", "leads out"),
    ("a link in an archive", "a.zip", files.archive({}, link="a.txt"), "a.zip/a.txt", "a link"),
    ("an archive that lies", "a.zip", lying(b"x" * 5000), "a.zip", ""),
    ("a name with NUL in an archive", "a.zip", with_nul("a\0b.txt"), "a.zip/a", "NUL"),
    ("a table with the wrong columns", "a.csv", "内容,日期\n出口,2024\n".encode(), "a.csv, line 1", "expected a column `text`"),
    ("GBK with the mark of UTF-8", "a.txt", b"\xef\xbb\xbf" + GOOD.encode("gbk"), "a.txt", "mark of UTF-8, but is not UTF-8"),
    ("NUL in a text", "a.txt", (GOOD + "\0").encode(), "a.txt", "NUL"),
    ("a page without an article", "a.html", b"<html><body><script>alert(1)</script></body></html>", "a.html", "no article"),
]


@pytest.mark.parametrize(("name", "data", "place", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_it_is_refused_by_name_and_nothing_of_it_is_kept(bring: Any, name: str, data: bytes, place: str, reason: str) -> None:
    job, refused = bring(name, data)
    assert len(refused) == 1, refused
    assert refused[0][0].startswith(place)
    assert reason in refused[0][1]
    assert job.options["refused"] == 1
    assert not Document.objects.exists()
    assert not Source.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*")), "the file is gone with the job"


def test_an_archive_of_ten_gigabytes_is_not_unpacked(bring: Any) -> None:
    packed = bytearray(files.archive({"a.txt": b"x" * 100, "b.txt": GOOD.encode()}))
    at = packed.index(b"PK\x01\x02")  # the first entry of the directory says 4 GB, and with it another
    packed[at + 24 : at + 28] = struct.pack("<L", 0xFFFFFFF0)
    ((place, reason),) = bring("a.zip", bytes(packed))[1]
    assert (place, f"at most {archives.MOST_BYTES}" in reason) == ("a.zip", True)
    assert not Document.objects.exists()


def test_html_with_script_gives_its_article_and_no_script(bring: Any) -> None:
    assert bring("a.html", files.html())[1] == []
    assert "alert" not in Document.objects.get().raw


def test_one_bad_line_among_ten_thousand_is_named_and_the_rest_goes_in(bring: Any) -> None:
    lines = [json.dumps({"text": f"第{number}号:出口{number}亿元"}, ensure_ascii=False) for number in range(10_000)]
    lines[4321] = '{"text": '
    job, refused = bring("big.jsonl", "\n".join(lines).encode())
    assert [place for place, _reason in refused] == ["big.jsonl, line 4322"]
    assert (job.options["added"], Document.objects.count()) == (9_999, 9_999)


def test_one_bad_fact_among_good_ones_is_named_by_line_and_field(bring: Any) -> None:
    fact = {"start": 5, "end": 10, "text": "2亿元。", "value": "1.2", "unit": "亿元", "measure": "level", "indicator": "出口"}
    good = {"start": 6, "end": 11, "text": "1.2亿元", "value": "1.2", "unit": "亿元", "measure": "level", "indicator": "出口"}
    lines = files.jsonl(
        {"text": GOOD, "id": 7, "producer": "m", "version": "1", "facts": [fact, good, "no fact"]},
        good | {"document": "7", "producer": "m", "version": "2"},
        good | {"document": "8", "producer": "m", "version": "2"},
        good | {"document": "7", "producer": "m", "version": "2", "periode": "2024"},
        good | {"document": "7"},
    )
    job, refused = bring("facts.jsonl", lines)
    assert [place for place, _reason in refused] == [
        "facts.jsonl, line 1, facts[0]", "facts.jsonl, line 1, facts[2]", "facts.jsonl, line 3", "facts.jsonl, line 4", "facts.jsonl, line 5",
    ]  # fmt: skip
    assert list(job.refused.order_by("id").values_list("field", flat=True)) == ["text", "facts", "document", "periode", "producer"]
    assert (job.options["added"], job.options["facts"], Fact.objects.count()) == (1, 2, 1)


@pytest.mark.parametrize("name", ["a\0b.txt", "../../a.txt", "经济运行" * 80 + ".txt", "a\nb.txt"], ids=["NUL", "path", "long", "line end"])
def test_a_strange_name_is_made_sound_and_keeps_its_ending(bring: Any, name: str) -> None:
    assert bring(name, GOOD.encode())[1] == []
    kept = Source.objects.get().file_name
    assert (len(kept) <= 255, kept.endswith(".txt"), kept.isprintable(), "/" in kept) == (True, True, True, False)


def test_a_name_of_300_characters_within_an_archive_is_read(bring: Any) -> None:
    assert bring("a.zip", files.archive({"出" * 300 + ".txt": GOOD.encode()}))[1] == []
    assert Source.objects.get().file_name.endswith(".txt")


def test_a_full_disk_is_said_by_name_and_nothing_is_kept(collection: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    class Full(io.FileIO):
        def write(self, block: Any) -> int:
            if written:
                raise OSError(errno.ENOSPC, "No space left on device")
            written.append(block)
            return super().write(block)

    monkeypatch.setattr(Path, "open", lambda self, mode="r", **more: Full(self, mode.replace("b", "")))
    with pytest.raises(NoSpace) as refused:
        importing.ask(collection=collection, file_name="a.jsonl", data=iter([b"{}\n", b"{}\n"]), actor=alice, door="page")
    assert (refused.value.status, "no room left" in refused.value.message, len(written)) == (507, True, 1)
    assert not Job.objects.exists()
    assert not any(one.is_file() for one in Path(settings.MEDIA_ROOT).rglob("*"))


def test_what_ends_its_worker_again_and_again_is_passed_over_by_name(collection: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = files.jsonl(*({"text": f"第{number}号:出口{number}亿元"} for number in range(20)))
    job = importing.ask(collection=collection, file_name="a.jsonl", data=lines, actor=alice, door="page")
    real = importing._store

    def killed_by_the_seventh(job: Job, batch: Any) -> bool:
        if any("第7号" in entry.text for _cursor, entry in batch):
            raise KeyboardInterrupt
        return real(job, batch)

    monkeypatch.setattr(importing, "_store", killed_by_the_seventh)
    for _try in range(60):
        try:
            if not jobs.work(job.pk):
                break
        except KeyboardInterrupt:
            continue
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert [row.place for row in job.refused.all()] == ["a.jsonl, entry 8"]
    assert Document.objects.count() == 19


def test_nothing_is_read_that_says_no_purpose_there_is(collection: Any, alice: Any) -> None:
    with pytest.raises(BadInput) as refused:
        importing.ask(collection=collection, file_name="a.jsonl", data=b"{}", actor=alice, door="page", purpose="judgement")
    assert refused.value.field == "purpose"


def test_a_corrupt_member_is_named_and_the_others_go_in(bring: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:
        made.writestr("bad.txt", "坏" * 50)
        made.writestr("good.txt", GOOD)
    ((place, _reason),) = bring("a.zip", packed.getvalue().replace("坏".encode() * 50, "怀".encode() * 50, 1))[1]
    assert place == "a.zip/bad.txt"
    assert Document.objects.get().raw == GOOD


def test_a_line_that_is_no_json_is_told_in_one_language() -> None:
    """Python's own message is English; the place is enough."""
    from django.utils import translation

    from annotate.imports.records import Refusal, _line

    for language, said in (("en", "no JSON: it breaks off at character 10"), ("zh-hans", "不是有效的 JSON：第 10 个字符处有误")):
        with translation.override(language):
            refusal = _line("a.jsonl, line 1", b'{"text": ', "a.jsonl")
            assert isinstance(refusal, Refusal)
            assert refusal.reason == said
