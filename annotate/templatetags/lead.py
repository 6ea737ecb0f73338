"""Words and drawings of the lead's pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.models import ConflictMark, Document, Role
from annotate.models.fact_fields import FactFields
from annotate.models.review import JudgementState
from annotate.rule_words import RULES
from annotate.templatetags.heshi import word

register = template.Library()

DEEDS = {
    "adjudication.accepted": gettext_lazy("decided: a fact"),
    "adjudication.rejected": gettext_lazy("decided: no fact"),
    "adjudication.withdraw": gettext_lazy("took a decision back"),
    "cause.correct": gettext_lazy("corrected a cause"),
    "cause.withdraw": gettext_lazy("took a corrected cause back"),
    "collection.change": gettext_lazy("changed the collection"),
    "collection.create": gettext_lazy("made the collection"),
    "conflict.explain": gettext_lazy("explained a conflict"),
    "document.extract_again": gettext_lazy("asked to extract a document again"),
    "document.take_down": gettext_lazy("took a text down"),
    "document.upload": gettext_lazy("uploaded a document"),
    "job.go_on": gettext_lazy("let a job go on"),
    "job.import": gettext_lazy("asked for an import"),
    "job.export": gettext_lazy("asked for an export"),
    "facts.import": gettext_lazy("brought facts that others found"),
    "job.release": gettext_lazy("asked for a release"),
    "job.reextract": gettext_lazy("asked to extract all again"),
    "job.stop": gettext_lazy("stopped a job"),
    "link.invite": gettext_lazy("made an invitation"),
    "link.login": gettext_lazy("made a login link"),
    "link.reset": gettext_lazy("made a password link"),
    "link.used": gettext_lazy("used a link"),
    "member.join": gettext_lazy("joined"),
    "member.role": gettext_lazy("gave a role"),
    "note.withdraw": gettext_lazy("took a note back"),
    "note.write": gettext_lazy("wrote a note"),
    "numeral.dismiss": gettext_lazy("dismissed a numeral"),
    "numeral.undismiss": gettext_lazy("opened a numeral again"),
    "password.reset": gettext_lazy("set a new password"),
    "password.set": gettext_lazy("set somebody's password"),
    "reading.assign": gettext_lazy("assigned a document"),
    "reason.change": gettext_lazy("changed a reason"),
    "reason.create": gettext_lazy("made a reason"),
    "reading.finish": gettext_lazy("finished a reading"),
    "reading.give_back": gettext_lazy("gave a reading back"),
    "reading.open": gettext_lazy("began a reading"),
    "practice.begin": gettext_lazy("began to practise"),
    "reading.take_up": gettext_lazy("took a reading up again"),
    "reading.reopen": gettext_lazy("sent a reading back"),
    "reference.remove": gettext_lazy("took a reference set away"),
    "release.take_down": gettext_lazy("took text of a release down"),
    "release.freeze": gettext_lazy("froze a release"),
    "release.withdraw": gettext_lazy("withdrew a release"),
    "review.accepted": gettext_lazy("accepted a fact"),
    "review.corrected": gettext_lazy("corrected a fact"),
    "review.add": gettext_lazy("added a fact"),
    "review.rejected": gettext_lazy("rejected a fact"),
    "review.retract": gettext_lazy("took a judgement back"),
    "session.end": gettext_lazy("ended a login"),
    "token.make": gettext_lazy("made a token"),
    "token.revoke": gettext_lazy("revoked a token"),
    "user.change": gettext_lazy("changed an account"),
    "user.create": gettext_lazy("made an account"),
}
COMPARED = {
    "fact": gettext_lazy("a fact or not"),
    "amount": gettext_lazy("value and unit"),
    "period": gettext_lazy("period"),
    "region": gettext_lazy("region"),
    "value_base": gettext_lazy("value"),
    "unit_base": gettext_lazy("unit"),
    "state": gettext_lazy("judgement"),
    "reason": gettext_lazy("reason"),
    "comment": gettext_lazy("comment"),
    "role": gettext_lazy("role"),
    "aided": gettext_lazy("with candidates"),
    "file_name": gettext_lazy("file"),
    "number": gettext_lazy("release"),
    "facts": gettext_lazy("facts"),
    "digests": gettext_lazy("SHA-256 of the files"),
    "release": gettext_lazy("release"),
    "size": gettext_lazy("size"),
    "encoding": gettext_lazy("encoding"),
    "name": gettext_lazy("name"),
    "description": gettext_lazy("description"),
    "readings_required": gettext_lazy("readings a document gets"),
    "second_share": gettext_lazy("share that gets a second reading"),
    "blind": gettext_lazy("readers do not see each other's judgements"),
    "unaided_share": gettext_lazy("share read without candidates"),
    "kind": gettext_lazy("kind"),
    "erased": gettext_lazy("rows that lost text"),
    "releases": gettext_lazy("releases"),
    "document": gettext_lazy("document"),
    "published": gettext_lazy("published"),
    "scopes": gettext_lazy("rights"),
    "notes": gettext_lazy("notes"),
    "total": gettext_lazy("of"),
    "file": gettext_lazy("file"),
    "form": gettext_lazy("format"),
    "asked": gettext_lazy("filters"),
    "version": gettext_lazy("extractor version"),
    "tables_digest": gettext_lazy("digest of the tables"),
    "old": gettext_lazy("before"),
    "new": gettext_lazy("after"),
    "username": gettext_lazy("user name"),
    "language": gettext_lazy("language"),
    "is_active": gettext_lazy("active"),
    "is_staff": gettext_lazy("may use the admin"),
    "is_superuser": gettext_lazy("superuser"),
    "password": gettext_lazy("password"),
}


@register.filter
def done(action: str) -> Any:
    """An audit event's action in words."""
    return DEEDS.get(action, action)


