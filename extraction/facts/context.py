"""Every paragraph of an article with what governs it from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extraction.facts.about import about
from extraction.facts.divisions import subject_region
from extraction.facts.modes import Modes, section_period
from extraction.facts.overrides import Override
from extraction.facts.placing import InOrder
from extraction.facts.setting import Default, Mentions, Setting, read
from extraction.facts.where import deictic_regions, main_region, regions_resolved
from extraction.mentions.periods import PeriodMention
from extraction.text.articles import Article
from extraction.text.span import Span


def settings(article: Article, published: str | None, overrides: Sequence[Override] = ()) -> Iterator[Setting]:
    """Every paragraph of an article in order with what governs it from outside. A section's own words do not leave it."""
    titles = [read(paragraph, published) for paragraph in article.titles]
    sections = [
        (read(section.heading, published) if section.heading else None, [read(paragraph, published) for paragraph in section.paragraphs])
        for section in article.sections
    ]
    everything = [*titles, *(one for heading, body in sections for one in ([heading] if heading else []) + body)]
    settled = regions_resolved(everything)
    resolved = {id(before): after for before, after in zip(everything, settled, strict=True)}
    main, main_spans = about(main_region(settled), settled, article.margins, int(published[:4]) if published else None)
    modes = Modes(settled, published)
    base = Setting(settled[0] if settled else None, modes.default, main, main_spans, deictic_regions(main), published, overrides=overrides)  # type: ignore[arg-type]
    for one in titles:
        yield replace(base, mentions=resolved[id(one)])
        modes.after_title(one)
    items = _heads_item(base, [resolved[id(one)] for one in titles], [resolved[id(heading)] for heading, _ in sections if heading])
    for heading, body in sections:
        section = base
        if items:
            modes.begin_item([resolved[id(one)] for one in ([heading] if heading else titles) + body])
        if not heading and items:
            section = _of_section(base, items)
        if heading:
            heading = resolved[id(heading)]
            modes.after_heading(heading)
            section = _of_section(base, heading)
            yield replace(section, mentions=in_its_year(heading, modes.current, published), default=modes.current)
        for index, before in enumerate(body):
            one = resolved[id(before)]
            modes.after_paragraph(one)
            yield replace(section, mentions=in_its_year(one, modes.current, published), default=modes.current)
            since = section_period(one) if section.head is None and index < 2 else None
            if since:
                section = replace(section, head=since, head_outside=(one.raw(since.span),))


def in_its_year(one: Mentions, default: Default, published: str | None) -> Mentions:
    """年内, 一季度, 上年 in plans for one year, or in an account of one: of that year, whenever it was published."""
    first, last = default.flows or (None, None)
    if default.mode not in ("plan", "review") or not (published and first and last) or first[:4] != last[:4]:
        return one
    kinds = ("span", "point", "deadline") if default.mode == "plan" else ("span", "point")
    return replace(one, periods=InOrder(_in_year(said, int(first[:4]), kinds) for said in one.periods))


def _in_year(said: PeriodMention, year: int, kinds: tuple[str, ...]) -> PeriodMention:
    """A month or quarter whose year is not said, or a word that counts from the year that is spoken of."""
    if said.text.startswith(("上年", "上一年")):
        year -= 1
    elif not (said.year_inferred and said.kind in kinds and (said.start or said.end or "")[:4] == (said.end or "")[:4]):
        return said
    return replace(said, start=_month(said.start, year), end=_month(said.end, year))


def _month(month: str | None, year: int) -> str | None:
    return f"{year}{month[4:]}" if month else None


def _of_section(base: Setting, heading: Mentions) -> Setting:
    """The region that a heading names holds for its section."""
    found = subject_region(heading, Span(0, len(heading.text)), base.region, base.deictics)
    if not found:
        return base
    region, mention = found
    return replace(base, region=region, region_outside=(heading.raw(mention.span),), deictics=base.deictics | deictic_regions(region))


def _heads_item(base: Setting, titles: Sequence[Mentions], headings: Sequence[Mentions]) -> Mentions | None:
    """The last of the titles where it heads the first of several items, each about another part of the division: 南阳大盘点, 镇平 ..., 社旗 ..."""
    sections = [_of_section(base, one) for one in [*titles[1:][-1:], *headings]]
    parts = {section.region.code for section in sections if section.region and section is not base}
    return titles[-1] if len(titles) > 1 and len(parts) == len(sections) > 1 else None
