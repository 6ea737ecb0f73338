"""Practice: a document whose answers are known, read at the real desk, and what there is to say of each judgement in it.

One collection without members holds one document for all; each person reads it alone. ``permissions.collections`` never names that collection, so
that nothing done here counts anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from annotate import auditing, extracting, permissions, practice
from annotate.guideline import version as guideline_version
from annotate.models import Collection, Dismissal, Document, Fact, Note, Reading, Reason, Review, Source, User
from annotate.models.fact_fields import BASES
from annotate.models.review import JudgementState
from annotate.practice import Answer

# The parts of a fact that are compared, each with its columns; the canonical name, the subject and the place are not asked for.
COMPARED = {
    "indicator": ("indicator",),
    "value": ("value", "value_max"),
    "unit": ("unit",),
    "measure": ("measure",),
    "base": ("base",),
    "region": ("region_code",),
    "period": ("period_start", "period_end"),
    "status": ("status",),
    "qualifier": ("qualifier",),
}


def reading_of(user: User) -> Reading | None:
    """Where the user's practice stands; None before the first time."""
    return Reading.objects.filter(annotator=user, document__collection__practice=True).order_by("-id").first()


def facts_seen(user: User) -> QuerySet[Fact]:
    """The facts of the practice document: the machine's, and those the user added."""
    of_others = Q(origin=Fact.Origin.PERSON) & ~Q(created_by=user)
    return permissions.on_desk(Fact, user).filter(collection__practice=True).exclude(of_others)


@transaction.atomic
def begin(*, actor: User, door: str, again: bool = False) -> Reading:
    """The actor's practice reading, taken up where it was left; a new one where it is finished, where the text has changed since, or with ``again``."""
    document = _document()
    standing = reading_of(actor)
    if standing and not again and standing.state == Reading.State.OPEN and standing.document_id == document.pk:
        return standing
    _forget(actor)
    reading = Reading.objects.create(document=document, annotator=actor, guideline_version=guideline_version())
    auditing.record(action="practice.begin", actor=actor, door=door, target=reading, collection=document.collection)
    return reading


def _document() -> Document:
    """The one document for practice, with what the machine is made to say of it; made where it is not there yet."""
    home, _made = Collection.objects.get_or_create(practice=True, defaults={"name": "练习 Practice", "blind": True})
    collection = Collection.objects.select_for_update().get(pk=home.pk)  # one begins at a time
    data = practice.raw().encode()
    sha256 = hashlib.sha256(data).hexdigest()
    document = Document.objects.filter(collection=collection, sha256=sha256).select_related("collection").first()
    if document and document.runs.filter(extractor_version=practice.VERSION, tables_digest=practice.digest()).exists():
        return document
    found = practice.extraction()
    if document is None:
        source = Source.objects.create(collection=collection, data=data, size=len(data), sha256=sha256, file_name="practice.txt")
        document = Document.objects.create(
            collection=collection, source=source, raw=practice.raw(), length=len(practice.raw()), sha256=sha256, encoding="utf-8",
            title=found.title or "", published=found.published, published_known=Document.Known.SAID, state=Document.State.EXTRACTED,
        )  # fmt: skip
    extracting.store_run(document, found, inputs={"published": None, "overrides": []}, milliseconds=0)
    return document


def _forget(actor: User) -> None:
    """What the actor did when practising before."""
    Reading.objects.filter(annotator=actor, document__collection__practice=True).delete()
    Note.objects.filter(author=actor, fact__document__collection__practice=True).delete()
    Fact.objects.filter(created_by=actor, origin=Fact.Origin.PERSON, document__collection__practice=True).delete()


# ---------------------------------------------------------------- what there is to say


def lessons(reading: Reading) -> dict[str, dict[str, Any]] | None:
    """By the key of the thing at the desk (a fact's uuid; ``n``, start, ``-``, end of a numeral): whether its judgement is ``right``, what it
    ``says``, ``why``, and the guideline's ``paragraph``. None for every other reading than one for practice."""
    if not reading.document.collection.practice:
        return None
    return dict([*_of_reviews(reading), *_of_dismissals(reading)])


