"""Change a codebook. Each act is one event and one new version of the codebook."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from casecoder.core.coding import codebook_tree as tree
from casecoder.core.coding.codebook import CODE_ID_PATTERN
from casecoder.core.coding.codebook import Code as CodeEntry
from casecoder.core.coding.codebook import Codebook as CodebookFile
from casecoder.core.coding.codebook_tree import CodePlace
from casecoder.core.errors import CaseCoderError
from casecoder.core.frozen_text import freeze_text
from casecoder.services.codebook.editable_codebooks import EditableCodebooks
from casecoder.services.codebook.moving_codings import move_to_codebook_version, second_look_flags
from casecoder.store import records
from casecoder.store.changes import StudyChange
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CodeRow

IN_VIVO, IN_VIVO_TITLE = "in-vivo", "In vivo codes"
"""The codebook of the codes that are made from participants' own words, and its title."""


def add_code(
    study: StudyFile,
    codebook: str = "",
    *,
    name: str,
    definition: str = "",
    include: str = "",
    exclude: str = "",
    example: str = "",
    cues: Sequence[str] = (),
    parent: str = "",
    ref: str = "",
    coder: str,
) -> str:
    """Add a code after the last code of its parent, or of its codebook.

    Parameters
    ----------
    codebook:
        A codebook's name. Empty for the parent's; without a parent, for ``in-vivo``, which is made if there is none.
    parent:
        The id of the code it goes under; empty for the top.
    ref:
        The id of the code. When empty, the next id under the parent (``B02.3``) or of the codebook's series.

    Returns
    -------
    str
        The code's id.

    Raises
    ------
    CaseCoderError
        If codebook or parent is unknown, the parent is in another codebook or retired, the name is empty, the id
        is taken or not an id, or a text holds what a codebook's file can't.
    """
    with study.change("codebook", "", coder) as change:
        made = add_code_in(
            change,
            study,
            codebook,
            name=name,
            definition=definition,
            include=include,
            exclude=exclude,
            example=example,
            cues=cues,
            parent=parent,
            ref=ref,
        )
        change.label = f"Add the code {made} {tidy_code_name(name)}"
    return made


def add_code_in(
    change: StudyChange,
    study: StudyFile,
    codebook: str = "",
    *,
    name: str,
    definition: str = "",
    include: str = "",
    exclude: str = "",
    example: str = "",
    cues: Sequence[str] = (),
    parent: str = "",
    ref: str = "",
) -> str:
    """Add a code within another change, as :func:`add_code` does."""
    shelf = EditableCodebooks(study, change)
    above = shelf.code(parent) if parent else None
    book = _book_for(shelf, codebook, above)
    chosen = require_free_code_id(shelf, ref) if ref else next_code_id(shelf, book, above)
    code = CodeEntry(
        chosen,
        tidy_code_name(name),
        tidy_markdown(definition),
        tidy_markdown(include),
        tidy_markdown(exclude),
        tidy_markdown(example),
        tidy_code_items(cues),
    )
    shelf.put(tree.insert_branch(book, [code], CodePlace(parent=above.ref if above else None)))
    shelf.keep()
    return chosen


def _book_for(shelf: EditableCodebooks, codebook: str, above: CodeRow | None) -> CodebookFile:
    wanted = codebook.strip().casefold().replace(" ", "-")
    if above is not None:
        book = shelf.book_of(above)
        if wanted not in {"", book.name.casefold()}:
            raise CaseCoderError(f"The code {above.ref} is in the codebook {book.name!r}, not in {codebook!r}.")
        return book
    if wanted not in {"", IN_VIVO}:
        return shelf.book(shelf.named(codebook))
    return shelf.book(IN_VIVO) if IN_VIVO in shelf.rows else CodebookFile(IN_VIVO, IN_VIVO_TITLE)


