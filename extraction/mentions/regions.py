"""Administrative divisions with their GB/T 2260 codes, valid at a date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from extraction.mentions.lexicon import Lexicon
from extraction.tables import rows
from extraction.text.span import Span
from extraction.text.tokens import frequencies, frequency, tokens


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
_NAME_OF_PLACE = "[^\\W\\d_A-Za-z与和及的在各全农乡镇县市区等是有为]{2,4}?"
_PLACE = re.compile(rf"{_NAME_OF_PLACE}(?:街道(?:办事处)?|镇(?![区级域])|乡(?![村镇亲贤愁土])|村(?![民级委居镇庄落]))")
_WINDOW = 6  # signs on either side that decide whether a name is cut out of other words


@dataclass(frozen=True)
class _Named:
    """What a name can stand for: as a full name, as a short form, as a zone without a code (its ``place`` and the division it is in)."""

    full: tuple[Region, ...] = ()
    short: tuple[Region, ...] = ()
    place: str | None = None
    within: str | None = None


@cache
def _regions() -> tuple[Region, ...]:
    return tuple(_region(row) for row in rows("regions") if row["code"])


def _region(row: Mapping[str, str]) -> Region:
    first, last = row["valid_from"], row["valid_to"]
    return Region(row["code"], row["name"], row["level"], row["parent"] or None, int(first) if first else None, int(last) if last else None)


@cache
def _by_code() -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region in _regions():
        found.setdefault(region.code, []).append(region)
    return {code: tuple(regions) for code, regions in found.items()}


@cache
def _names() -> Lexicon[_Named]:
    names: dict[str, _Named] = {}
    for row in rows("regions"):
        if not row["code"]:
            for name in filter(None, (row["name"], row["short"])):
                names[name] = _Named(place=name, within=row["parent"])
            continue
        region = _region(row)
        known = names.get(region.name, _Named())
        names[region.name] = replace(known, full=(*known.full, region))
        for short in filter(None, row["short"].split("|")):
            known = names.get(short, _Named())
            names[short] = replace(known, short=(*known.short, region))
    return Lexicon(names)


@cache
def _words(*kinds: str) -> Lexicon[tuple[str, str]]:
    """The words of ``tables/region_words.csv`` of some kinds, with kind and value."""
    return Lexicon({row["word"]: (row["kind"], row["value"]) for row in rows("region_words") if row["kind"] in kinds})


def find_regions(text: str, year: int | None) -> list[RegionMention]:
    """Every division named in a clean text in order; longest match; names inside longer words (胶州湾, 山东大学) are none.

    A zone without a code of its own (雄安新区) has its name in ``place``, and a ``region`` only where it covers a county.
    """
    words = _words("deictic", "none")
    found: list[RegionMention] = []
    free = 0
    for start in sorted({*_names().starts(text), *words.starts(text)}):
        if start < free:
            continue
        word = words.longest_at(text, start)
        named = _named_at(text, start, year, found[-1] if found and found[-1].span.end == start else None)
        if word and (named is None or len(word[0]) > len(named.span)):
            free = start + len(word[0])
            if word[1][0] == "deictic":
                found.append(RegionMention(Span(start, free), word[0], None, deictic=word[1][1]))
        elif named:
            found.append(named)
            free = named.span.end
    return found


def _named_at(text: str, start: int, year: int | None, before: RegionMention | None) -> RegionMention | None:
    """The division named at ``start``; ``before`` is the mention that ends there (南京市 before 鼓楼区)."""
    hit = _names().longest_at(text, start)
    if hit is None:
        return None
    name, named = hit
    if named.place and not any(is_valid(region, year) for region in named.full):
        region = by_code(named.within or "")
        covers = region is not None and region.level == "county"
        return RegionMention(Span(start, start + len(name)), name, region if covers else None, place=named.place)
    if (
        named.full
        and name[-1] == "市"
        and (text.startswith("市场", start + len(name) - 1) or _is_district_of(text, start + len(name) - 1, named.full))
    ):
        name, named = name[:-1], _Named(short=named.full)  # 青岛市南区 is 青岛 and 市南区, 大连市场 is no 大连市
        if len(name) < 2:
            return None
    end = start + len(name)
    if named.full and name[-1] == "区" and text[end : end + 1] in ("域", "间", "位", "块", "划", "别", "隔"):
        return None
    if not named.full and _is_part_of_a_name(text, end):
        return None
    if before is None and _level(named) == "county" and _is_cut_out(text, start, None if named.full or _has_a_thing(text, end) else end):
        return None
    generic = _words("generic").longest_at(name, 0)
    candidates = _candidates(named, year)
    if before is not None and before.region is not None:
        inside = tuple(region for region in candidates if is_inside(region, before.region))
        candidates = inside if len(inside) == 1 or generic else candidates
    elif generic and generic[0] == name:
        return None
    if not candidates:
        return None
    region = candidates[0] if len(candidates) == 1 else None
    return RegionMention(Span(start, end), name, region, () if region else candidates, place=_place(text, end, candidates[0]))


def _is_part_of_a_name(text: str, end: int) -> bool:
    """胶州湾, 青岛日报, 高平村; but 平度乡村 and 重庆江津 are places and what they have."""
    suffix = _words("suffix").longest_at(text, end)
    return suffix is not None and suffix[1][1] != "keep" and not _names().longest_at(text, end)


def _has_a_thing(text: str, end: int) -> bool:
    """敦煌机场, which is one word of the dictionary."""
    suffix = _words("suffix").longest_at(text, end)
    return suffix is not None and suffix[1][1] == "keep"


def _level(named: _Named) -> str:
    return min((region.level for region in named.full or named.short), key=lambda level: _LEVELS[level])


def _is_cut_out(text: str, start: int, end: int | None) -> bool:
    """Whether a word of the dictionary lies across the name's borders: 新平 in 创新平台, 范县 in 示范县. Full names have no border behind (平度市委)."""
    first = max(0, start - _WINDOW)
    window = text[first : (start if end is None else end) + _WINDOW]
    borders = (start - first,) if end is None else (start - first, end - first)
    if not any(_can_be_crossed(window, border) for border in borders):
        return False  # the usual case, and nothing had to be cut
    for token in tokens(window):
        begin, stop = first + token.start, first + token.end
        across = begin < start < stop or (end is not None and begin < end < stop)
        if across and frequency(token.text):
            return True
    return False


