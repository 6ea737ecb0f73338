"""Real data for test_contract.py: ``python -m tests.api.contract_data`` on a migrated database prints, as JSON, the tokens of a manager and of an
annotator, and the ids that stand for the parameters of the addresses."""

from __future__ import annotations

import json
import os
from typing import Any


def fill() -> dict[str, Any]:
    """The sample corpus, extracted: one document read by Alice and Bob, who differ, and decided on; one that each of them is reading; a release, an
    import, an export, a note, a dismissed numeral, a corrected cause."""
    from annotate import exporting, extracting, governing, jobs, queueing, releasing, seeding
    from annotate.models import Document, User
    from annotate.reviewing import adjudicating, finishing, judging, noting

    people = {name: User.objects.create(username=name) for name in ("maria", "alice", "bob", "carol")}
    collection = governing.create_collection(name="合同", actor=people["maria"], door="command")
    for name, role in (("alice", "annotator"), ("bob", "annotator"), ("carol", "adjudicator")):
        governing.set_role(collection=collection, user=people[name], role=role, actor=people["maria"], door="command")
    governing.change_collection(
        collection=collection, changes={"readings_required": 2, "blind": False}, actor=people["maria"], door="command"
    )
    seeding.load(collection, people["maria"], seeding.SEEDS)
    for document in Document.objects.filter(collection=collection):
        extracting.extract_document(document.pk, worker="contract")
    read, being_read, *_others = Document.objects.filter(collection=collection).order_by("length")
    for name, state in (("alice", "accepted"), ("bob", "rejected")):
        reading = queueing.open_reading(document=read, annotator=people[name], door="page")
        _judge_all(reading, people[name], state)
        finishing.finish(reading=reading, actor=people[name], door="page")
    disputed = read.facts.order_by("pk").first()
    adjudicating.adjudicate(fact=disputed, state="accepted", actor=people["carol"], door="page", revision=0)
    own = {name: queueing.open_reading(document=being_read, annotator=people[name], door="page") for name in ("alice", "maria")}
    judged = being_read.facts.order_by("pk").first()
    for name, reading in own.items():
        judging.judge(fact=judged, reading=reading, state="accepted", actor=people[name], door="page")
    noting.write_note(fact=judged, text="看", actor=people["alice"], door="page")
    release = releasing.release(collection=collection, actor=people["maria"], door="page")
    files = {name: exporting.ask(collection=collection, form="csv", actor=people[name], door="page") for name in own}
    for job in files.values():
        while jobs.work(job.pk):
            pass
    return {
        name: {
            "token": governing.make_token(
                user=people[name], name="contract", scopes=["read", "review", "manage"], actor=people[name], door="command"
            )[1],
            "parameters": {
                "collections": str(collection.uuid), "documents": str(read.uuid), "facts": str(judged.uuid), "readings": str(own[name].uuid),
                "releases": str(release.uuid), "jobs": str(files[name].uuid), "exports": str(files[name].uuid), "members": str(people["bob"].uuid),
                "reviews": str(judged.uuid),
            },
        }
        for name in own
    }  # fmt: skip


def _judge_all(reading: Any, person: Any, state: str) -> None:
    from annotate.reviewing import dismissing, finishing, judging

    for fact in reading.document.facts.order_by("pk"):
        judging.judge(fact=fact, reading=reading, state=state, reason="other" if state == "rejected" else None, actor=person, door="page")
    for start, end in finishing.still_open(reading, person)["numerals"]:
        dismissing.dismiss(reading=reading, start=start, end=end, reason="other", actor=person, door="page")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.api.contract_settings")
    import django

    django.setup()
    print(json.dumps(fill()))


if __name__ == "__main__":
    main()
