"""Gathering what all schools say on each top-level code of a codebook."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement, RatingStanding
from casecoder.core.outputs.prose_openings import opening_sentences
from casecoder.core.outputs.quote_choice import choose_balanced_quotes
from casecoder.core.outputs.synthesis import Reach, School, SchoolSummary, SubTheme, Theme, measure_reach
from casecoder.core.transcripts.nearness import TurnSpans
from casecoder.core.vocabulary import Phase
from casecoder.language import sentence_spans
from casecoder.services.codebook.code_families import top_code_by_code
from casecoder.services.judging.bare_ratings import CodeAndCase
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, find_evidence, find_turns_by_source
from casecoder.store.tables import CaseRow, CodebookRow, CodeRow, SummaryRow

SUBTHEME_QUOTES, THEME_QUOTES, LONE_THEME_QUOTES, COUNTER_QUOTES = 3, 2, 5, 3
"""How many quotes are printed at most for a sub-theme, for the theme itself beside those of its sub-themes and where
there are none of these, and against it."""


@dataclass(frozen=True, slots=True)
class SynthesisMaterial:
    """What is read of a study before it is put in order.

    Parameters
    ----------
    coded:
        The codings by top-level code, by place.
    summaries:
        By code and case.
    judged:
        The rating of a benefit in force that holds and that a document may show, by code and case.
    turns:
        Of each source, by its short id.
    unsettled:
        Codes and cases of which there are ratings, but none that holds: raters differ, or rate blind.
    replaced:
        Those whose rating is to be replaced by a newer one that no document shows yet.
    """

    schools: tuple[School, ...]
    books: tuple[tuple[CodebookRow, tuple[CodeRow, ...]], ...]
    coded: Mapping[str, Sequence[Evidence]]
    summaries: Mapping[tuple[str, str], str]
    judged: Mapping[tuple[str, str], Judgement]
    unsettled: frozenset[tuple[str, str]]
    replaced: frozenset[tuple[str, str]]
    turns: Mapping[str, TurnSpans]

    @property
    def tops(self) -> frozenset[str]:
        """The top-level codes in force, by id: those that the report has a section for."""
        every = (code for _, codes in self.books for code in codes)
        return frozenset(code.ref for code in every if code.parent_id is None and not code.retired)

    @property
    def benefits(self) -> frozenset[str]:
        """Those of the first codebook."""
        return self.tops & {code.ref for _, codes in self.books[:1] for code in codes}

    @property
    def everything(self) -> list[Evidence]:
        """All codings."""
        return [item for items in self.coded.values() for item in items]

    def cited(self, code: str) -> frozenset[int]:
        """The codings that ratings of a code rest on, by number."""
        return frozenset(n for (ref, _), given in self.judged.items() if ref == code for n in given.cited)


def read_synthesis_material(session: Session, stands: Mapping[CodeAndCase, RatingStanding]) -> SynthesisMaterial:
    """All that the report across schools is made of, read once.

    Parameters
    ----------
    stands:
        What a document may show of the ratings of each cell.
    """
    books = tuple((book, tuple(records.code_rows(session, book))) for book in records.codebook_rows(session))
    above = {ref: top for _, codes in books for ref, top in top_code_by_code(codes).items()}
    coded: dict[str, list[Evidence]] = defaultdict(list)
    for item in find_evidence(session, EvidenceFilter(analysed=True)):
        coded[above[item.code]].append(item)
    cases = records.case_rows(session)
    shorts, refs = {case.id: case.short for case in cases}, {code.id: code.ref for _, codes in books for code in codes}
    summaries = {
        (refs[s.code_id], shorts[s.case_id]): s.body for s in session.scalars(select(SummaryRow)) if s.body.strip()
    }
    rated = {code.ref for _, codes in books[:1] for code in codes if code.parent_id is None and not code.retired}
    held = {cell: given for cell, given in stands.items() if cell[0] in rated}
    judged = {cell: given.judgement for cell, given in held.items() if given.judgement is not None}
    unsettled = frozenset(cell for cell, given in held.items() if given.sentence)
    replaced = frozenset(cell for cell, given in held.items() if given.replaced)
    turns = find_turns_by_source(session)
    return SynthesisMaterial(tuple(map(_school, cases)), books, coded, summaries, judged, unsettled, replaced, turns)


def _school(case: CaseRow) -> School:
    return School(case.short, case.label, Phase(case.phase), case.about, case.platform)


def gather_themes(found: SynthesisMaterial, codes: Sequence[CodeRow]) -> list[Theme]:
    """The top-level codes in force of a codebook, most schools first, then most passages."""
    made = [_theme(found, code, codes) for code in codes if code.parent_id is None and not code.retired]
    return sorted(made, key=lambda theme: theme.rank)


def _theme(found: SynthesisMaterial, code: CodeRow, codes: Sequence[CodeRow]) -> Theme:
    coded = found.coded.get(code.ref, ())
    supporting = [item for item in coded if not item.counters]
    cited, branches = found.cited(code.ref), _branches(codes, code)
    printed: list[Evidence] = []
    parts = [
        _part(found, child, [item for item in supporting if branches.get(item.code) == child.ref], printed, cited)
        for child in _by_prevalence([c for c in codes if c.parent_id == code.id], supporting, branches)
    ]
    most = THEME_QUOTES if printed else LONE_THEME_QUOTES
    own = choose_balanced_quotes(
        [item for item in supporting if item.code == code.ref], most, before=printed, cited=cited
    )
    against = [item for item in coded if item.counters]
    return Theme(
        code.ref,
        code.name,
        code.definition,
        measure_reach(supporting, found.schools),
        measure_reach(against, found.schools),
        tuple(part for part in parts if not part.retired or part.reach.passages),
        own,
        choose_balanced_quotes(against, COUNTER_QUOTES, before=[*printed, *own], cited=cited),
        _told(found, code.ref),
    )


def _branches(codes: Sequence[CodeRow], top: CodeRow) -> dict[str, str]:
    """For each code below another the child of that one which it is or lies under, by id."""
    child_of: dict[object, str] = {}
    for code in codes:  # a code stands before those under it
        if code.parent_id == top.id:
            child_of[code.id] = code.ref
        elif code.parent_id in child_of:
            child_of[code.id] = child_of[code.parent_id]
    return {code.ref: child_of[code.id] for code in codes if code.id in child_of}


def _by_prevalence(
    children: Sequence[CodeRow], coded: Sequence[Evidence], branches: Mapping[str, str]
) -> list[CodeRow]:
    places: dict[str, set[str]] = defaultdict(set)
    passages: dict[str, int] = defaultdict(int)
    for item in coded:
        child = branches.get(item.code, "")
        places[child].add(item.case)
        passages[child] += 1
    return sorted(children, key=lambda child: (-len(places[child.ref]), -passages[child.ref]))


def _part(
    found: SynthesisMaterial, child: CodeRow, coded: Sequence[Evidence], printed: list[Evidence], cited: Collection[int]
) -> SubTheme:
    """A sub-theme; its quotes are chosen in view of those printed so far, and are added to them."""
    examples = choose_balanced_quotes(coded, SUBTHEME_QUOTES, before=printed, cited=cited)
    printed += examples
    return SubTheme(
        child.ref,
        child.name,
        child.definition,
        measure_reach(coded, found.schools),
        _told(found, child.ref),
        examples,
        child.retired,
    )


def _told(found: SynthesisMaterial, code: str) -> tuple[SchoolSummary, ...]:
    """The openings of what was written of each school under a code, in the order of the table."""
    return tuple(
        SchoolSummary(school.short, opening_sentences(text, sentence_spans), found.judged.get((code, school.short)))
        for school in found.schools
        if (text := found.summaries.get((code, school.short)))
    )


def schools_without_codings(found: SynthesisMaterial, codes: Sequence[CodeRow]) -> tuple[str, ...]:
    """The schools without a coding under any of some codes, by short id."""
    heard = {item.case for code in codes for item in found.coded.get(code.ref, ())}
    return tuple(school.short for school in found.schools if school.short not in heard)


def count_missing_summaries(found: SynthesisMaterial, codes: Sequence[CodeRow]) -> int:
    """How many summaries are missing: of top-level codes in schools where something was coded for them."""
    return sum(
        (code.ref, case) not in found.summaries
        for code in codes
        if code.parent_id is None and not code.retired
        for case in {item.case for item in found.coded.get(code.ref, ())}
    )


def retired_codes_with_codings(found: SynthesisMaterial) -> tuple[tuple[str, str, int], ...]:
    """The retired top-level codes that have codings: id, name and how many."""
    return tuple(
        (code.ref, code.name, len(found.coded[code.ref]))
        for _, codes in found.books
        for code in codes
        if code.parent_id is None and code.retired and found.coded.get(code.ref)
    )


def support_in_school(found: SynthesisMaterial, code: str, case: str) -> tuple[Reach, Sequence[Evidence]]:
    """How far a code's support reaches in one school, and the codings."""
    items = [item for item in found.coded.get(code, ()) if item.case == case and not item.counters]
    return measure_reach(items, found.schools), items
