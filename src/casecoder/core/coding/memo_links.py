"""Find and change the links in a memo, such as ``[[B02]]``, ``[[P3-INT-02]]`` and ``[[E-0412]]``."""

import re
from typing import NamedTuple

_LINK = re.compile(r"\[\[([^\[\]\n]*[^\[\]\s][^\[\]\n]*)\]\]")
_BEGUN = re.compile(r"\[\[[^\[\]\n]*\Z")


class MemoLink(NamedTuple):
    """A link in a text: the id in it, and its stretch ``[start, end)`` with the brackets, in code points."""

    name: str
    start: int
    end: int


def find_memo_links(text: str) -> list[MemoLink]:
    """Return the links of a text, in order. Brackets that are empty or hold brackets are not links."""
    return [MemoLink(found[1].strip(), *found.span()) for found in _LINK.finditer(text)]


def redirect_links(text: str, old: str, new: str) -> str:
    """Return the text with the links to one id changed to another id."""
    parts, at = [], 0
    for link in find_memo_links(text):
        if link.name.casefold() == old.casefold():
            parts += [text[at : link.start], f"[[{new}]]"]
            at = link.end
    return "".join([*parts, text[at:]])


def unfinished_link_length(before: str) -> int:
    """Return the length of an unfinished link at the end of a text, or 0 if there is none."""
    found = _BEGUN.search(before)
    return len(found[0]) if found else 0
