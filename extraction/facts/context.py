"""What governs a clause: its period, region and status, said in it or inherited from what stands before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from extraction import tables
from extraction.facts.draft import Draft, Reason, Sentence
from extraction.facts.overrides import Override
from extraction.facts.placing import index_behind, nearest_before, start_of, within
from extraction.mentions.indicators import canonical, is_flow
from extraction.mentions.modality import Cue, find_cues
from extraction.mentions.periods import PeriodMention, find_periods, parse_period
from extraction.mentions.quantities import Quantity, find_quantities
from extraction.mentions.regions import Region, RegionMention, by_code, find_regions, resolve
from extraction.text.articles import Article, Paragraph
from extraction.text.span import Span

Months = tuple[str | None, str | None]

_REPORT = re.compile(r"(工作|预算|计划)[^,，]{0,30}报告|国民经济和社会发展计划")
_YEARS = re.compile(r"(?:过去|近|这)?([三四五])年(?:来|间|工作|的?工作)?|十[一二三四]五|(?:本届|上届)政府")
_YEAR = re.compile(r"(20\d\d)(?!\d)")
_YEAR_OF_HEADING = re.compile(r".{0,8}?(20\d\d)(?!\d)")
_ONCE_RUNNING = re.compile(
    r"(?:满负荷|满产)[^。]*?预计|(达产|投产|建成|投用|运营|完工)(运营|投产|达产|达效|投用|生产)?后[^。]*?[,，]?(可|预计|年|将|能)"
)
_SPAN_OF_YEARS = re.compile(r"(?<![\d年近前连续第])(?:五|四|三)年(来|间|累计|共|完成|新建|新增|净增|建成|改造|引进|培育|投入|实施|减少)")
_ASSEMBLY = re.compile(r"(政府工作报告|人代会|人民代表大会|两会)[^。]{0,40}(提出|明确|部署|划出|定下)[^。]{0,12}(今年|20\d\d年)")
_HOLIDAY = re.compile(r"假期|黄金周|春节|国庆|端午|清明|中秋|元旦|长假|小长假")
_COMPARED = re.compile(r"(比|较|与|同|和|比“|较“|相比)$")
_ANNOUNCED = re.compile(r"[^,，。;；]{0,24}?(讯|召开|举行|获悉|发布|开幕|印发|通报|电[\s(（]|刊发|报道|在.{1,12}(会|会议)上)")
_NAMED_YEAR = re.compile(r"((入选|获评|作为|列为|列入|荣获|评为|获得|获|被列为|跻身)[^,，。;；]{0,8}|《|“)$")
_PAST = re.compile(r"已|了|目前|截至|现有|拥有")
_LOOSE = re.compile(r"^(其中|同时|此外|目前|今年|据[^,，]{0,8}|截至|另外|去年|在|从|,|，|\s|“|、)*$")
_REGION_BODY = re.compile(r"(市|县|区|省)?(政府|新闻办|委|局|人大|政协|法院|检察院|人民|第.{1,4}届|大学|医院|日报|晚报|早报)")
_LEVELS = {"province": 0, "prefecture": 1, "county": 2}


@cache
def _passage(kind: str) -> re.Pattern[str]:
    """The patterns of ``tables/passages.csv`` of one kind as one."""
    return re.compile("|".join(row["pattern"] for row in tables.rows("passages") if row["kind"] == kind))


@dataclass(frozen=True)
class Mentions:
    """One paragraph and everything that was found in it."""

    paragraph: Paragraph
    quantities: Sequence[Quantity]
    periods: Sequence[PeriodMention]
    regions: Sequence[RegionMention]
    cues: Sequence[Cue]

    @property
    def text(self) -> str:
        return self.paragraph.text

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
    head_outside: tuple[Span, ...] = ()


def read(paragraph: Paragraph, published: str | None) -> Mentions:
    """Everything that the rooms below find in a paragraph."""
    text = paragraph.text
    year = int(published[:4]) if published else None
    return Mentions(paragraph, find_quantities(text), find_periods(text, published), find_regions(text, year), find_cues(text))


def settings(article: Article, published: str | None, overrides: Sequence[Override] = ()) -> Iterator[Setting]:
    """Every paragraph of an article in order with what governs it from outside. A section's own words do not leave it."""
    titles = [read(paragraph, published) for paragraph in article.titles]
    sections = [
        (read(section.heading, published) if section.heading else None, [read(paragraph, published) for paragraph in section.paragraphs])
        for section in article.sections
    ]
    everything = [*titles, *(one for heading, body in sections for one in ([heading] if heading else []) + body)]
    settled = _regions_resolved(everything)
    resolved = {id(before): after for before, after in zip(everything, settled, strict=True)}
    main, main_spans = _main_region(settled)
    modes = _Modes(settled, published)
    base = Setting(settled[0] if settled else None, modes.default, main, main_spans, _deictics(main), published, overrides=overrides)  # type: ignore[arg-type]
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
            since = _section_period(one) if section.head is None and index < 2 else None
            if since:
                section = replace(section, head=since, head_outside=(one.raw(since.span),))


def _of_section(base: Setting, heading: Mentions) -> Setting:
    """The region that a heading names holds for its section."""
    found = _subject_region(heading, Span(0, len(heading.text)), base.region, base.deictics)
    return replace(base, region=found[0], region_outside=(heading.raw(found[1].span),)) if found else base


