"""Gathering what the report across all schools says."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import Matrix, MatrixMeasure, MatrixRequest
from casecoder.core.outputs.quote_choice import choose_balanced_quotes
from casecoder.core.outputs.researcher_prose import mentioned_codings
from casecoder.core.outputs.synthesis import Benefit, Chapter, KeyCase, NearbyCode, Synthesis, Theme, measure_reach
from casecoder.core.transcripts.nearness import Nearness, NeighbouringCodings
from casecoder.core.vocabulary import Band, SourceKind
from casecoder.services.codebook.code_families import descendants_by_code
from casecoder.services.codebook.success_conditions import condition_applies_to, is_conditions_codebook
from casecoder.services.judging.rating_rows import rating_standings
from casecoder.services.outputs.matrices import build_matrix
from casecoder.services.outputs.method import gather_method
from casecoder.services.outputs.synthesis_themes import (
    SynthesisMaterial,
    count_missing_summaries,
    gather_themes,
    read_synthesis_material,
    retired_codes_with_codings,
    schools_without_codings,
    support_in_school,
)
from casecoder.store import records
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CodeRow

MOST_KEY_CASES = 3
"""How many schools a benefit names as key case studies at most."""


def gather_synthesis(snapshot: Snapshot) -> Synthesis:
    """Everything in the report across schools. The benefits are the codes of the study's first codebook.

    Raises
    ------
    CaseCoderError
        If the study has no codebook.
    """
    found = read_synthesis_material(snapshot, rating_standings(snapshot, viewer=""))
    if not found.books:
        raise CaseCoderError("The study has no codebook.", "Bring one in with `casecoder codebook import`.")
    (book, codes), *others = found.books
    conditions = [code for other, inside in others if is_conditions_codebook(other, inside) for code in inside]
    benefits = _Benefits(found, codes, conditions).all()
    gathered = Synthesis(
        records.study_row(snapshot).title,
        book.title,
        found.schools,
        benefits,
        tuple(
            Chapter(other.title, tuple(gather_themes(found, inside)), is_conditions_codebook(other, inside))
            for other, inside in others
        ),
        schools_without_codings(found, codes),
        retired_codes_with_codings(found),
        count_missing_summaries(found, codes),
        _table(snapshot, MatrixRequest(MatrixMeasure.RAG), benefits),
        _table(snapshot, MatrixRequest(MatrixMeasure.COUNT), benefits),
        found.judged,
        gather_method(snapshot, found),
        snapshot.state.sentence,
        snapshot.state.at,
        found.unsettled,
        found.replaced,
        secret=snapshot.state.digest,
    )
    return replace(gathered, lost=mentioned_codings(gathered.prose()) - {item.number for item in found.everything})


def _table(snapshot: Snapshot, asked: MatrixRequest, benefits: Sequence[Benefit]) -> Matrix:
    """A matrix of benefits by schools with its rows in the order of the benefits."""
    table = build_matrix(snapshot, asked, codings=False)
    rows = {row.id: row for row in table.rows}
    return replace(table, rows=tuple(rows[benefit.theme.code] for benefit in benefits))


class _Benefits:
    """Puts together what goes with each benefit.

    Parameters
    ----------
    codes, conditions:
        The codebook of the benefits, and the codes of those of conditions for success.
    """

    def __init__(self, found: SynthesisMaterial, codes: Sequence[CodeRow], conditions: Sequence[CodeRow]) -> None:
        self._found, self._codes, self._conditions = found, codes, conditions
        self._known = {code.ref: code for code in (*conditions, *codes)}
        self._top = {item.number: ref for ref, items in found.coded.items() for item in items}
        supporting = [item for item in found.everything if not item.counters]
        self._code = {item.number: item.code for item in supporting}
        explaining = {code.ref for code in conditions}
        benefits = {code.ref for code in codes}
        self._families = descendants_by_code(codes)
        self._near = NeighbouringCodings((item for item in supporting if item.code in explaining), found.turns)
        self._same = NeighbouringCodings((item for item in supporting if item.code in benefits), found.turns)

    def all(self) -> tuple[Benefit, ...]:
        """The benefits in order of prevalence."""
        return tuple(map(self._benefit, gather_themes(self._found, self._codes)))

    def _benefit(self, theme: Theme) -> Benefit:
        found = self._found
        items = [item for item in found.coded.get(theme.code, ()) if not item.counters]
        near = _grouped(items, self._near, Nearness.NEAR, self._code)
        same = _grouped(items, self._same, Nearness.TURN, self._top)
        related = {ref: others for ref, others in same.items() if ref != theme.code and not self._known[ref].retired}
        tied = [
            code
            for code in self._conditions
            if condition_applies_to(code, self._families[theme.code]) and code.ref not in near
        ]
        key_cases = _key_cases(found, theme.code)
        return Benefit(
            theme,
            self._besides(near, _printed(theme)),
            tuple((code.ref, code.name) for code in tied if not code.retired),
            self._besides(related),
            key_cases,
            _bands(found, theme.code),
        )

    def _besides(
        self, grouped: Mapping[str, Sequence[Evidence]], printed: list[Evidence] | None = None
    ) -> tuple[NearbyCode, ...]:
        """Codes beside a benefit, most schools first; each with an example if the quotes printed so far are given."""
        order = {ref: at for at, ref in enumerate(self._known)}
        reached = {ref: measure_reach(items, self._found.schools) for ref, items in grouped.items()}
        made = []
        for ref in sorted(grouped, key=lambda ref: (-len(reached[ref].schools), -reached[ref].passages, order[ref])):
            examples = choose_balanced_quotes(grouped[ref], 1, before=printed) if printed is not None else ()
            if printed is not None:
                printed += examples
            made.append(NearbyCode(ref, self._known[ref].name, self._known[ref].definition, reached[ref], *examples))
        return tuple(made)


def _grouped(
    items: Iterable[Evidence], neighbours: NeighbouringCodings[Evidence], how: Nearness, group: Mapping[int, str]
) -> dict[str, list[Evidence]]:
    """What stands beside some codings, each once, by group."""
    found: dict[str, dict[int, Evidence]] = defaultdict(dict)
    for item in items:
        for other in neighbours.beside(item, how):
            found[group[other.number]][other.number] = other
    return {code: list(others.values()) for code, others in found.items()}


def _printed(theme: Theme) -> list[Evidence]:
    return [*(item for part in theme.parts for item in part.examples), *theme.examples, *theme.counter]


def _key_cases(found: SynthesisMaterial, code: str) -> tuple[KeyCase, ...]:
    """The schools rated Green with the most supporting passages, then kinds of source, then least against."""
    made = []
    for school in found.schools:
        given = found.judged.get((code, school.short))
        reached, items = support_in_school(found, code, school.short)
        if given and given.band is Band.GREEN and items:
            kinds = tuple(kind for kind in SourceKind if any(item.kind is kind for item in items))
            made.append(KeyCase(school.short, given, reached, kinds, found.summaries.get((code, school.short), "")))
    against = Counter(item.case for item in found.coded.get(code, ()) if item.counters)
    made.sort(key=lambda case: (-case.supported.passages, -len(case.kinds), against[case.case]))
    return tuple(made[:MOST_KEY_CASES])


def _bands(found: SynthesisMaterial, code: str) -> dict[Band | None, int]:
    given = [found.judged.get((code, school.short)) for school in found.schools]
    return dict(Counter(judgement.band if judgement else None for judgement in given))
