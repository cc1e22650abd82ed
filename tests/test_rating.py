"""A rating rests on evidence, and says so when what it rested on changes."""

from pathlib import Path

import pytest

from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Band, Direction
from casecoder.services import history
from casecoder.services.codebook import codebooks
from casecoder.services.judging import rating
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.services.study_check import check_study
from casecoder.store.study_file import StudyFile
from tests.study_kit import CODEBOOK, CODER, INTERVIEW, add_source, contents, make_study, read_now


def _coded(folder: Path) -> tuple[StudyFile, int]:
    study = make_study(folder, INTERVIEW)
    (made,) = coding.apply_codes(study, "P1-INT-01", ["B01.1"], quote="Nobody reads the board", coder=CODER)
    return study, made.number


def test_a_kept_rating_shows_in_the_grid(tmp_path: Path) -> None:
    study, number = _coded(tmp_path)
    rating.rate(study, "P1", "B01", Band.AMBER, because="Early days.", cited=[number], rater="lead")
    cells = read_now(study, rating.read_rating_grid).cells
    judgement = cells["B01", "P1"].judgement
    assert judgement is not None
    assert (judgement.band, judgement.rationale, judgement.cited) == (Band.AMBER, "Early days.", (number,))
    assert cells["B01", "P1"].codings == 1
    assert cells["B02", "P1"].judgement is None


@pytest.mark.parametrize(
    ("band", "because", "cite", "said"),
    [
        (Band.GREEN, "", True, "needs a rationale"),
        (Band.GREEN, "Seen.", False, "at least one cited coding"),
        (Band.RED, "Planned.", False, "at least one cited coding"),
        (Band.NONE, "Nothing.", True, "can't cite"),
    ],
)
def test_a_rating_without_its_grounds_is_refused(
    tmp_path: Path, band: Band, because: str, cite: bool, said: str
) -> None:
    study, number = _coded(tmp_path)
    before = contents(study)
    with pytest.raises(CaseCoderError, match=said):
        rating.rate(study, "P1", "B01", band, because=because, cited=[number] if cite else [], rater="lead")
    assert contents(study) == before


def test_evidence_of_another_school_or_code_is_refused(tmp_path: Path) -> None:
    study, number = _coded(tmp_path)
    add_source(study, tmp_path, INTERVIEW.replace("board", "wall"), "other.txt", "Primary School 2")
    with pytest.raises(CaseCoderError, match="evidence from P1"):
        rating.rate(study, "P2", "B01", Band.RED, because="Little.", cited=[number], rater="lead")
    with pytest.raises(CaseCoderError, match=r"coded B01\.1"):
        rating.rate(study, "P1", "B02", Band.RED, because="Little.", cited=[number], rater="lead")


def test_counter_evidence_alone_carries_red_but_not_amber_or_green(tmp_path: Path) -> None:
    study, number = _coded(tmp_path)
    coding.amend_coding(study, number, coder=CODER, direction=Direction.COUNTERS)
    for band in (Band.GREEN, Band.AMBER):
        with pytest.raises(CaseCoderError, match="speaks against"):
            rating.rate(study, "P1", "B01", band, because="Hm.", cited=[number], rater="lead")
    rating.rate(study, "P1", "B01", Band.RED, because="Nobody looks.", cited=[number], rater="lead")


def test_not_yet_rated_none_and_red_are_three_things(tmp_path: Path) -> None:
    study, number = _coded(tmp_path)
    rating.rate(study, "P1", "B01", Band.RED, because="Only planned.", cited=[number], rater="lead")
    rating.rate(study, "P1", "B02", Band.NONE, because="Asked all; nothing.", cited=[], rater="lead")
    cells = read_now(study, rating.read_rating_grid).cells
    held = [cells[code, "P1"].judgement for code in ("B01", "B02", "B03")]
    shown = [judgement.band if judgement else None for judgement in held]
    assert shown == [Band.RED, Band.NONE, None]


def test_a_rating_goes_stale_and_holds_again_when_the_change_is_undone(tmp_path: Path) -> None:
    study, number = _coded(tmp_path)
    rating.rate(study, "P1", "B01", Band.AMBER, because="Early days.", cited=[number], rater="lead")
    coding.amend_coding(study, number, coder=CODER, direction=Direction.COUNTERS)
    stale = read_now(study, rating.read_rating_grid).cells["B01", "P1"].judgement
    assert stale is not None
    assert stale.stale == (f"E-{number:04d} was marked “supports” and is now marked “counters”.",)
    history.undo(study, CODER)
    held = read_now(study, rating.read_rating_grid).cells["B01", "P1"].judgement
    assert held is not None
    assert held.stale == ()


def test_a_rating_goes_stale_when_its_coding_is_removed_and_check_does_not_call_that_a_fault(tmp_path: Path) -> None:
    study, number = _coded(tmp_path)
    rating.rate(study, "P1", "B01", Band.AMBER, because="Early days.", cited=[number], rater="lead")
    coding.remove_coding(study, number, coder=CODER)
    report = check_study(study)
    assert report.faults == ()
    assert any(f"E-{number:04d}" in reason for reason in report.stale)


def test_a_rating_goes_stale_when_a_definition_changes(tmp_path: Path) -> None:
    study, number = _coded(tmp_path)
    rating.rate(study, "P1", "B01", Band.AMBER, because="Early days.", cited=[number], rater="lead")
    newer = tmp_path / "newer.md"
    newer.write_text(CODEBOOK.replace("Who finds what.", "Who finds what, and when."), encoding="utf-8")
    codebooks.install_codebook(study, str(newer), coder=CODER)
    judgement = read_now(study, rating.read_rating_grid).cells["B01", "P1"].judgement
    assert judgement is not None
    assert judgement.stale == ("The definition of B01 has changed.",)


def test_earlier_ratings_stay_in_the_history_of_the_cell(tmp_path: Path) -> None:
    study, number = _coded(tmp_path)
    rating.rate(study, "P1", "B01", Band.RED, because="Little.", cited=[number], rater="lead")
    rating.rate(study, "P1", "B01", Band.AMBER, because="More came.", cited=[number], rater="lead")
    desk = rating.open_rating_desk(study, "P1", "B01")
    assert [judgement.band for judgement in desk.history] == [Band.AMBER, Band.RED]
    assert [item.number for item in desk.evidence] == [number]
    assert study_listings.list_segments(study) == list(desk.evidence)
