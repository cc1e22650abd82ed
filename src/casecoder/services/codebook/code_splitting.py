"""Split a code: some of its codings move to a new code and keep their numbers."""

from collections.abc import Collection

from sqlalchemy import select

from casecoder.core.coding import codebook_tree as tree
from casecoder.core.coding.codebook import Code as CodeEntry
from casecoder.core.coding.codebook_tree import CodePlace
from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.core.phrases import count_with_noun
from casecoder.services.codebook.codebook_editing import (
    next_code_id,
    require_free_code_id,
    tidy_code_name,
    tidy_markdown,
)
from casecoder.services.codebook.editable_codebooks import EditableCodebooks
from casecoder.services.codebook.moving_codings import move_codings_to_code
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING


def split_code(
    study: StudyFile,
    code: str,
    *,
    name: str,
    numbers: Collection[int],
    coder: str,
    definition: str = "",
    parent: str | None = None,
    ref: str = "",
) -> str:
    """Make a new code and move some of a code's codings to it, as one act.

    Parameters
    ----------
    numbers:
        The codings that go to the new code. They count as judged by its definition.
    parent:
        The parent of the new code; empty for the top. With ``None`` the new code stands right after the split one.

    Returns
    -------
    str
        The new code's id.

    Raises
    ------
    CaseCoderError
        If a code is unknown or retired, no codings are given, one of them is not of this code, or the name is empty.
    """
    if not numbers:
        raise CaseCoderError("No codings were given to go to the new code.", "Choose those that belong there.")
    with study.change("codebook", "", coder) as change:
        shelf = EditableCodebooks(study, change)
        code_row = shelf.code(code)
        numbered = CODING.c.number.in_(numbers)
        own = select(CODING.c.number).where(numbered, CODING.c.code_id == code_row.id)
        known = set(change.connection.execute(own).scalars())
        for number in sorted(set(numbers) - known):
            records.coding_numbered(change.session, number)  # raises that there is none
            raise CaseCoderError(f"{coding_id(number)} is not coded {code_row.ref}.")
        above = shelf.code(parent) if parent else None
        if parent is None:
            above = next((each for each in shelf.codes.values() if each.id == code_row.parent_id), None)
        book = shelf.book_of(above or code_row)
        made = require_free_code_id(shelf, ref) if ref else next_code_id(shelf, book, above)
        entry = CodeEntry(made, tidy_code_name(name), tidy_markdown(definition))
        place = CodePlace(after=code_row.ref) if parent is None else CodePlace(parent=above.ref if above else None)
        shelf.put(tree.insert_branch(book, [entry], place))
        shelf.keep()
        moved = move_codings_to_code(change, numbered, shelf.codes[made].id, affirmed=True)
        change.label = (
            f"Split {code_row.ref} {code_row.name}: {count_with_noun(moved, 'coding')} to {made} {entry.name}"
        )
    return made
