"""How the analysis was done, in Word: what was collected, who was heard, how it was coded and rated."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from casecoder.core.dates import long_date
from casecoder.core.outputs.method import HowRated, Method
from casecoder.core.outputs.sentences import Count, Sentence, number
from casecoder.core.outputs.synthesis import Synthesis
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
    line = say(
        report,
        (
            "In ",
            *number("schools", len(schools), "school"),
            ", ",
            *number("people", sum(method.people.values()), "person", "people"),
            " took part (see ",
        ),
    )
    report.refer(line, PEOPLE)
    add(
        report,
        line,
        (
            "). What they said, and what the researchers saw, is held in ",
            *number("sources", sum(method.sources.values()), "source"),
            " (see ",
        ),
    )
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
    report.table(of.name, headings, lines, (4, *[2.6] * len(phases), 1.2), numbers=set(range(1, len(headings))))


def write_coding(report: Report, method: Method) -> None:
    """Add how much was coded, with what, by whom."""
    report.heading("Coding", 2)
    books = listed(
        [f"“{title}” (version {version}, {codes:,} codes in force)" for title, version, codes in method.codebooks]
    )
    line = say(
        report,
        (
            f"The material was coded by theme, with {books}. There are ",
            *number("codings", method.supporting + method.countering, "coded passage"),
            ": ",
            Count("supports", method.supporting),
            " in support of a code and ",
            Count("counter", method.countering),
            " against one.",
        ),
    )
    if method.coders:
        write(line, " Who coded how much is in ")
        report.refer(line, CODERS)
        write(line, ".")
        rows: list[list[Content]] = [
            [
                work.coder,
                _cell(report, Count(f"by:{work.coder}", work.codings)),
                _cell(report, Count(f"sources-by:{work.coder}", work.sources)),
            ]
            for work in method.coders
        ]
        report.caption("Coded passages by coder", CODERS)
        headings = ("Coder", "Coded passages", "Sources")
        report.table("Coded passages by coder", headings, rows, (4, 1.5, 1), numbers={1, 2})
        _write_over_time(report, method)
        _write_saturation(report, method)


def _write_over_time(report: Report, method: Method) -> None:
    """Add who coded how much when: second coders too, whom no other count holds."""
    chart = method.over_time
    if len(chart.labels) < 2:
        day = long_date(chart.labels[0])
        report.paragraph(f"All of it was coded on {day}, so there is no picture of it over time.")
        return
    line = report.paragraph()
    report.refer(line, OVER_TIME)
    write(line, " shows how much each coder had coded by each day on which anybody coded.")
    if sum(each.values[-1] for each in chart.series) > sum(work.codings for work in method.coders):
        write(line, " What second coders coded to see how far coders agree is in it too, and in no other count.")
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
        line,
        " shows, source by source, how many each added to those met before it. Where the line no longer rises, "
        "further sources brought nothing new.",
    )
    write_chart(report, chart, SATURATION)


def _cell(report: Report, count: Count, *, bold: bool = False) -> Content:
    """A figure to stand in a cell."""
    return lambda paragraph: figure(report, paragraph, count, bold=bold)


def write_ratings(report: Report, method: Method) -> None:
    """Add who rated how much, what came of it where they differed, and what was signed off."""
    report.heading("Ratings", 2)
    rated = method.rated
    if not rated.by and not method.ratings:
        report.paragraph("No benefit has been rated in any school yet.")
        return
    line = say(
        report,
        (
            "How far a benefit is embedded in a school was judged from the coded passages, "
            "each judgement with a rationale and the passages that it rests on.",
        ),
    )
    if rated.by:
        first, *others = rated.by
        add(report, line, (f" {first[0]} rated ", *number(f"rated-by:{first[0]}", first[1], "cell")))
        write(line, " (a benefit in a school)")
        for place, (name, many) in enumerate(others, 1):
            joint = " and " if place == len(others) else ", "
            add(report, line, (f"{joint}{name} ", Count(f"rated-by:{name}", many)))
        write(line, ".")
    if len(rated.by) > 1:
        _write_differences(report, rated)
    _write_holding(report, method)


def _write_differences(report: Report, rated: HowRated) -> None:
    """On how many cells raters differed, and how many of these they have agreed on since."""
    if not rated.twice:
        report.paragraph("No cell has been rated by more than one person.")
        return
    line = say(
        report,
        (
            *number("twice", rated.twice, "cell has", "cells have"),
            " been rated by more than one person, ",
        ),
    )
    if rated.blind:
        add(
            report,
            line,
            (
                *_of_all("blind", rated.blind, rated.twice),
                " of them blind: nobody saw another’s rating of the cell before giving hers.",
            ),
        )
    else:
        write(line, "none of them blind: whoever rated later could see what others had given.")
    if not rated.differed:
        write(line, " They gave the same band everywhere.")
        return
    add(report, line, (" In ", *number("differed", rated.differed, "cell"), " the bands differed; "))
    if not rated.reconciled:
        write(line, "none of these has been reconciled yet.")
        return
    add(
        report,
        line,
        (
            *_of_all("reconciled", rated.reconciled, rated.differed),
            " of these has" if rated.reconciled == 1 else " of these have",
            " been reconciled: one rating was agreed on, with a note on how it was come to.",
        ),
    )


def _write_holding(report: Report, method: Method) -> None:
    """How many ratings hold, are signed off and by whom, and have to be looked at again."""
    rated = method.rated
    if not method.ratings:
        report.paragraph("No rating holds yet: see “What is missing”.")
        return
    line = say(report, (*number("ratings", method.ratings, "rating holds", "ratings hold"), " now. "))
    if rated.signed:
        are = "is" if rated.signed == 1 else "are"
        add(report, line, (*_of_all("signed", rated.signed, method.ratings, "All "), f" of them {are} signed off"))
        add(report, line, _signers(rated))
        write(line, "; such a rating changes only by a new one that says why.")
    else:
        write(line, "None of them is signed off yet.")
    if method.stale:
        add(
            report,
            line,
            (
                " What ",
                Count("stale", method.stale),
                " of them rested on has changed since; they are marked * in the table and have to be looked at again.",
            ),
        )


def _of_all(key: str, many: int, every: int, lead: str = "all ") -> Sentence:
    """How many of those just counted; if it is all of several, behind a word that says so."""
    return (lead if many == every > 1 else "", Count(key, many))


def _signers(rated: HowRated) -> Sentence:
    """Who has signed off, and how many each where there are several."""
    if len(rated.signed_by) == 1:
        return (f" by {rated.signed_by[0][0]}",)
    each: Sentence = tuple(
        part for name, many in rated.signed_by for part in (", ", Count(f"signed-by:{name}", many), f" by {name}")
    )
    return (" (", *each[1:], ")")
