"""Wrapping a transcript into rows, the steps of a caret, and what is selected."""

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from casecoder.core.coding.code_search import CodeChoice, find_matching_codes
from casecoder.core.transcripts.caret import Caret
from casecoder.core.transcripts.quote_matching import cut_snippet
from casecoder.core.transcripts.span_index import SpanIndex, SpanLanes
from casecoder.core.transcripts.spans import Span, covered_shares, merge_spans
from casecoder.core.transcripts.transcript import Turn, TurnKind
from casecoder.core.transcripts.transcript_rows import (
    SINGLE_CELL_CHARACTERS,
    TranscriptRows,
    replace_unsafe_characters,
    wrap_line,
)
from casecoder.core.transcripts.words_and_clusters import (
    extends_cluster,
    next_cluster,
    previous_cluster,
    split_into_clusters,
    word_at,
    word_end,
    word_start,
)

FAMILY = "👩‍👩‍👧"
PIECES = st.sampled_from(
    [
        "a",
        "word",
        "longer-word",
        " ",
        "  ",
        "é",
        "e\u0301",
        FAMILY,
        "🇬🇧",
        "日本語",
        "\xa0",
        "’",
        "x" * 30,
        "\u200d",
        "\u0301",
        "👍🏽",
        "ㄱ",
        "한",
        "\u1112\u1161\u11ab",
        "ﬁ",
        "·",
    ]
)
LINES = st.lists(PIECES, max_size=40).map("".join)
TEXTS = st.lists(LINES, min_size=1, max_size=8).map("\n".join)


@given(LINES, st.integers(1, 40))
@example("\u0301👩\u200d👩\u200d👧", 1)
def test_rows_tile_a_line_and_never_split_a_cluster(line: str, width: int) -> None:
    starts = wrap_line(line, 0, len(line), width, cell_len)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    edges = {0, *(span.end for span in split_into_clusters(line, 0, len(line)))}
    assert set(starts) <= edges
    for start, end in pairwise([*starts, len(line)]):
        row = line[start:end].rstrip()
        seen = [
            span for span in split_into_clusters(line, start, start + len(row)) if cell_len(line[span.start : span.end])
        ]
        alone = len(seen) <= 1  # beside marks that take no cell
        assert alone or cell_len(row) <= width


@given(st.lists(st.sampled_from(["a", "bc", "defg", "hijklmnopq"]), min_size=1).map(" ".join), st.integers(1, 30))
def test_plain_and_measured_wrapping_agree(line: str, width: int) -> None:
    plain = wrap_line(line, 0, len(line), width, cell_len)
    marked = line + " 日"
    measured = wrap_line(marked, 0, len(marked), width, cell_len)
    assert measured[: len(plain)] == plain


def wrapped_plainly(text: str, width: int) -> list[int]:
    """What wrapping plain text means, a character at a time."""
    start, rows = 0, [0]
    while len(text) - start > width:
        space = text.rfind(" ", start, start + width + 1)
        start = space + 1 if space > start and text[start:space].strip(" ") else start + width
        while start < len(text) and text[start] == " ":
            start += 1
        if start == len(text):
            break
        rows.append(start)
    return rows


@given(st.text("ab  é-", max_size=60), st.integers(1, 12))
def test_plain_text_is_wrapped_as_defined(line: str, width: int) -> None:
    assert wrap_line(line, 0, len(line), width, cell_len) == wrapped_plainly(line, width)


@given(st.text("ab  é\n", max_size=60), st.integers(1, 12))
def test_a_turn_is_wrapped_line_by_line(text: str, width: int) -> None:
    rows = TranscriptRows(text, (Turn(0, 0, len(text)),), width, cell_len)
    expected, at = [], 0
    for line in text.split("\n"):
        expected += [at + start for start in wrapped_plainly(line, width)]
        at += len(line) + 1
    assert rows.starts == expected
    line_of_another_sort = TranscriptRows(text + "日", (Turn(0, 0, len(text)),), width, cell_len)
    assert (rows.starts, rows.ends) == (line_of_another_sort.starts, line_of_another_sort.ends)


