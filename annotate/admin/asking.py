"""Deeds that ask something first: a page between the list and the deed, with what was chosen, what the deed would do, and a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from annotate.errors import HeshiError
from annotate.forms import Told


def ask(
    model_admin: Any, request: HttpRequest, *, action: str, title: Any, rows: Sequence[Any], form: type[Told], deed: Callable[[Any, dict[str, Any]], Any],
    done: Any, told: Sequence[tuple[Any, Any]] = (), initial: dict[str, Any] | None = None, warning: Any = "",
) -> HttpResponse | None:  # fmt: skip
    """Show the page; confirmed, do ``deed(row, what was typed)`` for each row and say ``done``. What one row refuses is told beside the form, where
    only one was chosen, else by name, and the others are done."""
    filled = form(request.POST if "confirmed" in request.POST else None, initial=initial)
    if filled.is_bound and filled.is_valid() and _all(request, rows, filled, deed):
        messages.success(request, done)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "rows": rows,
        "told": told,
        "warning": warning,
        "form": filled,
        "action": action,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/annotate/ask.html", context)


def _all(request: HttpRequest, rows: Sequence[Any], form: Told, deed: Callable[[Any, dict[str, Any]], Any]) -> bool:
    """Whether the page is left: something was done, or nothing of what was typed can be mended there."""
    for row in rows:
        try:
            deed(row, form.cleaned_data)
        except HeshiError as error:
            if len(rows) == 1:
                form.refuse(error)
                return False
            messages.warning(request, f"{row}: {error.message}")
    return True
