"""What researchers wrote, and the codings that they name in it."""

import re
from collections.abc import Iterable
from typing import NamedTuple

CODING_MENTION_PATTERN = re.compile(r"\bE-([0-9]{4}|[1-9][0-9]{4,17})\b")
"""The id of a coding, its number as a group; one with more digits is a slip of the key, and too large for any study."""


class ResearcherProse(NamedTuple):
    """Something a researcher wrote, and what it is (``the summary of B02``)."""

    what: str
    text: str

    @property
    def mentions(self) -> frozenset[int]:
        """The numbers of the codings it names by their ids."""
        return frozenset(int(number) for number in CODING_MENTION_PATTERN.findall(self.text))


def mentioned_codings(written: Iterable[ResearcherProse]) -> frozenset[int]:
    """The numbers of the codings that any of it names."""
    return frozenset().union(*(prose.mentions for prose in written))


def capitalise_sentence(words: str) -> str:
    """The words with a capital at their beginning, and none taken from the ids in them."""
    return words[:1].upper() + words[1:]
