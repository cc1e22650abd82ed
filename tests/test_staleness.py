"""A rating says when something it rested on is another now, and what stood there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.judging.rating import Judgement
from casecoder.core.transcripts.quote_matching import excerpt_differences
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.codebook import codebook_editing
from casecoder.services.judging.rating import rate, read_rating_grid
from casecoder.services.judging.reconciling_and_signing import list_rated_cells, sign_off, sign_off_all
from casecoder.services.segments.coding import remove_coding
from casecoder.services.segments.segment_editing import move_boundary
from casecoder.services.sources.amending import amend_case, amend_participant
from casecoder.services.sources.correcting import apply_correction, plan_correction, replace_throughout
from casecoder.services.sources.study_listings import list_segments
from casecoder.services.study_check import check_study
from casecoder.store.evidence import EvidenceFilter
from casecoder.store.study_file import StudyFile
from tests.study_kit import CODER, INTERVIEW, read_now
from tests.tui_kit import NOTICES, PAPER, SHOWS, code, two_schools

Change = Callable[[StudyFile], object]


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """P1 B02 is rated, resting on a learner's words, coding 1."""
    made = two_schools(tmp_path)
    code(made, SHOWS)
    rate(made, "P1", "B02", Band.AMBER, because="So.", cited=[1], rater="anna")
    return made


def held(study: StudyFile, benefit: str = "B02") -> Judgement:
    judgement = read_now(study, read_rating_grid).cells[benefit, "P1"].judgement
    assert judgement is not None
    return judgement


def shrink(study: StudyFile) -> object:
    (item,) = list_segments(study, EvidenceFilter(numbers=frozenset({1})))
    return move_boundary(study, 1, Span(item.start, item.end - len(" She likes it.")), coder=CODER)


def corrected(text: str) -> Change:
    return lambda study: apply_correction(study, plan_correction(study, "P1-INT-01", text), coder=CODER)


@pytest.mark.parametrize(("change", "said"), [
    (shrink, "The words of E-0001 have changed: “I show my mum. She likes it.” is now “I show my mum.”"),
    (corrected(INTERVIEW.replace("my mum", "my aunt")),
     "The words of E-0001 have changed: “I show my mum. She likes it.” is now “I show my aunt. She likes it.”"),
    (lambda study: replace_throughout(study, "likes", "loves", coder=CODER),
     "The words of E-0001 have changed: “… show my mum. She likes it.” is now “… show my mum. She loves it.”"),
    (lambda study: remove_coding(study, 1, coder=CODER), "E-0001 has been removed: “I show my mum. She likes it.”"),
    (lambda study: codebook_editing.redefine_code(study, "B02", coder=CODER, definition="What families see and say."),
     "The definition of B02 has changed: “What families see.” is now “What families see and say.”"),
    (lambda study: codebook_editing.redefine_code(study, "B02", coder=CODER, include="letters home"),
     "What B02 includes has changed: “letters home” has been added."),
])  # fmt: skip
def test_what_changed_is_told_with_what_stood_there(study: StudyFile, change: Change, said: str) -> None:
    change(study)
    assert held(study).changes == (said,)
    (printed,) = held(study).stale
    assert "“" not in printed, "a document prints it, and quotes nobody by it"
    history.undo(study, CODER)
    assert (held(study).stale, held(study).changes) == ((), ())


@pytest.mark.parametrize("change", [
    corrected("INT: Good morning.\n\n" + INTERVIEW),
    corrected(INTERVIEW.replace("I show my mum. She", "I show my mum.\nShe")),
    corrected(INTERVIEW.replace("café", "cafe")),
    lambda study: amend_case(study, "P1", coder=CODER, label="The school by the river"),
    lambda study: codebook_editing.rename_code(study, "B02", "Parents and carers", coder=CODER),
    lambda study: code(study, NOTICES.replace(".", ", and then"), under="B02"),
])  # fmt: skip
def test_what_leaves_the_grounds_alone_leaves_the_rating_alone(study: StudyFile, change: Change) -> None:
    change(study)
    assert held(study).stale == ()


def test_several_changes_are_told_each(study: StudyFile) -> None:
    shrink(study)
    amend_participant(study, "P1", "L1", coder=CODER, consent="withdrawn")
    assert len(held(study).stale) == len(held(study).changes) == 2


def test_a_coding_whose_code_is_under_another_benefit_now_is_no_ground(study: StudyFile) -> None:
    number = code(study, PAPER, under="B01.1")
    rate(study, "P1", "B01", Band.AMBER, because="So.", cited=[number], rater="anna")
    codebook_editing.move_code(study, "B01.1", coder=CODER, parent="B03")
    assert held(study, "B01").stale == ("E-0002 is coded B01.1, which is not under B01 any more.",)
    history.undo(study, CODER)
    assert held(study, "B01").stale == ()


def test_looked_and_found_nothing_is_stale_once_something_is_coded(study: StudyFile) -> None:
    before = code(study, PAPER, under="B01.1")
    rate(study, "P1", "B01", Band.NONE, because=f"E-{before:04d} is no evidence.", cited=[], rater="anna")
    assert held(study, "B01").stale == (), "that was there when she looked"
    code(study, SHOWS, under="B01")
    code(study, SHOWS, under="B01", source="S1-INT-01")
    assert held(study, "B01").stale == ("No evidence had been found; E-0003 has been coded since.",)
    remove_coding(study, 3, coder=CODER)
    assert held(study, "B01").stale == ()


@pytest.mark.parametrize("change", [
    lambda study: codebook_editing.retire_code(study, "B02", coder=CODER),
    lambda study: codebook_editing.move_code(study, "B02", coder=CODER, parent="B03"),
])  # fmt: skip
def test_a_benefit_that_is_none_any_more_is_not_signed_off(study: StudyFile, change: Change) -> None:
    change(study)
    (cell,) = list_rated_cells(study)
    assert cell.state == "no longer rated"
    assert sign_off_all(study, coder="lead").signed == ()
    assert check_study(study).stale == ()


def test_a_signed_rating_goes_stale_and_holds_again_when_the_coding_is_back(study: StudyFile) -> None:
    sign_off(study, "P1", "B02", coder="lead")
    remove_coding(study, 1, coder=CODER)
    assert (held(study).is_signed, len(held(study).stale)) == (True, 1)
    history.undo(study, CODER)
    assert (held(study).is_signed, held(study).stale) == (True, ())


WORDS = st.lists(st.sampled_from(["a", "b", "c", "dd"]), min_size=1, max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_what_differs_is_in_both_cuts_and_what_does_not_is_cut_from_both(before: str, after: str) -> None:
    was, now = excerpt_differences(before, after, beside=1)
    assert (was == now) == (before == after)
    assert was.startswith("…") == now.startswith("…")
    for cut, whole in ((was, before), (now, after)):
        assert cut.strip("… ") in whole
