"""The opening of a researcher's prose, for a line about each school."""

import re
from collections.abc import Callable, Sequence
from itertools import dropwhile, takewhile

from casecoder.core.outputs.excerpt import OMISSION_MARK
from casecoder.core.transcripts.spans import Span

MOST_OPENING_SENTENCES = 2
"""The first says what the school was like, the second mostly gives the instance."""

_MARK = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6}|>)[ \t]+")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]")
_PAIRED = re.compile(r"\*+|_+|`+|~~")


def opening_sentences(markdown: str, find: Callable[[str], Sequence[Span]]) -> str:
    """The first sentences of the first paragraph, in Markdown; ``[…]`` stands for a list that they lead to.

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
    """Whether every mark of emphasis that is opened is closed."""
    marks: dict[str, int] = {}
    for mark in _PAIRED.findall(text):
        marks[mark] = marks.get(mark, 0) + 1
    return all(count % 2 == 0 for count in marks.values())
