"""Several raters: blind, side by side, reconciled, signed off; and what makes a rating stale."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.rating import (
    Judgement,
    RatingKind,
    RatingStanding,
    find_rating_standing,
    independent_ratings,
    is_rated_blind,
    ratings_visible_to,
)
from casecoder.core.vocabulary import Band, Consent, Direction
from casecoder.services import history
from casecoder.services.judging.agreement_on_ratings import DoubleRatedCells, find_double_rated_cells
from casecoder.services.judging.bare_ratings import CodeAndCase
from casecoder.services.judging.rating import open_rating_desk, rate, read_rating_grid
from casecoder.services.judging.rating_rows import rating_standings
from casecoder.services.judging.reconciling_and_signing import list_rated_cells, reconcile, sign_off, sign_off_all
from casecoder.services.judging.study_settings import change_study_settings
from casecoder.services.outputs.matrices import build_school_matrix
from casecoder.services.segments.coding import amend_coding
from casecoder.services.sources.amending import amend_participant
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store.study_file import StudyFile
from tests.demo_kit import sample
from tests.documents.report_inputs import judgement
from tests.study_kit import CODER, contents, read_now
from tests.tui_kit import PAPER, SHOWS, code, two_schools

LEAD = "lead"


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """P1 B02 has a coding against and one for, numbered 1 and 2."""
    made = two_schools(tmp_path)
    code(made, PAPER, counters=True)
    code(made, SHOWS)
    return made


def give(study: StudyFile, rater: str, band: Band, **more: str) -> Judgement:
    return rate(study, "P1", "B02", band, because=f"{rater} thinks so.", cited=[2], rater=rater, **more)


def cell(study: StudyFile, viewer: str) -> tuple[Band | None, int, int]:
    """What somebody sees of P1 B02: the band that holds, ratings she sees on the desk, ratings she doesn't see."""
    seen = open_rating_desk(study, "P1", "B02", viewer)
    holds = read_now(study, read_rating_grid, viewer=viewer).cells["B02", "P1"].judgement
    assert holds == seen.standing.judgement
    return (holds.band if holds else None, len(seen.history), seen.standing.hidden)


def test_raters_who_differ_are_not_reconciled_until_somebody_does(study: StudyFile) -> None:
    give(study, "anna", Band.GREEN)
    give(study, "ben", Band.GREEN)
    held = read_now(study, read_rating_grid).cells["B02", "P1"]
    assert held.judgement is not None
    assert held.judgement.rater == "ben"
    give(study, "ben", Band.AMBER)
    held = read_now(study, read_rating_grid).cells["B02", "P1"]
    assert held.judgement is None
    assert held.standing.differs
    assert held.standing.sentence == "2 ratings not yet reconciled"
    agreed = reconcile(study, "P1", "B02", Band.AMBER, because="Talked over.", cited=[1, 2], coder=LEAD)
    assert (agreed.kind, agreed.settles) == (RatingKind.AGREED, (1, 3))
    now = read_now(study, read_rating_grid).cells["B02", "P1"]
    assert (now.judgement, now.open) == (agreed, ())
    assert [each.number for each in open_rating_desk(study, "P1", "B02").history] == [4, 3, 2, 1]


def test_blind_raters_see_their_own_until_they_have_given_it(study: StudyFile) -> None:
    change_study_settings(study, {"blind": "on", "lead": LEAD}, coder=LEAD)
    give(study, "anna", Band.GREEN)
    assert cell(study, "anna") == (Band.GREEN, 1, 0)
    assert cell(study, "ben") == (None, 0, 1)
    assert cell(study, LEAD) == (Band.GREEN, 1, 0)
    give(study, "ben", Band.RED)
    assert cell(study, "ben") == (None, 2, 0), "she has given hers: now she sees that they differ"
    assert cell(study, "cleo") == (None, 0, 2)
    assert read_now(study, read_rating_grid).cells["B02", "P1"].standing.sentence == "2 ratings not yet reconciled", (
        "what a document says"
    )
    assert {line.label for line in history.read_history(study, 2)} == {"Rate P1 B02 (R-0001)", "Rate P1 B02 (R-0002)"}
    reconcile(study, "P1", "B02", Band.AMBER, because="Between.", cited=[2], coder=LEAD)
    for viewer in ("anna", "ben", "cleo", LEAD, ""):
        assert cell(study, viewer)[0] is Band.AMBER


