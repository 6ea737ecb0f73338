"""Erasing a document's text for ever, in every row that holds words of it. The values people settled, and every digest, stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate import auditing, permissions, quotations
from annotate.errors import BadInput
from annotate.models import (
    Adjudication,
    AuditEvent,
    Candidate,
    Document,
    Fact,
    GoldFact,
    Note,
    Reading,
    ReferenceFact,
    Refusal,
    Release,
    Review,
    Source,
    TakeDown,
    User,
)
from annotate.models.append_only import KEYS_WITH_WORDS
from annotate.models.release import FROZEN
from annotate.quotations import Words

ROWS = {
    "document": gettext_lazy("the document: raw text and title"),
    "source": gettext_lazy("the file: its bytes and its name"),
    "candidate": gettext_lazy("proposals: mention and findings"),
    "review": gettext_lazy("judgements: mention, and comments that quote"),
    "adjudication": gettext_lazy("decisions: mention, and comments that quote"),
    "note": gettext_lazy("notes: those that quote"),
    "referencefact": gettext_lazy("reference facts: mention"),
    "refusal": gettext_lazy("refusals of imports that name it"),
    "goldfact": gettext_lazy("gold facts: mention, sentence and title"),
    "auditevent": gettext_lazy("the audit: mentions, names of files, and what quotes"),
    "quotation": gettext_lazy("remarks, notes of releases and the like elsewhere in the collection that quote it"),
}

CONFIRMED_BY = 8  # characters of the document's SHA-256 that whoever erases it has to give


@dataclass(frozen=True)
class Preview:
    """What a take-down would erase. ``rows``: kind of row to how many hold words of the text; ``releases``: those with facts of the document, which can
    then no more be made byte for byte; ``open``: readings that it ends; ``elsewhere``: the same text in other collections that the actor manages, which
    stays there; ``confirm``: what has to be given to confirm."""

    rows: dict[str, int]
    releases: list[Release]
    open: int
    elsewhere: list[Document]
    confirm: str


def preview(document: Document, actor: User) -> Preview:
    """For whoever manages the document's collection."""
    permissions.require(actor, "manage", document.collection)
    twins = permissions.visible(Document, actor, "manage").filter(sha256=document.sha256).exclude(pk=document.pk)
    quoting = quotations.number(quotations.remarks(Words(document)))
    return Preview(
        rows={name: rows.count() for name, rows in _rows(document).items()} | {"quotation": quoting},
        releases=list(_releases(document)),
        open=document.readings.filter(state=Reading.State.OPEN).count(),
        elsewhere=list(twins.exclude(state=Document.State.TAKEN_DOWN).select_related("collection", "source").defer("raw", "source__data")),
        confirm=document.sha256[:CONFIRMED_BY],
    )


def _rows(document: Document) -> dict[str, QuerySet[Any]]:
    """Every row that may hold words of the text, by kind."""
    return {
        "document": Document.objects.filter(pk=document.pk),
        "source": Source.objects.filter(pk=document.source_id),
        "candidate": Candidate.objects.filter(fact__document=document),
        "review": Review.objects.filter(reading__document=document),
        "adjudication": Adjudication.objects.filter(fact__document=document),
        "note": Note.objects.filter(fact__document=document),
        "referencefact": ReferenceFact.objects.filter(document=document),
        "refusal": Refusal.objects.filter(document=document.uuid),
        "goldfact": GoldFact.objects.filter(document=document),
        "auditevent": _events(document),
    }


def _releases(document: Document) -> QuerySet[Release]:
    return Release.objects.filter(FROZEN, pk__in=GoldFact.objects.filter(document=document).values("release")).order_by("id")


def _events(document: Document) -> QuerySet[AuditEvent]:
    def ids(model: Any) -> list[str]:
        return [str(key) for key in model.objects.filter(document=document).values_list("uuid", flat=True)]

    of_document = Q(target_type="document", target_id=str(document.uuid))
    of_facts = Q(target_type="fact", target_id__in=ids(Fact))
    return AuditEvent.objects.filter(of_document | of_facts | Q(target_type="reading", target_id__in=ids(Reading)))


