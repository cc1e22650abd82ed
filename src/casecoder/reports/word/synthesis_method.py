"""How the analysis was done, in Word: what was collected, who was heard, how it was coded and rated."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from casecoder.core.chart import Chart
from casecoder.core.dates import long_date
from casecoder.core.sentences import Count, number
from casecoder.core.synthesis import Method, Synthesis
from casecoder.core.vocabulary import Phase, Role, SourceKind
from casecoder.core.wording import listed
from casecoder.reports.word.pictured import write_chart
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write
from casecoder.reports.word.saying import add, figure, say
from casecoder.reports.word.tables import Content

PEOPLE, KINDS, CODERS, OVER_TIME, SATURATION = "people", "kinds", "coders", "over_time", "saturation"
"""What cross-references call the tables and the pictures."""


def write_data(report: Report, synthesis: Synthesis) -> None:
    """Add what was collected, with Table 2: who was interviewed, by role and phase."""
    method, schools = synthesis.method, synthesis.schools
    report.heading("The data", 2)
    line = say(report, (
        *number("people", sum(method.people.values()), "person", "people"), " took part in ",
        *number("schools", len(schools), "school"), " (see ",
    ))
    report.refer(line, PEOPLE)
    add(report, line, (
        "). What they said, and what the researchers saw, is held in ",
        *number("sources", sum(method.sources.values()), "source"), " (see ",
    ))
    report.refer(line, KINDS)
    add(report, line, ("), with ", *number("turns", method.turns, "turn"), " in all. People appear by role only."))
    name = f"Number of interviewees across the {len(schools)} case study schools"
    people = _Counted(name, PEOPLE, {role.plural: role for role in Role}, method.people)
    kinds = {f"{kind.value}s".capitalize(): kind for kind in SourceKind if any(k is kind for k, _ in method.sources)}
    for counted in (people, _Counted("Sources by kind", KINDS, kinds, method.sources)):
        _by_phase(report, synthesis, counted)


class _Counted(NamedTuple):
    """What stands in a table of counts by phase: its caption, its key, which is also the first word of its figures'
    keys, the rows by what they are called, and the counts by row and phase."""

    name: str
    key: str
    rows: Mapping[str, str]
    counts: Mapping[tuple[Any, Phase], int]


def _by_phase(report: Report, synthesis: Synthesis, of: _Counted) -> None:
    """A table of what was counted with a column a phase and totals, as the reference report's Table 2 has it."""
    phases = [phase for phase in Phase if any(school.phase is phase for school in synthesis.schools)]

    def total(row: str = "", phase: Phase | None = None) -> int:
        return sum(n for (r, p), n in of.counts.items() if row in {"", r} and phase in {None, p})

    def line(label: Content, row: str) -> list[Content]:
        cells = [Count(f"{of.key}:{row}:{phase}", total(row, phase)) for phase in phases]
        cells.append(Count(f"{of.key}:{row}:", total(row)))
        return [label, *(_cell(report, count, bold=not row) for count in cells)]

    lines: list[Sequence[Content]] = [line(label, row) for label, row in of.rows.items()]
    lines.append(line(partial(write, text="Total", bold=True), ""))
    sizes = {phase: sum(school.phase is phase for school in synthesis.schools) for phase in phases}
    first = "Role" if of.key == PEOPLE else "Kind of source"
    headings = [first, *(f"{phase.heading} (n={sizes[phase]})" for phase in phases), "Total"]
    report.caption(of.name, of.key)
    report.table(of.name, headings, lines, (4, *[2.2] * len(phases), 1.2), numbers=set(range(1, len(headings))))


def write_coding(report: Report, method: Method) -> None:
    """Add how much was coded, with what, by whom."""
    report.heading("Coding", 2)
    books = listed([
        f"“{title}” (version {version}, {codes:,} codes in force)" for title, version, codes in method.codebooks
    ])
    line = say(report, (
        f"The material was coded by theme, with {books}. There are ",
        *number("codings", method.supporting + method.countering, "coded passage"), ": ",
        Count("supports", method.supporting), " in support of a code and ",
        Count("counter", method.countering), " against one.",
    ))
    if method.coders:
        write(line, " Who coded how much is in ")
        report.refer(line, CODERS)
        write(line, ".")
        rows: list[list[Content]] = [
            [
                work.coder, _cell(report, Count(f"by:{work.coder}", work.codings)),
                _cell(report, Count(f"sources-by:{work.coder}", work.sources)),
            ]
            for work in method.coders
        ]
        report.caption("Coded passages by coder", CODERS)
        headings = ("Coder", "Coded passages", "Sources")
        report.table("Coded passages by coder", headings, rows, (4, 1.5, 1), numbers={1, 2})
        _write_over_time(report, method.over_time)
        _write_saturation(report, method)


def _write_over_time(report: Report, chart: Chart) -> None:
    if len(chart.labels) < 2:
        day = long_date(chart.labels[0])
        report.paragraph(f"All of it was coded on {day}, so there is no picture of it over time.")
        return
    line = report.paragraph()
    report.refer(line, OVER_TIME)
    write(line, " shows how much each coder had coded by each day on which anybody coded.")
    line.paragraph_format.keep_with_next = True
    write_chart(report, chart, OVER_TIME)


def _write_saturation(report: Report, method: Method) -> None:
    """Add how soon the sources brought no new codes."""
    chart = method.saturation
    line = say(report, ("Of ", *number("codes", method.codes, "code"), " of benefits and their sub-themes, "))
    add(report, line, (Count("met", method.met), " has been found." if method.met == 1 else " have been found."))
    if chart.is_empty or len(chart.labels) < 2:
        write(line, " With so little coded there is no picture of how soon sources brought no new ones.")
        return
    write(line, " ")
    report.refer(line, SATURATION)
    write(
        line, " shows, source by source, how many each added to those met before it. Where the line no longer rises, "
        "further sources brought nothing new.",
    )
    write_chart(report, chart, SATURATION)


def _cell(report: Report, count: Count, *, bold: bool = False) -> Content:
    """A figure to stand in a cell."""
    return lambda paragraph: figure(report, paragraph, count, bold=bold)


def write_ratings(report: Report, method: Method) -> None:
    """Add how many ratings there are, and by whom."""
    report.heading("Ratings", 2)
    if not method.ratings:
        report.paragraph("No benefit has been rated in any school yet.")
        return
    line = say(report, (
        "How far a benefit is embedded in a school was judged from the coded passages, each judgement with a rationale "
        "and the passages that it rests on. ",
        *number("ratings", method.ratings, "rating"), f" by {listed(method.raters)} ",
        "holds now." if method.ratings == 1 else "hold now.",
    ))
    if method.stale:
        add(report, line, (
            " What ", Count("stale", method.stale), " of them rested on has changed since; they are marked * in the "
            "table and have to be looked at again.",
        ))