class _Modes:
    """Whether the text reports, reviews or plans: turned by titles and headings, in a report until the next turn, in news for one section."""

    def __init__(self, everything: Sequence[Mentions], published: str | None) -> None:
        self.published = published
        self.default = self.current = _article_default(everything, published)
        self.report = any(_REPORT.search(one.text) for one in everything if one.paragraph.role == "title") or any(
            "各位代表" in one.text for one in everything[:6]
        )
        self.first_body = next((one.paragraph for one in everything if one.paragraph.role == "body"), None)

    def after_title(self, one: Mentions) -> None:
        if _FIVE_YEARS.search(one.text):
            self.current = _review(one, self.published, self.default)
        elif not self.report and self._plans(one):
            self.default = self.current = _plan(one, self.published, self.default)
        elif self.report or len(one.text) <= 12:
            self.current = self._turned(one, self.current)
        if self.current.mode == "years":
            self.default = self.current

    def _plans(self, one: Mentions) -> bool:
        """2024年将办好十件实事: a title that speaks of the year at hand as of something to come."""
        years = [match[1] for match in _YEAR.finditer(one.text)]
        return bool(_PLANS_IN_TITLE.search(one.text)) and bool(self.published) and all(year >= (self.published or "")[:4] for year in years)

    def after_heading(self, heading: Mentions) -> None:
        self.current = self._turned(heading, self.current if self.report else self.default)

    def after_paragraph(self, one: Mentions) -> None:
        """A paragraph that announces a year's 预期目标 turns what follows into plans, in the lead the whole article; a short line works as a heading does."""
        before = self.current
        if one.paragraph is self.first_body and not self.report and before.mode == "news" and _SINCE_FIVE_YEARS.search(one.text[:120]):
            self.default = self.current = _review(one, self.published, self.default)
            return
        if self._opens_with_last_year(one):
            self.current = _review(one, self.published, self.default)
            if one.paragraph is self.first_body and not self.report:
                self.default = self.current
            if not _announces_plan(one.text, before, self.published):
                return
        if len(one.text) <= 40:
            self.current = self._turned(one, self.current)
        elif before.mode != "plan" and _announces_plan(one.text, before, self.published):
            self.current = _plan(one, self.published, self.default)
            if not self.report and one.paragraph is self.first_body:
                self.default = self.current

    def _opens_with_last_year(self, one: Mentions) -> bool:
        """过去一年, 去年 or its number at the head of a paragraph early in the next year: what follows without a date is of that year."""
        if not self.published or int(self.published[5:7] or 12) > 3 or self.current.mode not in ("news", "report"):
            return False
        last = f"{int(self.published[:4]) - 1}-12"
        said = [mention for mention in one.periods if mention.kind not in ("base", "point") and not _is_announcement(one, mention)]
        if not said or not _LAST_YEAR.match(one.text[: said[0].span.start].rpartition("。")[2].rpartition("，")[2].rpartition(",")[2]):
            return False
        first = said[0]
        whole = first.end == last and (first.start or "").endswith("-01")
        said_so = first.rule in ("past_years", "years_since") and "一年" in first.text
        return (whole or said_so) and first.span.start <= 60 and not any(mention.kind == "since" for mention in said)

    def _may_turn_by_year(self, one: Mentions) -> bool:
        """A heading without a figure whose year stands at its head: 二、2024年预算草案."""
        if self.published is None or one.paragraph.role == "title":
            return False
        return self.report or (one.paragraph.role == "heading" and not any(one.not_a_fact is None for one in one.quantities))

    def _turned(self, one: Mentions, mode: Default) -> Default:
        planned = _passage("plan_heading").search(one.text)
        if _passage("review_heading").search(one.text) and not (planned and "预期目标" in planned[0]):
            return _review(one, self.published, self.default)
        if planned:
            return _plan(one, self.published, self.default)
        year = _YEAR_OF_HEADING.match(one.text) if self._may_turn_by_year(one) else None
        if year and self.published:
            turn = _review if year[1] < self.published[:4] else _plan
            return turn(one, self.published, self.default)
        return mode


def _announces_plan(text: str, mode: Default, published: str | None) -> bool:
    if mode.mode != "review" and published and int(published[5:7] or 12) <= 3 and _ASSEMBLY.search(text):
        return True
    return bool(_TARGETS.search(text)) and not _MET.search(text)


_FIVE_YEARS = re.compile(r"(十[一二三四]五|五年)[^,，]{0,10}(成就|成绩|收官|辉煌|巨变|答卷|跨越|回眸|回望|综述|亮点|发展|变化|新篇)")
_SINCE_FIVE_YEARS = re.compile(r"(?<!第)(五|5)年来|十[一二三四]五”?(以来|时期|期间)")
_PLANS_IN_TITLE = re.compile(
    r"(20\d\d年|今年|年内)[^,，]{0,6}(将(?=办|实施|建|新|推|投入|启动|开工|打造|完成|改造)|计划|拟|力争)|(实事|项目|任务)[^,，]{0,6}清单|工作要点|行动方案"
)
_LAST_YEAR = re.compile(r"^[^,，。;；]{0,14}[,，]?$")
_TARGETS = re.compile(r"(主要)?预期目标|目标(是|为)[:：]")
_MET = re.compile(r"(完成|实现|好于|高于).{0,6}预期目标")


# ---------------------------------------------------------------- defaults


