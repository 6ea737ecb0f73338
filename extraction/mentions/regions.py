"""Administrative divisions with their GB/T 2260 codes, valid at a date."""

from __future__ import annotations

from dataclasses import dataclass

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


def find_regions(text: str, year: int | None) -> list[RegionMention]:
    """Every division named in a clean text in order; longest match; names inside longer words (胶州湾, 山东大学) are none."""
    raise NotImplementedError


def resolve(mentions: list[RegionMention]) -> list[RegionMention]:
    """Ambiguous names (鼓楼区, 城关区) settled by the other divisions that the article names; what stays ambiguous has no region."""
    raise NotImplementedError


def search_regions(text: str, year: int | None = None, limit: int = 10) -> list[Region]:
    """Typed names: 胶州, 胶州市, 370281, 青岛胶州. Best first."""
    raise NotImplementedError


def by_code(code: str, year: int | None = None) -> Region | None:
    """The division that bore this code in that year (the newest where no year is given)."""
    raise NotImplementedError
