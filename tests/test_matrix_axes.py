"""Matrices by role, kind, phase and attribute: figures are those counted naively, cells open just their codings."""

from collections import Counter
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import Matrix, MatrixMeasure, MatrixRequest, MatrixRowChoice, MatrixShare
from casecoder.core.transcripts.nearness import Nearness
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Role
from casecoder.reports import matrix_notes
from casecoder.services.outputs import matrices, matrix_files
from casecoder.services.outputs.matrices import build_matrix, coding_numbers_behind_cell
from casecoder.services.outputs.matrix_files import write_cooccurrence_file, write_framework_file, write_matrix_file
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.services.verifying.document_verification import verify_report
from casecoder.store.evidence import EvidenceFilter
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CaseRow
from tests.examples import examples
from tests.study_kit import CODER, INTERVIEW, add_source, make_study, read_now
from tests.test_matrices import top_of

KINDS = {"P1-INT-01": "interview", "P1-OBS-01": "observation", "S1-INT-01": "interview"}
AXES = ("case", "role", "kind", "phase", "size")
PLACES = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.integers(1, 60),
        st.sampled_from(["B01", "B01.1", "B02"]),
        st.sampled_from(sorted(KINDS)),
    ),
    max_size=10,
)


def three_sources(folder: Path) -> StudyFile:
    study = make_study(folder, INTERVIEW)
    add_source(
        study, folder, "The hall was quiet.\n\nTwo children read aloud from a screen.\n", "seen.txt", kind="observation"
    )
    add_source(study, folder, INTERVIEW.replace("board", "door"), "other.txt", "Secondary School 1")
    with study.change("case", "Attributes", CODER) as change:
        pass

        for school in change.session.scalars(select(CaseRow)):
            change.update(school, attributes={"Size": "small"} if school.short == "P1" else {})
    return study


def column_of(item: Evidence, by: str) -> str:
    return {
        "case": item.case,
        "role": item.role.value if item.role else "",
        "kind": item.kind.value,
        "phase": item.phase.value,
        "size": "small" if item.case == "P1" else "",
    }[by]


def naive(coded: list[Evidence], measure: MatrixMeasure, lengths: dict[str, int], by: str) -> float:
    """The figure of one cell from its codings."""
    if measure is MatrixMeasure.COVERAGE:
        letters = {(item.source, at) for item in coded for at in range(item.start, item.end)}
        return 100 * len(letters) / lengths[column_of(coded[0], by)] if coded else 0.0
    return {
        MatrixMeasure.COUNT: len(coded),
        MatrixMeasure.SOURCES: len({item.source for item in coded}),
        MatrixMeasure.PARTICIPANTS: len({(item.case, item.pseudonym) for item in coded if item.pseudonym}),
        MatrixMeasure.PRESENCE: bool(coded),
    }[measure]


def assert_right(study: StudyFile, shown: Matrix, asked: MatrixRequest) -> None:
    above = (
        top_of(study)
        if asked.rows is MatrixRowChoice.BENEFITS
        else {code.ref: code.ref for code in study_listings.list_codes(study)}
    )
    coded = study_listings.list_segments(study, EvidenceFilter(analysed=True))
    lengths: Counter[str] = Counter()
    for source in study_listings.list_sources(study):
        primary = source.case == "P1"
        lengths[
            {
                "case": source.case,
                "kind": source.kind,
                "phase": "primary" if primary else "secondary",
                "size": "small" if primary else "",
                "role": "",
            }[asked.by]
        ] += source.length
    ids = {column.id for column in shown.columns}
    assert {column_of(item, asked.by) for item in coded} <= ids
    for (row, column), cell in shown.cells.items():
        mine = [item for item in coded if above[item.code] == row and column_of(item, asked.by) == column]
        assert cell.value == pytest.approx(naive(mine, asked.measure, lengths, asked.by)), (row, column)
        assert [item.number for item in cell.evidence] == [item.number for item in mine]
        if mine:
            assert read_now(study, coding_numbers_behind_cell, asked, row, column) == [item.number for item in mine]


