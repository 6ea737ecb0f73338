"""Every clean character of every document maps to raw characters that explain it."""

import unicodedata
from pathlib import Path

import pytest

from extraction.text.articles import articles
from extraction.text.cleaning import clean
from extraction.text.decoding import decode
from extraction.text.simplified import convert
from extraction.text.span import Span

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT.parent / "shared" / "seeds"
DOCUMENTS = [
    *sorted((ROOT / "seeds").glob("*.txt")),
    *sorted((ROOT / "tests" / "extraction" / "unseen").glob("*.txt")),
    *sorted(REFERENCE.glob("*.txt")),
]
MARKS = {"「": "“", "」": "”", "『": "‘", "』": "’"}


def explains(raw: str, char: str) -> bool:
    """The raw characters are that character, or its wide, traditional or doubled form, or one of the dashes."""
    forms = {raw, convert(raw), unicodedata.normalize("NFKC", raw), convert(unicodedata.normalize("NFKC", raw)), MARKS.get(raw, raw)}
    return any(char in form for form in forms) or (char == "着" and "著" in raw) or (char == "-" and any(c in "—–－―~～‐‑−" for c in raw))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_clean_character_is_explained_by_raw_ones(path):
    raw = decode(path.read_bytes()).text
    cleaned = clean(raw)
    aligned = cleaned.aligned
    for i, char in enumerate(aligned.text):
        span = Span(aligned.starts[i], aligned.ends[i])
        repaired = any(span.overlap(repair) for repair in cleaned.repairs)
        phrase = convert(raw[max(0, span.start - 1) : span.end + 1])  # some characters are simplified by the word they stand in
        assert repaired or explains(raw[slice(*span)], char) or char in phrase, (char, raw[slice(*span)], span)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_paragraphs_go_back_to_the_raw_document(path):
    raw = decode(path.read_bytes()).text
    cleaned = clean(raw)
    for article in articles(cleaned).articles:
        for section in article.sections:
            for paragraph in section.paragraphs:
                for sentence in paragraph.sentences:
                    span = paragraph.aligned.raw_span(sentence)
                    assert raw[span.start] == raw[paragraph.aligned.starts[sentence.start]]
                    assert paragraph.aligned.clean_span(span) is not None


@pytest.mark.skipif(
    not REFERENCE.is_dir(), reason=f"the reference documents are not there: {REFERENCE.name} is no folder beside the repository"
)
def test_the_reference_documents_are_all_read():
    assert sum(path.parent == REFERENCE for path in DOCUMENTS) == 5
