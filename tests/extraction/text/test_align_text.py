"""Any edits, any span: what is left maps to what it came from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.text.aligned_text import AlignedText
from extraction.text.span import Span

TEXTS = st.text(max_size=60)


@st.composite
def edited(draw, rounds: int = 3) -> AlignedText:
    """A text after some rounds of any edits."""
    aligned = AlignedText.of(draw(TEXTS))
    for _ in range(draw(st.integers(0, rounds))):
        aligned = aligned.replaced(draw(edits(len(aligned.text))))
    return aligned


@st.composite
def edits(draw, length: int) -> list[tuple[Span, str]]:
    bounds = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
    spans = [Span(*pair) for pair in zip(bounds[::2], bounds[1::2], strict=False)]
    return [(span, draw(st.text(max_size=5))) for span in spans]


@st.composite
def span_of(draw, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    return Span(start, draw(st.integers(start + 1, len(text))))


@settings(deadline=None)
@given(TEXTS)
def test_an_unedited_text_maps_to_itself(raw):
    aligned = AlignedText.of(raw)
    assert aligned.text == raw
    assert [aligned.raw_span(Span(i, i + 1)) for i in range(len(raw))] == [Span(i, i + 1) for i in range(len(raw))]


@settings(deadline=None)
@given(edited())
def test_every_character_comes_from_raw_characters_in_their_order(aligned):
    assert len(aligned.text) == len(aligned.starts) == len(aligned.ends)
    assert all(0 <= start < end <= len(aligned.raw) for start, end in zip(aligned.starts, aligned.ends, strict=True))
    assert list(aligned.starts) == sorted(aligned.starts)
    assert list(aligned.ends) == sorted(aligned.ends)


@settings(deadline=None)
@given(edited(), st.data())
def test_a_span_goes_to_the_raw_text_and_back_to_one_that_covers_it(aligned, data):
    if not aligned.text:
        return
    span = data.draw(span_of(aligned.text))
    raw = aligned.raw_span(span)
    assert raw == Span(aligned.starts[span.start], aligned.ends[span.end - 1])
    back = aligned.clean_span(raw)
    assert back is not None
    assert back.contains(span)
    assert aligned.raw_span(back).contains(raw)


@settings(deadline=None)
@given(edited(), st.data())
def test_a_raw_span_covers_exactly_what_is_left_of_it(aligned, data):
    if not aligned.raw:
        return
    raw = data.draw(span_of(aligned.raw))
    touching = [i for i in range(len(aligned.text)) if aligned.starts[i] < raw.end and raw.start < aligned.ends[i]]
    assert aligned.clean_span(raw) == (Span(touching[0], touching[-1] + 1) if touching else None)


@settings(deadline=None)
@given(edited(), st.data())
def test_a_slice_keeps_its_shift(aligned, data):
    if not aligned.text:
        return
    outer = data.draw(span_of(aligned.text))
    part = aligned.sliced(outer)
    inner = data.draw(span_of(part.text))
    assert part.text == aligned.text[outer.start : outer.end]
    assert part.raw_span(inner) == aligned.raw_span(inner.shifted(outer.start))


@settings(deadline=None)
@given(edited(), st.data())
def test_joined_slices_are_the_text_without_what_stood_between(aligned, data):
    bounds = sorted(data.draw(st.lists(st.integers(0, len(aligned.text)), min_size=4, max_size=4)))
    parts = [aligned.sliced(Span(bounds[0], bounds[1])), aligned.sliced(Span(bounds[2], bounds[3]))]
    joined = AlignedText.joined(parts)
    assert joined.text == parts[0].text + parts[1].text
    assert list(joined.starts) == [*parts[0].starts, *parts[1].starts]


@settings(deadline=None)
@given(edited(), st.data())
def test_edits_say_what_stands_where(aligned, data):
    changes = data.draw(edits(len(aligned.text)))
    new, at = "", 0
    for span, text in changes:
        new += aligned.text[at : span.start] + text
        at = span.end
    assert aligned.replaced(changes).text == new + aligned.text[at:]


def test_the_same_length_maps_character_by_character_and_another_maps_the_block():
    aligned = AlignedText.of("經濟發展了")
    same = aligned.replaced([(Span(0, 2), "经济")])
    block = aligned.replaced([(Span(0, 2), "甲乙丙")])
    assert same.raw_span(Span(1, 2)) == Span(1, 2)
    assert block.raw_span(Span(1, 2)) == Span(0, 2)


def test_a_gloss_behind_a_mention_stays_out_and_one_inside_stays_in():
    raw = "約3萬(wàn)單(dān)"
    aligned = AlignedText.of(raw).replaced([(Span(3, 8), ""), (Span(9, 14), "")])
    assert aligned.text == "約3萬單"
    assert raw[slice(*aligned.raw_span(Span(1, 4)))] == "3萬(wàn)單"


@pytest.mark.parametrize(
    "changes", [[(Span(1, 1), "x")], [(Span(2, 3), ""), (Span(1, 2), "")], [(Span(0, 2), ""), (Span(1, 3), "")], [(Span(2, 9), "")]]
)
def test_edits_that_are_empty_out_of_order_overlapping_or_outlying_are_refused(changes):
    with pytest.raises(ValueError, match="edit"):
        AlignedText.of("abc").replaced(changes)


def test_parts_of_different_texts_or_out_of_order_are_not_joined():
    one = AlignedText.of("abc")
    with pytest.raises(ValueError, match="different"):
        AlignedText.joined([one, AlignedText.of("xyz")])
    with pytest.raises(ValueError, match="order"):
        AlignedText.joined([one.sliced(Span(1, 2)), one.sliced(Span(0, 1))])


@pytest.mark.parametrize("span", [Span(1, 1), Span(-1, 1), Span(0, 4)])
def test_an_empty_or_outlying_span_has_no_place_in_the_raw_text(span):
    with pytest.raises(ValueError, match="span"):
        AlignedText.of("abc").raw_span(span)
