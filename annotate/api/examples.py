"""One example a serializer, by its name: shown in the description of every endpoint that takes or gives it. A test holds each to its schema."""

# ruff: noqa: E501

from __future__ import annotations

from typing import Any

ID = "8a1f0c7e-6f0e-4b52-9a3e-0a4b0b9f3d11"
OTHER_ID = "c2b7a9d4-1d35-4a6f-8f0e-5b1f6f6d2e90"
AT = "2024-12-03T09:30:00+08:00"
ALICE: dict[str, Any] = {"id": OTHER_ID, "username": "annotator-1", "name": "annotator-1"}
VALUES: dict[str, Any] = {
    "start": 16, "end": 20, "text": "5.4%", "value": "5.4", "value_max": None, "unit": "%", "measure": "growth", "indicator": "地区生产总值",
    "indicator_canonical": "地区生产总值", "subject": None, "region": "平度市", "region_code": "370283", "place": None, "period_start": "2024-01",
    "period_end": "2024-09", "status": "actual", "qualifier": "exact", "base": "previous_year", "value_base": "5.4", "unit_base": "%",
}  # fmt: skip
CANDIDATE: dict[str, Any] = {
    "values": VALUES, "confidence": {"fact": 0.93, "period": 0.71}, "evidence": {"period": {"spans": [[0, 4]], "rule": None}}, "findings": [], "flags": ["year_inferred"],
    "producer": "heshi", "producer_version": "0.1.0", "created_at": AT,
}  # fmt: skip
REVIEW: dict[str, Any] = {
    "fact": ID, "reading": OTHER_ID, "annotator": ALICE, "state": "accepted", "values": VALUES, "corrected": ["period_end"], "reason": None, "comment": "", "revision": 2,
    "created_at": AT, "updated_at": AT,
}  # fmt: skip
ADJUDICATION: dict[str, Any] = {
    "adjudicator": {**ALICE, "username": "adjudicator-1", "name": "adjudicator-1"}, "state": "accepted", "values": VALUES, "reason": None, "comment": "", "revision": 1, "updated_at": AT,
}  # fmt: skip
READING: dict[str, Any] = {
    "id": OTHER_ID, "document": ID, "collection": ID, "annotator": ALICE, "state": "open", "aided": True, "assigned": False, "guideline_version": "1.0",
    "started_at": AT, "finished_at": None, "leased_until": AT,
}  # fmt: skip
ROW: dict[str, Any] = {
    "id": ID, "collection": OTHER_ID, "title": "前三季度经济运行", "source_name": "", "published": "2024-11-28", "published_known": "said", "state": "extracted", "failure": "",
    "length": 64, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "encoding": "utf-8", "file_name": "article.txt", "address": "", "external_id": "",
    "created_at": AT, "facts_count": 3, "judged_count": 1, "readings_open": 1, "readings_finished": 0,
}  # fmt: skip
TAKE_DOWN: dict[str, Any] = {
    "id": ID,
    "document": OTHER_ID,
    "sha256": ROW["sha256"],
    "reason": "The publisher asked for it.",
    "taken_by": ALICE,
    "taken_at": AT,
}
COMPARISON: dict[str, Any] = {
    "about": "", "documents": 12, "fact": {"field": "fact", "units": 140, "plain": 0.97, "alpha": 0.91},
    "by_field": [{"field": "region", "units": 120, "plain": 0.99, "alpha": 0.95}],
}  # fmt: skip
TOKEN: dict[str, Any] = {
    "id": 7,
    "name": "nightly export",
    "hint": "heshi_ab…",
    "scopes": ["read"],
    "created_at": AT,
    "last_used_at": None,
    "revoked_at": None,
}
CAUSE: dict[str, Any] = {"id": 3, "kind": "published", "start": None, "end": None, "old": "2024-11", "new": "2024-10", "created_at": AT}
DISMISSAL: dict[str, Any] = {"start": 60, "end": 62, "reason": "date", "created_at": AT}

NOTE: dict[str, Any] = {"id": 12, "fact": ID, "author": ALICE, "text": "The headline says otherwise.", "created_at": AT}
LESSON = {
    "right": False,
    "says": "Not yet right: period → 2024-01..2024-09.",
    "why": "The sentence before names the quarters.",
    "paragraph": "period",
}

