"""What is said beside a quote: who says it, in which school, and where it stands in its source."""

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
_MANY = 4
"""More passages than this of which the same is said are named together."""


class _Said(NamedTuple):
    """What is said of a coding and isn't so: the message, and the words in common with what is said of others."""

    item: Evidence
    message: str
    common: str
    place: str


def verify_attributions(blocks: Sequence[ReportParagraph], facts: StudyFacts) -> list[Finding]:
    """What is said of codings beside their ids, and isn't so; what is said of many alike is one finding."""
    alike: dict[str, list[_Said]] = defaultdict(list)
    for said in _all(blocks, facts):
        alike[said.common].append(said)
    return [finding for found in alike.values() for finding in _findings(found)]


def _findings(alike: Sequence[_Said]) -> Iterator[Finding]:
    refs = list(dict.fromkeys(said.item.id for said in alike))
    if len(refs) > _MANY:
        message = f"{len(refs)} {alike[0].common}: {', '.join(refs)}."
        places = tuple(dict.fromkeys(said.place for said in alike))
        yield Finding(ClaimKind.QUOTE, refs[0], message, places, coding=alike[0].item)
        return
    for item, message, _, place in alike:
        yield Finding(ClaimKind.QUOTE, item.id, message, (place,), coding=item)


def _all(blocks: Sequence[ReportParagraph], facts: StudyFacts) -> Iterator[_Said]:
    for block, further in paragraphs_with_ids(blocks):
        ids = set(CODING_ID_PATTERN.findall(text_beside_quotes(block)) or further)
        item = facts.codings.get(ids.pop()) if len(ids) == 1 else None
        if item is not None:
            yield from _of(item, block, facts)


def _of(item: Evidence, block: ReportParagraph, facts: StudyFacts) -> Iterator[_Said]:
    """What a paragraph says of a coding that isn't so."""
    text, has = normalise_text(text_beside_quotes(block)), item.attribution
    for said in BRACKETS_PATTERN.findall(text):
        if is_attribution(said) and said.casefold() != has.casefold():
            common = f"passages are given as “{said}”; the study has “{has}”"
            yield _Said(item, f"{item.id} is given as “{said}”; the study has “{has}”.", common, block.place)
    for said in _PLACE.findall(text):
        if said.replace("-", "–") != item.place.replace("-", "–"):
            message = f"{item.id} is said to stand at {said}; it stands at {item.place} now."
            common = f"passages stand elsewhere in {item.source} now than the document says"
            yield _Said(item, message, common, block.place)
    label = _LABEL.search(normalise_text(_before_quote(block)))
    school = facts.schools.get(label[1].strip(), item.case) if label else item.case
    if school != item.case:
        common = f"passages of {item.case} are given under {school}"
        yield _Said(item, f"{item.id} is given under {school}, but is of {item.case}.", common, block.place)


def _before_quote(block: ReportParagraph) -> str:
    """The text right before the first quote of a paragraph."""
    found = ""
    for stretch in block.stretches:
        if stretch.style == QUOTED_WORDS:
            return found
        found += stretch.text
    return ""
