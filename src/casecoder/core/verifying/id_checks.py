"""Checks of the ids in a document: whether the study has them, and whether they belong where they stand."""

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
_RESTS_ON = re.compile(r"\b[Rr]est(?:s|ing) on\b")
_NUMBERED = re.compile(r"Benefit \d+: ")
_MOST_APART = 4
"""More ids than this that don't belong under a heading are named together."""
_MOST_DIGITS = 18
"""How many digits the number of an id can have."""
_WORD = re.compile(r"[A-Z]\w*(?:[.-]\w+)*")


@dataclass(frozen=True, slots=True)
class _IdPlace:
    """The codes, the school and the source under which an id stands. Empty for any.

    Parameters
    ----------
    over:
        The codes of the headings further up, the nearest first.
    """

    codes: frozenset[str] = frozenset()
    school: str = ""
    source: str = ""
    over: tuple[frozenset[str], ...] = ()


class _IdError(NamedTuple):
    """What is wrong with an id: the message and, if it only stands in the wrong place, the code or school there."""

    message: str = ""
    under: str = ""


def verify_ids(blocks: Sequence[ReportParagraph], facts: StudyFacts) -> list[CheckedClaim]:
    """Check the ids in the text; one that is wrong in the same way in many places gets one finding."""
    rows = _blocks_by_row(blocks)
    found: list[tuple[str, _IdError, ReportParagraph]] = []
    for block in blocks:
        where = _place_of_id(block, rows.get(block.row, ()) if block.row else (), facts)
        for ref, is_ours in _ids(block):
            missing = _error_anywhere(ref, facts)
            found.append(
                (ref, missing if missing.message or not is_ours else _error_of_place(ref, where, facts), block)
            )
    findings = _findings(found, facts)
    return [
        _checked_id(ref, block.place, findings.get((ref, wrong, _headings(wrong, block, facts))), facts)
        for ref, wrong, block in found
    ]


def _findings(
    found: Sequence[tuple[str, _IdError, ReportParagraph]], facts: StudyFacts
) -> dict[tuple[str, _IdError, tuple[str, ...]], Finding]:
    """Return the findings by id and headings; many ids under a heading they do not belong to share one."""
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
            if len(alike) > _MOST_APART:
                message = f"{len(alike)} ids stand under {wrong.under} and are not of it: {', '.join(alike)}."
                at = [*alike.values()]
            coding = facts.codings.get(ref)
            made[ref, wrong, headings] = Finding(ClaimKind.ID, ref, message, tuple(dict.fromkeys(at)), coding=coding)
    return made


def _headings(wrong: _IdError, block: ReportParagraph, facts: StudyFacts) -> tuple[str, ...]:
    """Return the headings over an id down to the one that it does not belong under."""
    named = [depth for depth, heading in enumerate(block.path, 1) if facts.schools.get(heading) == wrong.under]
    return block.path[: named[-1]] if named else block.path


def _checked_id(ref: str, place: str, finding: Finding | None, facts: StudyFacts) -> CheckedClaim:
    coding, given = facts.codings.get(ref), facts.ratings.get(ref)
    rests = f"coded {coding.code} in {coding.place}" if coding else ""
    if given:
        rests = f"{given.case} on {given.code}: {given.band.label}, by {given.rater}"
    cell = (given.case, given.code) if given else None
    return CheckedClaim(ClaimKind.ID, ref, ref, rests, (place,), finding, coding, cell)


def _blocks_by_row(blocks: Sequence[ReportParagraph]) -> dict[ReportTableRow, tuple[ReportParagraph, ...]]:
    found: dict[ReportTableRow, tuple[ReportParagraph, ...]] = {}
    for block in blocks:
        if block.row:
            found[block.row] = (*found.get(block.row, ()), block)
    return found


