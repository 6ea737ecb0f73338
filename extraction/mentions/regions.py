"""Administrative divisions with their GB/T 2260 codes, valid at a date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from extraction.mentions.lexicon import Lexicon
from extraction.tables import rows
from extraction.text.span import Span


@dataclass(frozen=True)
class Region:
    """An administrative division at county level or above. ``code`` six digits; ``parent`` the code above, None for a province.
    ``valid_from`` and ``valid_to`` are years (None: open)."""

    code: str
    name: str
    level: str  # province, prefecture, county
    parent: str | None
    valid_from: int | None
    valid_to: int | None


@dataclass(frozen=True)
class RegionMention:
    """A name in the text. ``region`` None where the name is ambiguous (``candidates`` holds them) or deictic (全市, 我省, 全区: ``deictic``
    is "city", "county", "district", "province"). ``place`` is a township or village named within it."""

    span: Span
    text: str
    region: Region | None
    candidates: tuple[Region, ...] = ()
    deictic: str | None = None
    place: str | None = None


_LEVELS = {"province": 0, "prefecture": 1, "county": 2}
_PLACE = re.compile(r"(?!城镇|乡镇|各|全|在|的)[\u4e00-\u9fff]{1,5}?(?:街道(?!办)|街道办事处|镇(?![区级域])|乡(?![村镇村亲贤愁土])|村(?![民级委居镇]))")


@dataclass(frozen=True)
class _Named:
    """What a name can stand for: as a full name, and as a short form."""

    full: tuple[Region, ...] = ()
    short: tuple[Region, ...] = ()


@cache
def _regions() -> tuple[Region, ...]:
    return tuple(_region(row) for row in rows("regions") if row["code"])


def _region(row: object) -> Region:
    assert hasattr(row, "get")
    first, last = row.get("valid_from"), row.get("valid_to")
    return Region(
        row.get("code"), row.get("name"), row.get("level"), row.get("parent") or None, int(first) if first else None, int(last) if last else None
    )


@cache
def _by_code() -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region in _regions():
        found.setdefault(region.code, []).append(region)
    return {code: tuple(regions) for code, regions in found.items()}


@cache
def _names() -> Lexicon[_Named]:
    names: dict[str, _Named] = {}
    for row, region in zip((row for row in rows("regions") if row["code"]), _regions(), strict=True):
        known = names.get(region.name, _Named())
        names[region.name] = replace(known, full=(*known.full, region))
        if row["short"]:
            known = names.get(row["short"], _Named())
            names[row["short"]] = replace(known, short=(*known.short, region))
    return Lexicon(names)


@cache
def _words(kind: str) -> Lexicon[str]:
    return Lexicon({row["word"]: row["value"] for row in rows("region_words") if row["kind"] in (kind, "none")})


def find_regions(text: str, year: int | None) -> list[RegionMention]:
    """Every division named in a clean text in order; longest match; names inside longer words (胶州湾, 山东大学) are none."""
    names, deictic = _names(), _words("deictic")
    starts = sorted({*names.starts(text), *deictic.starts(text)})
    found: list[RegionMention] = []
    free = 0
    for start in starts:
        if start < free:
            continue
        mention = _deictic_at(text, start) or _named_at(text, start, year)
        if mention is None:
            continue
        if found and found[-1].span.end == start:
            mention = _within(mention, found[-1])
        found.append(mention)
        free = mention.span.end
    return [mention for mention in found if mention.region or mention.candidates or mention.deictic]


def _deictic_at(text: str, start: int) -> RegionMention | None:
    hit = _words("deictic").longest_at(text, start)
    if hit is None or not hit[1]:
        return None
    return RegionMention(Span(start, start + len(hit[0])), hit[0], None, deictic=hit[1])


def _named_at(text: str, start: int, year: int | None) -> RegionMention | None:
    hit = _names().longest_at(text, start)
    if hit is None:
        return None
    name, named = hit
    if named.full and name.endswith("市") and _is_district_of(text, start + len(name) - 1, named.full):
        name, named = name[:-1], _Named(short=named.full)  # 青岛市南区 is 青岛 + 市南区
    end = start + len(name)
    if not named.full and _words("suffix").longest_at(text, end):
        return None
    candidates = _valid(named.full or _highest(named.short), year)
    place = _PLACE.match(text, end)
    region = candidates[0] if len(candidates) == 1 else None
    return RegionMention(
        Span(start, end), name, region, () if region else candidates, place=place[0] if place and candidates[0].level == "county" else None
    )


def _is_district_of(text: str, start: int, cities: Iterable[Region]) -> bool:
    hit = _names().longest_at(text, start)
    codes = {city.code for city in cities}
    return hit is not None and len(hit[0]) > 1 and any(region.parent in codes for region in hit[1].full)


def _highest(regions: tuple[Region, ...]) -> tuple[Region, ...]:
    """Of divisions that share a short form the highest is meant: 吉林 is the province."""
    top = min((_LEVELS[region.level] for region in regions), default=0)
    return tuple(region for region in regions if _LEVELS[region.level] == top)


def _valid(regions: tuple[Region, ...], year: int | None) -> tuple[Region, ...]:
    """Those that bore the name in that year; where none did, or no year is given, the newest of each."""
    valid = tuple(region for region in regions if is_valid(region, year))
    if valid:
        return valid
    last = max(region.valid_to or 9999 for region in regions)
    return tuple(region for region in regions if (region.valid_to or 9999) == last)


def is_valid(region: Region, year: int | None) -> bool:
    """Whether the division was there in that year; without a year: whether it is there today."""
    if year is None:
        return region.valid_to is None
    return (region.valid_from or 0) <= year <= (region.valid_to or 9999)


def _within(mention: RegionMention, before: RegionMention) -> RegionMention:
    """南京市鼓楼区: the name right before settles the ambiguous one."""
    if before.region is None or not mention.candidates:
        return mention
    inside = tuple(region for region in mention.candidates if is_inside(region, before.region))
    return replace(mention, region=inside[0], candidates=()) if len(inside) == 1 else mention


def is_inside(region: Region, other: Region) -> bool:
    """Whether ``region`` lies in ``other`` (not the same)."""
    code: str | None = region.parent
    while code:
        if code == other.code:
            return True
        parents = _by_code().get(code, ())
        code = parents[0].parent if parents else None
    return False


def resolve(mentions: list[RegionMention]) -> list[RegionMention]:
    """Ambiguous names (鼓楼区, 城关区) settled by the other divisions that the article names; what stays ambiguous has no region."""
    known = [mention.region for mention in mentions if mention.region]
    return [mention if mention.region or not mention.candidates else _settled(mention, known) for mention in mentions]


def _settled(mention: RegionMention, known: list[Region]) -> RegionMention:
    votes = {region.code: sum(_related(region, other) for other in known) for region in mention.candidates}
    best = max(votes.values())
    winners = [region for region in mention.candidates if votes[region.code] == best]
    return replace(mention, region=winners[0], candidates=()) if best and len(winners) == 1 else mention


def _related(region: Region, other: Region) -> int:
    """4 for the city above it, 2 for a sister in that city, 1 for anything in the same province."""
    if other.code == region.parent:
        return 4
    if other.parent == region.parent and other.level == region.level:
        return 2
    return int(other.code[:2] == region.code[:2])


def search_regions(text: str, year: int | None = None, limit: int = 10) -> list[Region]:
    """Typed names: 胶州, 胶州市, 370281, 青岛胶州. Best first."""
    typed = "".join(text.split())
    if not typed:
        return []
    if typed.isdigit():
        return [region for region in _regions() if region.code.startswith(typed) and is_valid(region, year)][:limit]
    mentions = find_regions(typed, year)
    exact: list[Region] = []
    if mentions and mentions[-1].span.end == len(typed):
        last = resolve(mentions)[-1]
        exact = [last.region] if last.region else list(last.candidates)
    contained = sorted(
        (region for region in _regions() if typed in region.name and is_valid(region, year)),
        key=lambda region: (not region.name.startswith(typed), _LEVELS[region.level], len(region.name), region.code),
    )
    return list(dict.fromkeys([*exact, *contained]))[:limit]


def by_code(code: str, year: int | None = None) -> Region | None:
    """The division that bore this code in that year (the newest where no year is given)."""
    bearers = _by_code().get(code, ())
    if year is not None:
        return next((region for region in bearers if is_valid(region, year)), None)
    return max(bearers, key=lambda region: region.valid_to or 9999, default=None)