def test_words_stay_whole_where_they_fit() -> None:
    text = "Nobody reads the board any more"
    starts = wrap_line(text, 0, len(text), 12, cell_len)
    assert [text[a:b].rstrip() for a, b in pairwise([*starts, len(text)])] == ["Nobody reads", "the board", "any more"]


def test_white_space_hangs_over_the_edge_of_a_row() -> None:
    assert wrap_line("four      five", 0, 14, 4, cell_len) == [0, 10]


def test_no_break_space_holds_words_together() -> None:
    for text in ("aa bb\xa0cc", "日a bb\xa0cc"):
        starts = wrap_line(text, 0, len(text), 6, cell_len)
        assert [text[a:b].rstrip(" ") for a, b in pairwise([*starts, len(text)])][1] == "bb\xa0cc"


def test_every_plain_character_takes_one_cell() -> None:
    plain = re.compile(f"[{SINGLE_CELL_CHARACTERS}]")
    characters = [chr(number) for number in range(0x20, 0x10000) if plain.match(chr(number))]
    assert [hex(ord(char)) for char in characters if cell_len(char) != 1 or extends_cluster(char)] == []


@given(TEXTS)
def test_what_is_displayed_keeps_every_offset(text: str) -> None:
    hostile = text.replace("a", "\x1b[31m\t\u202e")
    shown = replace_unsafe_characters(hostile)
    assert len(shown) == len(hostile)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert [i for i, c in enumerate(shown) if c == "\n"] == [i for i, c in enumerate(hostile) if c == "\n"]


@given(TEXTS)
def test_clusters_are_the_same_forward_and_back(text: str) -> None:
    forward = [0]
    while forward[-1] < len(text):
        forward.append(next_cluster(text, forward[-1]))
    back = [len(text)]
    while back[-1] > 0:
        back.append(previous_cluster(text, back[-1]))
    assert forward == back[::-1]


@pytest.mark.parametrize("cluster", ["e\u0301", FAMILY, "🇬🇧", "👍🏽", "\u1112\u1161\u11ab", "☀️"])
def test_a_cluster_is_one_step(cluster: str) -> None:
    text = f"a{cluster}b"
    assert next_cluster(text, 1) == 1 + len(cluster)
    assert previous_cluster(text, 1 + len(cluster)) == 1


def test_flags_pair_from_the_first() -> None:
    assert [end - start for start, end in split_into_clusters("🇬🇧🇫🇷🇩", 0, 5)] == [2, 2, 1]


def test_words() -> None:
    text = "We don’t, café-style."
    assert text[slice(*word_at(text, 5))] == "don’t"
    assert text[slice(*word_at(text, 8))] == ","
    assert word_end(text, 0, len(text)) == 2
    assert word_end(text, 2, len(text)) == 8
    assert word_start(text, len(text), 0) == 10
    assert word_start(text, 10, 0) == 3
    assert word_start(text, 3, 3) == 3


def test_a_word_longer_than_any_window_has_one_start() -> None:
    assert word_start("x" * 3000, 3000, 0) == 0


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 900))), st.integers(0, 3500), st.integers(1, 600))
def test_the_index_finds_what_a_search_through_all_finds(sizes: list[tuple[int, int]], start: int, length: int) -> None:
    spans = {number: Span(a, a + n) for number, (a, n) in enumerate(sizes)}
    wanted = Span(start, start + length)
    found = SpanIndex(spans).touching(*wanted)
    assert found == sorted(found, key=lambda number: (*spans[number], number))
    assert set(found) == {number for number, span in spans.items() if span.overlaps(wanted)}


SPANS = st.tuples(st.integers(0, 600), st.integers(1, 200)).map(lambda pair: Span(pair[0], sum(pair)))


