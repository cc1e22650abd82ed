"""Whether a parsed block of Markdown still has all its words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape

from markdown_it.token import Token


def keeps_words(block: Sequence[Token], typed: str) -> bool:
    """Whether every letter and digit that was typed comes through.

    Character references are counted as what they mean.
    """
    return not _counted(unescape(typed)) - _counted("".join(_texts(block)))


def _counted(text: str) -> Counter[str]:
    return Counter(filter(str.isalnum, text))


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children is None:
            yield token.content
            if token.type in {"fence", "list_item_open"}:  # whose info is printed, or the number Word counts on from
                yield token.info
            if token.info != "auto":
                yield from (str(token.attrs[name]) for name in ("href", "src", "title") if name in token.attrs)
        else:
            if token.type == "image":
                yield from (str(token.attrs[name]) for name in ("src", "title") if name in token.attrs)
            yield from _texts(token.children)
