"""What is done to articles: asides put in, places renamed, years shifted, heads taken off, articles joined. The facts stay what they were."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extraction.facts.fact import Fact
from extraction.mentions.regions import Region, by_code, counties_of
from extraction.pipeline import extract
from extraction.text.articles import Paragraph
from tests.extraction.metamorphic.articles import Article
from tests.extraction.metamorphic.edits import Edit, Edited, edited, replaced

HERE = Path(__file__).parent
Read = tuple[object, ...]
"""What must not change of a fact: value, unit, region, first and last month, status."""


@dataclass(frozen=True)
class Variant:
    """An edited article with the date it is read at, and how what it says maps: regions by name, months by years added. ``near``: the raw
    characters of the old text that stand right behind the edit."""

    done: Edited
    published: str
    regions: dict[str, str]
    years: int = 0
    near: tuple[int, int] = (0, 0)


@cache
def asides() -> dict[str, list[tuple[str, str]]]:
    """By kind: where (sentence, clause, line, foot) and the words."""
    found: dict[str, list[tuple[str, str]]] = {}
    with (HERE / "asides.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["kind"], []).append((row["where"], row["text"]))
    return found


# ---------------------------------------------------------------- asides

_HANGS_ON = re.compile(r"其中|同比|环比|增[速长幅]|比|分别|占|该|这|此|均|并|也|对此|与此|还")
"""A sentence that begins so speaks of the one before it: nothing is put between them."""


def with_aside(article: Article, where: str, words: str, rng: random.Random) -> Variant | None:
    text = words.format(**article.words)
    if where == "foot":
        return _with(article, Edit(len(article.text), len(article.text), "\n\n" + text + "\n"), (0, 0))
    places = list({"sentence": _behind_sentences, "clause": _before_clauses, "line": _between_paragraphs}[where](article))
    if not places:
        return None
    at, end = rng.choice(places)
    return _with(article, Edit(at, at, f"\n\n{text}\n\n" if where == "line" else text), (at, end))


def _with(article: Article, edit: Edit, near: tuple[int, int]) -> Variant:
    return Variant(edited(article.text, [edit]), article.published, {}, near=near)


def _behind_sentences(article: Article) -> Iterator[tuple[int, int]]:
    """Behind each sentence of running text, with the end of its paragraph."""
    for one in article.paragraphs:
        for index, sentence in enumerate(one.sentences):
            following = one.sentences[index + 1] if index + 1 < len(one.sentences) else None
            if one.text[sentence.end - 1] != "。" or (following and _HANGS_ON.match(one.text[following.start : following.end].lstrip())):
                continue
            yield _raw_end(one, sentence.end), _raw_end(one, len(one.text))


def _before_clauses(article: Article) -> Iterator[tuple[int, int]]:
    """Behind a comma that a figure stands before, with the end of the paragraph."""
    for one in article.paragraphs:
        for clause in one.clauses[:-1]:
            if (
                one.text[clause.end - 1] in ",，"
                and not _HANGS_ON.match(one.text[clause.end :])
                and re.search(r"\d", one.text[slice(*clause)])
            ):
                yield _raw_end(one, clause.end), _raw_end(one, len(one.text))


def _between_paragraphs(article: Article) -> Iterator[tuple[int, int]]:
    for one in article.paragraphs[:-1]:
        if one.text.endswith("。"):
            yield _raw_end(one, len(one.text)), _raw_end(one, len(one.text))


def _raw_end(one: Paragraph, at: int) -> int:
    return one.aligned.ends[at - 1]


# ---------------------------------------------------------------- places, years, heads, neighbours

RENAMED = {
    "县": ("330122", "430626", "371323", "411321", "520527", "341225", "430527", "130826"),
    "区": ("320106", "620102", "350102", "410202", "210103", "131102"),
    "市": ("330782", "420381", "231085", "530181", "411481"),
    "旗": ("152223", "150824", "150430"),
}
"""By how a county's name ends, where its article is moved to: districts with many namesakes (鼓楼区, 城关区), unique and autonomous counties, banners."""


def renamed(article: Article, rng: random.Random) -> Variant | None:
    """Place, prefecture, province and sisters under the names of others, full and short."""
    region = article.region
    if region is None or region.level != "county":
        return None
    codes = [code for code in RENAMED.get(region.name[-1], ()) if by_code(code) and code[:2] != region.code[:2]]
    if not codes:
        return None
    names = _names_moved(region, by_code(rng.choice(codes)))  # type: ignore[arg-type]
    edits = replaced(article.text, names)
    if any(new in article.text for new in names.values()) or region.name not in {article.text[one.start : one.end] for one in edits}:
        return None
    return Variant(edited(article.text, edits), article.published, names)


def _names_moved(region: Region, new: Region) -> dict[str, str]:
    pairs = list(zip(_above(region), _above(new), strict=False))
    pairs += zip(
        [one for one in counties_of(region.parent or "") if one.code != region.code],
        [
            one
            for one in counties_of(new.parent or "")
            if one.code != new.code and one.name[:-1] not in {up.name[:-1] for up in _above(new)}
        ],
        strict=False,
    )
    names = {old.name: other.name for old, other in pairs}
    for old, other in pairs:
        if len(old.name) > 2 and len(other.name) > 2 and "自治" not in old.name + other.name:
            names.setdefault(old.name[:-1], other.name[:-1])
    return names


