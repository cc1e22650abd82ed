"""Comparison of a line of a document with the line that was printed, whose words are sealed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from casecoder.core.outputs.word_seals import comparable_words
from casecoder.core.verifying.claim_words import is_claim_word
from casecoder.core.verifying.printed_line import CLAIM_BOOKMARK, QUOTE_BOOKMARK, is_line_mark

_UNKNOWN_WORD = "▪"
"""Stands for a printed word that is nowhere in the document or the study any longer."""
_ANY_QUOTE = "“…”"


class LineChange(NamedTuple):
    """Words of a line, and the sealed words that were printed in their place; both may hold marks of claims."""

    was: tuple[str, ...]
    now: tuple[str, ...]


class LineDifference(NamedTuple):
    """The difference between a line and the one that was printed.

    Parameters
    ----------
    standing:
        The text at the place of each claim that has lost its bookmark.
    """

    changes: list[LineChange]
    standing: dict[str, str]


class SealedLineReader:
    """Reads lines whose words were sealed.

    Parameters
    ----------
    words:
        The words that seals stand for, as far as they are known.
    names:
        Words of names in the study, in small letters: another in its place makes another claim.
    printed:
        The text that was printed in the bookmark of each figure and rating.
    held:
        The bookmarks of claims that the document still has.
    """

    def __init__(
        self, words: Mapping[str, str], names: Collection[str], printed: Mapping[str, str], held: Collection[str]
    ) -> None:
        self._words, self._names, self._printed_texts, self._held = words, names, printed, held

    def difference(self, was: Sequence[str], now: Sequence[str], seals: Sequence[str]) -> LineDifference:
        """Return the difference between two lines. Words of a quote count for neither.

        Parameters
        ----------
        was, seals:
            The words that were printed, and those that are found, sealed.
        now:
            The words that are found.
        """
        found = LineDifference([], {})
        for start, end, new_start, new_end in _differing_stretches(was, seals):
            gone = was[start:end]
            left = tuple(
                word for word in gone if not _is_quote_mark(word) and (word in self._held or not _is_claim_mark(word))
            )
            here = tuple(word for word in now[new_start:new_end] if not _is_quote_mark(word))
            lost = [word for word in gone if _is_claim_mark(word) and word not in self._held]
            found.standing.update(self._claim_texts(lost, here))
            if left or (here and not lost):
                found.changes.append(LineChange(left, here))
        return found

    def _claim_texts(self, lost: Sequence[str], here: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the text that stands for each of some claims: one word each, or all words for all."""
        each = here if len(lost) == len(here) else [" ".join(here)] * len(lost)
        for mark, text in zip(lost, each, strict=True):
            printed = self._printed_texts.get(mark)
            yield mark, text if printed is None or comparable_words(printed) else printed

    def is_telling(self, change: LineChange) -> bool:
        """Tell whether a change may make another claim of the line."""
        was = (word if is_line_mark(word) else self._words.get(word, "") for word in change.was)
        return any(
            is_line_mark(word) or is_claim_word(word) or word.casefold() in self._names for word in (*was, *change.now)
        )  # fmt: skip

    def found(self, words: Sequence[str]) -> str:
        """Return the words of a line that is found, to be shown."""
        return " ".join(_ANY_QUOTE if _is_quote_mark(word) else self._printed_texts.get(word, word) for word in words)

    def printed(self, was: Sequence[str], now: Sequence[str] = (), seals: Sequence[str] = ()) -> str:
        """Return the words of a printed line, to be shown as far as they are known; as ``now`` where they stand."""
        words = [word if is_line_mark(word) else self._words.get(word, _UNKNOWN_WORD) for word in was]
        words[:1] = [word[:1].upper() + word[1:] for word in words[:1]]
        for step in Levenshtein.opcodes(was, seals):
            if step.tag == "equal":
                words[step.src_start : step.src_end] = now[step.dest_start : step.dest_end]
        return self.found(words)


def _differing_stretches(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield where two lines differ: ``[start, end)`` of the one and of the other, adjacent stretches as one."""
    held: tuple[int, int, int, int] | None = None
    for step in Levenshtein.opcodes(was, now):
        if step.tag == "equal":
            if held is not None:
                yield held
            held = None
        else:
            start, new_start = (held[0], held[2]) if held else (step.src_start, step.dest_start)
            held = (start, step.src_end, new_start, step.dest_end)
    if held is not None:
        yield held


def _is_quote_mark(word: str) -> bool:
    return word.startswith(QUOTE_BOOKMARK)


def _is_claim_mark(word: str) -> bool:
    return word.startswith(CLAIM_BOOKMARK)
