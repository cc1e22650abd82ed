"""Checks of the numbers of tables and figures, and of the references to them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from casecoder.core.verifying.report_document import CAPTION_BOOKMARK, REFERENCE_MARK, ReportParagraph
from casecoder.core.verifying.verification_results import ClaimKind, Finding

_NUMBER = re.compile(r"(Table|Figure)\s(\d+)(?=:)")
_HOW_TO_UPDATE = "In Word, Ctrl+A and F9 bring numbers and references up to date."


def verify_captions(blocks: Sequence[ReportParagraph]) -> Iterator[Finding]:
    """Find captions out of order, and references that give another number than the caption they lead to."""
    numbers: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for block in blocks:
        found = _NUMBER.match(block.text) if block.style.lower() == "caption" else None
        if found and not _references(block):
            kind = found[1]
            numbers[kind] += 1
            due = f"{kind} {numbers[kind]}"
            marks = (mark for stretch in block.stretches for mark in stretch.marks)
            labels |= {mark: due for mark in marks if mark.startswith(CAPTION_BOOKMARK)}
            if int(found[2]) != numbers[kind]:
                message = f"“{block.text.strip()}” is {due} by its place in the document. {_HOW_TO_UPDATE}"
                yield Finding(ClaimKind.TABLE, due, message, (block.place,), found[0], due)
    numbered = {f"{kind} {number}" for kind, last in numbers.items() for number in range(1, last + 1)}
    for block in blocks:
        for mark, label in _references(block).items():
            due = labels.get(mark, "")
            if " ".join(label.split()) != due and (due or label not in numbered):
                message = (
                    f"“{label}” refers to what is {due} in the document. {_HOW_TO_UPDATE}"
                    if due
                    else (f"“{label}” refers to what is no longer in the document.")
                )
                yield Finding(ClaimKind.TABLE, label, message, (block.place,), label, due)


def _references(block: ReportParagraph) -> dict[str, str]:
    """Return the texts of a paragraph’s references, by the bookmark that each leads to."""
    found: dict[str, str] = {}
    for stretch in block.stretches:
        for mark in stretch.marks:
            if mark.startswith(REFERENCE_MARK):
                name = mark.removeprefix(REFERENCE_MARK)
                found[name] = found.get(name, "") + stretch.text
    return found
