"""The Excel workbook, opened again with openpyxl: figures, links, whole quotes, and text that stays text."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixMeasure
from casecoder.core.vocabulary import BANDS_CAUTION, Band
from casecoder.reports.band_legend import LEGEND_ENTRIES, matrix_cell_mark
from casecoder.reports.matrix_notes import cells_with_codings
from casecoder.reports.matrix_workbook import CELL_LIMIT, matrix_xlsx, split_for_cells
from casecoder.reports.printable_text import make_printable
from tests.documents.report_inputs import NAMED, STATE, columns, evidence, matrix, named_columns


def book(made: Matrix) -> Workbook:
    return load_workbook(BytesIO(matrix_xlsx(made)))


def one_cell(*found: Evidence) -> Matrix:
    made = matrix(MatrixMeasure.COUNT, columns(0, 1), benefits=1)
    return replace(made, cells={("B01", "P1"): MatrixCell(len(found), found)})


def evidence_rows(sheet: Worksheet) -> list[dict[str, str]]:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), ("" if v is None else str(v) for v in row), strict=True)) for row in body]


@pytest.fixture(scope="module")
def rated() -> Matrix:
    return matrix()


@pytest.fixture(scope="module")
def workbook(rated: Matrix) -> Workbook:
    return book(rated)


def test_the_workbook_has_three_named_sheets_and_says_what_it_is(workbook: Workbook, rated: Matrix) -> None:
    assert workbook.sheetnames == ["Matrix", "Evidence", "Notes"]
    assert (workbook.properties.title, workbook.properties.creator) == (rated.study, "casecoder")
    assert workbook.properties.created == rated.made_at.replace(tzinfo=None)
    for name in ("Matrix", "Notes"):
        titles = [workbook[name].cell(row, 1).value for row in (1, 2, 3)]
        assert titles == [rated.study, rated.codebook, rated.measure.heading]


def test_the_matrix_is_headed_by_groups_and_numbers(workbook: Workbook, rated: Matrix) -> None:
    sheet = workbook["Matrix"]
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"C4:H4", "I4:N4"}
    assert (sheet["C4"].value, sheet["I4"].value) == ("Secondary schools", "Primary schools")
    assert [cell.value for cell in sheet[5]] == ["Id", "Benefit", *(column.number for column in rated.columns)]
    assert sheet.freeze_panes == "C6"
    assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)
    assert sheet.auto_filter.ref == "A5:N17"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$4:$5", "$A:$B")


def test_a_matrix_too_wide_for_a_page_is_printed_over_several() -> None:
    sheet = book(matrix(across=columns(30, 20)))["Matrix"]
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.print_title_cols == "$A:$B"


def test_a_school_with_a_name_of_its_own_is_named_at_its_heading_and_under_the_table(workbook: Workbook) -> None:
    sheet = book(matrix(across=named_columns()))["Matrix"]
    heads = [(cell.value, cell.comment and cell.comment.text) for cell in sheet[5]][2:]
    assert heads == [("1", None), ("C1", "Hillside"), ("C2", "Ashdown & Vale")]
    assert NAMED in {cell.value for line in sheet.iter_rows() for cell in line}
    assert not any(cell.comment for cell in workbook["Matrix"][5])


def test_bands_are_letters_and_glyphs_on_their_colours(workbook: Workbook, rated: Matrix) -> None:
    sheet = workbook["Matrix"]
    for down, row in enumerate(rated.rows, 6):
        assert (sheet.cell(down, 1).value, sheet.cell(down, 2).value) == (row.id, row.label)
        for beside, column in enumerate(rated.columns, 3):
            cell = rated.cell(row, column)
            assert cell.value is None or isinstance(cell.value, Band)
            shown = sheet.cell(down, beside)
            assert shown.value == matrix_cell_mark(cell)
            assert shown.fill.fgColor.rgb == f"FF{LEGEND_ENTRIES[cell.value].fill}"


@pytest.mark.parametrize("measure", [MatrixMeasure.COUNT, MatrixMeasure.COVERAGE])
def test_figures_are_numbers(measure: MatrixMeasure) -> None:
    counted = matrix(measure)
    sheet = book(counted)["Matrix"]
    for down, row in enumerate(counted.rows, 6):
        for beside, column in enumerate(counted.columns, 3):
            figure, shown = counted.cell(row, column).value, sheet.cell(down, beside)
            per_cent = measure is MatrixMeasure.COVERAGE
            assert isinstance(figure, int | float)
            assert shown.value == pytest.approx(figure / 100 if per_cent else figure)
            assert (shown.data_type, shown.number_format) == ("n", "0.0%" if per_cent else "General")


def test_a_cell_links_to_the_first_coding_behind_it(workbook: Workbook, rated: Matrix) -> None:
    sheet, behind = workbook["Matrix"], workbook["Evidence"]
    links = {cell.coordinate: cell.hyperlink.location for line in sheet.iter_rows() for cell in line if cell.hyperlink}
    assert len(links) == len(list(cells_with_codings(rated)))
    for down, row in enumerate(rated.rows, 6):
        for beside, column in enumerate(rated.columns, 3):
            first = rated.cell(row, column).evidence[:1]
            place = links.get(sheet.cell(down, beside).coordinate)
            assert (place is not None) == bool(first)
            if place is not None:
                at = place.split("!A")[1]
                assert (behind[f"A{at}"].value, behind[f"C{at}"].value) == (row.id, first[0].id)


def test_every_coding_behind_a_cell_has_its_row(workbook: Workbook, rated: Matrix) -> None:
    sheet = workbook["Evidence"]
    expected = [
        (
            row.id,
            column.label,
            item.id,
            make_printable(item.quote),
            item.attribution,
            item.source,
            item.place,
            item.coder,
        )
        for row, column, cell in cells_with_codings(rated)
        for item in cell.evidence
    ]
    names = ("Row", "School", "Id", "Quote", "Said by", "Source", "Place", "Coder")
    assert [tuple(line[name] for name in names) for line in evidence_rows(sheet)] == expected
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == f"A1:L{len(expected) + 1}"


def test_the_notes_explain(workbook: Workbook) -> None:
    for name in ("Notes", "Matrix"):
        said = {cell.value for line in workbook[name].iter_rows() for cell in line}
        assert {BANDS_CAUTION, STATE} <= said
        assert {f"{key.label}: {key.definition}" for key in LEGEND_ENTRIES.values()} <= said


@pytest.mark.parametrize(
    "quote",
    ["=1+1", "+44 20", "-7", "@SUM(A1)", "{=A1}", "http://a.example", "mailto:a@b.c", "internal:Evidence!A1",
     "007", "1e5", "<r><t>x</t></r>", "<r>x</r>", "_x0041_", " spaced ", "a\nb\tc", "🎉 Zoë", "TRUE"],
)  # fmt: skip
def test_text_stays_text(quote: str) -> None:
    sheet = book(one_cell(evidence(1, quote=quote, note=quote, coder=quote)))["Evidence"]
    for column in "DKL":
        cell = sheet[f"{column}2"]
        assert (cell.value, cell.data_type, cell.hyperlink) == (quote, "s", None)


def test_a_long_quote_goes_on_in_further_rows_and_loses_nothing() -> None:
    quote = "🎉" + "Zoë said 🎉 " * 9_000
    sheet = book(one_cell(evidence(412, quote=quote), evidence(413)))["Evidence"]
    lines = evidence_rows(sheet)
    assert [line["Id"] for line in lines] == [f"E-0412 ({n} of 4)" for n in (1, 2, 3, 4)] + ["E-0413"]
    assert "".join(line["Quote"] for line in lines[:4]) == quote
    assert all(len(line["Quote"].encode("utf-16-le")) // 2 <= CELL_LIMIT for line in lines)


@given(st.text(max_size=60), st.integers(2, 9))
def test_pieces_join_to_the_text_and_fit(text: str, limit: int) -> None:
    found = split_for_cells(text, limit)
    assert "".join(found) == text
    assert all(len(piece.encode("utf-16-le", "surrogatepass")) // 2 <= limit for piece in found)
    assert all(found[1:])


def test_control_characters_are_shown_not_written() -> None:
    made = matrix_xlsx(one_cell(evidence(1, quote="a\x00b\x07c\ud800")))
    assert load_workbook(BytesIO(made))["Evidence"]["D2"].value == "a\ufffdb\ufffdc\ufffd"


@pytest.mark.parametrize("schools", [(0, 0), (0, 1), (20, 10)])
def test_any_number_of_schools_makes_a_workbook(schools: tuple[int, int]) -> None:
    made = matrix(across=columns(*schools))
    assert [cell.value for cell in book(made)["Matrix"][5]][2:] == [column.number for column in made.columns]


def test_no_sheet_reaches_for_the_network(rated: Matrix) -> None:
    with ZipFile(BytesIO(matrix_xlsx(rated))) as archive:
        assert not any("externalLink" in name for name in archive.namelist())
        assert not any(b'TargetMode="External"' in archive.read(name) for name in archive.namelist())
