"""The lines of a document as they stand now, to be compared with those that were printed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from casecoder.core.outputs.word_seals import WordSeal
from casecoder.core.verifying.printed_line import (
    CELL_MARK,
    CLAIM_BOOKMARK,
    QUOTE_BOOKMARK,
    RUN_IN_HEADING,
    LinePiece,
    is_line_mark,
    line_words,
    seal_headings,
    seal_line_words,
    table_row_pieces,
)
from casecoder.core.verifying.report_document import QUOTED_WORDS, ReportParagraph, ReportTableRow


@dataclass(frozen=True, slots=True)
class CurrentLine:
    """A paragraph or a row of a table.

    Parameters
    ----------
    over, run_in:
        The heading right above it (of a heading the one before), and the run-in heading above it.
    under:
        The seal of both.
    words:
        Its words as they are written, with the bookmarks of claims and :data:`CELL_MARK`; ``seals`` are their seals.
    bare:
        The seals of its words alone, with its figures and bands, and without its quotes and bookmarks.
    plain:
        Its text without its quotes.
    heads:
        Whether it is a heading or a caption.
    """

    over: str
    run_in: str
    under: str
    row: ReportTableRow | None
    place: str
    text: str
    words: tuple[str, ...]
    seals: tuple[str, ...]
    bare: tuple[str, ...]
    plain: str
    heads: bool

    @property
    def marks(self) -> list[str]:
        """The bookmarks of its claims."""
        return [seal for seal in self.seals if seal.startswith(CLAIM_BOOKMARK)]


def read_current_lines(blocks: Sequence[ReportParagraph], known: Collection[str], seal: WordSeal) -> list[CurrentLine]:
    """Return the lines of a document, without its table of contents.

    Parameters
    ----------
    known:
        The bookmarks of the claims on the document's list.
    """
    found: list[CurrentLine] = []
    heading = run_in = ""
    for row, together in groupby(blocks, key=lambda block: block.row):
        inside = [block for block in together if not block.style.lower().startswith("toc")]
        if row is None:
            lines = [(_pieces(block, known), block) for block in inside]
        else:
            lines = [(table_row_pieces(_cells(inside, known)), inside[0])] if inside else []
        for pieces, block in _join_split_quotes(lines):
            if block.style == RUN_IN_HEADING:
                run_in = block.text
            found.append(_line(pieces, block, (heading.strip(), run_in.strip()), seal))
            if row is None and block.number == 0:
                heading, run_in = block.text, ""
    return [line for line in found if line.seals]


def _join_split_quotes(
    lines: Sequence[tuple[list[LinePiece], ReportParagraph]],
) -> list[tuple[list[LinePiece], ReportParagraph]]:
    """Join lines of which one ends in the quote in which the next begins."""
    made: list[tuple[list[LinePiece], ReportParagraph]] = []
    for pieces, block in lines:
        before = made[-1][0] if made else []
        if before and pieces and before[-1].mark == pieces[0].mark and before[-1].mark.startswith(QUOTE_BOOKMARK):
            before += pieces
        else:
            made.append((pieces, block))
    return made


def _line(pieces: Sequence[LinePiece], block: ReportParagraph, above: tuple[str, str], seal: WordSeal) -> CurrentLine:
    words, bare = line_words(pieces), line_words(piece for piece in map(_as_words, pieces) if piece)
    text = " ".join("".join(f" {CELL_MARK} " if p.mark == CELL_MARK else p.text for p in pieces).split())
    plain = "".join(p.text for p in pieces if not p.mark.startswith(QUOTE_BOOKMARK))
    is_heading = block.row is None and not block.number and len(block.path) > 1  # a title may be a team's own
    return CurrentLine(
        *above, seal_headings(*above, seal), block.row, block.place, text, tuple(words), seal_line_words(words, seal),
        seal_line_words(bare, seal), plain, is_heading or block.style.lower() == "caption",
    )  # fmt: skip


def _as_words(piece: LinePiece) -> LinePiece | None:
    """Return a figure or a band as words of the line, and nothing for a quote."""
    if piece.mark.startswith(QUOTE_BOOKMARK):
        return None
    return piece if piece.mark == CELL_MARK else LinePiece(piece.text)


def _cells(blocks: Iterable[ReportParagraph], known: Collection[str]) -> list[list[LinePiece]]:
    cells: dict[int, list[LinePiece]] = {}
    for block in blocks:
        cells.setdefault(block.cell, []).extend([*_pieces(block, known), LinePiece("\n")])
    return [cells.get(at, []) for at in range(1, max(cells) + 1)]


def _pieces(block: ReportParagraph, known: Collection[str]) -> list[LinePiece]:
    """Split a paragraph at its claims; words in the style of quotes belong to the quote beside them."""
    made: list[LinePiece] = []
    for stretch in block.stretches:
        mark = next((name for name in stretch.marks if name in known), "")
        made.append(LinePiece(stretch.text, mark or (QUOTE_BOOKMARK if stretch.style == QUOTED_WORDS else "")))
    for at, piece in enumerate(made):
        if piece.mark == QUOTE_BOOKMARK:
            beside = (made[near].mark for near in (at - 1, at + 1) if 0 <= near < len(made))
            made[at] = LinePiece(
                piece.text, next((mark for mark in beside if mark.startswith(QUOTE_BOOKMARK)), QUOTE_BOOKMARK)
            )
    return made


def words_by_seal(lines: Iterable[CurrentLine], further: Iterable[str], seal: WordSeal) -> Mapping[str, str]:
    """Return the words that seals stand for, as far as they are in the document or among further words."""
    words = Counter(word for line in lines for word in line.words if not is_line_mark(word))
    likelier = (*sorted(further), *(word for word, _ in reversed(words.most_common())))
    return {seal.of(word): word for word in likelier}  # of two spellings the one that is commoner
