"""What quotes a text outside the rows of its document: notes of releases, remarks on conflicts and on other documents, long jobs and their files, answers
that programs were given. A take-down reaches these too, as far as they repeat the text's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import QuerySet

from annotate.models import Adjudication, Answer, AuditEvent, Collection, ConflictMark, Document, Job, Note, Override, Release, Review

QUOTED = 12  # characters in a row, white space aside, that make a remark a quotation

# Column by column, what people write freely in a collection, and the way from the row to the collection.
REMARKS: tuple[tuple[Any, str, str], ...] = (
    (Note, "text", "fact__collection"),
    (Review, "comment", "fact__collection"),
    (Adjudication, "comment", "fact__collection"),
    (Override, "old", "reading__document__collection"),
    (ConflictMark, "comment", "collection"),
    (Collection, "description", "pk"),
    (Release, "notes", "collection"),
    (Release, "withdrawn_reason", "collection"),
    (Job, "failure", "collection"),
)
# Deeds whose audit tells what somebody wrote; those on the document's own facts are looked through whole.
TELLING = (
    "collection.create", "collection.change", "conflict.explain", "job.import", "job.export", "job.release", "release.freeze", "release.withdraw",
    "note.write", "note.withdraw", "reading.reopen",
)  # fmt: skip


Found = list[tuple[Any, str, list[int]]]


class Words:
    """A text whose words are looked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.raw = "".join(document.raw.split())
        self.names = tuple(name for name in (document.title, document.source.file_name) if name)

    def quoted(self, said: str) -> bool:
        """Whether a remark repeats QUOTED characters of the text in a row."""
        words = "".join(said.split())
        return any(words[at : at + QUOTED] in self.raw for at in range(len(words) - QUOTED + 1))

    def told(self, value: Any) -> bool:
        """Whether a JSON value quotes the text, or names its file."""
        if isinstance(value, str):
            return value in self.names or self.quoted(value)
        within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return any(self.told(each) for each in within)


def remarks(words: Words) -> Iterator[tuple[Any, str, list[int]]]:
    """Model, column, and the keys of the collection's rows that quote the text there."""
    for model, column, way in REMARKS:
        rows = model.objects.filter(**{way: words.document.collection_id}).exclude(**{column: ""}).order_by()
        keys = [key for key, said in rows.values_list("pk", column).iterator(chunk_size=2000) if words.quoted(said)]
        if keys:
            yield model, column, keys


def number(found: Iterable[tuple[Any, str, list[int]]]) -> int:
    return sum(len(keys) for _model, _column, keys in found)


def events(words: Words, facts: Iterable[Any]) -> QuerySet[AuditEvent]:
    """The audit of deeds in the collection that may tell such words: of TELLING ones, and all of these other facts (uuids)."""
    told = AuditEvent.objects.filter(collection_uuid=words.document.collection.uuid)
    return told.filter(action__in=TELLING) | told.filter(target_type="fact", target_id__in=[str(key) for key in facts])


def facts_of(found: Found) -> list[Any]:
    """The facts (uuids) on which such remarks stand."""
    judged = (Note, Review, Adjudication)
    return [
        uuid
        for model, _column, keys in found
        if model in judged
        for uuid in model.objects.filter(pk__in=keys).values_list("fact__uuid", flat=True)
    ]


def erase(words: Words, found: Found) -> None:
    """Take the words out of the rows that ``remarks`` found, of jobs, answers and the admin's own log, and remove the files they may stand in."""
    for model, column, keys in found:
        model.objects.filter(pk__in=keys).update(**{column: ""})
    _coverage_of_releases(words)
    _jobs(words)
    for answer in Answer.objects.exclude(body=None).iterator(chunk_size=500):
        if str(words.document.uuid) in json.dumps(answer.body) or words.told(answer.body):
            answer.delete()  # the same request sent again is refused, since the text is gone
    LogEntry.objects.filter(content_type__app_label="annotate").exclude(object_repr="").update(object_repr="")


def _coverage_of_releases(words: Words) -> None:
    """Why damaged figures were let in, and how the collection was described."""
    for release in Release.objects.filter(collection=words.document.collection_id):
        told = {key: release.coverage[key] for key in ("admitted", "description") if key in release.coverage}
        if words.told(told):
            Release.objects.filter(pk=release.pk).update(coverage=release.coverage | _without(told, words))


def _jobs(words: Words) -> None:
    """What was typed for a job, and what an export wrote: files of the collection hold the text's sentences, and can be asked for again."""
    files = []
    for job in Job.objects.filter(collection=words.document.collection_id):
        options = _without(job.options, words)
        refusals = [{**each, "reason": ""} if words.told(each) else each for each in job.refusals]
        if (options, refusals) != (job.options, job.refusals):
            Job.objects.filter(pk=job.pk).update(options=options, refusals=refusals)
        if job.kind == Job.Kind.EXPORT and job.file:
            files.append(job)
    unfinished = [job.pk for job in files if job.state in (Job.State.WAITING, Job.State.RUNNING)]
    Job.objects.filter(pk__in=unfinished).update(state=Job.State.STOPPED)
    Job.objects.filter(pk__in=[job.pk for job in files]).update(file="")
    paths = [Path(settings.MEDIA_ROOT) / job.file for job in files]
    for path in paths:
        transaction.on_commit(partial(path.unlink, missing_ok=True))


def _without(value: Any, words: Words) -> Any:
    """A JSON value in which strings that quote the text are empty."""
    if isinstance(value, dict):
        return {key: _without(each, words) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, words) for each in value]
    return "" if isinstance(value, str) and words.told(value) else value
