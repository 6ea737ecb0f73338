"""The guideline in the product: two files, one version, the same paragraph ids."""

from __future__ import annotations

import functools
import re

from django.conf import settings


@functools.cache
def text(language: str) -> str:
    """The guideline's Markdown; ``language`` is ``zh`` or ``en``."""
    return (settings.BASE_DIR / "docs" / f"guideline.{language}.md").read_text("utf-8")


@functools.cache
def version() -> str:
    """What every reading and release is stamped with."""
    found = re.search(r"^version:\s*(\S+)", text("en"), re.MULTILINE)
    if found is None:
        raise ValueError("docs/guideline.en.md: expected a line such as `version: 1.0`")
    return found.group(1)
