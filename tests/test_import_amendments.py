"""Setting right what an import understood."""

from pathlib import Path

import pytest

from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Band, Role
from casecoder.services import history
from casecoder.services.judging.rating import rate, read_rating_grid
from casecoder.services.segments import coding
from casecoder.services.sources import amending, study_listings
from casecoder.services.studies import read_study_title
from casecoder.services.study_check import check_study
from tests.study_kit import CODER, INTERVIEW, add_source, contents, make_study, read_now


def test_a_source_goes_to_a_new_school_with_its_people_and_codings(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    add_source(study, tmp_path, INTERVIEW, case="Unassigned")
    (made,) = coding.apply_codes(study, "C1-INT-01", ["B02"], quote="I show my mum", coder=CODER)
    before = contents(study)
    assert amending.amend_source(study, "C1-INT-01", coder=CODER, case="Primary School 5") == "P5-INT-01"
    assert [case.label for case in study_listings.list_cases(study)] == ["Primary School 5"]
    (item,) = study_listings.list_segments(study)
    assert (item.number, item.source, item.case, item.role) == (made.number, "P5-INT-01", "P5", Role.LEARNER)
    assert {line.case for line in study_listings.list_participants(study)} == {"P5"}
    assert check_study(study).faults == ()
    history.undo(study)
    assert contents(study) == before


def test_a_person_heard_elsewhere_stays_in_her_school_too(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    second = add_source(study, tmp_path, INTERVIEW.replace("board", "wall"), "second.txt")
    amending.amend_source(study, second, coder=CODER, case="Primary School 2")
    heard = {(line.case, line.role): line.sources for line in study_listings.list_participants(study)}
    assert heard["P1", Role.LEARNER] == ("P1-INT-01",)
    assert heard["P2", Role.LEARNER] == ("P2-INT-01",)
    assert check_study(study).faults == ()


def test_another_kind_gives_another_id_and_other_words_leave_it(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    assert amending.amend_source(study, "P1-INT-01", coder=CODER, kind="focus group") == "P1-FG-01"
    amending.amend_source(study, "P1-FG-01", coder=CODER, date="12.1.2010", title="Two voices", role="teacher")
    (source,) = study_listings.list_sources(study)
    assert (source.ref, source.kind) == ("P1-FG-01", "focus group")
    assert (source.date, source.title) == ("2010-01-12", "Two voices")


def test_a_rating_of_the_old_school_becomes_stale(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (made,) = coding.apply_codes(study, "P1-INT-01", ["B02"], quote="I show my mum", coder=CODER)
    rate(study, "P1", "B02", Band.AMBER, because="Some look.", cited=[made.number], rater="lead")
    amending.amend_source(study, "P1-INT-01", coder=CODER, case="Primary School 2")
    judgement = read_now(study, read_rating_grid).cells["B02", "P1"].judgement
    assert judgement is not None
    assert judgement.stale


def test_a_school_changes_its_phase_and_label_but_not_its_id(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    add_source(study, tmp_path, INTERVIEW, case="Hillside")
    assert amending.amend_case(study, "Hillside", coder=CODER, label="Hillside Infants", phase="primary") == "C1"
    (case,) = study_listings.list_cases(study)
    assert (case.label, case.short, case.phase) == ("Hillside Infants", "C1", "primary")


def test_a_participant_changes_role(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    other = next(line for line in study_listings.list_participants(study) if line.role is Role.OTHER)
    amending.amend_participant(study, "P1", other.pseudonym, coder=CODER, role="teacher", note="Year 5")
    assert (Role.TEACHER, "Year 5") in {(line.role, line.note) for line in study_listings.list_participants(study)}


def test_the_study_is_called_otherwise(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    amending.amend_study(study, coder=CODER, title="Twelve schools")
    assert read_study_title(study) == "Twelve schools"


def test_what_is_wrong_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    add_source(study, tmp_path, INTERVIEW.replace("board", "wall"), "second.txt", case="Primary School 2")
    before = contents(study)
    for refused in (
        lambda: amending.amend_source(study, "P1-INT-09", coder=CODER, title="x"),
        lambda: amending.amend_source(study, "P1-INT-01", coder=CODER, kind="song"),
        lambda: amending.amend_source(study, "P1-INT-01", coder=CODER, date="soon"),
        lambda: amending.amend_case(study, "P1", coder=CODER, label="Primary School 2"),
        lambda: amending.amend_case(study, "P1", coder=CODER, phase="tertiary"),
        lambda: amending.amend_participant(study, "P1", "T9", coder=CODER, role="teacher"),
        lambda: amending.amend_study(study, coder=CODER, title=" "),
    ):
        with pytest.raises(CaseCoderError):
            refused()
    assert contents(study) == before
