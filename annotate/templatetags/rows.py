"""Rows of long lists, put together here: a page of fifty takes a template three times as long as everything else that its page needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.dateformat import format as as_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from annotate.models import Document
from annotate.standing import Standing
from annotate.templatetags.heshi import figure, finding, flag, percent, period, place, word

register = template.Library()
NOBODY = UUID(int=0)


@register.simple_tag
def fact_rows(facts: Iterable[Standing]) -> SafeString:
    """Nine cells a fact: the figure leads to its sentence, the indicator to the fact's story, the document to the facts of it alone."""
    document, story, states = _way("document"), _way("fact"), _states()
    to_sentence, only_these, adjudicated = _("to the sentence it stands in"), _("only the facts of this document"), _("adjudicated")
    untitled = _("untitled")
    return _joined(
        format_html(
            '<tr>\n<td class="figure"><a href="{0}?fact={1}#fact-{1}" title="{2}">{3}</a></td>\n'
            '<th scope="row"><a class="plain-link" href="{4}">{5}</a>{6}{7}{8}</th>\n<td class="nowrap">{9}{10}</td>\n<td>{11}{12}</td>\n'
            '<td class="nowrap">{13}</td>\n<td class="nowrap">{14}</td>\n'
            '<td class="nowrap"><span class="state" data-state="{15}">{16}</span>{17}</td>\n<td class="figure">{18}</td>\n'
            '<td class="small source"><a class="plain-link" href="?document={19}" title="{20}: {21}">{22}</a> <span class="muted nowrap">{23}</span></td>\n'
            "</tr>",
            document(fact.document[0]), fact.uuid, to_sentence, figure(values), story(fact.uuid), values["indicator"] or "—",
            _aside("small muted", values["subject"]), _flags(fact), _findings(fact),
            word(values["measure"], "measure"), _aside("small muted", word(values["base"], "base")),
            place(values), _aside("small muted mono", values["region_code"]), period(values), word(values["status"], "status"),
            fact.state, states[fact.state], _aside("small muted", adjudicated if fact.adjudicated else ""),
            percent(fact.candidate.get("confidence", {}).get("fact")),
            fact.document[0], only_these, fact.document[1], Truncator(fact.document[1] or untitled).chars(18), fact.document[3] or "",
        )
        for fact in facts
        for values in (fact.values,)
    )  # fmt: skip


@register.simple_tag
def document_rows(documents: Iterable[Any]) -> SafeString:
    """Eight cells a document, of the queryset that ``queries.progress`` makes."""
    document, states, open_readings = _way("document"), dict(Document.State.choices), _("open readings")
    return _joined(
        format_html(
            '<tr>\n<th scope="row" class="wide"><a id="document-{}" href="{}">{}</a>{}</th>\n<td><span class="state" data-state="{}">{}</span></td>\n'
            '<td class="nowrap">{}</td>\n<td class="figure">{}</td>\n<td class="figure">{}</td>\n<td class="figure">{}</td>\n'
            '<td class="figure">{} / {}{}</td>\n<td class="small muted"><time datetime="{}">{}</time></td>\n</tr>',
            row.pk, document(row.uuid), row, _aside("small muted", row.source.file_name if row.title else ""),
            row.state, states[row.state], row.published or "", row.length,
            row.facts_count if row.facts_count or row.state == Document.State.EXTRACTED else "", row.judged_count if row.facts_count else "",
            row.readings_finished, row.wanted,
            format_html(' <span class="muted" title="{}">+{}</span>', open_readings, row.readings_open) if row.readings_open else "",
            added.isoformat(), as_date(added, "Y-m-d H:i"),
        )
        for row in documents
        for added in (localtime(row.created_at),)
    )  # fmt: skip


def _joined(rows: Iterable[SafeString]) -> SafeString:
    return format_html_join("\n", "{}", ((row,) for row in rows))


def _way(route: str) -> Callable[[UUID], str]:
    """Addresses that differ by one id; the routes are gone through once."""
    pattern = reverse(route, args=[NOBODY])
    return lambda key: pattern.replace(str(NOBODY), str(key))


def _states() -> dict[str, str]:
    return {"proposed": _("proposed"), "accepted": _("accepted"), "corrected": _("corrected"), "rejected": _("rejected")}


def _aside(kind: str, said: Any) -> str:
    return format_html(' <span class="{}">{}</span>', kind, said) if said else ""


def _flags(fact: Standing) -> SafeString:
    return _joined(format_html(' <span class="flag">{}</span>', flag(name)) for name in fact.candidate.get("flags") or ())


def _findings(fact: Standing) -> str:
    found = fact.candidate.get("findings") or ()
    said = "".join(f"{finding(each)} " for each in found)
    return format_html(' <span class="flag" title="{}">{}</span>', said, len(found)) if found else ""