def test_a_matrix_of_a_blind_study_shows_no_rating_that_is_not_agreed_on(study: StudyFile) -> None:
    from casecoder.core.outputs.matrix import MatrixMeasure

    give(study, "anna", Band.GREEN)
    assert read_now(study, build_school_matrix, MatrixMeasure.RAG).cells["B02", "P1"].value is Band.GREEN
    change_study_settings(study, {"blind": "on"}, coder=LEAD)
    assert read_now(study, build_school_matrix, MatrixMeasure.RAG).cells["B02", "P1"].value is not Band.GREEN
    give(study, "anna", Band.GREEN)
    sign_off(study, "P1", "B02", coder="anna")
    assert read_now(study, build_school_matrix, MatrixMeasure.RAG).cells["B02", "P1"].value is Band.GREEN


def test_only_the_lead_reconciles_signs_off_and_changes_how_the_study_rates(study: StudyFile) -> None:
    change_study_settings(study, {"lead": LEAD}, coder=LEAD)
    give(study, "anna", Band.GREEN)
    before = contents(study)
    with pytest.raises(CaseCoderError, match="Only lead"):
        reconcile(study, "P1", "B02", Band.RED, because="So.", cited=[1], coder="anna")
    with pytest.raises(CaseCoderError, match="Only lead"):
        sign_off(study, "P1", "B02", coder="anna")
    with pytest.raises(CaseCoderError, match="Only lead"):
        change_study_settings(study, {"blind": "on"}, coder="anna")
    assert contents(study) == before


def test_without_a_lead_a_blind_rater_reconciles_only_what_she_has_rated(study: StudyFile) -> None:
    change_study_settings(study, {"blind": "on"}, coder=LEAD)
    give(study, "anna", Band.GREEN)
    with pytest.raises(CaseCoderError, match="you have not rated P1 B02"):
        reconcile(study, "P1", "B02", Band.RED, because="So.", cited=[1], coder="ben")
    with pytest.raises(CaseCoderError, match="can't be signed off: 1 rating can't be seen yet"):
        sign_off(study, "P1", "B02", coder="ben")
    assert read_now(study, read_rating_grid).cells["B02", "P1"].standing.sentence == "1 rating not yet signed off", (
        "what a document says"
    )


def test_a_signed_rating_only_changes_by_one_that_says_why(study: StudyFile) -> None:
    first = give(study, "anna", Band.GREEN)
    with pytest.raises(CaseCoderError, match="No rating of P1 B02 is signed off"):
        give(study, "ben", Band.GREEN, reason="A parent wrote since.")
    give(study, "ben", Band.GREEN)
    sign_off(study, "P1", "B02", coder=LEAD)
    with pytest.raises(CaseCoderError, match="signed off by lead"):
        give(study, "anna", Band.RED)
    with pytest.raises(CaseCoderError, match="signed off by lead"):
        reconcile(study, "P1", "B02", Band.RED, because="So.", cited=[1], coder=LEAD)
    with pytest.raises(CaseCoderError, match="R-0002 is already, by lead"):
        sign_off(study, "P1", "B02", coder=LEAD)
    changed = give(study, "anna", Band.AMBER, reason="A parent wrote since.")
    assert changed.settles == (2,)
    held = read_now(study, read_rating_grid).cells["B02", "P1"]
    assert (held.judgement, held.open) == (changed, (changed,)), "what was settled by signing does not come back"
    assert open_rating_desk(study, "P1", "B02").history[1].signed_by == LEAD
    assert first.number in open_rating_desk(study, "P1", "B02").history[1].settles
    assert check_study(study).faults == ()


