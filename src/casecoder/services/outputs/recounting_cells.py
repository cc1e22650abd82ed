"""Making again the matrices whose cells a document prints."""

from collections.abc import Iterable
from dataclasses import replace

from casecoder.core.errors import CaseCoderError
from casecoder.core.matrix_keys import parsed_cell
from casecoder.core.vocabulary import Band
from casecoder.services.outputs.matrices import made
from casecoder.store import records
from casecoder.store.study_file import StudyFile


def cells_again(study: StudyFile, keys: Iterable[str]) -> dict[str, float]:
    """The cells of matrices of these keys, as the study has them now; those that are nowhere are left out."""
    wanted = {key: cell for key in keys if (cell := parsed_cell(key)) is not None}
    with study.reading() as session:
        books = {book.title: book.name for book in records.codebooks(session)}
    found: dict[str, float] = {}
    for codebook, asked in {(cell.codebook, cell.asked) for cell in wanted.values() if cell.codebook in books}:
        try:
            matrix = made(study, replace(asked, codebook=books[codebook]), codings=False)
        except CaseCoderError:  # what stood across is no longer known to the study
            continue
        for key, cell in wanted.items():
            now = matrix.cells.get((cell.row, cell.column))
            if (cell.codebook, cell.asked) == (codebook, asked) and now is not None and now.value is not None:
                found[key] = float(now.value) if not isinstance(now.value, Band) else 0.0
    return found
