"""How far readers agree: computed from the readings, never stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Count, QuerySet

from annotate import queries
from annotate.models import Collection, Dismissal, Reading, Review
from annotate.models.review import JudgementState
from extraction.evaluation.agreement import FIELDS, Agreement, agreement, pick

FACT, NO_FACT = "fact", "no fact"


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
    """``aided``: between readings that both saw the candidates (who agree too easily); ``unaided``: where at least one did not."""

    overall: Comparison
    aided: Comparison
    unaided: Comparison
    pairs: tuple[Comparison, ...]
    months: tuple[Comparison, ...]


def report(collection: Collection) -> Report:
    """Agreement of all documents that at least two readers finished. Two queries."""
    readings = finished_twice(collection)
    reviews = _reviews(readings)
    everybody = [group for group in readings.values() if len(group) > 1]
    return Report(
        overall=_compare("", everybody, reviews),
        aided=_compare("aided", [seen for group in everybody if len(seen := [one for one in group if one.aided]) > 1], reviews),
        unaided=_compare("unaided", [group for group in everybody if not all(one.aided for one in group)], reviews),
        pairs=tuple(_compare(label, groups, reviews) for label, groups in _by_pair(everybody)),
        months=tuple(_compare(f"{month:%Y-%m}", groups, reviews) for month, groups in _by_month(everybody)),
    )


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


def paragraphs(collection: Collection) -> list[Paragraph]:
    """Which paragraphs make people disagree, the worst first: over documents whose readings are all finished. A fact that one reader accepts and
    another rejects counts for the paragraph of the rejection; one that another did not find, for what a fact is."""
    documents = queries.read_to_the_end(collection.documents.all()).values("pk")
    rejected = _by_paragraph(Review.objects.filter(reading__document__in=documents, reading__state=Reading.State.FINISHED))
    dismissed = _by_paragraph(Dismissal.objects.filter(reading__document__in=documents, reading__state=Reading.State.FINISHED))
    compared, disputed = _disputed_paragraphs(collection)
    anchors = {*rejected, *dismissed, *disputed}
    found = [Paragraph(each, rejected[each], dismissed[each], disputed[each], compared) for each in anchors]
    return sorted(found, key=lambda each: (-each.disputed, -each.rejected - each.dismissed, each.anchor))


def _by_paragraph(rows: QuerySet[Any]) -> Counter[str]:
    counted = rows.filter(reason__isnull=False).order_by().values_list("reason__paragraph").annotate(n=Count("pk"))
    return Counter(dict(counted))


def _disputed_paragraphs(collection: Collection) -> tuple[int, Counter[str]]:
    """How many facts two or more readers saw, and on how many of them they differ in what a paragraph rules."""
    ended = set(queries.read_to_the_end(collection.documents.all()).values_list("pk", flat=True))
    readings = {document: group for document, group in finished_twice(collection).items() if document in ended}
    reviews = _reviews(readings)
    compared, disputed = 0, Counter[str]()
    for group in readings.values():
        for fact in sorted({fact for reading in group for fact in reviews[reading.pk]}):
            compared += 1
            disputed.update(_differing(group, [reviews[reading.pk].get(fact) for reading in group]))
    return compared, disputed


def _differing(group: list[Reading], said: list[Review | None]) -> set[str]:
    accepted = [review for review in said if review and review.state == JudgementState.ACCEPTED]
    if not accepted:
        return set()
    rules = {PARAGRAPH_OF[name] for name in queries.COMPARED_FIELDS if len({getattr(review, name) for review in accepted}) > 1}
    if len(accepted) < len(group):
        rejections = [review for review in said if review and review.state == JudgementState.REJECTED]
        rules |= {review.reason.paragraph if review.reason else "fact" for review in rejections} or {"fact"}
    return rules


def finished_twice(collection: Collection) -> dict[int, list[Reading]]:
    """The finished readings of each document that has two or more, by document."""
    readings: dict[int, list[Reading]] = defaultdict(list)
    rows = Reading.objects.filter(document__collection=collection, state=Reading.State.FINISHED).select_related("annotator")
    for reading in rows.order_by("id"):
        readings[reading.document_id].append(reading)
    return {document: group for document, group in readings.items() if len(group) > 1}


def _reviews(readings: dict[int, list[Reading]]) -> dict[int, dict[int, Review]]:
    """By reading, then by fact."""
    found: dict[int, dict[int, Review]] = defaultdict(dict)
    wanted = [reading.pk for group in readings.values() for reading in group]
    for review in Review.objects.filter(reading__in=wanted).select_related("reason"):
        found[review.reading_id][review.fact_id] = review
    return found


def _by_pair(groups: list[list[Reading]]) -> Iterable[tuple[str, list[list[Reading]]]]:
    pairs: dict[str, list[list[Reading]]] = defaultdict(list)
    for group in groups:
        for left, right in combinations(sorted(group, key=lambda one: one.annotator.username), 2):
            pairs[f"{left.annotator} · {right.annotator}"].append([left, right])
    return sorted(pairs.items())


def _by_month(groups: list[list[Reading]]) -> Iterable[tuple[date, list[list[Reading]]]]:
    months: dict[date, list[list[Reading]]] = defaultdict(list)
    for group in groups:
        last = max(one.finished_at for one in group if one.finished_at)
        months[last.date().replace(day=1)].append(group)
    return sorted(months.items())


def _compare(label: str, groups: list[list[Reading]], reviews: dict[int, dict[int, Review]]) -> Comparison:
    detection: list[tuple[str, str, str]] = []
    fields: dict[str, list[tuple[str, str, object]]] = {field: [] for field in FIELDS}
    for group in groups:
        facts = {fact for reading in group for fact in reviews[reading.pk]}
        for fact in sorted(facts):
            said = {reading.annotator.username: reviews[reading.pk].get(fact) for reading in group}
            accepted = {name: review for name, review in said.items() if review and review.state == JudgementState.ACCEPTED}
            detection += [(name, str(fact), FACT if name in accepted else NO_FACT) for name in said]
            for field in FIELDS:
                fields[field] += [(name, str(fact), pick(field, review.values())) for name, review in accepted.items()]
    return Comparison(
        label, len(groups), agreement("fact", detection), tuple(agreement(field, triples) for field, triples in fields.items())
    )
