"""The ids in a document: whether the study has them, and whether they belong where they stand."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.verifying.report_document import (
    EVIDENCE_HEADING,
    EVIDENCE_ID,
    QUOTED_WORDS,
    ReportParagraph,
    ReportTableRow,
)
from casecoder.core.verifying.verification_results import CheckedClaim, ClaimKind, Finding, StudyFacts

_ID = re.compile(r"\b([ER])-(\d{4,})\b")
_RESTING = re.compile(r"\b[Rr]est(?:s|ing) on\b")
_NUMBERED = re.compile(r"Benefit \d+: ")
_MANY = 4
"""More ids than this that don't belong under a heading are named together."""
_LONGEST = 18
"""How many digits the number of an id can have."""
_WORD = re.compile(r"[A-Z]\w*(?:[.-]\w+)*")


@dataclass(frozen=True, slots=True)
class _Where:
    """Under what an id stands: codes one of which it should have, a school, a source. Empty for any.

    Parameters
    ----------
    over:
        The codes that the headings further up are about, the nearest first.
    """

    codes: frozenset[str] = frozenset()
    school: str = ""
    source: str = ""
    over: tuple[frozenset[str], ...] = ()


class _Wrong(NamedTuple):
    """What is wrong with an id: the message and, if it only stands where it doesn't belong, under what."""

    message: str = ""
    under: str = ""


def verify_ids(blocks: Sequence[ReportParagraph], facts: StudyFacts) -> list[CheckedClaim]:
    """The ids that stand in the text; what doesn't hold of one is one finding with all its places."""
    rows = _rows(blocks)
    found: list[tuple[str, _Wrong, ReportParagraph]] = []
    for block in blocks:
        where = _where(block, rows.get(block.row, ()) if block.row else (), facts)
        for ref, is_ours in _ids(block):
            missing = _missing(ref, facts)
            found.append((ref, missing if missing.message or not is_ours else _misplaced(ref, where, facts), block))
    findings = _findings(found, facts)
    return [
        _checked(ref, block.place, findings.get((ref, wrong, _headings(wrong, block, facts))), facts)
        for ref, wrong, block in found
    ]


