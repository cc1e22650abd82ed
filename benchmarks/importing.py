"""Measure importing interviews beside a plain script that fills the same index, and the size of the study."""

import random
import re
import sqlite3
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from benchmarks.long_study import CORPUS, interviews
from benchmarks.timing import Figure, in_turn
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.studies import new_study

INTERVIEWS = 200
ALLOWED, ALLOWED_SIZE = 3.0, 2.5
"""Of the floor's time; of the bytes of the texts."""
HEAD = re.compile(r"^(?=\*\*[^*\n]+:\*\*)", re.MULTILINE)
_numbers = count()


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the times for the corpus and for 200 interviews like it, and the size of their study."""
    if not CORPUS.is_dir():
        yield Figure("import of interviews", f"no corpus at {CORPUS}")
        return
    yield _importing(folder, CORPUS, runs=11)
    many = folder / "interviews"
    many.mkdir()
    for number, turns in enumerate(islice(interviews(random.Random(7)), INTERVIEWS)):
        written = "".join(f"**{speaker}:** {words}\n\n" for speaker, words in turns)
        (many / f"talk-{number:03}.md").write_text(written, encoding="utf-8")
    yield _importing(folder, many, runs=5)
    yield _size(folder, many)


def _importing(folder: Path, corpus: Path, runs: int) -> Figure:
    """All files of a folder, from the disk to a new study on it, everything of Python imported beforehand."""
    studies = iter([new_study(folder / f"{next(_numbers)}.casecoder", coder="a benchmark") for _ in range(runs + 1)])

    def ours() -> None:
        study = next(studies)
        run_import(study, plan_import([corpus], study, ImportOptions()), "a benchmark")

    median, floor = in_turn(ours, lambda: _plainly(folder / f"{next(_numbers)}.db", corpus), runs)
    what = f"import: {median / floor:.2f} times its floor"
    return Figure(what, _files_of(corpus), median, floor, ALLOWED * floor, "a plain script into FTS5")


def _plainly(target: Path, corpus: Path) -> None:
    """Write the same turns into the same index, and nothing else."""
    database = sqlite3.connect(target)
    database.execute(
        "CREATE VIRTUAL TABLE turns USING fts5(words, file UNINDEXED, number UNINDEXED,"
        " tokenize = 'unicode61 remove_diacritics 2')"
    )
    for path in sorted(corpus.glob("*.md")):
        turns = [turn for turn in HEAD.split(path.read_text(encoding="utf-8")) if turn.strip()]
        rows = [(turn, path.name, number) for number, turn in enumerate(turns, 1)]
        database.executemany("INSERT INTO turns VALUES (?, ?, ?)", rows)
    database.commit()
    database.close()


def _size(folder: Path, corpus: Path) -> Figure:
    """The file of a study of all interviews of a folder, beside the texts it holds."""
    study = new_study(folder / "size.casecoder", coder="a benchmark")
    plan = plan_import([corpus], study, ImportOptions())
    run_import(study, plan, "a benchmark")
    study.close()
    texts = sum(len(item.transcript.text.encode()) for item in plan.ready if item.transcript) / 1e6
    size = study.path.stat().st_size / 1e6
    what = f"study file: {size / texts:.2f} times its texts"
    return Figure(what, _files_of(corpus), size, texts, ALLOWED_SIZE * texts, "the texts it holds", unit="MB")


def _files_of(corpus: Path) -> str:
    """Say how many interviews are in a folder and how large they are."""
    files = list(corpus.glob("*.md"))
    return f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB"
