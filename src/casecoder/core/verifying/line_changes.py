"""In what a line of a document differs from the line that was printed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from casecoder.core.outputs.word_seals import comparable_words
from casecoder.core.verifying.claim_words import is_claim_word
from casecoder.core.verifying.printed_line import CLAIM_BOOKMARK, QUOTE_BOOKMARK, is_line_mark

_UNKNOWN = "▪"
"""Stands for a printed word that is nowhere in the document or the study any longer."""
_WORDS_OF_A_QUOTE = "“…”"


class LineChange(NamedTuple):
    """Words of a line, and those that were printed in their place, sealed; marks of claims may be among both."""

    was: tuple[str, ...]
    now: tuple[str, ...]


class LineDifference(NamedTuple):
    """Between a line and the one that was printed.

    Parameters
    ----------
    standing:
        What stands now where a claim was printed that has lost its bookmark.
    """

    changes: list[LineChange]
    standing: dict[str, str]


class SealedLineReader:
    """Reads lines whose words were sealed.

    Parameters
    ----------
    words:
        What seals stand for, as far as that is known.
    names:
        Words of names in the study, in small letters: another in its place makes another claim.
    said:
        What was printed in the bookmark of each figure and rating.
    held:
        The bookmarks of claims that the document still has.
    """

    def __init__(
        self, words: Mapping[str, str], names: Collection[str], said: Mapping[str, str], held: Collection[str]
    ) -> None:
        self._words, self._names, self._said, self._held = words, names, said, held

    def difference(self, was: Sequence[str], now: Sequence[str], seals: Sequence[str]) -> LineDifference:
        """In what a line differs. Words of a quote are none of its own.

        Parameters
        ----------
        was, seals:
            The words that were printed, and those that are found, sealed.
        now:
            The words that are found.
        """
        found = LineDifference([], {})
        for start, end, new_start, new_end in _stretches(was, seals):
            gone = was[start:end]
            left = tuple(word for word in gone if not _quotes(word) and (word in self._held or not _claims(word)))
            here = tuple(word for word in now[new_start:new_end] if not _quotes(word))
            lost = [word for word in gone if _claims(word) and word not in self._held]
            found.standing.update(self._standing(lost, here))
            if left or (here and not lost):
                found.changes.append(LineChange(left, here))
        return found

    def _standing(self, lost: Sequence[str], here: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What stands for each of some claims: a word for each, or all words for all; what has no letters is left."""
        each = here if len(lost) == len(here) else [" ".join(here)] * len(lost)
        for mark, text in zip(lost, each, strict=True):
            said = self._said.get(mark)
            yield mark, text if said is None or comparable_words(said) else said

    def is_telling(self, change: LineChange) -> bool:
        """Whether a change may make another claim of the line."""
        was = (word if is_line_mark(word) else self._words.get(word, "") for word in change.was)
        return any(
            is_line_mark(word) or is_claim_word(word) or word.casefold() in self._names for word in (*was, *change.now)
        )  # fmt: skip

    def found(self, words: Sequence[str]) -> str:
        """Words of a line that is found, to be shown."""
        return " ".join(_WORDS_OF_A_QUOTE if _quotes(word) else self._said.get(word, word) for word in words)

    def printed(self, was: Sequence[str], now: Sequence[str] = (), seals: Sequence[str] = ()) -> str:
        """Words of a line that was printed, to be shown as far as they are known; as ``now`` where they still stand."""
        words = [word if is_line_mark(word) else self._words.get(word, _UNKNOWN) for word in was]
        words[:1] = [word[:1].upper() + word[1:] for word in words[:1]]
        for step in Levenshtein.opcodes(was, seals):
            if step.tag == "equal":
                words[step.src_start : step.src_end] = now[step.dest_start : step.dest_end]
        return self.found(words)


def _stretches(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where two lines differ: ``[start, end)`` of the one and of the other, those that touch as one."""
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


def _quotes(word: str) -> bool:
    return word.startswith(QUOTE_BOOKMARK)


def _claims(word: str) -> bool:
    return word.startswith(CLAIM_BOOKMARK)
