"""The cleaning steps in their one visible order."""

from dataclasses import dataclass

from extraction.text.aligned_text import AlignedText
from extraction.text.span import Span


@dataclass(frozen=True)
class Edit:
    """One thing that cleaning did: the raw span, what stood there, what stands there now, and the step's name."""

    raw: Span
    before: str
    after: str
    step: str


@dataclass(frozen=True)
class Damage:
    """A raw span whose characters are lost or unsure. ``kind``: one of ``extraction.text.damage.KINDS``."""

    raw: Span
    kind: str


@dataclass(frozen=True)
class CleanText:
    """The whole document, cleaned. ``repairs`` are the raw spans that were read again with certainty (flag ``repaired``)."""

    aligned: AlignedText
    edits: tuple[Edit, ...]
    damages: tuple[Damage, ...]
    repairs: tuple[Span, ...]


def clean(raw: str) -> CleanText:
    """All steps in order. Never raises on any str; never changes ``raw``; pure."""
    raise NotImplementedError
