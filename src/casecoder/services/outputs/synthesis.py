"""What the report across all schools says."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import Matrix, MatrixMeasure, MatrixRequest
from casecoder.core.outputs.quote_choice import choose_balanced_quotes
from casecoder.core.outputs.researcher_prose import mentioned_codings
from casecoder.core.outputs.synthesis import Benefit, Chapter, KeyCase, NearbyCode, Synthesis, Theme
from casecoder.core.vocabulary import Band, SourceKind
from casecoder.services.code_families import condition_applies_to, descendants_by_code, is_conditions_codebook
from casecoder.services.outputs.matrices import build_matrix
from casecoder.services.outputs.study_charts import coding_over_time_chart, saturation_chart
from casecoder.services.outputs.synthesis_themes import (
    SynthesisMaterial,
    gather_themes,
    read_synthesis_material,
    retired_codes_with_codings,
    schools_without_codings,
)
from casecoder.store import records
from casecoder.store.permanent_rows import CodebookVersionRow
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CodebookRow, CodeRow

MOST_KEY_CASES = 3
"""How many schools a benefit names as key case studies at most."""


def gather_synthesis(snapshot: Snapshot) -> Synthesis:
    """Gather all that the report across schools says.

    The benefits are the codes of the study's first codebook.

    Raises
    ------
    CaseCoderError
        If the study has no codebook.
    """
    found = read_synthesis_material(snapshot)
    if not found.books:
        raise CaseCoderError("The study has no codebook.", "Bring one in with `casecoder codebook import`.")
    (book, _), *others = found.books
    benefits = _BenefitBuilder(found).build_all()
    gathered = Synthesis(
        study=records.study_row(snapshot).title,
        codebook=book.title,
        material=found.counted,
        benefits=benefits,
        chapters=tuple(
            Chapter(other.title, tuple(gather_themes(found, inside)), is_conditions_codebook(other, inside))
            for other, inside in others
        ),
        silent=schools_without_codings(found.counted),
        retired=retired_codes_with_codings(found),
        table=_build_table(snapshot, MatrixRequest(MatrixMeasure.RAG), benefits),
        passages=_build_table(snapshot, MatrixRequest(MatrixMeasure.COUNT), benefits),
        codebooks=tuple(_describe_codebook(snapshot, book, codes) for book, codes in found.books),
        over_time=coding_over_time_chart(snapshot),
        saturation=saturation_chart(snapshot),
        state=snapshot.state.sentence,
        made_at=snapshot.state.at,
        secret=snapshot.state.digest,
    )
    known = {item.number for item in found.counted.in_schools.codings}
    return replace(gathered, lost=mentioned_codings(gathered.prose()) - known)


def _describe_codebook(snapshot: Snapshot, book: CodebookRow, codes: Iterable[CodeRow]) -> tuple[str, int, int]:
    """Return the title and version of a codebook, and how many of its codes are in force."""
    version = snapshot.get_one(CodebookVersionRow, book.version_id)
    return book.title, version.number, sum(not code.retired for code in codes)


def _build_table(snapshot: Snapshot, asked: MatrixRequest, benefits: Sequence[Benefit]) -> Matrix:
    """Build a matrix of benefits by schools, with its rows in the order of the benefits."""
    table = build_matrix(snapshot, asked, codings=False)
    rows = {row.id: row for row in table.rows}
    return replace(table, rows=tuple(rows[benefit.theme.code] for benefit in benefits))


class _BenefitBuilder:
    """Builds the sections on benefits."""

    def __init__(self, found: SynthesisMaterial) -> None:
        self._found, self._counted = found, found.counted
        self._codes = found.books[0][1]
        self._conditions = [
            code for _, codes in found.books[1:] for code in codes if code.ref in found.counted.conditions
        ]
        self._known = {code.ref: code for code in (*self._conditions, *self._codes)}
        self._families = descendants_by_code(self._codes)

    def build_all(self) -> tuple[Benefit, ...]:
        """Return the benefits in order of prevalence."""
        return tuple(map(self._build, gather_themes(self._found, self._codes)))

    def _build(self, theme: Theme) -> Benefit:
        """Build the section on one benefit."""
        near = self._counted.near(theme.code)
        beside = {code: self._counted.beside(theme.code, code) for code in self._counted.benefits - {theme.code}}
        named_by_codebook = [
            code
            for code in self._conditions
            if condition_applies_to(code, self._families[theme.code]) and code.ref not in near
        ]
        return Benefit(
            theme,
            self._list_nearby_codes(near, _printed_quotes(theme)),
            tuple((code.ref, code.name) for code in named_by_codebook if not code.retired),
            self._list_nearby_codes({code: items for code, items in beside.items() if items}),
            _choose_key_cases(self._found, theme.code),
        )

    def _list_nearby_codes(
        self, grouped: Mapping[str, Sequence[Evidence]], printed: list[Evidence] | None = None
    ) -> tuple[NearbyCode, ...]:
        """Return the codes beside a benefit, those in most schools first.

        If the quotes printed so far are given, each code has an example that differs from them.
        """
        order = {ref: at for at, ref in enumerate(self._known)}
        reached = {ref: self._counted.reach(items) for ref, items in grouped.items()}
        made = []
        for ref in sorted(grouped, key=lambda ref: (-len(reached[ref].schools), -reached[ref].passages, order[ref])):
            examples = choose_balanced_quotes(grouped[ref], 1, before=printed) if printed is not None else ()
            if printed is not None:
                printed += examples
            made.append(NearbyCode(ref, self._known[ref].name, self._known[ref].definition, reached[ref], *examples))
        return tuple(made)


def _printed_quotes(theme: Theme) -> list[Evidence]:
    """Return the quotes that a theme prints."""
    return [*(item for part in theme.parts for item in part.examples), *theme.examples, *theme.counter]


def _choose_key_cases(found: SynthesisMaterial, code: str) -> tuple[KeyCase, ...]:
    """Return the schools rated Green that support a code best.

    They have the most supporting passages, then the most kinds of source, then the fewest passages against.
    """
    made, counted = list[KeyCase](), found.counted
    for school in counted.schools:
        given, items = counted.judged.get((code, school.short)), counted.supporting(code, school.short)
        if given and given.band is Band.GREEN and items:
            kinds = tuple(kind for kind in SourceKind if any(item.kind is kind for item in items))
            summary = found.summaries.get((code, school.short), "")
            made.append(KeyCase(school.short, given, counted.support(code, school.short), kinds, summary))
    against = Counter(item.case for item in counted.countering(code))
    made.sort(key=lambda case: (-case.supported.passages, -len(case.kinds), against[case.case]))
    return tuple(made[:MOST_KEY_CASES])
