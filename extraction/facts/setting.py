"""What a paragraph stands in: what was found in it, and what holds there by default."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise

from extraction import tables
from extraction.facts.draft import Draft
from extraction.facts.overrides import Override
from extraction.facts.placing import InOrder, Matches, start_of
from extraction.mentions.modality import Cue, find_cues
from extraction.mentions.periods import PeriodMention, find_periods
from extraction.mentions.quantities import Quantity, find_quantities
from extraction.mentions.regions import Region, RegionMention, find_regions
from extraction.text.articles import Paragraph
from extraction.text.span import Span

Months = tuple[str | None, str | None]


@cache
def passage(kind: str) -> re.Pattern[str]:
    """The patterns of ``tables/passages.csv`` of one kind as one."""
    return re.compile("|".join(row["pattern"] for row in tables.rows("passages") if row["kind"] == kind))


@dataclass(frozen=True)
class Mentions:
    """One paragraph and everything that was found in it."""

    paragraph: Paragraph
    text: str
    quantities: InOrder[Quantity]
    periods: InOrder[PeriodMention]
    regions: InOrder[RegionMention]
    cues: InOrder[Cue]

    @cached_property
    def facts(self) -> InOrder[Quantity]:
        """The quantities that may be facts."""
        return InOrder(one for one in self.quantities if one.not_a_fact is None)

    @cached_property
    def plans(self) -> InOrder[Cue]:
        return InOrder(cue for cue in self.cues if cue.kind == "target" and cue.text in ("力争", "计划", "确保", "争取"))

    @cached_property
    def divisions(self) -> InOrder[RegionMention]:
        """The divisions named, but not 青岛 of 青岛平度市."""
        begins = set(self.regions.starts)
        return InOrder(one for one in self.regions if one.region and one.span.end not in begins)

    @cached_property
    def further_divisions(self) -> InOrder[RegionMention]:
        """Those of them that are other divisions than the one named before them."""
        return InOrder(
            one for before, one in pairwise(self.divisions) if before.region and one.region and before.region.code != one.region.code
        )

    @cached_property
    def matches(self) -> Matches:
        return Matches(self.text)

    def raw(self, span: Span) -> Span:
        return self.paragraph.aligned.raw_span(span)


@dataclass(frozen=True)
class Default:
    """What holds where a paragraph says nothing: the months of flows and of stocks, the plan's whole year, each with the raw spans it was read from."""

    mode: str = "news"  # news, review (of one year), years (of several), plan
    flows: Months | None = None
    stocks: Months | None = None
    rates: Months | None = None
    outside: tuple[Span, ...] = ()
    rule: str = "article"


@dataclass
class Setting:
    """What a paragraph stands in: its mentions, defaults, the region of its section, and whether headings make it a plan."""

    mentions: Mentions
    default: Default
    region: Region | None
    region_outside: tuple[Span, ...]
    deictics: dict[str, Region | None] = field(default_factory=dict)
    published: str | None = None
    head: PeriodMention | None = None  # 今年以来 at the head of the section
    overrides: Sequence[Override] = ()
    starts: set[Span] = field(default_factory=set)  # the dates of the earlier ends of 从A到B
    governs: dict[Span, bool] = field(
        init=False, default_factory=dict
    )  # whether an expression of time can govern figures, once it was asked
    topics: dict[Span, bool] = field(init=False, default_factory=dict)  # and whether sentences behind its own still stand under it
    head_outside: tuple[Span, ...] = ()


def read(paragraph: Paragraph, published: str | None) -> Mentions:
    """Everything that the rooms below find in a paragraph."""
    text = paragraph.text
    year = int(published[:4]) if published else None
    return Mentions(
        paragraph,
        text,
        InOrder(find_quantities(text)),
        InOrder(find_periods(text, published)),
        InOrder(find_regions(text, year)),
        InOrder(find_cues(text)),
    )


def override_of(setting: Setting, kind: str, draft: Draft) -> Override | None:
    """The narrowest correction of a stretch that holds the figure, the last one made of equals."""
    if not setting.overrides:
        return None
    raw = setting.mentions.raw(draft.span)
    found = [one for one in setting.overrides if one.kind == kind and one.span and one.span.contains(raw)]
    return min(reversed(found), key=lambda one: len(one.span or raw), default=None)


def sentence_start(setting: Setting, draft: Draft) -> int:
    return start_of(setting.mentions.paragraph.sentences, draft.span.start)
