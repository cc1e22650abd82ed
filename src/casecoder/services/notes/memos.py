"""Write and list memos: notes in Markdown on anything in the study, linked both ways."""

import uuid
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.coding.memos import JournalDay, MemoLine, MemoLink, find_memo_links, group_memos_by_day
from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.core.transcripts.spans import Span
from casecoder.services.notes.memo_links import LinkTarget, LinkTargets, coding_number_of_link
from casecoder.services.segments.coding_rules import check_segment, find_source_text
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CASE, CODE, CODING, MEMO, REVISION, SOURCE, MemoRow

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
        The short id of that thing, as people type it. It is not read for the study.
    start, end:
        For a segment: ``[start, end)`` in code points of the source's frozen text.
    seen:
        The text in which the place was chosen. When another text is in force by now, nothing is done.

    Returns
    -------
    list[str]
        The names of the links in the memo that lead nowhere.

    Raises
    ------
    CaseCoderError
        If there is no such thing, the memo is empty, there are no words at the place, or the text has been corrected
        since.
    """
    if not body.strip():
        raise CaseCoderError("The memo is empty.")
    with study.change("memo", f"Write a memo on {about or target}", author) as change:
        target_id = _find_target(change.session, target, about).key
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
    """Change a memo's text, or remove it if the text is empty. Return the names of links that lead nowhere."""
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
    """Return the memos on one thing and those that link to it, or all memos, newest first.

    The memos on a source include those on its codings.

    Raises
    ------
    CaseCoderError
        If there is no such thing.
    """
    with study.reading() as session:
        if not target:
            return _lines(session, session.scalars(select(MemoRow)).all())
        thing = _find_target(session, target, about)
        attached = _attached(session, thing)
        linking = _linking(session, thing, {memo.id for memo in attached})
        found = [*_lines(session, attached), *_lines(session, linking, linked=True)]
        return sorted(found, key=lambda line: line.created_at, reverse=True)


def list_attached_memos(study: StudyFile, target: str, about: str) -> list[MemoLine]:
    """Return the memos on one thing, newest first, without those that link to it; otherwise as :func:`list_memos`."""
    with study.reading() as session:
        return _lines(session, _attached(session, _find_target(session, target, about)))


def _attached(session: Session, thing: LinkTarget) -> Sequence[MemoRow]:
    """Return the memos on a thing; those on a source with those on its codings."""
    own = (MEMO.c.target == thing.target) & (MEMO.c.target_id == thing.key)
    if thing.target == "source":
        codings = select(CODING.c.id).where(CODING.c.source_id == thing.key)
        own |= (MEMO.c.target == "coding") & MEMO.c.target_id.in_(codings)
    return session.scalars(select(MemoRow).where(own)).all()


def _linking(session: Session, thing: LinkTarget, without: Collection[uuid.UUID]) -> list[MemoRow]:
    """Return the memos that link to a thing, without those in ``without``."""
    things, number = LinkTargets(session), coding_number_of_link(thing.about)

    def leads_there(link: MemoLink) -> bool:
        same = link.name.casefold() == thing.about.casefold()
        if not same and (number is None or coding_number_of_link(link.name) != number):
            return False
        meant = things.named(link.name)
        return meant is not None and meant.key == thing.key

    holding = session.scalars(select(MemoRow).where(MEMO.c.body.contains("[[")))
    return [memo for memo in holding if memo.id not in without and any(map(leads_there, find_memo_links(memo.body)))]


def memos_by_day(study: StudyFile) -> list[JournalDay]:
    """Return the memos by the day they were written, the newest day first."""
    return group_memos_by_day(list_memos(study))


def write_journal(study: StudyFile, out: Path, target: str = "", about: str = "") -> int:
    """Write the memos on one thing, or all, to a Markdown file by day, and return their number.

    Raises
    ------
    CaseCoderError
        If there is no such thing, or the file can't be written.
    """
    from casecoder.reports.markdown_text import journal_markdown
    from casecoder.services.file_writing import write_file

    found = list_memos(study, target, about)
    with study.reading() as session:
        title = records.study_row(session).title
    write_file(out, journal_markdown(title, group_memos_by_day(found)).encode())
    return len(found)


def _find_target(session: Session, target: str, about: str) -> LinkTarget:
    """Return what a memo is to be attached to."""
    match target:
        case "study":
            return LinkTarget(target, "", records.study_row(session).id)
        case "case":
            school = records.case_named(session, about)
            return LinkTarget(target, school.short, school.id)
        case "source":
            source = records.source_named(session, about)
            return LinkTarget(target, source.ref, source.id)
        case "code":
            code = records.code_named(session, about)
            return LinkTarget(target, code.ref, code.id)
        case "coding":
            coding = records.coding_numbered(session, about)
            return LinkTarget(target, coding_id(coding.number), coding.id)
    raise CaseCoderError(f"A memo can't be attached to a {target!r}.", "It can to a " + ", ".join(MEMO_TARGETS) + ".")


def _leading_nowhere(session: Session, body: str) -> list[str]:
    things = LinkTargets(session)
    return list(dict.fromkeys(link.name for link in find_memo_links(body) if things.named(link.name) is None))


class _NotedCoding(NamedTuple):
    """A coding that a memo is on."""

    number: int
    quote: str


_KEYS_AT_ONCE = 5_000
"""How many keys one statement may name."""


def _lines(session: Session, found: Sequence[MemoRow], *, linked: bool = False) -> list[MemoLine]:
    """Return the memos with what they are on, newest first."""
    refs, codings = dict[uuid.UUID, str](), dict[uuid.UUID, _NotedCoding]()
    keys = list({memo.target_id for memo in found})
    for first in range(0, len(keys), _KEYS_AT_ONCE):
        some = keys[first : first + _KEYS_AT_ONCE]
        for name, key in ((CASE.c.short, CASE.c.id), (SOURCE.c.ref, SOURCE.c.id), (CODE.c.ref, CODE.c.id)):
            refs |= {row[0]: row[1] for row in session.execute(select(key, name).where(key.in_(some)))}
        quoted = select(CODING.c.id, CODING.c.number, CODING.c.quote).where(CODING.c.id.in_(some))
        codings |= {key: _NotedCoding(*coding) for key, *coding in session.execute(quoted)}
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
    """Return the words that a memo is on, if it is on a segment of a source."""
    if memo.start is None or memo.end is None:
        return ""
    joined = select(REVISION.c.text).join(SOURCE, SOURCE.c.revision_id == REVISION.c.id)
    text: str = session.scalars(joined.where(SOURCE.c.id == memo.target_id)).first() or ""
    return text[memo.start : memo.end]
