"""Find where headings, fields and blocks stand in a codebook's Markdown.

Markdown is only parsed for places. Text is taken from the source line by line, so what a researcher typed
is kept to the letter; a heading in a fence or a quotation is none, nor is a field inside a paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from casecoder.core.errors import CaseCoderError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

INCLUDE, EXCLUDE, EXAMPLE, CUES, APPLIES_TO = "Include", "Exclude", "Example", "Cue phrases", "Applies to"
"""The fields' labels, in the order in which they are written."""

_LABELS = {label.casefold(): label for label in (INCLUDE, EXCLUDE, EXAMPLE, CUES, APPLIES_TO)}
_FIELD = re.compile(rf" {{0,3}}\*\*({'|'.join(_LABELS)})(?::\*\*|\*\*:)[ \t]*(.*)", re.IGNORECASE)
_PARAGRAPH, _BULLETS, _HEADING = "paragraph_open", "bullet_list_open", "heading_open"


@dataclass(frozen=True, slots=True)
class CodebookBlock:
    """A block of Markdown that is not inside another.

    Parameters
    ----------
    kind:
        The type of its first markdown-it token.
    start, end:
        Its lines ``[start, end)``, counted from 0.
    markup:
        What opened it: the backticks of a fence.
    level, heading:
        A heading's level and text; 0 and empty for the rest.
    """

    kind: str
    start: int
    end: int
    markup: str = ""
    level: int = 0
    heading: str = ""

    @property
    def is_paragraph(self) -> bool:
        """Return whether it is a paragraph, and so may begin a field."""
        return self.kind == _PARAGRAPH

    @property
    def may_hold_items(self) -> bool:
        """Return whether it can hold the phrases or ids of the label above it."""
        return self.kind in {_PARAGRAPH, _BULLETS}


@dataclass(slots=True)
class CodebookSection:
    """A heading (``None`` before the first) and the blocks up to the next, on the lines ``[start, end)``."""

    head: CodebookBlock | None
    start: int
    end: int
    blocks: list[CodebookBlock] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CodebookField:
    """A field's label, the rest of the line it stands on, and which block of its section it opens."""

    label: str
    rest: str
    start: int
    block: int


class CodebookText:
    """The text of one file by lines.

    Parameters
    ----------
    text:
        The frozen text.
    where:
        The file, for messages.
    skip:
        How many lines of front matter to pass over; line numbers still count them.
    """

    def __init__(self, text: str, where: str, skip: int = 0) -> None:
        self.where = where
        self.lines = [""] * skip + text.split("\n")[skip:]

    def fault(self, line: int, message: str, hint: str = "") -> CaseCoderError:
        """Return the error for a line, which is counted from 0."""
        return CaseCoderError(f"{self.where}, line {line + 1}: {message}", hint)

    def slice(self, start: int, end: int, first: str | None = None) -> str:
        """Return some lines exactly, without empty lines at either end.

        The first line can be replaced.
        """
        lines = self.lines[start:end]
        if first is not None:
            lines[0] = first
        filled = [at for at, line in enumerate(lines) if line.strip(" \t")]
        return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""

    def sections(self) -> list[CodebookSection]:
        """Return the file from heading to heading. The first section has no heading.

        Raises
        ------
        CaseCoderError
            If a code fence or a comment is never closed: it would swallow every code after it.
        """
        found = [CodebookSection(None, 0, len(self.lines))]
        for block in find_markdown_blocks("\n".join(self.lines)):
            self._check_closed(block)
            if block.level:
                found[-1].end = block.start
                found.append(CodebookSection(block, block.end, len(self.lines)))
            else:
                found[-1].blocks.append(block)
        return found

    def fields(self, section: CodebookSection) -> list[CodebookField]:
        """Return the fields that the section's paragraphs open, in order."""
        found = []
        for at, block in enumerate(section.blocks):
            if block.is_paragraph and (match := _FIELD.fullmatch(self.lines[block.start])):
                found.append(CodebookField(_LABELS[match[1].casefold()], match[2], block.start, at))
        return found

    def _check_closed(self, block: CodebookBlock) -> None:
        lines = self.lines[block.start : block.end]
        if block.kind == "fence":
            closing = rf" {{0,3}}{re.escape(block.markup[0])}{{{len(block.markup)},}}[ \t]*"
            if len(lines) == 1 or not re.fullmatch(closing, lines[-1]):
                raise self.fault(block.start, "the code fence that opens here is never closed.")
        if block.kind == "html_block" and lines[0].lstrip(" ").startswith("<!--") and "-->" not in "".join(lines):
            raise self.fault(block.start, "the comment that opens here is never closed.")


def find_markdown_blocks(text: str) -> Iterator[CodebookBlock]:
    """Return the blocks of a Markdown text that are not inside another, in order."""
    tokens = _markdown().parse(text)
    for at, token in enumerate(tokens):
        if token.level or token.map is None:
            continue
        start, end = token.map
        if token.type == _HEADING:
            heading = " ".join(tokens[at + 1].content.split("\n"))
            yield CodebookBlock(token.type, start, end, token.markup, int(token.tag[1]), heading)
        else:
            yield CodebookBlock(token.type, start, end, token.markup)


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")