def require_free_code_id(shelf: EditableCodebooks, typed: str) -> str:
    """Return a code id as it was typed, or refuse it.

    Raises
    ------
    CaseCoderError
        If it is not an id, or is taken.
    """
    ref = typed.strip()
    if CODE_ID_PATTERN.fullmatch(ref) is None:
        raise CaseCoderError(
            f"{ref!r} is not a code's id.", "Ids begin with a letter and hold letters, digits, hyphens and full stops."
        )
    taken = next((code for code in shelf.codes.values() if code.ref.casefold() == ref.casefold()), None)
    if taken is not None:
        state = " (retired)" if taken.retired else ""
        raise CaseCoderError(f"The id {taken.ref} is taken by {taken.name}{state}.", "Leave it empty to have one made.")
    return ref


def next_code_id(shelf: EditableCodebooks, book: CodebookFile, above: CodeRow | None) -> str:
    """Return the id of the next code of a codebook, under another code or at the top."""
    code_row = shelf.rows.get(book.name)
    own = [code for code in shelf.codes.values() if code_row is not None and code.codebook_id == code_row.id]
    top = [code.ref for code in sorted(own, key=lambda code: code.position) if code.parent_id is None]
    return tree.next_free_code_id(list(shelf.codes), top, above.ref if above else None, book.name)


def tidy_code_name(typed: str) -> str:
    """Return a code's name on one line.

    Raises
    ------
    CaseCoderError
        If nothing is left of it.
    """
    name = " ".join(typed.split())
    if not name:
        raise CaseCoderError("The code has no name.", "Say in a few words what it stands for.")
    return name


def tidy_markdown(typed: str) -> str:
    """Return Markdown as a codebook's file holds it."""
    return freeze_text(typed).strip()


