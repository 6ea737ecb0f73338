"""Filters by the values of a column that holds codes, shown in words; and columns that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from annotate.admin.known_values import KEPT, KnownValues
from annotate.models import Reason
from annotate.models.fact_fields import BASES
from annotate.templatetags.lead import done


class InWords(KnownValues):
    """``named``: the title, where the column's name makes none; ``words``: what each code is called, a code without a word stays as it is."""

    named: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = self.named or self.title

    def word(self, code: str) -> Any:
        return code

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": self.word(str(choice["display"]))}


class Deeds(InWords):
    def word(self, code: str) -> Any:
        return done(code)


class Things(InWords):
    def word(self, code: str) -> Any:
        return thing(code)


class Bases(InWords):
    named = _("base of comparison")

    def word(self, code: str) -> Any:
        return dict(BASES).get(code, code)


class Reasons(InWords):
    """Along ``reason__code``: the reasons of one kind, each by its words in the reader's language."""

    named = _("reason")
    kind: Any = Reason.Kind.REJECTION

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = {reason.code: str(reason) for reason in Reason.objects.filter(kind=self.kind)}
        known: Any = [code for code in self.lookup_choices if code in self.reasons]
        self.lookup_choices = known

    def word(self, code: str) -> Any:
        return self.reasons.get(code, code)


class Dismissed(Reasons):
    kind = Reason.Kind.DISMISSAL


def reason(code: str) -> str:
    """A reason in words, where what was written is the code of one."""
    known = cache.get_or_set(f"reasons:{get_language()}", lambda: {each.code: str(each) for each in Reason.objects.all()}, KEPT) or {}
    return known.get(code, code)


def thing(code: str) -> Any:
    """What an audit event is about, in words: the name of its model."""
    try:
        return apps.get_model("annotate", code)._meta.verbose_name
    except LookupError:
        return code
