"""Writes the emphasis, links, code and line breaks inside one block of Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from casecoder.core.outputs.researcher_prose import CODING_MENTION_PATTERN
from casecoder.reports.word.report import write_citations
from casecoder.reports.word.styles import EMPHASIS, STRONG
from casecoder.reports.word.text_runs import write_run

_LINK = re.compile(r"\[\[([^\[\]\n]+)\]\]")
"""The links of memos."""


@dataclass(frozen=True, slots=True)
class InlinePiece:
    """A piece of text in one look."""

    text: str
    looks: frozenset[str] = frozenset()


def inline_pieces(inline: Token) -> Iterator[InlinePiece]:
    """Yield the text of an ``inline`` token in pieces. The address of a link or picture follows its words."""
    looks: list[str] = []
    links: list[Token] = []
    for token in inline.children or ():
        match token.type:
            case "em_open" | "strong_open" | "s_open":
                looks.append(token.tag)
            case "em_close" | "strong_close" | "s_close":
                looks.remove(token.tag)
            case "link_open":
                links.append(token)
            case "link_close":
                yield InlinePiece(_address(links.pop(), "href"), frozenset(looks))
            case "image":
                yield InlinePiece(token.content + _address(token, "src"), frozenset(looks))
            case "softbreak":
                yield InlinePiece(" ", frozenset(looks))
            case "hardbreak":
                yield InlinePiece("\n", frozenset(looks))
            case "code_inline":
                yield InlinePiece(token.content, frozenset({*looks, "code"}))
            case _:
                yield InlinePiece(_LINK.sub(r"\1", token.content), frozenset(looks))


def _address(token: Token, attribute: str) -> str:
    """Return the address and the title of a link or picture, in brackets."""
    if token.info == "auto":
        return ""
    address = [str(token.attrs[name]) for name in (attribute, "title") if token.attrs.get(name)]
    return f" ({', '.join(address)})" if address else ""


def inline_text(inline: Token) -> str:
    """Return the text of an ``inline`` token without its looks."""
    return "".join(piece.text for piece in inline_pieces(inline))


def write_inline(
    paragraph: Paragraph, inline: Token, linked: frozenset[int] = frozenset(), *, bold: bool = False
) -> None:
    """Add the text of an ``inline`` token, in its looks, to a paragraph.

    Parameters
    ----------
    linked:
        The numbers of the codings in the appendix. Their ids in the text lead there.
    """
    for piece in filter(lambda piece: piece.text, inline_pieces(inline)):
        if "code" in piece.looks:
            _write(paragraph, piece.text, piece, bold)
            continue
        for at, text in enumerate(CODING_MENTION_PATTERN.split(piece.text)):
            if at % 2:
                write_citations(paragraph, [int(text)], linked)
            elif text:
                _write(paragraph, text, piece, bold)


def _write(paragraph: Paragraph, text: str, piece: InlinePiece, bold: bool) -> None:
    """Add a text in one look. Strong and stressed text has a style, and its own letters only beside another style."""
    strong, stressed = bold or "strong" in piece.looks, "em" in piece.looks
    style = "Code" if "code" in piece.looks else STRONG if strong else EMPHASIS if stressed else None
    run = write_run(paragraph, text, style)
    run.bold = (strong and style != STRONG) or None
    run.italic = (stressed and style != EMPHASIS) or None
    run.font.strike = "s" in piece.looks or None