def _above(region: Region) -> list[Region]:
    chain = [region]
    while chain[-1].parent and (one := by_code(chain[-1].parent)):
        chain.append(one)
    return chain


_PLANS = "一二三四五六七"
_YEARS = re.compile(r"(?<![\d.])20[0-3]\d(?=[年：:]|[-—.／/]\d\d?[-.／/日]|[-—至到]20\d\d年)")


def shifted(article: Article, rng: random.Random) -> Variant | None:
    """All years five earlier or later, with the five-year plans."""
    years = rng.choice((-5, 5))
    edits = [Edit(*found.span(), str(int(found[0]) + years)) for found in _YEARS.finditer(article.text)]
    edits += [
        Edit(*found.span(), _PLANS[_PLANS.index(found[0]) + years // 5]) for found in re.finditer("(?<=十)[二三四五六](?=五)", article.text)
    ]
    published = f"{int(article.published[:4]) + years}{article.published[4:]}"
    return Variant(edited(article.text, edits), published, {}, years)


def without_titles(article: Article, rng: random.Random) -> Variant | None:
    """The lines of its titles gone."""
    if not article.titles or (article.region and article.region.name[:2] not in article.text[article.titles[-1].end :]):
        return None
    return Variant(edited(article.text, [Edit(one.start, one.end, "") for one in article.titles]), article.published, {})


def with_source(article: Article, rng: random.Random) -> Variant | None:
    """A line under the titles that names the paper of its own prefecture and the day."""
    region = article.region
    city = by_code(region.parent) if region and region.level == "county" and region.parent else region
    if city is None or city.level != "prefecture" or not article.titles:
        return None
    year, month = article.published[:4], article.published[5:7]
    line = f"\n来源：{city.name[:-1]}日报　{year}-{month}-{article.published[8:] or '15'}　编辑：甲乙\n"
    return _with(article, Edit(article.titles[-1].end, article.titles[-1].end, line), (0, 0))


_OTHER = (
    "{title}\n\n　　本报讯（记者 甲乙）截至{month}月底，{far}已建成蔬菜大棚215座，带动820户农户增收。今年，全{kind}蔬菜产量达到3.7万吨，同比增长6.4%。\n\n"
    "　　{far}还将新建冷库12座。\n\n责任编辑：甲乙\n"
)


def joined_before(article: Article, rng: random.Random) -> Variant | None:
    """Another article above it on the page."""
    if not article.titles:
        return None
    at = article.titles[0].start
    return _with(article, Edit(at, at, _other(article) + "\n\n"), (0, 0))


def joined_behind(article: Article, rng: random.Random) -> Variant | None:
    """Another article below it on the page."""
    return _with(article, Edit(len(article.text), len(article.text), "\n\n" + _other(article)), (0, 0))


def _other(article: Article) -> str:
    far, month = article.far, int(article.published[5:7])
    return _OTHER.format(title=f"{far}：大棚蔬菜富农家", far=far, kind=far[-1], month=max(1, month - 1))


Change = Callable[[Article, random.Random], Variant | None]
CHANGES: dict[str, Change] = {
    "renamed": renamed, "years shifted": shifted, "titles gone": without_titles, "own source": with_source,
    "article before": joined_before, "article behind": joined_behind,
}  # fmt: skip
KINDS = (*asides(), *CHANGES)


def variant(kind: str, article: Article, rng: random.Random, number: int) -> Variant | None:
    if kind in CHANGES:
        return CHANGES[kind](article, rng)
    words = asides()[kind]
    return with_aside(article, *words[number % len(words)], rng)


# ---------------------------------------------------------------- the relation


@dataclass(frozen=True)
class Kept:
    """Facts kept of those there were, right behind the edit (in its paragraph) and elsewhere; ``lost``: what was read before and behind."""

    near: int
    of_near: int
    far: int
    of_far: int
    lost: tuple[tuple[Fact, list[Read]], ...]


def kept(article: Article, changed: Variant) -> Kept:
    """How the facts outside the edit have fared."""
    after: dict[tuple[int, int], list[Read]] = {}
    for fact in extract(changed.done.text, changed.published).facts:
        after.setdefault((fact.start, fact.end), []).append(_read(fact, {}, 0))
    counts, lost = [0, 0, 0, 0], []
    for fact in article.facts:
        at = changed.done.moved(fact.start, fact.end)
        if at is None:
            continue
        far = 0 if changed.near[0] <= fact.start < changed.near[1] else 2
        counts[far + 1] += 1
        if _read(fact, changed.regions, changed.years) in after.get(at, []):
            counts[far] += 1
        else:
            lost.append((fact, after.get(at, [])))
    return Kept(*counts, tuple(lost))


def _read(fact: Fact, regions: dict[str, str], years: int) -> Read:
    region = regions.get(fact.region, fact.region) if fact.region else None
    return (fact.value, fact.unit, region, _shifted(fact.period_start, years), _shifted(fact.period_end, years), fact.status)


def _shifted(month: str | None, years: int) -> str | None:
    return f"{int(month[:4]) + years}{month[4:]}" if month else None


def total(several: Sequence[Kept]) -> Kept:
    return Kept(
        sum(one.near for one in several), sum(one.of_near for one in several),
        sum(one.far for one in several), sum(one.of_far for one in several), tuple(lost for one in several for lost in one.lost),
    )  # fmt: skip