def _article_default(everything: Sequence[Mentions], published: str | None) -> Default:
    """What undated figures of an article mean: its reporting period where it has one, else January to the month of publication."""
    if published is None:
        return Default()
    month = published[:7]
    reported = _holiday(everything, month) or _month_reported(everything) or _reporting_period(everything, month)
    if reported:
        one, mention = reported
        months: Months = (mention.start, mention.end)
        mode = "review" if mention.kind == "year" else "report"
        return Default(mode, months, (None, months[1] if mode == "review" else month), months, (one.raw(mention.span),), "reporting_period")
    flows = (f"{month[:4]}-01", month)
    for one in everything:
        for mention in one.periods:
            if mention.kind in ("since", "year", "span") and mention.start and mention.start[:4] == month[:4]:
                return Default("news", flows, (None, month), (None, month), (one.raw(mention.span),), "article_this_year")
    return Default("news", flows, (None, month), (None, month), (), "article")


def _reporting_period(everything: Sequence[Mentions], month: str) -> tuple[Mentions, PeriodMention] | None:
    """The period that a bulletin reports: said in its title or lead, the latest of the article, and without 今年以来 beside it."""
    spans = [
        (one, mention) for one in everything for mention in one.periods
        if mention.kind in ("span", "year") and mention.rule != "whole_year" and mention.start and mention.end
        and (mention.end < month or (mention.kind == "span" and mention.end == month)) and not _is_compared(one, mention)
    ]  # fmt: skip
    if any(mention.kind == "since" for one in everything for mention in one.periods):
        return None
    bodies = [id(one) for one in everything if one.paragraph.role == "body"][:2]
    leads = [
        (one, mention) for one, mention in spans if one.paragraph.role == "title" or (id(one) in bodies and _heads_clause(one, mention))
    ]
    latest = max((mention.end or "" for _, mention in spans), default="")
    if any(_speaks_of_now(one, mention, month) for one in everything for mention in one.periods):
        leads = [(one, mention) for one, mention in leads if mention.kind != "year"]
    if not leads:
        return None
    one, mention = next(((one, mention) for one, mention in leads if mention.end == latest), (None, None))
    if one is None or mention is None or not (mention.start or "").endswith("-01"):
        return None
    return one, mention


def _speaks_of_now(one: Mentions, mention: PeriodMention, month: str) -> bool:
    """今年 or 目前 of what has happened; 今年将… is only the plan at the end of an account of last year."""
    if mention.rule not in ("this_year_word", "until_now") or (mention.start or "")[:4] not in ("", month[:4]):
        return False
    return not re.match(r"[^,，。;；]{0,6}(将|力争|计划|要|拟|预期|继续)", one.text[mention.span.end :])


def _holiday(everything: Sequence[Mentions], month: str) -> tuple[Mentions, PeriodMention] | None:
    """An article on a holiday reports the days of it."""
    if not any(one.paragraph.role == "title" and _HOLIDAY.search(one.text) for one in everything):
        return None
    for one in everything:
        for mention in one.periods:
            if one.paragraph.role == "body" and mention.kind == "point" and not _is_announcement(one, mention):
                return one, mention
    return None


def _month_reported(everything: Sequence[Mentions]) -> tuple[Mentions, PeriodMention] | None:
    """1月份居民消费价格…: a month in the title and again in the lead."""
    titles = [mention for one in everything if one.paragraph.role == "title" for mention in one.periods if mention.rule in _MONTHS]
    bodies = [one for one in everything if one.paragraph.role == "body"][:1]
    for one in bodies:
        for mention in one.periods:
            if mention.rule in _MONTHS and any(title.start == mention.start for title in titles):
                return one, mention
    return None


_MONTHS = ("month", "month_itself")


def _heads_clause(one: Mentions, mention: PeriodMention) -> bool:
    head = start_of(one.paragraph.clauses, mention.span.start)
    return len(one.text[head : mention.span.start].strip()) <= 2


def _review(one: Mentions, published: str | None, article: Default) -> Default:
    if published is None:
        return article
    year = int(published[:4])
    found = _YEAR.search(one.text)
    reviewed = int(found[1]) if found else (year - 1 if int(published[5:7] or 12) <= 6 else year)
    spans = (one.raw(Span(*found.span())),) if found else ()
    last = f"{reviewed}-12" if reviewed < year else published[:7]
    if span := _YEARS.search(one.text):
        count = {"三": 3, "四": 4, "五": 5}.get(span[1] or "五", 5)
        whole = (f"{reviewed - count + 1}-01", last)
        return Default("years", whole, (None, last), (f"{reviewed}-01", last), (one.raw(Span(*span.span())),), "review_of_years")
    whole = (f"{reviewed}-01", last)
    return Default("review", whole, (None, last), whole, spans, "review_heading")


def _plan(one: Mentions, published: str | None, article: Default) -> Default:
    if published is None:
        return article
    years = [int(found[1]) for found in _YEAR.finditer(one.text)]
    now = int(published[:4])
    planned = next((year for year in years if year >= now), now + ("明年" in one.text))
    last = planned + 4 if re.search(r"(今后|未来|下一个)五年", one.text) else planned
    whole = (f"{planned}-01", f"{last}-12")
    found = next((match for match in _YEAR.finditer(one.text) if int(match[1]) == planned), None)
    return Default("plan", whole, whole, whole, (one.raw(Span(*found.span())),) if found else (), "plan_heading")


def _section_period(one: Mentions) -> PeriodMention | None:
    """今年以来 (or a year) at the head of the section's first paragraph."""
    first = one.paragraph.sentences[0] if one.paragraph.sentences else Span(0, 0)
    for mention in one.periods:
        if mention.span.start >= first.end + 40:
            break
        if mention.kind == "since" and not _is_announcement(one, mention):
            return mention
    return None


# ---------------------------------------------------------------- period


