"""Correcting a transcript: every coding is on its words or on the review list, whatever is edited."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.reanchoring import ReanchoringOutcome
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.text_diff import compare_texts
from casecoder.core.vocabulary import Band
from casecoder.importers.transcript_files import TRANSCRIPT_SUFFIXES, read_transcript
from casecoder.services import history
from casecoder.services.judging import rating
from casecoder.services.notes import memos
from casecoder.services.segments.coding import apply_codes, remove_coding
from casecoder.services.sources import review_list, study_listings
from casecoder.services.sources.correcting import (
    LEAST_LIKENESS,
    apply_correction,
    plan_correction,
    plan_replacement,
    replace_throughout,
)
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store.evidence import EvidenceFilter
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import ParticipantRow, SpeakerRow
from tests.demo_kit import FOLDER
from tests.examples import examples
from tests.study_kit import CODER, INTERVIEW, add_source, contents, make_study, read_now

REF = "P1-INT-01"
NAMED = """\
INT: How do you use it?

Mr Smith: We post the notices there. Mr Smith here is a fan, Mr Smith likes it.

INT: And parents, Mr Smith?

Mr Smith: Some look. Most do not. Then we send paper too, and Mr Smith
signs each one of the letters.
"""


def _code(study: StudyFile, quote: str, under: str = "B01", ref: str = REF) -> int:
    return apply_codes(study, ref, [under], quote=quote, coder=CODER)[0].number


def _text(study: StudyFile, ref: str = REF) -> str:
    return study_listings.open_source(study, ref).text


def _correct(study: StudyFile, text: str, ref: str = REF) -> None:
    apply_correction(study, plan_correction(study, ref, text), coder=CODER)


def _quote(study: StudyFile, number: int) -> str:
    (item,) = study_listings.list_segments(study, EvidenceFilter(numbers=frozenset({number})))
    assert not item.in_review
    assert _text(study, item.source)[item.start : item.end] == item.quote
    return item.quote


def test_replacing_a_name_throughout_carries_every_coding(tmp_path: Path) -> None:
    study = make_study(tmp_path, NAMED)
    text = _text(study)
    places = [Span(at, at + length) for at in range(0, len(text) - 9, 5) for length in (9, 40)]
    coded = {}
    for start, end in places:
        place = Span(start, min(end, len(text))).trimmed(text)
        try:
            coded[apply_codes(study, REF, ["B01"], span=place, coder=CODER)[0].number] = place
        except CaseCoderError:
            continue
    done = replace_throughout(study, "Mr Smith", "T1", coder=CODER)
    new = _text(study)
    assert "Smith" not in new
    assert new.count("T1") == 6
    assert [plan.unsure for plan in done] == [[]]
    assert review_list.count_review_items(study) == 0
    for number, place in coded.items():
        first, last = _outside_names(text, place)
        assert _quote(study, number) == text[first:last].replace("Mr Smith", "T1").replace("Mr\nSmith", "T1")
    assert check_study(study).faults == ()


def _outside_names(text: str, place: Span) -> tuple[int, int]:
    """The place, with names that it cuts taken in whole."""
    first, last = place
    for at in (at for at in range(len(text)) if text.startswith("Mr Smith", at)):
        first = at if at < first < at + 8 else first
        last = at + 8 if at < last < at + 8 else last
    return first, last


def test_a_file_in_which_a_name_was_replaced_carries_what_held_it_whole(tmp_path: Path) -> None:
    study = make_study(tmp_path, NAMED)
    kept = {
        _code(study, words): words.replace("Mr Smith", "T1")
        for words in (
            "We post the notices there. Mr Smith here",
            "Mr Smith likes it.",
            "And parents, Mr Smith?",
            "Some look",
        )
    }
    kept[apply_codes(study, REF, ["B02"], span=Span(25, 33), coder=CODER)[0].number] = "T1"
    path = tmp_path / "corrected.txt"
    path.write_bytes(NAMED.replace("Mr Smith", "T1").replace("\n", "\r\n").encode())
    plan = plan_correction(study, REF, path)
    assert len(plan.kept) == 1
    assert len(plan.changed) == 4
    assert {item.outcome for item in plan.changed} == {ReanchoringOutcome.CHANGED}
    apply_correction(study, plan, coder=CODER)
    assert {number: _quote(study, number) for number in kept} == kept
    assert [line.label.split("; ")[0] for line in history.read_history(study, 1)] == [
        "Correct P1-INT-01: 1 coding carried unchanged, 4 carried with changed words"
    ]


def test_a_label_that_was_replaced_is_the_same_person_and_turns_follow(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    number = _code(study, "Nobody reads the board any more")
    before = study_listings.list_segments(study)[0]
    replace_throughout(study, "Mrs Okoro", "The Head", coder=CODER)
    after = study_listings.list_segments(study)[0]
    assert (after.number, after.pseudonym, after.role) == (number, before.pseudonym, before.role)
    assert [turn.speaker for turn in study_listings.open_source(study, REF).turns] == ["INT", "The Head"] * 2 + ["Zoë"]
    with study.reading() as session:
        rows = {row.label: row for row in session.scalars(select(SpeakerRow))}
        assert rows["The Head"].participant_id == rows["Mrs Okoro"].participant_id
        assert len(session.scalars(select(ParticipantRow)).all()) == 2


def test_somebody_new_in_a_corrected_text_is_taken_in(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    _correct(study, INTERVIEW + "\nMs Hill (Teacher): I was there too.\n\nMs Hill: I was.\n")
    number = _code(study, "I was there too.")
    (item,) = study_listings.list_segments(study, EvidenceFilter(numbers=frozenset({number})))
    assert item.pseudonym == "T1"
    _correct(study, INTERVIEW.replace("INT:", "INT:") + "\n")
    assert review_list.count_review_items(study) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("INT: And parents?\n\nMrs Okoro: Some look", "Some look"),
        ("\n\nINT: And", "\n\nMrs Okoro: A paragraph that was left out. It is long.\n\nINT: And"),
        ("\n", "\r\n"),
        ("board any more", "board\nany more"),
        ("INT: How do you use it?\n\n", ""),
    ],
)
def test_edits_around_words_leave_the_words_alone(tmp_path: Path, old: str, new: str) -> None:
    study = make_study(tmp_path, INTERVIEW)
    words = (
        "We post the notices there. Nobody",
        "café chat is dead",
        "Some look",
        "then we send paper too. 🙂",
        "I show my mum. She likes it.",
    )
    coded = {_code(study, quote): quote for quote in words}
    _correct(study, INTERVIEW.replace(old, new))
    assert {number: _quote(study, number) for number in coded} == coded
    assert check_study(study).faults == ()


def test_merged_turns_carry_a_coding_across_the_label_that_went(tmp_path: Path) -> None:
    text = "INT: So?\n\nMs Ford: We use it daily, all of us.\n\nMs Ford: And at home, every evening too.\n\nINT: Oh.\n"
    study = make_study(tmp_path, text)
    place = Span(text.index("We use"), text.index("\n\nINT: Oh"))
    number = apply_codes(study, REF, ["B01"], span=place, coder=CODER)[0].number
    _correct(study, text.replace("\n\nMs Ford: And", " And"))
    assert _quote(study, number) == "We use it daily, all of us. And at home, every evening too."
    assert len(study_listings.open_source(study, REF).turns) == 3


def test_a_word_at_an_edge_that_goes_leads_to_review_and_coming_back_restores_it(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    number = _code(study, "Nobody reads the board any more")
    before = study_listings.list_segments(study)
    _correct(study, INTERVIEW.replace("Nobody reads the", "Everybody is told, and still they never look at the"))
    (held,) = review_list.list_review_items(study)
    assert (held.number, held.before.words) == (number, "Nobody reads the board any more")
    assert study_listings.list_segments(study)[0].in_review
    assert check_study(study).faults == ()
    _correct(study, INTERVIEW)
    assert review_list.list_review_items(study) == []
    assert study_listings.list_segments(study) == before


def test_the_review_list_is_decided_one_by_one_and_undone(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    first, second = _code(study, "Nobody reads the board any more"), _code(study, "She likes it.", "B02")
    _correct(study, INTERVIEW.replace("reads the board any more", "looks at the board").replace(" She likes it.", ""))
    waiting = {item.number: item for item in review_list.list_review_items(study, REF)}
    assert set(waiting) == {first, second}
    assert waiting[first].proposed is not None
    listed = contents(study)
    place = review_list.accept_review_item(study, first, coder=CODER)
    assert _quote(study, first) == _text(study)[slice(*place)]
    history.undo(study, CODER)
    assert contents(study) == listed
    review_list.accept_review_item(study, first, Span(0, 4), coder=CODER)
    assert _quote(study, first) == "INT:"
    review_list.drop_review_item(study, second, coder=CODER)
    assert review_list.count_review_items(study) == 0
    with pytest.raises(CaseCoderError, match="not on the review list"):
        review_list.accept_review_item(study, first, coder=CODER)
    with pytest.raises(CaseCoderError, match="no coding"):
        review_list.drop_review_item(study, second, coder=CODER)
    assert check_study(study).faults == ()


def test_nothing_proposed_can_not_be_accepted(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    number = _code(study, "🙂")
    _correct(study, INTERVIEW.replace("🙂", ""))
    with pytest.raises(CaseCoderError, match="Nothing in P1-INT-01 is like"):
        review_list.accept_review_item(study, number, coder=CODER)


def test_a_rating_is_stale_only_if_the_words_it_rests_on_changed(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    shifted, altered = _code(study, "I show my mum."), _code(study, "Nobody reads the board any more", "B02")
    rating.rate(study, "P1", "B01", Band.AMBER, because="So.", cited=[shifted], rater=CODER)
    rating.rate(study, "P1", "B02", Band.AMBER, because="So.", cited=[altered], rater=CODER)
    _correct(study, INTERVIEW.replace("the board", "the big board"))
    stale = {
        cell: bool(held.judgement and held.judgement.stale)
        for cell, held in read_now(study, rating.read_rating_grid).cells.items()
    }
    assert (stale["B01", "P1"], stale["B02", "P1"]) == (False, True)


def test_memos_on_words_go_with_them(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    at = INTERVIEW.index("Some look")
    memos.write_memo(study, "source", REF, "Hm.", author=CODER, start=at, end=at + 9)
    _correct(study, "INT: Good morning, and thank you all.\n\n" + INTERVIEW)
    (memo,) = memos.list_memos(study, "source", REF)
    assert _text(study)[memo.start : memo.end] == "Some look"


def test_another_interview_is_refused_with_the_likeness_found(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    other = tmp_path / "other.txt"
    other.write_text("INT: What of the weather?\n\nMs Gale: It rained on each day of that week, I am told.\n")
    before = contents(study)
    with pytest.raises(CaseCoderError, match=r"another interview altogether: it is \d+ % like P1-INT-01"):
        plan_correction(study, REF, other)
    assert contents(study) == before


def test_no_interview_of_the_corpus_is_taken_for_another_and_edited_ones_are_not_refused() -> None:
    folder = Path(__file__).parent.parent / "sample_cases"
    texts = [
        read_transcript(path).text
        for path in sorted(folder.rglob("*"))
        if path.suffix in TRANSCRIPT_SUFFIXES and path.parent.name != "sample_cases" and path.stem != "case"
    ]
    chosen = random.Random(7)
    for first, second in chosen.sample(list(combinations(texts, 2)), 60):
        assert compare_texts(first, second).likeness < LEAST_LIKENESS
    for text in chosen.sample(texts, 10):
        lines = text.split("\n")
        worded = [number for number, line in enumerate(lines) if line.strip()]
        for number in chosen.sample(worded, len(worded) * 3 // 10):
            words = lines[number].split()
            lines[number] = " ".join(word if chosen.random() < 0.5 else "other" for word in words)
        assert compare_texts(text, "\n".join(lines)).likeness >= LEAST_LIKENESS


def test_a_correction_that_changes_nothing_is_no_act(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    path = tmp_path / "same.txt"
    path.write_bytes(b"\xef\xbb\xbf" + INTERVIEW.replace("\n", "\r\n").encode())
    plan = plan_correction(study, REF, path)
    assert plan.is_empty
    before = len(history.read_history(study))
    apply_correction(study, plan, coder=CODER)
    assert len(history.read_history(study)) == before


def test_bad_corrections_are_refused_in_a_sentence(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    stale = plan_correction(study, REF, INTERVIEW + "More.\n")
    _correct(study, INTERVIEW + "Other.\n")
    with pytest.raises(CaseCoderError, match="corrected meanwhile"):
        apply_correction(study, stale, coder=CODER)
    for wrong, said in (("  \n", "No words would be left"), ("a\udcff", "no text")):
        with pytest.raises(CaseCoderError, match=said):
            plan_correction(study, REF, wrong)
    with pytest.raises(CaseCoderError, match="does not stand in"):
        plan_replacement(study, "Mrs Nobody", "T1")
    with pytest.raises(CaseCoderError, match="nothing to replace"):
        plan_replacement(study, " ", "T1")
    with pytest.raises(CaseCoderError, match="line break"):
        plan_replacement(study, "Zoë", "T1\nT2")
    with pytest.raises(CaseCoderError, match="no source"):
        plan_correction(study, "P9-INT-09", "x")


def test_a_replacement_over_several_sources_is_one_act(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    second = add_source(study, tmp_path, INTERVIEW.replace("🙂", "At P1."), "second.txt")
    numbers = [_code(study, "café chat is dead", ref=ref) for ref in (REF, second)]
    before = contents(study)
    replace_throughout(study, "café", "bar", coder=CODER)
    assert [_quote(study, number) for number in numbers] == ["bar chat is dead"] * 2
    replace_throughout(study, "bar", "pub", sources=[second], coder=CODER)
    assert [_quote(study, number) for number in numbers] == ["bar chat is dead", "pub chat is dead"]
    history.undo(study, CODER)
    history.undo(study, CODER)
    assert contents(study) == before


def test_a_correction_can_not_be_undone_from_under_later_codings(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    _correct(study, INTERVIEW + "\nZoë (Year 6): And my dad.\n")
    apply_codes(study, REF, ["B01"], quote="And my dad.", coder="ben")
    before = contents(study)
    with pytest.raises(CaseCoderError, match="E-0001 by ben"):
        history.undo(study, CODER)
    assert contents(study) == before


def test_a_correction_can_not_be_undone_or_redone_from_under_later_memos(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)

    def note(words: str) -> None:
        at = _text(study).index(words)
        memos.write_memo(study, "source", REF, "Hm.", author="ben", start=at, end=at + len(words))

    note("board")
    _correct(study, "INT: Good morning.\n\n" + INTERVIEW.replace("board", "bored"))
    history.undo(study, CODER)
    history.redo(study, CODER)
    note("café")
    with pytest.raises(CaseCoderError, match="a memo by ben is on words of P1-INT-01"):
        history.undo(study, CODER)
    history.undo(study, "ben")
    history.undo(study, CODER)
    note("Some look")
    with pytest.raises(CaseCoderError, match="a memo by ben is on words of P1-INT-01"):
        history.redo(study, CODER)
    assert sorted(memo.quote for memo in memos.list_memos(study)) == ["Some look", "board"]


EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            ["insert", "delete", "replace", "swap", "merge", "crlf", "name", "wrap", "back", "accept", "drop", "remove"]
        ),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 40),
    ),
    min_size=1,
    max_size=6,
)
INSERTED = ("um ", "\n\nINT: And then? Tell me all.\n\n", "we post the notices there. ", "Ж🙂", "\n")


@cache
def _template() -> Path:
    """A study with codings of many lengths, which examples copy."""
    folder = Path(tempfile.mkdtemp(dir=os.environ[FOLDER]))
    study = make_study(folder, NAMED)
    for start in range(0, len(_text(study)) - 30, 23):
        apply_codes(study, REF, ["B01"], span=Span(start, start + 7 + start % 31), coder=CODER)
    study.close()
    return study.path


@contextmanager
def _coded_study() -> Iterator[tuple[StudyFile, str]]:
    with tempfile.TemporaryDirectory() as folder:
        study = open_study(str(shutil.copy(_template(), folder)))
        yield study, _text(study)
        study.close()


def _edited(text: str, kind: str, where: float, size: int) -> str:
    at = int(where * len(text))
    outcomes = {
        "insert": text[:at] + INSERTED[size % len(INSERTED)] + text[at:],
        "delete": text[:at] + text[at + size :],
        "replace": text[:at] + "quite other words"[:size] + text[at + size :],
        "swap": text[at:] + "\n\n" + text[:at],
        "merge": text.replace("\n\nMr Smith: ", " ", 1),
        "name": text.replace("Mr Smith", "T1"),
        "wrap": text[:at] + text[at:].replace(" ", "\n", size),
        "crlf": text.replace("\n", "\r\n"),
    }
    return outcomes[kind]


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=EDITS)
def test_any_edits_keep_every_coding_on_its_words_or_on_the_review_list(edits: list[tuple[str, float, int]]) -> None:
    with _coded_study() as (study, first):
        numbers = {item.number for item in study_listings.list_segments(study)}
        states, acts = [contents(study)], len(history.read_history(study))
        for kind, where, size in edits:
            if kind in {"accept", "drop", "remove"}:
                numbers -= _decide(study, kind, size)
            else:
                text = _text(study)
                new = first if kind == "back" else _edited(text, kind, where, size)
                if new.strip():
                    _correct(study, new)
            if len(history.read_history(study)) > acts:
                acts = len(history.read_history(study))
                states.append(contents(study))
            _holds(study, numbers)
        assert check_study(study).faults == ()
        for state in reversed(states[:-1]):
            history.undo(study, CODER)
            assert contents(study) == state
        for state in states[1:]:
            history.redo(study, CODER)
            assert contents(study) == state
        assert check_study(study).faults == ()


def _decide(study: StudyFile, kind: str, which: int) -> set[int]:
    """Take one coding off the review list, or away. Gives back those that are gone."""
    held = review_list.list_review_items(study)
    there = [item.number for item in (study_listings.list_segments(study) if kind == "remove" else held)]
    if not there:
        return set()
    number = there[which % len(there)]
    if kind != "accept":
        (remove_coding if kind == "remove" else review_list.drop_review_item)(study, number, coder=CODER)
        return {number}
    with suppress(CaseCoderError):  # nothing is proposed, or it would be there twice
        review_list.accept_review_item(study, number, coder=CODER)
    return set()


def _holds(study: StudyFile, numbers: set[int]) -> None:
    there = study_listings.list_segments(study)
    assert {item.number for item in there} == numbers
    text, waiting = _text(study), {item.number for item in review_list.list_review_items(study)}
    for item in there:
        assert item.in_review == (item.number in waiting)
        assert item.in_review or text[item.start : item.end] == item.quote


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(["insert", "delete", "replace", "swap", "merge", "name", "wrap"]),
    where=st.floats(0, 1, exclude_max=True),
    size=st.integers(1, 40),
)
def test_there_and_back_gives_the_same_places(kind: str, where: float, size: int) -> None:
    with _coded_study() as (study, first):
        before = {item.number: (item.start, item.end) for item in study_listings.list_segments(study)}
        new = _edited(first, kind, where, size)
        _correct(study, new)
        _correct(study, first)
        waiting = {item.number for item in review_list.list_review_items(study)}
        after = {item.number: (item.start, item.end) for item in study_listings.list_segments(study)}
        assert {number: after[number] for number in after if number not in waiting} == {
            number: before[number] for number in before if number not in waiting
        }
        assert len(waiting) <= len(before) // 4


def test_a_check_finds_codings_that_a_correction_would_have_lost(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    number = _code(study, "She likes it.")
    _correct(study, INTERVIEW.replace(" She likes it.", ""))
    assert check_study(study).faults == ()
    with study.transaction() as connection:
        connection.exec_driver_sql("UPDATE displaced SET start = 1, \"end\" = 4, quote = 'xyz'")
    assert any(f"What is proposed for E-{number:04d} is not at 1 to 4" in fault for fault in check_study(study).faults)
    with study.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM displaced")
    assert any(
        "in an earlier text of P1-INT-01 and not on the review list" in fault for fault in check_study(study).faults
    )
