"""Who speaks: names shown, mergers, participants, the interviewer; and how far the sources are worked through."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span, covered_length
from casecoder.core.vocabulary import Role, SourceStatus
from casecoder.services import history
from casecoder.services.segments import coding
from casecoder.services.sources import amending, reading_progress, study_listings
from casecoder.services.sources.speakers import (
    SpeakerLine,
    list_speakers,
    merge_speakers,
    rename_speaker,
    set_interviewer,
    speaker_word_spans,
    tie_speaker,
)
from casecoder.services.study_check import check_study
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from tests.examples import examples
from tests.study_kit import CODER, INTERVIEW, add_source, contents, make_study

REF = "P1-INT-01"
TWICE = """\
INT: How do you use it at your school?

Mrs Okoro: We post the notices there.

Okoro: And homework.

Zoë: I show my mum.
"""


@pytest.fixture
def study(tmp_path: Path) -> Iterator[StudyFile]:
    made = make_study(tmp_path, TWICE)
    yield made
    made.close()


def cast(study: StudyFile, ref: str = REF) -> dict[str, SpeakerLine]:
    return {line.name: line for line in list_speakers(study, ref)}


def undone(study: StudyFile, act: Callable[[], object]) -> None:
    """The act leaves the study whole, is one event, and undo and redo take it back and do it again."""
    before, acts = contents(study), len(history.read_history(study))
    act()
    after = contents(study)
    assert after != before
    assert len(history.read_history(study)) == acts + 1
    assert check_study(study).faults == ()
    history.undo(study)
    assert contents(study) == before
    history.redo(study)
    assert contents(study) == after
    assert check_study(study).faults == ()


def test_speakers_are_listed_with_what_they_say(study: StudyFile) -> None:
    coding.apply_codes(study, REF, ["B01"], quote="We post the notices there.", coder=CODER)
    lines = cast(study)
    assert list(lines) == ["INT", "Mrs Okoro", "Okoro", "Zoë"]
    assert (lines["INT"].interviewer, lines["INT"].participant, lines["INT"].role) == (True, "", None)
    assert (lines["Mrs Okoro"].turns, lines["Mrs Okoro"].codings, lines["Zoë"].codings) == (1, 1, 0)
    assert [round(line.words * 19) for line in lines.values()] == [8, 5, 2, 4]
    assert lines["INT"].start == 0


def test_every_act_is_one_event_that_can_be_undone(study: StudyFile) -> None:
    coding.apply_codes(study, REF, ["B01"], span=Span(0, len(TWICE)), coder=CODER)
    undone(study, lambda: rename_speaker(study, REF, "Okoro", "The teacher", coder=CODER))
    undone(study, lambda: merge_speakers(study, REF, ["The teacher"], into="Mrs Okoro", coder=CODER))
    undone(study, lambda: tie_speaker(study, REF, "Mrs Okoro", coder=CODER, role="teacher"))
    undone(study, lambda: tie_speaker(study, REF, "Zoë", coder=CODER))
    undone(study, lambda: set_interviewer(study, REF, "Zoë", yes=True, coder=CODER))
    undone(study, lambda: rename_speaker(study, REF, "Mrs Okoro", "", coder=CODER))
    undone(study, lambda: reading_progress.set_source_status(study, REF, SourceStatus.DONE, coder=CODER))
    undone(study, lambda: amending.amend_participant(study, "P1", "T1", coder=CODER, rename="T9", note="Year 5"))
    undone(study, lambda: amending.merge_participants(study, "P1", "O1", into="T9", coder=CODER))


def test_the_text_stays_as_it_was_typed(study: StudyFile) -> None:
    rename_speaker(study, REF, "Zoë", "A child", coder=CODER)
    merge_speakers(study, REF, ["Okoro"], into="Mrs Okoro", coder=CODER)
    assert study_listings.open_source(study, REF).text == TWICE


def test_a_merged_speaker_is_one_and_comes_apart_again(study: StudyFile) -> None:
    tie_speaker(study, REF, "Mrs Okoro", coder=CODER, role="teacher", participant="T4")
    assert merge_speakers(study, REF, ["Okoro"], into="mrs okoro", coder=CODER) == "Mrs Okoro"
    merged = cast(study)["Mrs Okoro"]
    assert (merged.labels, merged.participant, merged.turns) == (("Mrs Okoro", "Okoro"), "T4", 2)
    rename_speaker(study, REF, "Okoro", "Mrs O", coder=CODER)
    assert cast(study)["Mrs O"].labels == ("Mrs Okoro", "Okoro")
    assert [TWICE[a:b] for a, b in speaker_word_spans(study, REF, "Mrs O")] == [
        "We post the notices there.",
        "And homework.",
    ]
    rename_speaker(study, REF, "Mrs O", "", coder=CODER)
    assert list(cast(study)) == ["INT", "Mrs Okoro", "Okoro", "Zoë"]


def test_a_speaker_is_renamed_throughout_the_school(study: StudyFile, tmp_path: Path) -> None:
    second = add_source(study, tmp_path, TWICE.replace("homework", "photos"), "second.txt")
    elsewhere = add_source(study, tmp_path, TWICE.replace("homework", "maps"), "third.txt", case="Primary School 2")
    undone(study, lambda: rename_speaker(study, second, "Zoë", "Learner A", coder=CODER, everywhere=True))
    assert "Learner A" in cast(study)
    assert "Learner A" in cast(study, second)
    assert "Zoë" in cast(study, elsewhere)
    assert rename_speaker(study, second, "Learner A", "Z", coder=CODER) == [second]


def test_a_name_that_another_speaker_has_is_refused_anywhere(study: StudyFile, tmp_path: Path) -> None:
    second = add_source(study, tmp_path, TWICE.replace("Okoro: And homework", "Ann: And photos"), "second.txt")
    before = contents(study)
    for name, everywhere in (("okoro", False), ("Mrs Okoro", False), ("Ann", True)):
        with pytest.raises(CaseCoderError) as refused:
            rename_speaker(study, REF, "Zoë", name, coder=CODER, everywhere=everywhere)
        assert (second if everywhere else REF) in refused.value.message
    assert contents(study) == before


def test_a_coding_over_question_and_answer_changes_voice_with_the_interviewer(study: StudyFile) -> None:
    both = Span(0, TWICE.index("Okoro: And"))
    (made,) = coding.apply_codes(study, REF, ["B01"], span=both, coder=CODER)
    assert made.turn == 2
    set_interviewer(study, REF, "Mrs Okoro", yes=True, coder=CODER)
    set_interviewer(study, REF, "INT", yes=False, coder=CODER)
    assert study_listings.list_segments(study)[0].turn == 1
    merge_speakers(study, REF, ["INT"], into="Mrs Okoro", coder=CODER)
    tie_speaker(study, REF, "Mrs Okoro", coder=CODER, role="teacher")
    assert study_listings.list_segments(study)[0].role is Role.TEACHER
    for _ in range(4):
        history.undo(study)
    assert study_listings.list_segments(study)[0].turn == 2
    assert check_study(study).faults == ()


def test_a_new_participant_keeps_the_name_that_transcripts_use_but_no_label(study: StudyFile, tmp_path: Path) -> None:
    ref = add_source(study, tmp_path, "Q: So?\n\nR1: Well, it is a long story.\n\nQ: And?\n\nR1: Hm.\n", "r.txt")
    one = tie_speaker(study, REF, "Mrs Okoro", coder=CODER, role="teacher")
    two = tie_speaker(study, ref, "R1", coder=CODER, role="teacher")
    with study.reading() as session:
        names = {person.pseudonym: person.name for person in records.participant_rows(session)}
    assert (names[one], names[two]) == ("Mrs Okoro", "")


def test_what_is_wrong_is_refused_and_changes_nothing(study: StudyFile) -> None:
    before = contents(study)
    for refused in (
        lambda: list_speakers(study, "P9-INT-01"),
        lambda: rename_speaker(study, REF, "Nobody", "x", coder=CODER),
        lambda: merge_speakers(study, REF, ["Zoë"], into="Zoë", coder=CODER),
        lambda: tie_speaker(study, REF, "Zoë", coder=CODER, participant="T9"),
        lambda: tie_speaker(study, REF, "Zoë", coder=CODER, role="wizard"),
        lambda: tie_speaker(study, REF, "Zoë", coder=CODER, role="learner", participant="o1"),
        lambda: set_interviewer(study, REF, "Nobody", yes=True, coder=CODER),
        lambda: amending.merge_participants(study, "P1", "O1", into="O1", coder=CODER),
        lambda: amending.remove_participant(study, "P1", "O1", coder=CODER),
        lambda: amending.amend_participant(study, "P1", "O1", coder=CODER, rename="o2"),
    ):
        with pytest.raises(CaseCoderError):
            refused()
    assert contents(study) == before


def test_two_participants_become_one_and_one_who_is_heard_nowhere_goes(study: StudyFile) -> None:
    amending.amend_participant(study, "P1", "O2", coder=CODER, note="Staffroom")
    amending.merge_participants(study, "P1", "o2", into="O1", coder=CODER)
    kept = next(line for line in study_listings.list_participants(study) if line.pseudonym == "O1")
    assert kept.note == "Staffroom"
    assert {line.name for line in cast(study).values() if line.participant == "O1"} == {"Mrs Okoro", "Okoro"}
    amending.amend_participant(study, "P1", "O1", coder=CODER, note="")
    assert next(line for line in study_listings.list_participants(study) if line.pseudonym == "O1").note == ""
    tie_speaker(study, REF, "Zoë", coder=CODER)
    undone(study, lambda: amending.remove_participant(study, "P1", "O3", coder=CODER))


def test_progress_is_counted_by_school(study: StudyFile, tmp_path: Path) -> None:
    add_source(study, tmp_path, INTERVIEW, "second.txt")
    add_source(study, tmp_path, INTERVIEW.replace("board", "wall"), "third.txt", case="Secondary School 1")
    reading_progress.set_source_status(study, "P1-INT-02", SourceStatus.DONE, coder=CODER)
    assert reading_progress.progress_by_school(study) == {
        "P1": reading_progress.ReadingProgress(1, 0, 1),
        "S1": reading_progress.ReadingProgress(1, 0, 0),
    }
    assert reading_progress.coded_share(study, "P1") == 0
    coding.apply_codes(study, REF, ["B01", "B02"], span=Span(0, len(TWICE.rstrip())), coder=CODER)
    assert reading_progress.coded_share(study, "P1") == pytest.approx(
        len(TWICE.rstrip()) / (len(TWICE) + len(INTERVIEW))
    )
    assert {line.ref: line.status for line in study_listings.list_sources(study)}["P1-INT-02"] is SourceStatus.DONE


LABELS = st.sampled_from(["INT", "Mrs Okoro", "Okoro", "Zoë"])
ACT = st.one_of(
    st.tuples(st.just("merge"), LABELS, LABELS),
    st.tuples(st.just("rename"), LABELS, st.sampled_from(["", "A", "B", "Zoë"])),
    st.tuples(st.just("ask"), LABELS, st.booleans()),
    st.tuples(st.just("tie"), LABELS, st.sampled_from(["", "O1", "O2"])),
)


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(ACT, max_size=5))
def test_whatever_is_done_to_speakers_can_be_undone(study: StudyFile, acts: list[tuple[str, str, str]]) -> None:
    if not study_listings.list_segments(study):
        coding.apply_codes(study, REF, ["B01"], span=Span(0, len(TWICE)), coder=CODER)
    before, count = contents(study), len(history.read_history(study))
    for what, label, value in acts:
        try:
            match what:
                case "merge":
                    merge_speakers(study, REF, [label], into=value, coder=CODER)
                case "rename":
                    rename_speaker(study, REF, label, value, coder=CODER)
                case "ask":
                    set_interviewer(study, REF, label, bool(value), coder=CODER)
                case _:
                    tie_speaker(study, REF, label, coder=CODER, participant=value)
        except CaseCoderError:
            continue
        assert sum(line.turns for line in list_speakers(study, REF)) == 4
    assert check_study(study).faults == ()
    for _ in range(len(history.read_history(study)) - count):
        history.undo(study)
    assert contents(study) == before


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(3, 60)), max_size=6))
def test_the_share_coded_counts_no_character_twice(study: StudyFile, places: list[tuple[int, int]]) -> None:
    for start, length in places:
        span = Span(start, min(start + length, len(TWICE))).trimmed(TWICE)
        coding.apply_codes_to_many(study, [(REF, span)], ["B03"], coder=CODER)
    held = [Span(item.start, item.end) for item in study_listings.list_segments(study)]
    assert reading_progress.coded_share(study, "P1") == pytest.approx(covered_length(held) / len(TWICE))
