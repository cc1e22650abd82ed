"""Relate codes: those above a code and those under it, and the conditions for success of a benefit."""

import uuid
from collections.abc import Collection, Iterable
from typing import Protocol

from casecoder.store.tables import CodebookRow, CodeRow


class CodeInTree(Protocol):
    """A code with its place in the tree of its codebook."""

    @property
    def id(self) -> uuid.UUID:
        """The key of the code."""

    @property
    def ref(self) -> str:
        """The id that people type."""

    @property
    def parent_id(self) -> uuid.UUID | None:
        """The key of the parent code."""


def ancestors_by_code(codes: Iterable[CodeInTree]) -> dict[str, tuple[str, ...]]:
    """Return, for each code, its id and those of the codes above it, the nearest first.

    Parameters
    ----------
    codes:
        All codes of one codebook or of several.
    """
    by_key = {code.id: code for code in codes}
    found = {}
    for code in by_key.values():
        line, above = [code.ref], code.parent_id
        while above is not None:
            line.append(by_key[above].ref)
            above = by_key[above].parent_id
        found[code.ref] = tuple(line)
    return found


def top_code_by_code(codes: Iterable[CodeInTree]) -> dict[str, str]:
    """Return, for each code, the top-level code it counts for. A top-level code counts for itself."""
    return {ref: line[-1] for ref, line in ancestors_by_code(codes).items()}


def descendants_by_code(codes: Iterable[CodeInTree]) -> dict[str, list[str]]:
    """Return, for each code, its id and those of all codes under it."""
    found: dict[str, list[str]] = {}
    for ref, line in ancestors_by_code(codes).items():
        for above in line:
            found.setdefault(above, []).append(ref)
    return found


def is_conditions_codebook(book: CodebookRow, codes: Iterable[CodeRow]) -> bool:
    """Return whether a codebook holds conditions for success, by its name or its codes."""
    return "conditions" in f"{book.name} {book.title}".casefold() or any(code.applies_to for code in codes)


def condition_applies_to(condition: CodeRow, family: Collection[str]) -> bool:
    """Return whether a codebook names a condition for a benefit or for a code under it.

    Parameters
    ----------
    family:
        The ids of the benefit and of all codes under it.
    """
    return any(ref in family for ref in condition.applies_to)
