"""What several tests need: a small codebook, a study, sources brought in through the real import."""

from pathlib import Path

from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import import_plan
from casecoder.services.studies import new_study
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


def make_study(folder: Path, text: str = "") -> StudyFile:
    """A study with the small codebook and, when a text is given, one source of Primary School 1: P1-INT-01."""
    codebook = folder / "small.md"
    codebook.write_text(CODEBOOK, encoding="utf-8")
    study = new_study(folder / "study.casecoder", title="A study", codebooks=[str(codebook)], coder=CODER)
    if text:
        add_source(study, folder, text)
    return study


def add_source(
    study: StudyFile, folder: Path, text: str, name: str = "talk.txt",
    case: str = "Primary School 1", kind: str = "interview",
) -> str:
    """Write a file and import it. Returns the source's id."""
    path = folder / name
    path.write_bytes(text.encode())
    report = import_plan(study, plan_import([path], study, ImportOptions(case=case, kind=kind)), CODER)
    assert not report.failed, report.failed
    return report.imported[0]


def contents(study: StudyFile) -> dict[str, list[tuple[object, ...]]]:
    """Every record of the study, for comparing states; the history and what only grows are left out."""
    from sqlalchemy import select

    from casecoder.store.tables import RECORDS

    with study.reading() as session:
        connection = session.connection()
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in RECORDS.items()
        }