def period_of(setting: Setting, sentence: Sentence, draft: Draft, status: str) -> tuple[Months | None, Reason, bool]:
    """The months of a figure, why, and whether the year was inferred."""
    corrected = _override(setting, "period", draft)
    if corrected and corrected.span:
        said = _governing(setting, draft)
        if said is None or said.span.start < sentence.span.start or setting.mentions.raw(said.span).start <= corrected.span.start:
            return parse_period(corrected.new, setting.published), Reason((), "override", (corrected.span,)), False
    if draft.earlier:
        return _period_of_start(setting, sentence, draft)
    if status == "estimate" and _ONCE_RUNNING.search(sentence.text[sentence.span.start : draft.span.start]):
        return None, Reason((), "once_running"), False
    years = _SPAN_OF_YEARS.search(sentence.text[sentence.span.start : draft.span.start])
    dated = _governing(setting, draft)
    if years and setting.default.mode == "years" and (dated is None or dated.span.start < sentence.span.start + years.start()):
        start = sentence.span.start + years.start()
        whole = years[1] not in ("来", "间")
        return (
            (setting.default.flows if whole else _of_years(setting.default, draft)),
            Reason((Span(start, start + 2),), "review_of_years"),
            False,
        )
    behind = _ahead_behind(setting, sentence, draft) if status == "target" else None
    if behind:
        return (behind.start, behind.end), Reason((behind.span,)), behind.year_inferred
    said = _governing(setting, draft)
    if said:
        months, rule = _adjusted(setting, draft, said, status)
        here = draft.clause.start <= said.span.start
        return months, Reason((said.span,), rule or (None if here else "governs_paragraph")), said.year_inferred
    if setting.head and setting.default.mode == "news" and status == "actual":
        months, rule = _adjusted(setting, draft, setting.head, status)
        return months, Reason((), rule or "governs_section", setting.head_outside), setting.head.year_inferred
    return _default_period(setting, draft, status)


def _override(setting: Setting, kind: str, draft: Draft) -> Override | None:
    """The narrowest correction of a stretch that holds the figure, the last one made of equals."""
    if not setting.overrides:
        return None
    raw = setting.mentions.raw(draft.span)
    found = [one for one in setting.overrides if one.kind == kind and one.span and one.span.contains(raw)]
    return min(reversed(found), key=lambda one: len(one.span or raw), default=None)


def _period_of_start(setting: Setting, sentence: Sentence, draft: Draft) -> tuple[Months | None, Reason, bool]:
    inside = [
        one
        for one in within(setting.mentions.periods, sentence.span)
        if draft.lead and draft.lead[0].span.start <= one.span.start and one.span.end <= draft.span.start
    ]
    dated = [one for one in inside if one.start and one.end and one.kind not in ("stock", "since")]
    if dated:
        return (dated[-1].start, dated[-1].end), Reason((dated[-1].span,)), dated[-1].year_inferred
    return None, Reason((), "earlier_value"), False


def _governing(setting: Setting, draft: Draft) -> PeriodMention | None:
    """The nearest expression before the figure in its paragraph that can govern it; looked for once."""
    if draft.governing is False:
        draft.governing = _nearest_governing(setting, draft)
    return draft.governing or None


def _nearest_governing(setting: Setting, draft: Draft) -> PeriodMention | None:
    mentions = setting.mentions
    for mention in nearest_before(mentions.periods, draft.span.start):
        if mention.span.end <= draft.span.start and _can_govern(setting, mention) and _reaches(setting, mention, draft):
            return mention
    return None


def _can_govern(setting: Setting, mention: PeriodMention) -> bool:
    mentions = setting.mentions
    if mention.kind == "base" or not (mention.start or mention.end) or mention.text in _PASSING:
        return False
    if mention.rule == "whole_year" and re.match(r"的?(任务|目标|计划|预期|预算)", mentions.text[mention.span.end :]):
        return False
    return not (_is_name(mentions, mention) or _is_announcement(mentions, mention) or _is_compared(mentions, mention))


_PASSING = frozenset(["累计", "当年", "当日", "当天", "当月", "近年"])
_MOMENTS = ("year_end_stock", "years_since")  # 年末, 近年来: for their own sentence


def _reaches(setting: Setting, mention: PeriodMention, draft: Draft) -> bool:
    """Whether an expression still holds at the figure: a deadline in its sentence, a date in the middle of a clause only there,
    the earlier end of 从A到B only at A."""
    mentions = setting.mentions
    if mention.span in setting.starts and not draft.earlier:
        return False
    same_sentence = mention.span.start >= sentence_start(setting, draft)
    if mention.rule in _MOMENTS:
        return same_sentence
    if mentions.paragraph.role != "body":
        return mention.span.start >= draft.clause.start
    if mention.kind == "deadline" or (setting.published and (mention.start or "") > setting.published[:7]):
        here = mention.span.start >= draft.clause.start or setting.default.mode == "plan"
        return here or (same_sentence and (_opens_sentence(mentions, mention) or _planned_before(setting, draft)))
    if mention.rule in _MONTHS and _heads_clause(mentions, mention):
        return True
    if mention.kind == "point" and not _heads_sentence(mentions, mention):
        return (
            mention.span.start >= draft.clause.start
            or (same_sentence and _heads_clause(mentions, mention))
            or _is_example(mentions, mention)
        )
    return True


def _planned_before(setting: Setting, draft: Draft) -> bool:
    """A word of plan between the head of the sentence and the figure."""
    start = sentence_start(setting, draft)
    cues = setting.mentions.cues
    return any(
        cue.kind == "target" and start <= cue.span.start < draft.span.start and cue.text in ("力争", "计划", "确保", "争取") for cue in cues
    )


