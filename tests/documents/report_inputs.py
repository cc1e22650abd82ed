"""Invented inputs for the report writers: whole matrices and a case study, the same in every process."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.case_study import CaseStudy, CodeSection, CollectedSource
from casecoder.core.outputs.evidence_charts import build_voices_matrix, school_evidence_chart
from casecoder.core.outputs.figures.school_figures import SchoolMaterial, SchoolParticipant, SchoolSource
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixColumn, MatrixMeasure, MatrixRow
from casecoder.core.vocabulary import Band, Direction, Phase, Role, SourceKind

BENEFITS = (
    "Organisation of information and communication", "Parental involvement and learning at home",
    "Independent and personalised learning", "Quality and relevance", "Monitoring and assessing learning",
    "Interactive and collaborative learning", "Digital literacies", "Teachers’ time", "Strategic leadership",
    "AEN and inclusion", "Behaviour and attendance", "Civic identity and community",
)  # fmt: skip
STUDY = "Learning platforms in twelve schools"
STATE = "State of 12 March 2010 after 1,204 changes."
MADE_AT = datetime(2010, 3, 12, 16, 20, tzinfo=UTC)
BANDS: tuple[Band | None, ...] = (Band.GREEN, Band.AMBER, Band.RED, Band.NONE, None)

QUOTES = (
    "Siân’s mum reads it in the café, and Zoë’s gran in Gdańsk saw it too.",
    "=SUM(A1:A9) is what it said on the sheet, and nobody had asked for it.",
    "One of the Year 9s wrote “finally 🎉 homework I can find” under it.\nAnd then:\n\tthree more did.",
    "<b>Nobody</b> & I mean nobody | reads the *news* page.",
    "Well \x07 it beeped, and the screen said \x00 nothing at all.",
    "It’s a long story. " + "We looked at the planning, we looked at the clock, and we went home. " * 40,
)


def evidence(number: int, **changes: object) -> Evidence:
    """A coding, by default a teacher's of Primary School 3."""
    made = Evidence(
        number=number, source="P3-INT-02", source_title="Teacher interview", kind=SourceKind.INTERVIEW,
        date="2009-11-03", case="P3", case_label="Primary School 3", phase=Phase.PRIMARY, code="B01.1",
        code_name="Coordination across the school", start=100 * number, end=100 * number + 60,
        quote=QUOTES[number % len(QUOTES)], turn=number % 7, pseudonym="T1", role=Role.TEACHER,
        coder="H. Tarrant", direction=Direction.SUPPORTS, strength=None, note="", created_at=datetime(2010, 1, 5),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]  # the tests name fields by keyword


def columns(secondary: int, primary: int, other: int = 0) -> tuple[MatrixColumn, ...]:
    """So many schools of each phase, numbered within it."""
    made = []
    for phase, count in ((Phase.SECONDARY, secondary), (Phase.PRIMARY, primary), (Phase.OTHER, other)):
        for n in range(1, count + 1):
            label = f"{phase.value.capitalize()} School {n}"
            made.append(MatrixColumn(f"{phase.letter}{n}", label, phase.heading, str(n)))
    return tuple(made)


NAMED = "C1 Hillside; C2 Ashdown & Vale"


def named_columns() -> tuple[MatrixColumn, ...]:
    """A numbered school and the two of :data:`NAMED`."""
    other = Phase.OTHER.heading
    return (
        *columns(0, 1),
        MatrixColumn("C1", "Hillside", other, "C1"),
        MatrixColumn("C2", "Ashdown & Vale", other, "C2"),
    )


def matrix(
    measure: MatrixMeasure = MatrixMeasure.RAG, across: Sequence[MatrixColumn] | None = None, benefits: int = 12
) -> Matrix:
    """A benefit-by-school matrix; by default twelve by twelve with every band in it."""
    across = columns(6, 6) if across is None else tuple(across)
    rows = tuple(MatrixRow(f"B{n:02d}", name) for n, name in enumerate(BENEFITS[:benefits], 1))
    cells, number = {}, 0
    for down, row in enumerate(rows):
        for beside, column in enumerate(across):
            band = BANDS[(down * 7 + beside * 3) % 5]
            found = []
            for _ in range(0 if band is Band.NONE else (down + beside) % 4):
                number += 1
                found.append(evidence(number, case=column.id, case_label=column.label, code=row.id))
            stale = _stale(measure, band, number)
            cells[row.id, column.id] = MatrixCell(_figure(measure, band, len(found)), tuple(found), stale)
    return Matrix(STUDY, "Benefits of learning platforms", measure, rows, tuple(across), cells, STATE, MADE_AT)


