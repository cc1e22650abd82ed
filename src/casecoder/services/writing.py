"""What researchers write beside the data: summaries of a cell, memos, and what a case is."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.evidence import coding_id
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Code, Memo, Summary

TARGETS = ("study", "case", "source", "code", "coding")
"""What a memo can be attached to."""


@dataclass(frozen=True, slots=True)
class MemoLine:
    """A memo in a listing; ``about`` is the short id of what it is attached to."""

    id: uuid.UUID
    target: str
    about: str
    body: str
    author: str
    created_at: datetime
    start: int | None = None
    end: int | None = None


def summary_row(session: Session, case: Case, code: Code) -> Summary | None:
    """The summary of a cell, if one is written."""
    return session.exec(select(Summary).where(Summary.case_id == case.id, Summary.code_id == code.id)).first()


def summarise(study: StudyFile, case: str, code: str, body: str, *, author: str) -> None:
    """Write the summary of a cell of the framework matrix, in Markdown; an empty body removes it.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    with study.change("summary", "", author) as change:
        session = change.session
        school, benefit = records.case_named(session, case), records.code_named(session, code)
        change.label = f"Summarise {school.short} {benefit.ref}"
        held = summary_row(session, school, benefit)
        if held is None and body.strip():
            change.insert(
                Summary(
                    id=study.new_id(), case_id=school.id, code_id=benefit.id, body=body,
                    author=author, written_at=change.now,
                )
            )
        elif held is not None and not body.strip():
            change.delete(held)
        elif held is not None:
            change.update(held, body=body, author=author, written_at=change.now)


def describe_case(study: StudyFile, case: str, *, coder: str, about: str, platform: str) -> None:
    """Write what a school is and how it uses its platform, in Markdown, for its case study."""
    with study.change("case", f"Describe {case}", coder) as change:
        school = records.case_named(change.session, case)
        change.update(school, about=about, platform=platform)


def write_memo(
    study: StudyFile, target: str, about: str, body: str, *,
    author: str, start: int | None = None, end: int | None = None,
) -> None:
    """Attach a memo in Markdown to the study, a case, source, code or coding, or to a segment of a source.

    Parameters
    ----------
    target:
        One of ``TARGETS``.
    about:
        Its short id, as people type it; anything for the study.
    start, end:
        For a segment: ``[start, end)`` in code points of the source's frozen text.

    Raises
    ------
    CaseCoderError
        If there is no such thing, or the memo is empty.
    """
    if not body.strip():
        raise CaseCoderError("The memo is empty.")
    with study.change("memo", f"Write a memo on {about or target}", author) as change:
        target_id = _target(change.session, target, about)
        change.insert(
            Memo(
                id=study.new_id(), target=target, target_id=target_id, start=start, end=end, body=body,
                author=author, created_at=change.now,
            )
        )


def rewrite_memo(study: StudyFile, memo: uuid.UUID, body: str, *, author: str) -> None:
    """Change a memo's words; an empty body removes the memo."""
    with study.change("memo", "Change a memo", author) as change:
        held = change.session.get(Memo, memo)
        if held is None:
            raise CaseCoderError("That memo is no longer there.")
        if body.strip():
            change.update(held, body=body)
        else:
            change.delete(held)


def memos(study: StudyFile, target: str = "", about: str = "") -> list[MemoLine]:
    """The memos on one thing, or all, newest first."""
    with study.reading() as session:
        query = select(Memo).order_by(col(Memo.created_at).desc())
        if target:
            query = query.where(Memo.target == target, Memo.target_id == _target(session, target, about))
        names = _names(session)
        return [
            MemoLine(m.id, m.target, names.get(m.target_id, ""), m.body, m.author, m.created_at, m.start, m.end)
            for m in session.exec(query)
        ]


def _target(session: Session, target: str, about: str) -> uuid.UUID:
    match target:
        case "study":
            return records.study_row(session).id
        case "case":
            return records.case_named(session, about).id
        case "source":
            return records.source_named(session, about).id
        case "code":
            return records.code_named(session, about).id
        case "coding":
            return records.coding_numbered(session, about).id
    raise CaseCoderError(f"A memo can't be attached to a {target!r}.", "It can to a " + ", ".join(TARGETS) + ".")


def _names(session: Session) -> dict[uuid.UUID, str]:
    from casecoder.store.tables import Coding

    codings = session.exec(select(Coding.id, Coding.number).join(Memo, col(Memo.target_id) == Coding.id))
    return {
        **{case.id: case.short for case in records.cases(session)},
        **{source.id: source.ref for source in records.sources(session)},
        **{code.id: code.ref for code in records.codes(session)},
        **{key: coding_id(number) for key, number in codings},
    }