def _is_example(mentions: Mentions, mention: PeriodMention) -> bool:
    """以今年3月落地的…为例 holds for what is said of the example."""
    return bool(re.match(r"[^,，。;；]{0,40}(为例|落地|投产|上市|实施)", mentions.text[mention.span.end :]))


def _opens_sentence(mentions: Mentions, mention: PeriodMention) -> bool:
    """到2030年,…: said before any figure of its sentence."""
    head = start_of(mentions.paragraph.sentences, mention.span.start)
    return not any(head <= one.span.start < mention.span.start for one in mentions.quantities if one.not_a_fact is None)


def _heads_sentence(mentions: Mentions, mention: PeriodMention) -> bool:
    head = start_of(mentions.paragraph.sentences, mention.span.start)
    return len(mentions.text[head : mention.span.start].strip()) <= 6


def _is_compared(mentions: Mentions, mention: PeriodMention) -> bool:
    """较上半年, 比“十三五”末: only compared with."""
    before = within(mentions.periods, Span(mention.span.start - 16, mention.span.start))
    if any(one.kind == "base" and one.span.end == mention.span.start for one in before):
        return True
    return mention.kind == "base" or bool(_COMPARED.search(mentions.text[max(0, mention.span.start - 2) : mention.span.start]))


def _is_name(mentions: Mentions, mention: PeriodMention) -> bool:
    """入选2023年…: a year that belongs to a name."""
    return mention.kind in ("year", "point") and bool(
        _NAMED_YEAR.search(mentions.text[max(0, mention.span.start - 12) : mention.span.start])
    )


def _is_announcement(mentions: Mentions, mention: PeriodMention) -> bool:
    """11月28日,市政府召开…: the day on which something was said."""
    if mention.kind != "point":
        return False
    clauses = mentions.paragraph.clauses
    index = index_behind(clauses, mention.span.end)
    end = clauses[index].end if index < len(clauses) else len(mentions.text)
    following = clauses[index + 1].end if index + 1 < len(clauses) else end
    reach = following if end - mention.span.end <= 2 else end
    return bool(_ANNOUNCED.match(mentions.text[mention.span.end : reach].lstrip("，,")))


def _adjusted(setting: Setting, draft: Draft, said: PeriodMention, status: str) -> tuple[Months | None, str | None]:
    """今年 means up to now for what has happened, a moment holds no flow, and a stock has no first month."""
    now = setting.published[:7] if setting.published else None
    default = setting.default
    months: Months = (said.start, said.end)
    if now is None:
        return months, None
    if said.rule == "whole_year" and default.flows and default.mode in ("plan", "review"):
        return (default.flows if status != "target" or default.mode == "plan" else (f"{now[:4]}-01", f"{now[:4]}-12")), "whole_year"
    if said.rule == "year_end_deadline" and default.mode == "review" and default.flows and said.text.endswith(("末", "底")):
        return (None, default.flows[1]), "year_end"
    if said.rule in ("past_years", "years_since") and "一年" in said.text:
        past = int(now[:4]) - (int(now[5:]) <= 6)
        last = min(f"{past}-12", now)
        return (None, last) if is_stock(draft) else (f"{past}-01", last), "past_year"
    if said.rule in ("past_years", "years_since", "plan") and default.mode == "years" and status == "actual":
        return _of_years(default, draft), "review_of_years"
    if said.rule == "future":
        return (said.start, f"{int((said.start or now)[:4]) + 4}-12" if "五年" in said.text else None), None
    if status != "actual":
        if said.kind in ("since", "stock"):
            year = (said.end or now)[:4]
            return (f"{year}-01", f"{year}-12"), "whole_year"
        return months, None
    if said.kind == "year" and re.match(r"以?来", setting.mentions.text[said.span.end :]):
        return (said.start, now), "since"
    this_year = said.start == f"{now[:4]}-01" and said.kind in ("since", "year")
    if said.kind == "year" and said.end and said.end > now and (said.start or "") <= now:
        months = (said.start, now)
    if said.kind == "stock" and said.start is None and said.end and draft.measure == "growth" and _grows_by_flow(draft):
        return (f"{said.end[:4]}-01", said.end), "flow"
    if said.rule in _MONTHS and said.text.endswith(("末", "底")) and draft.measure == "level" and not has_flow(draft):
        return (None, said.end), "month_end"
    if cumulates(draft) and default.mode == "years":
        return default.flows, "review_of_years"
    if cumulates(draft) and not ((this_year or said.kind == "span") and has_flow(draft)):
        return (None, months[1]), "stock"
    if this_year and is_stock(draft):
        return (None, months[1]), "stock"
    if said.kind == "stock" and said.start is None and has_flow(draft) and said.span.end < sentence_start(setting, draft):
        return default.flows if default.mode == "report" else (f"{now[:4]}-01", now), "flow"
    return months, None


def _of_years(default: Default, draft: Draft) -> Months | None:
    """What adds up takes the whole span, what holds its end, what is yearly its last year."""
    if "年均" in "".join(word.text for word in draft.lead):
        return default.flows
    yearly = draft.head.text.endswith(("产量", "产值", "收入", "销量", "发电量", "客流量", "吞吐量"))
    if not yearly and (is_stock(draft) or (draft.quantity.kind in ("percent", "points") and draft.measure != "growth")):
        return default.stocks
    counted = (draft.quantity.kind in ("count", "bare") and not yearly) or draft.head.text.endswith(("面积", "里程", "规模", "人口"))
    if draft.measure == "level" and counted and not adds_up(draft) and not cumulates(draft):
        return default.stocks
    return default.flows if adds_up(draft) or cumulates(draft) else default.rates


