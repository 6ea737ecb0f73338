"""The cleaning steps in their one visible order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from extraction.text.aligned_text import AlignedText
from extraction.text.damage import damages
from extraction.text.glosses import glosses, half_glosses
from extraction.text.misdecoded import misdecoded
from extraction.text.simplified import simplified
from extraction.text.span import Covered, Span
from extraction.text.widths import blanks, dashes, invisible, narrowed, points, punctuation


class Edit(NamedTuple):
    """One thing that cleaning did: the raw span, what stood there, what stands there now, and the step's name."""

    raw: Span
    before: str
    after: str
    step: str


class Damage(NamedTuple):
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

    @cached_property
    def damaged(self) -> Covered:
        return Covered(damage.raw for damage in self.damages)

    @cached_property
    def repaired(self) -> Covered:
        return Covered(self.repairs)


Step = Callable[[str], Iterable[tuple[Span, str]]]

STEPS: tuple[tuple[str, Step], ...] = (
    ("invisible", invisible),
    ("misdecoded", misdecoded),
    ("gloss", glosses),
    ("half gloss", half_glosses),
    ("width", narrowed),
    ("point", points),
    ("simplified", simplified),
    ("punctuation", punctuation),
    ("blank", blanks),
    ("dash", dashes),
)


def clean(raw: str) -> CleanText:
    """All steps in order. Never raises on any str; never changes ``raw``; pure."""
    aligned = AlignedText.of(raw)
    edits: list[Edit] = []
    for name, step in STEPS:
        changes = list(step(aligned.text))
        if changes:
            text, starts, ends = aligned.text, aligned.starts, aligned.ends
            aligned = aligned.replaced(changes)  # refuses spans that are none
            edits += [Edit(Span(starts[start], ends[end - 1]), text[start:end], new, name) for (start, end), new in changes]
    damaged = tuple(Damage(aligned.raw_span(span), kind) for span, kind in damages(aligned.text))
    repairs = tuple(edit.raw for edit in edits if edit.step == "misdecoded")
    return CleanText(aligned, tuple(sorted(edits, key=attrgetter("raw"))), damaged, repairs)
