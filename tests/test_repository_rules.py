"""What must hold for the repository as a whole, whoever writes in it."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from opencc import OpenCC

ROOT = Path(__file__).parents[1]
REFERENCES = ROOT.parent / "shared" / "seeds"
TOP_LEVEL = {
    *{".ci", ".gitignore", "Makefile", "README.md", "annotate", "docs", "extraction", "manage.py", "pyproject.toml"},
    *{"requirements-dev.lock", "requirements.lock", "seeds", "templates", "tests"},
}
WRITTEN_BY_TOOLS = {
    *{".git", ".venv", "__pycache__", "var"},
    *{".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"},
}
LONGEST_RUN = 21  # characters that may equal a reference document's, white space left out
GLOSS = re.compile(r"[(（]\s*[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\s*[)）]")

# Every place that tells Django a text is safe, and why it is.
SAFE_MARKS = {
    "annotate/pages/guideline.py": "Markdown of the repository's own file",
    "annotate/pages/desk_text.py": "every part has gone through escape()",
}
SAFE_MARK = re.compile(r"\bmark_safe\b|\|\s*safe(?:seq)?\b|\bautoescape\s+off\b")
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "marshal", "shelve"}
FORBIDDEN_CALLS = {"eval", "exec"}
UNSAFE_YAML = {"load", "load_all", "unsafe_load", "unsafe_load_all", "full_load", "full_load_all"}


@cache
def files() -> tuple[Path, ...]:
    """What is, or would be, in the repository; without git, all that no tool has written."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not WRITTEN_BY_TOOLS & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def shipped() -> Iterator[Path]:
    """What runs in an installation: the tests throw worse things at it than they may hold themselves."""
    return (path for path in files() if path.relative_to(ROOT).parts[0] != "tests")


def python_files() -> Iterator[tuple[str, ast.Module]]:
    for path in shipped():
        if path.suffix == ".py":
            yield named(path), ast.parse(text_of(path))


def test_nothing_else_stands_at_the_top_level():
    assert {path.relative_to(ROOT).parts[0] for path in files()} <= TOP_LEVEL


def test_the_top_level_is_complete():
    assert {path.relative_to(ROOT).parts[0] for path in files()} >= TOP_LEVEL


def bare(text: str) -> str:
    """Simplified, without glosses, punctuation and white space: what remains when only the damage differs."""
    return "".join(character for character in OpenCC("t2s").convert(GLOSS.sub("", text)) if character.isalnum())


def unspaced(text: str) -> str:
    return "".join(text.split())


def runs(text: str) -> Iterator[str]:
    length = LONGEST_RUN + 1
    return (text[start : start + length] for start in range(len(text) - length + 1))


@pytest.mark.parametrize("reading", [unspaced, bare], ids=["as it stands", "without the damage"])
def test_no_sentence_of_a_reference_document_stands_in_the_repository(reading):
    if not REFERENCES.is_dir():
        pytest.skip("../shared/seeds is not here: there is nothing to compare with")
    references = {run for path in REFERENCES.glob("*.txt") for run in runs(reading(text_of(path)))}
    taken_over = {}
    for path in files():
        found = [run for run in runs(reading(text_of(path))) if run in references]
        if found:
            taken_over[named(path)] = found[0]
    assert not taken_over


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_address(lock: str):
    assert "://" not in text_of(ROOT / lock)


def test_both_guidelines_have_the_same_paragraphs_in_the_same_order():
    ids = {language: re.findall(r"\{#([\w-]+)\}", text_of(ROOT / "docs" / f"guideline.{language}.md")) for language in ("zh", "en")}
    assert ids["zh"] == ids["en"]
    assert len(ids["en"]) == len(set(ids["en"])) > 30


def test_both_guidelines_are_of_one_version():
    first_lines = {text_of(ROOT / "docs" / f"guideline.{language}.md").split("\n")[0] for language in ("zh", "en")}
    assert len(first_lines) == 1
    assert re.fullmatch(r"version: \d+\.\d+", first_lines.pop())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_links_inside_a_guideline_lead_somewhere(language: str):
    text = text_of(ROOT / "docs" / f"guideline.{language}.md")
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= set(re.findall(r"\{#([\w-]+)\}", text))


def test_every_reason_points_to_a_paragraph_of_the_guideline():
    ids = set(re.findall(r"\{#([\w-]+)\}", text_of(ROOT / "docs" / "guideline.en.md")))
    with (ROOT / "annotate" / "tables" / "reasons.csv").open(encoding="utf-8", newline="") as file:
        missing = {row["code"]: row["paragraph"] for row in csv.DictReader(file) if row["paragraph"] not in ids}
    assert not missing


def test_text_is_marked_safe_only_where_it_is_known_to_be():
    marked = {named(path) for path in shipped() if path.suffix in {".py", ".html", ".txt", ".svg"} and SAFE_MARK.search(text_of(path))}
    assert marked <= SAFE_MARKS.keys()


def unsafe_readers(tree: ast.Module) -> Iterator[str]:
    """Calls and imports that run what they read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in FORBIDDEN_MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FORBIDDEN_MODULES:
            yield str(node.module)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            yield node.func.id
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "yaml" and node.attr in UNSAFE_YAML:
            yield f"yaml.{node.attr}"


@pytest.mark.parametrize(
    "source", ["eval('1')", "exec('1')", "import pickle", "from pickle import loads", "yaml.load(file)", "yaml.unsafe_load(file)"]
)
def test_unsafe_readers_are_seen(source: str):
    assert list(unsafe_readers(ast.parse(source)))


def test_no_code_runs_what_it_reads():
    found = {name: list(unsafe_readers(tree)) for name, tree in python_files()}
    assert not {name: readers for name, readers in found.items() if readers}


def test_no_script_of_ours_evaluates_text():
    evaluating = re.compile(r"\beval\s*\(|\bnew\s+Function\s*\(|\bdocument\.write\s*\(")
    assert not [named(path) for path in files() if path.suffix == ".js" and evaluating.search(text_of(path))]


def test_no_path_of_one_machine_stands_in_the_tree():
    home = re.compile(r"(?<![\w.:/])/(?:home|root|Users)/\w")
    assert not [named(path) for path in files() if home.search(text_of(path))]