def _ids(block: ReportParagraph) -> Iterator[tuple[str, bool]]:
    """Yield the ids outside the quotes, and whether each was printed there. A researcher’s own may stand anywhere."""
    in_place = block.row is not None or block.style == EVIDENCE_HEADING or _RESTS_ON.search(block.text) is not None
    placed = in_place or any(stretch.style == QUOTED_WORDS for stretch in block.stretches)
    text = "".join(" " if stretch.style == QUOTED_WORDS else stretch.text for stretch in block.stretches)
    ours = "".join(stretch.text for stretch in block.stretches if stretch.style == EVIDENCE_ID)
    for match in _ID.finditer(text):
        yield match[0], match[0] in ours and (placed or match[1] == "R")


def _place_of_id(block: ReportParagraph, row: Sequence[ReportParagraph], facts: StudyFacts) -> _IdPlace:
    if row:
        beside = [other.text.strip() for other in row if not _ID.search(other.text)]
        codes = {word for text in beside for word in _WORD.findall(text) if word in facts.families}
        school = next((facts.schools[text] for text in beside if text in facts.schools), "")
        return _IdPlace(frozenset(codes), school or _school(block, facts))
    if block.style == EVIDENCE_HEADING:
        codes = {word for word in _WORD.findall(block.text) if word in facts.families}
        return _IdPlace(frozenset(codes), _school(block, facts), _source(block, facts))
    *over, nearest = (_codes_of_heading(title, facts) for title in (block.path or ("",)))
    return _IdPlace(nearest, _school(block, facts), _source(block, facts), tuple(filter(None, reversed(over))))


def _codes_of_heading(title: str, facts: StudyFacts) -> frozenset[str]:
    """Return the code that a heading is about, known by its id or by its name alone."""
    heading = _NUMBERED.sub("", title)
    first = _WORD.match(heading)
    if first and first[0] in facts.families:
        return frozenset({first[0]})
    return facts.codes_by_name.get(heading, frozenset())


def _school(block: ReportParagraph, facts: StudyFacts) -> str:
    """Return the school whose label is the nearest heading over the paragraph."""
    return next((facts.schools[heading] for heading in reversed(block.path) if heading in facts.schools), "")


def _source(block: ReportParagraph, facts: StudyFacts) -> str:
    first = block.path[-1].split(" ")[0] if block.path else ""
    return first if first in facts.sources else ""


def _error_anywhere(ref: str, facts: StudyFacts) -> _IdError:
    """Return what is wrong with an id wherever it stands."""
    digits = ref[2:]
    thing, last = ("coding", facts.highest_numbers[0]) if ref[0] == "E" else ("rating", facts.highest_numbers[1])
    if ref in facts.codings or ref in facts.ratings:
        return _IdError()
    if len(digits) > _MOST_DIGITS or int(digits) > last:
        return _IdError(f"{ref} has never been the id of a {thing} of this study.")
    return _IdError(f"{ref} is no longer in the study: the {thing} was removed or undone.")


def _error_of_place(ref: str, where: _IdPlace, facts: StudyFacts) -> _IdError:
    """Return what is wrong with an id where it stands."""
    item: Evidence | Judgement = facts.codings[ref] if ref in facts.codings else facts.ratings[ref]
    above = facts.families.get(item.code, frozenset({item.code}))
    book = facts.codebook_by_code.get(item.code)
    over = next(
        (codes for codes in where.over if {facts.codebook_by_code.get(code) for code in codes} == {book}), frozenset()
    )
    source = item.source if isinstance(item, Evidence) else where.source
    for expected, has, is_there in (
        (where.school, item.case, item.case == where.school),
        (", ".join(sorted(where.codes)), item.code, not above.isdisjoint(where.codes)),
        (", ".join(sorted(over)), item.code, not above.isdisjoint(over)),
        (where.source, source, source == where.source),
    ):
        if expected and not is_there:
            return _IdError(f"{ref} stands under {expected}, but is of {has}.", expected)
    return _IdError()
