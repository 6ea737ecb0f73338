"""What reviewers changed: the list from which the extractor is improved, and its live accuracy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from annotate import permissions
from annotate.models import Collection, Review, User
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.models.review import JudgementState

LOOKED_AT = 1_000  # judgements, for one page
COUNTED = 2_000  # judgements, for the live accuracy

# What is counted as the extractor's work; the others follow from these.
JUDGED_FIELDS = tuple(name for name in VALUE_FIELDS if name not in ("text", "value_base", "unit_base"))


@dataclass(frozen=True)
class Correction:
    """One field in which a reader's value differs from the candidate's. ``cues``: the words of the raw text that the extractor read the field
    from; ``rule``: by which it was inherited. A rejected candidate is the correction of the field ``fact``."""

    review: Review
    field: str
    before: str | None
    after: str | None
    cues: str
    rule: str
    version: str

    def row(self) -> dict[str, str]:
        """For the CSV."""
        fact = self.review.fact
        return {
            "fact_id": str(fact.uuid), "document_id": str(fact.document.uuid), "mention": self.review.text, "field": self.field,
            "from": "" if self.before is None else str(self.before), "to": "" if self.after is None else str(self.after), "cues": self.cues,
            "rule": self.rule, "extractor_version": self.version, "reason": self.review.reason.code if self.review.reason else "",
        }  # fmt: skip


def reviews_of(collection: Collection, user: User) -> QuerySet[Review]:
    """The reviews that the user may see."""
    return permissions.visible_reviews(user, collection)


def judged(collection: Collection, user: User) -> QuerySet[Review]:
    """Those of candidates of our own extractor."""
    reviews = reviews_of(collection, user).filter(candidate__run__isnull=False)
    return reviews.select_related("candidate", "reason", "fact__document__source").defer("fact__document__source__data").order_by("id")


def corrections(
    collection: Collection, user: User, field: str | None = None, *, version: str | None = None, after: int = 0, until: int | None = None
) -> Iterator[Correction]:
    """Every correction in the order in which it was first judged; ``field`` and ``version`` (of the extractor) narrow, ``after`` (a review's key)
    begins behind it, ``until`` ends with it."""
    reviews = judged(collection, user).filter(_changed(), pk__gt=after)
    if until is not None:
        reviews = reviews.filter(pk__lte=until)
    if version:
        reviews = reviews.filter(candidate__producer_version=version)
    for review in reviews.iterator(chunk_size=1000):
        changed = ("fact",) if review.state == JudgementState.REJECTED else review.corrected
        for name in changed:
            if name in ("fact", *JUDGED_FIELDS) and field in (None, name):
                yield _correction(review, name)


def corrections_near(
    collection: Collection, user: User, field: str | None = None, *, version: str | None = None, after: int = 0, size: int
) -> tuple[list[Correction], int | None]:
    """About ``size`` corrections, never cut within one judgement, among the next LOOKED_AT judgements; and the key behind which one goes on, None at
    the end. There may be none and still more behind."""
    keys = reviews_of(collection, user).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    ends = list(keys[LOOKED_AT : LOOKED_AT + 1])
    listed: list[Correction] = []
    for correction in corrections(collection, user, field, version=version, after=after, until=ends[0] if ends else None):
        if len(listed) >= size and correction.review.pk != listed[-1].review.pk:
            return listed, listed[-1].review.pk
        listed.append(correction)
    return listed, ends[0] if ends else None


def _correction(review: Review, field: str) -> Correction:
    candidate = review.candidate
    assert candidate is not None
    evidence = candidate.evidence.get(_evidence_name(field)) or {}
    raw = review.fact.document.raw
    cues = " … ".join(raw[start:end] for start, end in evidence.get("spans", []))
    before, after = ("fact", "no fact") if field == "fact" else (getattr(candidate, field), getattr(review, field))
    return Correction(review, field, before, after, cues, evidence.get("rule") or "", candidate.producer_version)


def _evidence_name(field: str) -> str:
    return {"period_start": "period", "period_end": "period", "region_code": "region"}.get(field, field)


@dataclass(frozen=True)
class Accuracy:
    """How many candidates of one extractor version were judged of late, and the share in which each field was left as it was."""

    version: str
    judged: int
    accepted: int
    fields: dict[str, float]


def accuracy(collection: Collection, user: User) -> list[Accuracy]:
    """Live accuracy by extractor version over the newest COUNTED judgements, for accepted candidates; ``accepted`` of ``judged`` says how many were
    facts at all."""
    accepted = Q(state=JudgementState.ACCEPTED)
    kept = {f"kept_{name}": Count("pk", filter=accepted & _as_seen(name)) for name in JUDGED_FIELDS}
    reviews = reviews_of(collection, user)
    oldest = list(reviews.order_by("-pk").values_list("pk", flat=True)[COUNTED - 1 : COUNTED])
    if oldest:
        reviews = reviews.filter(pk__gte=oldest[0])
    counted = reviews.filter(candidate__run__isnull=False).order_by("candidate__producer_version").values("candidate__producer_version")
    rows: Any = counted.annotate(judged=Count("pk"), accepted=Count("pk", filter=accepted), **kept)
    return [
        Accuracy(
            row["candidate__producer_version"],
            row["judged"],
            row["accepted"],
            {name: row[f"kept_{name}"] / row["accepted"] for name in JUDGED_FIELDS} if row["accepted"] else {},
        )
        for row in rows
    ]


def _changed() -> Q:
    """Rejected, or accepted with another value in any field than the candidate's: what need not be read at all is not."""
    differs = Q()
    for name in JUDGED_FIELDS:
        ours, seen = f"{name}__isnull", f"candidate__{name}__isnull"
        differs |= Q(**{ours: True, seen: False}) | Q(**{ours: False, seen: True})
        differs |= Q(**{ours: False, seen: False}) & ~Q(**{name: F(f"candidate__{name}")})
    return Q(state=JudgementState.REJECTED) | (Q(state=JudgementState.ACCEPTED) & differs)


def _as_seen(name: str) -> Q:
    """Whether a field of a review is as in the candidate that was seen."""
    return Q(**{name: F(f"candidate__{name}")}) | Q(**{f"{name}__isnull": True, f"candidate__{name}__isnull": True})
