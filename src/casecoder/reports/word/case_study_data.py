"""Writes what was collected in a school: the people who were heard, and the sources."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from casecoder.core.outputs.case_study import CaseStudy, CollectedSource
from casecoder.core.outputs.figures import school_figures as figures
from casecoder.core.outputs.figures.definitions import CountedFigure
from casecoder.core.outputs.figures.sentences import count_phrase
from casecoder.core.phrases import format_long_date
from casecoder.core.vocabulary import SourceKind
from casecoder.reports.word.claim_writer import write_claimed_figure
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.sentence_writer import write_sentence
from casecoder.reports.word.table_layout import CellContent
from casecoder.reports.word.text_runs import write_run

_PEOPLE, _SOURCES = "people", "sources"


def write_case_study_data(report: WordReport, study: CaseStudy) -> None:
    """Add a summary, the table of participants and the table of sources."""
    if study.sources:
        _write_summary(report, study)
    if study.roles:
        _write_people(report, study)
    else:
        report.paragraph("No participants have been recorded yet.")
    if study.sources:
        report.caption("Sources", _SOURCES)
        headings = ("Source", "Title", "Kind", "Date", "Researcher", "People heard")
        rows = [_source_row(report, study, line) for line in study.sources]
        report.table("Sources", headings, rows, (2.4, 4.0, 2.5, 3.0, 2.7, 1.7), numbers={5})
    else:
        report.paragraph("No sources have been imported yet.")


def _write_summary(report: WordReport, study: CaseStudy) -> None:
    """Add how many sources of each kind were collected and when."""
    line = report.paragraph("The researchers collected ")
    write_sentence(report, line, count_phrase(figures.SOURCES.of(study.material, study.short), "source"))
    write_run(line, f" in this school{_format_period(study.sources)}: ")
    kinds = [kind for kind in SourceKind if any(source.kind == kind for source in study.sources)]
    for at, kind in enumerate(kinds):
        write_run(line, "" if at == 0 else " and " if at == len(kinds) - 1 else ", ")
        write_sentence(report, line, count_phrase(figures.SOURCES.of(study.material, study.short, kind), kind))
    write_run(line, ". ")
    if study.roles:
        report.refer(line, _PEOPLE)
        write_run(line, " says who took part and how they were heard, ")
    report.refer(line, _SOURCES)
    write_run(line, " what was collected.")


def _format_period(sources: Iterable[CollectedSource]) -> str:
    """Return when the sources were collected, in words. Dates that can't be read are left out."""
    days = sorted(source.date for source in sources if _is_date(source.date))
    if not days:
        return ""
    first, last = days[0], days[-1]
    return (
        f" on {format_long_date(first)}"
        if first == last
        else f" between {format_long_date(first)} and {format_long_date(last)}"
    )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _source_row(report: WordReport, study: CaseStudy, line: CollectedSource) -> Sequence[CellContent]:
    """Return the cells of the row of a source."""
    people = partial(write_claimed_figure, report, figure=figures.HEARD_IN_SOURCE.of(study.material, line.ref))
    return (
        line.ref,
        line.title or "No title",
        line.kind.capitalize(),
        format_long_date(line.date),
        line.researcher,
        people,
    )


def _write_people(report: WordReport, study: CaseStudy) -> None:
    """Add a table of the people heard, by role and by kind of source (the form of Table 2)."""
    material, case = study.material, study.short
    kinds = [kind for kind in SourceKind if material.heard(case, kind)]
    rows = list[Sequence[CellContent]]()
    for role in study.roles:
        by_kind = [_figure(report, figures.HEARD.of(material, case, kind, role)) for kind in kinds]
        rows.append((role.plural, *by_kind, _figure(report, figures.PARTICIPANTS.of(material, case, role))))
    rows.append((
        partial(write_run, text="Total", bold=True),
        *(_figure(report, figures.HEARD.of(material, case, kind), bold=True) for kind in kinds),
        _figure(report, figures.PARTICIPANTS.of(material, case), bold=True),
    ))  # fmt: skip
    headings = ("Role", *(f"{kind.capitalize()}s" for kind in kinds), "Participants")
    report.caption("Who took part, by role", _PEOPLE)
    numbers = range(1, len(headings))
    report.table("Who took part, by role", headings, rows, (5, *(2.1 for _ in kinds), 2.1), numbers=numbers)
    if sum(material.heard(case, kind) for kind in kinds) > material.count_people(case):
        report.paragraph("Who was heard in sources of two kinds stands in both columns.", "Report Note")


def _figure(report: WordReport, figure: CountedFigure, *, bold: bool = False) -> CellContent:
    return partial(write_claimed_figure, report, figure=figure, bold=bold)
