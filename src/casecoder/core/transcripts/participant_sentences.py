"""Go through what participants say, sentence by sentence."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript import Turn


def iterate_sentences(
    text: str, turns: Sequence[Turn], skipped: Collection[str], find: Callable[[str], Iterable[Span]], start: int = 0
) -> Iterator[Span]:
    """Yield the sentences that begin at ``start`` or after it, without those of some speakers.

    Parameters
    ----------
    skipped:
        The labels of speakers whose turns are passed over, as the interviewer's.
    find:
        Finds the sentences of a text; asked for one paragraph at a time, as the caret asks.
    """
    from_turn = max(0, bisect_right(turns, start, key=lambda turn: turn.start) - 1)
    said = (turn for turn in turns[from_turn:] if turn.speaker not in skipped)
    for at, end in iterate_paragraphs(text, said):
        if end > start:
            found = (Span(at + first, at + last) for first, last in find(text[at:end]))
            yield from (span for span in found if span.start >= start)


def iterate_paragraphs(text: str, turns: Iterable[Turn]) -> Iterator[Span]:
    """Yield the paragraphs of what is said in some turns."""
    for turn in turns:
        at = turn.words
        while at < turn.end:
            end = text.find("\n\n", at, turn.end)
            end = turn.end if end == -1 else end
            yield Span(at, end)
            at = end + 2


class CoveredText:
    """The parts of a text that lie under any of some spans."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, span: Span) -> bool:
        """Return whether at least one character of a span is covered."""
        at = bisect_right(self._ends, span.start)
        return at < len(self._starts) and self._starts[at] < span.end
