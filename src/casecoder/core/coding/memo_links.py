"""Links in a memo: ``[[B02]]``, ``[[P3]]``, ``[[P3-INT-02]]`` and ``[[E-0412]]`` name what they lead to by its id."""

import re
from typing import NamedTuple

_LINK = re.compile(r"\[\[([^\[\]\n]*[^\[\]\s][^\[\]\n]*)\]\]")
_BEGUN = re.compile(r"\[\[[^\[\]\n]*\Z")


class MemoLink(NamedTuple):
    """A link in a text: the id it names, and its stretch ``[start, end)`` with the brackets, in code points."""

    name: str
    start: int
    end: int


def find_memo_links(text: str) -> list[MemoLink]:
    """The links of a text, in order. Brackets that hold nothing, or more brackets, are no link."""
    return [MemoLink(found[1].strip(), *found.span()) for found in _LINK.finditer(text)]


def redirect_links(text: str, old: str, new: str) -> str:
    """The text with the links to one id leading to another, which the first has become."""
    parts, at = [], 0
    for link in find_memo_links(text):
        if link.name.casefold() == old.casefold():
            parts += [text[at : link.start], f"[[{new}]]"]
            at = link.end
    return "".join([*parts, text[at:]])


def unfinished_link_length(before: str) -> int:
    """How many characters of a link have been typed at the end of a text; 0 if none has been begun."""
    found = _BEGUN.search(before)
    return len(found[0]) if found else 0
