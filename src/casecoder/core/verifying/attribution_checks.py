"""Checks of what a document says beside a quote: who says it, in which school, and where it stands in its source."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.quote_matching import normalise_text
from casecoder.core.verifying.quotes_and_ids import (
    BRACKETS_PATTERN,
    CODING_ID_PATTERN,
    is_attribution,
    paragraphs_with_ids,
    text_beside_quotes,
)
from casecoder.core.verifying.report_document import QUOTED_WORDS, ReportParagraph
from casecoder.core.verifying.verification_results import ClaimKind, Finding, StudyFacts

_PLACE = re.compile(r"\b(\S+, (?:turn \d+, )?characters \d+[–-]\d+)")
_LABEL = re.compile(r"([^.:;()\[\]]+):\s*$")
"""What stands before a quote as the name of its school."""
_MOST_APART = 4
"""More passages than this with the same statement are named together."""


class _FalseStatement(NamedTuple):
    """A false statement about a coding. ``common`` is how it reads for many codings together."""

    item: Evidence
    message: str
    common: str
    place: str


def verify_attributions(blocks: Sequence[ReportParagraph], facts: StudyFacts) -> list[Finding]:
    """Find what a document says of codings beside their ids and the study does not; alike ones become one finding."""
    alike: dict[str, list[_FalseStatement]] = defaultdict(list)
    for statement in _false_statements(blocks, facts):
        alike[statement.common].append(statement)
    return [finding for found in alike.values() for finding in _findings(found)]


def _findings(alike: Sequence[_FalseStatement]) -> Iterator[Finding]:
    """Yield a finding for each of some alike statements, or one for all if they are many."""
    refs = list(dict.fromkeys(statement.item.id for statement in alike))
    if len(refs) > _MOST_APART:
        message = f"{len(refs)} {alike[0].common}: {', '.join(refs)}."
        places = tuple(dict.fromkeys(statement.place for statement in alike))
        yield Finding(ClaimKind.QUOTE, refs[0], message, places, coding=alike[0].item)
        return
    for item, message, _, place in alike:
        yield Finding(ClaimKind.QUOTE, item.id, message, (place,), coding=item)


def _false_statements(blocks: Sequence[ReportParagraph], facts: StudyFacts) -> Iterator[_FalseStatement]:
    """Yield the false statements of a document."""
    for block, further in paragraphs_with_ids(blocks):
        ids = set(CODING_ID_PATTERN.findall(text_beside_quotes(block)) or further)
        item = facts.codings.get(ids.pop()) if len(ids) == 1 else None
        if item is not None:
            yield from _false_statements_in(item, block, facts)


def _false_statements_in(item: Evidence, block: ReportParagraph, facts: StudyFacts) -> Iterator[_FalseStatement]:
    """Yield the false statements of one paragraph about a coding."""
    text, has = normalise_text(text_beside_quotes(block)), item.attribution
    for words in BRACKETS_PATTERN.findall(text):
        if is_attribution(words) and words.casefold() != has.casefold():
            common = f"passages are given as “{words}”; the study has “{has}”"
            yield _FalseStatement(item, f"{item.id} is given as “{words}”; the study has “{has}”.", common, block.place)
    for stretch in _PLACE.findall(text):
        if stretch.replace("-", "–") != item.place.replace("-", "–"):
            message = f"{item.id} is said to stand at {stretch}; it stands at {item.place} now."
            common = f"passages stand elsewhere in {item.source} now than the document says"
            yield _FalseStatement(item, message, common, block.place)
    label = _LABEL.search(normalise_text(_before_quote(block)))
    school = facts.schools.get(label[1].strip(), item.case) if label else item.case
    if school != item.case:
        common = f"passages of {item.case} are given under {school}"
        yield _FalseStatement(item, f"{item.id} is given under {school}, but is of {item.case}.", common, block.place)


def _before_quote(block: ReportParagraph) -> str:
    """Return the text right before the first quote of a paragraph."""
    found = ""
    for stretch in block.stretches:
        if stretch.style == QUOTED_WORDS:
            return found
        found += stretch.text
    return ""
