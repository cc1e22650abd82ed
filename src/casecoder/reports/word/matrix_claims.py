"""Writes the cells of a matrix as claims, each in a bookmark."""

from functools import partial

from docx.text.paragraph import Paragraph

from casecoder.core.outputs.figures.table_figures import coding_ids_key, matrix_cell_figure
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixColumn, MatrixRow
from casecoder.core.vocabulary import Band
from casecoder.reports.band_legend import legend_entry_of_cell
from casecoder.reports.word.claim_list import ClaimListBuilder
from casecoder.reports.word.claim_writer import write_claimed_figure
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.table_layout import CellContent
from casecoder.reports.word.text_runs import write_band_mark, write_run


class MatrixCellClaims:
    """Writes the cells of a matrix into a report, and adds them to its list of claims."""

    def __init__(self, report: WordReport, matrix: Matrix, claims: ClaimListBuilder) -> None:
        self._report, self._matrix, self._claims = report, matrix, claims

    def ids(self, row: MatrixRow, column: MatrixColumn, cell: MatrixCell) -> CellContent:
        """Return what writes the ids of the codings behind a cell."""
        ids_text = ", ".join(cell.ids)
        figure = matrix_cell_figure(self._matrix, row, column)
        if figure.of(cell) is not None:  # the ids of a rating are its own and change with it
            self._claims.add_texts({coding_ids_key(figure.key): ids_text})
        return partial(write_run, text=ids_text, style=EVIDENCE_ID)

    def shown(self, row: MatrixRow, column: MatrixColumn, cell: MatrixCell) -> CellContent:
        """Return what writes the figure or the band of a cell."""
        return partial(self._write, row, column, cell)

    def _write(self, row: MatrixRow, column: MatrixColumn, cell: MatrixCell, paragraph: Paragraph) -> None:
        figure, key = matrix_cell_figure(self._matrix, row, column).of(cell), legend_entry_of_cell(cell)
        if key is None:
            if figure is not None:
                write_claimed_figure(self._report, paragraph, figure, cell.text)
            return
        band = cell.value if isinstance(cell.value, Band) else None
        name = self._claims.add_band(column.id, row.id, band, f"{cell.text} {key.glyph}")
        with self._report.bookmarked(paragraph, name):
            write_band_mark(paragraph, key, cell.text)
