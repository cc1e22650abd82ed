"""What several tests need: a small codebook, a study, sources brought in through the real import."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Concatenate, ParamSpec, TypeVar

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.outputs.extract import ExtractPassage
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.search.retrieval import retrieve_all
from casecoder.services.studies import new_study
from casecoder.store.snapshot import Snapshot
from casecoder.store.study_file import StudyFile

CODEBOOK = """\
---
name: small
title: A small codebook
---

# A small codebook

## B01 Organisation

Who finds what.

**Include:** notices.

### B01.1 Between teachers

Staffroom talk.

## B02 Parents

What families see.

## B03 Time

Minutes saved and lost.
"""

INTERVIEW = """\
INT: How do you use it?

Mrs Okoro: We post the notices there. Nobody reads the board any more — honestly, café chat is dead.

INT: And parents?

Mrs Okoro: Some look. Most don’t. We post the notices there, and then we send paper too. 🙂

Zoë (Year 6): I show my mum. She likes it.
"""

CODER = "anna"


NAME = "study.casecoder"
Rest = ParamSpec("Rest")
Found = TypeVar("Found")


def made_once(make: Callable[Concatenate[Path, Rest], StudyFile]) -> Callable[Concatenate[Path, Rest], StudyFile]:
    """Make a study, and the files beside it, once; each test gets a copy in its folder."""

    @lru_cache(maxsize=16)
    def files(*rest: Any, **named: Any) -> dict[str, bytes]:
        with TemporaryDirectory() as folder:
            make(Path(folder), *rest, **named).close()
            return {path.name: path.read_bytes() for path in Path(folder).iterdir()}

    def copied(folder: Path, /, *rest: Rest.args, **named: Rest.kwargs) -> StudyFile:
        kept: Any = files
        for name, content in kept(*rest, **named).items():
            (folder / name).write_bytes(content)
        return StudyFile.open(folder / NAME)

    return copied


@made_once
def make_study(folder: Path, text: str = "") -> StudyFile:
    """A study with the small codebook and, when a text is given, one source of Primary School 1: P1-INT-01."""
    codebook = folder / "small.md"
    codebook.write_text(CODEBOOK, encoding="utf-8")
    study = new_study(folder / NAME, title="A study", codebooks=[str(codebook)], coder=CODER)
    if text:
        add_source(study, folder, text)
    return study


def add_source(
    study: StudyFile,
    folder: Path,
    text: str,
    name: str = "talk.txt",
    case: str = "Primary School 1",
    kind: str = "interview",
) -> str:
    """Write a file and import it. Returns the source's id."""
    path = folder / name
    path.write_bytes(text.encode())
    report = run_import(study, plan_import([path], study, ImportOptions(case=case, kind=kind)), CODER)
    assert not report.failed, report.failed
    return report.imported[0]


def contents(study: StudyFile) -> dict[str, list[tuple[object, ...]]]:
    """Every record of the study, for comparing states; the history and what only grows are left out."""
    from sqlalchemy import select

    from casecoder.store.tables import RECORD_TABLES

    with study.reading() as session:
        connection = session.connection()
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in RECORD_TABLES.items()
        }


def retrieved(study: StudyFile, wanted: CodingFilter) -> list[ExtractPassage]:
    """All passages that a query finds."""
    return read_now(study, lambda snapshot: list(retrieve_all(snapshot, wanted)))


def read_now(
    study: StudyFile, read: Callable[Concatenate[Snapshot, Rest], Found], /, *rest: Rest.args, **named: Rest.kwargs
) -> Found:
    """Read something from a snapshot of the study as it is now."""
    with study.reading() as snapshot:
        return read(snapshot, *rest, **named)
