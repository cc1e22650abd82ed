"""Memos: notes in Markdown on anything in the study, the links in them both ways, and the journal."""

import uuid
from collections.abc import Collection, Sequence
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.coding.memo_links import find_memo_links
from casecoder.core.coding.memos import JournalDay, MemoLine, group_memos_by_day
from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.core.transcripts.spans import Span
from casecoder.services.notes.memo_links import LinkTargets
from casecoder.services.segments.coding_rules import check_segment, find_source_text
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING, MEMO, REVISION, SOURCE, CodingRow, MemoRow

MEMO_TARGETS = ("study", "case", "source", "code", "coding")
"""What a memo can be attached to."""


def write_memo(
    study: StudyFile,
    target: str,
    about: str,
    body: str,
    *,
    author: str,
    start: int | None = None,
    end: int | None = None,
    seen: str | None = None,
) -> list[str]:
    """Attach a memo in Markdown to the study, a case, source, code or coding, or to a segment of a source.

    Parameters
    ----------
    target:
        One of ``MEMO_TARGETS``.
    about:
        Its short id, as people type it; anything for the study.
    start, end:
        For a segment: ``[start, end)`` in code points of the source's frozen text.
    seen:
        The text in which the place was chosen; when another is in force by now, nothing is done.

    Returns
    -------
    list[str]
        The names of links in it that lead nowhere.

    Raises
    ------
    CaseCoderError
        If there is no such thing, the memo is empty, there are no words at the place, or the text has been corrected
        since.
    """
    if not body.strip():
        raise CaseCoderError("The memo is empty.")
    with study.change("memo", f"Write a memo on {about or target}", author) as change:
        target_id = _target(change.session, target, about)
        if start is not None and end is not None:
            where, text = find_source_text(change, about, seen)
            start, end = check_segment(Span(start, end), text, where.ref)
        change.insert(
            MemoRow(
                id=study.new_id(),
                target=target,
                target_id=target_id,
                start=start,
                end=end,
                body=body,
                author=author,
                created_at=change.now,
            )
        )
        return _leading_nowhere(change.session, body)


def rewrite_memo(study: StudyFile, memo: uuid.UUID, body: str, *, author: str) -> list[str]:
    """Change a memo's words; an empty body removes the memo. Returns the names of links that lead nowhere."""
    with study.change("memo", "Change a memo", author) as change:
        held = change.session.get(MemoRow, memo)
        if held is None:
            raise CaseCoderError("That memo is no longer there.")
        if body.strip():
            change.update(held, body=body)
        else:
            change.delete(held)
        return _leading_nowhere(change.session, body)


def list_memos(study: StudyFile, target: str = "", about: str = "") -> list[MemoLine]:
    """The memos on one thing and those that link to it, or all, newest first.

    Those on a source include those on its codings.

    Raises
    ------
    CaseCoderError
        If there is no such thing.
    """
    with study.reading() as session:
        if not target:
            return _lines(session, session.scalars(select(MemoRow)).all())
        key = _target(session, target, about)
        own = (MEMO.c.target == target) & (MEMO.c.target_id == key)
        if target == "source":
            own |= MEMO.c.target_id.in_(select(CODING.c.id).where(CODING.c.source_id == key))
        attached = session.scalars(select(MemoRow).where(own)).all()
        linking = _linking(session, key, {memo.id for memo in attached})
        found = [*_lines(session, attached), *_lines(session, linking, linked=True)]
        return sorted(found, key=lambda line: line.created_at, reverse=True)


def _linking(session: Session, key: uuid.UUID, without: Collection[uuid.UUID]) -> list[MemoRow]:
    """The memos that link to a thing."""
    things = LinkTargets(session)
    found = []
    for memo in session.scalars(select(MemoRow).where(MEMO.c.body.contains("[["))):
        meant = (things.named(link.name) for link in find_memo_links(memo.body))
        if memo.id not in without and any(thing is not None and thing.key == key for thing in meant):
            found.append(memo)
    return found


def memos_by_day(study: StudyFile) -> list[JournalDay]:
    """The memos by the day they were written, the newest first."""
    return group_memos_by_day(list_memos(study))


def write_journal(study: StudyFile, out: Path, target: str = "", about: str = "") -> int:
    """Write the memos on one thing, or all, to a Markdown file, by day. Returns how many there are.

    Raises
    ------
    CaseCoderError
        If there is no such thing, or the file can't be written.
    """
    from casecoder.reports.memo_journal import journal_markdown
    from casecoder.services.outputs.file_writing import write_file

    found = list_memos(study, target, about)
    with study.reading() as session:
        title = records.study_row(session).title
    write_file(out, journal_markdown(title, group_memos_by_day(found)).encode())
    return len(found)


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
    raise CaseCoderError(f"A memo can't be attached to a {target!r}.", "It can to a " + ", ".join(MEMO_TARGETS) + ".")


def _leading_nowhere(session: Session, body: str) -> list[str]:
    things = LinkTargets(session)
    return list(dict.fromkeys(link.name for link in find_memo_links(body) if things.named(link.name) is None))


def _lines(session: Session, found: Sequence[MemoRow], *, linked: bool = False) -> list[MemoLine]:
    """The memos with what they are on, newest first."""
    refs = {
        **{case.id: case.short for case in records.case_rows(session)},
        **{source.id: source.ref for source in records.source_rows(session)},
        **{code.id: code.ref for code in records.code_rows(session)},
    }
    noted = select(MEMO.c.target_id).where(MEMO.c.target == "coding")
    codings = {coding.id: coding for coding in session.scalars(select(CodingRow).where(CODING.c.id.in_(noted)))}
    lines = []
    for memo in found:
        coding = codings.get(memo.target_id)
        lines.append(
            MemoLine(
                memo.id,
                memo.target,
                coding_id(coding.number) if coding else refs.get(memo.target_id, ""),
                memo.body,
                memo.author,
                memo.created_at,
                memo.start,
                memo.end,
                coding.quote if coding else _words(session, memo),
                linked,
            )
        )
    return sorted(lines, key=lambda line: line.created_at, reverse=True)


def _words(session: Session, memo: MemoRow) -> str:
    """The words of the source that a memo is on, if it is on a segment."""
    if memo.start is None or memo.end is None:
        return ""
    stretch = func.substr(REVISION.c.text, memo.start + 1, memo.end - memo.start)
    joined = select(stretch).join(SOURCE, SOURCE.c.revision_id == REVISION.c.id)
    return session.scalars(joined.where(SOURCE.c.id == memo.target_id)).first() or ""
