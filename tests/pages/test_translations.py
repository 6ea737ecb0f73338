"""Both languages are complete: no string without Chinese, none guessed, and the compiled file is the one that was written."""

from __future__ import annotations

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "annotate" / "locale" / "zh_Hans" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?(?:a|strong|kbd)\b[^>]*>")


@pytest.fixture(scope="module")
def compiled() -> dict[str, str]:
    """What the committed .mo file says."""
    return catalog(FOLDER / "django.mo")


def catalog(file: Path) -> dict[str, str]:
    """Source string to translation, of a .mo file."""
    with file.open("rb") as opened:
        said = gettext.GNUTranslations(opened)._catalog  # type: ignore[attr-defined]
    return {key[0] if isinstance(key, tuple) else key: value for key, value in said.items()}


def source_strings(copy: Path) -> set[str]:
    """Every marked string of code and templates, behind its context where it has one, as Django collects them, from a copy of the repository."""
    for tool in ("xgettext", "msguniq", "msgmerge"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} (GNU gettext) is not installed")
    for folder in ("annotate", "templates"):
        shutil.copytree(settings.BASE_DIR / folder, copy / folder, ignore=shutil.ignore_patterns("locale", "__pycache__", "static"))
    (copy / "locale").mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--keep-pot", "--no-wrap", "--no-location"]
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    text = re.sub(r'"\n"', "", (copy / "locale" / "django.pot").read_text("utf-8"))
    found = re.findall(r'^(?:msgctxt (".+")\n)?msgid (".+")$', text, re.MULTILINE)
    return {(ast.literal_eval(context) + "\x04" if context else "") + ast.literal_eval(said) for context, said in found} - {""}


def test_every_marked_string_has_its_chinese(compiled: dict[str, str], tmp_path: Path) -> None:
    strings = source_strings(tmp_path)
    assert len(strings) > 700
    missing = sorted(text for text in strings if not compiled.get(text))
    assert not missing, f"{len(missing)} without Chinese: {missing}"


def test_no_string_is_fuzzy_or_empty() -> None:
    text = (FOLDER / "django.po").read_text("utf-8").partition("\n\n")[2]  # behind the header
    assert "fuzzy" not in text
    assert not re.search(r'msgstr(\[0\])? ""\n\n', text)


def test_a_translation_keeps_the_places_for_values_and_the_marks(compiled: dict[str, str]) -> None:
    lost = [text for text, said in compiled.items() if text and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(said))]
    assert not lost


def test_the_compiled_file_is_current(tmp_path: Path) -> None:
    if shutil.which("msgfmt") is None:
        pytest.skip("msgfmt (GNU gettext) is not installed")
    made = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", str(made), str(FOLDER / "django.po")], check=True)
    assert catalog(made) == catalog(FOLDER / "django.mo")