def _can_be_crossed(window: str, border: int) -> bool:
    """Whether any word of the dictionary lies across a border."""
    counts = frequencies()
    for begin in range(border):
        for stop in range(begin + 1, len(window) + 1):
            count = counts.get(window[begin:stop])
            if count is None:
                break
            if count and stop > border:
                return True
    return False


def _candidates(named: _Named, year: int | None) -> tuple[Region, ...]:
    """A full name is taken at its word; of divisions that share a short form the highest is meant: 吉林 is the province."""
    valid = _valid(named.full or named.short, year)
    if named.full:
        return valid
    top = min(_LEVELS[region.level] for region in valid)
    return tuple(region for region in valid if _LEVELS[region.level] == top)


def _place(text: str, start: int, region: Region) -> str | None:
    """The township, village or zone named right behind a division."""
    zone = _words("zone").longest_at(text, start)
    if zone:
        return zone[0]
    match = _PLACE.match(text, start) if region.level == "county" else None
    return match[0] if match else None


def _is_district_of(text: str, start: int, cities: Iterable[Region]) -> bool:
    hit = _names().longest_at(text, start)
    codes = {city.code for city in cities}
    return hit is not None and len(hit[0]) > 1 and any(region.parent in codes for region in hit[1].full)


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
    """Ambiguous names (鼓楼区, 城关区) settled by the other divisions that the article names; what stays ambiguous has no region.

    A county's short form (望都, 宣恩) that stands alone, in no company from its province, may be any word: it loses its region. The list
    keeps its length and order.
    """
    known = Counter(mention.region for mention in mentions if mention.region)
    codes = Counter(mention.region.code for mention in mentions if mention.region)
    provinces = Counter(mention.region.code[:2] for mention in mentions if mention.region)
    return [_settled(mention, known) if mention.candidates else _supported(mention, known, codes, provinces) for mention in mentions]


def _supported(mention: RegionMention, known: Counter[Region], codes: Counter[str], provinces: Counter[str]) -> RegionMention:
    region = mention.region
    if region is None or mention.place or mention.text == region.name:
        return mention
    own = codes[region.code]
    if own == codes.total() or provinces[region.code[:2]] > own:
        return mention
    others = Counter({other: count for other, count in known.items() if other.code != region.code})
    namesakes = tuple(one for one in _namesakes(mention.text, region) if any(_related(one, other) > 1 for other in others))
    if namesakes:  # 朝阳 beside 北京 is no 朝阳市
        return _settled(replace(mention, region=None, candidates=namesakes), others)
    alone = region.level == "county" and own == 1
    return replace(mention, region=None) if alone else mention


def _namesakes(short: str, region: Region) -> tuple[Region, ...]:
    found = _names().longest_at(short, 0)
    return tuple(one for one in found[1].short if one.code != region.code and one.valid_to is None) if found else ()


def _settled(mention: RegionMention, known: Counter[Region]) -> RegionMention:
    votes = {region.code: sum(count * _related(region, other) for other, count in known.items()) for region in mention.candidates}
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


@cache
def counties_of(prefecture: str) -> tuple[Region, ...]:
    """The counties, districts and county-level cities that are under a prefecture today."""
    return tuple(region for region in _regions() if region.parent == prefecture and region.valid_to is None and region.level == "county")


def stands_free(text: str, span: Span) -> bool:
    """Whether what a stretch spells is no part of a longer word or name there."""
    return not _is_part_of_a_name(text, span.end) and not _is_cut_out(text, span.start, span.end)


def by_code(code: str, year: int | None = None) -> Region | None:
    """The division that bore this code in that year (the newest where no year is given)."""
    bearers = _by_code().get(code, ())
    valid = [region for region in bearers if year is None or is_valid(region, year)]
    return max(valid, key=lambda region: region.valid_to or 9999, default=None)
