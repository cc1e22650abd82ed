"""Agreement in a study: what is compared, what is missing, the disagreements, the command and its files."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casecoder.cli.main import app
from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.judging.agreement_results import Agreement, AgreementLine, AgreementMeasure, AgreementUnit
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.judging.agreement_files import dispute_row, write_agreement_file
from casecoder.services.judging.agreement_on_codings import coding_agreement
from casecoder.services.judging.agreement_on_ratings import rating_agreement
from casecoder.services.judging.disagreements import coding_disputes, rating_disputes
from casecoder.services.judging.rating import rate
from casecoder.services.judging.reconciling_and_signing import reconcile, sign_off
from casecoder.services.judging.study_settings import change_study_settings
from casecoder.services.notes.memos import write_memo
from casecoder.services.segments.coding import apply_codes
from casecoder.services.sources.study_listings import open_source
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING, REVISION, SOURCE
from tests.study_kit import add_source, make_study, read_now
from tests.tui_kit import NOTICES, PAPER, SHOWS, two_schools

run = CliRunner().invoke
P1, S1 = "P1-INT-01", "S1-INT-01"


def coded(study: StudyFile, coder: str, quote: str, code: str = "B01", source: str = P1) -> int:
    return apply_codes(study, source, [code], quote=quote, coder=coder)[0].number


def line(found: Agreement, code: str = "B01") -> AgreementLine:
    return next(line for line in found.lines if line.id == code)


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """Anna and Ben both in P1's interview, Anna alone in S1's; nobody in the observation."""
    study = two_schools(tmp_path)
    coded(study, "anna", NOTICES)
    coded(study, "ben", "the notices there. Nobody")
    coded(study, "anna", PAPER, "B02")
    coded(study, "ben", "café chat", "B01.1")
    coded(study, "anna", SHOWS, "B02", S1)
    return study


def coded_six_times(folder: Path, *codes: str) -> StudyFile:
    """Six interviews coded by Anna and Ben, in every other with other boundaries."""
    study = two_schools(folder)
    for number in range(2, 8):
        add_source(study, folder, f"Mrs Okoro: {number}. We post the notices there. No more.\n", f"{number}.txt")
        for coder, quote in (("anna", NOTICES), ("ben", "notices there. No more" if number % 2 else NOTICES)):
            for code in codes:
                coded(study, coder, quote, code, f"P1-INT-0{number}")
    return study


def test_the_hand_case_is_the_same_in_a_study(tmp_path: Path) -> None:
    study = make_study(tmp_path, "Mrs Okoro: " + "w" * 988 + "\n")
    for coder, start in (("anna", 100), ("ben", 150)):
        apply_codes(study, P1, ["B01"], span=Span(start, start + 100), coder=coder)
    found = read_now(study, coding_agreement)
    assert line(found).units == 1000
    assert line(found).figures[AgreementMeasure.KAPPA].value == pytest.approx(4 / 9, abs=1e-9)
    assert "only one" in found.notes[-1]


def test_only_sources_that_two_worked_on_count(study: StudyFile) -> None:
    found = read_now(study, coding_agreement)
    assert (found.compared, found.coders) == (1, ("anna", "ben"))
    assert line(found).units == len(open_source(study, P1).text)
    assert "1 source of 3" in found.notes[0]
    coded(study, "cleo", SHOWS, "B03", S1)
    both = read_now(study, coding_agreement)
    assert both.compared == 2
    assert {(pair.one, pair.other, pair.shared) for pair in line(both).pairs} == {
        ("anna", "ben", 1), ("anna", "cleo", 1)
    }  # fmt: skip
    assert (
        line(both, "B02").figures[AgreementMeasure.PER_CENT].value
        != line(found, "B02").figures[AgreementMeasure.PER_CENT].value
    )


def test_children_count_for_their_parent_unless_it_is_said(study: StudyFile) -> None:
    assert [line.id for line in read_now(study, coding_agreement).lines] == ["B01", "B01.1", "B02"]
    (whole,), (alone,) = (
        read_now(study, coding_agreement, code="b01").lines,
        read_now(study, coding_agreement, code="B01!").lines,
    )
    assert (whole.overlap.segments, alone.overlap.segments, alone.id) == (3, 2, "B01!")
    unused = read_now(study, coding_agreement, code="B03").lines[0]
    assert unused.figures[AgreementMeasure.KAPPA].value is None
    assert "nobody" in unused.figures[AgreementMeasure.KAPPA].reason
    assert unused.figures[AgreementMeasure.PER_CENT].value == 1


def test_sentences_and_turns_are_units(study: StudyFile) -> None:
    by_turn, by_sentence = (
        line(read_now(study, coding_agreement, unit=unit)) for unit in (AgreementUnit.TURN, AgreementUnit.SENTENCE)
    )
    assert by_turn.units == len(open_source(study, P1).turns) == 5
    assert by_turn.chosen == 1
    assert by_turn.figures[AgreementMeasure.KAPPA].value == 1
    assert (by_sentence.units, by_sentence.chosen) == (9, 2)
    assert by_sentence.figures[AgreementMeasure.PER_CENT].value == pytest.approx(8 / 9)
    assert by_sentence.figures[AgreementMeasure.UNITISING] == by_turn.figures[AgreementMeasure.UNITISING]


def test_the_same_study_gives_the_same_figures_until_it_changes(study: StudyFile, tmp_path: Path) -> None:
    add_source(study, tmp_path, "INT: Why?\n\nMrs Okoro: We post the notices there. No more.\n", "more.txt")
    for coder in ("anna", "ben"):
        coded(study, coder, NOTICES if coder == "ben" else "post the", source="P1-INT-02")
    assert read_now(study, coding_agreement) == read_now(study, coding_agreement)
    before = read_now(study, coding_agreement)
    coded(study, "ben", SHOWS, "B03")
    history.undo(study, "ben")
    assert (
        line(read_now(study, coding_agreement)).figures[AgreementMeasure.KAPPA].value
        == line(before).figures[AgreementMeasure.KAPPA].value
    )


def test_an_interval_moves_with_what_is_compared_and_with_nothing_else(tmp_path: Path) -> None:
    study = coded_six_times(tmp_path, "B01")
    before = line(read_now(study, coding_agreement))
    assert before.figures[AgreementMeasure.KAPPA].low is not None
    write_memo(study, "source", "P1-INT-02", "Read again.", author="cleo")
    assert line(read_now(study, coding_agreement)) == before


def test_what_only_one_has_coded_is_left_out_and_that_is_said(study: StudyFile) -> None:
    assert "Left out: 1 source that only one of them has coded." in read_now(study, coding_agreement).notes[0]
    coded(study, "cleo", SHOWS, "B03", S1)
    notes = read_now(study, coding_agreement).notes
    assert "Left out" not in notes[0]
    assert any("mean of the pairs" in note for note in notes)


def test_what_waits_on_the_review_list_is_left_out_and_counted(study: StudyFile) -> None:
    from sqlalchemy import update

    with study.transaction() as connection:
        (row,) = connection.execute(REVISION.select().join(SOURCE).where(SOURCE.c.ref == P1))
        other = study.new_id()
        connection.execute(REVISION.insert().values({**row._mapping, "id": other}))
        connection.execute(update(CODING).where(CODING.c.number == 2).values(revision_id=other))
    found = read_now(study, coding_agreement)
    assert found.compared == 1
    assert any("1 coding on the review list" in note for note in found.notes)
    assert line(found, "B01").overlap.segments == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"coders": ("anna", "zoe")}, "Nobody called 'zoe' has coded"),
        ({"coders": ("anna",)}, "only anna has been named"),
        ({"coders": ("ANNA", "cleo")}, "two of anna and cleo. The same source has been coded by: anna and ben."),
        ({"code": "B9"}, "no code 'B9'"),
    ],
)
def test_what_cannot_be_compared_is_said(study: StudyFile, asked: dict[str, str], said: str) -> None:
    apply_codes(study, "P1-OBS-01", ["B03"], quote="The hall was quiet.", coder="cleo")
    with pytest.raises(CaseCoderError, match=said):
        read_now(study, coding_agreement, **asked)  # type: ignore[arg-type]  # the parameters differ from case to case


def test_one_coder_alone_agrees_with_nobody(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    with pytest.raises(CaseCoderError, match="nobody has coded anything"):
        read_now(study, coding_agreement)
    coded(study, "anna", NOTICES)
    with pytest.raises(CaseCoderError, match="but only anna has coded anything"):
        read_now(study, coding_agreement)
    with pytest.raises(CaseCoderError, match="nobody has rated anything"):
        read_now(study, rating_agreement)


def test_disputed_words_have_their_place_and_who_coded_them(study: StudyFile) -> None:
    found = read_now(study, coding_disputes, "B01")
    text = open_source(study, P1).text
    assert [item.words for item in found] == ["We post", "Nobody", "café chat"]
    assert all(text[item.start : item.end] == item.words for item in found)
    assert (found[0].by, found[0].others) == ((("anna", ("E-0001",)),), ("ben",))
    assert (found[2].by, found[2].case_label) == ((("ben", ("E-0004",)),), "Primary School 1")
    assert [item.source for item in read_now(study, coding_disputes, "B02")] == [P1]


# Ratings


@pytest.fixture
def rated(study: StudyFile) -> StudyFile:
    """Anna and Ben on B02 in P1 and S1 and on B01 in P1; Anna has changed her mind on one."""
    number = coded(study, "anna", SHOWS, "B02")
    other = coded(study, "anna", PAPER, "B02", S1)
    for rater, band, case, code, cited in (
        ("anna", Band.RED, "P1", "B02", [number]), ("anna", Band.GREEN, "P1", "B02", [number]),
        ("ben", Band.AMBER, "P1", "B02", [number]), ("anna", Band.AMBER, "S1", "B02", [other]),
        ("ben", Band.AMBER, "S1", "B02", [other]), ("anna", Band.NONE, "P1", "B03", []),
        ("ben", Band.NONE, "P1", "B03", []), ("anna", Band.NONE, "S1", "B03", []),
    ):  # fmt: skip
        rate(study, case, code, band, because="So it is.", cited=cited, rater=rater)
    return study


def test_ratings_are_compared_cell_by_cell(rated: StudyFile) -> None:
    found = read_now(rated, rating_agreement)
    assert (found.compared, [line.id for line in found.lines]) == (3, ["", "B02", "B03"])
    whole, parents, time = found.lines
    assert whole.figures[AgreementMeasure.PER_CENT].value == pytest.approx(2 / 3)
    assert (whole.left_out, whole.chosen) == (2, 6)
    assert "2 of the 6 ratings" in found.notes[1]
    assert parents.figures[AgreementMeasure.LINEAR].value == 0
    assert (time.figures[AgreementMeasure.ORDINAL].value, time.figures[AgreementMeasure.PER_CENT].value) == (None, 1)
    assert "no cell has a band" in time.figures[AgreementMeasure.ORDINAL].reason
    assert [line.id for line in read_now(rated, rating_agreement, code="B02").lines] == ["B02"]
    with pytest.raises(CaseCoderError, match="No cell of B01 has been rated by two"):
        read_now(rated, rating_agreement, code="B01")


def test_a_disputed_cell_names_each_raters_newest_band(rated: StudyFile) -> None:
    (item,) = read_now(rated, rating_disputes).cells
    assert (item.code, item.case) == ("B02", "P1")
    assert item.bands == (("anna", Band.GREEN, "R-0002"), ("ben", Band.AMBER, "R-0003"))
    assert read_now(rated, rating_disputes, "B03").cells == []


def test_what_has_been_agreed_on_is_nobodys_own_rating(rated: StudyFile) -> None:
    before = read_now(rated, rating_agreement)
    reconcile(rated, "P1", "B02", Band.GREEN, because="We talked.", cited=[6], coder="ben")
    assert [line.figures for line in read_now(rated, rating_agreement).lines] != []
    assert read_now(rated, rating_agreement).lines[0].chosen == before.lines[0].chosen
    (item,) = read_now(rated, rating_disputes).cells
    assert item.agreed == (Band.GREEN, "R-0009")
    assert dispute_row(item)["agreed_on"] == "Green (R-0009)"
    rate(rated, "P1", "B02", Band.RED, because="No.", cited=[6], rater="cleo")
    assert read_now(rated, rating_disputes).cells == [item], "what was agreed on still holds"
    sign_off(rated, "P1", "B02", coder="ben")
    rate(rated, "P1", "B02", Band.RED, because="No.", cited=[6], rater="anna", reason="A parent wrote.")
    (item,) = read_now(rated, rating_disputes).cells
    assert dispute_row(item)["agreed_on"] == "Green (R-0009); R-0011 has taken its place"
    reconcile(rated, "P1", "B02", Band.AMBER, because="Met again.", cited=[6], coder="ben")
    (item,) = read_now(rated, rating_disputes).cells
    assert dispute_row(item)["agreed_on"] == "Amber (R-0012)"


def test_ratings_given_in_the_light_of_what_was_agreed_on_do_not_count(rated: StudyFile) -> None:
    before = read_now(rated, rating_agreement)
    reconcile(rated, "P1", "B02", Band.GREEN, because="We talked.", cited=[6], coder="anna")
    rate(rated, "P1", "B02", Band.GREEN, because="So we said.", cited=[6], rater="ben")
    assert read_now(rated, rating_agreement).lines == before.lines


def test_the_notes_say_how_many_cells_were_rated_blind_whatever_the_settings_say_now(study: StudyFile) -> None:
    numbers = [coded(study, "anna", SHOWS, "B02"), coded(study, "anna", PAPER, "B02", S1)]

    def given(rater: str, case: str, band: Band = Band.AMBER) -> str:
        cited = [numbers[case == "S1"]]
        rate(study, case, "B02", band, because="So it is.", cited=cited, rater=rater)
        return "" if rater == "anna" else read_now(study, rating_agreement).notes[0]

    given("anna", "P1")
    assert "None was rated blind" in given("ben", "P1")
    change_study_settings(study, {"blind": "on"}, coder="anna")
    given("anna", "S1")
    assert "1 of them were rated blind" in given("ben", "S1", Band.RED)
    change_study_settings(study, {"blind": "off"}, coder="anna")
    assert "1 of them were rated blind" in read_now(study, rating_agreement).notes[0]
    assert "None was rated blind" in given("ben", "S1"), "she had seen the other's by then"
    history.undo(study, "ben")
    history.undo(study, "anna")  # that it was turned off
    assert "1 of them were rated blind" in read_now(study, rating_agreement).notes[0]


def test_a_blind_study_hides_bands_from_who_has_not_rated(rated: StudyFile) -> None:
    assert len(read_now(rated, rating_disputes, viewer="cleo").cells) == 1
    change_study_settings(rated, {"blind": "yes"}, coder="anna")
    hidden = read_now(rated, rating_disputes, viewer="cleo")
    assert (hidden.cells, hidden.hidden) == ([], 3)
    assert "rated blind" in hidden.sentence
    assert len(read_now(rated, rating_disputes, viewer="ben").cells) == 1
    change_study_settings(rated, {"lead": "cleo"}, coder="anna")
    assert len(read_now(rated, rating_disputes, viewer="cleo").cells) == 1


# The command


def test_the_command_prints_writes_and_lists(rated: StudyFile, tmp_path: Path) -> None:
    rated.close()
    path = str(rated.path)
    shown = run(app, ["agreement", path])
    assert shown.exit_code == 0
    assert [row.split()[0] for row in shown.stdout.splitlines()] == ["code", "B01", "B01.1", "B02"]
    told = json.loads(run(app, ["agreement", path, "--json", "--code", "B01", "--coder", "Ben,anna"]).stdout)
    assert told["lines"][0]["figures"]["kappa"]["value"] == pytest.approx(
        line(read_now(StudyFile.open(rated.path), coding_agreement, code="B01")).figures[AgreementMeasure.KAPPA].value
    )
    unused = run(app, ["agreement", path, "--code", "B03"]).stdout.splitlines()
    assert "–" in unused[1] and unused[1].endswith("nobody compared has coded it")
    listed = json.loads(run(app, ["agreement", path, "--disagreements", "--json", "--code", "B01"]).stdout)
    assert [row["words"] for row in listed] == ["We post", "Nobody", "café chat"]
    every = json.loads(run(app, ["agreement", path, "--disagreements", "--json"]).stdout)
    assert [(row["code"], row["words"]) for row in every if row["code"].startswith("B01")] == [
        ("B01", "We post"), ("B01", "Nobody"), ("B01.1", "café chat")
    ]  # fmt: skip
    ratings = json.loads(run(app, ["agreement", path, "--on", "ratings", "--disagreements", "--json"]).stdout)
    divided = run(app, ["agreement", path, "--on", "ratings", "--unit", "turn"])
    assert "--unit is for codings" in str(divided.exception)
    assert ratings == [
        {"code": "B02", "case": "P1", "bands": ["anna: Green (R-0002)", "ben: Amber (R-0003)"], "agreed_on": ""}
    ]


def test_the_files_hold_the_same_figures_and_the_same_bytes(rated: StudyFile, tmp_path: Path) -> None:
    rated.close()
    path = str(rated.path)
    for name in ("once.csv", "again.csv", "once.md", "again.md"):
        written = run(app, ["agreement", path, "--code", "B01", "--disagreements", "--out", str(tmp_path / name)])
        assert written.exit_code == 0
    for one, other in (("once", "again"), ("once-disagreements", "again-disagreements")):
        assert (tmp_path / f"{one}.csv").read_bytes() == (tmp_path / f"{other}.csv").read_bytes()
    text = (tmp_path / "once.md").read_text(encoding="utf-8")
    assert text == (tmp_path / "again.md").read_text(encoding="utf-8")
    assert "café chat" in text and "E-0004" in text and "state" in text
    kappa = (
        line(read_now(StudyFile.open(rated.path), coding_agreement, code="B01")).figures[AgreementMeasure.KAPPA].value
    )
    row = (tmp_path / "once.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    assert (row[0], row[2]) == ("B01", "kappa")
    assert float(row[5]) == pytest.approx(kappa, abs=1e-9)


def test_a_negative_figure_stays_a_number_in_csv(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    for coder, quote in (("anna", "Some look"), ("ben", "Nobody reads")):
        coded(study, coder, quote)
    write_agreement_file(read_now(study, coding_agreement, code="B01"), tmp_path / "below.csv")
    rows = csv.DictReader((tmp_path / "below.csv").read_text(encoding="utf-8-sig").splitlines())
    assert all(float(row["value"]) < 0 for row in rows if row["measure"] in {"kappa", "alpha"})


def test_a_name_typed_as_it_stands_is_preferred_to_one_that_differs_in_case(study: StudyFile) -> None:
    coded(study, "ANNA", PAPER, "B02")
    assert read_now(study, coding_agreement, coders=("anna", "ANNA")).coders == ("ANNA", "anna")
    assert read_now(study, coding_agreement, coders=("ANNA", "Ben")).coders == ("ANNA", "ben")


def test_one_code_is_told_measure_by_measure_and_fits_a_narrow_window(study: StudyFile) -> None:
    study.close()
    shown = run(app, ["agreement", str(study.path), "--code", "B01"]).stdout.splitlines()
    assert [row.split("  ")[0] for row in shown[1:6]] == [
        "Cohen’s kappa", "Krippendorff’s alpha (nominal)", "Krippendorff’s alpha for unitising, in characters",
        "Gwet’s AC1", "Agreement, per cent",
    ]  # fmt: skip
    assert shown[8].startswith("anna, ben")
    assert max(map(len, shown)) <= 80


def test_intervals_that_do_not_fit_the_window_are_left_to_other_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = coded_six_times(tmp_path, "B01", "B02")
    study.close()
    assert "[" in run(app, ["agreement", str(study.path)]).stdout
    monkeypatch.setattr("casecoder.cli.agreement.is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    shown = run(app, ["agreement", str(study.path)])
    assert "[" not in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert "The intervals need" in shown.stderr


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        (["--on", "feelings"], CaseCoderError, "codings, ratings"), (["--unit", "word"], CaseCoderError, "sentence"),
        (["--out", "x.pdf"], UsageError, ".csv or .md"), (["--coder", "anna"], CaseCoderError, "anna, ben"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_a_sentence(study: StudyFile, options: list[str], error: type[Exception], said: str) -> None:
    study.close()
    result = run(app, ["agreement", str(study.path), *options])
    assert type(result.exception) is error
    assert said in str(result.exception)
    assert result.stdout == ""
