"""Studies that earlier versions of casecoder made: opened, whole, worked on, undone."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casecoder.core.judging.rating import RatingKind
from casecoder.core.vocabulary import SourceStatus
from casecoder.services import history
from casecoder.services.judging import rating
from casecoder.services.search import text_search
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store import records
from casecoder.store.permanent_rows import RevisionRow
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import SourceRow
from tests.study_kit import CODER

STUDIES = Path(__file__).parent / "studies"
"""Made by casecoder at earlier schemas. Of each: a source, two codings, ratings, something undone."""


@pytest.fixture(params=["0001", "0002", "0003", "0004", "0005", "0006"])
def study(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StudyFile]:
    path = tmp_path / "older.casecoder"
    path.write_bytes(gzip.decompress((STUDIES / f"{request.param}.casecoder.gz").read_bytes()))
    opened = open_study(path)
    yield opened
    opened.close()


def test_it_is_whole_after_its_migration(study: StudyFile) -> None:
    report = check_study(study)
    assert (report.faults, report.codings) == ((), 2)
    assert report.ratings in {1, 2}


def test_its_ratings_still_hold(study: StudyFile) -> None:
    assert check_study(study).stale == ()
    held = rating.open_rating_desk(study, "P1", "B01").history[0]
    assert (held.stale, held.kind, held.settles, held.signed_by) == ((), RatingKind.OWN, (), "")
    with study.reading() as session:
        assert records.study_row(session).settings == {}


def test_a_change_makes_its_rating_stale(study: StudyFile) -> None:
    coding.remove_coding(study, 1, coder=CODER)
    assert check_study(study).stale


def test_what_was_done_in_it_can_be_undone_and_done_again(study: StudyFile) -> None:
    undone: list[str] = []
    while study_listings.list_segments(study):
        undone.append(history.undo(study, CODER))
        assert check_study(study).faults == ()
    for _ in undone:
        history.redo(study, CODER)
    assert sorted(item.number for item in study_listings.list_segments(study)) == [1, 2]
    assert check_study(study).faults == ()


def test_its_search_index_knows_where_its_text_begins(study: StudyFile) -> None:
    with study.reading() as session:
        source = session.scalars(select(SourceRow)).one()
        revision = session.get_one(RevisionRow, source.revision_id)
        assert source.status == SourceStatus.UNREAD
        assert revision.row == 0
    assert text_search.search_texts(study, "café").hits