def sentence_start(setting: Setting, draft: Draft) -> int:
    return start_of(setting.mentions.paragraph.sentences, draft.span.start)


def _default_period(setting: Setting, draft: Draft, status: str) -> tuple[Months | None, Reason, bool]:
    default = setting.default
    reason = Reason((), default.rule, default.outside)
    if default.flows is None:
        return None, reason, False
    if default.mode == "plan":
        return default.flows, reason, False
    if status == "target":
        year = (setting.published or default.flows[1] or "")[:4]
        return (f"{year}-01", f"{year}-12"), Reason((), "whole_year", default.outside), True
    if default.mode == "years":
        return _of_years(default, draft), reason, True
    if is_stock(draft) or cumulates(draft):
        return default.stocks, reason, True
    if draft.quantity.kind == "percent" and draft.measure == "level":
        return default.rates, reason, True
    return default.flows, reason, True


def has_flow(draft: Draft) -> bool:
    """Whether the name says that something came about: 签约…, 新增…."""
    if draft.measure != "level":
        return False
    return (bool(draft.verbs) and draft.verbs.text != "累计") or any(is_flow(word.text) for word in draft.lead)


def _grows_by_flow(draft: Draft) -> bool:
    """截至7月底接待游客…同比增长: the growth of what came about since January."""
    of_a_flow = draft.source is not None and draft.source.measure == "level" and bool(draft.source.verbs)
    return of_a_flow or draft.head.text.endswith(("收入", "产值", "投资", "出口", "进出口", "零售额", "销售额", "产量"))


def adds_up(draft: Draft) -> bool:
    return draft.measure == "level" and draft.quantity.kind in ("count", "bare", "amount") and (bool(draft.verbs) or draft.is_deed)


def cumulates(draft: Draft) -> bool:
    """累计建成高标准农田348万亩: all that there is by now."""
    return draft.measure == "level" and "累计" in "".join(word.text for word in draft.lead)


def is_stock(draft: Draft) -> bool:
    """What holds at a moment and has no first month."""
    if draft.measure in ("growth", "change"):
        return False
    said = {word.text for word in draft.lead}
    if draft.verbs and not draft.verbs.text.startswith("集聚"):
        return False
    if _passage("stock").search(draft.name.text) or said & _HOLDING:
        return True
    holds = draft.quantity.kind in ("count", "bare") or (draft.unit or "").endswith(("亩", "公顷"))
    lead = "".join(word.text for word in draft.lead)
    return holds and "中有" not in lead and bool(said & _REACHES_A_COUNT)


_REACHES_A_COUNT = frozenset(("达到", "有", "增至", "达", "已达", "增加到", "超过", "超", "突破"))
_HOLDING = frozenset(["现有", "拥有", "共有", "实有", "已有", "总数", "现已", "集聚", "设有", "保有"])


# ---------------------------------------------------------------- status


def status_of(setting: Setting, sentence: Sentence, draft: Draft) -> tuple[str, Reason]:
    """By the words before the figure in its sentence, else by the paragraph or section of plans it stands in."""
    past = bool(_PAST.search(sentence.text[draft.clause.start : draft.span.start]))
    cue = _modal_before(sentence, draft, past, reviewed=setting.default.mode in ("review", "years"))
    later = _ONCE_RUNNING.search(sentence.text[sentence.span.start : draft.span.start])
    if later:
        return "estimate", Reason((Span(sentence.span.start + later.start(), sentence.span.start + later.end()),))
    if cue is None and re.search(r"(?<!最高)可达到?$", sentence.text[draft.clause.start : draft.span.start]):
        return "estimate", Reason((Span(draft.span.start - 2, draft.span.start),))
    if cue:
        governing = _governing(setting, draft)
        ahead = governing is not None and governing.kind == "deadline" and _lies_ahead(setting, governing)
        carried = setting.default.mode == "plan" and cue.span.start < draft.clause.start
        estimate = (cue.kind == "estimate" and not carried) or (_nobody_commands(sentence, cue) and not ahead)
        return ("estimate" if estimate else "target"), Reason((cue.span,))
    if setting.default.mode == "plan" and not _actual_in_plan(setting, draft, past):
        return "target", Reason((), setting.default.rule, setting.default.outside)
    behind = [cue for cue in sentence.cues if draft.span.end <= cue.span.start < draft.clause.end and cue.text in ("将", "即将", "有望")]
    if behind:
        return "target", Reason((behind[0].span,))
    governing = _governing(setting, draft)
    if governing and _lies_ahead(setting, governing) and sentence.span.start <= governing.span.start:
        return "target", Reason((governing.span,), "deadline")
    deadline = _ahead_behind(setting, sentence, draft)
    if deadline:
        return "target", Reason((deadline.span,), "deadline")
    return "actual", Reason((), "no_plan_said")


def _states_figure(sentence: Sentence, cue: Cue) -> bool:
    """Whether the clause of an estimate has a figure itself: then it opens a list of estimates."""
    clause = next((draft.clause for draft in sentence.drafts if draft.clause.contains(cue.span)), None)
    return clause is not None


def _ahead_behind(setting: Setting, sentence: Sentence, draft: Draft) -> PeriodMention | None:
    """8个社区将于明年…, 4座桥年内完工: the time stands behind the figure, with no other figure between."""
    following = next((other.span.start for other in sentence.drafts if other.span.start > draft.span.start), draft.clause.end)
    end = min(following, draft.clause.end)
    return next((one for one in sentence.periods if draft.span.end <= one.span.start < end and _lies_ahead(setting, one)), None)


