"""Measure the start of the command line and the documents of the sample study."""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import Figure, in_turn, process, seconds

CASECODER = str(Path(sys.executable).with_name("casecoder"))


def figures(folder: Path) -> Iterator[Figure]:
    """Yield each figure as it is measured. Files are written to ``folder``."""
    help_, bare = in_turn(process([CASECODER, "--help"]), process([sys.executable, "-c", ""]), runs=11)
    yield Figure("casecoder --help", "a process", help_, bare, bare + 0.15, "a bare interpreter")
    study = folder / "demo" / "learning-platforms.casecoder"
    built = seconds(process([CASECODER, "demo", str(study.parent)]))
    yield Figure("casecoder demo", "twelve schools and 19 documents", built, None, 20.0, "none")
    listing, sqlmodel = in_turn(
        process([CASECODER, "sources", str(study)]), process([sys.executable, "-c", "import sqlmodel"]), runs=11
    )
    yield Figure("casecoder sources", "the sample study", listing, sqlmodel, sqlmodel + 0.15, "import sqlmodel")
    yield _documents(study, folder)


def _documents(study: Path, folder: Path) -> Figure:
    """Return the time of all reports and the table, beside that of as many empty Word files."""
    import docx

    from casecoder.core.outputs.matrix import MatrixMeasure
    from casecoder.services.outputs.matrix_files import write_matrix_file
    from casecoder.services.outputs.publishing import write_case_studies
    from casecoder.services.studies import open_study

    target = open_study(study)

    def ours() -> None:
        write_matrix_file(target, folder / "table.docx", MatrixMeasure.RAG)
        write_case_studies(target, folder / "reports")

    def empty() -> None:
        for number in range(13):
            docx.Document().save(str(folder / f"empty-{number}.docx"))

    median, floor = in_turn(ours, empty, runs=3)
    target.close()
    return Figure("twelve case studies and the table", "the sample study", median, floor, 10.0, "13 empty Word files")
