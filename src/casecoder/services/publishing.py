"""Writing documents to disk: matrices in every format, case studies in Word, all of a study at once."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.matrix import Matrix, Measure
from casecoder.services.casestudies import case_study
from casecoder.services.matrices import matrix
from casecoder.services.reading import cases
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
    made = FORMATS[out.suffix.lower()](matrix(study, measure, codebook))
    written = []
    for suffix, data in made.items():
        path = out.with_name(out.stem + suffix + out.suffix)
        write_file(path, data)
        written.append(path)
    return written


def _csv(made: Matrix) -> dict[str, bytes]:
    from casecoder.reports.delimited import evidence_csv, matrix_csv

    return {"": matrix_csv(made).encode(), "-evidence": evidence_csv(made).encode()}


def _xlsx(made: Matrix) -> dict[str, bytes]:
    from casecoder.reports.workbook import matrix_xlsx

    return {"": matrix_xlsx(made)}


def _html(made: Matrix) -> dict[str, bytes]:
    from casecoder.reports.html import matrix_html

    return {"": matrix_html(made).encode()}


def _markdown(made: Matrix) -> dict[str, bytes]:
    from casecoder.reports.markdown_out import matrix_markdown

    return {"": matrix_markdown(made).encode()}


def _docx(made: Matrix) -> dict[str, bytes]:
    from casecoder.reports.word.matrix import matrix_docx

    return {"": matrix_docx(made)}


FORMATS: dict[str, Callable[[Matrix], dict[str, bytes]]] = {
    ".csv": _csv, ".xlsx": _xlsx, ".html": _html, ".md": _markdown, ".docx": _docx,
}
"""What makes the files of each format: by what is added to the name before its ending."""


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
        out = out / f"case-study-{gathered.short.lower()}.docx"
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
    written = write_matrix(study, folder / "rag-table.docx", Measure.RAG)
    for suffix in FORMATS:
        written += write_matrix(study, folder / f"matrix-codings{suffix}", Measure.COUNT)
    return written + write_case_studies(study, folder / "case-studies", progress)


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
