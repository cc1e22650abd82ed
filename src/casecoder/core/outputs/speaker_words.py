"""The words of a quote that its speaker says: a coding may reach over the words of several, and over their labels.

The module is short: the store and the documents share only this rule.
"""

from collections.abc import Sequence
from typing import NamedTuple

from casecoder.core.outputs.excerpt import OMISSION_MARK


class TouchedTurn(NamedTuple):
    """A turn: where its words begin and end in the source's text, and whether they are the speaker's own."""

    words: int
    end: int
    own: bool


def keep_speaker_words(quote: str, start: int, turns: Sequence[TouchedTurn]) -> str:
    """Return the speaker's own words in a quote, with ``[…]`` wherever a label or somebody else's words stand.

    Parameters
    ----------
    start:
        Where the quote begins in the source's text.
    turns:
        Those it touches, in order.
    """
    made, done = "", 0
    for turn in turns:
        first, last = max(turn.words - start, 0), min(turn.end - start, len(quote))
        words = quote[first:last].strip() if turn.own and first < last else ""
        if not words:
            continue
        if quote[done:first].strip():
            made += f" {OMISSION_MARK}"
        made, done = f"{made} {words}" if made else words, last
    if quote[done:].strip():
        made += f" {OMISSION_MARK}"
    return made.strip()