def _of_reviews(reading: Reading) -> Iterator[tuple[str, dict[str, Any]]]:
    for review in Review.objects.filter(reading=reading).select_related("fact", "reason"):
        answer = _answer_at(review.start, review.end)
        right, says = _judged(review, answer) if answer else _unknown(review)
        yield str(review.fact.uuid), _lesson(answer, right, says)


def _of_dismissals(reading: Reading) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in Dismissal.objects.filter(reading=reading).select_related("reason"):
        answer = _answer_at(row.start, row.end)
        if answer is None:
            continue
        right, says = (False, _("This numeral is a fact.")) if answer.right else _refused(answer, row.reason)
        yield f"n{row.start}-{row.end}", _lesson(answer, right, says)


def _lesson(answer: Answer | None, right: bool, says: str) -> dict[str, Any]:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    why = answer.why[language] if answer else ""
    return {"right": right, "says": says, "why": why, "paragraph": answer.paragraph if answer else "not-fact"}


def _answer_at(start: int, end: int) -> Answer | None:
    """The answer whose span lies most under a span."""
    touching = [answer for answer in practice.answers() if answer.span.start < end and start < answer.span.end]
    return max(touching, key=lambda answer: min(end, answer.span.end) - max(start, answer.span.start), default=None)


def _judged(review: Review, answer: Answer) -> tuple[bool, str]:
    if review.state == JudgementState.REJECTED:
        return (False, _("This is a fact.")) if answer.right else _refused(answer, review.reason)
    if answer.right is None:
        return False, _("This is no fact.")
    wrong = [*_wrong_fields(review, answer)]
    return (False, _("Not yet right: %(fields)s.") % {"fields": "; ".join(wrong)}) if wrong else (True, _("Right."))


def _unknown(review: Review) -> tuple[bool, str]:
    rejected = review.state == JudgementState.REJECTED
    return rejected, _("Right.") if rejected else _("The answers know of no fact here.")


def _refused(answer: Answer, reason: Reason | None) -> tuple[bool, str]:
    """It is no fact, as was said; the reason may still be a better one."""
    if reason is None or reason.code in answer.reasons:
        return True, _("Right.")
    better = Reason.objects.filter(kind=reason.kind, code=answer.reasons[0]).first()
    return True, _("Right, it is no fact. The closer reason is “%(reason)s”.") % {"reason": better} if better else _("Right.")


def _wrong_fields(review: Review, answer: Answer) -> Iterator[str]:
    """Each field that is not as it should be, with how it should be."""
    if (review.start, review.end) != answer.span:
        yield _("the mention is %(text)s") % {"text": practice.raw()[answer.span.start : answer.span.end]}
    assert answer.right is not None
    for name, columns in COMPARED.items():
        said = [getattr(review, column) for column in columns]
        right = [answer.right.get(column) for column in columns]
        if said != right and said[0] not in answer.also.get(name, ()):
            yield f"{FIELD_NAMES[name]()} → {_shown(review, name, right, answer.right)}"


def _shown(review: Review, name: str, right: list[Any], values: dict[str, Any]) -> str:
    if name == "period":
        return "..".join(month or "" for month in right)
    if name == "region":
        return str(values.get("region"))
    field: Any = review._meta.get_field(name)
    choices = dict(BASES) if name == "base" else dict(field.flatchoices)
    return str(choices.get(right[0], right[0] if right[0] is not None else _("none")))


FIELD_NAMES = {
    "indicator": lambda: _("indicator"),
    "value": lambda: _("value"),
    "unit": lambda: _("unit"),
    "measure": lambda: _("measure"),
    "base": lambda: _("compared with"),
    "region": lambda: _("region"),
    "period": lambda: _("period"),
    "status": lambda: _("status"),
    "qualifier": lambda: _("qualifier"),
}
