"""Every paragraph of an article with what governs it from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extraction.facts.modes import Modes, section_period
from extraction.facts.overrides import Override
from extraction.facts.setting import Mentions, Setting, read
from extraction.facts.where import deictic_regions, main_region, regions_resolved, subject_region
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
    main, main_spans = main_region(settled)
    modes = Modes(settled, published)
    base = Setting(settled[0] if settled else None, modes.default, main, main_spans, deictic_regions(main), published, overrides=overrides)  # type: ignore[arg-type]
    for one in titles:
        yield replace(base, mentions=resolved[id(one)])
        modes.after_title(one)
    for heading, body in sections:
        section = base
        if heading:
            heading = resolved[id(heading)]
            modes.after_heading(heading)
            section = _of_section(base, heading)
            yield replace(section, mentions=heading, default=modes.current)
        for index, before in enumerate(body):
            one = resolved[id(before)]
            modes.after_paragraph(one)
            yield replace(section, mentions=one, default=modes.current)
            since = section_period(one) if section.head is None and index < 2 else None
            if since:
                section = replace(section, head=since, head_outside=(one.raw(since.span),))


def _of_section(base: Setting, heading: Mentions) -> Setting:
    """The region that a heading names holds for its section."""
    found = subject_region(heading, Span(0, len(heading.text)), base.region, base.deictics)
    if not found:
        return base
    region, mention = found
    return replace(base, region=region, region_outside=(heading.raw(mention.span),), deictics=base.deictics | deictic_regions(region))
