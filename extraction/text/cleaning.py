"""The cleaning steps in their one visible order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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


Change = tuple[tuple[int, int], str]
Step = Callable[[str], Iterable[Change]]


class Changes(NamedTuple):
    """What a step changed in a text, in that text's offsets: plain tuples, since there may be one for every other character."""

    step: str
    of: AlignedText
    changes: Sequence[Change]

    def raw_spans(self) -> Iterator[Span]:
        starts, ends = self.of.starts, self.of.ends
        return (Span(starts[start], ends[end - 1]) for (start, end), _ in self.changes)

    def edits(self) -> Iterator[Edit]:
        for raw, ((start, end), new) in zip(self.raw_spans(), self.changes, strict=True):
            yield Edit(raw, self.of.text[start:end], new, self.step)


@dataclass(frozen=True)
class CleanText:
    """The whole document, cleaned, and what each step changed. ``repairs`` are the raw spans that were read again with certainty (flag ``repaired``)."""

    aligned: AlignedText
    changed: tuple[Changes, ...]
    damages: tuple[Damage, ...]
    repairs: tuple[Span, ...]

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """Everything that was done, in the order of the raw text; made for those who show it."""
        return tuple(sorted((edit for changes in self.changed for edit in changes.edits()), key=attrgetter("raw")))

    @cached_property
    def damaged(self) -> Covered:
        return Covered(damage.raw for damage in self.damages)

    @cached_property
    def repaired(self) -> Covered:
        return Covered(self.repairs)


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
    changed: list[Changes] = []
    for name, step in STEPS:
        changes = list(step(aligned.text))
        if changes:
            changed.append(Changes(name, aligned, changes))
            aligned = aligned.replaced(changes)  # refuses spans that are none
    damaged = tuple(Damage(aligned.raw_span(span), kind) for span, kind in damages(aligned.text))
    repairs = tuple(span for changes in changed if changes.step == "misdecoded" for span in changes.raw_spans())
    return CleanText(aligned, tuple(changed), damaged, repairs)
