"""Writing documents to disk: case studies, the cross-case report, and all documents of a study at once."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.outputs.case_study import CaseStudy
from casecoder.core.outputs.matrix import MatrixMeasure, MatrixRequest
from casecoder.core.outputs.synthesis import Synthesis
from casecoder.services.file_writing import Narrator, ignore_narration, make_folder, write_file
from casecoder.services.outputs.case_studies import gather_case_study
from casecoder.services.outputs.matrices import build_matrix
from casecoder.services.outputs.matrix_files import MATRIX_PICTURE_FORMATS, MATRIX_TABLE_FORMATS, write_matrix
from casecoder.services.outputs.synthesis import gather_synthesis
from casecoder.store import records
from casecoder.store.snapshot import Snapshot
from casecoder.store.study_file import StudyFile

if TYPE_CHECKING:
    from casecoder.reports.word.template import Template

Progress = Callable[[int, int], None]


def case_study_path(folder: Path, case: str) -> Path:
    """Return the file of a school's case study in a folder, by the school's short id."""
    return folder / f"case-study-{case.lower()}.docx"


def rating_table_path(folder: Path) -> Path:
    """Return the file of the traffic-light table in a folder."""
    return folder / "rag-table.docx"


def coding_matrix_paths(folder: Path) -> list[Path]:
    """Return the files of the matrix of codings, one a format, among all documents."""
    return [folder / f"matrix-codings{suffix}" for suffix in MATRIX_TABLE_FORMATS]


def heatmap_paths(folder: Path) -> list[tuple[Path, MatrixMeasure]]:
    """Return the files of the heat maps among all documents, and which measure each shows."""
    return [
        (folder / f"heat-map-{name}{suffix}", measure)
        for name, measure in (("ratings", MatrixMeasure.RAG), ("codings", MatrixMeasure.COUNT))
        for suffix in MATRIX_PICTURE_FORMATS
    ]


def case_studies_folder(folder: Path) -> Path:
    """Return the folder of the case studies among all documents."""
    return folder / "case-studies"


def write_case_study(
    study: StudyFile,
    case: str,
    out: Path,
    *,
    template: Path | None = None,
    outline: Path | None = None,
    say: Narrator = ignore_narration,
) -> Path:
    """Write a school's case study in Word. A folder gets a file named after the school.

    Parameters
    ----------
    template:
        A Word document whose page, letterhead and styles are used.
    outline:
        A Markdown file whose headings name the sections in the order they are wanted.
    say:
        Called with a sentence for each thing that the document lacks.

    Raises
    ------
    CaseCoderError
        If there is no such case, the template or outline can't be read, or the file can't be written.
    """
    writer = _CaseStudyWriter(template, outline, say)
    with study.reading() as snapshot:
        gathered = gather_case_study(snapshot, case)
    return writer.write(gathered, out)


def write_case_studies(
    study: StudyFile,
    folder: Path,
    progress: Progress | None = None,
    *,
    template: Path | None = None,
    outline: Path | None = None,
    say: Narrator = ignore_narration,
) -> list[Path]:
    """Write the case study of every school into a folder, which is made if there is none.

    All case studies are made from one state of the study, so that readers can compare the schools.

    Parameters
    ----------
    progress:
        Called with ``(documents done, documents in all)``.
    template, outline, say:
        As in :func:`write_case_study`.
    """
    writer = _CaseStudyWriter(template, outline, say)
    make_folder(folder)
    with study.reading() as snapshot:
        gathered = _gather_case_studies(snapshot)
    return writer.write_all(gathered, folder, progress)


def _gather_case_studies(snapshot: Snapshot) -> list[CaseStudy]:
    return [gather_case_study(snapshot, case.short) for case in records.case_rows(snapshot)]


class _CaseStudyWriter:
    """Writes case studies with one template and one outline.

    Parameters
    ----------
    template, outline, say:
        As in :func:`write_case_study`.

    Raises
    ------
    CaseCoderError
        If the template or outline can't be read.
    """

    def __init__(self, template: Path | None, outline: Path | None, say: Narrator) -> None:
        from casecoder.reports.word.case_study import CaseStudyOptions

        text = _read_outline(outline) if outline else None
        self._options = CaseStudyOptions(_prepare_template(template), text, outline.name if outline else "")
        self._say = say
        self._reported: set[str] = set()

    def write_all(self, gathered: Sequence[CaseStudy], folder: Path, progress: Progress | None) -> list[Path]:
        """Write the case studies of several schools into a folder that exists."""
        written = []
        for done, each in enumerate(gathered, 1):
            written.append(self.write(each, folder))
            if progress:
                progress(done, len(gathered))
        return written

    def write(self, gathered: CaseStudy, out: Path) -> Path:
        """Write one case study, and report a gap that all of them have only once."""
        from casecoder.reports.word.case_study import build_case_study

        if out.is_dir():
            out = case_study_path(out, gathered.short)
        elif out.suffix.lower() != ".docx":
            raise UsageError(f"{out} is not a .docx file or a folder that exists.", "Case studies are Word documents.")
        document = build_case_study(gathered, self._options)
        write_file(out, document.data)
        for gap in document.gaps:
            self._say(f"{gathered.label}: {gap}")
        for gap in document.gaps_of_look:
            if gap not in self._reported:
                self._say(gap)
                self._reported.add(gap)
        return out


def synthesis_path(folder: Path) -> Path:
    """Return the file of the cross-case report in a folder."""
    return folder / "cross-case-report.docx"


def write_synthesis(
    study: StudyFile, out: Path, *, template: Path | None = None, say: Narrator = ignore_narration
) -> Path:
    """Write the report across all schools in Word. A folder gets a file of its own name.

    Parameters
    ----------
    template, say:
        As in :func:`write_case_study`.

    Raises
    ------
    CaseCoderError
        If the study has no codebook, the template can't be read, or the file can't be written.
    """
    out = synthesis_path(out) if out.is_dir() else out
    if out.suffix.lower() != ".docx":
        raise UsageError(f"{out} is not a .docx file or a folder that exists.", "The report is a Word document.")
    paper = _prepare_template(template)
    with study.reading() as snapshot:
        gathered = gather_synthesis(snapshot)
    _write_gathered_synthesis(gathered, out, paper, say)
    return out


def _write_gathered_synthesis(gathered: Synthesis, out: Path, paper: "Template | None", say: Narrator) -> None:
    from casecoder.reports.word.synthesis import build_synthesis

    document = build_synthesis(gathered, paper)
    write_file(out, document.data)
    for gap in (*document.gaps, *document.gaps_of_look):
        say(gap)


def _prepare_template(template: Path | None) -> "Template | None":
    """Read a Word template and make it ready for reports; ``None`` where none is given."""
    from casecoder.reports.word.template import prepare_template

    return prepare_template(_read(template, "template"), template.name) if template else None


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CaseCoderError(f"The {what} {path} can't be read: {error.strerror}.") from error


def _read_outline(path: Path) -> str:
    """Read an outline, which is text in UTF-8."""
    try:
        return _read(path, "outline").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseCoderError(f"The outline {path} is not text in UTF-8.", "Save it as a Markdown file.") from error


def write_all_documents(
    study: StudyFile,
    folder: Path,
    progress: Progress | None = None,
    *,
    template: Path | None = None,
    outline: Path | None = None,
    say: Narrator = ignore_narration,
) -> list[Path]:
    """Write all that a study publishes: the table of ratings, matrices and heat maps, and the reports.

    All documents are made from one state of the study. The template is for both reports, the outline for the case
    studies.
    """
    make_folder(folder)
    paper, writer = _prepare_template(template), _CaseStudyWriter(template, outline, say)
    with study.reading() as snapshot:
        matrices = {
            measure: build_matrix(snapshot, MatrixRequest(measure))
            for measure in (MatrixMeasure.RAG, MatrixMeasure.COUNT)
        }
        synthesis, case_studies = gather_synthesis(snapshot), _gather_case_studies(snapshot)
    written = write_matrix(matrices[MatrixMeasure.RAG], rating_table_path(folder))
    for out in coding_matrix_paths(folder):
        written += write_matrix(matrices[MatrixMeasure.COUNT], out, evidence=True)
    for out, measure in heatmap_paths(folder):
        written += write_matrix(matrices[measure], out)
    _write_gathered_synthesis(synthesis, synthesis_path(folder), paper, say)
    make_folder(case_studies_folder(folder))
    return [*written, synthesis_path(folder), *writer.write_all(case_studies, case_studies_folder(folder), progress)]
