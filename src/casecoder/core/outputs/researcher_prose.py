"""The prose of researchers: the codings that it names, and its opening for a line about each school."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import dropwhile, takewhile
from typing import NamedTuple

from casecoder.core.outputs.excerpt import OMISSION_MARK
from casecoder.core.transcripts.spans import Span

CODING_MENTION_PATTERN = re.compile(r"\bE-([0-9]{4}|[1-9][0-9]{4,17})\b")
"""The id of a coding, its number as a group; one with more digits is a slip of the key, and too large for any study."""
MOST_OPENING_SENTENCES = 2
"""The first says what the school was like, the second mostly gives the instance."""

_MARK = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6}|>)[ \t]+")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]")
_EMPHASIS = re.compile(r"\*+|_+|`+|~~")


class ResearcherProse(NamedTuple):
    """Something a researcher wrote, and what it is (``the summary of B02``)."""

    what: str
    text: str

    @property
    def mentions(self) -> frozenset[int]:
        """The numbers of the codings it names by their ids."""
        return frozenset(int(number) for number in CODING_MENTION_PATTERN.findall(self.text))


def mentioned_codings(written: Iterable[ResearcherProse]) -> frozenset[int]:
    """Return the numbers of the codings that some prose names."""
    return frozenset().union(*(prose.mentions for prose in written))


def capitalise_sentence(words: str) -> str:
    """Return words with a capital at their beginning; capitals in ids stay."""
    return words[:1].upper() + words[1:]


def opening_sentences(markdown: str, find: Callable[[str], Sequence[Span]]) -> str:
    """Return the first sentences of the first paragraph; ``[…]`` stands for a list that they lead to.

    A heading is passed over, the marks of a list or block quote are dropped, and a sentence inside emphasis
    ends only where the emphasis does.

    Parameters
    ----------
    find:
        Finds the sentences of a text.
    """
    blocks = [block for block in re.split(r"\n[ \t]*\n", markdown.replace("\r\n", "\n").strip()) if block.strip()]
    prose = [block for block in blocks if not _HEADING.match(block) or "\n" in block.strip()]
    if not prose:
        return blocks[0].strip() if blocks else ""
    below = dropwhile(_HEADING.match, prose[0].split("\n"))
    lines = list(takewhile(lambda line: not _HEADING.match(line), below))  # a heading ends what stands before it
    paragraph = " ".join(_MARK.sub("", line).strip() for line in lines).strip()
    ends = [span.end for span in find(paragraph)]
    cut = next((end for end in ends[MOST_OPENING_SENTENCES - 1 :] if _is_whole(paragraph[:end])), len(paragraph))
    begun = paragraph[:cut].rstrip()
    return f"{begun} {OMISSION_MARK}" if begun.endswith(":") else begun


def _is_whole(text: str) -> bool:
    """Tell whether every mark of emphasis that is opened is closed."""
    marks: dict[str, int] = {}
    for mark in _EMPHASIS.findall(text):
        marks[mark] = marks.get(mark, 0) + 1
    return all(count % 2 == 0 for count in marks.values())
