"""Files come in: a small one at once, a large one as a job which a worker takes in slice by slice, and a killed worker doubles nothing."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from annotate import auditing, bulk, enqueueing, permissions, proposing
from annotate.errors import BadInput, Duplicate, HeshiError, NoSpace, TooLarge, UnknownEncoding, WrongState
from annotate.imports.item import Entry, FactRecord, Item, Refusal
from annotate.imports.reading import ENDINGS, IN_PARTS, Cursor, count, ending, entries
from annotate.ingesting import ingest_all, safe_name
from annotate.models import Collection, Document, Job, User
from annotate.models import Refusal as RefusalRow
from annotate.proposing import Offer

SLICE = timedelta(seconds=20)  # how long one task works before it hands the rest on, so that nothing waits behind it
BATCH, BATCH_BYTES = 1000, 8_000_000  # entries stored in one transaction, and about how many bytes they may hold together
ATTEMPTS = 3  # how often one entry may end its worker before it is passed over by name


@dataclass(frozen=True)
class Said:
    """What holds for a whole file. ``published``: for documents that do not say their own; ``encoding``: of texts that do not tell theirs;
    ``producer`` and ``version``: of facts that do not name theirs; ``purpose``: candidates to be reviewed, or a reference to compare with."""

    published: str | None = None
    encoding: str | None = None
    producer: str = ""
    version: str = ""
    purpose: str = proposing.CANDIDATES


@dataclass
class Taken:
    """What became of some entries. ``outcomes``: by their places, for those that brought a document or were refused."""

    added: int = 0
    facts: int = 0
    duplicates: int = 0
    outcomes: list[tuple[Entry, Document | HeshiError]] = field(default_factory=list)

    @property
    def refused(self) -> list[tuple[Entry, HeshiError]]:
        return [(entry, outcome) for entry, outcome in self.outcomes if isinstance(outcome, HeshiError)]


def check_said(said: Said) -> None:
    """BadInput where what is said of a whole file can be true of none."""
    if said.purpose not in proposing.PURPOSES:
        raise BadInput(_("Expected one of: %(names)s.") % {"names": ", ".join(proposing.PURPOSES)}, field="purpose")
    if said.producer or said.version:
        proposing.check_maker(said.producer, said.version)


@transaction.atomic
def ask(
    *, collection: Collection, file_name: str, data: bytes | Iterable[bytes], actor: User, door: str, tell: bool = True, **said: Any
) -> Job:
    """Keep the file and ask a worker to take it in. ``said``: as ``Said``. ``tell``: whether a worker is told at once; a command that works on the
    job itself tells none, and where it is killed the sweep does.

    BadInput, TooLarge (over ``IMPORT_LIMIT`` bytes), NoSpace: nothing is kept then.
    """
    permissions.require(actor, "annotate", collection)
    told = Said(**said)
    check_said(told)
    name = safe_name(file_name)
    if not name.lower().endswith(ENDINGS):
        raise BadInput(_("Expected one of: %(endings)s.") % {"endings": " ".join(ENDINGS)}, field="file")
    options = asdict(told) | {"file_name": name, "language": translation.get_language(), "cursor": [0, 0], "door": str(door)}
    counts = {"next": 0, "added": 0, "facts": 0, "duplicates": 0, "refused": 0}
    job = Job.objects.create(kind=Job.Kind.IMPORT, collection=collection, owner=actor, options=options | counts)
    job.file = f"imports/{job.uuid}"
    size = _keep(path(job), [data] if isinstance(data, bytes) else data)
    job.save(update_fields=["file"])
    auditing.record(action="job.import", actor=actor, door=door, target=job, collection=collection, after={"file_name": name, "size": size})
    if tell:
        enqueueing.job_on_commit(job.pk)
    return job


def path(job: Job) -> Path:
    return Path(settings.MEDIA_ROOT) / job.file


def _keep(target: Path, blocks: Iterable[bytes]) -> int:
    """Write a file whole or not at all; its size."""
    size = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for block in blocks:
                size += len(block)
                if size > settings.IMPORT_LIMIT:
                    message = _("The file has more than %(limit)d bytes.") % {"limit": settings.IMPORT_LIMIT}
                    raise TooLarge(message, field="file", limit=settings.IMPORT_LIMIT)
                file.write(block)
        if not size:
            raise BadInput(_("The file is empty: expected a text."), field="file")
    except OSError as error:
        target.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpace(_("There is no room left on the disk: nothing of this file was kept."), field="file") from error
        raise
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return size


def work(job_id: int) -> bool:
    """Do one slice of an import; True where more is left. ``options["cursor"]`` says how far the file was read, in the transaction that stored it."""
    job = _begin(job_id)
    if job is None:
        return False
    ends = time.monotonic() + SLICE.total_seconds()
    with translation.override(job.options.get("language")):
        try:
            for batch in _batches(job):
                if not _store(job, batch):
                    return False
                if time.monotonic() > ends:
                    return True
        except (HeshiError, OSError) as error:
            Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, failure=str(error), finished_at=timezone.now())
            return False
    done = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.DONE, total=job.options["next"], finished_at=timezone.now()
    )
    if done:
        path(job).unlink(missing_ok=True)
    return False


@transaction.atomic
def _begin(job_id: int) -> Job | None:
    """Take the job up; None where it is not to be worked on. What ends its worker again and again at one place is passed over there, by name."""
    job = Job.objects.select_for_update(of=("self",)).select_related("collection", "owner").get(pk=job_id)
    if job.state not in (Job.State.WAITING, Job.State.RUNNING):
        return None
    options = job.options
    options.setdefault("cursor", [0, options["next"]])
    tries = options.get("tries", 0) + 1 if options.get("tried") == options["cursor"] else 1
    options["tried"], options["tries"] = list(options["cursor"]), tries
    if tries > ATTEMPTS and not _pass_over(job):
        return None
    if job.total is None:
        job.total = count(path(job), options["file_name"]) if path(job).exists() else None
    job.state, job.touched_at = Job.State.RUNNING, timezone.now()
    job.save(update_fields=["state", "touched_at", "options", "total"])
    return job


def _pass_over(job: Job) -> bool:
    """Refuse by name the entry that ends every worker, and go on behind it; False where the file cannot be read in parts: then the import failed."""
    options = job.options
    reason = _("tried %(count)d times; each time the worker was lost or ran out of time") % {"count": ATTEMPTS}
    if ending(options["file_name"]) not in IN_PARTS:
        job.state, job.failure, job.finished_at = Job.State.FAILED, reason, timezone.now()
        job.save(update_fields=["state", "failure", "finished_at"])
        return False
    place = _("%(file)s, entry %(number)d") % {"file": options["file_name"], "number": options["next"] + 1}
    RefusalRow.objects.create(job=job, place=place[:400], code="lost", reason=reason)
    member, within = options["cursor"]
    options["cursor"] = [member + 1, 0] if ending(options["file_name"]) == ".zip" else [member, within + 1]
    options["refused"] += 1
    options["tried"], options["tries"] = list(options["cursor"]), 1
    return True


Batch = list[tuple[Cursor, Entry]]


def _batches(job: Job) -> Iterator[Batch]:
    """Entries by the thousand, fewer where they are long or where a worker was lost before; facts of one document stay together."""
    options = job.options
    most = BATCH if options.get("tries", 1) == 1 else 1
    found = entries(path(job), options["file_name"], options.get("encoding"), (options["cursor"][0], options["cursor"][1]))
    batch: Batch = []
    size = 0
    for cursor, entry in found:
        if batch and (len(batch) >= most or size >= BATCH_BYTES) and not _same_document(batch[-1][1], entry):
            yield batch
            batch, size, most = [], 0, BATCH
        batch.append((cursor, entry))
        size += len(entry.data) if isinstance(entry, Item) else 0
    if batch:
        yield batch


def _same_document(before: Entry, entry: Entry) -> bool:
    return isinstance(entry, FactRecord) and isinstance(before, FactRecord) and entry.document == before.document


@transaction.atomic
def _store(job: Job, batch: Batch) -> bool:
    """Store a batch and the job's progress in one transaction; False where the job was stopped, or a second task is further on."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state != Job.State.RUNNING or locked.options["cursor"] != job.options["cursor"]:
        return False
    options = locked.options
    said = Said(**{name: options.get(name, getattr(Said, name)) for name in Said.__dataclass_fields__})
    taken = take_in(
        collection=job.collection,
        found=[entry for _cursor, entry in batch],
        said=said,
        actor=job.owner,
        door=options["door"],
        in_bulk=True,
    )
    bulk.insert([_row(locked, entry, error) for entry, error in taken.refused])
    options["cursor"], options["next"] = list(batch[-1][0]), options["next"] + len(batch)
    options["added"] += taken.added
    options["facts"] = options.get("facts", 0) + taken.facts
    options["duplicates"] += taken.duplicates
    options["refused"] = options.get("refused", 0) + len(taken.refused) - taken.duplicates
    locked.done, locked.touched_at = options["next"], timezone.now()
    locked.save(update_fields=["options", "done", "touched_at"])
    job.options = options
    return True


