"""Sentences with figures of the study in them, of which each says what it counts."""

from collections.abc import Sequence
from typing import NamedTuple

ALL_SCHOOLS_PREFIX = "all:"
"""Begins the key of a figure over all schools in a document's list of claims."""


class CountedFigure(NamedTuple):
    """A figure over all schools: its key (see ``services.verifying.recounted_synthesis``) and its value."""

    key: str
    value: int


FigureSentence = tuple[str | CountedFigure, ...]
"""Words and figures in order."""


def count_phrase(key: str, value: int, one: str, many: str = "") -> FigureSentence:
    """A figure and what it counts: ``1 passage``, ``3 passages``."""
    return CountedFigure(key, value), f" {one if value == 1 else many or one + 's'}"


def join_phrases(parts: Sequence[FigureSentence]) -> FigureSentence:
    """Parts of a sentence as people list them: ``3 Green, 2 Amber and 1 Red``."""
    made: FigureSentence = ()
    for at, part in enumerate(parts):
        made += (("" if not at else " and " if at == len(parts) - 1 else ", "), *part)
    return made


def sentence_as_text(sentence: FigureSentence) -> str:
    """The sentence as text."""
    return "".join(part if isinstance(part, str) else f"{part.value:,}" for part in sentence)
