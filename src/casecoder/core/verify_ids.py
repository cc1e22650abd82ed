"""The ids in a document: whether the study has them, and whether they belong where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casecoder.core.evidence import Evidence
from casecoder.core.rating import Judgement
from casecoder.core.report_document import EVIDENCE_HEADING, EVIDENCE_ID, QUOTED_WORDS, Block, Row
from casecoder.core.verification import About, Facts, Finding

_ID = re.compile(r"\b([ER])-(\d{4,})\b")
_RESTING = re.compile(r"\b[Rr]est(?:s|ing) on\b")
_NUMBERED = re.compile(r"Benefit \d+: ")
_WORD = re.compile(r"[A-Z]\w*(?:[.-]\w+)*")


@dataclass(frozen=True, slots=True)
class _Where:
    """Under what an id stands: codes one of which it should have, a school, a source. Empty for any."""

    codes: frozenset[str] = frozenset()
    school: str = ""
    source: str = ""


def verify_ids(blocks: Sequence[Block], facts: Facts) -> tuple[int, list[Finding]]:
    """How many ids stand in the text, and those that don't hold, each once with all its places."""
    rows = _rows(blocks)
    count = 0
    found: dict[tuple[str, str], list[str]] = {}
    for block in blocks:
        where = _where(block, rows.get(block.row, ()) if block.row else (), facts)
        for ref, is_ours in _ids(block):
            count += 1
            wrong = _missing(ref, facts) or (_misplaced(ref, where, facts) if is_ours else "")
            if wrong:
                found.setdefault((ref, wrong), []).append(block.place)
    return count, [
        Finding(About.ID, ref, wrong, tuple(dict.fromkeys(places)), coding=facts.codings.get(ref))
        for (ref, wrong), places in found.items()
    ]


def _rows(blocks: Sequence[Block]) -> dict[Row, tuple[Block, ...]]:
    found: dict[Row, tuple[Block, ...]] = {}
    for block in blocks:
        if block.row:
            found[block.row] = (*found.get(block.row, ()), block)
    return found


def _ids(block: Block) -> Iterator[tuple[str, bool]]:
    """The ids outside the quotes, and whether each was printed there: a researcher’s own may stand anywhere."""
    in_place = block.row is not None or block.style == EVIDENCE_HEADING or _RESTING.search(block.text) is not None
    placed = in_place or any(stretch.style == QUOTED_WORDS for stretch in block.stretches)
    text = "".join(" " if stretch.style == QUOTED_WORDS else stretch.text for stretch in block.stretches)
    ours = "".join(stretch.text for stretch in block.stretches if stretch.style == EVIDENCE_ID)
    for match in _ID.finditer(text):
        yield match[0], match[0] in ours and (placed or match[1] == "R")


def _where(block: Block, row: Sequence[Block], facts: Facts) -> _Where:
    if row:
        beside = [other.text.strip() for other in row if not _ID.search(other.text)]
        codes = {word for text in beside for word in _WORD.findall(text) if word in facts.families}
        school = next((facts.schools[text] for text in beside if text in facts.schools), "")
        return _Where(frozenset(codes), school or _school(block, facts))
    if block.style == EVIDENCE_HEADING:
        codes = {word for word in _WORD.findall(block.text) if word in facts.families}
        return _Where(frozenset(codes), _school(block, facts), _source(block, facts))
    return _Where(_headed(block, facts), _school(block, facts), _source(block, facts))


def _headed(block: Block, facts: Facts) -> frozenset[str]:
    """The code that the nearest heading is about: by its id, or by its name alone."""
    heading = _NUMBERED.sub("", block.path[-1]) if block.path else ""
    first = _WORD.match(heading)
    if first and first[0] in facts.families:
        return frozenset({first[0]})
    return facts.named.get(heading, frozenset())


def _school(block: Block, facts: Facts) -> str:
    """The school whose label is a heading over the paragraph, the nearest first."""
    return next((facts.schools[heading] for heading in reversed(block.path) if heading in facts.schools), "")


def _source(block: Block, facts: Facts) -> str:
    first = block.path[-1].split(" ")[0] if block.path else ""
    return first if first in facts.sources else ""


def _missing(ref: str, facts: Facts) -> str:
    """What is wrong with an id wherever it stands."""
    kind, number = ref[0], int(ref[2:])
    thing, last = ("coding", facts.last[0]) if kind == "E" else ("rating", facts.last[1])
    item = facts.codings.get(ref)
    if item is None and ref not in facts.ratings:
        if number > last:
            return f"{ref} has never been the id of a {thing} of this study."
        return f"{ref} is no longer in the study: the {thing} was removed or undone."
    if item is not None and item.in_review:
        return f"{ref} waits on the review list: a correction has left its words without a sure place."
    return ""


def _misplaced(ref: str, where: _Where, facts: Facts) -> str:
    item: Evidence | Judgement = facts.codings[ref] if ref in facts.codings else facts.ratings[ref]
    above = facts.families.get(item.code, frozenset({item.code}))
    if where.school and item.case != where.school:
        return f"{ref} stands under {where.school}, but is of {item.case}."
    if where.codes and above.isdisjoint(where.codes):
        return f"{ref} stands under {', '.join(sorted(where.codes))}, but is of {item.code}."
    if where.source and isinstance(item, Evidence) and item.source != where.source:
        return f"{ref} stands under {where.source}, but is from {item.source}."
    return ""