def tidy_code_items(typed: Collection[str]) -> tuple[str, ...]:
    """Return cue phrases or ids, each once and on one line. An item that holds semicolons is several items."""
    parts = (" ".join(part.split()) for item in typed for part in item.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def rename_code(study: StudyFile, code: str, name: str, *, coder: str) -> None:
    """Give a code another name. Its id and its codings stay.

    Raises
    ------
    CaseCoderError
        If there is no such code in force, or the name is empty.
    """
    with study.change("codebook", "", coder) as change:
        shelf = EditableCodebooks(study, change)
        code_row = shelf.code(code)
        change.label = f"Rename {code_row.ref} {code_row.name}: {tidy_code_name(name)}"
        book = shelf.book_of(code_row)
        shelf.put(tree.replace_code(book, replace(book.code(code_row.ref), name=tidy_code_name(name))))
        shelf.keep()


def redefine_code(
    study: StudyFile,
    code: str,
    *,
    coder: str,
    definition: str | None = None,
    include: str | None = None,
    exclude: str | None = None,
    example: str | None = None,
    cues: Sequence[str] | None = None,
    applies_to: Sequence[str] | None = None,
) -> None:
    """Change what a code means. ``None`` leaves a part as it is; empty text removes it.

    When definition, include or exclude change, the codings made so far wait for a second look, and ratings that
    rest on the code become stale.

    Raises
    ------
    CaseCoderError
        If there is no such code in force, or a text holds what a codebook's file can't.
    """
    with study.change("codebook", "", coder) as change:
        shelf = EditableCodebooks(study, change)
        code_row = shelf.code(code)
        change.label = f"Redefine {code_row.ref} {code_row.name}"
        book = shelf.book_of(code_row)
        old = book.code(code_row.ref)
        shelf.put(
            tree.replace_code(
                book,
                replace(
                    old,
                    definition=old.definition if definition is None else tidy_markdown(definition),
                    include=old.include if include is None else tidy_markdown(include),
                    exclude=old.exclude if exclude is None else tidy_markdown(exclude),
                    example=old.example if example is None else tidy_markdown(example),
                    cues=old.cues if cues is None else tidy_code_items(cues),
                    applies_to=old.applies_to if applies_to is None else tidy_code_items(applies_to),
                ),
            )
        )
        shelf.keep()


def move_code(
    study: StudyFile, code: str, *, coder: str, parent: str | None = None, before: str = "", after: str = ""
) -> None:
    """Move a code and all codes under it, under or beside another code or into another codebook.

    Parameters
    ----------
    parent:
        The code it becomes the last child of; empty for the top of its own codebook.
    before, after:
        The code it then stands right before or after, under the same parent.

    Raises
    ------
    CaseCoderError
        If there is no such code in force, it would lie under itself, or codes would lie too deep.
    """
    with study.change("codebook", "", coder) as change:
        shelf = EditableCodebooks(study, change)
        code_row = shelf.code(code)
        beside = before or after or parent or ""
        target = shelf.code(beside) if beside else None
        below = records.code_with_children(change.session, code_row)
        if target is not None and any(member.id == target.id for member in below):
            raise CaseCoderError(f"{code_row.ref} can't stand at {target.ref}: that is the code itself, or under it.")
        word = "before " if before else "after " if after else "under " if target else "to the top"
        change.label = f"Move {code_row.ref} {code_row.name} {word}{target.ref if target else ''}"
        place = CodePlace(
            parent=target.ref if target and not (before or after) else None,
            before=target.ref if target and before else "",
            after=target.ref if target and after else "",
        )
        _move_in(change, shelf, code_row, shelf.book_of(target) if target else shelf.book_of(code_row), place)


def _move_in(
    change: StudyChange, shelf: EditableCodebooks, code: CodeRow, book: CodebookFile, place: CodePlace
) -> None:
    """Move a code and all codes under it to a place in a codebook, and keep the new versions."""
    old = shelf.book_of(code)
    branch, rest = tree.code_with_descendants(old, code.ref), tree.remove_branch(old, code.ref)
    members = records.code_with_children(change.session, code)
    waiting = second_look_flags(change, [member.id for member in members])
    if book.name == old.name:
        shelf.put(tree.insert_branch(rest, branch, place))
    else:
        shelf.put(rest, tree.insert_branch(book, branch, place))
        retired = (member for member in members if member.retired)
        shelf.update_retired(retired, codebook_id=shelf.rows[book.name].id, worded_in=1)
    shelf.keep()
    if book.name != old.name:
        move_to_codebook_version(change, code.id, waiting)


def retire_code(study: StudyFile, code: str, *, coder: str) -> list[str]:
    """Retire a code and all codes under it. They can no longer be applied, and their codings stay.

    Returns
    -------
    list[str]
        The ids of the codes retired.

    Raises
    ------
    CaseCoderError
        If there is no such code in force.
    """
    with study.change("codebook", "", coder) as change:
        shelf = EditableCodebooks(study, change)
        code_row = shelf.code(code)
        book = shelf.book_of(code_row)
        gone = [member.id for member in tree.code_with_descendants(book, code_row.ref)]
        under = f" and {len(gone) - 1} under it" if len(gone) > 1 else ""
        change.label = f"Retire {code_row.ref} {code_row.name}{under}"
        shelf.put(tree.remove_branch(book, code_row.ref))
        shelf.keep()
    return gone


def reinstate_code(study: StudyFile, code: str, *, coder: str) -> None:
    """Reinstate a retired code under its former parent, or at the top if the parent is retired.

    Raises
    ------
    CaseCoderError
        If there is no such code, or it is in force.
    """
    with study.change("codebook", "", coder) as change:
        shelf = EditableCodebooks(study, change)
        code_row = shelf.code(code, in_force=False)
        if not code_row.retired:
            raise CaseCoderError(f"The code {code_row.ref} {code_row.name} is in force.")
        change.label = f"Take up {code_row.ref} {code_row.name} again"
        book = shelf.book_of(code_row)
        by_key = {row.id: row.ref for row in shelf.codes.values() if not row.retired}
        parent = by_key.get(code_row.parent_id) if code_row.parent_id else None
        siblings = [entry for entry in book.codes if entry.parent == parent]
        following = next((entry for entry in siblings if shelf.codes[entry.id].position >= code_row.position), None)
        entry = CodeEntry(
            code_row.ref,
            code_row.name,
            code_row.definition,
            code_row.include,
            code_row.exclude,
            code_row.example,
            tuple(code_row.cues),
            tuple(code_row.applies_to),
        )
        place = CodePlace(before=following.id) if following else CodePlace(parent=parent)
        shelf.put(tree.insert_branch(book, [entry], place))
        shelf.keep()