EXAMPLES: dict[str, Any] = {
    "Me": {"id": ID, "username": "annotator-1", "name": "annotator-1", "language": "zh-hans", "scopes": ["read"], "roles": {ID: "annotator"}},
    "Collection": {
        "id": ID, "name": "Qingdao 2024", "description": "", "readings_required": 1, "second_share": 0.1, "blind": True, "unaided_share": 0.0, "created_at": AT,
    },
    "NewCollection": {"name": "Qingdao 2024", "description": ""},
    "CollectionChanges": {"readings_required": 2, "blind": True},
    "Member": {"user": ALICE, "role": "annotator", "created_at": AT},
    "NewRole": {"role": "adjudicator"},
    "Invitation": {"link": "https://heshi.example/join/…/", "role": "annotator"},
    "Joining": {"link": "https://heshi.example/join/…/"},
    "Link": {"link": "https://heshi.example/password/…/"},
    "Token": TOKEN,
    "NewToken": {"name": "nightly export", "scopes": ["read"]},
    "MadeToken": {**TOKEN, "secret": "heshi_…"},
    "DocumentRow": ROW,
    "DocumentText": {**ROW, "raw": "前三季度,平度市地区生产总值增长5.4%。", "take_down": None},
    "NewDocument": {"collection": ID, "text": "前三季度,全市生产总值增长5.4%。", "published": "2024-11"},
    "FactSerializer": {
        "id": ID, "document": OTHER_ID, "collection": ID, "origin": "machine", "created_at": AT, "state": "corrected", "values": VALUES, "candidates": [CANDIDATE],
        "reviews": [REVIEW], "adjudication": None,
    },
    "NoteSerializer": NOTE,
    "CountSerializer": {"count": 152, "more": False},
    "PracticeSerializer": {"reading": READING, "raw": "前三季度,平度市地区生产总值增长5.4%。", "lessons": {ID: LESSON}},
    "NewPractice": {"again": True},
    "SavedReview": {**REVIEW, "lesson": None},
    "SavedDismissal": {**DISMISSAL, "lesson": None},
    "SessionList": {
        "sessions": [{"name": "0f3c9a1b2d4e5f60", "browser": "Firefox, Windows", "logged_in_at": AT, "expires_at": AT, "current": True}]
    },
    "QueueSerializer": {"mine": [READING], "free": 12, "worker_running": True},
    "WorkersSerializer": {
        "broker_running": True, "workers": [{"name": "heshi@host", "since": AT, "slots": 2, "queues": ["bulk", "jobs", "people"], "holds": 1}],
        "lost": 0, "queued": {"people": 0, "jobs": 0, "bulk": 11}, "oldest_since": AT, "last_hour": 240,
    },
    "ReextractionSerializer": {
        "version": "0.1.0", "tables_digest": ROW["sha256"],
        "versions": [{"extractor_version": "0.1.0", "tables_digest": ROW["sha256"], "documents": 40}], "job": None,
    },
    "ParagraphSerializer": {"anchor": "period", "rejected": 3, "dismissed": 0, "disputed": 5, "compared": 140},
    "NewNote": {"text": "The headline says otherwise."},
    "AdjudicationSerializer": ADJUDICATION,
    "NewAdjudication": {"state": "accepted", "values": {"value": "5.4"}, "revision": 0},
    "ReadingSerializer": READING,
    "NewReading": {"collection": ID},
    "Reopening": {"reason": "Two figures of the last paragraph were missed."},
    "Desk": {
        "reading": READING,
        "facts": [{"fact": ID, "origin": "machine", "state": "corrected", "values": VALUES, "candidate": CANDIDATE, "review": REVIEW, "rivals": [], "others": [], "adjudication": None}],
        "numerals": [{"start": 60, "end": 62, "state": "dismissed", "reason": "date"}],
        "notes": [NOTE], "lessons": None,
    },
    "ReviewSerializer": REVIEW,
    "NewReview": {"state": "accepted", "values": {"period_end": "2024-10"}, "revision": 1},
    "AddedFact": {"start": 16, "end": 20, "values": {"value": "5.4", "unit": "%", "measure": "growth", "indicator": "地区生产总值"}},
    "DismissalSerializer": DISMISSAL,
    "NewDismissal": {"start": 60, "end": 62, "reason": "date"},
    "DismissalList": {"dismissals": [DISMISSAL], "causes": [CAUSE]},
    "Threshold": {"threshold": 0.95},
    "Group": {"group": ID},
    "Accepted": {"group": ID, "facts": [OTHER_ID]},
    "AcceptableSerializer": {"facts": [OTHER_ID]},
    "Span": {"start": 16, "end": 20},
    "Proposal": {"values": VALUES, "confidence": {"fact": 0.93}, "evidence": {"period": {"spans": [[0, 4]], "rule": None}}, "findings": [], "flags": []},
    "NewCause": {"kind": "published", "new": "2024-10", "old": "2024-11"},
    "Cause": CAUSE,
    "ChangedSerializer": {"fact": ID, "state": "proposed", "values": {"period_end": "2024-10"}},
    "SentBack": {"reading": ID, "reason": "The unit is 万户."},
    "DisputeSerializer": {"fact": ID, "document": OTHER_ID, "sides": [REVIEW], "silent": [], "differs_in": ["period_end"]},
    "JobSerializer": {
        "id": ID, "kind": "export", "collection": OTHER_ID, "owner": ALICE, "state": "running", "done": 20000, "total": 40000, "options": {"form": "csv"}, "refusals": [],
        "failure": "", "created_at": AT, "finished_at": None, "expires_at": None,
    },
    "AgreementReport": {"overall": COMPARISON, "aided": COMPARISON, "unaided": COMPARISON, "pairs": [COMPARISON], "months": [COMPARISON], "whole": True},
    "ConflictSerializer": {
        "observation_id": "0f3c9a1b2d4e5f60", "facts": [{"fact": ID, "document": OTHER_ID, "published": "2024-11-28", **VALUES}], "kind": "revised", "comment": "",
    },
    "NewExplanation": {"kind": "revised", "comment": "The December text corrects it."},
    "CorrectionSerializer": {
        "fact_id": ID, "document_id": OTHER_ID, "mention": "5.4%", "field": "period_end", "from": "2024-09", "to": "2024-10", "cues": "前10个月", "rule": "",
        "extractor_version": "0.1.0", "reason": "",
    },
    "AccuracySerializer": {"version": "0.1.0", "judged": 140, "accepted": 131, "by_field": {"region": 0.98, "period_end": 0.95}},
    "ReleaseSerializer": {
        "id": ID, "collection": OTHER_ID, "number": "1.0.0", "notes": "", "coverage": {"facts": 140, "documents": 12}, "digests": {"facts.csv": ROW["sha256"]},
        "extractor_version": "0.1.0", "tables_digest": ROW["sha256"], "guideline_version": "1.0", "created_by": ALICE, "created_at": AT, "withdrawn_at": None,
        "withdrawn_by": None, "withdrawn_reason": "", "taken_down": [],
    },
    "NewRelease": {"collection": ID, "notes": "The first."},
    "Withdrawal": {"reason": "A document was counted twice."},
    "GoldFactSerializer": {
        "fact_id": ID, "document_id": OTHER_ID, "title": "前三季度经济运行", "address": "", "published": "2024-11-28", "sentence": "前三季度,平度市地区生产总值增长5.4%。", **VALUES,
        "flags": ["year_inferred"], "observation_id": "0f3c9a1b2d4e5f60", "release": "1.0.0",
    },
    "PreviewSerializer": {
        "number": "1.1.0", "facts": 152, "documents": 13, "unfinished": 4, "left_out": {"disputed": 2}, "changes": {"added": 12, "changed": 0, "withdrawn": 0}, "damaged": [],
        "whole": True,
    },
    "ChangeSerializer": {
        "kind": "changed", "fact": ID, "document": OTHER_ID, "text": "5.4%", "before": {"period_end": "2024-09"}, "after": {"period_end": "2024-10"}, "reason": "",
    },
    "DifferenceSerializer": {"kind": "different", "fact": ID, "document": OTHER_ID, "judged": True, "differs": {"period_end": ["2024-09", "2024-10"]}},
    "ProgressSerializer": {"total": 40, "waiting": 2, "extracting": 1, "extracted": 36, "failed": 1, "read": 12},
    "WorkSerializer": {
        "waiting": {"day": 2, "week": 10, "month": 12, "older": 0}, "oldest": AT,
        "people": [
            {"annotator": ALICE, "finished": 12, "open": 1, "judgements": 151, "days": 3, "corrected": 9, "rejected": 4, "decided": 5, "overturned": 1, "last": AT}
        ],
        "disputed": 3, "stuck": [],
    },
    "NewAssignment": {"reader": OTHER_ID},
    "CleanSerializer": {
        "text": "前三季度,平度市地区生产总值增长5.4%。", "edits": [{"start": 4, "end": 5, "before": "，", "after": ",", "step": "widths"}],
    },
    "TakeDownSerializer": TAKE_DOWN,
    "TextToErase": {"rows": {"document": 1, "candidate": 3}, "releases": [], "open": 0, "elsewhere": [], "confirm": "9f86d081"},
    "NewTakeDown": {"reason": "The publisher asked for it.", "confirm": "9f86d081"},
    "NewExport": {"collection": ID, "form": "jsonl", "where": {"region_code": "3702", "state": "accepted"}},
    "ReasonSerializer": {"code": "date", "kind": "dismissal", "digit": 1, "label_zh": "日期", "label_en": "date", "paragraph": "not-date"},
    "Guideline": {"version": "1.0", "language": "en", "markdown": "# What a fact is\n"},
    "AuditEventSerializer": {
        "id": 1204, "at": AT, "actor": "annotator-1", "action": "review.accept", "door": "page", "collection": ID, "target_type": "fact", "target_id": OTHER_ID,
        "target_label": "地区生产总值 5.4%", "before": None, "after": {"state": "accepted"}, "reason": "", "group": None,
    },
}  # fmt: skip