@settings(max_examples=examples(4), deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(places=PLACES)
def test_any_codings_figures_are_those_counted_naively(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[int, int, str, str]]
) -> None:
    study = three_sources(tmp_path_factory.mktemp("axes"))
    for start, length, code, source in places:
        try:
            coding.apply_codes(study, source, [code], span=Span(start, start + length), coder=CODER)
        except CaseCoderError:
            continue
    for at, by in enumerate(AXES):
        for measure in MatrixMeasure:
            if measure is not MatrixMeasure.RAG and (measure, by) != (MatrixMeasure.COVERAGE, "role"):
                asked = MatrixRequest(measure, rows=list(MatrixRowChoice)[(at + len(places)) % 2], by=by)
                assert_right(study, read_now(study, build_matrix, asked), asked)
    study.close()


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """Four codings of B02 and one of B01, by a teacher, a learner and nobody."""
    made = three_sources(tmp_path)
    for source, code, quote in (
        ("P1-INT-01", "B02", "Some look."),
        ("P1-INT-01", "B02", "She likes it."),
        ("S1-INT-01", "B02", "Some look."),
        ("P1-OBS-01", "B02", "The hall was quiet."),
        ("P1-INT-01", "B01.1", "We post the notices there. Nobody"),
    ):
        coding.apply_codes(made, source, [code], quote=quote, coder=CODER)
    return made


def test_shares_of_rows_and_of_columns_are_those_worked_out_by_hand(study: StudyFile) -> None:
    def cells(share: MatrixShare) -> dict[tuple[str, str], float]:
        return {
            key: round(float(cell.value or 0), 1)
            for key, cell in read_now(
                study, build_matrix, MatrixRequest(MatrixMeasure.COUNT, by="kind", share=share)
            ).cells.items()
        }

    rows, columns = cells(MatrixShare.ROW), cells(MatrixShare.COLUMN)
    assert (rows["B02", "interview"], rows["B02", "observation"], rows["B01", "interview"]) == (75.0, 25.0, 100.0)
    assert (columns["B02", "interview"], columns["B01", "interview"], columns["B02", "observation"]) == (75, 25, 100)
    assert rows["B03", "interview"] == 0


def test_columns_are_in_order_and_those_without_a_word_come_last_if_they_are_used(study: StudyFile) -> None:
    roles = [
        column.label for column in read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COUNT, by="role")).columns
    ]
    assert roles == [*(role.plural.partition(" (")[0] for role in Role), "Nobody speaks"]
    assert [c.label for c in read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COUNT, by="kind")).columns] == [
        "Interview",
        "Observation",
    ]
    assert [c.label for c in read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COUNT, by="SIZE")).columns] == [
        "small",
        "Not given",
    ]
    assert "Not given" not in [
        c.label
        for c in read_now(
            study, build_matrix, MatrixRequest(MatrixMeasure.COUNT, "", MatrixRowChoice.BENEFITS, "phase")
        ).columns
    ]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"measure": MatrixMeasure.RAG, "by": "role"}, "Ratings are of benefits in schools"),
        ({"measure": MatrixMeasure.RAG, "rows": MatrixRowChoice.CODES}, "Ratings are of benefits in schools"),
        ({"measure": MatrixMeasure.COVERAGE, "by": "role"}, "several speakers"),
        ({"measure": MatrixMeasure.SOURCES, "share": MatrixShare.ROW}, "Only numbers of codings"),
    ],
)
def test_what_cells_cannot_say_is_refused(asked: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        MatrixRequest(**asked)  # type: ignore[arg-type]  # fields by keyword


def test_an_attribute_that_no_school_has_is_named(study: StudyFile) -> None:
    with pytest.raises(CaseCoderError, match="attribute 'colour'") as caught:
        read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COUNT, by="colour"))
    assert "Size" in caught.value.hint


