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

from casecoder.core.transcripts.nearness import How

_MEET, _IDS = "meet", "ids:"
FIGURES = ("together", "jaccard", "lift")
"""What is said of two codes that meet, as :class:`casecoder.core.outputs.cooccurrence.Pair` has it."""


class MeetingKey(NamedTuple):
    """Two codes of a codebook, by its title, that meet in some way, and one of :data:`FIGURES`."""

    how: How
    codebook: str
    first: str
    second: str
    figure: str

    @property
    def text(self) -> str:
        """As it is written; parts that hold a colon are written as in an address."""
        return ":".join((_MEET, *(quote(part, safe=" ") for part in self)))


def parsed_meeting(key: str) -> MeetingKey | None:
    """The figure of a key; ``None`` for one that is something else's."""
    what, *parts = key.split(":")
    if what != _MEET or len(parts) != len(MeetingKey._fields) or parts[-1] not in FIGURES or parts[0] not in list(How):
        return None
    how, *others = map(unquote, parts)
    return MeetingKey(How(how), *others)


def ids_key(figure: str) -> str:
    """The key of the ids behind a figure, by its own key."""
    return _IDS + figure


def parsed_ids(key: str) -> str:
    """The key of the figure behind which ids stand; empty for a key that is something else's."""
    return key.removeprefix(_IDS) if key.startswith(_IDS) else ""
