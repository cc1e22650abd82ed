"""Frozen text, lines, spans, lanes and quotes: properties over any text."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.frozen_text import LineIndex, freeze_text
from casecoder.core.transcripts.quote_matching import find_occurrences, locate_quote, shorten_quote
from casecoder.core.transcripts.spans import Span, assign_lanes, covered_length

ANY = st.text(st.one_of(st.characters(), st.sampled_from("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\ufeff")))
SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: Span(pair[0], sum(pair))), max_size=20
)


@given(raw=ANY)
@example(raw="\ufeff\ufeffa\r\r\nb\n\rc")
@example(raw="a\r")
def test_a_frozen_text_has_one_line_break_and_else_the_same_characters(raw: str) -> None:
    text = freeze_text(raw)
    assert text.splitlines() == (text.split("\n") if not text.endswith("\n") else text.split("\n")[:-1]) or text == ""
    breaks = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
    expected = raw.removeprefix("\ufeff").replace("\r\n", "\n").translate(dict.fromkeys(map(ord, breaks), "\n"))
    assert text == expected


@given(raw=ANY)
def test_freezing_a_frozen_text_changes_no_more_than_a_mark(raw: str) -> None:
    text = freeze_text(raw)
    assert freeze_text(text) == text.removeprefix("\ufeff")


@given(raw=ANY)
def test_lines_cover_the_text_and_positions_lead_back(raw: str) -> None:
    text = freeze_text(raw)
    index = LineIndex(text)
    lines = [text[slice(*index.span_of(line))] for line in range(len(index.starts))]
    assert "\n".join(lines) == text
    for offset in range(len(text) + 1):
        line, column = index.position(offset)
        assert index.starts[line] + column == offset
        assert text.count("\n", 0, offset) == line == index.line_of(offset)


@given(text=st.text(string.whitespace + "ab\u00a0\u2003é"), start=st.integers(0, 20), length=st.integers(0, 20))
def test_trimming_leaves_out_white_space_and_nothing_else(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    span = Span(start, min(start + length, len(text)))
    trimmed = span.trimmed(text)
    assert text[trimmed.start : trimmed.end] == text[span.start : span.end].strip()
    assert span.start <= trimmed.start <= trimmed.end <= span.end


@given(one=st.tuples(st.integers(0, 9), st.integers(1, 9)), two=st.tuples(st.integers(0, 9), st.integers(1, 9)))
def test_spans_overlap_when_they_share_a_character(one: tuple[int, int], two: tuple[int, int]) -> None:
    first, second = (Span(start, start + length) for start, length in (one, two))
    shared = set(range(*first)) & set(range(*second))
    assert first.overlaps(second) is second.overlaps(first) is bool(shared)


@given(spans=SPANS)
def test_coverage_counts_every_character_once(spans: list[Span]) -> None:
    assert covered_length(spans) == len({at for span in spans for at in range(*span)})


@given(spans=SPANS)
def test_overlapping_spans_never_share_a_lane_and_no_lane_is_wasted(spans: list[Span]) -> None:
    placed = assign_lanes(spans)
    for i, one in enumerate(spans):
        for j, other in enumerate(spans[:i]):
            assert not (one.overlaps(other) and placed[i] == placed[j])
    deepest = max((sum(span.start <= at < span.end for span in spans) for at in range(91)), default=0)
    assert max(placed, default=-1) + 1 == deepest
    assert assign_lanes(spans) == placed


@given(text=st.text("ab \n.", max_size=60), start=st.integers(0, 60), length=st.integers(1, 12))
def test_a_quote_is_placed_only_where_it_stands_and_only_if_that_is_certain(text: str, start: int, length: int) -> None:
    quote = text[start : start + length]
    places = [at for at in range(len(text)) if quote and text.startswith(quote, at)]
    assert find_occurrences(text, quote) == places if quote else True
    if not quote.strip():
        with pytest.raises(CaseCoderError, match="empty"):
            locate_quote(text, quote, "X")
    elif len(places) == 1:
        assert locate_quote(text, quote, "X") == Span(places[0], places[0] + len(quote))
    else:
        with pytest.raises(CaseCoderError, match=f"occurs {len(places)} times in X"):
            locate_quote(text, quote, "X")


@given(words=st.lists(st.text("abc.*+?[(\\", min_size=1, max_size=5), min_size=1, max_size=6), gaps=st.data())
def test_white_space_in_a_quote_is_taken_loosely_and_nothing_else(words: list[str], gaps: st.DataObject) -> None:
    gap = st.text(" \n\t", min_size=1, max_size=3)
    text = "xyz " + "".join(word + gaps.draw(gap) for word in words) + "zyx"
    quote = "".join(word + gaps.draw(gap) for word in words)
    try:
        span = locate_quote(text, quote, "X")
    except CaseCoderError as error:
        assert "times" in error.message
    else:
        assert text[span.start : span.end].split() == quote.split()


def test_a_quote_nearly_right_is_not_placed_but_the_likeliest_place_is_named() -> None:
    text = "one\ntwo\nNobody reads the board any more, honestly.\n"
    with pytest.raises(CaseCoderError, match="does not occur in P1") as caught:
        locate_quote(text, "Nobody reads a board any more", "P1")
    assert "line 3" in caught.value.hint


@given(quote=st.text(), width=st.integers(2, 80))
def test_a_shortened_quote_is_one_line_that_fits(quote: str, width: int) -> None:
    short = shorten_quote(quote, width)
    assert len(short) <= width
    assert "\n" not in short
    assert short.removesuffix("…").strip() in " ".join(quote.split()) + "…"
