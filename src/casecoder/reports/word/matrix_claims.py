"""The cells of a matrix as claims, each in its bookmark."""

from functools import partial

from docx.text.paragraph import Paragraph

from casecoder.core.outputs.listing_keys import ids_key
from casecoder.core.outputs.matrix import Cell, Column, Matrix, Row
from casecoder.core.outputs.matrix_keys import cell_key
from casecoder.core.vocabulary import Band
from casecoder.reports.keys import key_of
from casecoder.reports.word.claimed import write_figure
from casecoder.reports.word.claims import Claims
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write, write_mark
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.tables import Content


class ClaimedCells:
    """Writes the cells of a matrix into a report and puts them on its list of claims."""

    def __init__(self, report: Report, matrix: Matrix, claims: Claims) -> None:
        self._report, self._matrix, self._claims = report, matrix, claims

    def ids(self, row: Row, column: Column, cell: Cell) -> Content:
        """The ids of the codings behind a cell."""
        said = ", ".join(cell.ids)
        if key_of(cell) is None:  # of a rating they are its own, and change with it
            self._claims.add_texts({ids_key(cell_key(self._matrix, row, column)): said})
        return partial(write, text=said, style=EVIDENCE_ID)

    def shown(self, row: Row, column: Column, cell: Cell) -> Content:
        """What stands in a cell."""
        return partial(self._write, row, column, cell)

    def _write(self, row: Row, column: Column, cell: Cell, paragraph: Paragraph) -> None:
        key = key_of(cell)
        if key is None:
            write_figure(
                self._report, paragraph, cell_key(self._matrix, row, column), float(cell.value or 0), cell.text
            )
            return
        band = cell.value if isinstance(cell.value, Band) else None
        name = self._claims.add_band(column.id, row.id, band, f"{cell.text} {key.glyph}")
        with self._report.bookmarked(paragraph, name):
            write_mark(paragraph, key, cell.text)
