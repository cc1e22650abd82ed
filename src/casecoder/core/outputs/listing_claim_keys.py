"""What a list of claims calls the figures of a listing and the ids behind them, and back.

=====================================  ================================================================
key                                    what it names
=====================================  ================================================================
``meet:HOW:CODEBOOK:CODE:CODE:FIGURE`` a figure of two codes that meet: ``together``, ``jaccard``, ``lift``
``ids:KEY``                            the ids of the codings behind a figure, which has a key of its own
=====================================  ================================================================
"""

from typing import NamedTuple
from urllib.parse import quote, unquote

from casecoder.core.transcripts.nearness import Nearness

_MEET, _IDS = "meet", "ids:"
COOCCURRENCE_FIGURES = ("together", "jaccard", "lift")
"""What is said of two codes that meet, as :class:`casecoder.core.outputs.cooccurrence.CodePair` has it."""


class CooccurrenceKey(NamedTuple):
    """Two codes of a codebook, by its title, that meet in some way, and one of :data:`FIGURES`."""

    how: Nearness
    codebook: str
    first: str
    second: str
    figure: str

    @property
    def text(self) -> str:
        """As it is written; parts that hold a colon are written as in an address."""
        return ":".join((_MEET, *(quote(part, safe=" ") for part in self)))


def parse_cooccurrence_key(key: str) -> CooccurrenceKey | None:
    """The figure of a key; ``None`` for one that is something else's."""
    what, *parts = key.split(":")
    if (
        what != _MEET
        or len(parts) != len(CooccurrenceKey._fields)
        or parts[-1] not in COOCCURRENCE_FIGURES
        or parts[0] not in list(Nearness)
    ):
        return None
    how, *others = map(unquote, parts)
    return CooccurrenceKey(Nearness(how), *others)


def coding_ids_key(figure: str) -> str:
    """The key of the ids behind a figure, by its own key."""
    return _IDS + figure


def parse_coding_ids_key(key: str) -> str:
    """The key of the figure behind which ids stand; empty for a key that is something else's."""
    return key.removeprefix(_IDS) if key.startswith(_IDS) else ""
