"""Markdown and CSV: the table comes back as it went out, and no spreadsheet takes a quote for a formula."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixMeasure
from casecoder.core.vocabulary import BANDS_CAUTION
from casecoder.reports.band_legend import LEGEND_ENTRIES, matrix_cell_mark
from casecoder.reports.csv_text import BYTE_ORDER_MARK, defuse_formula, evidence_csv, matrix_csv
from casecoder.reports.markdown_text import matrix_markdown
from casecoder.reports.matrix_notes import cells_with_codings
from casecoder.reports.printable_text import make_printable
from tests.documents.report_inputs import NAMED, STATE, STUDY, columns, evidence, matrix, named_columns

CRLF = "\r\n"


def cells_of(markdown: str) -> list[list[str]]:
    """The table's cells as a Markdown reader sees them."""
    found: list[list[str]] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    inside = False
    for token in tokens:
        inside = (inside or token.type == "table_open") and token.type != "table_close"
        if inside and token.type == "tr_open":
            found.append([])
        if inside and token.type == "inline":
            assert {child.type for child in token.children or ()} <= {"text"}
            found[-1].append("".join(child.content for child in token.children or ()))
    return found


def test_the_markdown_table_reads_back() -> None:
    rated = matrix()
    head, *body = cells_of(matrix_markdown(rated))
    assert head == ["Benefit", *(column.label for column in rated.columns)]
    expected = [[f"{r.id} {r.label}", *(matrix_cell_mark(rated.cell(r, c)) for c in rated.columns)] for r in rated.rows]
    assert body == expected


@given(st.text(st.sampled_from("ab |\\`*_{}[]<>#~&!$-+=.1)\n"), min_size=1, max_size=20).filter(str.strip))
def test_no_label_breaks_the_markdown_table(label: str) -> None:
    made = matrix(MatrixMeasure.COUNT, columns(0, 1), benefits=1)
    column = replace(made.columns[0], label=f"x{label}x")
    shown = replace(made, columns=(column,), rows=(replace(made.rows[0], label=f"x{label}x"),))
    flat = " ".join(f"x{label}x".split())
    assert cells_of(matrix_markdown(shown)) == [["Code", flat], [f"B01 {flat}", made.cell(made.rows[0], column).text]]


@pytest.mark.parametrize("state", ["- x", "1. x", "+ x", "# x", "> x", "=== x", "12) x", "***"])
def test_a_note_stays_a_sentence(state: str) -> None:
    tokens = MarkdownIt().parse(matrix_markdown(replace(matrix(), state=state)))
    inline = [token for token in tokens if token.type == "inline" and token.level == 1]
    assert state in ["".join(child.content for child in token.children or ()) for token in inline]


def test_the_markdown_explains_and_opens_every_cell() -> None:
    rated = matrix()
    text = matrix_markdown(rated)
    for key in LEGEND_ENTRIES.values():
        assert f"**{key.letter} {key.glyph} {key.label}:** {key.definition}" in text
    assert BANDS_CAUTION in text and STATE in text
    for _, column, cell in cells_with_codings(rated):
        ids = ", ".join(item.id for item in cell.evidence)
        assert f"  - {column.label} ({matrix_cell_mark(cell).replace('*', chr(92) + '*')}): {ids}\n" in text


def test_the_markdown_is_titled_and_names_the_schools() -> None:
    text = matrix_markdown(matrix(across=named_columns()))
    assert text.startswith(f"# {STUDY}\n\nBenefits of learning platforms\n\nHow far each benefit is embedded")
    assert f"\n\n{NAMED.replace('&', chr(92) + '&')}\n\n" in text
    assert NAMED.split(";")[0] not in matrix_markdown(matrix())


def read(text: str) -> list[list[str]]:
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True))


def test_the_wide_csv_has_a_field_a_case() -> None:
    rated = matrix()
    head, *body = read(matrix_csv(rated))
    assert head == ["Id", "Benefit", *(column.label for column in rated.columns)]
    assert body == [[r.id, r.label, *(rated.cell(r, c).text for c in rated.columns)] for r in rated.rows]
    assert matrix_csv(rated).count(CRLF) == len(rated.rows) + 1


def test_the_long_csv_has_every_coding_whole() -> None:
    rated = matrix()
    head, *body = read(evidence_csv(rated))
    expected = [
        (row.id, column.id, item.id, defuse_formula(item.quote), item.attribution, item.place, str(item.start))
        for row, column, cell in cells_with_codings(rated)
        for item in cell.evidence
    ]
    at = [head.index(name) for name in ("row", "case", "id", "quote", "attribution", "place", "start")]
    assert [tuple(line[n] for n in at) for line in body] == expected


@pytest.mark.parametrize(
    "field",
    ["=1", "+1", "-1", "@a", "\tx", "\rx", " =1", "\u00a0=1", "\n=1", "＝1", "　＋1", "－1", "＠a", "\u200b=1", "﹢1"],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(field: str) -> None:
    assert defuse_formula(field) == f"'{field}"
    made = replace(
        matrix(MatrixMeasure.COUNT, columns(0, 1), 1), cells={("B01", "P1"): MatrixCell(1, (evidence(1, quote=field),))}
    )
    assert f"'{field}" in read(evidence_csv(made))[1]


@pytest.mark.parametrize("field", ["", "plain", "a=b", "5 - 3", "–", "Zoë", "'quoted'", "1"])
def test_what_is_harmless_stays(field: str) -> None:
    assert defuse_formula(field) == field


@given(st.text(max_size=40))
def test_any_quote_survives_the_csv(quote: str) -> None:
    found = evidence(1, quote=quote, note=quote)
    made: Matrix = replace(
        matrix(MatrixMeasure.COUNT, columns(0, 1), 1), cells={("B01", "P1"): MatrixCell(1, (found,))}
    )
    text = evidence_csv(made)
    text.encode("utf-8")
    head, line = read(text)
    assert line[head.index("quote")].removeprefix("'") in {
        make_printable(quote),
        make_printable(quote).removeprefix("'"),
    }
