"""Search: what is found, exactly where, and queries that can't be read."""

import contextlib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.spans import Span
from casecoder.services import coding, reading
from casecoder.store.study_file import StudyFile
from tests.kit import CODER, INTERVIEW, add_source, make_study


def _plain(words: str) -> str:
    """As the index compares: without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFD", words.casefold()) if not unicodedata.combining(c))


def test_a_hit_is_in_its_source_and_turn_at_its_characters(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (hit,) = reading.find(study, '"reads the board"')
    source = reading.open_source(study, "P1-INT-01")
    assert (hit.source, hit.case, hit.turn, hit.speaker) == ("P1-INT-01", "P1", 2, "Mrs Okoro")
    assert [source.text[span.start : span.end] for span in hit.spans] == ["reads the board"]
    turn = source.turns[hit.turn - 1]
    assert (hit.start, hit.words) == (turn.words, source.text[turn.words : turn.end])
    coding.apply_codes(study, "P1-INT-01", ["B01"], span=hit.spans[0], coder=CODER)
    assert [item.quote for item in reading.segments(study)] == ["reads the board"]


@pytest.mark.parametrize(
    ("query", "turns"),
    [
        ("board", {2}), ("BOARD", {2}), ("cafe", {2}), ("CAFÉ", {2}), ("notices", {2, 4}), ("notic*", {2, 4}),
        ("notices paper", {4}), ("notices NOT paper", {2}), ("board OR mum", {2, 5}), ('"the notices there"', {2, 4}),
        ('"notices the there"', set()), ("NEAR(send paper, 2)", {4}), ("don’t", {4}), ("zoë", set()), ("🙂", {4}),
        ("okoro", set()), ("board paper", set()), ("any more —", {2}), ("“board”", {2}), ("nonsense", set()),
    ],
)
def test_what_a_query_finds(tmp_path: Path, query: str, turns: set[int]) -> None:
    study = make_study(tmp_path, INTERVIEW)
    assert {hit.turn for hit in reading.find(study, query)} == turns


@pytest.mark.parametrize(
    "query",
    ["", "   ", '"', "(", "a AND", "NOT", "NOT board", "AND", "*", "board*:", "time:*", "a:(b)", "NEAR(a b, c)", "^*",
     "words:board*", "((((", "a OR OR b", "{a b} : c*", '"a" "b', "+(a)", "rank:(board)", "- * -"],
)
def test_a_query_that_cannot_be_read_is_refused_in_words_or_finds_nothing_wrong(tmp_path: Path, query: str) -> None:
    study = make_study(tmp_path, INTERVIEW)
    try:
        hits = reading.find(study, query)
    except CaseCoderError as error:
        assert "damaged" not in error.message
        assert "nothing to search" in error.message or "can't be read" in error.message
    else:
        assert {hit.turn for hit in hits} <= {2}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=st.one_of(st.text(max_size=20), st.text('ab"*()^:{}+-, ANDORT', max_size=14)))
@example(query="a" * 5000)
@example(query="word " * 3000)
@example(query="(" * 500 + "a" + ")" * 500)
def test_no_query_breaks_the_search(searched: StudyFile, query: str) -> None:
    with contextlib.suppress(CaseCoderError):
        reading.find(searched, query)


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyFile]:
    study = make_study(tmp_path_factory.mktemp("search"), INTERVIEW)
    yield study
    study.close()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=120))
@example(words="a\x02board\x03 board")
@example(words="e\u0301 board e\u0301te\u0301 board")
@example(words="\U0001f469\u200d\U0001f4bb board 🙂 board")
def test_every_hit_lies_where_its_words_stand(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    folder = tmp_path_factory.mktemp("hits")
    study = make_study(folder)
    try:
        add_source(study, folder, f"INT: So?\n\nMs Ford: board {words} board")
    except AssertionError:
        return  # not text: the import refused it
    text = reading.open_source(study, "P1-INT-01").text
    hits = reading.find(study, "board")
    found = [span for hit in hits for span in hit.spans]
    assert found, "the word was not found"
    assert {_plain(text[span.start : span.end]) for span in found} == {"board"}
    assert Span(text.index("board"), text.index("board") + 5) in found
    study.close()


def test_the_limit_holds_and_the_best_come_first(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    for number in range(6):
        filler = "and so on " * number * 5
        add_source(study, tmp_path, f"INT: So?\n\nMs Ford: The board. {filler}", f"talk-{number}.txt")
    assert len(reading.find(study, "board", limit=3)) == 3
    assert reading.find(study, "board")[0].source == "P1-INT-01"


def test_a_hit_is_shown_in_its_context(tmp_path: Path) -> None:
    study = make_study(tmp_path, f"INT: So?\n\nMs Ford: {'before ' * 40}the board{' after' * 40}\n")
    (hit,) = reading.find(study, "board")
    shown = hit.in_context(20)
    assert "board" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 60