def _figure(measure: MatrixMeasure, band: Band | None, count: int) -> int | float | Band | None:
    if measure is MatrixMeasure.RAG:
        return band
    return count * 1.25 if measure is MatrixMeasure.COVERAGE else count


def _stale(measure: MatrixMeasure, band: Band | None, number: int) -> bool:
    return measure is MatrixMeasure.RAG and band is Band.AMBER and number % 3 == 0


SUMMARY = """The platform had become **the place** where the week was announced, though *not for everyone*.

# What changed

- The Tuesday briefing had gone
  1. on Mondays
  2. and in snow
- `login` was [described](http://example.org/log_in) as easy

3. Third things first
4. and a fourth

> A saying of the school’s
> over two lines

| Year | Logged in |
|:-----|----------:|
| 5    | 19        |
| 6    | **28**    |

***

A <b>tag</b>, a line\\
break, and **bold that never ends.

[note]: this is no link definition to lose
"""


def judgement(
    number: int, code: str, band: Band, cited: tuple[int, ...] = (), stale: tuple[str, ...] = ()
) -> Judgement:
    """A rating of Primary School 3."""
    because = f"What we saw of {code} was plain, but it rested on one teacher."
    return Judgement(number, "P3", code, band, because, "M. Okafor", datetime(2010, 3, 3, 14), cited, stale)


def case_study() -> CaseStudy:
    """Primary School 3, with something of everything in it, and something missing of everything."""
    seen = evidence(5, source="P3-OBS-01", role=None, kind=SourceKind.OBSERVATION)
    for_it = (evidence(1), evidence(2, role=Role.PARENT, strength=2), seen)
    against = (evidence(3, direction=Direction.COUNTERS, note="Said with a laugh."),)
    unread = evidence(4, code="B02.1", code_name="Parents informed about their child", direction=Direction.COUNTERS)
    tool = evidence(6, code="C04", code_name="Support, training and CPD", strength=2)
    stale = judgement(31, "B01", Band.AMBER, (1, 3), ("E-0003 has changed.",))
    benefits = (
        CodeSection("B01", BENEFITS[0], SUMMARY, for_it, against, stale, 4),
        CodeSection("B02", BENEFITS[1], "", (), (), None, 1),
        CodeSection("B03", BENEFITS[2], "", (), (), judgement(32, "B03", Band.NONE), 0),
        CodeSection("B04", BENEFITS[3], "", (), (), None, 0),
    )
    conditions = (
        CodeSection("C04", "Support, training and CPD", "Help was close at hand.", (tool,), (), None, 1),
        CodeSection("C05", "Developing content", "", (), (), None, 0),
    )
    sources = (
        CollectedSource("P3-INT-02", "Teacher interview", "interview", "2009-11-03", "H. Tarrant"),
        CollectedSource("P3-OBS-01", "Year 5 lesson", "observation", "autumn term", "H. Tarrant"),
    )
    of_benefits = {
        section.code: (section.name, items)
        for section, items in zip(benefits, ((*for_it, *against), (unread,), (), ()), strict=True)
    }
    blank = Matrix(STUDY, "Benefits of learning platforms", MatrixMeasure.COUNT, (), (), {}, STATE, MADE_AT)
    appendix = tuple(sorted((*for_it, *against, unread, tool), key=lambda item: (item.source, item.start)))
    material = SchoolMaterial(
        appendix, {"B02.1": ("B02.1", "B02"), "B01.1": ("B01.1", "B01"), "C04": ("C04",)},
        [SchoolSource(line.ref, "P3", SourceKind(line.kind)) for line in sources],
        [
            SchoolParticipant("P3", Role.TEACHER, frozenset({"P3-INT-02"})),
            *[SchoolParticipant("P3", Role.TEACHER)] * 3, SchoolParticipant("P3", Role.OTHER),
        ],
    )  # fmt: skip
    return CaseStudy(
        study=STUDY, label="Primary School 3", short="P3", phase="primary",
        attributes=(("Roll", "410"), ("Setting", "edge of a new-town estate")), about="A school of **410** learners.",
        platform="", roles=(Role.TEACHER, Role.OTHER), sources=sources, benefits=benefits,
        chapters=(("Conditions for success", conditions),), material=material, state=STATE, made_at=MADE_AT,
        staged=frozenset({"B01", "B01.1", "B02", "B02.1", "B03", "B04"}),
        made_of=school_evidence_chart("P3", "Primary School 3", of_benefits),
        voices=build_voices_matrix(blank, "Primary School 3", of_benefits),
    )  # fmt: skip


def bare_case_study() -> CaseStudy:
    """A school of which nothing is known yet."""
    return CaseStudy(
        "Study", "Primary School 4", "P4", "primary", (), "", "", (), (), (), (), SchoolMaterial(), STATE, MADE_AT
    )
