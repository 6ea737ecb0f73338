"""The guideline as one collection's readers fare with it: which paragraphs make people disagree."""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from annotate import agreement
from annotate.guideline import text, version
from annotate.pages.collections import place
from annotate.pages.guideline import rendered
from annotate.pages.request import AuthenticatedHttpRequest

HEADING = re.compile(r"^#+\s*(.*?)\s*\{#([a-z-]+)\}\s*$", re.MULTILINE)


@login_required
@require_GET
def guideline(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    context = place(request, uuid)
    language = "en" if (get_language() or settings.LANGUAGE_CODE).startswith("en") else "zh"
    titles = {anchor: title for title, anchor in HEADING.findall(text(language))}
    found = [(each, titles.get(each.anchor, each.anchor)) for each in agreement.paragraphs(context["collection"])]
    context |= {"paragraphs": found, "guideline": rendered(language), "version": version()}
    return render(request, "lead/guideline.html", context)
