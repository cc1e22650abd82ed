"""Matrices by role, kind, phase and attribute: figures are those counted naively, cells open just their codings."""

from collections import Counter
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import Asked, Matrix, Measure, Rows, Share
from casecoder.core.transcripts.nearness import How
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Role
from casecoder.reports import notes
from casecoder.services.outputs import matrices, matrix_files
from casecoder.services.outputs.matrices import cell_codings, made
from casecoder.services.outputs.matrix_files import write_cooccurrence, write_framework, write_matrix
from casecoder.services.outputs.verifying import verify
from casecoder.services.segments import coding
from casecoder.services.sources import reading
from casecoder.store.evidence import Filter
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case
from tests.kit import CODER, INTERVIEW, add_source, make_study
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
        from sqlmodel import select

        for school in change.session.exec(select(Case)):
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


def naive(coded: list[Evidence], measure: Measure, lengths: dict[str, int], by: str) -> float:
    """The figure of one cell from its codings."""
    if measure is Measure.COVERAGE:
        letters = {(item.source, at) for item in coded for at in range(item.start, item.end)}
        return 100 * len(letters) / lengths[column_of(coded[0], by)] if coded else 0.0
    return {
        Measure.COUNT: len(coded),
        Measure.SOURCES: len({item.source for item in coded}),
        Measure.PARTICIPANTS: len({(item.case, item.pseudonym) for item in coded if item.pseudonym}),
        Measure.PRESENCE: bool(coded),
    }[measure]


def assert_right(study: StudyFile, shown: Matrix, asked: Asked) -> None:
    above = top_of(study) if asked.rows is Rows.BENEFITS else {code.ref: code.ref for code in reading.codes(study)}
    coded = reading.segments(study, Filter(analysed=True))
    lengths: Counter[str] = Counter()
    for source in reading.sources(study):
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
            assert cell_codings(study, asked, row, column) == [item.number for item in mine]


@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
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
        for measure in Measure:
            if measure is not Measure.RAG and (measure, by) != (Measure.COVERAGE, "role"):
                asked = Asked(measure, rows=list(Rows)[(at + len(places)) % 2], by=by)
                assert_right(study, made(study, asked), asked)
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
    def cells(share: Share) -> dict[tuple[str, str], float]:
        return {
            key: round(float(cell.value or 0), 1)
            for key, cell in made(study, Asked(Measure.COUNT, by="kind", share=share)).cells.items()
        }

    rows, columns = cells(Share.ROW), cells(Share.COLUMN)
    assert (rows["B02", "interview"], rows["B02", "observation"], rows["B01", "interview"]) == (75.0, 25.0, 100.0)
    assert (columns["B02", "interview"], columns["B01", "interview"], columns["B02", "observation"]) == (75, 25, 100)
    assert rows["B03", "interview"] == 0


def test_columns_are_in_order_and_those_without_a_word_come_last_if_they_are_used(study: StudyFile) -> None:
    roles = [column.label for column in made(study, Asked(Measure.COUNT, by="role")).columns]
    assert roles == [*(role.plural.partition(" (")[0] for role in Role), "Nobody speaks"]
    assert [c.label for c in made(study, Asked(Measure.COUNT, by="kind")).columns] == ["Interview", "Observation"]
    assert [c.label for c in made(study, Asked(Measure.COUNT, by="SIZE")).columns] == ["small", "Not given"]
    assert "Not given" not in [c.label for c in made(study, Asked(Measure.COUNT, "", Rows.BENEFITS, "phase")).columns]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"measure": Measure.RAG, "by": "role"}, "Ratings are of benefits in schools"),
        ({"measure": Measure.RAG, "rows": Rows.CODES}, "Ratings are of benefits in schools"),
        ({"measure": Measure.COVERAGE, "by": "role"}, "several speakers"),
        ({"measure": Measure.SOURCES, "share": Share.ROW}, "Only numbers of codings"),
    ],
)
def test_what_cells_cannot_say_is_refused(asked: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        Asked(**asked)  # type: ignore[arg-type]  # fields by keyword


def test_an_attribute_that_no_school_has_is_named(study: StudyFile) -> None:
    with pytest.raises(CaseCoderError, match="attribute 'colour'") as caught:
        made(study, Asked(Measure.COUNT, by="colour"))
    assert "Size" in caught.value.hint


def test_of_too_many_codings_the_exports_give_every_id_and_say_so(
    study: StudyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(study, Asked(Measure.COUNT))
    monkeypatch.setattr(matrices, "WHOLE", 2)
    asked = Asked(Measure.COUNT)
    short = made(study, asked)
    assert all(short.cells[key].ids == cell.ids and not short.cells[key].evidence for key, cell in whole.cells.items())
    for ending in ("csv", "xlsx", "html", "md", "docx"):
        *_, evidence = write_matrix(study, tmp_path / f"m.{ending}", asked)
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
        whole, bare = (made(study, Asked(Measure.COUNT, by=by), codings=given) for given in (True, False))
        assert {key: cell.value for key, cell in whole.cells.items()} == {k: c.value for k, c in bare.cells.items()}
        assert sum(int(cell.value or 0) for cell in bare.cells.values()) == 5
        assert not any(cell.ids for cell in bare.cells.values())


def test_word_does_not_list_more_ids_than_anybody_can_turn_over_and_says_so(
    study: StudyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MOST_IDS", 1)
    monkeypatch.setattr(matrix_files, "WHOLE", 0)
    coding.apply_codes(study, "P1-INT-01", ["B01.1"], quote="Some look.", coder=CODER)
    said: list[str] = []
    write_matrix(study, tmp_path / "m.docx", Asked(Measure.COUNT), say=said.append)
    write_framework(study, tmp_path / "f.docx", say=said.append)
    write_cooccurrence(study, tmp_path / "c.docx", How.OVERLAP, say=said.append)
    waits = [f"Counting 6 codings and writing {name}.docx: this takes a while." for name in "mfc"]
    assert [line for line in said if line.startswith("Counting")] == waits
    assert [line for line in said if line not in waits] == [notes.too_many(6), notes.too_many(6), notes.too_many(2)]
    for name in "mfc":
        document = docx.Document(str(tmp_path / f"{name}.docx"))
        assert any("not listed in Word" in paragraph.text for paragraph in document.paragraphs)
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        assert "E-0001" not in "".join(cells)
        assert verify(study, tmp_path / f"{name}.docx").holds
