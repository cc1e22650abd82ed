"""Matrices: every figure equals a count by hand, and every cell opens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import Matrix, MatrixMeasure
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band, Direction
from casecoder.services import history
from casecoder.services.codebook import codebooks
from casecoder.services.demo import STUDY_TITLE
from casecoder.services.judging import rating
from casecoder.services.outputs.case_studies import gather_case_study
from casecoder.services.outputs.matrices import build_school_matrix
from casecoder.services.outputs.matrix_files import write_matrix_file
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.services.studies import open_study
from casecoder.store.evidence import EvidenceFilter
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CaseRow, CodeRow
from tests.demo_kit import sample
from tests.examples import examples
from tests.study_kit import CODEBOOK, CODER, INTERVIEW, add_source, make_study, read_now

FIGURES = [measure for measure in MatrixMeasure if measure is not MatrixMeasure.RAG]


@pytest.fixture(scope="module")
def demo() -> Iterator[StudyFile]:
    study = open_study(sample())
    yield study
    study.close()


def top_of(study: StudyFile) -> dict[str, str]:
    """For each code the one it counts for, found by going up parent by parent."""
    codes = {code.id: code for code in study_listings.list_codes(study)}

    def up(code: CodeRow) -> CodeRow:
        return code if code.parent_id is None else up(codes[code.parent_id])

    return {code.ref: up(code).ref for code in codes.values()}


def by_hand(
    study: StudyFile, measure: MatrixMeasure, row: str, case: str, coded: list[Evidence], above: dict[str, str]
) -> float:
    mine = [item for item in coded if item.case == case and above[item.code] == row]
    if measure is MatrixMeasure.COUNT:
        return len(mine)
    if measure is MatrixMeasure.PRESENCE:
        return bool(mine)
    if measure is MatrixMeasure.SOURCES:
        return len({item.source for item in mine})
    if measure is MatrixMeasure.PARTICIPANTS:
        return len({item.pseudonym for item in mine if item.pseudonym})
    letters = {(item.source, at) for item in mine for at in range(item.start, item.end)}
    length = sum(source.length for source in study_listings.list_sources(study) if source.case == case)
    return 100 * len(letters) / length if length else 0.0


def assert_right(study: StudyFile, made: Matrix, measure: MatrixMeasure) -> None:
    coded, above = study_listings.list_segments(study, EvidenceFilter(analysed=True)), top_of(study)
    assert set(made.cells) == {(row.id, column.id) for row in made.rows for column in made.columns}
    for (row, case), cell in made.cells.items():
        assert cell.value == pytest.approx(by_hand(study, measure, row, case, coded, above)), (row, case)
        behind = [item.number for item in coded if item.case == case and above[item.code] == row]
        assert [item.number for item in cell.evidence] == behind
        if measure is MatrixMeasure.COUNT:
            assert cell.value == len(cell.evidence)


@pytest.mark.parametrize("measure", FIGURES)
@pytest.mark.parametrize("codebook", ["learning-platform-benefits", "conditions-for-success"])
def test_the_samples_figures_are_those_counted_by_hand(demo: StudyFile, measure: MatrixMeasure, codebook: str) -> None:
    made = read_now(demo, build_school_matrix, measure, codebook)
    assert_right(demo, made, measure)
    assert any(cell.value for cell in made.cells.values())


def test_rows_and_columns_stand_as_in_table_1(demo: StudyFile) -> None:
    made = read_now(demo, build_school_matrix, MatrixMeasure.COUNT)
    assert [row.id for row in made.rows] == [f"B{number:02}" for number in range(1, 13)]
    assert made.groups == [("Secondary schools", 6), ("Primary schools", 6)]
    assert [column.number for column in made.columns] == list("123456") * 2


@pytest.mark.parametrize(
    ("label", "phase", "heading"),
    [
        ("Primary School 12", "primary", "12"), ("Secondary School 2", "secondary", "2"),
        ("Primary School 4", "secondary", "X1"), ("primary school 5", "primary", "X1"),
        ("Hillside", "other", "X1"), ("Hill Primary School 1", "primary", "X1"), ("Oak Grammar 3", "secondary", "X1"),
    ],
)  # fmt: skip
def test_only_a_school_called_by_its_group_and_number_is_headed_by_its_number(
    tmp_path: Path, label: str, phase: str, heading: str
) -> None:
    study = make_study(tmp_path)
    with study.change("import", "Add a school", CODER) as change:
        change.insert(CaseRow(id=study.new_id(), label=label, short="X1", phase=phase, position=1))
    (column,) = read_now(study, build_school_matrix, MatrixMeasure.RAG).columns
    assert (column.label, column.number, column.is_named) == (label, heading, heading == "X1")


def test_a_matrix_says_of_which_study_and_state_it_is(demo: StudyFile) -> None:
    made, newest = read_now(demo, build_school_matrix, MatrixMeasure.RAG), history.read_history(demo, 1)[0]
    assert made.study == STUDY_TITLE
    assert made.codebook == "Benefits of learning platforms"
    assert made.made_at == newest.at
    day = f"{newest.at.day} {newest.at:%B %Y, %H:%M} UTC"
    assert made.state.startswith(f"Made from the study as it stood on {day} (state {newest.number}, fingerprint ")
    assert read_now(demo, gather_case_study, "P3").state == made.state
    assert read_now(demo, gather_case_study, "P3").made_at == made.made_at


def test_the_samples_bands_open_on_what_the_ratings_cite(demo: StudyFile) -> None:
    cells, made = (
        read_now(demo, rating.read_rating_grid).cells,
        read_now(demo, build_school_matrix, MatrixMeasure.RAG),
    )
    for key, cell in made.cells.items():
        judgement = cells[key].judgement
        assert cell.value is (judgement.band if judgement else None)
        assert tuple(sorted(item.number for item in cell.evidence)) == (
            tuple(sorted(judgement.cited)) if judgement else ()
        )
        assert not cell.stale


PLACES = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.integers(1, 60),
        st.sampled_from(["B01", "B01.1", "B02", "B03"]),
        st.booleans(),
        st.sampled_from(["P1-INT-01", "P1-INT-02", "S1-INT-01"]),
        st.sampled_from(["anna", "ben"]),
    ),
    max_size=12,
)


@settings(max_examples=examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(places=PLACES)
def test_any_codings_figures_are_those_counted_by_hand(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[int, int, str, bool, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("matrix")
    study = make_study(folder, INTERVIEW)
    add_source(study, folder, INTERVIEW.replace("board", "wall"), "more.txt", "Primary School 1")
    add_source(study, folder, INTERVIEW.replace("board", "door"), "other.txt", "Secondary School 1")
    for start, length, code, counters, source, coder in places:
        try:
            coding.apply_codes(
                study,
                source,
                [code],
                span=Span(start, start + length),
                coder=coder,
                direction=Direction.COUNTERS if counters else Direction.SUPPORTS,
            )
        except CaseCoderError:
            continue
    for measure in FIGURES:
        assert_right(study, read_now(study, build_school_matrix, measure), measure)
    study.close()


def test_a_childs_codings_count_for_its_parent_and_only_there(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B01.1"], quote="Nobody reads the board", coder=CODER)
    made = read_now(study, build_school_matrix, MatrixMeasure.COUNT)
    assert [row.id for row in made.rows] == ["B01", "B02", "B03"]
    assert {key: cell.value for key, cell in made.cells.items()} == {
        ("B01", "P1"): 1,
        ("B02", "P1"): 0,
        ("B03", "P1"): 0,
    }
    assert made.cells["B01", "P1"].evidence[0].code == "B01.1"


def test_bands_are_as_rated_and_say_when_they_are_stale(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (made,) = coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder=CODER)
    rating.rate(study, "P1", "B01", Band.RED, because="Little.", cited=[made.number], rater="lead")
    rating.rate(study, "P1", "B02", Band.NONE, because="Nothing.", cited=[], rater="lead")
    cells = read_now(study, build_school_matrix, MatrixMeasure.RAG).cells
    assert [cells[code, "P1"].value for code in ("B01", "B02", "B03")] == [Band.RED, Band.NONE, None]
    assert [len(cells[code, "P1"].evidence) for code in ("B01", "B02", "B03")] == [1, 0, 0]
    assert len({cells[code, "P1"].text for code in ("B01", "B02", "B03")}) == 3
    coding.remove_coding(study, made.number, coder=CODER)
    assert read_now(study, build_school_matrix, MatrixMeasure.RAG).cells["B01", "P1"].stale
    history.undo(study, CODER)
    assert not read_now(study, build_school_matrix, MatrixMeasure.RAG).cells["B01", "P1"].stale


def test_the_codings_of_a_retired_code_are_no_longer_shown_and_can_be_found(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B03"], quote="Some look.", coder=CODER)
    newer = tmp_path / "newer.md"
    newer.write_text(CODEBOOK.partition("## B03")[0], encoding="utf-8")
    codebooks.install_codebook(study, str(newer), coder=CODER)
    assert [row.id for row in read_now(study, build_school_matrix, MatrixMeasure.COUNT).rows] == ["B01", "B02"]
    with pytest.raises(CaseCoderError, match="retired"):
        rating.rate(study, "P1", "B03", Band.RED, because="Little.", cited=[1], rater="lead")
    assert [
        item.code
        for item in study_listings.list_segments(study, read_now(study, study_listings.parse_coding_filter, code="B03"))
    ] == ["B03"]


@pytest.mark.parametrize("measure", list(MatrixMeasure))
def test_a_matrix_of_an_empty_study_is_empty(tmp_path: Path, measure: MatrixMeasure) -> None:
    made = read_now(make_study(tmp_path), build_school_matrix, measure)
    assert made.columns == ()
    assert dict(made.cells) == {}


def test_a_codebook_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseCoderError, match="no codebook 'gone'"):
        read_now(make_study(tmp_path), build_school_matrix, MatrixMeasure.COUNT, "gone")


def test_a_folder_that_is_not_there_is_named(demo: StudyFile, tmp_path: Path) -> None:
    with pytest.raises(CaseCoderError, match=r"there is no folder .*nowhere") as caught:
        write_matrix_file(demo, tmp_path / "nowhere" / "table.docx", MatrixMeasure.RAG)
    assert "Make the folder" in caught.value.hint
    assert list(tmp_path.iterdir()) == []
