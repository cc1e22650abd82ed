"""Writing documents to disk: matrices in every format, case studies in Word, all of a study at once."""

from collections.abc import Callable
from pathlib import Path

from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.outputs.matrix import MatrixMeasure
from casecoder.services.outputs.case_studies import gather_case_study
from casecoder.services.outputs.file_writing import Narrator, ignore_narration, make_folder, write_file
from casecoder.services.outputs.matrix_files import MATRIX_PICTURE_FORMATS, MATRIX_TABLE_FORMATS, write_matrix_file
from casecoder.services.outputs.synthesis import gather_synthesis
from casecoder.services.sources.study_listings import list_cases
from casecoder.store.study_file import StudyFile

Progress = Callable[[int, int], None]


def case_study_path(folder: Path, case: str) -> Path:
    """The file of a school's case study in a folder, by the school's short id."""
    return folder / f"case-study-{case.lower()}.docx"


def rating_table_path(folder: Path) -> Path:
    """The file of the traffic-light table in a folder."""
    return folder / "rag-table.docx"


def coding_matrix_paths(folder: Path) -> list[Path]:
    """The files, one a format, of the matrix of codings in a folder of everything."""
    return [folder / f"matrix-codings{suffix}" for suffix in MATRIX_TABLE_FORMATS]


def heatmap_paths(folder: Path) -> list[tuple[Path, MatrixMeasure]]:
    """The files of the heat maps of the ratings and of the codings in a folder of everything, and what each shows."""
    return [
        (folder / f"heat-map-{name}{suffix}", measure)
        for name, measure in (("ratings", MatrixMeasure.RAG), ("codings", MatrixMeasure.COUNT))
        for suffix in MATRIX_PICTURE_FORMATS
    ]


def case_studies_folder(folder: Path) -> Path:
    """Where the case studies lie in a folder of everything."""
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
        Told what the document lacks, sentence by sentence.

    Raises
    ------
    CaseCoderError
        If there is no such case, the template or outline can't be read, or the file can't be written.
    """
    return _Writer(study, template, outline, say).write(case, out)


def write_case_studies(
    study: StudyFile,
    folder: Path,
    progress: Progress | None = None,
    *,
    template: Path | None = None,
    outline: Path | None = None,
    say: Narrator = ignore_narration,
) -> list[Path]:
    """Write the case study of every school into a folder, which is made if need be.

    Parameters
    ----------
    progress:
        Called with ``(documents done, documents in all)``.
    template, outline, say:
        As in :func:`write_case_study`.
    """
    writer = _Writer(study, template, outline, say)
    make_folder(folder)
    schools = list_cases(study)
    written = []
    for done, school in enumerate(schools, 1):
        written.append(writer.write(school.short, folder))
        if progress:
            progress(done, len(schools))
    return written


class _Writer:
    """Writes case studies in one look."""

    def __init__(self, study: StudyFile, template: Path | None, outline: Path | None, say: Narrator) -> None:
        from casecoder.reports.word.case_study import CaseStudyOptions
        from casecoder.reports.word.template import prepare_template

        self._study, self._say = study, say
        paper = prepare_template(_read(template, "template"), template.name) if template else None
        text = _text(outline) if outline else None
        self._wishes = CaseStudyOptions(paper, text, outline.name if outline else "")
        self._said: set[str] = set()

    def write(self, case: str, out: Path) -> Path:
        """Write one; what all of them lack in the same way is said once."""
        from casecoder.reports.word.case_study import build_case_study

        gathered = gather_case_study(self._study, case)
        if out.is_dir():
            out = case_study_path(out, gathered.short)
        elif out.suffix.lower() != ".docx":
            raise UsageError(f"{out} is not a .docx file or a folder that exists.", "Case studies are Word documents.")
        document = build_case_study(gathered, self._wishes)
        write_file(out, document.data)
        for gap in document.gaps:
            self._say(f"{gathered.label}: {gap}")
        for gap in document.gaps_of_look:
            if gap not in self._said:
                self._say(gap)
                self._said.add(gap)
        return out


def synthesis_path(folder: Path) -> Path:
    """The file of the cross-case report in a folder."""
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
    from casecoder.reports.word.synthesis import build_synthesis
    from casecoder.reports.word.template import prepare_template

    out = synthesis_path(out) if out.is_dir() else out
    if out.suffix.lower() != ".docx":
        raise UsageError(f"{out} is not a .docx file or a folder that exists.", "The report is a Word document.")
    paper = prepare_template(_read(template, "template"), template.name) if template else None
    document = build_synthesis(gather_synthesis(study), paper)
    write_file(out, document.data)
    for gap in (*document.gaps, *document.gaps_of_look):
        say(gap)
    return out


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CaseCoderError(f"The {what} {path} can't be read: {error.strerror}.") from error


def _text(path: Path) -> str:
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
    """Write all that a study publishes: the table of ratings, the matrices and heat maps, the reports.

    The template is for both reports, the outline for the case studies.
    """
    make_folder(folder)
    written = write_matrix_file(study, rating_table_path(folder), MatrixMeasure.RAG)
    for out in coding_matrix_paths(folder):
        written += write_matrix_file(study, out, MatrixMeasure.COUNT, evidence=True)
    for out, measure in heatmap_paths(folder):
        written += write_matrix_file(study, out, measure)
    written.append(write_synthesis(study, folder, template=template, say=say))
    look = {"template": template, "outline": outline}
    return written + write_case_studies(study, case_studies_folder(folder), progress, **look, say=say)