_EVEN_IN_REVIEW = ("力争", "将", "预计", "有望", "预期目标", "下一步", "接下来")


def _modal_before(sentence: Sentence, draft: Draft, past: bool, reviewed: bool = False) -> Cue | None:
    """The nearest word of plan or estimate that still holds at the figure: one in an earlier clause ends where something has happened."""
    for cue in reversed(sentence.cues):
        if cue.kind not in ("target", "estimate") or cue.span.end > draft.span.start or not _is_modal(sentence, cue):
            continue
        if reviewed and cue.text not in _EVEN_IN_REVIEW:
            continue
        if cue.span.start >= draft.clause.start:
            return None if _takes_object(draft, cue) else cue
        if draft.clause.start == sentence.span.start or (cue.kind == "estimate" and not _states_figure(sentence, cue)):
            return None
        between = sentence.text[cue.span.end : draft.clause.start]
        if past or "。" in between or (cue.text == "计划" and re.search(r"^[^,，。;；、]{1,10}的", between)):
            return None
        return cue
    return None


def _takes_object(draft: Draft, cue: Cue) -> bool:
    """将38家企业纳入…: 将 that brings the object forward is no plan."""
    said = "".join(word.text for word in draft.trail)
    return cue.text == "将" and bool(re.search(r"成为|纳入|列入|列为|作为|吸纳|转为|转化为|升级为|变成", said))


def _lies_ahead(setting: Setting, mention: PeriodMention) -> bool:
    """年底前, 明年: not over at the time of publication."""
    if setting.default.mode == "review" and mention.rule in ("year_end_deadline", "whole_year"):
        return False
    if mention.kind == "deadline":
        return bool(setting.published and (mention.end or "") >= setting.published[:7])
    return bool(setting.published and mention.start and mention.start > setting.published[:7])


def _is_modal(sentence: Sentence, cue: Cue) -> bool:
    """计划总投资, 完成年度目标, 争取到 are no plans of this sentence."""
    after = sentence.text[cue.span.end : cue.span.end + 3]
    before = sentence.text[max(sentence.span.start, cue.span.start - 6) : cue.span.start]
    if cue.text in ("目标", "发展目标", "主要目标", "目标任务", "预期目标"):
        return "完成" not in before and "年度" not in before and not after.startswith(("的", "任务的", "任务完成"))
    if cue.text in ("计划", "确保"):
        if cue.text == "计划" and re.match(r"[\u4e00-\u9fff]{1,6}的", sentence.text[cue.span.end : cue.span.end + 7]):
            return False
        return not after.startswith(("总投资", "投资", "任务", "完成率", "的", "》", "”", "生产")) and not re.search(
            r"(年度|完成|为)$", before
        )
    if cue.text == "争取":
        return not after.startswith(("到", "了"))
    return cue.text not in ("陆续", "规划", "谋划", "安排", "准备", "争创", "要", "定于", "力促", "今后", "拟")


def _nobody_commands(sentence: Sentence, cue: Cue) -> bool:
    """将超过20亿元: a forecast, not a plan."""
    return cue.text in ("将", "或将") and sentence.text[cue.span.end : cue.span.end + 2].startswith(("超", "达", "突破", "接近", "减少"))


def _actual_in_plan(setting: Setting, draft: Draft, past: bool) -> bool:
    governing = _governing(setting, draft)
    now = setting.published[:7] if setting.published else None
    if governing and now and governing.end and governing.end <= now and governing.kind in ("span", "year") and governing.start:
        return True
    return past and bool(governing and governing.kind == "stock" and governing.span.start >= draft.clause.start)


# ---------------------------------------------------------------- region


def region_of(setting: Setting, sentence: Sentence, draft: Draft) -> tuple[Region | None, RegionMention | None, Reason]:
    """Said at the head of a clause before the figure in its sentence, or of the paragraph, else the section's."""
    region, mention, reason = _said_region(setting, sentence, draft)
    corrected = _override(setting, "region", draft)
    if corrected and corrected.span:
        own = mention is not None and reason.rule is None and setting.mentions.raw(mention.span).start > corrected.span.start
        if not own:
            year = int(setting.published[:4]) if setting.published else None
            return by_code(corrected.new, year) or by_code(corrected.new), None, Reason((), "override", (corrected.span,))
    return region, mention, reason


def _said_region(setting: Setting, sentence: Sentence, draft: Draft) -> tuple[Region | None, RegionMention | None, Reason]:
    if draft.region:
        region = setting.deictics.get(draft.region.deictic) if draft.region.deictic else draft.region.region
        if region:
            return region, draft.region, Reason((draft.region.span,))
    found = _subject_region(setting.mentions, Span(sentence.span.start, draft.span.start), setting.region, setting.deictics)
    if found:
        return found[0], found[1], Reason((found[1].span,))
    opening = setting.mentions.paragraph.sentences[0] if setting.mentions.paragraph.sentences else None
    if opening and opening.end <= sentence.span.start and not _lists_regions(setting.mentions, opening):
        found = _subject_region(setting.mentions, opening, setting.region, setting.deictics)
        if found:
            return found[0], found[1], Reason((found[1].span,), "governs_paragraph")
    return setting.region, None, Reason((), "governs_article", setting.region_outside)


def _lists_regions(mentions: Mentions, span: Span) -> bool:
    """A sentence that goes through several divisions governs none of what follows."""
    named = {one.region.code for one in within(mentions.regions, span) if one.region and not _is_part(mentions, one)}
    return len(named) > 1