def _findings(
    found: Sequence[tuple[str, _Wrong, ReportParagraph]], facts: StudyFacts
) -> dict[tuple[str, _Wrong, tuple[str, ...]], Finding]:
    """What is wrong with ids, by id and headings; many that stand where they don't belong are named together."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    strays: dict[tuple[str, tuple[str, ...]], dict[str, str]] = defaultdict(dict)
    for ref, wrong, block in found:
        places[ref, wrong.message].append(block.place)
        if wrong.under:
            strays[wrong.under, _headings(wrong, block, facts)].setdefault(ref, block.place)
    made = {}
    for ref, wrong, block in found:
        if wrong.message:
            headings = _headings(wrong, block, facts)
            alike = strays.get((wrong.under, headings), {})
            message, at = wrong.message, places[ref, wrong.message]
            if len(alike) > _MANY:
                message = f"{len(alike)} ids stand under {wrong.under} and are not of it: {', '.join(alike)}."
                at = [*alike.values()]
            coding = facts.codings.get(ref)
            made[ref, wrong, headings] = Finding(ClaimKind.ID, ref, message, tuple(dict.fromkeys(at)), coding=coding)
    return made


def _headings(wrong: _Wrong, block: ReportParagraph, facts: StudyFacts) -> tuple[str, ...]:
    """The headings over an id down to the one that it doesn't belong under: the school's, if that is it."""
    named = [depth for depth, heading in enumerate(block.path, 1) if facts.schools.get(heading) == wrong.under]
    return block.path[: named[-1]] if named else block.path


def _checked(ref: str, place: str, finding: Finding | None, facts: StudyFacts) -> CheckedClaim:
    coding, given = facts.codings.get(ref), facts.ratings.get(ref)
    rests = f"coded {coding.code} in {coding.place}" if coding else ""
    if given:
        rests = f"{given.case} on {given.code}: {given.band.label}, by {given.rater}"
    cell = (given.case, given.code) if given else None
    return CheckedClaim(ClaimKind.ID, ref, ref, rests, (place,), finding, coding, cell)


def _rows(blocks: Sequence[ReportParagraph]) -> dict[ReportTableRow, tuple[ReportParagraph, ...]]:
    found: dict[ReportTableRow, tuple[ReportParagraph, ...]] = {}
    for block in blocks:
        if block.row:
            found[block.row] = (*found.get(block.row, ()), block)
    return found


def _ids(block: ReportParagraph) -> Iterator[tuple[str, bool]]:
    """The ids outside the quotes, and whether each was printed there: a researcher’s own may stand anywhere."""
    in_place = block.row is not None or block.style == EVIDENCE_HEADING or _RESTING.search(block.text) is not None
    placed = in_place or any(stretch.style == QUOTED_WORDS for stretch in block.stretches)
    text = "".join(" " if stretch.style == QUOTED_WORDS else stretch.text for stretch in block.stretches)
    ours = "".join(stretch.text for stretch in block.stretches if stretch.style == EVIDENCE_ID)
    for match in _ID.finditer(text):
        yield match[0], match[0] in ours and (placed or match[1] == "R")


def _where(block: ReportParagraph, row: Sequence[ReportParagraph], facts: StudyFacts) -> _Where:
    if row:
        beside = [other.text.strip() for other in row if not _ID.search(other.text)]
        codes = {word for text in beside for word in _WORD.findall(text) if word in facts.families}
        school = next((facts.schools[text] for text in beside if text in facts.schools), "")
        return _Where(frozenset(codes), school or _school(block, facts))
    if block.style == EVIDENCE_HEADING:
        codes = {word for word in _WORD.findall(block.text) if word in facts.families}
        return _Where(frozenset(codes), _school(block, facts), _source(block, facts))
    *over, nearest = (_headed(title, facts) for title in (block.path or ("",)))
    return _Where(nearest, _school(block, facts), _source(block, facts), tuple(filter(None, reversed(over))))


def _headed(title: str, facts: StudyFacts) -> frozenset[str]:
    """The code that a heading is about: by its id, or by its name alone."""
    heading = _NUMBERED.sub("", title)
    first = _WORD.match(heading)
    if first and first[0] in facts.families:
        return frozenset({first[0]})
    return facts.named.get(heading, frozenset())


def _school(block: ReportParagraph, facts: StudyFacts) -> str:
    """The school whose label is a heading over the paragraph, the nearest first."""
    return next((facts.schools[heading] for heading in reversed(block.path) if heading in facts.schools), "")


def _source(block: ReportParagraph, facts: StudyFacts) -> str:
    first = block.path[-1].split(" ")[0] if block.path else ""
    return first if first in facts.sources else ""


def _missing(ref: str, facts: StudyFacts) -> _Wrong:
    """What is wrong with an id wherever it stands."""
    digits = ref[2:]
    thing, last = ("coding", facts.last[0]) if ref[0] == "E" else ("rating", facts.last[1])
    if ref in facts.codings or ref in facts.ratings:
        return _Wrong()
    if len(digits) > _LONGEST or int(digits) > last:
        return _Wrong(f"{ref} has never been the id of a {thing} of this study.")
    return _Wrong(f"{ref} is no longer in the study: the {thing} was removed or undone.")


def _misplaced(ref: str, where: _Where, facts: StudyFacts) -> _Wrong:
    item: Evidence | Judgement = facts.codings[ref] if ref in facts.codings else facts.ratings[ref]
    above = facts.families.get(item.code, frozenset({item.code}))
    book = facts.books.get(item.code)
    over = next((codes for codes in where.over if {facts.books.get(code) for code in codes} == {book}), frozenset())
    source = item.source if isinstance(item, Evidence) else where.source
    for wanted, has, is_there in (
        (where.school, item.case, item.case == where.school),
        (", ".join(sorted(where.codes)), item.code, not above.isdisjoint(where.codes)),
        (", ".join(sorted(over)), item.code, not above.isdisjoint(over)),
        (where.source, source, source == where.source),
    ):
        if wanted and not is_there:
            return _Wrong(f"{ref} stands under {wanted}, but is of {has}.", wanted)
    return _Wrong()
