"""How far readers agree: computed from the readings, never stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, QuerySet

from annotate import queries
from annotate.models import Collection, Dismissal, Reading, Review
from annotate.models.review import JudgementState
from extraction.evaluation.agreement import FIELDS, Agreement, Tally, pick

FACT, NO_FACT = "fact", "no fact"
NEWEST = 100  # documents read twice that a page looks at: a thousand facts or so
RULED = 200  # documents from which a page tells how the guideline fares
BATCH = 200

# What a reading says, by its key and then by fact: the compared values, the state, the paragraph of the reason.
Reviews = dict[int, dict[int, dict[str, Any]]]
COLUMNS = ("reading_id", "fact_id", "state", "reason__paragraph", "indicator_canonical", *queries.COMPARED_FIELDS)


@dataclass(frozen=True)
class Comparison:
    """One way to look at the readings: everything, one pair of annotators, one month. ``fact``: whether a figure is a fact at all, missed facts
    counted as judged "no fact"; ``fields``: over the facts that all sides accepted."""

    label: str
    documents: int
    fact: Agreement
    fields: tuple[Agreement, ...]


@dataclass(frozen=True)
class Report:
    """``aided``: between readings that both saw the candidates (who agree too easily); ``unaided``: where at least one did not. ``whole``: whether it
    is of all documents, not of the newest alone."""

    overall: Comparison
    aided: Comparison
    unaided: Comparison
    pairs: tuple[Comparison, ...]
    months: tuple[Comparison, ...]
    whole: bool


def report(collection: Collection, newest: int | None = None) -> Report:
    """Agreement of the documents that at least two readers finished: of all, or of the ``newest``. They are read in batches."""
    overall, aided, unaided = Side(""), Side("aided"), Side("unaided")
    pairs: dict[str, Side] = {}
    months: dict[str, Side] = {}
    for groups in _finished_twice(collection, newest):
        reviews = _reviews(groups)
        for group in groups.values():
            counted = {tuple(group): _counted(group, reviews)}
            sides = [overall, _of(months, _month(group))]
            if not all(one.aided for one in group):
                sides.append(unaided)
            _add(sides, group, reviews, counted)
            if len(seen := [one for one in group if one.aided]) > 1:
                _add([aided], seen, reviews, counted)
            for pair in combinations(group, 2):
                left, right = sorted(pair, key=lambda one: one.annotator.username)
                _add([_of(pairs, f"{left.annotator} · {right.annotator}")], pair, reviews, counted)
    return Report(
        overall=overall.comparison(),
        aided=aided.comparison(),
        unaided=unaided.comparison(),
        pairs=tuple(side.comparison() for _label, side in sorted(pairs.items())),
        months=tuple(side.comparison() for _label, side in sorted(months.items())),
        whole=newest is None or overall.documents < newest,
    )


def overall(collection: Collection) -> Comparison:
    """Of all documents that at least two readers finished, with nothing told apart."""
    side = Side("")
    for groups in _finished_twice(collection, None):
        reviews = _reviews(groups)
        for group in groups.values():
            side.take(_counted(group, reviews))
    return side.comparison()


class Side:
    """What is counted for one comparison."""

    def __init__(self, label: str) -> None:
        self.label, self.documents, self.fact, self.fields = label, 0, Tally("fact"), {field: Tally(field) for field in FIELDS}

    def take(self, other: Side) -> None:
        self.documents += other.documents
        self.fact.take(other.fact)
        for field, tally in self.fields.items():
            tally.take(other.fields[field])

    def comparison(self) -> Comparison:
        return Comparison(self.label, self.documents, self.fact.result(), tuple(tally.result() for tally in self.fields.values()))


def _of(sides: dict[str, Side], label: str) -> Side:
    return sides.setdefault(label, Side(label))


def _month(group: list[Reading]) -> str:
    return f"{max(one.finished_at for one in group if one.finished_at):%Y-%m}"


def _add(sides: list[Side], group: Sequence[Reading], reviews: Reviews, counted: dict[tuple[Reading, ...], Side]) -> None:
    """One document's readings, or some of them. What the same readings say is ``counted`` once, whoever asks."""
    key = tuple(group)
    if key not in counted:
        counted[key] = _counted(group, reviews)
    for side in sides:
        side.take(counted[key])


def _counted(group: Sequence[Reading], reviews: Reviews) -> Side:
    """One document. A fact that a reader did not find counts as judged "no fact" there."""
    side = Side("")
    side.documents = 1
    for fact in sorted({fact for reading in group for fact in reviews[reading.pk]}):
        said = [reviews[reading.pk].get(fact) for reading in group]
        accepted = [review for review in said if review and review["state"] == JudgementState.ACCEPTED]
        side.fact.add([FACT] * len(accepted) + [NO_FACT] * (len(group) - len(accepted)))
        for field, tally in side.fields.items():
            tally.add([pick(field, values) for values in accepted])
    return side


