"""Making again the matrices and pairs of codes whose figures a document prints, and the ids behind them."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.core.outputs.cooccurrence import CodePair
from casecoder.core.outputs.listing_claim_keys import CooccurrenceKey, parse_coding_ids_key, parse_cooccurrence_key
from casecoder.core.outputs.matrix import Matrix
from casecoder.core.outputs.matrix_claim_keys import MatrixCellClaimKey, parse_matrix_cell_key
from casecoder.services.outputs.cooccurrence import find_cooccurrence
from casecoder.services.outputs.matrices import build_matrix, coding_numbers_by_cell
from casecoder.store import records
from casecoder.store.snapshot import Snapshot

T = TypeVar("T")
CodingNumbersByCell = Mapping[tuple[str, str], tuple[int, ...]]


class MatrixRecount:
    """Figures and ids by the keys of a document's claims, as the study has them now.

    What is nowhere in the study any more is left out.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._kept: dict[Hashable, Any] = {}

    def figures(self, keys: Collection[str]) -> dict[str, float]:
        """The cells of matrices and the figures of codes that meet."""
        found = {key: self._figure(key) for key in keys}
        return {key: figure for key, figure in found.items() if figure is not None}

    def ids(self, keys: Collection[str]) -> dict[str, str]:
        """The ids behind figures, as they are printed."""
        found = {key: self._ids(figure) for key in keys if (figure := parse_coding_ids_key(key))}
        return {key: text for key, text in found.items() if text is not None}

    def _figure(self, key: str) -> float | None:
        if met := parse_cooccurrence_key(key):
            pair = self._pair(met)
            return None if self._name(met.codebook) is None else float(getattr(pair, met.figure)) if pair else 0.0
        cell = parse_matrix_cell_key(key)
        matrix = self._matrix(cell) if cell else None
        now = matrix.cells.get((cell.row, cell.column)) if cell and matrix else None
        return float(now.value) if now is not None and isinstance(now.value, int | float) else None

    def _ids(self, figure: str) -> str | None:
        if met := parse_cooccurrence_key(figure):
            pair = self._pair(met)
            return ", ".join(map(coding_id, pair.numbers)) if pair else ""
        cell = parse_matrix_cell_key(figure)
        matrix = self._matrix(cell) if cell else None
        if cell is None or matrix is None or (cell.row, cell.column) not in matrix.cells:
            return None
        return ", ".join(map(coding_id, self._behind(cell).get((cell.row, cell.column), ())))

    def _matrix(self, cell: MatrixCellClaimKey) -> Matrix | None:
        name = self._name(cell.codebook)
        return self._once(("matrix", cell[:2]), lambda: self._made(cell, name)) if name else None

    def _made(self, cell: MatrixCellClaimKey, name: str) -> Matrix | None:
        try:
            return build_matrix(self._snapshot, replace(cell.asked, codebook=name), codings=False)
        except CaseCoderError:  # what stood across is no longer known to the study
            return None

    def _behind(self, cell: MatrixCellClaimKey) -> CodingNumbersByCell:
        name = self._name(cell.codebook) or ""
        return self._once(
            ("ids", cell[:2]), lambda: coding_numbers_by_cell(self._snapshot, replace(cell.asked, codebook=name))
        )

    def _pair(self, key: CooccurrenceKey) -> CodePair | None:
        name = self._name(key.codebook)
        if name is None:
            return None
        found = self._once(
            ("pairs", key[:2]),
            lambda: {
                (pair.first, pair.second): pair for pair in find_cooccurrence(self._snapshot, key.how, name).pairs
            },
        )
        return found.get((key.first, key.second))

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for a key before, else what is made now."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]  # made by the same key
        return kept

    def _name(self, title: str) -> str | None:
        return self._books.get(title)

    @cached_property
    def _books(self) -> dict[str, str]:
        return {book.title: book.name for book in records.codebook_rows(self._snapshot)}