@given(
    st.dictionaries(st.integers(0, 40), SPANS),
    st.lists(
        st.tuples(st.dictionaries(st.integers(0, 60), SPANS, max_size=3), st.sets(st.integers(0, 40), max_size=3)),
        max_size=5,
    ),
)
def test_lanes_never_overlap_and_none_moves_for_another(
    first: dict[int, Span], steps: list[tuple[dict[int, Span], set[int]]]
) -> None:
    held = dict(first)
    layout = SpanLanes(held)
    for changed, leaving in steps:
        gone = (leaving & held.keys()) - changed.keys()
        stay = {key: layout.lane(key) for key in held.keys() - gone - changed.keys()}
        layout.update(changed, gone)
        held = {key: span for key, span in {**held, **changed}.items() if key not in gone}
        assert {key: layout.lane(key) for key in stay} == stay
        assert layout.index.spans == held
        for (a, one), (b, other) in combinations(held.items(), 2):
            assert not one.overlaps(other) or layout.lane(a) != layout.lane(b)


@given(st.lists(SPANS), st.lists(st.integers(0, 800), min_size=2).map(sorted))
def test_shares_are_what_counting_characters_gives(spans: list[Span], edges: list[int]) -> None:
    covered = {at for span in spans for at in range(*span)}
    counted = [sum(at in covered for at in range(a, b)) / (b - a) if b > a else 0.0 for a, b in pairwise(edges)]
    assert covered_shares(spans, edges) == pytest.approx(counted)
    assert {at for span in merge_spans(spans) for at in range(*span)} == covered


# A transcript with labels, whose words alone are shown


def talk(*said: tuple[str, str], gap: str = "\n\n") -> tuple[str, tuple[Turn, ...]]:
    """A text with a turn for each ``(label, words)``."""
    text, turns = "", []
    for speaker, words in said:
        label = f"{speaker}: " if speaker else ""
        kind = TurnKind.SPEECH if speaker else TurnKind.NOTE
        start = len(text) + len(label)
        turns.append(Turn(len(text), start, start + len(words), speaker or None, kind=kind))
        text += label + words + gap
    return text, tuple(turns)


def by_full_stop(text: str) -> list[Span]:
    return [Span(*m.span()) for m in re.finditer(r"\S[^.]*(?:\.|$)", text) if m.group().strip()]


TEXT, TURNS = talk(
    ("INT", "How is it? Good."), ("Mrs Okoro", "We post notices there. Nobody reads. Fine."), ("Zoë", "Yes.")
)


def caret(width: int = 12) -> Caret:
    return Caret(TranscriptRows(TEXT, TURNS, width, cell_len), by_full_stop)


def words(found: Span | None) -> str | None:
    return None if found is None else TEXT[found.start : found.end]


@given(st.integers(1, 30), st.integers(0, 200))
def test_lines_and_rows_are_found_again(width: int, y: int) -> None:
    rows = TranscriptRows(TEXT, TURNS, width, cell_len)
    y = min(y, rows.height - 1)
    line = rows.line_at(y)
    if line.row is None:
        assert rows.line_at(y - 1).turn == line.turn
    else:
        assert rows.y_of(line.row) == y
        assert rows.turn_of(line.row) == line.turn
        assert rows.row_at(rows.starts[line.row]) == line.row


def test_turns_are_set_apart_by_a_line() -> None:
    rows = TranscriptRows(TEXT, TURNS, 200, cell_len)
    assert [rows.line_at(y).row for y in range(rows.height)] == [0, None, 1, None, 2]


def test_hidden_turns_fold_into_one_line_that_says_which() -> None:
    text, turns = talk(("INT", "A?"), ("INT", "B?"), ("Joe", "C."), ("INT", "D?"), ("Zoë", "E."), ("INT", "F?"))
    rows = TranscriptRows(text, turns, 20, cell_len, frozenset({0, 1, 3, 5}))
    lines = [rows.line_at(y) for y in range(rows.height)]
    assert [(line.row, list(line.folded)) for line in lines] == [
        (None, [0, 1]),
        (0, []),
        (None, [3]),
        (1, []),
        (None, [5]),
    ]
    assert [text[slice(*rows.visible(row))] for row in range(len(rows))] == ["C.", "E."]
    assert rows.settle(0) == turns[2].words
    assert rows.settle(turns[3].words) == turns[4].words
    assert rows.settle(len(text)) == turns[4].end
    assert [rows.beside(2, 1), rows.beside(2, -1), rows.beside(3, 1), rows.beside(4, 1)] == [4, None, 4, None]
    assert [rows.is_shown(turn.words) for turn in turns] == [False, False, True, False, True, False]


