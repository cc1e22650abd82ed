"""Merge a code into another. Every coding keeps its number."""

import uuid
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, intersect, select

from casecoder.core.coding import codebook_tree as tree
from casecoder.core.coding.codebook import Code as CodeEntry
from casecoder.core.coding.codebook_tree import CodePlace
from casecoder.core.errors import CaseCoderError
from casecoder.core.phrases import count_with_noun
from casecoder.services.codebook.editable_codebooks import EditableCodebooks
from casecoder.services.codebook.moving_codings import move_codings_to_code, move_to_codebook_version, second_look_flags
from casecoder.services.judging.rating_rows import current_judgements
from casecoder.store import records
from casecoder.store.changes import StudyChange
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING, MEMO, SUMMARY, CodeRow, MemoRow, SummaryRow


@dataclass(frozen=True, slots=True)
class MergePlan:
    """The effects of merging a code into another.

    Parameters
    ----------
    code, into:
        Ids and names (``B02 Parents``).
    codings:
        How many codings would move, by coder.
    doubled:
        How many segments would then carry the code twice by the same coder.
    children:
        The codes under the merged one that would then be elsewhere, and ``parent``, the code they would be under;
        empty for the top.
    joined, moved:
        Schools whose summaries of both codes would become one, and whose summary would just move.
    memos:
        How many memos would move.
    kept_ratings:
        Ratings in force of the merged code, which stay with it.
    stale_ratings:
        Ratings that hold now and would have to be looked at again.
    conditions:
        Codes that apply to the merged one and would apply to the other.
    """

    code: str
    into: str
    codings: dict[str, int]
    doubled: int
    children: tuple[str, ...]
    parent: str
    joined: tuple[str, ...]
    moved: tuple[str, ...]
    memos: int
    kept_ratings: tuple[str, ...]
    stale_ratings: tuple[str, ...]
    conditions: tuple[str, ...]

    @property
    def total(self) -> int:
        """The number of codings that would move."""
        return sum(self.codings.values())

    @property
    def sentences(self) -> list[str]:
        """The plan in words, with a sentence for each effect."""
        by = ", ".join(f"{coder} {number:,}" for coder, number in sorted(self.codings.items()))
        sentences = [
            f"{count_with_noun(self.total, 'coding')} would move to {self.into}" + (f" (by {by})." if by else "."),
            f"{self.code} would be retired; nothing that was coded is lost.",
        ]
        optional = (
            (
                self.doubled,
                f"{count_with_noun(self.doubled, 'segment')} would then carry the code twice by the same coder.",
            ),
            (self.children, f"{', '.join(self.children)} would go under {self.parent or 'no code: to the top'}."),
            (self.joined, f"The summaries of both for {', '.join(self.joined)} would be joined."),
            (self.moved, f"The summaries for {', '.join(self.moved)} would move."),
            (self.memos, f"{count_with_noun(self.memos, 'memo')} would move."),
            (self.conditions, f"{', '.join(self.conditions)} would then apply to {self.into}."),
            (self.kept_ratings, f"{', '.join(self.kept_ratings)} would stay with the retired code."),
            (self.stale_ratings, f"{', '.join(self.stale_ratings)} would have to be looked at again."),
        )
        return sentences + [sentence for applies, sentence in optional if applies]


def preview_merge(study: StudyFile, code: str, into: str) -> MergePlan:
    """Return what :func:`merge_codes` would do, without changing anything.

    Raises
    ------
    CaseCoderError
        If one of them is unknown or retired, or they are the same.
    """
    with study.reading() as session:
        gone, stays = _require_two(records.code_named(session, code), records.code_named(session, into))
        connection = session.connection()
        own = CODING.c.code_id == gone.id
        by = connection.execute(select(CODING.c.coder, func.count()).where(own).group_by(CODING.c.coder))
        numbers = set(connection.execute(select(CODING.c.number).where(own)).scalars())
        labels = {case.id: case.short for case in records.case_rows(session)}
        both = [
            set(connection.execute(select(SUMMARY.c.case_id).where(SUMMARY.c.code_id == key)).scalars())
            for key in (gone.id, stays.id)
        ]
        is_below = stays in records.code_with_children(session, gone)
        above = session.get(CodeRow, gone.parent_id) if is_below and gone.parent_id else None
        everything = records.code_rows(session)
        ratings = current_judgements(session)
        return MergePlan(
            code=f"{gone.ref} {gone.name}",
            into=f"{stays.ref} {stays.name}",
            codings=dict(by.all()),
            doubled=_count_doubled(connection, gone.id, stays.id),
            children=tuple(each.ref for each in everything if each.parent_id == gone.id and not each.retired),
            parent=(above.ref if above else "") if is_below else stays.ref,
            joined=tuple(sorted(labels[key] for key in both[0] & both[1])),
            moved=tuple(sorted(labels[key] for key in both[0] - both[1])),
            memos=connection.execute(
                select(func.count()).where(MEMO.c.target == "code", MEMO.c.target_id == gone.id)
            ).scalar_one(),
            kept_ratings=tuple(rating.id for rating in ratings if rating.code == gone.ref),
            stale_ratings=tuple(
                rating.id for rating in ratings if not rating.stale and not numbers.isdisjoint(rating.cited)
            ),
            conditions=tuple(each.ref for each in everything if gone.ref in each.applies_to and not each.retired),
        )