def test_a_stale_rating_is_not_signed_off_and_all_of_a_study_are_signed_in_one_act(study: StudyFile) -> None:
    give(study, "anna", Band.GREEN)
    rate(study, "S1", "B01", Band.NONE, because="Nothing.", cited=[], rater="anna")
    rate(study, "S1", "B02", Band.NONE, because="Nothing.", cited=[], rater="anna")
    amend_coding(study, 2, coder=CODER, strength=1)
    done = sign_off_all(study, coder=LEAD)
    assert [each.case for each in done.signed] == ["S1", "S1"]
    assert len(done.refusals) == 1
    assert "R-0001 has to be looked at again" in done.refusals[0]
    history.undo(study, LEAD)
    assert not any(cell.standing.judgement and cell.standing.judgement.is_signed for cell in list_rated_cells(study))


@pytest.mark.parametrize(("change", "said"), [
    (lambda study: amend_coding(study, 2, coder=CODER, direction=Direction.COUNTERS),
     "E-0002 was marked “supports” and is now marked “counters”."),
    (lambda study: amend_coding(study, 2, coder=CODER, strength=3), "The strength of E-0002 was none and is now 3."),
    (lambda study: amend_participant(study, "P1", "L1", coder=CODER, consent="withdrawn"),
     "The consent of whoever speaks in E-0002 was given and is now withdrawn."),
])  # fmt: skip
def test_the_reason_names_what_changed(study: StudyFile, change: object, said: str) -> None:
    give(study, "anna", Band.GREEN)
    assert callable(change)
    change(study)
    held = read_now(study, read_rating_grid).cells["B02", "P1"].judgement
    assert held is not None
    assert held.stale == (said,)
    history.undo(study, CODER)
    held = read_now(study, read_rating_grid).cells["B02", "P1"].judgement
    assert held is not None
    assert held.stale == ()


def test_consent_comes_with_the_evidence_and_is_a_word_of_its_vocabulary(study: StudyFile) -> None:
    amend_participant(study, "P1", "L1", coder=CODER, consent="not given")
    assert [item.consent for item in open_rating_desk(study, "P1", "B02").evidence] == [
        Consent.GIVEN,
        Consent.NOT_GIVEN,
    ]
    with pytest.raises(CaseCoderError, match="consent"):
        amend_participant(study, "P1", "L1", coder=CODER, consent="perhaps")


RATERS = st.sampled_from(["anna", "ben", "cleo"])


@given(st.lists(st.tuples(RATERS, st.sampled_from(Band), st.booleans()), max_size=8))
def test_own_ratings_hold_exactly_when_all_raters_newest_agree(acts: list[tuple[str, Band, bool]]) -> None:
    given_ = [replace(judgement(n, "B01", band), rater=rater) for n, (rater, band, _) in enumerate(acts, 1)]
    newest = {each.rater: each for each in given_}
    held = find_rating_standing(given_)
    assert {each.number for each in held.open} == {each.number for each in newest.values()}
    assert (held.judgement is None) == (len({each.band for each in newest.values()}) != 1)
    for rater in ("anna", "ben", "cleo"):
        seen = ratings_visible_to(given_, rater)
        assert seen == (given_ if rater in newest else [])


def given_by(*raters: str) -> list[Judgement]:
    """Ratings of one cell, oldest first; of ``agreed`` what was agreed on, of ``changed`` one with a reason."""
    return [
        replace(
            judgement(number, "B01", Band.RED),
            rater=rater,
            kind=RatingKind.AGREED if rater == "agreed" else RatingKind.OWN,
            reason="Seen." if rater == "changed" else "",
        )
        for number, rater in enumerate(raters, 1)
    ]


