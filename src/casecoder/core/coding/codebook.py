"""Codebooks and their codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from casecoder.core.errors import CaseCoderError

CODE_ID_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
"""What a code's id looks like: ``B02``, ``B02.1``, ``in-vivo-3``."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a codebook.

    Parameters
    ----------
    id:
        Short and unique in a study (``B02.1``).
    name:
        The label under which people know it.
    definition, include, exclude, example:
        Markdown, possibly empty. ``definition`` holds everything that no other field claims.
    cues:
        Phrases that often stand where the code applies.
    applies_to:
        For a condition tied to single benefits: their code ids.
    parent:
        The id of the code this one is a child of; ``None`` at the top.
    """

    id: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    cues: tuple[str, ...] = ()
    applies_to: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Codebook:
    """A set of codes, in the order of its file.

    Parameters
    ----------
    name:
        What commands call it (``learning-platform-benefits``).
    title:
        What documents call it.
    introduction:
        Markdown before the first code.
    metadata:
        Front matter beyond name and title, in order.
    """

    name: str
    title: str
    introduction: str = ""
    codes: tuple[Code, ...] = ()
    metadata: tuple[tuple[str, str], ...] = field(default=())

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def code(self, code_id: str) -> Code:
        """Return the code with that id, in whatever case it was typed.

        Raises
        ------
        CaseCoderError
            If the codebook has no such code.
        """
        for code in self.codes:
            if code.id.casefold() == code_id.casefold():
                return code
        raise CaseCoderError(f"The codebook {self.name!r} has no code {code_id!r}.")

    @property
    def top_level(self) -> list[Code]:
        """The codes without a parent, in order: the rows of a matrix."""
        return [code for code in self.codes if code.parent is None]

    def children(self, code_id: str) -> list[Code]:
        """Return the codes directly under a code, in order."""
        return [code for code in self.codes if code.parent == code_id]
