"""The quotes and the ids in a document, and which id stands with which quote."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from casecoder.core.judging.evidence import format_attribution
from casecoder.core.transcripts.quote_matching import normalise_text
from casecoder.core.verifying.printed_line import QUOTE_BOOKMARK
from casecoder.core.verifying.report_document import EVIDENCE_HEADING, QUOTED_WORDS, ReportParagraph, ReportTableRow
from casecoder.core.vocabulary import Phase, Role, SourceKind

CODING_ID_PATTERN = re.compile(r"\bE-\d{4,}\b")
_ATTRIBUTIONS = frozenset(
    format_attribution(role, kind, phase).casefold() for role in (None, *Role) for kind in SourceKind for phase in Phase
)
"""What can stand in brackets after a quote, in small letters."""
BRACKETS_PATTERN = re.compile(r"\[([^\[\]]{1,80})\]")
_QUOTE_STYLE = "Quote"
_BETWEEN = r"(?:[\s.,;:(–—-]|\[[^\]]{0,80}\])*"
_QUOTED_TEXT = r"(?:“([^“”]+)”|\"([^\"]+)\"|‘([^‘]+)’)"
_QUOTES_WITH_IDS = (
    re.compile(_QUOTED_TEXT + _BETWEEN + r"(?P<id>E-\d{4,})\b"),
    re.compile(r"\b(?P<id>E-\d{4,})[\s.,;:)–—-]*" + _QUOTED_TEXT),
)
"""Words in quotation marks and the id right beside them."""
_QUOTATION_MARKS = re.compile(r"[“\"‘]")
_QUOTES_WITHOUT_IDS = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|‘((?:[^‘’]|’(?=\w))+)’")
_FEWEST_WORDS = 4
"""Fewer words in quotation marks, without an id, are a title or a manner of speaking."""


@dataclass(frozen=True, slots=True)
class PrintedQuote:
    """Words that a document gives as somebody’s.

    Parameters
    ----------
    ids:
        The ids that stand with it.
    mark:
        The bookmark of its claim, if it stands in one.
    whole:
        Whether it has to be all of a coding's words: not what somebody put in quotation marks by hand.
    certain:
        Whether it is plainly a quote: not words in quotation marks without an id, which may be a title.
    """

    words: str
    ids: tuple[str, ...]
    mark: str
    block: ReportParagraph
    whole: bool = True
    certain: bool = True


def find_printed_quotes(blocks: Sequence[ReportParagraph]) -> list[PrintedQuote]:
    """Return the quotes in order, each with the ids of its paragraph, table row or heading in the appendix."""
    found: list[PrintedQuote] = []
    for block, further in paragraphs_with_ids(blocks):
        for quote in _quotes_in_paragraph(block):
            before = found[-1] if found else None
            if before and quote.mark and before.mark == quote.mark:  # somebody has begun a new paragraph in it
                found[-1] = replace(before, words=f"{before.words}\n{quote.words}", ids=before.ids or quote.ids)
            else:
                found.append(quote)
            found[-1] = replace(found[-1], ids=found[-1].ids or (further if quote.whole else ()))
    return found


def paragraphs_with_ids(blocks: Sequence[ReportParagraph]) -> Iterator[tuple[ReportParagraph, tuple[str, ...]]]:
    """Yield each paragraph with the ids of its table row, or of the appendix heading it stands under."""
    in_rows: dict[ReportTableRow, tuple[str, ...]] = {}
    for block in blocks:
        if block.row:
            in_rows[block.row] = (*in_rows.get(block.row, ()), *CODING_ID_PATTERN.findall(text_beside_quotes(block)))
    heading: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    for block in blocks:
        if block.style == EVIDENCE_HEADING:
            heading, under = tuple(CODING_ID_PATTERN.findall(text_beside_quotes(block))), block.path
        elif block.path != under:
            heading = ()
        yield block, in_rows[block.row] if block.row else heading


def is_attribution(words: str) -> bool:
    """Tell whether words in brackets after a quote can say who says it."""
    return normalise_text(words).casefold() in _ATTRIBUTIONS


def text_beside_quotes(block: ReportParagraph) -> str:
    """Return the text of a paragraph without its quotes."""
    return "".join(text for text, mark in _pieces(block) if mark is None)


def _pieces(block: ReportParagraph) -> list[tuple[str, str | None]]:
    """Return a paragraph’s texts, each with its claim’s bookmark if it is a quote (or ``""``), else ``None``."""
    made: list[tuple[str, str | None]] = []
    for stretch in block.stretches:
        mark = next((name for name in stretch.marks if name.startswith(QUOTE_BOOKMARK)), None)
        kind = mark if mark is not None else "" if stretch.style == QUOTED_WORDS else None
        text, before = made[-1] if made else ("", None)
        if before is not None and kind is not None and (before == kind or not before or not kind):
            made[-1] = text + stretch.text, before or kind
        else:
            made.append((stretch.text, kind))
    return made


def _quotes_in_paragraph(block: ReportParagraph) -> Iterator[PrintedQuote]:
    pieces = _pieces(block)
    if _is_bare_quote(block, pieces):
        words = CODING_ID_PATTERN.sub("", BRACKETS_PATTERN.sub(_unless_attribution, block.text)).strip(' “”"')
        certain = BRACKETS_PATTERN.search(block.text) is not None
        yield PrintedQuote(words, tuple(CODING_ID_PATTERN.findall(block.text)), "", block, certain=certain)
        return
    before: tuple[str, ...] = ()
    for at, (text, mark) in enumerate(pieces):
        if mark is None:
            before = tuple(CODING_ID_PATTERN.findall(text)) or before
            if _QUOTATION_MARKS.search(text):
                by_hand = list(_quotes_with_ids(text))
                yield from (PrintedQuote(words, (beside,), "", block, whole=False) for words, beside in by_hand)
                yield from _quotes_without_ids(text, {words for words, _ in by_hand}, block)
        elif text.strip():
            is_heading = block.row is None and not block.number
            yield PrintedQuote(
                text, _ids_before_next_quote(pieces[at + 1 :]) or before, mark, block, certain=not is_heading
            )
            before = ()


def _is_bare_quote(block: ReportParagraph, pieces: Sequence[tuple[str, str | None]]) -> bool:
    """Tell whether a paragraph has the style of quotes and marks no words in it as one."""
    return (
        block.style == _QUOTE_STYLE and all(mark is None for _, mark in pieces)
        and next(_quotes_with_ids(block.text), None) is None
    )  # fmt: skip


def _unless_attribution(found: re.Match[str]) -> str:
    return "" if is_attribution(found[1]) else found[0]


def _quotes_without_ids(text: str, known: Container[str], block: ReportParagraph) -> Iterator[PrintedQuote]:
    """Yield words in quotation marks without an id; certain where it is said who says them."""
    for match in _QUOTES_WITHOUT_IDS.finditer(text):
        words = _quoted_words(match)
        after = BRACKETS_PATTERN.match(text[match.end() :].lstrip(" .,"))
        certain = after is not None and is_attribution(after[1])
        if words not in known and (certain or _is_quote(words)):
            yield PrintedQuote(words, (), "", block, whole=False, certain=certain)


def _quoted_words(marked: re.Match[str]) -> str:
    """Return the words between quotation marks."""
    return "".join(filter(None, marked.groups()))


def _is_quote(words: str) -> bool:
    return len(words.split()) >= _FEWEST_WORDS


def remove_quotes(text: str) -> str:
    """Return a text without the words in quotation marks that are taken for a quote."""
    return _QUOTES_WITHOUT_IDS.sub(lambda match: "" if _is_quote(_quoted_words(match)) else match[0], text)


def _ids_before_next_quote(pieces: Sequence[tuple[str, str | None]]) -> tuple[str, ...]:
    """Return the ids after a quote and before the next."""
    found: tuple[str, ...] = ()
    for text, mark in pieces:
        if mark is not None and text.strip():
            break
        found += tuple(CODING_ID_PATTERN.findall(text))
    return found


def _quotes_with_ids(text: str) -> Iterator[tuple[str, str]]:
    """Yield words in quotation marks, each with the id beside them."""
    seen = set()
    for pattern in _QUOTES_WITH_IDS:
        for match in pattern.finditer(text):
            marked = (group for at, group in enumerate(match.groups(), 1) if at != pattern.groupindex["id"])
            words = next(filter(None, marked))
            if words not in seen and not CODING_ID_PATTERN.fullmatch(words):
                seen.add(words)
                yield words, match["id"]
