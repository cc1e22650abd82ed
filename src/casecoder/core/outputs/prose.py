"""What researchers wrote, and the codings that they name in it."""

import re
from typing import NamedTuple

_MENTION = re.compile(r"\bE-([0-9]{4}|[1-9][0-9]{4,})\b")


class Prose(NamedTuple):
    """Something a researcher wrote, and what it is (``the summary of B02``)."""

    what: str
    text: str

    @property
    def mentions(self) -> frozenset[int]:
        """The numbers of the codings it names by their ids."""
        return frozenset(int(number) for number in _MENTION.findall(self.text))


def sentence(words: str) -> str:
    """The words with a capital at their beginning, and none taken from the ids in them."""
    return words[:1].upper() + words[1:]
