"""The guideline: what a fact is. Rendered from the repository's own file, so it is trusted."""

import functools
from dataclasses import dataclass

import markdown
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from annotate.guideline import text, version
from annotate.pages.request import AuthenticatedHttpRequest


@dataclass(frozen=True)
class Rendered:
    html: SafeString
    toc: SafeString


@functools.cache
def rendered(language: str) -> Rendered:
    """``language``: zh or en. The first lines (``version: …``) are for programs."""
    converter = markdown.Markdown(
        extensions=["attr_list", "tables", "toc", "meta", "md_in_html"], extension_configs={"toc": {"toc_depth": "2-3"}}
    )
    html = converter.convert(text(language))
    return Rendered(mark_safe(html), mark_safe(converter.toc))  # noqa: S308  a file of the repository


@login_required
@require_GET
def guideline(request: AuthenticatedHttpRequest) -> HttpResponse:
    language = "en" if (get_language() or settings.LANGUAGE_CODE).startswith("en") else "zh"
    return render(request, "pages/guideline.html", {"guideline": rendered(language), "version": version()})
