"""Write what case studies print: summaries of cells and descriptions of schools."""

from sqlalchemy import select
from sqlmodel import Session

from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import SUMMARY, CaseRow, CodeRow, SummaryRow


def find_summary(session: Session, case: CaseRow, code: CodeRow) -> SummaryRow | None:
    """Return the summary of a cell, or ``None`` if none is written."""
    return session.scalars(select(SummaryRow).where(SUMMARY.c.case_id == case.id, SUMMARY.c.code_id == code.id)).first()


def read_summary(study: StudyFile, case: str, code: str) -> str:
    """Return the summary of a cell, or an empty text. Raises as :func:`write_summary`."""
    with study.reading() as session:
        held = find_summary(session, records.case_named(session, case), records.code_named(session, code))
        return held.body if held else ""


def write_summary(study: StudyFile, case: str, code: str, body: str, *, author: str) -> None:
    """Write the summary of a cell of the framework matrix, in Markdown. An empty body removes it.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    with study.change("summary", "", author) as change:
        session = change.session
        school, benefit = records.case_named(session, case), records.code_named(session, code)
        change.label = f"Summarise {school.short} {benefit.ref}"
        held = find_summary(session, school, benefit)
        if held is None and body.strip():
            change.insert(
                SummaryRow(
                    id=study.new_id(),
                    case_id=school.id,
                    code_id=benefit.id,
                    body=body,
                    author=author,
                    written_at=change.now,
                )
            )
        elif held is not None and not body.strip():
            change.delete(held)
        elif held is not None:
            change.update(held, body=body, author=author, written_at=change.now)


def write_case_description(study: StudyFile, case: str, *, coder: str, about: str, platform: str) -> None:
    """Write what a school is and how it uses its platform, in Markdown, for its case study."""
    with study.change("case", f"Describe {case}", coder) as change:
        school = records.case_named(change.session, case)
        change.update(school, about=about, platform=platform)
