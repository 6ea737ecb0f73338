"""The records. What each promises stands in its docstring; who may change it, in the doers."""

from annotate.models.answer import Answer
from annotate.models.audit import AuditEvent
from annotate.models.candidate import Candidate, ExtractionRun, Fact
from annotate.models.corpus import Collection, Document, Source
from annotate.models.fact_fields import FactFields
from annotate.models.job import Job, Refusal
from annotate.models.observation import ConflictMark
from annotate.models.people import AccessLink, ApiToken, Membership, Role, Session, User
from annotate.models.reference import ReferenceFact
from annotate.models.release import GoldFact, Release
from annotate.models.review import Adjudication, Dismissal, Note, Override, Reading, Reason, Review
from annotate.models.takedown import TakeDown

__all__ = [
    "AccessLink",
    "Adjudication",
    "Answer",
    "ApiToken",
    "AuditEvent",
    "Candidate",
    "Collection",
    "ConflictMark",
    "Dismissal",
    "Document",
    "ExtractionRun",
    "Fact",
    "FactFields",
    "GoldFact",
    "Job",
    "Membership",
    "Note",
    "Override",
    "Reading",
    "Reason",
    "ReferenceFact",
    "Refusal",
    "Release",
    "Review",
    "Role",
    "Session",
    "Source",
    "TakeDown",
    "User",
]
