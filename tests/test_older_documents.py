"""Documents that casecoder wrote before a change: they still verify against the study they were made from."""

import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest

from casecoder.core.verifying.verification_results import ClaimKind
from casecoder.services.studies import open_study
from casecoder.services.verifying.document_verification import verify_report
from casecoder.store.study_file import StudyFile

DOCUMENTS = Path(__file__).parent / "studies" / "documents"
"""The sample study of version 0.1.0 at schema 0004 and what was written from it."""

COUNTS_AND_RATINGS = {
    "case-study-p3": 83,
    "co-occurrence": 33,
    "cross-case-report": 1090,
    "framework": 139,
    "matrix-codings": 283,
    "rag-table": 280,
}
"""How many counts and ratings each of them states, so that none is passed over."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyFile]:
    path = tmp_path_factory.mktemp("older") / "study.casecoder"
    path.write_bytes(lzma.decompress((DOCUMENTS / "study.casecoder.xz").read_bytes()))
    opened = open_study(path)
    yield opened
    opened.close()


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.docx")), ids=lambda path: path.stem)
def test_a_document_of_an_earlier_version_still_verifies(study: StudyFile, path: Path) -> None:
    found = verify_report(study, path)
    assert found.findings == ()
    assert found.checked[ClaimKind.COUNT] + found.checked[ClaimKind.RATING] == COUNTS_AND_RATINGS[path.stem]
