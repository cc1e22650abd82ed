"""Matrices, co-occurrence and the framework matrix as files, in the format that a file's ending names."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.errors import UsageError
from casecoder.core.outputs.chart import PictureFormat
from casecoder.core.outputs.listing import ListingTable
from casecoder.core.outputs.matrix import Matrix, MatrixMeasure, MatrixRequest
from casecoder.core.transcripts.nearness import Nearness
from casecoder.reports.matrix_notes import too_many_ids_note
from casecoder.services.file_writing import Narrator, ignore_narration, require_file_format, write_file
from casecoder.services.outputs.cooccurrence import Progress, find_cooccurrence
from casecoder.services.outputs.framework_matrix import framework_as_grid, framework_as_list, gather_framework_matrix
from casecoder.services.outputs.matrices import MOST_QUOTED_CODINGS, build_matrix
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING


def write_matrix_file(
    study: StudyFile,
    out: Path,
    asked: MatrixRequest | MatrixMeasure,
    codebook: str = "",
    *,
    evidence: bool = False,
    say: Narrator = ignore_narration,
) -> list[Path]:
    """Write a matrix in the format that the file's ending names.

    Parameters
    ----------
    asked:
        Which matrix to write. A measure alone stands for the matrix of benefits by schools of ``codebook``.
    evidence:
        Write the list of the codings behind the cells into a second file, for CSV. The other tables hold the list
        themselves.
    say:
        Called with sentences: that it takes long, what the table leaves out, what the format has no room for.

    Returns
    -------
    list[Path]
        The files written: the matrix and, for CSV with ``evidence``, the codings behind its cells.

    Raises
    ------
    UsageError
        If the ending is no format, or a picture is to list codings.
    CaseCoderError
        If the study has no such codebook, or the file can't be written.
    """
    ending = require_file_format(out, MATRIX_FORMATS)
    if evidence and ending in MATRIX_PICTURE_FORMATS:
        raise UsageError("A picture can't list the codings behind its cells.", "Write the list with a .csv file.")
    wanted = MatrixRequest(asked, codebook) if isinstance(asked, MatrixMeasure) else asked
    with study.reading() as snapshot:
        _say_if_long(snapshot, out, say)
        matrix = build_matrix(snapshot, wanted, codings=evidence or ending in _FORMATS_WITH_CODINGS)
    return write_matrix(matrix, out, evidence=evidence, say=say)


def write_matrix(matrix: Matrix, out: Path, *, evidence: bool = False, say: Narrator = ignore_narration) -> list[Path]:
    """Write a matrix that has been built. Parameters, files and errors are those of :func:`write_matrix_file`."""
    ending = require_file_format(out, MATRIX_FORMATS)
    for remark in matrix.remarks:
        say(remark)
    _say_if_ids_missing(out, sum(len(cell.ids) for cell in matrix.cells.values()), say)
    write_file(out, MATRIX_FORMATS[ending](matrix))
    for path in evidence_list_paths(out):
        if evidence:
            write_file(path, _evidence_csv(matrix))
        elif path.exists():
            say(f"{path.name}, the list of codings beside it, was not written again and may be out of date.")
    return matrix_file_paths(out, evidence=evidence)


def write_cooccurrence_file(
    study: StudyFile, out: Path, how: Nearness, codebook: str = "", *,
    say: Narrator = ignore_narration, progress: Progress | None = None,
) -> list[Path]:  # fmt: skip
    """Write which codes meet, in the format that the file's ending names.

    A picture shows them as a matrix; other formats list the pairs with Jaccard and lift. Raises as
    :func:`write_matrix_file`.
    """
    ending = require_file_format(out, MATRIX_FORMATS)
    with study.reading() as snapshot:
        _say_if_long(snapshot, out, say)
        found = find_cooccurrence(snapshot, how, codebook, progress)
    if ending in LISTING_FORMATS:
        return _write_listing(out, found.listing, say)
    write_file(out, MATRIX_FORMATS[ending](found.matrix))
    return [out]


def write_framework_file(
    study: StudyFile, out: Path, codebook: str = "", *, say: Narrator = ignore_narration
) -> list[Path]:
    """Write the framework matrix: the summary of each code in each school, with the ids of its codings.

    Spreadsheets and web pages have a line a school and a column a code. The other formats, which are too narrow for
    that, have a line a cell. Raises as :func:`write_matrix_file`.
    """
    ending = require_file_format(out, LISTING_FORMATS)
    with study.reading() as snapshot:
        _say_if_long(snapshot, out, say)
        found = gather_framework_matrix(snapshot, codebook)
    return _write_listing(
        out, framework_as_grid(found) if ending in {".xlsx", ".html"} else framework_as_list(found), say
    )


def _write_listing(out: Path, listing: ListingTable, say: Narrator) -> list[Path]:
    _say_if_ids_missing(out, listing.ids, say)
    write_file(out, LISTING_FORMATS[out.suffix.lower()](listing))
    return [out]


def _say_if_ids_missing(out: Path, ids: int, say: Narrator) -> None:
    """Say if a file doesn't list the ids of codings because there are too many."""
    if out.suffix.lower() == ".docx" and too_many_ids_note(ids):
        say(too_many_ids_note(ids))