@transaction.atomic
def take_down(*, document: Document, reason: str, confirm: str, actor: User, door: str) -> TakeDown:
    """Erase the text of a document: its bytes, raw text, title and file name, the mentions of its candidates, judgements and gold facts, the sentences of
    gold, and what the audit and people's remarks quote of it. It cannot be undone.

    What stays: offsets, values, who decided what and when, and the digests of text, bytes and release files. ``confirm``: the first CONFIRMED_BY (or
    more) characters of the document's SHA-256. Raises Forbidden, BadInput. Taking down again changes nothing.
    """
    permissions.require(actor, "manage", document.collection)
    document = Document.objects.select_for_update(of=("self",)).select_related("collection", "source").get(pk=document.pk)
    standing = TakeDown.objects.filter(document=document).first()
    if standing:
        return standing
    if not reason.strip():
        raise BadInput(_("Expected a reason."), field="reason")
    given = confirm.strip().lower()
    if len(given) < CONFIRMED_BY or not document.sha256.startswith(given):
        message = _("To confirm, give the first %(count)d characters of the document's SHA-256: %(digest)s.")
        raise BadInput(message % {"count": CONFIRMED_BY, "digest": document.sha256[:CONFIRMED_BY]}, field="confirm")
    words = Words(document)
    if words.told(reason):
        raise BadInput(_("The reason repeats words of the text: it stays for ever, and must not."), field="reason")
    _hold_judgements(document)
    rows, found = _rows(document), list(quotations.remarks(words))
    erased = {name: each.count() for name, each in rows.items()} | {"quotation": quotations.number(found)}
    why = TakeDown.objects.create(
        document=document, reason=reason.strip(), taken_by=actor, taken_at=timezone.now(), erased=erased
    )  # fmt: skip
    releases = list(_releases(document))
    _erase(document, rows, why, words, found)
    told = {"sha256": document.sha256, "erased": why.erased, "releases": [release.number for release in releases]}
    for target in (document, *releases):
        auditing.record(
            action=f"{target._meta.model_name}.take_down", actor=actor, door=door, target=target, collection=document.collection, reason=why.reason,
            after=told if target is document else {"document": str(document.uuid)},
        )  # fmt: skip
    return why


def _hold_judgements(document: Document) -> None:
    """Whoever judges or decides just now is waited for, and finds the text gone afterwards."""
    list(Reading.objects.select_for_update().filter(document=document).order_by("id").values_list("pk"))
    list(Fact.objects.select_for_update().filter(document=document).order_by("id").values_list("pk"))


def _erase(document: Document, rows: dict[str, QuerySet[Any]], why: TakeDown, words: Words, found: quotations.Found) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # what was written is overwritten in the file too
    own = set(rows["auditevent"].values_list("pk", flat=True))
    events = rows["auditevent"] | quotations.events(words, quotations.facts_of(found))
    for event in events.iterator(chunk_size=500):
        if changes := _without_words(event, words, own=event.pk in own):
            AuditEvent.objects.filter(pk=event.pk).update(take_down=why, **changes)
    quotations.erase(words, found)
    rows["review"].update(text="")
    rows["adjudication"].update(text="")
    rows["referencefact"].update(text="")
    rows["refusal"].update(reason="", place="")
    rows["candidate"].update(text="", findings=[])
    rows["goldfact"].update(text="", sentence="", title="", take_down=why)
    rows["source"].update(data=b"", file_name="")
    document.readings.filter(state=Reading.State.OPEN).update(leased_until=None, assigned=False)
    document.state, document.raw, document.title, document.failure = Document.State.TAKEN_DOWN, "", "", ""
    document.claimed_at, document.claimed_by = None, ""
    document.save(update_fields=["state", "raw", "title", "failure", "claimed_at", "claimed_by"])
    document.source.refresh_from_db(fields=["file_name"])


def _without_words(event: AuditEvent, words: Words, *, own: bool) -> dict[str, Any]:
    """The columns of an audit event that hold words of the text, as they are without them. ``own``: of the document, its facts or readings."""
    changes: dict[str, Any] = {}
    for name in ("before", "after"):
        told = getattr(event, name)
        if isinstance(told, dict) and (
            gone := [key for key in KEYS_WITH_WORDS if key in told and _goes(event, key, told[key], words, own)]
        ):
            changes[name] = {key: value for key, value in told.items() if key not in gone}
    if words.quoted(event.reason):
        changes["reason"] = ""
    if event.target_label and (words.told(event.target_label) or (own and event.target_type != "fact")):
        changes["target_label"] = ""  # the title, or the file's name
    return changes


def _goes(event: AuditEvent, key: str, value: Any, words: Words, own: bool) -> bool:
    """A mention and a file's name always; what people wrote only where it quotes."""
    mention = key == "text" and event.action not in ("note.write", "note.withdraw")
    return (own and (mention or key == "file_name")) or words.told(value)
