"""Moving the boundaries of coded segments, splitting and joining them, and coding many at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band, Direction
from casecoder.services import history
from casecoder.services.codebook.in_vivo import code_in_vivo, code_name_from_words
from casecoder.services.judging import rating
from casecoder.services.notes import memos
from casecoder.services.segments import coding
from casecoder.services.segments.segment_editing import join_codings, move_boundary, split_coding
from casecoder.services.sources import study_listings
from casecoder.services.sources.correcting import replace_throughout
from casecoder.services.study_check import check_study
from casecoder.store.study_file import StudyFile
from tests.examples import examples
from tests.study_kit import CODER, INTERVIEW, add_source, contents, make_study

SOURCE = "P1-INT-01"
ANSWER = "We post the notices there. Nobody reads the board any more"


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return make_study(tmp_path, INTERVIEW)


def text(study: StudyFile) -> str:
    return study_listings.open_source(study, SOURCE).text


def give(study: StudyFile, quote: str = ANSWER, code: str = "B01", coder: str = CODER, **how: object) -> Evidence:
    start = text(study).index(quote)
    return coding.apply_codes(
        study,
        SOURCE,
        [code],
        span=Span(start, start + len(quote)),
        coder=coder,
        **how,  # type: ignore[arg-type]
    )[0]


def acts(study: StudyFile) -> int:
    return len(history.read_history(study))


def test_a_boundary_moves_with_quote_and_voice_as_one_act_and_undo_returns_the_rows(study: StudyFile) -> None:
    item = give(study, note="kept", strength=2)
    before, events = contents(study), acts(study)
    whole = text(study)
    moved = move_boundary(study, item.number, Span(whole.index("Some look."), whole.index(" Most")), coder=CODER)
    assert (moved.number, moved.quote, moved.turn, moved.note, moved.strength) == (
        item.number,
        "Some look.",
        4,
        "kept",
        2,
    )
    assert acts(study) == events + 1
    history.undo(study, CODER)
    assert contents(study) == before


def test_the_history_says_which_words_a_coding_had_and_has(study: StudyFile) -> None:
    item = give(study)
    move_boundary(study, item.number, Span(item.start, item.end - 1), coder=CODER)
    first, last = item.quote.split()[0], item.quote.split()[-1]
    told = history.read_history(study)[0].label
    assert f"{last}” is now “" in told and told.endswith(f"{last[:-1]}”")
    assert first not in told  # it is cut to where it differs


def test_a_boundary_is_not_moved_onto_the_same_words_under_the_same_code(study: StudyFile) -> None:
    first, second = give(study), give(study, "Nobody reads the board")
    with pytest.raises(CaseCoderError, match="already coded B01"):
        move_boundary(study, second.number, Span(first.start, first.end), coder=CODER)
    assert move_boundary(study, second.number, Span(second.start, second.end), coder=CODER) == second


@pytest.mark.parametrize("span", [Span(5, 5), Span(0, 9_999), Span(18, 20)])
def test_a_boundary_stays_in_the_text_and_on_words(study: StudyFile, span: Span) -> None:
    item, before = give(study), contents(study)
    if span == (18, 20):
        at = text(study).index("\n\n")
        span = Span(at, at + 2)
    with pytest.raises(CaseCoderError):
        move_boundary(study, item.number, span, coder=CODER)
    assert contents(study) == before


def test_what_is_done_to_anothers_coding_says_whose_it_is_and_stays_theirs(study: StudyFile) -> None:
    item = give(study, coder="ben")
    first, second = split_coding(study, item.number, item.start + 26, coder=CODER)
    assert (first.coder, second.coder) == ("ben", "ben")
    newest = history.read_history(study)[0]
    assert newest.coder == CODER
    assert f"{item.id} of ben" in newest.label


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(1, len(ANSWER) - 1), note=st.text("ab \n", max_size=4), strength=st.sampled_from([None, 1, 3]))
def test_split_and_join_are_inverse_and_so_are_their_undos(
    study: StudyFile, at: int, note: str, strength: int | None
) -> None:
    item = give(study, note=note, strength=strength, direction=Direction.COUNTERS)
    before = contents(study)
    parts = split_coding(study, item.number, item.start + at, coder=CODER)
    halves = contents(study)
    assert parts[0].number == item.number
    for part in parts:
        assert part.quote == text(study)[part.start : part.end] == part.quote.strip()
        assert (part.note, part.strength, part.direction) == (note, strength, Direction.COUNTERS)
    joined = join_codings(study, [part.number for part in parts], coder=CODER)
    assert joined.kept == item
    assert contents(study) == before
    history.undo(study, CODER)
    assert contents(study) == halves
    history.undo(study, CODER)
    assert contents(study) == before
    history.undo(study, CODER)


def test_a_coding_is_not_split_beside_its_words(study: StudyFile) -> None:
    item = give(study, "Some look.")
    for at in (item.start, item.end, item.start - 3, item.end + 2):
        with pytest.raises(CaseCoderError, match="can't be split there"):
            split_coding(study, item.number, at, coder=CODER)


def test_joining_takes_in_what_is_between_with_the_notes_and_memos_of_both(study: StudyFile) -> None:
    first, last = give(study, "Some look.", note="one"), give(study, "then we send paper too", note="two", strength=1)
    memos.write_memo(study, "coding", last.id, "Keep me.", author=CODER)
    joined = join_codings(study, [last.number, first.number], coder=CODER)
    assert joined.kept.id == first.id
    assert joined.gone == (last.id,)
    whole = text(study)
    assert joined.kept.quote == whole[whole.index("Some look.") : whole.index(" too.") + 4]
    assert (joined.kept.note, joined.kept.strength) == ("one\ntwo", 1)
    assert [memo.body for memo in memos.list_memos(study, "coding", first.id)] == ["Keep me."]
    history.undo(study, CODER)
    assert [memo.body for memo in memos.list_memos(study, "coding", last.id)] == ["Keep me."]


def test_joining_names_the_ratings_that_then_wait_for_a_second_look(study: StudyFile) -> None:
    first, last = give(study, "Some look."), give(study, "Most don’t.")
    rating.rate(study, "P1", "B01", Band.AMBER, because="Both.", cited=[last.number], rater=CODER)
    assert join_codings(study, [first.number, last.number], coder=CODER).stale == ("R-0001",)
    assert check_study(study).faults == ()


def test_only_what_belongs_together_is_joined(study: StudyFile) -> None:
    first = give(study, "Some look.")
    others = [
        give(study, "Most don’t.", code="B02"),
        give(study, "Most don’t.", coder="ben"),
        give(study, "Most don’t.", direction=Direction.COUNTERS),
        give(study, "Nobody reads the board", coder=CODER),
    ]
    before = contents(study)
    for other, said in zip(others, ("two codes", "two coders", "two directions", "lies between"), strict=True):
        with pytest.raises(CaseCoderError, match=said):
            join_codings(study, [first.number, other.number], coder=CODER)
    with pytest.raises(CaseCoderError, match="One coding alone"):
        join_codings(study, [first.number, first.number], coder=CODER)
    assert contents(study) == before


def test_many_places_are_coded_as_one_act_and_what_is_coded_is_passed_over(study: StudyFile, tmp_path: Path) -> None:
    other = add_source(study, tmp_path, INTERVIEW.replace("🙂", "At S1."), "s1.txt", case="Secondary School 1")
    give(study, "Some look.")
    whole, events, before = text(study), acts(study), contents(study)
    look, most = whole.index("Some look."), whole.index("Most")
    places = [(SOURCE, Span(look - 1, look + 10)), (SOURCE, Span(most, most + 12)), (other, Span(look, look + 10))]
    made = coding.apply_codes_to_many(study, places, ["B01"], coder=CODER, strength=3)
    assert {(item.source, item.strength, item.turn) for item in made} == {(SOURCE, 3, 4), (other, 3, 4)}
    assert acts(study) == events + 1
    assert coding.apply_codes_to_many(study, places, ["B01"], coder=CODER) == []
    assert acts(study) == events + 1
    history.undo(study, CODER)
    assert contents(study) == before


def test_many_places_are_all_coded_or_none(study: StudyFile) -> None:
    before = contents(study)
    with pytest.raises(CaseCoderError, match="no characters"):
        coding.apply_codes_to_many(study, [(SOURCE, Span(30, 40)), (SOURCE, Span(5, 99_999))], ["B01"], coder=CODER)
    assert contents(study) == before


def test_strength_is_given_changed_and_taken_away(study: StudyFile) -> None:
    item = give(study, strength=2)
    coding.amend_coding(study, item.number, coder=CODER, strength=3)
    coding.amend_coding(study, item.number, coder=CODER, note="and a note")
    assert study_listings.list_segments(study)[0].strength == 3
    coding.amend_coding(study, item.number, coder=CODER, strength=0)
    assert study_listings.list_segments(study)[0].strength is None
    with pytest.raises(CaseCoderError, match="no strength"):
        coding.amend_coding(study, item.number, coder=CODER, strength=4)


def test_words_chosen_in_a_text_that_was_corrected_meanwhile_are_not_taken_for_others(study: StudyFile) -> None:
    item, seen = give(study, "Some look."), text(study)
    replace_throughout(study, "use it", "find it useful", coder="ben")
    before, span = contents(study), Span(item.start, item.end)
    acts_on_places: tuple[Callable[[], object], ...] = (
        lambda: coding.apply_codes(study, SOURCE, ["B02"], span=span, coder=CODER, seen=seen),
        lambda: coding.apply_codes_to_many(study, [(SOURCE, span)], ["B02"], coder=CODER, seen={SOURCE: seen}),
        lambda: code_in_vivo(study, SOURCE, span, name="New", coder=CODER, seen=seen),
        lambda: move_boundary(study, item.number, span, coder=CODER, seen=seen),
        lambda: split_coding(study, item.number, item.start + 5, coder=CODER, seen=seen),
        lambda: memos.write_memo(study, "source", SOURCE, "Hm.", author=CODER, start=9, end=12, seen=seen),
    )
    for act in acts_on_places:
        with pytest.raises(CaseCoderError, match="P1-INT-01 has been corrected since these words were chosen"):
            act()
    assert contents(study) == before
    (again,) = coding.apply_codes(study, SOURCE, ["B02"], span=span, coder=CODER, seen=text(study))
    assert again.quote != item.quote


def test_a_memo_is_on_words_of_the_text(study: StudyFile) -> None:
    for start, end in ((5, 5), (0, 99_999), (23, 25)):
        with pytest.raises(CaseCoderError, match=r"no words|no characters"):
            memos.write_memo(study, "source", SOURCE, "Hm.", author=CODER, start=start, end=end)


def test_a_code_in_vivo_and_its_coding_are_one_act(study: StudyFile) -> None:
    whole, before, events = text(study), contents(study), acts(study)
    start = whole.index("café chat is dead")
    (made,) = code_in_vivo(study, SOURCE, Span(start, start + 17), name="Café chat", coder=CODER)
    assert (made.code_name, made.quote) == ("Café chat", "café chat is dead")
    assert acts(study) == events + 1
    (again,) = code_in_vivo(study, SOURCE, Span(start, start + 4), name="Café", codebook="small", coder=CODER)
    assert again.code.startswith("B")
    history.undo(study, CODER)
    history.undo(study, CODER)
    assert contents(study) == before


@given(st.text("ab ,.’\n", max_size=120))
def test_a_name_from_words_is_one_short_line_of_them(words: str) -> None:
    name = code_name_from_words(words)
    assert len(name) <= 48
    assert name in " ".join(words.split())
