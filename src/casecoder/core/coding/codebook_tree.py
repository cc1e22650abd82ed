"""Change the tree of a codebook: add, remove and replace codes with the codes under them.

The codes of a codebook stand in the order of its file: each code before the codes under it.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from casecoder.core.coding.codebook import Code, Codebook
from casecoder.core.errors import CaseCoderError

MOST_LEVELS = 5
"""The most levels of codes: Markdown has six levels of headings, and the first is the title."""

NO_CODES_FIELD = ("codes", "none")
"""The line of the front matter of a codebook that is meant to have no codes."""

_NUMBERED = re.compile(r"(.*?)(\d+)")


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A place for a code: last under a parent, or right before or after another code.

    Parameters
    ----------
    parent:
        A code's id; ``None`` for the top. It counts when neither ``before`` nor ``after`` is given.
    before, after:
        A code's id, or empty; the new place is then under that code's own parent.
    """

    parent: str | None = None
    before: str = ""
    after: str = ""


def code_with_descendants(book: Codebook, code_id: str) -> tuple[Code, ...]:
    """Return a code and all codes under it, in order."""
    first = book.code(code_id)
    members = [first]
    known = {first.id}
    for code in book.codes[book.codes.index(first) + 1 :]:
        if code.parent not in known:
            break
        known.add(code.id)
        members.append(code)
    return tuple(members)


def remove_branch(book: Codebook, code_id: str) -> Codebook:
    """Return the codebook without a code and the codes under it."""
    gone = {code.id for code in code_with_descendants(book, code_id)}
    return _of(book, [code for code in book.codes if code.id not in gone])


def remove_code_and_lift_children(book: Codebook, code_id: str) -> Codebook:
    """Return the codebook without a code. Its children take its place, a level higher."""
    gone = book.code(code_id)
    return _of(
        book,
        [replace(code, parent=gone.parent) if code.parent == gone.id else code for code in book.codes if code != gone],
    )


def insert_branch(book: Codebook, branch: Sequence[Code], place: CodePlace) -> Codebook:
    """Return the codebook with a code and the codes under it added at a place.

    Raises
    ------
    CaseCoderError
        If the codebook has no such place, or codes would lie deeper than a file has levels.
    """
    codes = list(book.codes)
    if place.before:
        beside = book.code(place.before)
        at, parent = codes.index(beside), beside.parent
    elif place.after or place.parent:
        beside = book.code(place.after or place.parent or "")
        at = codes.index(beside) + len(code_with_descendants(book, beside.id))
        parent = beside.parent if place.after else beside.id
    else:
        at, parent = len(codes), None
    head, *below = branch
    codes[at:at] = [replace(head, parent=parent), *below]
    return _of(book, codes)


def replace_code(book: Codebook, code: Code) -> Codebook:
    """Return the codebook with a code replaced."""
    return _of(book, [code if held.id == code.id else held for held in book.codes])


def _of(book: Codebook, codes: Sequence[Code]) -> Codebook:
    levels: dict[str | None, int] = {None: 0}
    for code in codes:
        levels[code.id] = levels[code.parent] + 1
        if levels[code.id] > MOST_LEVELS:
            raise CaseCoderError(
                f"{code.id} {code.name} would lie {levels[code.id]} levels deep.",
                f"Codes can lie {MOST_LEVELS} levels deep at most, as headings do.",
            )
    metadata = [item for item in book.metadata if item != NO_CODES_FIELD]
    return replace(book, codes=tuple(codes), metadata=tuple(metadata if codes else [*metadata, NO_CODES_FIELD]))


def next_free_code_id(taken: Collection[str], siblings: Sequence[str], parent: str | None, series: str) -> str:
    """Return a free id for a new code that continues the ids of its codebook.

    Parameters
    ----------
    taken:
        All ids of the study, in any case.
    siblings:
        The ids of the codes at the top of its codebook, retired ones included.
    parent:
        The id of the parent (``B02`` gives ``B02.3``); ``None`` at the top.
    series:
        The beginning of the id in a codebook whose ids have no numbers (``in-vivo`` gives ``in-vivo-1``).
    """
    numbered = [found for name in siblings if (found := _NUMBERED.fullmatch(name))]
    if parent is not None:
        prefix, width = f"{parent}.", 1
    elif numbered:
        prefix = Counter(found[1] for found in numbered).most_common(1)[0][0]
        width = max(len(found[2]) for found in numbered if found[1] == prefix)
    else:
        prefix, width = f"{series}-", 1
    known = {name.casefold() for name in taken}
    used = [int(name[len(prefix) :]) for name in known if _is_of(name, prefix.casefold())]
    return f"{prefix}{max(used, default=0) + 1:0{width}}"


def _is_of(name: str, prefix: str) -> bool:
    """Return whether an id belongs to a series: its prefix and a number."""
    rest = name.removeprefix(prefix)
    return name.startswith(prefix) and rest.isascii() and rest.isdigit() and len(rest) <= 6
