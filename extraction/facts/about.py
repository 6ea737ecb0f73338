"""The division that an article is about where its own words leave it open: its margins tell, or its title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extraction.facts.setting import Mentions
from extraction.mentions.regions import Region, by_code, find_regions, is_inside
from extraction.text.aligned_text import AlignedText
from extraction.text.span import Span

Found = tuple[Region | None, tuple[Span, ...]]

_PAPER = re.compile(r"日报|晚报|晨报|早报|时报|都市报|新闻|融媒|发布|电视台|广播|网|讯|在线")
_OFFICE = re.compile(r"(?:市|州|县|区|省)(?:委|政府|人大|政协|统计局)|(?:全|我|本)[市州盟县旗区省]")
_KINDS = {"市": "city", "州": "city", "盟": "city", "县": "county", "旗": "county", "区": "district", "省": "province"}


def about(found: Found, everything: Sequence[Mentions], margins: Sequence[AlignedText], year: int | None) -> Found:
    """``found`` is what the article's own names tell. A title that names the city outweighs the districts that a text goes through; where
    the text says 全省 or 市政府 only, and names none that could be meant, whoever publishes it tells which."""
    region, _ = found
    said = _called(everything)
    titled = {
        mention.region: one.raw(mention.span)
        for one in everything
        if one.paragraph.role == "title"
        for mention in one.regions
        if mention.region
    }
    if region and region not in titled:
        whole = next((one for one in titled if is_inside(region, one) and said[_kind(one)] >= max(1, said[_kind(region)])), None)
        if whole and _kind(whole) != _kind(region):
            return whole, (titled[whole],)
    if region and region not in titled and (above := _paper_above(region, everything, margins, year)):
        return above
    kind = max(said, key=lambda one: said[one], default=None)
    if kind is None or (region and (region in titled or _of_kind(region, kind) or said[_kind(region)] or said[kind] < 2)):
        return found
    told = list(_told(margins, kind, year))
    narrowest = (one for one in told if any(one[0] and other[0] and is_inside(one[0], other[0]) for other in told if one[0] != other[0]))
    return next(narrowest, told[0] if told else found)  # 江山市…街道 tells more than 衢州日报, which writes of it too


def _paper_above(region: Region, everything: Sequence[Mentions], margins: Sequence[AlignedText], year: int | None) -> Found | None:
    """佳木斯日报 above a text that says 市政府, 全市 and only then names 富锦市: the city of the paper, of which that one is a part."""
    kind = _kind(region)
    if region.level != "county" or _named_before_called(region, everything, kind):
        return None
    return next(((one, spans) for one, spans in _told(margins, kind, year) if one and one != region and is_inside(region, one)), None)


def _named_before_called(region: Region, everything: Sequence[Mentions], kind: str) -> bool:
    """Whether the text names a division before it calls one 全市 or 市政府."""
    for one in everything:
        named = next(
            (
                mention.span.start
                for mention in one.regions
                if mention.region and (mention.region == region or is_inside(mention.region, region))
            ),
            len(one.text),
        )
        if any(_sign(match) == kind for match in _OFFICE.finditer(one.text, 0, named)):
            return False
        if named < len(one.text):
            return True
    return True


def _called(everything: Sequence[Mentions]) -> Counter[str]:
    """How often a text calls its division a city, county, district or province without its name."""
    said: Counter[str] = Counter()
    for one in everything:
        for match in _OFFICE.finditer(one.text):
            said[_sign(match)] += 1
    return said


def _sign(match: re.Match[str]) -> str:
    return _KINDS[match[0][1] if match[0][0] in "全我本" else match[0][0]]


def _kind(region: Region) -> str:
    if region.level == "province":
        return "city" if region.name.endswith("市") else "district" if region.name.endswith("区") else "province"
    return _KINDS.get(region.name[-1], "city")


def _of_kind(region: Region, kind: str) -> Region | None:
    """The division itself or the one above it that a text calls so."""
    one: Region | None = region
    while one and _kind(one) != kind:
        one = by_code(one.parent) if one.parent else None
    return one


def _told(margins: Sequence[AlignedText], kind: str, year: int | None) -> Iterator[Found]:
    for margin in margins:
        for span, region in _publishers(margin.text, year):
            whole = _of_kind(region, kind)
            if whole:
                yield whole, (margin.raw_span(span),)


def _publishers(text: str, year: int | None) -> Iterator[tuple[Span, Region]]:
    """The divisions that a margin names, those inside the names of papers too (湘潭日报)."""
    for mention in find_regions(text, year):
        if mention.region and mention.region.code:
            yield mention.span, mention.region
    for match in _PAPER.finditer(text):
        for start in range(max(0, match.start() - 4), match.start() - 1):
            name = find_regions(text[start : match.start()], year)
            if len(name) == 1 and name[0].span == Span(0, match.start() - start) and name[0].region:
                yield Span(start, match.start()), name[0].region
                break
