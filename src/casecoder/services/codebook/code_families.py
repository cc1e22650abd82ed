"""Which codes a code counts for, and which count for it."""

import uuid
from collections.abc import Iterable
from typing import Protocol


class CodeInTree(Protocol):
    """A code with its place in the tree of its codebook."""

    @property
    def id(self) -> uuid.UUID:
        """Its key."""

    @property
    def ref(self) -> str:
        """The id that people type."""

    @property
    def parent_id(self) -> uuid.UUID | None:
        """The key of the code it stands under."""


def ancestors_by_code(codes: Iterable[CodeInTree]) -> dict[str, tuple[str, ...]]:
    """For each code itself and the codes above it, the nearest first, by id.

    Parameters
    ----------
    codes:
        All of a codebook's, or of several codebooks'.
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
    """For each code the top-level code it counts for, by id; a top-level code is its own."""
    return {ref: line[-1] for ref, line in ancestors_by_code(codes).items()}


def descendants_by_code(codes: Iterable[CodeInTree]) -> dict[str, list[str]]:
    """For each code itself and all codes under it, by id."""
    found: dict[str, list[str]] = {}
    for ref, line in ancestors_by_code(codes).items():
        for above in line:
            found.setdefault(above, []).append(ref)
    return found
