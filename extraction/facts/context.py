"""Every paragraph of an article with what governs it from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extraction.facts.about import about
from extraction.facts.modes import Modes, section_period
from extraction.facts.overrides import Override
from extraction.facts.setting import Default, Mentions, Setting, read
from extraction.facts.where import deictic_regions, main_region, regions_resolved, subject_region
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
    """年内, 一季度, 上年 in plans for the next year, or in an account of the last: of that year, not of the publication's."""
    first, last = default.flows or (None, None)
    if default.mode not in ("plan", "review") or not (published and first and last) or first[:4] != last[:4] or first[:4] == published[:4]:
        return one
    years = int(first[:4]) - int(published[:4])
    return replace(
        one, periods=[_moved(said, years) if _is_relative(said, published, default.mode == "plan") else said for said in one.periods]
    )


def _is_relative(said: PeriodMention, published: str, planned: bool) -> bool:
    """A month or quarter taken for one of the year of publication, or a word that counts from the year that is spoken of."""
    if said.text.startswith(("上年", "上一年")):
        return True
    kinds = ("span", "point", "deadline") if planned else ("span", "point")
    return said.year_inferred and said.kind in kinds and (said.end or "")[:4] == published[:4]


def _moved(said: PeriodMention, years: int) -> PeriodMention:
    return replace(said, start=_in_year(said.start, years), end=_in_year(said.end, years))


def _in_year(month: str | None, years: int) -> str | None:
    return f"{int(month[:4]) + years}{month[4:]}" if month else None


def _of_section(base: Setting, heading: Mentions) -> Setting:
    """The region that a heading names holds for its section."""
    found = subject_region(heading, Span(0, len(heading.text)), base.region, base.deictics)
    if not found:
        return base
    region, mention = found
    return replace(base, region=region, region_outside=(heading.raw(mention.span),), deictics=base.deictics | deictic_regions(region))


def _heads_item(base: Setting, titles: Sequence[Mentions], headings: Sequence[Mentions]) -> Mentions | None:
    """The last of the titles where it heads the first of several items, each about another part of the division: 南阳大盘点, 镇平 ..., 社旗 ..."""
    parts = [_of_section(base, one).region for one in [*titles[1:][-1:], *headings]]
    return titles[-1] if len(titles) > 1 and len({part.code for part in parts if part and part != base.region}) == len(parts) > 1 else None
