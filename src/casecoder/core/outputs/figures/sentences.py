"""Sentences whose figures carry their keys.

Short because writers and gaps share only these forms.
"""

from collections.abc import Sequence

from casecoder.core.outputs.figures.definitions import CountedFigure

FigureSentence = tuple[str | CountedFigure, ...]
"""Words and figures in order."""


def count_phrase(figure: CountedFigure, one: str, many: str = "") -> FigureSentence:
    """Return a figure and what it counts: ``1 passage``, ``3 passages``.

    Parameters
    ----------
    one, many:
        What is counted, in the singular and in the plural; the plural ends in s where it is not given.
    """
    return figure, f" {one if figure.value == 1 else many or one + 's'}"


def join_phrases(parts: Sequence[FigureSentence]) -> FigureSentence:
    """Join the parts of a sentence as people list them: ``3 Green, 2 Amber and 1 Red``."""
    made: FigureSentence = ()
    for at, part in enumerate(parts):
        made += (("" if not at else " and " if at == len(parts) - 1 else ", "), *part)
    return made


def sentence_as_text(sentence: FigureSentence) -> str:
    """Return the sentence as text."""
    return "".join(part if isinstance(part, str) else part.text for part in sentence)