def _say_if_long(session: Session, out: Path, say: Narrator) -> None:
    """Say how many codings there are to count, if they are so many that it takes long."""
    codings = session.scalars(select(func.count()).select_from(CODING)).one()
    if codings > MOST_QUOTED_CODINGS:
        say(f"Counting {codings:,} codings and writing {out.name}: this takes a while.")


def matrix_file_paths(out: Path, *, evidence: bool = False) -> list[Path]:
    """Return the files that a matrix is written to, with or without the list of the codings behind its cells."""
    return [out, *(evidence_list_paths(out) if evidence else [])]


def evidence_list_paths(out: Path) -> list[Path]:
    """Return the file beside a CSV matrix that lists the codings behind its cells; nothing for other formats."""
    return [out.with_name(f"{out.stem}-evidence{out.suffix}")] if out.suffix.lower() == ".csv" else []


def _evidence_csv(matrix: Matrix) -> bytes:
    from casecoder.reports.csv_text import evidence_csv

    return evidence_csv(matrix).encode()


def _csv(matrix: Matrix) -> bytes:
    from casecoder.reports.csv_text import matrix_csv

    return matrix_csv(matrix).encode()


def _xlsx(matrix: Matrix) -> bytes:
    from casecoder.reports.matrix_workbook import matrix_xlsx

    return matrix_xlsx(matrix)


def _html(matrix: Matrix) -> bytes:
    from casecoder.reports.html_page import matrix_html

    return matrix_html(matrix).encode()


def _markdown(matrix: Matrix) -> bytes:
    from casecoder.reports.markdown_text import matrix_markdown

    return matrix_markdown(matrix).encode()


def _docx(matrix: Matrix) -> bytes:
    from casecoder.reports.word.matrix import matrix_docx

    return matrix_docx(matrix)


def _picture(form: PictureFormat, matrix: Matrix) -> bytes:
    from casecoder.reports.pictures.heatmap import draw_heatmap

    return draw_heatmap(matrix, form).data


MATRIX_TABLE_FORMATS: dict[str, Callable[[Matrix], bytes]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".html": _html,
    ".md": _markdown,
    ".docx": _docx,
}
"""What makes a matrix as a table in each format."""

_FORMATS_WITH_CODINGS = MATRIX_TABLE_FORMATS.keys() - {".csv"}
"""The formats in which one file holds both the figures and the codings behind them."""

MATRIX_PICTURE_FORMATS: dict[str, Callable[[Matrix], bytes]] = {
    f".{form}": partial(_picture, form) for form in PictureFormat
}
"""What makes a heat map in each format."""

MATRIX_FORMATS = {**MATRIX_TABLE_FORMATS, **MATRIX_PICTURE_FORMATS}


def _listing_csv(listing: ListingTable) -> bytes:
    from casecoder.reports.listing_text import listing_csv

    return listing_csv(listing).encode()


def _listing_markdown(listing: ListingTable) -> bytes:
    from casecoder.reports.listing_text import listing_markdown

    return listing_markdown(listing).encode()


def _listing_html(listing: ListingTable) -> bytes:
    from casecoder.reports.listing_text import listing_html

    return listing_html(listing).encode()


def _listing_xlsx(listing: ListingTable) -> bytes:
    from casecoder.reports.listing_workbook import listing_xlsx

    return listing_xlsx(listing)


def _listing_docx(listing: ListingTable) -> bytes:
    from casecoder.reports.word.listing import listing_docx

    return listing_docx(listing)


LISTING_FORMATS: dict[str, Callable[[ListingTable], bytes]] = {
    ".csv": _listing_csv,
    ".xlsx": _listing_xlsx,
    ".html": _listing_html,
    ".md": _listing_markdown,
    ".docx": _listing_docx,
}
"""What makes a listing in each format."""