@register.filter
def compared(name: str) -> Any:
    """What readers are compared in, in words; a field of the fact by its own name."""
    fields = {field.name: field.verbose_name for field in FactFields._meta.local_fields}
    return COMPARED.get(name) or fields.get(name, name)


@register.filter
def told(value: Any, name: str) -> str:
    """A value as the audit keeps it, in words where there are some."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "erased" and isinstance(value, dict):
        return str(sum(value.values()))
    if isinstance(value, dict | list):  # the digests of a release's files, the scopes of a token
        return ", ".join(f"{key} {each}" for key, each in value.items()) if isinstance(value, dict) else ", ".join(map(str, value))
    lists: dict[str, dict[Any, Any]] = {
        "state": {**dict(Document.State.choices), **dict(JudgementState.choices)},
        "role": dict(Role.choices),
        "kind": dict(ConflictMark.Kind.choices),
    }
    return "–" if value is None or value == "" else str(lists.get(name, {}).get(value) or word(value, name))


@register.filter
def bar(share: float | None) -> SafeString:
    """A share from 0 to 1 as a drawn bar beside its number; below 0 (alpha may be) nothing is drawn."""
    if share is None:
        return format_html('<span class="muted" title="{}">–</span>', _("not to be computed"))
    length = max(0, min(100, round(100 * share)))
    return format_html(
        '<span class="measured"><svg class="bar-drawn" viewBox="0 0 100 8" width="100" height="8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="8"/><rect class="filled" width="{}" height="8"/></svg> {}</span>',
        length,
        f"{share:.2f}",
    )


@register.filter
def of(part: int, whole: int) -> float | None:
    """A part as a share of the whole; None where there is nothing."""
    return part / whole if whole else None


@register.filter
def short(digest: str) -> str:
    return (digest or "")[:12]


GONE = {
    "damaged": gettext_lazy("rests on damaged text"),
    "disputed": gettext_lazy("the readers differ again"),
    "half_reviewed": gettext_lazy("not judged by all readers"),
    "rejected": gettext_lazy("rejected"),
    "unfinished": gettext_lazy("its document is read again"),
}


@register.filter
def gone(code: str) -> Any:
    """Why a fact was withdrawn: a word of the release, or the reason for which it was rejected."""
    if not code or code in GONE:
        return GONE.get(code, "")
    from annotate.models import Reason

    return Reason.objects.filter(kind=Reason.Kind.REJECTION, code=code).first() or code


@register.filter
def rule(name: str) -> str:
    """How a field was inherited or inferred, in words; a rule without words by its name."""
    return str(RULES.get(name, name)) if name else ""
