"""How the analysis was done, in Word: what was collected, who was heard, how it was coded and rated."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from casecoder.core.dates import format_long_date
from casecoder.core.outputs.analysis_method import AnalysisMethod, RatingProcess
from casecoder.core.outputs.figure_sentences import CountedFigure, FigureSentence, count_phrase
from casecoder.core.outputs.synthesis import Synthesis
from casecoder.core.phrases import join_with_and
from casecoder.core.vocabulary import Phase, Role, SourceKind
from casecoder.reports.word.picture_writer import write_chart
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.sentence_writer import write_sentence, write_sentence_figure, write_sentence_paragraph
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
    """Add what was collected, with Table 2: who was interviewed, by role and phase."""
    method, schools = synthesis.method, synthesis.schools
    report.heading("The data", 2)
    line = write_sentence_paragraph(
        report,
        (
            "In ",
            *count_phrase("schools", len(schools), "school"),
            ", ",
            *count_phrase("people", sum(method.people.values()), "person", "people"),
            " took part (see ",
        ),
    )
    report.refer(line, PEOPLE_TABLE)
    write_sentence(
        report,
        line,
        (
            "). What they said, and what the researchers saw, is held in ",
            *count_phrase("sources", sum(method.sources.values()), "source"),
            " (see ",
        ),
    )
    report.refer(line, KINDS_TABLE)
    write_sentence(
        report, line, ("), with ", *count_phrase("turns", method.turns, "turn"), " in all. People appear by role only.")
    )
    name = f"Number of interviewees across the {len(schools)} case study schools"
    people = _Counted(name, PEOPLE_TABLE, {role.plural: role for role in Role}, method.people)
    kinds = {f"{kind.value}s".capitalize(): kind for kind in SourceKind if any(k is kind for k, _ in method.sources)}
    for counted in (people, _Counted("Sources by kind", KINDS_TABLE, kinds, method.sources)):
        _by_phase(report, synthesis, counted)


class _Counted(NamedTuple):
    """What stands in a table of counts by phase: its caption, its key, which is also the first word of its figures'
    keys, the rows by what they are called, and the counts by row and phase."""

    name: str
    key: str
    rows: Mapping[str, str]
    counts: Mapping[tuple[Any, Phase], int]


def _by_phase(report: WordReport, synthesis: Synthesis, of: _Counted) -> None:
    """A table of what was counted with a column a phase and totals, as the reference report's Table 2 has it."""
    phases = [phase for phase in Phase if any(school.phase is phase for school in synthesis.schools)]

    def total(row: str = "", phase: Phase | None = None) -> int:
        return sum(n for (r, p), n in of.counts.items() if row in {"", r} and phase in {None, p})

    def line(label: CellContent, row: str) -> list[CellContent]:
        cells = [CountedFigure(f"{of.key}:{row}:{phase}", total(row, phase)) for phase in phases]
        cells.append(CountedFigure(f"{of.key}:{row}:", total(row)))
        return [label, *(_cell(report, count, bold=not row) for count in cells)]

    lines: list[Sequence[CellContent]] = [line(label, row) for label, row in of.rows.items()]
    lines.append(line(partial(write_run, text="Total", bold=True), ""))
    sizes = {phase: sum(school.phase is phase for school in synthesis.schools) for phase in phases}
    first = "Role" if of.key == PEOPLE_TABLE else "Kind of source"
    headings = [first, *(f"{phase.heading} (n={sizes[phase]})" for phase in phases), "Total"]
    report.caption(of.name, of.key)
    report.table(of.name, headings, lines, (4, *[2.6] * len(phases), 1.2), numbers=set(range(1, len(headings))))


def write_coding_method(report: WordReport, method: AnalysisMethod) -> None:
    """Add how much was coded, with what, by whom."""
    report.heading("Coding", 2)
    books = join_with_and(
        [f"“{title}” (version {version}, {codes:,} codes in force)" for title, version, codes in method.codebooks]
    )
    line = write_sentence_paragraph(
        report,
        (
            f"The material was coded by theme, with {books}. There are ",
            *count_phrase("codings", method.supporting + method.countering, "coded passage"),
            ": ",
            CountedFigure("supports", method.supporting),
            " in support of a code and ",
            CountedFigure("counter", method.countering),
            " against one.",
        ),
    )
    if method.coders:
        write_run(line, " Who coded how much is in ")
        report.refer(line, CODERS_TABLE)
        write_run(line, ".")
        rows: list[list[CellContent]] = [
            [
                work.coder,
                _cell(report, CountedFigure(f"by:{work.coder}", work.codings)),
                _cell(report, CountedFigure(f"sources-by:{work.coder}", work.sources)),
            ]
            for work in method.coders
        ]
        report.caption("Coded passages by coder", CODERS_TABLE)
        headings = ("Coder", "Coded passages", "Sources")
        report.table("Coded passages by coder", headings, rows, (4, 1.5, 1), numbers={1, 2})
        _write_over_time(report, method)
        _write_saturation(report, method)


