"""Undo and redo: any order of acts keeps quotes in place and leads back to the same state."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Direction
from casecoder.services import history
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store.study_file import StudyFile
from tests.examples import examples
from tests.study_kit import CODER, INTERVIEW, contents, make_study

ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("code"),
            st.integers(0, 400),
            st.integers(1, 80),
            st.sampled_from(["B01", "B01.1", "B02"]),
            st.sampled_from(["anna", "ben"]),
        ),
        st.tuples(st.just("uncode"), st.integers(0, 10), st.sampled_from(["anna", "ben"])),
        st.tuples(st.just("amend"), st.integers(0, 10), st.sampled_from(["anna", "ben"])),
        st.tuples(st.just("undo"), st.sampled_from(["", "anna", "ben"])),
        st.tuples(st.just("redo"), st.sampled_from(["", "anna", "ben"])),
    ),
    max_size=12,
)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r\t"), min_size=5, max_size=200)


def _carry_out(study: StudyFile, act: tuple[Any, ...]) -> None:
    match act:
        case ("code", start, length, code, coder):
            collected = study_listings.list_sources(study)
            if not collected:
                raise CaseCoderError("The import has been undone.")
            source = collected[0]
            start %= max(1, source.length)
            coding.apply_codes(
                study, source.ref, [code], span=Span(start, min(start + length, source.length)), coder=coder
            )
        case ("uncode", which, coder):
            there = study_listings.list_segments(study)
            coding.remove_coding(study, there[which % len(there)].number if there else 1, coder=coder)
        case ("amend", which, coder):
            there = study_listings.list_segments(study)
            coding.amend_coding(
                study, there[which % len(there)].number if there else 1, coder=coder, direction=Direction.COUNTERS
            )
        case ("undo", coder):
            history.undo(study, coder)
        case ("redo", coder):
            history.redo(study, coder)


def _try(study: StudyFile, act: tuple[Any, ...]) -> bool:
    try:
        _carry_out(study, act)
    except CaseCoderError:
        return False
    return True


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS, acts=ACTS)
def test_any_order_of_acts_keeps_every_quote_in_its_place(text: str, acts: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = make_study(Path(folder), "words " + text)
        for act in acts:
            before = contents(study)
            if not _try(study, act):
                assert contents(study) == before, "a refused act changed the study"
        for item in study_listings.list_segments(study):
            source = study_listings.open_source(study, item.source)
            assert source.text[item.start : item.end] == item.quote
        assert check_study(study).faults == ()
        study.close()


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_undoing_everything_and_redoing_it_returns_to_the_same_state(acts: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = make_study(Path(folder), INTERVIEW)
        first, before = contents(study), len(history.read_history(study))
        for act in acts:
            if act[0] in {"code", "uncode", "amend"}:
                _try(study, act)
        done, last = len(history.read_history(study)) - before, contents(study)  # what changed nothing is no act
        for _ in range(done):
            history.undo(study)
        assert contents(study) == first
        for _ in range(done):
            history.redo(study)
        assert contents(study) == last
        study.close()


def test_undo_and_redo_outlive_the_session(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder=CODER)
    study.close()
    study = open_study(tmp_path / "study.casecoder")
    assert "P1-INT-01" in history.undo(study)
    assert study_listings.list_segments(study) == []
    study.close()
    study = open_study(tmp_path / "study.casecoder")
    history.redo(study)
    assert [item.quote for item in study_listings.list_segments(study)] == ["Nobody reads the board"]


def test_each_coder_undoes_her_own_acts(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder="anna")
    coding.apply_codes(study, "P1-INT-01", ["B02"], quote="I show my mum", coder="ben")
    history.undo(study, "anna")
    assert [item.coder for item in study_listings.list_segments(study)] == ["ben"]
    with pytest.raises(CaseCoderError, match="nothing to redo"):
        history.redo(study, "ben")
    history.redo(study, "anna")
    assert [item.coder for item in study_listings.list_segments(study)] == ["anna", "ben"]


def test_undo_is_refused_when_later_work_rests_on_it(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder="ben")
    before = contents(study)
    with pytest.raises(CaseCoderError, match="later work rests on it"):
        history.undo(study, CODER)
    assert contents(study) == before
    assert check_study(study).faults == ()


def test_a_new_act_forgets_what_could_be_redone(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder=CODER)
    history.undo(study)
    coding.apply_codes(study, "P1-INT-01", ["B02"], quote="I show my mum", coder=CODER)
    with pytest.raises(CaseCoderError, match="nothing to redo"):
        history.redo(study)


def test_the_number_of_an_undone_coding_is_not_given_again(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    first = coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder=CODER)
    history.undo(study)
    second = coding.apply_codes(study, "P1-INT-01", ["B02"], quote="I show my mum", coder=CODER)
    assert second[0].number > first[0].number


def test_the_history_keeps_every_act_and_every_undo(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder=CODER)
    history.undo(study)
    newest, act, *_ = history.read_history(study)
    assert (act.kind, newest.kind, newest.reverses) == ("code", "undo", act.number)
