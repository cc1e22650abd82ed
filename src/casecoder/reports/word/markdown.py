"""Writes a researcher's Markdown as Word paragraphs, without losing a word of it.

HTML and link definitions stay text. A block that would lose words (a table row with more cells than the head, very deep
nesting) is printed as it was typed.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import unescape

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.token import Token

from casecoder.core.judging.evidence import coding_id
from casecoder.core.outputs.researcher_prose import ResearcherProse, capitalise_sentence
from casecoder.reports.printable_text import make_printable
from casecoder.reports.word.list_numbering import indent_in_list, list_style
from casecoder.reports.word.markdown_inline import inline_text, write_inline
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.table_layout import ALIGN_CENTRE, ALIGN_RIGHT, CellContent
from casecoder.reports.word.text_runs import write_run

_DEEPEST = 4
_UNCLOSED_MARK = re.compile(r"\*\*|__|~~|`|\]\([^)]*$")
"""Marks that parsing leaves in the text, because nothing closes them."""
_UNSUPPORTED = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--|\[\^[^\]\s]+\]")
"""HTML and footnotes, which are text in our Markdown."""
_UNCLOSED_FLAW, _UNSUPPORTED_FLAW = "Markdown that is not closed", "HTML, a picture or a footnote"
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_ALIGNMENTS = {"text-align:center": ALIGN_CENTRE, "text-align:right": ALIGN_RIGHT}


class _LiteralParser(MarkdownIt):
    """A parser of CommonMark with tables that leaves addresses as they were typed."""

    def __init__(self, *, joining: bool = True) -> None:
        super().__init__("commonmark", {"html": False})
        self.enable(["table", "strikethrough"]).disable("reference")
        if not joining:
            self.disable("text_join")  # joined text would hide which marks were escaped

    def normalizeLink(self, url: str) -> str:  # noqa: N802  (markdown-it's name)
        return url


@cache
def _parser(*, joining: bool = True) -> _LiteralParser:
    return _LiteralParser(joining=joining)


def write_markdown(report: WordReport, text: str, level: int) -> None:
    """Add Markdown to the report.

    Parameters
    ----------
    level:
        The level of the section that it stands in. Its own highest heading is one level below.
    """
    text = _clean(text)
    lines = text.split("\n")
    tokens = _parser().parse(text)
    highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=1)
    writer = _MarkdownWriter(report, level + 1 - highest)
    for block in _blocks(tokens):
        first, last = block[0].map or (0, len(lines))
        typed = "\n".join(lines[first:last])
        if _keeps_words(block, typed):
            writer.write(block)
        else:
            report.paragraph(typed.strip("\n"))


def write_markdown_line(paragraph: Paragraph, text: str, linked: frozenset[int]) -> None:
    """Add one line of Markdown to a paragraph, with its emphasis, links and ids."""
    write_inline(paragraph, _parser().parseInline(_clean(text))[0], linked)


def find_markdown_flaw(text: str) -> str:
    """Return in words what in the Markdown is printed as it was typed; empty if nothing is.

    That is emphasis, code or a link without its end, a block that would lose words, and what our Markdown doesn't have:
    HTML, pictures, footnotes.
    """
    text = _clean(text)
    lines = text.split("\n")
    tokens = _parser(joining=False).parse(text)
    for block in _blocks(tokens):
        first, last = block[0].map or (0, len(lines))
        if not _keeps_words(block, "\n".join(lines[first:last])):
            return _UNCLOSED_FLAW
    if any(_is_unclosed(token, lines) for token in tokens):
        return _UNCLOSED_FLAW
    inside = [child for token in tokens for child in token.children or ()]
    words = "".join(child.content for child in inside if child.type == "text")
    return _UNSUPPORTED_FLAW if _UNSUPPORTED.search(words) or any(child.type == "image" for child in inside) else ""


def write_researcher_prose(
    report: WordReport, text: str, level: int, *, lost: frozenset[int], elsewhere: frozenset[int] = frozenset()
) -> None:
    """Add what a researcher wrote, with notes on the ids that lead nowhere and on what is printed as typed.

    Parameters
    ----------
    level:
        The level of the section that it stands in.
    lost, elsewhere:
        The numbers of codings that are no longer in the study, and of those that are in another document.
    """
    write_markdown(report, text, level)
    named = ResearcherProse("", text).mentions
    for number in sorted(named & lost):
        report.paragraph(f"{coding_id(number)}, named above, is no longer in the study.", "Report Note")
    for number in sorted(named & elsewhere):
        report.paragraph(f"{coding_id(number)}, named above, is from another school.", "Report Note")
    if found := find_markdown_flaw(text):
        report.paragraph(f"Part of the above stands as it was typed: it has {found}.", "Report Note")


def find_prose_flaws(written: Iterable[ResearcherProse]) -> Iterator[str]:
    """Yield a sentence for each piece of prose that is partly printed as typed. A rationale is not Markdown."""
    for prose in written:
        found = "" if prose.what.startswith("the rationale") else find_markdown_flaw(prose.text)
        if found:
            yield f"{capitalise_sentence(prose.what)} has {found}; it is printed as it was typed."


def _clean(text: str) -> str:
    """Return the text with printable characters and one kind of line end."""
    return make_printable(_LINE_ENDS.sub("\n", text))


def _is_unclosed(token: Token, lines: Sequence[str]) -> bool:
    """Return whether a block has a mark that nothing closes."""
    if token.type == "fence" and token.map:
        return not lines[token.map[1] - 1].strip(" >").startswith(token.markup) or token.map[1] - token.map[0] < 2
    words = (child.content for child in token.children or () if child.type == "text")
    return any(_UNCLOSED_MARK.search(text) for text in words)


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each outermost block."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _keeps_words(block: Sequence[Token], typed: str) -> bool:
    """Return whether the tokens of a block have every letter and digit that was typed.

    A character reference counts as its character.
    """
    return not _count_letters(unescape(typed)) - _count_letters("".join(_texts_of(block)))


def _count_letters(text: str) -> Counter[str]:
    """Count the letters and digits of a text."""
    return Counter(filter(str.isalnum, text))


def _texts_of(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield all texts that the tokens of a block hold."""
    for token in tokens:
        if token.children is None:
            yield token.content
            if token.type in {"fence", "list_item_open"}:  # printed words, or the first number of a list
                yield token.info
            if token.info != "auto":
                yield from (str(token.attrs[name]) for name in ("href", "src", "title") if name in token.attrs)
        else:
            if token.type == "image":
                yield from (str(token.attrs[name]) for name in ("src", "title") if name in token.attrs)
            yield from _texts_of(token.children)