@dataclass(frozen=True)
class Paragraph:
    """How a paragraph of the guideline fares. ``rejected`` and ``dismissed``: how often a reason that points to it was given; ``disputed``: facts on
    which the readers differ in what it rules, of ``compared`` facts that two or more readers judged."""

    anchor: str
    rejected: int
    dismissed: int
    disputed: int
    compared: int

    @property
    def share(self) -> float | None:
        return self.disputed / self.compared if self.compared else None


# The paragraph that rules a field.
PARAGRAPH_OF = {
    "value_base": "value", "value_max": "range", "unit_base": "unit", "measure": "measure", "indicator": "indicator", "subject": "subject",
    "region": "region", "region_code": "region", "place": "region", "period_start": "period", "period_end": "period", "status": "status",
    "qualifier": "qualifier", "base": "base",
}  # fmt: skip


def paragraphs(collection: Collection, newest: int = RULED) -> list[Paragraph]:
    """Which paragraphs make people disagree, the worst first: over the newest documents whose readings are all finished. A fact that one reader accepts
    and another rejects counts for the paragraph of the rejection; one that another did not find, for what a fact is."""
    documents = list(queries.read_to_the_end(collection.documents.all()).order_by("-pk").values_list("pk", flat=True)[:newest])
    rejected = _by_paragraph(Review.objects.filter(reading__document__in=documents, reading__state=Reading.State.FINISHED))
    dismissed = _by_paragraph(Dismissal.objects.filter(reading__document__in=documents, reading__state=Reading.State.FINISHED))
    compared, disputed = _disputed_paragraphs(documents)
    anchors = {*rejected, *dismissed, *disputed}
    found = [Paragraph(each, rejected[each], dismissed[each], disputed[each], compared) for each in anchors]
    return sorted(found, key=lambda each: (-each.disputed, -each.rejected - each.dismissed, each.anchor))


def _by_paragraph(rows: QuerySet[Any]) -> Counter[str]:
    counted = rows.filter(reason__isnull=False).order_by().values_list("reason__paragraph").annotate(n=Count("pk"))
    return Counter(dict(counted))


def _disputed_paragraphs(documents: Sequence[int]) -> tuple[int, Counter[str]]:
    """How many facts two or more readers saw, and on how many of them they differ in what a paragraph rules."""
    compared, disputed = 0, Counter[str]()
    for first in range(0, len(documents), BATCH):
        groups = _groups(documents[first : first + BATCH])
        reviews = _reviews(groups)
        for group in groups.values():
            for fact in sorted({fact for reading in group for fact in reviews[reading.pk]}):
                compared += 1
                disputed.update(_differing(group, [reviews[reading.pk].get(fact) for reading in group]))
    return compared, disputed


def _differing(group: list[Reading], said: list[dict[str, Any] | None]) -> set[str]:
    accepted = [review for review in said if review and review["state"] == JudgementState.ACCEPTED]
    if not accepted:
        return set()
    rules = {PARAGRAPH_OF[name] for name in queries.COMPARED_FIELDS if len({review[name] for review in accepted}) > 1}
    if len(accepted) < len(group):
        rejections = [review for review in said if review and review["state"] == JudgementState.REJECTED]
        rules |= {review["reason__paragraph"] or "fact" for review in rejections} or {"fact"}
    return rules


def _finished_twice(collection: Collection, newest: int | None) -> Iterator[dict[int, list[Reading]]]:
    """The finished readings of each document that has two or more, by document, newest documents first, a batch at a time."""
    twice = collection.documents.filter(readings_done__gt=1).order_by("-pk").values_list("pk", flat=True)
    last, left = None, newest
    while left is None or left > 0:
        behind = twice if last is None else twice.filter(pk__lt=last)
        keys = list(behind[: BATCH if left is None else min(BATCH, left)])
        if not keys:
            return
        last, left = keys[-1], left if left is None else left - len(keys)
        yield _groups(keys)


def _groups(documents: Sequence[int]) -> dict[int, list[Reading]]:
    """The finished readings of these documents, of each that has two or more."""
    readings: dict[int, list[Reading]] = defaultdict(list)
    rows = Reading.objects.filter(document__in=documents, state=Reading.State.FINISHED).select_related("annotator")
    for reading in rows.order_by("id"):
        readings[reading.document_id].append(reading)
    return {document: group for document, group in readings.items() if len(group) > 1}


def _reviews(groups: dict[int, list[Reading]]) -> Reviews:
    found: Reviews = defaultdict(dict)
    wanted = [reading.pk for group in groups.values() for reading in group]
    for row in Review.objects.filter(reading__in=wanted).order_by().values(*COLUMNS):
        found[row["reading_id"]][row["fact_id"]] = row
    return found
