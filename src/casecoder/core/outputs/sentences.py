"""Sentences with figures of the study in them, of which each says what it counts."""

from collections.abc import Sequence
from typing import NamedTuple

ACROSS = "all:"
"""Begins the key of a figure over all schools in a document's list of claims."""


class Count(NamedTuple):
    """A figure over all schools: what was counted, as ``services.outputs.cross_counts`` names it, and how many."""

    key: str
    value: int


Sentence = tuple[str | Count, ...]
"""Words and figures in order."""


def number(key: str, value: int, one: str, many: str = "") -> Sentence:
    """A figure and what it counts: ``1 passage``, ``3 passages``."""
    return Count(key, value), f" {one if value == 1 else many or one + 's'}"


def joined(parts: Sequence[Sentence]) -> Sentence:
    """Parts of a sentence as people list them: ``3 Green, 2 Amber and 1 Red``."""
    made: Sentence = ()
    for at, part in enumerate(parts):
        made += (("" if not at else " and " if at == len(parts) - 1 else ", "), *part)
    return made


def plain(sentence: Sentence) -> str:
    """The sentence as text."""
    return "".join(part if isinstance(part, str) else f"{part.value:,}" for part in sentence)
