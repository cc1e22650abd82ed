"""What a screen is told of acts since it last looked: as much as changed, and no more."""

from pathlib import Path

import pytest
from sqlalchemy import select

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span
from casecoder.services import history
from casecoder.services.notes import memos
from casecoder.services.segments import coding
from casecoder.services.segments.changes_since import (
    MOST_CHANGES,
    newest_act_number,
    next_undo_number,
    read_source_changes,
)
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import SpeakerRow
from tests.study_kit import CODER, INTERVIEW, add_source, make_study

SOURCE = "P1-INT-01"


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return make_study(tmp_path, INTERVIEW)


def give(study: StudyFile, start: int = 40, source: str = SOURCE, coder: str = CODER) -> int:
    return coding.apply_codes(study, source, ["B01"], span=Span(start, start + 30), coder=coder)[0].number


def test_codings_made_changed_and_removed_by_anybody_are_told(study: StudyFile) -> None:
    kept, gone = give(study, 40), give(study, 50, coder="ben")
    state = newest_act_number(study)
    assert read_source_changes(study, SOURCE, state).state == state
    assert not read_source_changes(study, SOURCE, state).touched
    coding.amend_coding(study, kept, coder=CODER, note="looked")
    coding.remove_coding(study, gone, coder="ben")
    new = give(study, 60, coder="ben")
    told = read_source_changes(study, SOURCE, state)
    assert told.touched == {kept, gone, new}
    assert {(item.number, item.note) for item in told.changed} == {(kept, "looked"), (new, "")}
    assert not told.anew
    history.undo(study, CODER)
    assert read_source_changes(study, SOURCE, told.state).touched == {kept}


def test_what_happens_elsewhere_is_not_told(study: StudyFile, tmp_path: Path) -> None:
    other = add_source(study, tmp_path, INTERVIEW.replace("🙂", "At S1."), "s1.txt", case="Secondary School 1")
    state = newest_act_number(study)
    give(study, source=other)
    told = read_source_changes(study, SOURCE, state)
    assert told.state == state + 1
    assert not (told.touched or told.memos or told.anew)


def test_memos_are_told_and_other_changes_of_the_source_ask_for_it_anew(study: StudyFile) -> None:
    state = newest_act_number(study)
    memos.write_memo(study, "source", SOURCE, "Look.", author=CODER)
    assert read_source_changes(study, SOURCE, state).memos
    state = newest_act_number(study)
    with study.reading() as session:
        speaker = session.scalars(select(SpeakerRow)).first()
        assert speaker is not None
    with study.change("speaker", "Rename", CODER) as change:
        change.update(speaker, name="Another")
    assert read_source_changes(study, SOURCE, state).anew


def test_after_many_acts_the_source_is_read_anew(study: StudyFile) -> None:
    state = newest_act_number(study)
    number = give(study)
    for turn in range(MOST_CHANGES):
        coding.amend_coding(study, number, coder=CODER, note=f"{turn}")
    assert read_source_changes(study, SOURCE, state).anew
    assert read_source_changes(study, SOURCE, state + 1 + MOST_CHANGES - 2).touched == {number}


def test_a_source_that_is_gone_is_said(study: StudyFile) -> None:
    state = newest_act_number(study)
    history.undo(study, CODER)
    with pytest.raises(CaseCoderError, match="There is no source"):
        read_source_changes(study, SOURCE, state)


def test_what_undo_would_take_back(study: StudyFile) -> None:
    give(study)
    act = newest_act_number(study)
    assert next_undo_number(study, CODER) == act
    history.undo(study, CODER)
    assert next_undo_number(study, CODER) == act - 1
    assert next_undo_number(study, "nobody") is None
    assert study_listings.list_segments(study) == []