@pytest.mark.parametrize(
    ("raters", "own"),
    [
        (["anna", "ben", "anna"], 3), (["anna", "ben", "agreed", "anna"], 2), (["anna", "ben", "changed", "anna"], 2),
        (["agreed", "ben"], 0), ([], 0),
    ],
)  # fmt: skip
def test_own_ratings_are_those_before_anything_was_agreed_on_or_signed(raters: list[str], own: int) -> None:
    found = given_by(*raters)
    assert independent_ratings(found) == found[:own]


@pytest.mark.parametrize(
    ("raters", "when_blind", "when_open"),
    [
        (["anna", "ben"], True, False),
        (["anna", "anna", "ben"], True, False),  # nobody else had rated it when Anna rated again
        (["anna", "ben", "anna"], False, False),  # by then she could see Ben's
        (["anna", "ben", "cleo"], True, False),
        (["anna", "anna"], True, True),
    ],
)
def test_a_rating_was_given_blind_if_no_other_could_be_seen(
    raters: list[str], when_blind: bool, when_open: bool
) -> None:
    found = given_by(*raters)
    assert is_rated_blind(found, lambda _: True) is when_blind
    assert is_rated_blind(found, lambda _: False) is when_open


@pytest.fixture
def schools(tmp_path: Path) -> Iterator[StudyFile]:
    """The sample study before its two raters came together: twelve schools rated, blind, nothing agreed on."""
    path = tmp_path / "sample.casecoder"
    shutil.copy(sample(), path)
    study = open_study(path)
    together = takewhile(lambda act: not act.label.startswith("Rate "), history.read_history(study, 100))
    for _ in list(together):
        history.undo(study)
    yield study
    study.close()


def test_two_raters_blind_over_twelve_schools_reconcile_and_sign_off(schools: StudyFile) -> None:
    study, benefit = schools, "B04"  # one on which the sample's two raters agree
    change_study_settings(study, {"lead": LEAD}, coder=LEAD)
    cases = read_now(study, read_rating_grid).cases
    assert len(cases) == 12
    first = {each.case: each for each in (standing.judgement for standing in _of(study, benefit)) if each}
    bands = {school: Band.AMBER if at % 3 == 0 else first[school].band for at, school in enumerate(sorted(first))}
    for school, held in first.items():
        assert open_rating_desk(study, school, benefit, "second").history == (), "blind"
        rate(study, school, benefit, bands[school], because="As I read it.", cited=held.cited, rater="second")
    differing = [school for school, band in bands.items() if band is not first[school].band]
    assert 0 < len(differing) < 12
    told = {
        cell.case for cell in list_rated_cells(study, LEAD) if cell.code == benefit and cell.state == "raters differ"
    }
    assert told == set(differing)
    with study.reading() as session:
        compared = find_double_rated_cells(session, benefit, ())
    assert {"second"} < set(compared.raters)
    for school in differing:
        reconcile(study, school, benefit, bands[school], because="Agreed.", cited=first[school].cited, coder=LEAD)
    assert len([each for each in sign_off_all(study, coder=LEAD).signed if each.code == benefit]) == 12
    assert {each.case: each.band for each in (s.judgement for s in _of(study, benefit, "")) if each} == bands
    with study.reading() as session:
        after = find_double_rated_cells(session, benefit, ())
    assert _numbers(after) == _numbers(compared), "agreement is of what raters gave by themselves"
    assert after.blind == compared.blind
    assert check_study(study).faults == ()


def _numbers(rated: DoubleRatedCells) -> dict[CodeAndCase, dict[str, int]]:
    return {cell: {rater: one.number for rater, one in given.items()} for cell, given in rated.cells.items()}


def _of(study: StudyFile, benefit: str, viewer: str | None = None) -> list[RatingStanding]:
    with study.reading() as session:
        return [held for (ref, _), held in rating_standings(session, viewer).items() if ref == benefit]