@dataclass(slots=True)
class _OpenList:
    """A list that is being written. ``fresh`` says that the mark of its item has not been written yet."""

    kind: str
    numbering: int
    fresh: bool = False


class _MarkdownWriter:
    """Writes token after token, and knows the lists and quotes that it is inside."""

    def __init__(self, report: WordReport, shift: int) -> None:
        self.report, self.shift = report, shift
        self.lists: list[_OpenList] = []
        self.quotes = 0
        self.heading: Token | None = None
        self.handlers: dict[str, Callable[[Token], None]] = {
            "heading_open": self._open_heading,
            "inline": self._write_text,
            "bullet_list_open": self._open_list,
            "ordered_list_open": self._open_list,
            "bullet_list_close": self._close_list,
            "ordered_list_close": self._close_list,
            "list_item_open": self._open_item,
            "list_item_close": self._close_item,
            "blockquote_open": self._open_quote,
            "blockquote_close": self._close_quote,
            "fence": self._write_code,
            "code_block": self._write_code,
            "hr": self._write_break,
        }

    def write(self, block: Sequence[Token]) -> None:
        """Write one outermost block."""
        tokens = iter(block)
        for token in tokens:
            if token.type == "table_open":
                self._write_table(tokens)
            elif token.type in self.handlers:
                self.handlers[token.type](token)

    def _add_paragraph(self) -> Paragraph:
        """Add a paragraph that suits the place: an item of a list, its continuation, a quote or body text."""
        if not self.lists:
            return self.report.paragraph(style="Quote" if self.quotes else "Body Text")
        inside, level = self.lists[-1], len(self.lists) - 1
        if not inside.fresh:
            made = self.report.paragraph(style=list_style("List Continue", level))
            indent_in_list(made, level)
            return made
        inside.fresh = False
        made = self.report.paragraph(style=list_style(inside.kind, level))
        self.report.lists.add_item(made, inside.numbering, level)
        return made

    def _open_heading(self, token: Token) -> None:
        """Remember that the next text is a heading."""
        self.heading = token

    def _write_text(self, token: Token) -> None:
        heading, self.heading = self.heading, None
        if heading is not None and not self.lists and not self.quotes:
            text = inline_text(token)
            if text:
                self.report.heading(text, min(int(heading.tag[1]) + self.shift, _DEEPEST))
        else:
            write_inline(self._add_paragraph(), token, self.report.linked, bold=heading is not None)

    def _mark_item(self) -> None:
        """Write the mark of an item on a line of its own, if the item begins with something other than text."""
        if self.lists and self.lists[-1].fresh:
            self._add_paragraph()

    def _open_list(self, token: Token) -> None:
        lists = self.report.lists
        if self.lists:
            self.lists[-1].fresh = False
        else:
            self.report.keep_last_with_next()  # the sentence before the list
        if token.type == "bullet_list_open":
            self.lists.append(_OpenList("List Bullet", lists.bullets))
        else:
            start = int(token.attrs.get("start", 1))
            self.lists.append(_OpenList("List Number", lists.numbers(len(self.lists), start)))

    def _close_list(self, _: Token) -> None:
        self.lists.pop()

    def _open_item(self, _: Token) -> None:
        self.lists[-1].fresh = True

    def _close_item(self, _: Token) -> None:
        self._mark_item()

    def _open_quote(self, _: Token) -> None:
        self.quotes += 1

    def _close_quote(self, _: Token) -> None:
        self.quotes -= 1

    def _write_code(self, token: Token) -> None:
        """Add a block of code."""
        self._mark_item()
        made = self.report.paragraph(style="Code Block")
        if self.lists:
            indent_in_list(made, len(self.lists) - 1)
        write_run(made, "\n".join(filter(None, (token.info.strip(), token.content.rstrip("\n")))))

    def _write_break(self, _: Token) -> None:
        """Add a thematic break."""
        self._mark_item()
        self.report.paragraph(style="Thematic Break")

    def _write_table(self, tokens: Iterator[Token]) -> None:
        """Write a table. ``tokens`` begin after its opening and are read up to its end."""
        self._mark_item()
        rows: list[list[CellContent]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type in {"th_open", "td_open"}:
                align = _ALIGNMENTS.get(str(token.attrs.get("style", "")))
                rows[-1].append(partial(_write_cell, next(tokens), align, self.report.linked))
        self.report.table("Table", rows[0], rows[1:], [1] * len(rows[0]))


def _write_cell(inline: Token, align: WD_ALIGN_PARAGRAPH | None, linked: frozenset[int], paragraph: Paragraph) -> None:
    if align is not None:
        paragraph.alignment = align
    write_inline(paragraph, inline, linked)
