"""What all schools say on each top-level code of a codebook."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.figures.study_material import StudyMaterial
from casecoder.core.outputs.quote_choice import choose_balanced_quotes
from casecoder.core.outputs.researcher_prose import opening_sentences
from casecoder.core.outputs.synthesis import SchoolSummary, SubTheme, Theme
from casecoder.language import sentence_spans
from casecoder.services.judging.rating_rows import rating_standings
from casecoder.services.outputs.figure_material import gather_study_material
from casecoder.store import records
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CodebookRow, CodeRow, SummaryRow

SUBTHEME_QUOTES, THEME_QUOTES, LONE_THEME_QUOTES, COUNTER_QUOTES = 3, 2, 5, 3
"""How many quotes are printed at most: for a sub-theme, for a theme beside its sub-themes, for a theme without any, and
against a theme.
"""


@dataclass(frozen=True, slots=True)
class SynthesisMaterial:
    """What is read of a study for the report across schools.

    Parameters
    ----------
    counted:
        The data in which its figures are counted.
    summaries:
        The summaries by code and case.
    """

    books: tuple[tuple[CodebookRow, tuple[CodeRow, ...]], ...]
    counted: StudyMaterial
    summaries: Mapping[tuple[str, str], str]

    def cited(self, code: str) -> frozenset[int]:
        """Return the numbers of the codings that ratings of a code rest on."""
        judged = self.counted.judged.items()
        return frozenset(number for (ref, _), given in judged if ref == code for number in given.cited)


def read_synthesis_material(snapshot: Snapshot) -> SynthesisMaterial:
    """Read all that the report across schools is made of."""
    books = tuple((book, tuple(records.code_rows(snapshot, book))) for book in records.codebook_rows(snapshot))
    shorts = {case.id: case.short for case in records.case_rows(snapshot)}
    refs = {code.id: code.ref for _, codes in books for code in codes}
    summaries = {
        (refs[s.code_id], shorts[s.case_id]): s.body for s in snapshot.scalars(select(SummaryRow)) if s.body.strip()
    }
    return SynthesisMaterial(books, gather_study_material(snapshot, rating_standings(snapshot, viewer="")), summaries)


def gather_themes(found: SynthesisMaterial, codes: Sequence[CodeRow]) -> list[Theme]:
    """Return the themes of the top-level codes in force of a codebook, most schools first, then most passages."""
    made = [_build_theme(found, code, codes) for code in codes if code.parent_id is None and not code.retired]
    return sorted(made, key=lambda theme: theme.rank)


def _build_theme(found: SynthesisMaterial, code: CodeRow, codes: Sequence[CodeRow]) -> Theme:
    """Build the theme of one top-level code."""
    counted, cited = found.counted, found.cited(code.ref)
    printed: list[Evidence] = []
    children = sorted(
        (child for child in codes if child.parent_id == code.id), key=lambda child: _subtheme_rank(counted, child)
    )
    parts = [_build_subtheme(found, child, printed, cited) for child in children]
    most = THEME_QUOTES if printed else LONE_THEME_QUOTES
    own = choose_balanced_quotes(
        [item for item in counted.supporting(code.ref) if item.code == code.ref], most, before=printed, cited=cited
    )
    against = counted.countering(code.ref)
    return Theme(
        code.ref,
        code.name,
        code.definition,
        counted.support(code.ref),
        counted.reach(against),
        tuple(part for part in parts if not part.retired or part.reach.passages),
        own,
        choose_balanced_quotes(against, COUNTER_QUOTES, before=[*printed, *own], cited=cited),
        _open_summaries(found, code.ref),
    )


def _subtheme_rank(counted: StudyMaterial, code: CodeRow) -> tuple[int, int]:
    """Return a key that sorts sub-themes by schools, then passages, most first."""
    reach = counted.support(code.ref)
    return -len(reach.schools), -reach.passages


def _build_subtheme(
    found: SynthesisMaterial, child: CodeRow, printed: list[Evidence], cited: Collection[int]
) -> SubTheme:
    """Build a sub-theme.

    Its quotes are chosen to differ from those printed so far, and are added to them.
    """
    counted = found.counted
    examples = choose_balanced_quotes(counted.supporting(child.ref), SUBTHEME_QUOTES, before=printed, cited=cited)
    printed += examples
    return SubTheme(
        child.ref,
        child.name,
        child.definition,
        counted.support(child.ref),
        _open_summaries(found, child.ref),
        examples,
        child.retired,
    )


def _open_summaries(found: SynthesisMaterial, code: str) -> tuple[SchoolSummary, ...]:
    """Return the opening sentences of each school's summary under a code, in the order of the table."""
    judged = found.counted.judged
    return tuple(
        SchoolSummary(school.short, opening_sentences(text, sentence_spans), judged.get((code, school.short)))
        for school in found.counted.schools
        if (text := found.summaries.get((code, school.short)))
    )


def schools_without_codings(counted: StudyMaterial) -> tuple[str, ...]:
    """Return the schools without a coding under any code of the first codebook, by short id."""
    heard = {item.case for item in counted.in_schools.codings if item.code in counted.codebook}
    return tuple(school.short for school in counted.schools if school.short not in heard)


def retired_codes_with_codings(found: SynthesisMaterial) -> tuple[tuple[str, str], ...]:
    """Return the retired top-level codes that have codings: id and name."""
    return tuple(
        (code.ref, code.name)
        for _, codes in found.books
        for code in codes
        if code.parent_id is None and code.retired and found.counted.in_schools.under(code.ref)
    )
