"""Start of the command line, import of real interviews, and the documents of the sample study."""

import re
import sqlite3
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.timing import Figure, in_turn, process, seconds

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "interviews"
CASECODER = str(Path(sys.executable).with_name("casecoder"))
HEAD = re.compile(r"^(?=\*\*[^*\n]+:\*\*)", re.MULTILINE)
_numbers = count()


def figures(folder: Path) -> Iterator[Figure]:
    """Each figure as it is measured. ``folder`` is for what is written meanwhile."""
    help_, bare = in_turn(process([CASECODER, "--help"]), process([sys.executable, "-c", ""]), runs=11)
    yield Figure("casecoder --help", "a process", help_, bare, bare + 0.15, "a bare interpreter")
    study = folder / "demo" / "learning-platforms.casecoder"
    built = seconds(process([CASECODER, "demo", str(study.parent)]))
    yield Figure("casecoder demo", "twelve schools and 19 documents", built, None, 20.0, "none")
    listing, sqlmodel = in_turn(
        process([CASECODER, "sources", str(study)]), process([sys.executable, "-c", "import sqlmodel"]), runs=11
    )
    yield Figure("casecoder sources", "the sample study", listing, sqlmodel, sqlmodel + 0.15, "import sqlmodel")
    yield _importing(folder)
    yield _documents(study, folder)


def _importing(folder: Path) -> Figure:
    """The whole corpus, from its files to a new study on disk, everything imported beforehand."""
    if not CORPUS.is_dir():
        return Figure("import of interviews", str(CORPUS), floor_is="it is not there")
    from casecoder.services.intake.import_plan import ImportOptions, plan_import
    from casecoder.services.intake.importing import run_import
    from casecoder.services.studies import new_study

    studies = iter([new_study(folder / f"{number}.casecoder", coder="a benchmark") for number in range(12)])

    def ours() -> None:
        study = next(studies)
        run_import(study, plan_import([CORPUS], study, ImportOptions()), "a benchmark")

    median, floor = in_turn(ours, lambda: _plainly(folder / f"{next(_numbers)}.db"), runs=11)
    files = sorted(CORPUS.glob("*.md"))
    on = f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB"
    return Figure("import of interviews", on, median, floor, 3 * floor, "a plain script into FTS5")


def _plainly(target: Path) -> None:
    """The same turns into the same index, and nothing else."""
    database = sqlite3.connect(target)
    database.execute(
        "CREATE VIRTUAL TABLE turns USING fts5(words, file UNINDEXED, number UNINDEXED,"
        " tokenize = 'unicode61 remove_diacritics 2')"
    )
    for path in sorted(CORPUS.glob("*.md")):
        turns = [turn for turn in HEAD.split(path.read_text(encoding="utf-8")) if turn.strip()]
        rows = [(turn, path.name, number) for number, turn in enumerate(turns, 1)]
        database.executemany("INSERT INTO turns VALUES (?, ?, ?)", rows)
    database.commit()
    database.close()


def _documents(study: Path, folder: Path) -> Figure:
    """All reports and the table, in this process, against writing the same number of empty Word files."""
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
