"""The articles that are edited, with what the machine reads in them as they stand."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from extraction.__main__ import read_text
from extraction.facts.fact import Fact
from extraction.mentions.regions import Region, by_code, counties_of
from extraction.pipeline import Extraction, extract
from extraction.text.articles import Paragraph
from extraction.text.span import Span
from tests.extraction.evaluation.floors import CORPORA

SKIPPED = ("u10_jinjiang_glossed", "u11_qianan_hard_wrapped")
"""Those whose pages are damaged on purpose."""


@dataclass(frozen=True)
class Article:
    name: str
    text: str
    published: str

    @cached_property
    def found(self) -> Extraction:
        return extract(self.text, self.published)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return self.found.facts

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs of running text."""
        return [one for article in self.found.page.articles for section in article.sections for one in section.paragraphs]

    @cached_property
    def titles(self) -> list[Span]:
        """The raw spans of the first article's title lines."""
        first = self.found.page.articles[0] if self.found.page.articles else None
        return [one.aligned.raw_span(Span(0, len(one.text))) for one in first.titles] if first else []

    @cached_property
    def region(self) -> Region | None:
        """The division of most of its facts."""
        codes = Counter(fact.region_code for fact in self.facts if fact.region_code)
        return by_code(codes.most_common(1)[0][0]) if codes else None

    @cached_property
    def sister(self) -> str:
        """Another division under the same one, which the text does not name."""
        region = self.region
        near = counties_of(region.parent or "") if region and region.level == "county" else counties_of(region.code) if region else ()
        return next((one.name for one in near if one != region and one.name[:2] not in self.text), "临近县")

    @cached_property
    def far(self) -> str:
        return next(name for name in FAR if name[:2] not in self.text and self.province[:2] != by_code(FAR[name][:2] + "0000").name[:2])  # type: ignore[union-attr]

    @cached_property
    def province(self) -> str:
        code = (self.region.code if self.region else "370000")[:2] + "0000"
        found = by_code(code)
        return found.name if found else "山东省"

    @property
    def words(self) -> dict[str, str]:
        """What an aside speaks of, as the article has it."""
        year = int(self.published[:4])
        plan = (year - 2 - 1956) // 5  # the plan before the one that the year before last belonged to
        return {
            "last": str(year - 1), "before": str(year - 6), "plan": "十" + "一二三四五六"[max(0, plan - 11)],
            "sister": self.sister, "far": self.far, "province": self.province,
        }  # fmt: skip


FAR = {"嘉善县": "330421", "玉门市": "620981", "三亚市": "460200", "漠河市": "232701"}


def own_articles() -> Iterator[Article]:
    """All articles of the repository that are written well."""
    for corpus in CORPORA:
        if corpus.name == "reference":
            continue
        dates = corpus.dates()
        for path in corpus.texts:
            if path.stem not in SKIPPED:
                yield Article(path.stem, read_text(path), dates[path.name])


def articles_in(folder: Path) -> Iterator[Article]:
    """Texts of a folder, dated by its ``published.csv``."""
    with (folder / "published.csv").open(encoding="utf-8-sig", newline="") as file:
        dates = {row["document"]: row["published"] for row in csv.DictReader(file)}
    for path in sorted(folder.glob("*.txt")):
        if path.name in dates:
            yield Article(path.stem, read_text(path), dates[path.name])