def _row(job: Job, entry: Entry, error: HeshiError) -> RefusalRow:
    twin = error.extra.get("document") if isinstance(error, Duplicate) else None
    return RefusalRow(
        job=job, place=entry.place[:400], code=error.code, field=(error.field or "")[:60], reason=error.message, document=UUID(twin) if twin else None
    )  # fmt: skip


@transaction.atomic
def take_in(*, collection: Collection, found: Sequence[Entry], said: Said, actor: User, door: str, in_bulk: bool) -> Taken:
    """Store what was read from a file: documents first, then facts, those that came with a document and those about one that is here."""
    items = [_dated(entry, said.published) for entry in found if isinstance(entry, Item)]
    stored = ingest_all(collection=collection, items=items, actor=actor, door=door, bulk=in_bulk, encoding=said.encoding)
    taken = Taken(outcomes=list(zip(items, stored, strict=True)))
    taken.outcomes += [(entry, _error(entry)) for entry in found if isinstance(entry, Refusal)]
    _take_facts(taken, collection, items, stored, [entry for entry in found if isinstance(entry, FactRecord)], said, actor, door)
    order = {place: number for number, entry in enumerate(found) for place in _places(entry)}
    taken.outcomes.sort(key=lambda outcome: order[outcome[0].place])
    taken.added = sum(isinstance(outcome, Document) for outcome in stored)
    taken.duplicates = sum(isinstance(outcome, Duplicate) for _entry, outcome in taken.outcomes)
    return taken


