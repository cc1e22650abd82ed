"""Search: what is found, exactly where, and queries that can't be read."""

import contextlib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from casecoder.cli.main import app
from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span
from casecoder.services import history
from casecoder.services.search import text_search
from casecoder.services.search.coding_hits import HitExtent, code_hits, passages_from_hits
from casecoder.services.search.text_search import (
    SearchTally,
    SpellingMatches,
    search_similar_spellings,
    search_source,
    search_texts,
)
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from casecoder.store.tokenizer import find_query_matches
from tests.examples import examples
from tests.study_kit import CODER, INTERVIEW, add_source, make_study, read_now


def _plain(words: str) -> str:
    """As the index compares: without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFD", words.casefold()) if not unicodedata.combining(c))


def test_a_hit_is_in_its_source_and_turn_at_its_characters(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (hit,) = search_texts(study, '"reads the board"').hits
    source = study_listings.open_source(study, "P1-INT-01")
    assert (hit.source, hit.case, hit.turn, hit.speaker) == ("P1-INT-01", "P1", 2, "Mrs Okoro")
    assert [source.text[span.start : span.end] for span in hit.spans] == ["reads the board"]
    turn = source.turns[hit.turn - 1]
    assert (hit.start, hit.words) == (turn.words, source.text[turn.words : turn.end])
    coding.apply_codes(study, "P1-INT-01", ["B01"], span=hit.spans[0], coder=CODER)
    assert [item.quote for item in study_listings.list_segments(study)] == ["reads the board"]


@pytest.mark.parametrize(
    ("query", "turns"),
    [
        ("board", {2}),
        ("BOARD", {2}),
        ("cafe", {2}),
        ("CAFÉ", {2}),
        ("notices", {2, 4}),
        ("notic*", {2, 4}),
        ("notices paper", {4}),
        ("notices NOT paper", {2}),
        ("board OR mum", {2, 5}),
        ('"the notices there"', {2, 4}),
        ('"notices the there"', set()),
        ("NEAR(send paper, 2)", {4}),
        ("don’t", {4}),
        ("zoë", set()),
        ("🙂", {4}),
        ("okoro", set()),
        ("board paper", set()),
        ("any more —", {2}),
        ("“board”", {2}),
        ("nonsense", set()),
    ],
)
def test_what_a_query_finds(tmp_path: Path, query: str, turns: set[int]) -> None:
    study = make_study(tmp_path, INTERVIEW)
    assert {hit.turn for hit in search_texts(study, query).hits} == turns


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        '"',
        "(",
        "a AND",
        "NOT",
        "NOT board",
        "AND",
        "*",
        "board*:",
        "time:*",
        "a:(b)",
        "NEAR(a b, c)",
        "^*",
        "words:board*",
        "((((",
        "a OR OR b",
        "{a b} : c*",
        '"a" "b',
        "+(a)",
        "rank:(board)",
        "- * -",
    ],
)
def test_a_query_that_cannot_be_read_is_refused_in_words_or_finds_nothing_wrong(tmp_path: Path, query: str) -> None:
    study = make_study(tmp_path, INTERVIEW)
    try:
        hits = search_texts(study, query).hits
    except CaseCoderError as error:
        assert "damaged" not in error.message
        assert "nothing to search" in error.message or "can't be read" in error.message
    else:
        assert {hit.turn for hit in hits} <= {2}


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(query=st.one_of(st.text(max_size=20), st.text('ab"*()^:{}+-, ANDORT', max_size=14)))
@example(query="a" * 5000)
@example(query="word " * 3000)
@example(query="(" * 500 + "a" + ")" * 500)
def test_no_query_breaks_the_search(searched: StudyFile, query: str) -> None:
    with contextlib.suppress(CaseCoderError):
        search_texts(searched, query)


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyFile]:
    study = make_study(tmp_path_factory.mktemp("search"), INTERVIEW)
    yield study
    study.close()


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=120))
@example(words="a\x02board\x03 board")
@example(words="e\u0301 board e\u0301te\u0301 board")
@example(words="\U0001f469\u200d\U0001f4bb board 🙂 board")
def test_every_hit_lies_where_its_words_stand(talks: tuple[StudyFile, Path], words: str) -> None:
    study, folder = talks
    try:
        source = add_source(study, folder, f"INT: So?\n\nMs Ford: board {words} board {next(_numbers)}")
    except AssertionError:
        return  # not text: the import refused it
    text = study_listings.open_source(study, source).text
    found = search_source(study, source, "board")
    assert found, "the word was not found"
    assert {_plain(text[span.start : span.end]) for span in found} == {"board"}
    assert Span(text.index("board"), text.index("board") + 5) in found


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StudyFile, Path]]:
    """A study to which sources are added, each with a number of its own: the same file twice would be refused."""
    folder = tmp_path_factory.mktemp("talks")
    study = make_study(folder)
    yield study, folder
    study.close()


_numbers = count(1)


def test_a_page_holds_what_was_asked_for_and_the_next_goes_on(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    for number, case in enumerate(["Secondary School 2", "Primary School 1", "Secondary School 2"]):
        add_source(study, tmp_path, f"INT: The board?\n\nMs Ford: The board {number}.\n", f"talk-{number}.txt", case)
    whole = search_texts(study, "board", limit=None)
    listed = [source.ref for source in study_listings.list_sources(study)]
    assert len(listed) == 3
    assert [(hit.source, hit.turn) for hit in whole.hits] == [(ref, turn) for ref in listed for turn in (1, 2)]
    assert whole.tally == SearchTally({"S2": 4, "P1": 2}, 3)
    first = search_texts(study, "board", limit=4)
    assert first.next == 4
    rest = search_texts(study, "board", begin=first.next, limit=4)
    assert ([*first.hits, *rest.hits], rest.next) == (whole.hits, None)
    assert search_texts(study, "board", limit=6).next is None


def test_what_is_very_common_is_found_alike_source_by_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = make_study(tmp_path)
    for number in range(4):
        case = f"Primary School {number % 2 + 1}"
        add_source(study, tmp_path, f"INT: The board?\n\nMs Ford: The board {number}.\n", f"talk-{number}.txt", case)
    known = search_texts(study, "board", begin=1, limit=5)
    monkeypatch.setattr(text_search, "MOST_ROWS_SCANNED", 3)
    page = search_texts(study, "board", begin=1, limit=5)
    assert (page.hits, page.next, page.tally) == (known.hits, known.next, None)
    assert text_search.tally_search(study, "board") == known.tally == SearchTally({"P1": 4, "P2": 4}, 4)
    assert search_texts(study, "boar*", limit=2).tally == known.tally


def test_only_texts_in_force_are_searched_and_only_the_source_named(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    other = add_source(study, tmp_path, "INT: The notices?\n\nMs Ford: No.\n", "other.txt")
    text = study_listings.open_source(study, other).text
    assert [text[a:b] for a, b in search_source(study, other, "notices")] == ["notices"]
    assert len(search_source(study, "P1-INT-01", "notices")) == 2
    history.undo(study, CODER)
    assert {hit.source for hit in search_texts(study, "notices").hits} == {"P1-INT-01"}
    history.redo(study, CODER)
    assert {hit.source for hit in search_texts(study, "notices").hits} == {"P1-INT-01", other}
    with pytest.raises(CaseCoderError, match="no source 'X9'"):
        search_source(study, "X9", "notices")


@pytest.mark.parametrize(
    ("query", "ways", "words"),
    [
        ("forms(posts)", "", {"post"}),
        ("posting", "forms", {"post"}),
        ("posting", "", set()),
        ("reading", "forms", {"reads"}),
        ("like(bord)", "", {"board"}),
        ("notises", "spelling", {"notices"}),
        ('"notises"', "spelling", set()),
        ("it", "spelling", {"it"}),
        ("forms(don’t)", "", {"don’t"}),
    ],
)
def test_forms_and_slips(tmp_path: Path, query: str, ways: str, words: set[str]) -> None:
    study = make_study(tmp_path, INTERVIEW)
    text = study_listings.open_source(study, "P1-INT-01").text
    found = search_texts(study, query, forms="forms" in ways, spelling="spelling" in ways)
    assert {text[a:b] for hit in found.hits for a, b in hit.spans} == words


def test_what_was_sought_is_said_and_words_that_come_later_are_known(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    assert search_texts(study, "post board", forms=True).sought == (("post",), ("board",))
    add_source(study, tmp_path, "INT: So?\n\nMs Ford: We posted on boards.\n", "later.txt")
    assert search_texts(study, "post", forms=True).sought == (("post", "posted"),)
    assert search_similar_spellings(study, "bord") == SpellingMatches(1, ("board",))
    assert search_similar_spellings(study, "xylophone") is None


def test_hits_are_coded_in_one_act_as_words_sentences_or_turns(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    hits = search_texts(study, "notices OR board").hits
    quotes = {
        HitExtent.WORDS: ["notices", "board", "notices"],
        HitExtent.SENTENCE: [
            "We post the notices there.",
            "Nobody reads the board any more — honestly, café chat is dead.",
            "We post the notices there, and then we send paper too. 🙂",
        ],
        HitExtent.TURN: [hit.words for hit in hits],
    }
    for stretch, expected in quotes.items():
        coded = code_hits(study, hits, ["B01"], stretch, coder=CODER)
        assert [item.quote for item in coded.made] == expected
        again = code_hits(study, hits, ["B01"], stretch, coder=CODER)
        assert (again.made, again.there_before) == ([], len(expected))
        history.undo(study, CODER)
        assert study_listings.list_segments(study) == []


def test_hits_of_another_text_are_not_coded(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (hit,) = search_texts(study, "board").hits
    with pytest.raises(CaseCoderError, match="has been changed"):
        code_hits(study, [replace(hit, start=hit.start + 1)], ["B01"], HitExtent.WORDS, coder=CODER)
    assert study_listings.list_segments(study) == []


def test_hits_are_passages_with_their_voices(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (passage,) = read_now(study, passages_from_hits, search_texts(study, "board").hits)
    text = study_listings.open_source(study, "P1-INT-01").text
    assert (passage.source, passage.turn, passage.case_label) == ("P1-INT-01", 2, "Primary School 1")
    assert text[passage.start : passage.end] == passage.words
    assert "Okoro" not in passage.pseudonym


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    turns=st.lists(st.lists(st.sampled_from(["Ae", "áe", "AE", "b", "bé", "Éb", "ba"]), min_size=1), min_size=1),
    words=st.lists(st.sampled_from(["ae", "b", "be", "BÉ", "eb", "bab"]), min_size=1, max_size=2),
)
def test_a_search_for_words_finds_what_a_naive_search_finds(
    talks: tuple[StudyFile, Path], turns: list[list[str]], words: list[str]
) -> None:
    study, folder = talks
    said = [f"{('Ann', 'Ben')[n % 2]}: {' '.join(turn)}." for n, turn in enumerate(turns)]
    source = add_source(study, folder, "\n\n".join([*said, f"Zed: {next(_numbers)}"]))
    expected = {
        n for n, turn in enumerate(turns, 1) if {_plain(word) for word in words} <= {_plain(word) for word in turn}
    }
    assert {hit.turn for hit in search_texts(study, " ".join(words), source=source).hits} == expected


@settings(max_examples=examples(60), deadline=None)
@given(
    texts=st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=12),
    match=st.recursive(
        st.sampled_from(['"a"', '"b" *', '"c d"', 'NEAR("a" "d", 1)', 'NEAR("b" "c", 0)']),
        lambda parts: st.builds("({} {} {})".format, parts, st.sampled_from(["AND", "OR"]), parts),
        max_leaves=5,
    ),
)
@example(texts=["d c b", "a b f d"], match='("e" OR ("b" * AND ("a" OR "c d")))')
def test_the_words_marked_in_a_text_do_not_depend_on_the_texts_beside_it(texts: list[str], match: str) -> None:
    assert find_query_matches(match, texts) == [find_query_matches(match, [text])[0] for text in texts]


def test_a_hit_is_shown_in_its_context(tmp_path: Path) -> None:
    study = make_study(tmp_path, f"INT: So?\n\nMs Ford: {'before ' * 40}the board{' after' * 40}\n")
    (hit,) = search_texts(study, "board").hits
    shown = hit.in_context(20)
    assert "board" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 60


def test_the_command_lists_by_school_codes_everything_and_writes_it(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    add_source(study, tmp_path, "The notices are on the wall.\n", "hall.md", "Secondary School 2", "observation")
    study.close()
    run = partial(CliRunner().invoke, app)
    listed = run(["search", str(study.path), "notices", "--limit", "1"])
    assert listed.stdout.splitlines()[0] == "P1  Primary School 1  2 turns"
    assert "3 turns in 2 sources, 1 shown" in listed.stderr
    assert "--spelling there are 3 turns: notices." in run(["search", str(study.path), "notises"]).stderr
    assert "notises, notices" in run(["search", str(study.path), "notises", "--spelling"]).stderr
    out = tmp_path / "found.csv"
    coded = run(
        ["search", str(study.path), "notices", "--code", "B01", "--as", "words", "--coder", CODER, "--out", str(out)]
    )
    assert coded.stdout.split() == ["E-0001", "E-0002", "E-0003"]
    assert "P1-INT-01" in out.read_text(encoding="utf-8")
    with pytest.raises(CaseCoderError, match="'page' is not a stretch"):
        run(["search", str(study.path), "board", "--code", "B01", "--as", "page"], catch_exceptions=False)
    again = StudyFile.open(study.path)
    assert [item.quote for item in study_listings.list_segments(again)] == ["notices"] * 3
    assert history.undo(again, CODER)
    assert study_listings.list_segments(again) == []
