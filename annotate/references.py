"""Reference sets: gold made elsewhere, which comes by an import (``proposing``), is only compared with, and can be taken away whole."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from annotate import auditing, permissions
from annotate.errors import BadInput, NotFound
from annotate.models import Collection, ReferenceFact, User


@dataclass(frozen=True)
class ReferenceSet:
    """What one producer's version says is right: in so many ``documents``, so many ``facts``."""

    producer: str
    version: str
    documents: int
    facts: int


def sets(collection: Collection) -> list[ReferenceSet]:
    """In the order of their names."""
    named = _rows(collection).order_by("producer", "producer_version").values_list("producer", "producer_version")
    counted = named.annotate(documents=Count("document", distinct=True), facts=Count("pk"))
    return [ReferenceSet(*row) for row in counted]


@transaction.atomic
def remove(*, collection: Collection, producer: str, version: str, actor: User, door: str) -> int:
    """Take a whole set away; returns how many facts it had. Nobody's judgement rests on it. NotFound where the collection has no such set."""
    permissions.require(actor, "manage", collection)
    for field, said in (("producer", producer), ("version", version)):
        if not said:
            raise BadInput(_("Expected producer and version of a reference set."), field=field, expected=_named(collection))
    Collection.objects.select_for_update().get(pk=collection.pk)
    gone, _kinds = _rows(collection).filter(producer=producer, producer_version=version).delete()
    if not gone:
        raise NotFound(_("There is no such reference set here."), field="producer", expected=_named(collection))
    told = {"producer": producer, "version": version, "facts": gone}
    auditing.record(action="reference.remove", actor=actor, door=door, target=collection, collection=collection, before=told)
    return gone


def _named(collection: Collection) -> list[str]:
    return [f"{one.producer} {one.version}" for one in sets(collection)]


def _rows(collection: Collection) -> QuerySet[ReferenceFact]:
    return ReferenceFact.objects.filter(document__collection=collection)
