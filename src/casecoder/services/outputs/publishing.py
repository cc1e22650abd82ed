"""Writing documents to disk: matrices in every format, case studies in Word, all of a study at once."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.matrix import Matrix, Measure
from casecoder.services.outputs.casestudies import case_study
from casecoder.services.outputs.matrices import matrix
from casecoder.services.sources.reading import cases
from casecoder.store.study_file import StudyFile

Progress = Callable[[int, int], None]


def write_matrix(study: StudyFile, out: Path, measure: Measure, codebook: str = "") -> list[Path]:
    """Write a matrix in the format that the file's ending names.

    Returns
    -------
    list[Path]
        The files written: for CSV the matrix and, beside it, the codings behind its cells.

    Raises
    ------
    UsageError
        If the ending is no format.
    CaseCoderError
        If the study has no such codebook, or the file can't be written.
    """
    if out.suffix.lower() not in FORMATS:
        raise UsageError(f"{out.name} has no ending that names a format.", f"Use {', '.join(FORMATS)}.")
    paths = matrix_paths(out)
    for path, data in zip(paths, FORMATS[out.suffix.lower()](matrix(study, measure, codebook)), strict=True):
        write_file(path, data)
    return paths


def matrix_paths(out: Path) -> list[Path]:
    """The files a matrix is written to: for CSV also one with the codings behind its cells."""
    beside = [out.with_name(f"{out.stem}-evidence{out.suffix}")] if out.suffix.lower() == ".csv" else []
    return [out, *beside]


def case_study_path(folder: Path, case: str) -> Path:
    """The file of a school's case study in a folder, by the school's short id."""
    return folder / f"case-study-{case.lower()}.docx"


def table_path(folder: Path) -> Path:
    """The file of the traffic-light table in a folder."""
    return folder / "rag-table.docx"


def count_paths(folder: Path) -> list[Path]:
    """The files, one a format, of the matrix of codings in a folder of everything."""
    return [folder / f"matrix-codings{suffix}" for suffix in FORMATS]


def studies_folder(folder: Path) -> Path:
    """Where the case studies lie in a folder of everything."""
    return folder / "case-studies"


def _csv(made: Matrix) -> tuple[bytes, ...]:
    from casecoder.reports.delimited import evidence_csv, matrix_csv

    return matrix_csv(made).encode(), evidence_csv(made).encode()


def _xlsx(made: Matrix) -> tuple[bytes, ...]:
    from casecoder.reports.workbook import matrix_xlsx

    return (matrix_xlsx(made),)


def _html(made: Matrix) -> tuple[bytes, ...]:
    from casecoder.reports.html import matrix_html

    return (matrix_html(made).encode(),)


def _markdown(made: Matrix) -> tuple[bytes, ...]:
    from casecoder.reports.markdown_out import matrix_markdown

    return (matrix_markdown(made).encode(),)


def _docx(made: Matrix) -> tuple[bytes, ...]:
    from casecoder.reports.word.matrix import matrix_docx

    return (matrix_docx(made),)


FORMATS: dict[str, Callable[[Matrix], tuple[bytes, ...]]] = {
    ".csv": _csv, ".xlsx": _xlsx, ".html": _html, ".md": _markdown, ".docx": _docx,
}
"""What makes the files of each format, in the order of :func:`matrix_paths`."""


def write_case_study(study: StudyFile, case: str, out: Path) -> Path:
    """Write a school's case study in Word. A folder gets a file named after the school.

    Raises
    ------
    CaseCoderError
        If there is no such case, or the file can't be written.
    """
    from casecoder.reports.word.casestudy import case_study_docx

    gathered = case_study(study, case)
    if out.is_dir():
        out = case_study_path(out, gathered.short)
    elif out.suffix.lower() != ".docx":
        raise UsageError(f"{out} is not a .docx file or a folder that exists.", "Case studies are Word documents.")
    write_file(out, case_study_docx(gathered))
    return out


def write_case_studies(study: StudyFile, folder: Path, progress: Progress | None = None) -> list[Path]:
    """Write the case study of every school into a folder, which is made if need be.

    Parameters
    ----------
    progress:
        Called with ``(documents done, documents in all)``.
    """
    make_folder(folder)
    schools = cases(study)
    written = []
    for done, school in enumerate(schools, 1):
        written.append(write_case_study(study, school.short, folder))
        if progress:
            progress(done, len(schools))
    return written


def write_all(study: StudyFile, folder: Path, progress: Progress | None = None) -> list[Path]:
    """Write all that a study publishes: the traffic-light table in Word, the matrices, every case study."""
    make_folder(folder)
    written = write_matrix(study, table_path(folder), Measure.RAG)
    for out in count_paths(folder):
        written += write_matrix(study, out, Measure.COUNT)
    return written + write_case_studies(study, studies_folder(folder), progress)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it.

    Raises
    ------
    CaseCoderError
        If it can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaseCoderError(f"The folder {folder} can't be made: {error.strerror}.") from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: what was there before stays until the new one is on disk.

    Raises
    ------
    CaseCoderError
        If the folder is missing, may not be written, or the disk is full.
    """
    if not path.parent.exists():
        raise CaseCoderError(f"{path} can't be written: there is no folder {path.parent}.", "Make the folder first.")
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise CaseCoderError(f"{path} can't be written: {error.strerror}.", "Nothing was changed there.") from error