@given(st.sets(st.integers(0, 5)), st.integers(2, 20))
def test_lines_rows_and_offsets_agree_whatever_is_hidden(hidden: set[int], width: int) -> None:
    text, turns = talk(*((f"S{n}", "One two three four. " * n + "End") for n in range(6)))
    rows = TranscriptRows(text, turns, width, cell_len, frozenset(hidden))
    starts = [rows.starts_at(y) for y in range(rows.height + 1)]
    assert starts == sorted(starts)
    found = [line.row for line in map(rows.line_at, range(rows.height)) if line.row is not None]
    assert found == list(range(len(rows)))
    for row in found:
        assert rows.line_at(rows.y_of(row)).row == row
        assert rows.row_at(rows.starts[row]) == row
        assert hidden == set(range(6)) or rows.turn_of(row) not in hidden
    for offset in range(len(text)):
        assert rows.is_shown(rows.settle(offset))


def test_all_turns_hidden_is_none_hidden() -> None:
    assert len(TranscriptRows(TEXT, TURNS, 200, cell_len, frozenset({0, 1, 2}))) == 3


def test_notes_stand_together_as_they_do_in_the_text() -> None:
    close, turns = talk(("", "One."), ("", "Two."), gap="\n")
    assert TranscriptRows(close, turns, 20, cell_len).height == 2


def test_no_turns_is_one_empty_row() -> None:
    rows = TranscriptRows("", (), 10, cell_len)
    assert (len(rows), rows.height, rows.settle(5)) == (1, 1, 0)


@given(
    st.lists(st.sampled_from(["cluster", "row", "word", "edge", "end", "turn", "sentence"]), max_size=25),
    st.data(),
    st.integers(2, 30),
)
def test_a_caret_stays_in_words_and_a_selection_is_what_would_be_stored(
    moves: list[str], data: st.DataObject, width: int
) -> None:
    here = caret(width)
    for name in moves:
        act = {"edge": "to_row_edge", "end": "to_end"}.get(name, f"by_{name}")
        getattr(here, act)(data.draw(st.sampled_from([-1, 1])), data.draw(st.booleans()))
        turn = here.turn
        assert turn.words <= here.at <= turn.end
        held = here.selection
        if held is not None:
            assert held == held.trimmed(TEXT)
            assert not any(turn.start <= held.start < turn.words for turn in TURNS)
            assert not any(turn.start < held.end <= turn.words for turn in TURNS)


def test_stepping_passes_over_the_speaker() -> None:
    here = caret()
    here.move_to(TURNS[0].end)
    here.by_cluster(1)
    assert here.at == TURNS[1].words
    here.by_cluster(-1)
    assert here.at == TURNS[0].end


def test_rows_keep_their_column() -> None:
    here = caret(12)
    here.move_to(TURNS[1].words + 8)
    column = here.rows.column(here.at)
    here.by_row(2)
    here.by_row(-2)
    assert here.rows.column(here.at) == column


def test_a_selection_over_turns_holds_the_label_between_but_none_at_its_ends() -> None:
    here = caret()
    here.move_to(TURNS[0].end)
    here.move_to(TURNS[1].words + 2, extend=True)
    assert words(here.selection) == "We"
    here.move_to(TURNS[0].words + 11)
    here.move_to(TURNS[1].words, extend=True)
    assert words(here.selection) == "Good."
    here.move_to(TURNS[1].words + 2, extend=True)
    assert words(here.selection) == "Good.\n\nMrs Okoro: We"


