"""How far the researchers are with the sources: unread, in progress (marked so, or coded) or done."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import case, exists, func, select

from casecoder.core.phrases import count_with_noun
from casecoder.core.vocabulary import SourceStatus, effective_status
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CASE, CODING, REVISION, SOURCE


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """The numbers of a school's sources that are unread, in progress and done."""

    unread: int = 0
    in_progress: int = 0
    done: int = 0

    @property
    def sources(self) -> int:
        """Return the number of sources."""
        return self.unread + self.in_progress + self.done

    @property
    def sentence(self) -> str:
        """Return the progress in words."""
        begun = f", {self.in_progress} in progress" if self.in_progress else ""
        return f"{self.done} of {count_with_noun(self.sources, 'source')} done{begun}"


def set_source_status(study: StudyFile, source: str, status: SourceStatus, *, coder: str) -> str:
    """Record how far the researchers are with a source.

    Parameters
    ----------
    source:
        Its short id or file name.

    Returns
    -------
    str
        Its short id.

    Raises
    ------
    CaseCoderError
        If there is no such source.
    """
    with study.change("source", "", coder) as change:
        found = records.source_named(change.session, source)
        change.label = f"Mark {found.ref} as {status}"
        change.update(found, status=status)
        return found.ref


def progress_by_school(study: StudyFile) -> dict[str, ReadingProgress]:
    """Return the progress of every school that has sources, by its short id."""
    with study.reading() as session:
        coded = exists().where(CODING.c.source_id == SOURCE.c.id)
        query = select(CASE.c.short, SOURCE.c.status, coded).join(SOURCE, SOURCE.c.case_id == CASE.c.id)
        counts: dict[str, Counter[SourceStatus]] = {}
        for short, status, begun in session.connection().execute(query):
            counts.setdefault(short, Counter())[effective_status(status, coded=begun)] += 1
    return {short: ReadingProgress(*(found[status] for status in SourceStatus)) for short, found in counts.items()}


def coded_share(study: StudyFile, school: str) -> float:
    """Return the share of a school's text that is under any code, 0 to 1.

    Raises
    ------
    CaseCoderError
        If there is no such school.
    """
    with study.reading() as session:
        where, connection = records.case_named(session, school), session.connection()
        lengths = (
            select(func.sum(REVISION.c.length))
            .join(SOURCE, SOURCE.c.revision_id == REVISION.c.id)
            .where(SOURCE.c.case_id == where.id)
        )
        reached = func.max(CODING.c.end).over(
            partition_by=CODING.c.source_id, order_by=(CODING.c.start, CODING.c.end), rows=(None, -1)
        )
        placed = (
            select(CODING.c.start, CODING.c.end, func.coalesce(reached, 0).label("reached"))
            .join(SOURCE, (CODING.c.source_id == SOURCE.c.id) & (CODING.c.revision_id == SOURCE.c.revision_id))
            .where(SOURCE.c.case_id == where.id)
            .subquery()
        )
        begins = case((placed.c.reached > placed.c.start, placed.c.reached), else_=placed.c.start)
        # what each coding adds to those that begin before it: worked out there, as a school may have very many
        added = select(func.sum(placed.c.end - begins)).where(placed.c.end > begins)
        covered = connection.execute(added).scalar() or 0
        length = connection.execute(lengths).scalar() or 0
    return covered / length if length else 0.0
