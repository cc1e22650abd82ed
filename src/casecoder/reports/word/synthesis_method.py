"""Writes how the analysis was done: what was collected, who was heard, how it was coded and rated."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from casecoder.core.outputs.chart import Chart
from casecoder.core.outputs.figures import study_figures as figures
from casecoder.core.outputs.figures.definitions import CountedFigure, Figure
from casecoder.core.outputs.figures.sentences import FigureSentence, count_phrase
from casecoder.core.outputs.figures.study_material import StudyMaterial
from casecoder.core.outputs.synthesis import Synthesis
from casecoder.core.phrases import format_long_date, join_with_and
from casecoder.core.vocabulary import Phase, Role, SourceKind
from casecoder.reports.word.claim_writer import write_claimed_figure
from casecoder.reports.word.picture_writer import write_chart
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.sentence_writer import write_sentence, write_sentence_paragraph
from casecoder.reports.word.table_layout import CellContent
from casecoder.reports.word.text_runs import write_run

PEOPLE_TABLE, KINDS_TABLE, CODERS_TABLE, OVER_TIME_PICTURE, SATURATION_PICTURE = (
    "people",
    "kinds",
    "coders",
    "over_time",
    "saturation",
)
"""What cross-references call the tables and the pictures."""


def write_collected_data(report: WordReport, synthesis: Synthesis) -> None:
    """Add what was collected, and Table 2: who was interviewed, by role and phase."""
    material = synthesis.material
    report.heading("The data", 2)
    line = write_sentence_paragraph(
        report,
        (
            "In ",
            *count_phrase(figures.SCHOOLS.of(material), "school"),
            ", ",
            *count_phrase(figures.PEOPLE.of(material), "person", "people"),
            " took part (see ",
        ),
    )
    report.refer(line, PEOPLE_TABLE)
    write_sentence(
        report,
        line,
        (
            "). What they said, and what the researchers saw, is held in ",
            *count_phrase(figures.SOURCES.of(material), "source"),
            " (see ",
        ),
    )
    report.refer(line, KINDS_TABLE)
    write_sentence(
        report,
        line,
        ("), with ", *count_phrase(figures.TURNS.of(material), "turn"), " in all. People appear by role only."),
    )
    name = f"Number of interviewees across the {len(material.schools)} case study schools"
    people = _CountsByPhase(name, PEOPLE_TABLE, "Role", {role.plural: role for role in Role}, figures.PEOPLE)
    kinds = {f"{kind.value}s".capitalize(): kind for kind in SourceKind if material.count_sources(kind)}
    sources = _CountsByPhase("Sources by kind", KINDS_TABLE, "Kind of source", kinds, figures.SOURCES_BY_KIND)
    for counted in (people, sources):
        _write_counts_by_phase(report, synthesis, counted)


class _CountsByPhase(NamedTuple):
    """A table of counts by phase.

    Parameters
    ----------
    name, key, heading:
        Its caption, what references call it, and the heading of its first column.
    rows:
        What they are counted for, by what they are called.
    figure:
        What is counted, for a row and a phase.
    """

    name: str
    key: str
    heading: str
    rows: Mapping[str, str]
    figure: Figure[StudyMaterial]


def _write_counts_by_phase(report: WordReport, synthesis: Synthesis, table: _CountsByPhase) -> None:
    """Add a table of counts with a column for each phase and totals, as in Table 2 of the reference report."""
    phases = [phase for phase in Phase if any(school.phase is phase for school in synthesis.schools)]

    def line(label: CellContent, row: str) -> list[CellContent]:
        cells = [table.figure.of(synthesis.material, row, phase) for phase in (*phases, "")]
        return [label, *(_cell(report, count, bold=not row) for count in cells)]

    lines: list[Sequence[CellContent]] = [line(label, row) for label, row in table.rows.items()]
    lines.append(line(partial(write_run, text="Total", bold=True), ""))
    sizes = {phase: sum(school.phase is phase for school in synthesis.schools) for phase in phases}
    headings = [table.heading, *(f"{phase.heading} (n={sizes[phase]})" for phase in phases), "Total"]
    report.caption(table.name, table.key)
    report.table(table.name, headings, lines, (4, *[2.6] * len(phases), 1.2), numbers=set(range(1, len(headings))))


def write_coding_method(report: WordReport, synthesis: Synthesis) -> None:
    """Add how much was coded, by whom and with which codebooks."""
    material = synthesis.material
    report.heading("Coding", 2)
    books = join_with_and(
        [f"“{title}” (version {version}, {codes:,} codes in force)" for title, version, codes in synthesis.codebooks]
    )
    line = write_sentence_paragraph(
        report,
        (
            f"The material was coded by theme, with {books}. There are ",
            *count_phrase(figures.CODINGS.of(material), "coded passage"),
            ": ",
            figures.SUPPORTING.of(material),
            " in support of a code and ",
            figures.COUNTERING.of(material),
            " against one.",
        ),
    )
    if material.coders:
        write_run(line, " Who coded how much is in ")
        report.refer(line, CODERS_TABLE)
        write_run(line, ".")
        rows: list[list[CellContent]] = [
            [
                coder,
                _cell(report, figures.CODED_BY.of(material, coder)),
                _cell(report, figures.SOURCES_CODED_BY.of(material, coder)),
            ]
            for coder in material.coders
        ]
        report.caption("Coded passages by coder", CODERS_TABLE)
        headings = ("Coder", "Coded passages", "Sources")
        report.table("Coded passages by coder", headings, rows, (4, 1.5, 1), numbers={1, 2})
        _write_over_time(report, synthesis.over_time, material)
        _write_saturation(report, synthesis.saturation, material)


def _write_over_time(report: WordReport, chart: Chart, material: StudyMaterial) -> None:
    """Add who coded how much when. This count includes second coders, all others leave them out."""
    if len(chart.labels) < 2:
        day = format_long_date(chart.labels[0])
        report.paragraph(f"All of it was coded on {day}, so there is no picture of it over time.")
        return
    line = report.paragraph()
    report.refer(line, OVER_TIME_PICTURE)
    write_run(line, " shows how much each coder had coded by each day on which anybody coded.")
    if sum(each.values[-1] for each in chart.series) > len(material.in_schools.codings):
        write_run(line, " What second coders coded to see how far coders agree is in it too, and in no other count.")
    line.paragraph_format.keep_with_next = True
    write_chart(report, chart, OVER_TIME_PICTURE)


def _write_saturation(report: WordReport, chart: Chart, material: StudyMaterial) -> None:
    """Add how soon further sources brought no new codes."""
    line = write_sentence_paragraph(
        report, ("Of ", *count_phrase(figures.CODES.of(material), "code"), " of benefits and their sub-themes, ")
    )
    found = figures.USED_CODES.of(material)
    write_sentence(report, line, (found, " has been found." if found.value == 1 else " have been found."))
    if chart.is_empty or len(chart.labels) < 2:
        write_run(line, " With so little coded there is no picture of how soon sources brought no new ones.")
        return
    write_run(line, " ")
    report.refer(line, SATURATION_PICTURE)
    write_run(
        line,
        " shows, source by source, how many each added to those met before it. Where the line no longer rises, "
        "further sources brought nothing new.",
    )
    write_chart(report, chart, SATURATION_PICTURE)


def _cell(report: WordReport, count: CountedFigure, *, bold: bool = False) -> CellContent:
    """Return what writes a figure into a cell."""
    return partial(write_claimed_figure, report, figure=count, bold=bold)


def write_rating_method(report: WordReport, material: StudyMaterial) -> None:
    """Add who rated how much, how differences were settled, and what was signed off."""
    report.heading("Ratings", 2)
    raters = [rater for rater, _ in material.rated.by]
    if not raters and not material.judged:
        report.paragraph("No benefit has been rated in any school yet.")
        return
    line = write_sentence_paragraph(
        report,
        (
            "How far a benefit is embedded in a school was judged from the coded passages, "
            "each judgement with a rationale and the passages that it rests on.",
        ),
    )
    if raters:
        first, *others = raters
        write_sentence(report, line, (f" {first} rated ", *count_phrase(figures.RATED_BY.of(material, first), "cell")))
        write_run(line, " (a benefit in a school)")
        for place, name in enumerate(others, 1):
            joint = " and " if place == len(others) else ", "
            write_sentence(report, line, (f"{joint}{name} ", figures.RATED_BY.of(material, name)))
        write_run(line, ".")
    if len(raters) > 1:
        _write_differences(report, material)
    _write_settled(report, material)


def _write_differences(report: WordReport, material: StudyMaterial) -> None:
    """Say on how many cells raters differed, and how many of these they have agreed on since."""
    twice, blind = figures.RATED_TWICE.of(material), figures.RATED_BLIND.of(material)
    differed, reconciled = figures.DIFFERED.of(material), figures.RECONCILED.of(material)
    if not twice.value:
        report.paragraph("No cell has been rated by more than one person.")
        return
    line = write_sentence_paragraph(
        report,
        (
            *count_phrase(twice, "cell has", "cells have"),
            " been rated by more than one person, ",
        ),
    )
    if blind.value:
        write_sentence(
            report,
            line,
            (
                *_of_all(blind, twice),
                " of them blind: nobody saw another’s rating of the cell before giving hers.",
            ),
        )
    else:
        write_run(line, "none of them blind: whoever rated later could see what others had given.")
    if not differed.value:
        write_run(line, " They gave the same band everywhere.")
        return
    write_sentence(report, line, (" In ", *count_phrase(differed, "cell"), " the bands differed; "))
    if not reconciled.value:
        write_run(line, "none of these has been reconciled yet.")
        return
    write_sentence(
        report,
        line,
        (
            *_of_all(reconciled, differed),
            " of these has" if reconciled.value == 1 else " of these have",
            " been reconciled: one rating was agreed on, with a note on how it was come to.",
        ),
    )


def _write_settled(report: WordReport, material: StudyMaterial) -> None:
    """Say how many ratings hold, are signed off and by whom, and have to be looked at again."""
    ratings, signed, stale = (figure.of(material) for figure in (figures.RATINGS, figures.SIGNED, figures.STALE))
    if not ratings.value:
        report.paragraph("No rating holds yet: see “What is missing”.")
        return
    line = write_sentence_paragraph(report, (*count_phrase(ratings, "rating holds", "ratings hold"), " now. "))
    if signed.value:
        are = "is" if signed.value == 1 else "are"
        write_sentence(report, line, (*_of_all(signed, ratings, "All "), f" of them {are} signed off"))
        write_sentence(report, line, _signers(material))
        write_run(line, "; such a rating changes only by a new one that says why.")
    else:
        write_run(line, "None of them is signed off yet.")
    if stale.value:
        write_sentence(
            report,
            line,
            (
                " What ",
                stale,
                " of them rested on has changed since; they are marked * in the table and have to be looked at again.",
            ),
        )


def _of_all(figure: CountedFigure, every: CountedFigure, lead: str = "all ") -> FigureSentence:
    """Return a figure that counts part of another; ``lead`` stands before it if it is all of several."""
    return (lead if every.value != 1 and figure.value == every.value else "", figure)


def _signers(material: StudyMaterial) -> FigureSentence:
    """Return who signed off, with the number of each if there are several."""
    people = [person for person, _ in material.rated.signed_by]
    if len(people) == 1:
        return (f" by {people[0]}",)
    each: FigureSentence = tuple(
        part for person in people for part in (", ", figures.SIGNED_BY.of(material, person), f" by {person}")
    )
    return (" (", *each[1:], ")")