def test_sentences_forward_and_back() -> None:
    here = caret()
    starts = []
    for _ in range(5):
        starts.append(TEXT[here.at :].split()[0])
        here.by_sentence(1)
    assert starts == ["How", "We", "Nobody", "Fine.", "Yes."]
    assert here.at == TURNS[2].end
    here.move_to(TURNS[2].words)
    here.by_sentence(-1)
    assert TEXT[here.at :].startswith("Fine.")
    here.by_sentence(-1)
    assert TEXT[here.at :].startswith("Nobody")


def test_turns_forward_and_back() -> None:
    here = caret()
    here.by_turn(1)
    assert here.at == TURNS[1].words
    here.move_to(here.at + 5)
    here.by_turn(-1)
    assert here.at == TURNS[1].words
    here.by_turn(-1)
    assert here.at == TURNS[0].words
    here.by_turn(1, extend=True)
    assert words(here.selection) == "How is it? Good."


def test_extending_like_vi() -> None:
    here = caret()
    here.toggle_extending()
    here.by_word(1)
    here.by_word(1)
    assert words(here.selection) == "How is"
    here.toggle_extending()
    assert words(here.selection) == "How is"
    here.by_word(1)
    assert here.selection is None


def test_clearing_tells_whether_there_was_anything() -> None:
    here = caret()
    assert not here.clear()
    here.by_word(1, extend=True)
    assert here.clear()
    assert here.selection is None


# What a picker and a list of finds show

CHOICES = [
    CodeChoice("B01", "Organisation of information", "Benefits", cues=("where things are",)),
    CodeChoice("B02", "Parental involvement", "Benefits", cues=("my mum looks",)),
    CodeChoice("B02.1", "Parents informed", "Benefits", 1),
    CodeChoice("B12", "Community", "Benefits"),
    CodeChoice("C02", "Time to learn", "Conditions"),
]


def ids(typed: str, *recent: str) -> list[str]:
    return [choice.id for choice in find_matching_codes(CHOICES, typed, recent)]


def test_an_id_comes_first() -> None:
    assert ids("b02")[:2] == ["B02", "B02.1"]
    assert ids("B1")[0] == "B12"


def test_the_exact_name_beats_one_that_begins_so() -> None:
    choices = [
        CodeChoice("S2", "Between teachers and learners", "B"),
        CodeChoice("S1", "Between teachers", "B"),
        CodeChoice("S3", "Talk between teachers", "B"),
        CodeChoice("S4", "Other", "B", cues=("between teachers",)),
    ]
    assert [choice.id for choice in find_matching_codes(choices, "between teachers")] == ["S1", "S2", "S3", "S4"]
    assert find_matching_codes(choices, "s4")[0].id == "S4"


def test_names_and_cues_are_found_loosely() -> None:
    assert ids("parental")[0] == "B02"
    assert ids("organization")[0] == "B01"
    assert "B02" in ids("mum looks")


def test_what_is_like_nothing_finds_nothing() -> None:
    assert ids("qqqqq") == []


def test_recent_codes_win_among_equals() -> None:
    assert ids("parent", "B02.1")[0] == "B02.1"


@given(st.lists(st.sampled_from(["alpha", "be", "gamma ray", "δ"]), min_size=1, max_size=150).map(" ".join), st.data())
def test_a_snippet_marks_the_same_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    hit = Span(start, data.draw(st.integers(start + 1, min(len(text), start + 12))))
    shown, marks = cut_snippet(text, [hit])
    assert [shown[a:b] for a, b in marks] == [text[hit.start : hit.end]]
    assert len(shown) <= 100 + 240 + 20


def test_a_snippet_keeps_the_words_around_the_hit() -> None:
    text = " ".join(f"w{n}" for n in range(400))
    hit = Span(text.index("w200"), text.index("w200") + 4)
    shown, _ = cut_snippet(text, [hit])
    assert shown.startswith("… w1")
    assert "w199 w200 w201" in shown
    assert shown.endswith(" …")
    assert set(shown.split()) <= {*text.split(), "…"}
