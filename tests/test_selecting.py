"""Selecting by word, clause, sentence, turn and exchange; growing and shrinking; a caret in nasty text."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from casecoder.core.transcripts.caret import Caret
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript import Turn, TurnKind
from casecoder.core.transcripts.transcript_rows import TranscriptRows, replace_unsafe_characters
from casecoder.core.transcripts.unit_selection import SelectionUnit, UnitSelector
from casecoder.core.transcripts.words_and_clusters import split_into_clusters, word_near
from casecoder.language import clause_spans
from tests.examples import examples
from tests.test_rows import PIECES, by_full_stop, talk

ASKING = frozenset({"INT"})
TALK = (
    ("INT", "How is it?"),
    ("INT", "Is it good?"),
    ("Okoro", "We post notices there, and nobody reads them. Fine."),
    ("Joe", "Yes. It is."),
    ("INT", "And parents?"),
    ("Okoro", "They look, but not often."),
)
TEXT, TURNS = talk(*TALK)


def by_comma(text: str) -> list[Span]:
    return [Span(*m.span()).trimmed(text) for m in re.finditer(r"[^,]+,?", text) if m.group().strip()]


def selector(text: str = TEXT, turns: tuple[Turn, ...] = TURNS, hidden: frozenset[int] = frozenset()) -> UnitSelector:
    caret = Caret(TranscriptRows(text, turns, 20, cell_len, hidden), by_full_stop)
    return UnitSelector(caret, by_comma, ASKING)


def selected(chosen: UnitSelector) -> str | None:
    span = chosen.caret.selection
    return None if span is None else chosen.caret.text[span.start : span.end]


def at(words: str, chosen: UnitSelector) -> UnitSelector:
    chosen.caret.move_to(chosen.caret.text.index(words))
    return chosen


def test_growing_goes_from_the_word_to_the_exchange_and_back() -> None:
    chosen = at("notices", selector())
    seen = []
    while chosen.grow():
        seen.append(selected(chosen))
    assert seen[:4] == [
        "notices",
        "We post notices there,",
        "We post notices there, and nobody reads them.",
        TALK[2][1],
    ]
    assert str(seen[4]).startswith("How is it?") and str(seen[4]).endswith("Yes. It is.")
    assert len(seen) == 5
    for before in reversed(seen[:-1]):
        assert chosen.shrink()
        assert selected(chosen) == before
    assert chosen.shrink()
    assert selected(chosen) is None
    assert not chosen.shrink()


def test_a_free_selection_shrinks_to_what_lies_within_it_where_it_was_begun() -> None:
    chosen = at("nobody", selector())
    chosen.select(SelectionUnit.TURN)
    chosen.caret.drag(TURNS[2].end, TURNS[2].words)  # by hand, so that there is no way back
    assert chosen.shrink()
    assert selected(chosen) == "We post notices there, and nobody reads them."
    assert chosen.shrink()
    assert selected(chosen) == "and nobody reads them."
    assert chosen.shrink()
    assert selected(chosen) == "nobody"
    assert not chosen.shrink()
    assert chosen.grow()
    assert selected(chosen) == "and nobody reads them."


def test_words_clauses_and_sentences_are_added_within_the_turn() -> None:
    chosen = at("notices", selector())
    for unit, expected in (
        (SelectionUnit.WORD, "notices"),
        (SelectionUnit.WORD, "notices there"),
        (SelectionUnit.CLAUSE, "We post notices there,"),
        (SelectionUnit.CLAUSE, "We post notices there, and nobody reads them."),
        (SelectionUnit.SENTENCE, TALK[2][1]),
    ):
        assert chosen.select(unit)
        assert selected(chosen) == expected
    assert not chosen.select(SelectionUnit.SENTENCE)
    assert selected(chosen) == TALK[2][1]


def test_turns_and_exchanges_are_added_to_the_end() -> None:
    chosen = at("Yes.", selector())
    chosen.select(SelectionUnit.TURN)
    assert selected(chosen) == "Yes. It is."
    chosen.select(SelectionUnit.TURN)
    assert str(selected(chosen)).endswith("And parents?")
    chosen = at("Yes.", selector())
    chosen.select(SelectionUnit.EXCHANGE)
    assert str(selected(chosen)).startswith("How is it?") and str(selected(chosen)).endswith("It is.")
    chosen.select(SelectionUnit.EXCHANGE)
    assert str(selected(chosen)).endswith("not often.")
    assert not chosen.select(SelectionUnit.EXCHANGE)


@pytest.mark.parametrize("words", ["How is", "Is it good", "Fine", "Yes"])
def test_an_exchange_is_the_same_from_each_of_its_turns(words: str) -> None:
    chosen = at(words, selector())
    chosen.select(SelectionUnit.EXCHANGE)
    assert chosen.caret.selection == Span(TURNS[0].words, TURNS[3].end)


def test_without_an_interviewer_an_exchange_is_a_turn_and_a_heading_ends_one() -> None:
    text, turns = talk(("Okoro", "One."), ("Joe", "Two."))
    chosen = at("Two", selector(text, turns))
    chosen.select(SelectionUnit.EXCHANGE)
    assert selected(chosen) == "Two."
    text, turns = talk(("INT", "One?"), ("", "A heading"), ("Joe", "Two."))
    headed = (turns[0], turns[1]._replace(kind=TurnKind.HEADING), turns[2])
    chosen = at("Two", selector(text, headed))
    chosen.select(SelectionUnit.EXCHANGE)
    assert selected(chosen) == "Two."


def test_with_the_interviewer_folded_away_an_exchange_is_the_answers() -> None:
    hidden = frozenset(n for n, turn in enumerate(TURNS) if turn.speaker in ASKING)
    chosen = at("Yes", selector(hidden=hidden))
    chosen.select(SelectionUnit.EXCHANGE)
    assert chosen.caret.selection == Span(TURNS[2].words, TURNS[3].end)


ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["cluster", "row", "word", "turn", "sentence"]), st.sampled_from([-1, 1]), st.booleans()
        ),
        st.tuples(st.sampled_from(["grow", "shrink"]), st.just(0), st.just(False)),
        st.tuples(st.just("select"), st.sampled_from(list(SelectionUnit)), st.just(False)),
    ),
    max_size=12,
)
SAID = st.lists(st.one_of(PIECES, st.sampled_from([". ", ", ", "? ", "\n", "\n\n"])), min_size=1, max_size=25)


def act(chosen: UnitSelector, name: str, step: int, extend: bool) -> None:
    match name:
        case "grow":
            chosen.grow()
        case "shrink":
            chosen.shrink()
        case "select":
            chosen.select(SelectionUnit(step))
        case _:
            getattr(chosen.caret, f"by_{name}")(step, extend)


@settings(max_examples=examples(150))
@example(["\u200d\xa0"], [("cluster", -1, False)], False)
@given(st.lists(SAID.map("".join).filter(str.strip), min_size=1, max_size=5), ACTS, st.booleans())
def test_growing_and_shrinking_are_inverse(said: list[str], acts: list[tuple[str, int, bool]], hide: bool) -> None:
    text, turns = talk(*((("INT", "Joe")[n % 2], words) for n, words in enumerate(said)))
    hidden = frozenset(range(0, len(turns), 2)) if hide else frozenset()
    chosen = selector(replace_unsafe_characters(text), turns, hidden)
    for name, step, extend in acts:
        act(chosen, name, step, extend)
        before = chosen.caret.state
        if chosen.grow():
            after = chosen.caret.selection
            assert after is not None
            assert chosen.shrink()
            assert chosen.caret.state == before
        if chosen.shrink():
            assert chosen.grow()
            assert chosen.caret.state == before


@settings(max_examples=examples(150))
@given(SAID.map("".join), st.data())
def test_growing_holds_what_was_selected_and_ends(said: str, data: st.DataObject) -> None:
    text, turns = talk(("INT", "What?"), ("Joe", said + "x"), ("Joe", "No. Yes, so."))
    chosen = selector(replace_unsafe_characters(text), turns)
    chosen.caret.move_to(data.draw(st.integers(0, len(text))))
    held = None
    for _ in range(7):
        if not chosen.grow():
            break
        now = chosen.caret.selection
        if held is not None and now is not None:
            assert now.start <= held.start and held.end <= now.end and now != held
        held = now
    else:
        raise AssertionError("growing never ends")


@settings(max_examples=examples(200))
@given(st.lists(SAID.map("".join), min_size=1, max_size=4), ACTS, st.integers(1, 30), st.booleans())
def test_no_motion_ends_inside_a_cluster_or_in_a_hidden_turn(
    said: list[str], acts: list[tuple[str, int, bool]], width: int, hide: bool
) -> None:
    text, turns = talk(*((("INT", "Joe")[n % 2], words) for n, words in enumerate(said)))
    text = replace_unsafe_characters(text)
    hidden = frozenset(range(0, len(turns), 2)) if hide and len(turns) > 1 else frozenset()
    chosen = selector(text, turns, hidden)
    chosen.caret.rewrap(TranscriptRows(text, turns, width, cell_len, hidden))
    for name, step, extend in acts:
        act(chosen, name, step, extend)
        turn = chosen.caret.turn
        edges = {turn.words, turn.end, *(span.end for span in split_into_clusters(text, turn.words, turn.end))}
        assert chosen.caret.at in edges
        assert turns.index(turn) not in hidden


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("We don’t, café.", 4, "don’t"),
        ("We don’t, café.", 8, "don’t"),
        ("We don’t, café.", 9, "café"),
        ("We don’t, café.", 15, "café"),
        ("e\u0301te\u0301 la", 1, "e\u0301te\u0301"),
        ("नमस्ते जी", 3, "नमस्ते"),
        ("... ", 1, "... "),
    ],
)
def test_the_word_near_a_place(text: str, at: int, expected: str) -> None:
    assert text[slice(*word_near(text, at, 0, len(text)))] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "We post notices there, and nobody reads the board because chat is dead now.",
            ["We post notices there,", "and nobody reads the board", "because chat is dead now."],
        ),
        (
            "It saves me time; I can look at home, which is good.",
            ["It saves me time;", "I can look at home,", "which is good."],
        ),
        (
            "They liked it — it was easy — so they came back.",
            ["They liked it —", "it was easy —", "so they came back."],
        ),
        ("I don't use it, but the others do.", ["I don't use it,", "but the others do."]),
        (
            "At 10:30 we met (the head and me) and we agreed.",
            ["At 10:30 we met", "(the head and me)", "and we agreed."],
        ),
        ("It's the way in which we work.", ["It's the way in which we work."]),
        ("It's, you know, good for well-being.", ["It's, you know, good for well-being."]),
        ("Yes.", ["Yes."]),
    ],
)
def test_clauses(sentence: str, expected: list[str]) -> None:
    assert [sentence[start:end] for start, end in clause_spans(sentence)] == expected


@given(
    st.lists(
        st.sampled_from(
            [
                "we",
                "and",
                "because",
                ",",
                ";",
                " ",
                " ",
                "—",
                "(",
                ")",
                "you know",
                "don't",
                "日本",
                "e\u0301",
                "so they",
                "\n",
            ]
        )
    ).map("".join)
)
def test_clauses_hold_every_word_in_order(text: str) -> None:
    spans = clause_spans(text)
    assert all(span == span.trimmed(text) for span in spans)
    assert spans == sorted(spans)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