def _listed(mentions: Mentions, mention: RegionMention) -> bool:
    """哈尔滨、黑河、绥芬河三个片区: one of several speaks for none."""
    return any(
        one.span.start == mention.span.end + 1 and mentions.text[mention.span.end] in "、和与及"
        for one in within(mentions.regions, _just_behind(mention))
    )


def _is_part(mentions: Mentions, mention: RegionMention) -> bool:
    """青岛 in 青岛平度市."""
    return any(other.span.start == mention.span.end for other in within(mentions.regions, _just_behind(mention)))


def _just_behind(mention: RegionMention) -> Span:
    return Span(mention.span.end, mention.span.end + 2)


def _subject_region(
    mentions: Mentions, span: Span, current: Region | None, deictics: dict[str, Region | None]
) -> tuple[Region | None, RegionMention] | None:
    """The last division in a stretch that a clause speaks of: it stands at the clause's head."""
    result = None
    accepted = -1
    for mention in within(mentions.regions, span):
        if not (span.start <= mention.span.start and mention.span.end <= span.end):
            continue
        head = start_of(mentions.paragraph.clauses, mention.span.start)
        lead = _without_periods(mentions, Span(head, mention.span.start))
        if mention.span.start != accepted and not _LOOSE.match(lead):
            continue
        if _listed(mentions, mention):
            continue
        accepted = mention.span.end
        region = deictics.get(mention.deictic) if mention.deictic else mention.region
        if region is None or _REGION_BODY.match(mentions.text, mention.span.end) or _is_named_after(mentions, mention):
            continue
        if current and _is_above(region, current) and not _states_indicator(mentions, mention):
            continue
        result = (region, mention)
    return result


def _is_named_after(mentions: Mentions, mention: RegionMention) -> bool:
    """平陆运河, 三河古镇: a thing that bears the short name of a division elsewhere."""
    return mention.text[-1:] not in "省市区县旗州盟" and bool(_NAMED_AFTER.match(mentions.text, mention.span.end))


_NAMED_AFTER = re.compile(r"运河|高速|铁路|高铁|机场|湾|江|河|湖|大桥|大道|隧道|水库|电站|古镇|古城|岛|山|路")


def _states_indicator(mentions: Mentions, mention: RegionMention) -> bool:
    """全省生产总值…: a name of the statistical system right behind the division."""
    rest = mentions.text[mention.span.end : mention.span.end + 16]
    return any(canonical(rest[:length]) for length in range(2, len(rest) + 1))


def _is_above(region: Region, other: Region) -> bool:
    parent = other.parent
    while parent:
        if parent == region.code:
            return True
        above = by_code(parent)
        parent = above.parent if above else None
    return False


def _without_periods(mentions: Mentions, span: Span) -> str:
    text = mentions.text[span.start : span.end]
    for one in reversed(within(mentions.periods, span)):
        if span.contains(one.span):
            text = text[: one.span.start - span.start] + text[one.span.end - span.start :]
    return text


def _regions_resolved(everything: Sequence[Mentions]) -> list[Mentions]:
    """Ambiguous names settled by all the divisions that the article names."""
    settled = [_prefecture(mention) for mention in resolve([mention for one in everything for mention in one.regions])]
    result, at = [], 0
    for one in everything:
        result.append(Mentions(one.paragraph, one.quantities, one.periods, settled[at : at + len(one.regions)], one.cues))
        at += len(one.regions)
    return result


def _prefecture(mention: RegionMention) -> RegionMention:
    """全州 is said of the whole prefecture, hardly ever of the county of that name."""
    return replace(mention, region=None, candidates=(), deictic="city") if mention.text == "全州" else mention


def _main_region(everything: Sequence[Mentions]) -> tuple[Region | None, tuple[Span, ...]]:
    """The division an article is about: named in its titles, at the head of its clauses, most often."""
    weights: Counter[str] = Counter()
    regions: dict[str, tuple[Region, Span]] = {}
    for number, one in enumerate(everything):
        for index, mention in enumerate(one.regions):
            if mention.region is None or _is_named_after(one, mention):
                continue
            following = one.regions[index + 1] if index + 1 < len(one.regions) else None
            if following and following.span.start == mention.span.end and following.region:
                continue
            regions.setdefault(mention.region.code, (mention.region, one.raw(mention.span)))
            weights[mention.region.code] += _weight(one, mention, number)
    if not weights:
        return None, ()
    order = list(weights)
    best = max(order, key=lambda code: (weights[code], -order.index(code)))
    region, span = regions[best]
    return region, (span,)


def _weight(one: Mentions, mention: RegionMention, number: int) -> int:
    role = {"title": 6, "heading": 3, "body": 1}[one.paragraph.role]
    if one.paragraph.role == "body":
        head = start_of(one.paragraph.clauses, mention.span.start)
        if _LOOSE.match(_without_periods(one, Span(head, mention.span.start))):
            role = 3
        if number < 6:
            role += 1
    return role


def _deictics(main: Region | None) -> dict[str, Region | None]:
    """What 全市, 全县, 全区 and 全省 mean in an article about ``main``."""
    chain: list[Region] = []
    region = main
    while region:
        chain.append(region)
        region = by_code(region.parent) if region.parent else None
    meanings: dict[str, Region | None] = {}
    for one in chain:
        if one.level == "province":
            meanings.setdefault("province", one)
        if one.name.endswith("市") or one.name.endswith("州"):
            meanings.setdefault("city", one)
        if one.level == "county":
            meanings.setdefault("county", one)
            meanings.setdefault("district", one)
    return meanings