def _require_two(gone: CodeRow, stays: CodeRow) -> tuple[CodeRow, CodeRow]:
    for code in (gone, stays):
        if code.retired:
            raise CaseCoderError(f"The code {code.ref} {code.name} is retired.", "Take it up again first.")
    if gone.id == stays.id:
        raise CaseCoderError(f"{gone.ref} can't be merged into itself.", "Choose another code.")
    return gone, stays


def _count_doubled(connection: Connection, gone: uuid.UUID, stays: uuid.UUID) -> int:
    place = (CODING.c.source_id, CODING.c.revision_id, CODING.c.start, CODING.c.end, CODING.c.coder)
    both = intersect(*(select(*place).where(CODING.c.code_id == code) for code in (gone, stays)))
    return connection.execute(select(func.count()).select_from(both.subquery())).scalar_one()


def merge_codes(study: StudyFile, code: str, into: str, *, coder: str) -> int:
    """Merge a code into another as one act: its codings, memos and summaries move, and the code is retired.

    Codes under it go under the other; where the other is itself under it, they take its place. Ratings stay with
    the retired code, as they were given to it.

    Returns
    -------
    int
        How many codings have moved.

    Raises
    ------
    CaseCoderError
        As :func:`preview_merge`, and if codes would lie too deep.
    """
    with study.change("codebook", "", coder) as change:
        shelf = EditableCodebooks(study, change)
        gone, stays = _require_two(shelf.code(code), shelf.code(into))
        below = [member for member in records.code_with_children(change.session, gone) if member.id != gone.id]
        waiting = second_look_flags(change, [member.id for member in below])
        across = gone.codebook_id != stays.codebook_id
        _merge_entries(shelf, gone, stays, below)
        shelf.keep()
        if across:
            move_to_codebook_version(change, stays.id, waiting)
        moved = move_codings_to_code(change, CODING.c.code_id == gone.id, stays.id, affirmed=False)
        _move_notes(change, gone, stays)
        change.label = f"Merge {gone.ref} {gone.name} into {stays.ref} {stays.name}: {count_with_noun(moved, 'coding')}"
    return moved


def _merge_entries(shelf: EditableCodebooks, gone: CodeRow, stays: CodeRow, below: list[CodeRow]) -> None:
    """Remove the merged code from its codebook, move its children, and update the codes that apply to it."""
    is_below = any(member.id == stays.id for member in below)
    book = shelf.book_of(gone)
    if not is_below:
        for child in book.children(gone.ref):
            branch = tree.code_with_descendants(book, child.id)
            shelf.put(tree.remove_branch(book, child.id))
            shelf.put(tree.insert_branch(shelf.book_of(stays), branch, CodePlace(parent=stays.ref)))
            book = shelf.book_of(gone)
    shelf.put(tree.remove_code_and_lift_children(book, gone.ref))
    retired = [member for member in below if member.retired]
    shelf.update_retired(
        (m for m in retired if m.parent_id == gone.id), parent_id=gone.parent_id if is_below else stays.id
    )
    if gone.codebook_id != stays.codebook_id:
        shelf.update_retired(retired, codebook_id=stays.codebook_id, worded_in=1)
    if any(gone.ref in code.applies_to for code in shelf.codes.values()):
        for book in map(shelf.book, shelf.rows):
            shelf.put(replace(book, codes=tuple(_redirect_condition(entry, gone.ref, stays.ref) for entry in book)))


def _redirect_condition(entry: CodeEntry, gone: str, stays: str) -> CodeEntry:
    if gone not in entry.applies_to:
        return entry
    return replace(entry, applies_to=tuple(dict.fromkeys(stays if ref == gone else ref for ref in entry.applies_to)))


def _move_notes(change: StudyChange, gone: CodeRow, stays: CodeRow) -> None:
    """Move the summaries and memos of a code; two summaries of one school become one."""
    session = change.session
    summaries = {
        each.case_id: each for each in session.scalars(select(SummaryRow).where(SUMMARY.c.code_id == stays.id))
    }
    for summary in session.scalars(select(SummaryRow).where(SUMMARY.c.code_id == gone.id)).all():
        existing = summaries.get(summary.case_id)
        if existing is None:
            change.update(summary, code_id=stays.id)
            continue
        change.update(existing, body=f"{existing.body.rstrip()}\n\n{summary.body.lstrip()}", written_at=change.now)
        change.delete(summary)
    memos = select(MEMO.c.id).where(MEMO.c.target == "code", MEMO.c.target_id == gone.id)
    change.update_values(MemoRow, {key: {"target_id": stays.id} for key in change.connection.execute(memos).scalars()})
