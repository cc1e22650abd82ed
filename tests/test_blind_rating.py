"""A blind study tells a rater nobody else's rating of a cell before she has given hers, wherever she looks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.judging.agreement_on_ratings import rating_agreement
from casecoder.services.judging.disagreements import rating_disputes
from casecoder.services.judging.history_labels import label_of_rating_act, rating_number_in_label
from casecoder.services.judging.rating import open_rating_desk, rate, read_rating_grid
from casecoder.services.judging.reconciling_and_signing import list_rated_cells, reconcile, sign_off
from casecoder.services.judging.study_settings import change_study_settings
from casecoder.services.outputs.publishing import write_case_study, write_synthesis
from casecoder.services.segments.coding import amend_coding, remove_coding
from casecoder.services.study_check import check_study
from casecoder.services.verifying.document_verification import verify_report
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.screens.outputs.matrix import MatrixScreen
from tests.study_kit import CODER, contents, read_now
from tests.tui_kit import PAPER, SHOWS, code, text_of, two_schools

LEAD = "lead"


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """P1 B02 is rated by ben, Green, and by cleo, Red, in a study that is blind since."""
    made = two_schools(tmp_path)
    code(made, PAPER, counters=True)
    code(made, SHOWS)
    give(made, "ben", Band.GREEN)
    give(made, "cleo", Band.RED)
    change_study_settings(made, {"blind": "on", "lead": LEAD}, coder=LEAD)
    return made


def give(study: StudyFile, rater: str, band: Band) -> None:
    rate(study, "P1", "B02", band, because=f"{rater} thinks so.", cited=[2], rater=rater)


def labels(study: StudyFile, viewer: str) -> list[str]:
    return [act.label for act in history.read_history(study, viewer=viewer) if act.label.startswith(("Rate", "Sign"))]


def told_by_figures(study: StudyFile, viewer: str) -> bool:
    try:
        return read_now(study, rating_agreement, viewer=viewer).compared > 0
    except CaseCoderError:
        return False


LOOKS: dict[str, Callable[[StudyFile, str], bool]] = {
    "grid": lambda study, viewer: bool(
        read_now(study, read_rating_grid, viewer=viewer).cells["B02", "P1"].standing.given
    ),
    "desk": lambda study, viewer: bool(open_rating_desk(study, "P1", "B02", viewer).history),
    "list": lambda study, viewer: any(cell.given for cell in list_rated_cells(study, viewer)),
    "history": lambda study, viewer: any("Green" in label or "Red" in label for label in labels(study, viewer)),
    "agreement": told_by_figures,
    "disagreements": lambda study, viewer: bool(read_now(study, rating_disputes, viewer=viewer).cells),
    "check": lambda study, viewer: bool(check_study(study, viewer).stale),
}


@pytest.mark.parametrize("where", LOOKS)
def test_nobody_elses_rating_shows_before_ones_own_is_given(study: StudyFile, where: str) -> None:
    remove_coding(study, 2, coder=CODER)  # both are stale, which says what they cite
    seen = LOOKS[where]
    assert not seen(study, "dan")
    assert not seen(study, "")
    assert seen(study, LEAD) and seen(study, "Lead"), "the lead sees all, however her name is typed"
    assert seen(study, "ben"), "who has rated sees"
    rate(study, "P1", "B02", Band.RED, because="Little.", cited=[1], rater="dan")
    assert seen(study, "dan")


def test_the_history_tells_the_whole_story_once_all_may_read_it(study: StudyFile) -> None:
    give(study, "ben", Band.AMBER)
    assert labels(study, "dan") == ["Rate P1 B02 (R-0003) after R-0001", "Rate P1 B02 (R-0002)", "Rate P1 B02 (R-0001)"]
    history.undo(study, "ben")
    assert labels(study, "dan")[0] == "Rate P1 B02 (R-0003) after R-0001"
    assert labels(study, "ben")[0] == "Rate P1 B02 Amber (R-0003) after R-0001"
    change_study_settings(study, {"blind": "off"}, coder=LEAD)
    assert labels(study, "dan")[1:] == [
        "Rate P1 B02 Amber (R-0003) after R-0001",
        "Rate P1 B02 Red (R-0002)",
        "Rate P1 B02 Green (R-0001)",
    ]


def test_why_a_rating_was_given_again_is_told_to_those_who_may_see_it(study: StudyFile) -> None:
    amend_coding(study, 2, coder=CODER, strength=1)
    give(study, "ben", Band.GREEN)
    again = "(R-0003) after R-0001, which had to be looked at again"
    assert newest(study, "dan") == f"Rate P1 B02 {again}", "why would tell what ben cites"
    assert newest(study, "ben") == f"Rate P1 B02 Green {again}: The strength of E-0002 was none and is now 1."
    assert history.undo(study) == f"Rate P1 B02 {again}", "whoever takes it back"
    assert newest(study, "dan") == f"Rate P1 B02 {again}"
    assert history.redo(study) == f"Rate P1 B02 {again}"


def test_an_agreed_rating_that_is_taken_back_is_told_to_nobody_else(study: StudyFile) -> None:
    reconcile(study, "P1", "B02", Band.AMBER, because="Talked over.", cited=[2], coder=LEAD)
    label = history.read_history(study, 1, "dan")[0].label
    assert label == "Reconcile P1 B02 as Amber, settling R-0001, R-0002 (R-0003)"
    history.undo(study, LEAD)
    told = [act.label for act in history.read_history(study, 2, "dan")]
    assert told == [label.replace(" as Amber", "")] * 2
    assert history.read_history(study, 1, LEAD)[0].label == label


def test_the_history_says_which_signed_rating_was_changed_and_why(study: StudyFile) -> None:
    reconcile(study, "P1", "B02", Band.AMBER, because="Between.", cited=[2], coder=LEAD)
    sign_off(study, "P1", "B02", coder=LEAD)
    assert labels(study, "dan")[0] == "Sign off P1 B02 Amber (R-0003)"
    rate(study, "P1", "B02", Band.RED, because="No.", cited=[1], rater=LEAD, reason="A parent wrote.")
    assert labels(study, LEAD)[0] == "Rate P1 B02 Red (R-0004) in place of R-0003: A parent wrote."
    assert labels(study, "dan")[0] == "Rate P1 B02 (R-0004) in place of R-0003"
    reconcile(study, "P1", "B02", Band.GREEN, because="We met.", cited=[2], coder=LEAD, reason="The parent erred.")
    assert newest(study, "dan") == ("Reconcile P1 B02 as Green, settling R-0004 (R-0005): The parent erred.")


def test_a_rating_signed_off_and_reopened_is_its_raters_again(study: StudyFile) -> None:
    history.undo(study, "cleo")
    sign_off(study, "P1", "B02", coder=LEAD)
    assert labels(study, "dan")[0] == "Sign off P1 B02 Green (R-0001)"
    history.undo(study, LEAD)
    assert not any("Green" in label for label in labels(study, "dan"))


def test_what_was_agreed_on_is_all_s_only_while_it_stands(study: StudyFile) -> None:
    reconcile(study, "P1", "B02", Band.AMBER, because="Between.", cited=[2], coder=LEAD)
    told = "Reconcile P1 B02 as Amber, settling R-0001, R-0002 (R-0003)"
    assert newest(study, "dan") == newest(study, "") == told
    sign_off(study, "P1", "B02", coder=LEAD)
    history.undo(study, LEAD)
    assert newest(study, "dan") == "Sign off P1 B02 Amber (R-0003)", "it is agreed on, signed off or not"
    history.undo(study, LEAD)
    hidden = "Reconcile P1 B02, settling R-0001, R-0002 (R-0003)"
    assert newest(study, "dan") == newest(study, "") == hidden
    assert not any("Amber" in act.label for act in history.read_history(study, viewer="dan"))
    assert newest(study, LEAD) == told
    rate(study, "P1", "B02", Band.RED, because="Little.", cited=[1], rater="dan")
    assert history.read_history(study, viewer="dan")[1].label == hidden, "one that was taken back stays its giver's"
    assert "Rate P1 B02 Green (R-0001)" in labels(study, "dan"), "those that stand show"
    history.undo(study, "dan")
    history.redo(study, LEAD)
    assert newest(study, "dan") == told


def test_a_band_that_an_older_version_put_into_the_history_is_hidden_too() -> None:
    for label, shown in (
        ("Rate P1 B02 Looked, no evidence (R-0001)", "Rate P1 B02 (R-0001)"),
        ("Sign off P1 B02 Amber (R-0003)", "Sign off P1 B02 (R-0003)"),
        ("Reconcile P1 B02 as Amber, settling R-0001 (R-0003)", "Reconcile P1 B02, settling R-0001 (R-0003)"),
        (
            "Reconcile P1 B02 as Looked, no evidence, settling R-0001, R-12345 (R-0003)",
            "Reconcile P1 B02, settling R-0001, R-12345 (R-0003)",
        ),
    ):
        assert label_of_rating_act(label, None) == label_of_rating_act(shown, None) == shown
        assert rating_number_in_label(label) == rating_number_in_label(shown) is not None


def newest(study: StudyFile, viewer: str) -> str:
    return history.read_history(study, 1, viewer)[0].label


def test_what_had_to_be_reconciled_is_not_compared_alone(study: StudyFile) -> None:
    """Over the cells on which raters differed agreement is poor, however well they agree on the others."""
    for rater in ("ben", "cleo"):
        rate(study, "S1", "B02", Band.NONE, because="Nothing there.", cited=[], rater=rater)
    with pytest.raises(CaseCoderError, match="rated blind"):
        read_now(study, rating_agreement, viewer="dan")
    reconcile(study, "P1", "B02", Band.AMBER, because="Between.", cited=[2], coder=LEAD)
    with pytest.raises(CaseCoderError, match="rated none"):
        read_now(study, rating_agreement, viewer="dan")
    assert read_now(study, rating_agreement).compared == 2, "a report's figures are over all"
    again = {line.id: line.chosen for line in read_now(study, rating_agreement, only=["B02"]).lines}
    assert again["B02"] == 4, "and so are those that verifying counts again"
    rate(study, "P1", "B02", Band.RED, because="No.", cited=[2], rater="dan")
    assert [cell.case for cell in read_now(study, rating_disputes, viewer="dan").cells] == ["P1"]
    assert read_now(study, rating_agreement, viewer="dan").compared == 1


def test_a_name_in_other_letters_is_no_second_rater(study: StudyFile) -> None:
    give(study, "Ben", Band.RED)
    standing = read_now(study, read_rating_grid, viewer=LEAD).cells["B02", "P1"].standing
    assert standing.judgement is not None
    assert (standing.judgement.band, len(standing.open)) == (Band.RED, 2)
    assert read_now(study, rating_agreement, viewer=LEAD).coders == ("ben", "cleo")
    change_study_settings(study, {"blind": "off"}, coder="LEAD")


def test_a_rating_that_was_settled_is_not_taken_back(study: StudyFile) -> None:
    reconcile(study, "P1", "B02", Band.AMBER, because="Between.", cited=[2], coder=LEAD)
    before = contents(study)
    with pytest.raises(CaseCoderError, match="R-0003 by lead settles it"):
        history.undo(study, "ben")
    assert contents(study) == before
    history.undo(study, LEAD)
    history.undo(study, "ben")


def test_documents_say_that_a_newer_rating_than_the_signed_one_they_print_waits(
    study: StudyFile, tmp_path: Path
) -> None:
    reconcile(study, "P1", "B02", Band.AMBER, because="We met.", cited=[1, 2], coder=LEAD)
    sign_off(study, "P1", "B02", coder=LEAD)
    told: list[str] = []
    write_case_study(study, "P1", tmp_path, say=told.append)
    write_synthesis(study, tmp_path, say=told.append)
    assert "newer" not in " ".join(told)
    rate(study, "P1", "B02", Band.RED, because="No.", cited=[1], rater=LEAD, reason="A parent wrote.")
    papers = (
        write_case_study(study, "P1", tmp_path, say=told.append),
        write_synthesis(study, tmp_path, say=told.append),
    )
    assert [gap for gap in told if "newer" in gap] == [
        "Primary School 1: A newer rating than R-0003, that of Parents (B02), waits to be signed off.",
        "1 rating that the table shows has a newer one, which waits to be signed off: Parents in Primary School 1.",
    ]
    for paper in papers:
        words = [paragraph.text for paragraph in Document(str(paper)).paragraphs]
        assert sum("newer" in each for each in words) == 1
        assert not verify_report(study, paper).findings
    assert held_in_documents(study) == (Band.AMBER, True)
    sign_off(study, "P1", "B02", coder=LEAD)
    assert held_in_documents(study) == (Band.RED, False)
    assert {"all:replaced"} < {finding.id for finding in verify_report(study, papers[1]).findings}


def held_in_documents(study: StudyFile) -> tuple[Band | None, bool]:
    """The band that a document shows for P1 B02, and whether it is to be replaced."""
    stands = read_now(study, read_rating_grid).cells["B02", "P1"].standing
    return (stands.judgement.band if stands.judgement else None), stands.replaced


@pytest.mark.parametrize(("viewer", "shown"), [("dan", "–·"), ("ben", "?≠"), (LEAD, "?≠")])
async def test_the_traffic_light_matrix_shows_what_the_grid_shows(study: StudyFile, viewer: str, shown: str) -> None:
    study.close()
    app = CaseCoderApp(study.path, viewer)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.action_go("matrix")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.press("v", *"embedded", "enter", "down", "right")
        await app.workers.wait_for_complete()
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, MatrixScreen)
        assert screen.shown is not None
        assert screen.shown.text("B02", "P1") == shown
        said = text_of(app, "#cell")
        assert ("ben G● · cleo R○" in said) == (shown == "?≠")
        assert ("2 ratings by others" in said) == (shown == "–·")