def _write_over_time(report: WordReport, method: AnalysisMethod) -> None:
    """Add who coded how much when: second coders too, whom no other count holds."""
    chart = method.over_time
    if len(chart.labels) < 2:
        day = format_long_date(chart.labels[0])
        report.paragraph(f"All of it was coded on {day}, so there is no picture of it over time.")
        return
    line = report.paragraph()
    report.refer(line, OVER_TIME_PICTURE)
    write_run(line, " shows how much each coder had coded by each day on which anybody coded.")
    if sum(each.values[-1] for each in chart.series) > sum(work.codings for work in method.coders):
        write_run(line, " What second coders coded to see how far coders agree is in it too, and in no other count.")
    line.paragraph_format.keep_with_next = True
    write_chart(report, chart, OVER_TIME_PICTURE)


def _write_saturation(report: WordReport, method: AnalysisMethod) -> None:
    """Add how soon the sources brought no new codes."""
    chart = method.saturation
    line = write_sentence_paragraph(
        report, ("Of ", *count_phrase("codes", method.codes, "code"), " of benefits and their sub-themes, ")
    )
    write_sentence(
        report, line, (CountedFigure("met", method.met), " has been found." if method.met == 1 else " have been found.")
    )
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
    """A figure to stand in a cell."""
    return lambda paragraph: write_sentence_figure(report, paragraph, count, bold=bold)


def write_rating_method(report: WordReport, method: AnalysisMethod) -> None:
    """Add who rated how much, what came of it where they differed, and what was signed off."""
    report.heading("Ratings", 2)
    rated = method.rated
    if not rated.by and not method.ratings:
        report.paragraph("No benefit has been rated in any school yet.")
        return
    line = write_sentence_paragraph(
        report,
        (
            "How far a benefit is embedded in a school was judged from the coded passages, "
            "each judgement with a rationale and the passages that it rests on.",
        ),
    )
    if rated.by:
        first, *others = rated.by
        write_sentence(report, line, (f" {first[0]} rated ", *count_phrase(f"rated-by:{first[0]}", first[1], "cell")))
        write_run(line, " (a benefit in a school)")
        for place, (name, many) in enumerate(others, 1):
            joint = " and " if place == len(others) else ", "
            write_sentence(report, line, (f"{joint}{name} ", CountedFigure(f"rated-by:{name}", many)))
        write_run(line, ".")
    if len(rated.by) > 1:
        _write_differences(report, rated)
    _write_holding(report, method)


def _write_differences(report: WordReport, rated: RatingProcess) -> None:
    """On how many cells raters differed, and how many of these they have agreed on since."""
    if not rated.twice:
        report.paragraph("No cell has been rated by more than one person.")
        return
    line = write_sentence_paragraph(
        report,
        (
            *count_phrase("twice", rated.twice, "cell has", "cells have"),
            " been rated by more than one person, ",
        ),
    )
    if rated.blind:
        write_sentence(
            report,
            line,
            (
                *_of_all("blind", rated.blind, rated.twice),
                " of them blind: nobody saw another’s rating of the cell before giving hers.",
            ),
        )
    else:
        write_run(line, "none of them blind: whoever rated later could see what others had given.")
    if not rated.differed:
        write_run(line, " They gave the same band everywhere.")
        return
    write_sentence(report, line, (" In ", *count_phrase("differed", rated.differed, "cell"), " the bands differed; "))
    if not rated.reconciled:
        write_run(line, "none of these has been reconciled yet.")
        return
    write_sentence(
        report,
        line,
        (
            *_of_all("reconciled", rated.reconciled, rated.differed),
            " of these has" if rated.reconciled == 1 else " of these have",
            " been reconciled: one rating was agreed on, with a note on how it was come to.",
        ),
    )


def _write_holding(report: WordReport, method: AnalysisMethod) -> None:
    """How many ratings hold, are signed off and by whom, and have to be looked at again."""
    rated = method.rated
    if not method.ratings:
        report.paragraph("No rating holds yet: see “What is missing”.")
        return
    line = write_sentence_paragraph(
        report, (*count_phrase("ratings", method.ratings, "rating holds", "ratings hold"), " now. ")
    )
    if rated.signed:
        are = "is" if rated.signed == 1 else "are"
        write_sentence(
            report, line, (*_of_all("signed", rated.signed, method.ratings, "All "), f" of them {are} signed off")
        )
        write_sentence(report, line, _signers(rated))
        write_run(line, "; such a rating changes only by a new one that says why.")
    else:
        write_run(line, "None of them is signed off yet.")
    if method.stale:
        write_sentence(
            report,
            line,
            (
                " What ",
                CountedFigure("stale", method.stale),
                " of them rested on has changed since; they are marked * in the table and have to be looked at again.",
            ),
        )


def _of_all(key: str, many: int, every: int, lead: str = "all ") -> FigureSentence:
    """How many of those just counted; if it is all of several, behind a word that says so."""
    return (lead if many == every > 1 else "", CountedFigure(key, many))


def _signers(rated: RatingProcess) -> FigureSentence:
    """Who has signed off, and how many each where there are several."""
    if len(rated.signed_by) == 1:
        return (f" by {rated.signed_by[0][0]}",)
    each: FigureSentence = tuple(
        part
        for name, many in rated.signed_by
        for part in (", ", CountedFigure(f"signed-by:{name}", many), f" by {name}")
    )
    return (" (", *each[1:], ")")
