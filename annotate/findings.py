"""What a check found, in the reader's language. Candidates keep the extractor's English sentence; a sentence of no check of ours is told as it is."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

SENTENCES: tuple[tuple[str, str | Promise], ...] = (
    (r"growth is a percentage or a multiple, (?P<said>.+) is neither", gettext_lazy("growth is a percentage or a multiple, {said} is neither")),
    (r"(?P<said>.+) are percentage points, so a change and no \w+", gettext_lazy("{said} are percentage points, so a change")),
    (r"(?P<name>.+) is itself a percentage: (?P<said>.+) or percentage points\?",
     gettext_lazy("{name} is itself a percentage: {said} or percentage points?")),
    (r"(?P<said>.+) is (?P<base>.+), (?P<name>.+) is usually between (?P<low>.+) and (?P<high>.+)",
     gettext_lazy("{said} is {base}, {name} is usually between {low} and {high}")),
    (r"(?P<said>.+) falls, the value (?P<value>.+) rises", gettext_lazy("{said} falls, the value {value} rises")),
    (r"the period begins in (?P<first>.+) and ends in (?P<last>.+)", gettext_lazy("the period begins in {first} and ends in {last}")),
    (r"has happened by (?P<last>.+), but the text is of (?P<published>.+)",
     gettext_lazy("has happened by {last}, but the text is of {published}")),
    (r"is planned for (?P<last>.+), but the text is of (?P<published>.+)", gettext_lazy("is planned for {last}, but the text is of {published}")),
    (r"(?P<name>.+) of (?P<said>.+) is more than the whole", gettext_lazy("{name} of {said} is more than the whole")),
    (r"from (?P<first>.+) to (?P<last>.+) is (?P<reckoned>.+), stated is (?P<said>.+)",
     gettext_lazy("from {first} to {last} is {reckoned}, stated is {said}")),
    (r"a part of (?P<part>.+) in a whole of (?P<whole>.+)", gettext_lazy("a part of {part} in a whole of {whole}")),
    (r"(?P<name>.+) is (?P<here>.+) here and (?P<there>.+) there", gettext_lazy("{name} is {here} here and {there} there")),
)  # fmt: skip


def told(says: str) -> str:
    for pattern, sentence in SENTENCES:
        found = re.fullmatch(pattern, says)
        if found:
            return str(sentence).format(**found.groupdict())
    return says
