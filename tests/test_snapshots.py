"""A document is made from one state of the study, and verified against one, whatever is coded meanwhile."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import event

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.outputs.matrix import MatrixMeasure
from casecoder.core.transcripts.nearness import Nearness
from casecoder.core.vocabulary import Band
from casecoder.services.judging.rating import rate
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.services.outputs.matrix_files import write_cooccurrence_file, write_framework_file, write_matrix_file
from casecoder.services.outputs.publishing import (
    write_all_documents,
    write_case_studies,
    write_case_study,
    write_synthesis,
)
from casecoder.services.outputs.study_charts import PictureSubject, write_picture
from casecoder.services.search.extracts import make_extract, write_extract
from casecoder.services.search.retrieval import retrieve_all
from casecoder.services.segments.coding import apply_codes
from casecoder.services.verifying.document_verification import verify_report
from casecoder.store.study_file import StudyFile
from tests.study_kit import CODER, INTERVIEW, NAME, add_source, make_study

Write = Callable[[StudyFile, Path], object]
"""Writes one or more documents of a study into a folder."""
Files = dict[str, bytes]


def _write_extract(study: StudyFile, folder: Path) -> None:
    with study.reading() as snapshot:
        extract = make_extract(snapshot, retrieve_all(snapshot, CodingFilter()), title="Coded passages")
    write_extract(extract, folder / "extract.docx")


DOCUMENTS: dict[str, Write] = {
    "case study": lambda study, folder: write_case_study(study, "P1", folder),
    "all case studies": write_case_studies,
    "cross-case report": write_synthesis,
    "table of ratings": lambda study, folder: write_matrix_file(study, folder / "rag.docx", MatrixMeasure.RAG),
    "matrix": lambda study, folder: write_matrix_file(study, folder / "codings.docx", MatrixMeasure.COUNT),
    "framework": lambda study, folder: write_framework_file(study, folder / "framework.docx"),
    "co-occurrence": lambda study, folder: write_cooccurrence_file(study, folder / "met.docx", Nearness.TURN),
    "extract": _write_extract,
    "picture": lambda study, folder: write_picture(study, folder / "cell.svg", PictureSubject.EVIDENCE, "P1", "B02"),
}
VERIFIED = ("case study", "cross-case report", "matrix", "co-occurrence", "framework", "extract")
"""The Word documents among them."""


def _code(study: StudyFile, source: str, quote: str, codes: list[str], coder: str = CODER) -> int:
    return apply_codes(study, source, codes, quote=quote, coder=coder)[0].number


def _code_meanwhile(path: Path) -> None:
    """Make a coding on another connection, at a given time and with given keys: two runs make the same one."""
    other = StudyFile.open(path)
    keys = iter(range(1, 100))
    other.now = lambda: datetime(2030, 1, 1, tzinfo=UTC)
    other.new_id = lambda: uuid.UUID(int=next(keys))
    _code(other, "P1-INT-01", "Some look. Most don’t.", ["B02"], "zadie")
    other.close()


@cache
def _study_bytes() -> bytes:
    """A study with two schools, two coders, ratings that a coding makes stale, and a summary."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        study = make_study(folder, INTERVIEW)
        add_source(study, folder, f"INT: Good morning.\n\n{INTERVIEW}", "s1.txt", "Secondary School 1")
        for source in ("P1-INT-01", "S1-INT-01"):
            cited = _code(study, source, "We post the notices there.", ["B01.1"])
            _code(study, source, "I show my mum.", ["B03"])
            _code(study, source, "Nobody reads the board any more", ["B01"], "ben")
            case = source[:2]
            rate(study, case, "B01", Band.GREEN, because="It is used.", cited=[cited], rater=CODER)
            rate(study, case, "B01", Band.AMBER, because="Somewhat.", cited=[cited], rater="ben")
            rate(study, case, "B02", Band.NONE, because="Looked through all.", cited=[], rater=CODER)
        write_summary(study, "P1", "B02", "Nothing is said of parents.", author=CODER)
        study.close()
        return (folder / NAME).read_bytes()


@contextmanager
def _copy(coded: bool = False) -> Iterator[tuple[StudyFile, Path]]:
    """A copy of the study, with the coding or without, and an empty folder beside it."""
    with TemporaryDirectory() as name:
        path, folder = Path(name, NAME), Path(name, "documents")
        path.write_bytes(_study_bytes())
        folder.mkdir()
        if coded:
            _code_meanwhile(path)
        study = StudyFile.open(path)
        try:
            yield study, folder
        finally:
            study.close()


class _Race:
    """Keeps the statements of a study's connections, and makes a coding on another before the n-th of them."""

    def __init__(self, study: StudyFile, before: int | None = None) -> None:
        self.statements: list[str] = []
        self._path, self._before = study.path, before
        event.listen(study.engine, "before_cursor_execute", self._keep)

    def _keep(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if len(self.statements) == self._before:
            _code_meanwhile(self._path)
        self.statements.append(statement)

    @property
    def places(self) -> list[int]:
        """Where a coding may come in between: within the first transaction, and before each later one begins."""
        _, *later = (place for place, statement in enumerate(self.statements) if statement == "BEGIN")
        return [4, *later]


def _written(write: Write, *, coded: bool = False, before: int | None = None) -> tuple[Files, _Race]:
    with _copy(coded) as (study, folder):
        race = _Race(study, before)
        write(study, folder)
        files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        return files, race


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_coding_made_while_a_document_is_written_is_nowhere_in_it(document: str) -> None:
    write = DOCUMENTS[document]
    files, race = _written(write)
    assert files != _written(write, coded=True)[0]
    for place in race.places:
        assert _written(write, before=place)[0] == files, f"{document}, before statement {place}"


def test_a_coding_made_while_all_documents_are_written_is_in_none() -> None:
    files, race = _written(write_all_documents)
    for place in race.places:
        assert _written(write_all_documents, before=place)[0] == files, f"before statement {place}"


@pytest.mark.parametrize("document", VERIFIED)
def test_a_document_written_beside_a_coding_verifies_against_its_state(document: str) -> None:
    with _copy() as (study, folder):
        _Race(study, 4)
        DOCUMENTS[document](study, folder)
        (path,) = folder.iterdir()
        with _copy() as (before, _):
            found = verify_report(before, path)
        assert "The document was made from the study as it is now" in " ".join(found.notes)
        assert not found.findings
        assert "(1 act later)" in " ".join(verify_report(study, path).notes)


@pytest.mark.parametrize("document", VERIFIED)
def test_a_document_is_judged_by_one_state(document: str) -> None:
    with _copy() as (study, folder):
        DOCUMENTS[document](study, folder)
        (path,) = folder.iterdir()
        race = _Race(study)
        found = verify_report(study, path)
        with _copy(coded=True) as (later, _):
            assert verify_report(later, path) != found
        for place in race.places:
            with _copy() as (other, _):
                _Race(other, place)
                assert verify_report(other, path) == found, f"before statement {place}"
