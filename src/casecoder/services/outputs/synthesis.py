"""Gathering what the report across all schools says."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import Asked, Matrix, Measure
from casecoder.core.outputs.prose import mentioned
from casecoder.core.outputs.quote_choice import balanced
from casecoder.core.outputs.synthesis import Benefit, Beside, Chapter, KeyCase, Synthesis, Theme, reach
from casecoder.core.transcripts.nearness import How, Neighbours
from casecoder.core.vocabulary import Band, SourceKind
from casecoder.services.codebook.conditions import applies, is_conditions
from casecoder.services.codebook.families import families
from casecoder.services.history import state_of
from casecoder.services.judging.judgements import standings
from casecoder.services.outputs.matrices import made
from casecoder.services.outputs.method import method
from casecoder.services.outputs.themes import Material, material, retired, supported, themes, unreached, unwritten
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Code

KEY_CASES = 3
"""How many schools a benefit names as key case studies at most."""


def synthesis(study: StudyFile) -> Synthesis:
    """Everything in the report across schools. The benefits are the codes of the study's first codebook.

    Raises
    ------
    CaseCoderError
        If the study has no codebook.
    """
    state = state_of(study)
    with study.reading() as session:
        found = material(session, standings(session, viewer=""))
        if not found.books:
            raise CaseCoderError("The study has no codebook.", "Bring one in with `casecoder codebook import`.")
        title = records.study_row(session).title
    (book, codes), *others = found.books
    conditions = [code for other, inside in others if is_conditions(other, inside) for code in inside]
    benefits = _Benefits(found, codes, conditions).all()
    gathered = Synthesis(
        title,
        book.title,
        found.schools,
        benefits,
        tuple(
            Chapter(other.title, tuple(themes(found, inside)), is_conditions(other, inside)) for other, inside in others
        ),
        unreached(found, codes),
        retired(found),
        unwritten(found, codes),
        _table(study, Asked(Measure.RAG), benefits),
        _table(study, Asked(Measure.COUNT), benefits),
        found.judged,
        method(study, found),
        state.sentence,
        state.at,
        found.unsettled,
        found.replaced,
        secret=state.secret,
    )
    return replace(gathered, lost=mentioned(gathered.prose()) - {item.number for item in found.everything})


def _table(study: StudyFile, asked: Asked, benefits: Sequence[Benefit]) -> Matrix:
    """A matrix of benefits by schools with its rows in the order of the benefits."""
    table = made(study, asked, codings=False)
    rows = {row.id: row for row in table.rows}
    return replace(table, rows=tuple(rows[benefit.theme.code] for benefit in benefits))


class _Benefits:
    """Puts together what goes with each benefit.

    Parameters
    ----------
    codes, conditions:
        The codebook of the benefits, and the codes of those of conditions for success.
    """

    def __init__(self, found: Material, codes: Sequence[Code], conditions: Sequence[Code]) -> None:
        self._found, self._codes, self._conditions = found, codes, conditions
        self._known = {code.ref: code for code in (*conditions, *codes)}
        self._top = {item.number: ref for ref, items in found.coded.items() for item in items}
        supporting = [item for item in found.everything if not item.counters]
        self._code = {item.number: item.code for item in supporting}
        explaining = {code.ref for code in conditions}
        benefits = {code.ref for code in codes}
        self._families = families(codes)
        self._near = Neighbours((item for item in supporting if item.code in explaining), found.turns)
        self._same = Neighbours((item for item in supporting if item.code in benefits), found.turns)

    def all(self) -> tuple[Benefit, ...]:
        """The benefits in order of prevalence."""
        return tuple(map(self._benefit, themes(self._found, self._codes)))

    def _benefit(self, theme: Theme) -> Benefit:
        found = self._found
        items = [item for item in found.coded.get(theme.code, ()) if not item.counters]
        near = _grouped(items, self._near, How.NEAR, self._code)
        same = _grouped(items, self._same, How.TURN, self._top)
        related = {ref: others for ref, others in same.items() if ref != theme.code and not self._known[ref].retired}
        tied = [code for code in self._conditions if applies(code, self._families[theme.code]) and code.ref not in near]
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
    ) -> tuple[Beside, ...]:
        """Codes beside a benefit, most schools first; each with an example if the quotes printed so far are given."""
        order = {ref: at for at, ref in enumerate(self._known)}
        reached = {ref: reach(items, self._found.schools) for ref, items in grouped.items()}
        made = []
        for ref in sorted(grouped, key=lambda ref: (-len(reached[ref].schools), -reached[ref].passages, order[ref])):
            examples = balanced(grouped[ref], 1, before=printed) if printed is not None else ()
            if printed is not None:
                printed += examples
            made.append(Beside(ref, self._known[ref].name, self._known[ref].definition, reached[ref], *examples))
        return tuple(made)


def _grouped(
    items: Iterable[Evidence], neighbours: Neighbours[Evidence], how: How, group: Mapping[int, str]
) -> dict[str, list[Evidence]]:
    """What stands beside some codings, each once, by group."""
    found: dict[str, dict[int, Evidence]] = defaultdict(dict)
    for item in items:
        for other in neighbours.beside(item, how):
            found[group[other.number]][other.number] = other
    return {code: list(others.values()) for code, others in found.items()}


def _printed(theme: Theme) -> list[Evidence]:
    return [*(item for part in theme.parts for item in part.examples), *theme.examples, *theme.counter]


def _key_cases(found: Material, code: str) -> tuple[KeyCase, ...]:
    """The schools rated Green with the most supporting passages, then kinds of source, then least against."""
    made = []
    for school in found.schools:
        given = found.judged.get((code, school.short))
        reached, items = supported(found, code, school.short)
        if given and given.band is Band.GREEN and items:
            kinds = tuple(kind for kind in SourceKind if any(item.kind is kind for item in items))
            made.append(KeyCase(school.short, given, reached, kinds, found.summaries.get((code, school.short), "")))
    against = Counter(item.case for item in found.coded.get(code, ()) if item.counters)
    made.sort(key=lambda case: (-case.supported.passages, -len(case.kinds), against[case.case]))
    return tuple(made[:KEY_CASES])


def _bands(found: Material, code: str) -> dict[Band | None, int]:
    given = [found.judged.get((code, school.short)) for school in found.schools]
    return dict(Counter(judgement.band if judgement else None for judgement in given))
