"""The one place that keeps what is counted or marked beside the rows it follows from: a document's ``readings_done`` and ``readings_wanted``, called
by whatever ends or reopens a reading or changes the rule; and a fact's ``disputed``, called also by whatever decides."""

from __future__ import annotations

from django.db.models import Case, Count, F, OuterRef, PositiveSmallIntegerField, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from annotate import queries
from annotate.models import Collection, Document, Fact, Reading


def hold(document_id: int) -> None:
    """Lock a document, before its readings: of two readers who finish at once the second then counts the first one too."""
    Document.objects.select_for_update().only("pk").get(pk=document_id)


def recount(documents: QuerySet[Document]) -> None:
    """Count again, in one statement; of a single document under its lock (``hold``)."""
    finished = Reading.objects.filter(document=OuterRef("pk"), state=Reading.State.FINISHED).order_by().values("document")
    second = When(readings_required=1, second_share__gt=OuterRef("draw"), then=Value(2))
    wanted = Case(second, default=F("readings_required"), output_field=PositiveSmallIntegerField())
    rule = Collection.objects.filter(pk=OuterRef("collection_id")).annotate(wanted=wanted)
    documents.update(
        readings_done=Coalesce(Subquery(finished.annotate(n=Count("pk")).values("n")), 0), readings_wanted=Subquery(rule.values("wanted"))
    )


def count_readings(document_id: int) -> int:
    """Count the finished readings of one document again, under its lock (``hold``), and say how many they are."""
    done = Reading.objects.filter(document=document_id, state=Reading.State.FINISHED).count()
    Document.objects.filter(pk=document_id).update(readings_done=done)
    return done


def mark_disputed(facts: QuerySet[Fact]) -> None:
    """Mark those on which finished readings differ and nobody decided, and no others; of documents whose lock is held (``hold``)."""
    differ = queries.differing(facts).order_by().values("pk")
    facts.filter(disputed=True).exclude(pk__in=differ).update(disputed=False)
    facts.filter(disputed=False, pk__in=differ).update(disputed=True)
