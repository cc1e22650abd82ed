"""The quotes and the ids in a document, and which of the ids stands with which quote."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from casecoder.core.report_document import EVIDENCE_HEADING, QUOTED_WORDS, Block

CODING = re.compile(r"\bE-\d{4,}\b")
_QUOTE_MARK = "_cc_q"
_GAP = r"(?:[\s.,;:(–—-]|\[[^\]]{0,80}\])*"
_MARKED = r"(?:“([^“”]+)”|\"([^\"]+)\"|‘([^‘]+)’)"
_BESIDE = (
    re.compile(_MARKED + _GAP + r"(?P<id>E-\d{4,})\b"),
    re.compile(r"\b(?P<id>E-\d{4,})[\s.,;:)–—-]*" + _MARKED),
)
"""Words in quotation marks and the id right beside them."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that a document gives as somebody's.

    Parameters
    ----------
    ids:
        The ids that stand with it.
    mark:
        The bookmark of its claim, if it stands in one.
    whole:
        Whether it has to be all of a coding's words: not what somebody put in quotation marks by hand.
    """

    words: str
    ids: tuple[str, ...]
    mark: str
    block: Block
    whole: bool = True


def quotes_in(blocks: Sequence[Block]) -> list[Quoted]:
    """The quotes, in order, each with the ids of its paragraph, its table row or its heading in the appendix."""
    found: list[Quoted] = []
    in_rows = _ids_of_rows(blocks)
    heading: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    for block in blocks:
        if block.style == EVIDENCE_HEADING:
            heading, under = tuple(CODING.findall(plain_text(block))), block.path
        elif block.path != under:
            heading = ()
        further = in_rows.get(block.row, ()) if block.row else heading
        for quote in _in_block(block):
            before = found[-1] if found else None
            if before and quote.mark and before.mark == quote.mark:  # somebody has begun a new paragraph in it
                found[-1] = replace(before, words=f"{before.words}\n{quote.words}", ids=before.ids or quote.ids)
            else:
                found.append(quote)
            found[-1] = replace(found[-1], ids=found[-1].ids or further)
    return found


def plain_text(block: Block) -> str:
    """What a paragraph says beside its quotes."""
    return "".join(text for text, mark in _pieces(block) if mark is None)


def _ids_of_rows(blocks: Sequence[Block]) -> dict[object, tuple[str, ...]]:
    found: dict[object, tuple[str, ...]] = {}
    for block in blocks:
        if block.row:
            found[block.row] = (*found.get(block.row, ()), *CODING.findall(plain_text(block)))
    return found


def _pieces(block: Block) -> list[tuple[str, str | None]]:
    """A paragraph's texts, each with the bookmark of its claim if it is a quote (or ``""``), ``None`` if it is none."""
    made: list[tuple[str, str | None]] = []
    for stretch in block.stretches:
        mark = next((name for name in stretch.marks if name.startswith(_QUOTE_MARK)), None)
        kind = mark if mark is not None else "" if stretch.style == QUOTED_WORDS else None
        text, before = made[-1] if made else ("", None)
        if before is not None and kind is not None and (before == kind or not before or not kind):
            made[-1] = text + stretch.text, before or kind
        else:
            made.append((stretch.text, kind))
    return made


def _in_block(block: Block) -> Iterator[Quoted]:
    pieces = _pieces(block)
    before: tuple[str, ...] = ()
    for at, (text, mark) in enumerate(pieces):
        if mark is None:
            before = tuple(CODING.findall(text)) or before
            for words, beside in _by_hand(text):
                yield Quoted(words, (beside,), "", block, whole=False)
        elif text.strip():
            yield Quoted(text, _following(pieces[at + 1 :]) or before, mark, block)
            before = ()


def _following(pieces: Sequence[tuple[str, str | None]]) -> tuple[str, ...]:
    """The ids after a quote and before the next."""
    found: tuple[str, ...] = ()
    for text, mark in pieces:
        if mark is not None and text.strip():
            break
        found += tuple(CODING.findall(text))
    return found


def _by_hand(text: str) -> Iterator[tuple[str, str]]:
    """Words in quotation marks, and the id beside them."""
    seen = set()
    for pattern in _BESIDE:
        for match in pattern.finditer(text):
            words = next(group for group in match.groups()[: 4] if group and group != match["id"])
            if words not in seen:
                seen.add(words)
                yield words, match["id"]
