"""Start of the command line, import of real interviews, and the documents of the sample study."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import Figure, in_turn, process, seconds

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "interviews"
CASECODER = str(Path(sys.executable).with_name("casecoder"))
PLAIN = """
import re, sqlite3, sys
from pathlib import Path
db = sqlite3.connect(sys.argv[2])
db.execute("create virtual table turns using fts5(words, source, number)")
for path in sorted(Path(sys.argv[1]).glob("*.md")):
    text = path.read_text(encoding="utf-8")
    parts = [p for p in re.split(r"^(?=[*][*][^*]+:[*][*])", text, flags=re.M) if p.strip()]
    db.executemany("insert into turns values (?, ?, ?)", [(p, path.name, n) for n, p in enumerate(parts)])
db.commit()
"""


def figures(folder: Path) -> Iterator[Figure]:
    """Each figure as it is measured. ``folder`` is for what is written meanwhile."""
    help_, bare = in_turn(process([CASECODER, "--help"]), process([sys.executable, "-c", ""]))
    yield Figure("casecoder --help", help_, bare, bare + 0.15, "a bare interpreter")
    study = folder / "demo" / "learning-platforms.casecoder"
    process([CASECODER, "demo", str(folder / "demo")])()
    listing, sqlmodel = in_turn(
        process([CASECODER, "sources", str(study)]), process([sys.executable, "-c", "import sqlmodel"])
    )
    yield Figure("casecoder sources, the sample study", listing, sqlmodel, sqlmodel + 0.15, "import sqlmodel")
    if CORPUS.is_dir():
        yield _importing(folder)
    yield _documents(study, folder)


def _importing(folder: Path) -> Figure:
    """The whole corpus, whole process against whole process; the study is made beforehand."""
    numbers = iter(range(1000))

    def ours() -> None:
        study = folder / f"import-{next(numbers)}.casecoder"
        process([CASECODER, "new", str(study)])()
        took.append(seconds(process([CASECODER, "import", str(study), str(CORPUS)])))

    took: list[float] = []
    script = folder / "plain.py"
    script.write_text(PLAIN)
    plain: list[float] = []
    for number in range(6):
        ours()
        target = folder / f"plain-{number}.db"
        plain.append(seconds(process([sys.executable, str(script), str(CORPUS), str(target)])))
    ours_median, floor = sorted(took[1:])[2], sorted(plain[1:])[2]
    files = sum(1 for _ in CORPUS.glob("*.md"))
    return Figure(f"import of {files} interviews", ours_median, floor, 3 * floor, "a plain script into FTS5")


def _documents(study: Path, folder: Path) -> Figure:
    """All reports and the table, in this process, against writing the same number of empty Word files."""
    import docx

    from casecoder.core.matrix import Measure
    from casecoder.services.publishing import write_case_studies, write_matrix
    from casecoder.services.studies import open_study

    target = open_study(study)

    def ours() -> None:
        write_matrix(target, folder / "table.docx", Measure.RAG)
        write_case_studies(target, folder / "reports")

    def empty() -> None:
        for number in range(13):
            docx.Document().save(str(folder / f"empty-{number}.docx"))

    median, floor = in_turn(ours, empty, runs=3)
    target.close()
    return Figure("twelve case studies and the table", median, floor, 10.0, "thirteen empty Word files")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for figure in figures(Path(place)):
            print(figure, flush=True)