def _places(entry: Entry) -> list[str]:
    return [entry.place, *(record.place for record in entry.facts)] if isinstance(entry, Item) else [entry.place]


def _error(refusal: Refusal) -> HeshiError:
    if refusal.encodings:
        return UnknownEncoding(refusal.reason, field="encoding", candidates=list(refusal.encodings))
    return BadInput(refusal.reason, field=refusal.field or None)


def _take_facts(
    taken: Taken, collection: Collection, items: Sequence[Item], stored: Sequence[Any], lone: Sequence[FactRecord], said: Said, actor: User, door: str
) -> None:  # fmt: skip
    fresh = {document.pk for document in stored if isinstance(document, Document)}
    twins = _documents(collection, [str(one.extra["document"]) for one in stored if isinstance(one, Duplicate)], items)
    named = _documents(collection, [record.document for record in lone], lone)
    brought: list[tuple[FactRecord, Document]] = []
    for item, outcome in zip(items, stored, strict=True):
        about = outcome if isinstance(outcome, Document) else twins.get(str(outcome.extra.get("document")))
        brought += [(record, about) for record in item.facts if about is not None]
    for record in lone:
        document = named.get(record.document)
        if document is None:
            reason = (
                _("no document here has the id %(id)s") % {"id": record.document[:60]} if record.document else _("expected a document's id")
            )
            taken.outcomes.append((record, BadInput(reason, field="document")))
        else:
            brought.append((record, document))
    if not brought:
        return
    offers = [Offer(document, one.producer or said.producer, one.version or said.version, one.record) for one, document in brought]
    outcomes = proposing.propose_all(collection=collection, offers=offers, actor=actor, door=door, purpose=said.purpose, fresh=fresh)
    taken.facts = sum(not isinstance(outcome, HeshiError) for outcome in outcomes)
    taken.outcomes += [(one, outcome) for (one, _d), outcome in zip(brought, outcomes, strict=True) if isinstance(outcome, HeshiError)]


def _documents(collection: Collection, said: Sequence[str], about: Sequence[Item] | Sequence[FactRecord]) -> dict[str, Document]:
    """The collection's documents by what they were called: their uuid, or the id that their source gave them."""
    names = set(filter(None, said)) if any(isinstance(one, FactRecord) or one.facts for one in about) else set()
    if not names:
        return {}
    documents = Document.objects.filter(collection=collection).select_related("source").defer("source__data")
    uuids = [name for name in names if _is_uuid(name)]
    found = {document.source.external_id: document for document in documents.filter(source__external_id__in=names)}
    by_uuid = {document.uuid: document for document in documents.filter(uuid__in=uuids)} if uuids else {}
    return found | {name: by_uuid[UUID(name)] for name in uuids if UUID(name) in by_uuid}


def _is_uuid(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def _dated(item: Item, published: str | None) -> Item:
    return item if item.published or not published else replace(item, published=published)


@transaction.atomic
def go_on(*, job: Job, actor: User, door: str) -> Job:
    """Take a stopped or failed import up again, where it stopped."""
    job = Job.objects.select_for_update(of=("self",)).select_related("collection").get(pk=job.pk)
    if job.owner != actor:
        permissions.require(actor, "manage", job.collection)
    if job.kind != Job.Kind.IMPORT or job.state not in (Job.State.STOPPED, Job.State.FAILED):
        raise WrongState(_("Only an import that was stopped or failed can go on."))
    job.state, job.finished_at, job.failure = Job.State.WAITING, None, ""
    job.save(update_fields=["state", "finished_at", "failure"])
    auditing.record(action="job.go_on", actor=actor, door=door, target=job, collection=job.collection)
    enqueueing.job_on_commit(job.pk)
    return job