def test_of_too_many_codings_the_exports_give_every_id_and_say_so(
    study: StudyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COUNT))
    monkeypatch.setattr(matrices, "MOST_QUOTED_CODINGS", 2)
    asked = MatrixRequest(MatrixMeasure.COUNT)
    short = read_now(study, build_matrix, asked)
    assert all(short.cells[key].ids == cell.ids and not short.cells[key].evidence for key, cell in whole.cells.items())
    for ending in ("csv", "xlsx", "html", "md", "docx"):
        *_, evidence = write_matrix_file(study, tmp_path / f"m.{ending}", asked, evidence=True)
        assert evidence.stat().st_size
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "The ids of the codings behind each cell" in page and "Some look." not in page and "E-0003" in page
    lines = (tmp_path / "m-evidence.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 6 and lines[0].count(",") == lines[1].count(",")
    import openpyxl

    rows = list(openpyxl.load_workbook(tmp_path / "m.xlsx")["Evidence"].iter_rows(min_row=2, values_only=True))
    assert {tuple(str(row[3]).split(", ")) for row in rows} == {
        tuple(cell.ids) for cell in whole.cells.values() if cell.ids
    }


def test_without_its_codings_a_matrix_has_the_same_figures(study: StudyFile) -> None:
    for by in AXES:
        whole, bare = (
            read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COUNT, by=by), codings=given)
            for given in (True, False)
        )
        assert {key: cell.value for key, cell in whole.cells.items()} == {k: c.value for k, c in bare.cells.items()}
        assert sum(int(cell.value or 0) for cell in bare.cells.values()) == 5
        assert not any(cell.ids for cell in bare.cells.values())


def test_word_does_not_list_more_ids_than_anybody_can_turn_over_and_says_so(
    study: StudyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_notes, "MOST_IDS", 1)
    monkeypatch.setattr(matrix_files, "MOST_QUOTED_CODINGS", 0)
    coding.apply_codes(study, "P1-INT-01", ["B01.1"], quote="Some look.", coder=CODER)
    said: list[str] = []
    write_matrix_file(study, tmp_path / "m.docx", MatrixRequest(MatrixMeasure.COUNT), say=said.append)
    write_framework_file(study, tmp_path / "f.docx", say=said.append)
    write_cooccurrence_file(study, tmp_path / "c.docx", Nearness.OVERLAP, say=said.append)
    waits = [f"Counting 6 codings and writing {name}.docx: this takes a while." for name in "mfc"]
    assert [line for line in said if line.startswith("Counting")] == waits
    assert [line for line in said if line not in waits] == [
        matrix_notes.too_many_ids_note(6),
        matrix_notes.too_many_ids_note(6),
        matrix_notes.too_many_ids_note(2),
    ]
    for name in "mfc":
        document = docx.Document(str(tmp_path / f"{name}.docx"))
        assert any("not listed in Word" in paragraph.text for paragraph in document.paragraphs)
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        assert "E-0001" not in "".join(cells)
        assert verify_report(study, tmp_path / f"{name}.docx").holds


@pytest.mark.parametrize("measure", [MatrixMeasure.COUNT, MatrixMeasure.PARTICIPANTS, MatrixMeasure.RAG])
def test_csv_lists_its_codings_in_a_second_file_only_where_asked(
    study: StudyFile, tmp_path: Path, measure: MatrixMeasure
) -> None:
    plain, listed, beside = (tmp_path / name for name in ("m.csv", "n.csv", "n-evidence.csv"))
    assert write_matrix_file(study, plain, MatrixRequest(measure)) == [plain]
    assert write_matrix_file(study, listed, MatrixRequest(measure), evidence=True) == [listed, beside]
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["m.csv", "n-evidence.csv", "n.csv"]
    assert plain.read_bytes() == listed.read_bytes()
    assert beside.read_bytes().count(b"\r\n") == (1 if measure is MatrixMeasure.RAG else 6)


def test_a_list_of_codings_from_before_is_named_when_only_its_matrix_is_written_again(
    study: StudyFile, tmp_path: Path
) -> None:
    asked = MatrixRequest(MatrixMeasure.COUNT)
    write_matrix_file(study, tmp_path / "m.csv", asked, evidence=True)
    said: list[str] = []
    write_matrix_file(study, tmp_path / "m.csv", asked, say=said.append)
    assert said == ["m-evidence.csv, the list of codings beside it, was not written again and may be out of date."]
    write_matrix_file(study, tmp_path / "m.csv", asked, say=said.append, evidence=True)
    assert len(said) == 1


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture_with_a_list_of_codings_is_refused(study: StudyFile, tmp_path: Path, ending: str) -> None:
    with pytest.raises(UsageError, match="picture") as caught:
        write_matrix_file(study, tmp_path / f"m.{ending}", MatrixRequest(MatrixMeasure.COUNT), evidence=True)
    assert ".csv" in caught.value.hint
    assert not list(tmp_path.glob("m*"))
