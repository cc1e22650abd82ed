"""What was collected in a school: who was heard and how, and the sources themselves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from docx.text.paragraph import Paragraph

from casecoder.core.dates import long_date
from casecoder.core.outputs.casestudy import CaseStudy, SourceLine
from casecoder.core.vocabulary import SourceKind
from casecoder.reports.word.claimed import write_counted, write_figure
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write
from casecoder.reports.word.tables import Content

_PEOPLE, _SOURCES = "people", "sources"


def write_collected(report: Report, study: CaseStudy) -> None:
    """Add what was done in a sentence or two, the table of participants and the table of sources."""
    if study.sources:
        _write_summary(report, study)
    if study.people:
        _write_people(report, study)
    else:
        report.paragraph("No participants have been recorded yet.")
    if study.sources:
        report.caption("Sources", _SOURCES)
        headings = ("Source", "Title", "Kind", "Date", "Researcher", "People heard")
        rows = [_source_row(report, line) for line in study.sources]
        report.table("Sources", headings, rows, (2.4, 4.0, 2.5, 3.0, 2.7, 1.7), numbers={5})
    else:
        report.paragraph("No sources have been imported yet.")


def _write_summary(report: Report, study: CaseStudy) -> None:
    line = report.paragraph("The researchers collected ")
    write_counted(report, line, f"sources:{study.short}", len(study.sources), "source")
    write(line, f" in this school{_when(study.sources)}: ")
    kinds = Counter(source.kind for source in study.sources)
    for at, (kind, count) in enumerate(sorted(kinds.items(), key=_order)):
        write(line, "" if at == 0 else " and " if at == len(kinds) - 1 else ", ")
        write_counted(report, line, f"sources:{study.short}:{kind}", count, kind)
    write(line, ". ")
    if study.people:
        report.refer(line, _PEOPLE)
        write(line, " says who took part and how they were heard, ")
    report.refer(line, _SOURCES)
    write(line, " what was collected.")


def _order(found: tuple[str, int]) -> int:
    return list(SourceKind).index(SourceKind(found[0]))


def _when(sources: Iterable[SourceLine]) -> str:
    """When the sources were collected, as far as their dates are dates."""
    days = sorted(source.date for source in sources if _is_date(source.date))
    if not days:
        return ""
    first, last = days[0], days[-1]
    return f" on {long_date(first)}" if first == last else f" between {long_date(first)} and {long_date(last)}"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _source_row(report: Report, line: SourceLine) -> Sequence[Content]:
    people = partial(write_figure, report, key=f"heard:{line.ref}", value=line.people)
    return line.ref, line.title or "No title", line.kind.capitalize(), long_date(line.date), line.researcher, people


def _write_people(report: Report, study: CaseStudy) -> None:
    """Add who took part by role, and in how many kinds of source they were heard (the form of Table 2)."""
    kinds = [kind for kind in SourceKind if any(found.kind is kind for found in study.heard)]
    heard = {(found.kind, found.role): found.people for found in study.heard}
    case, rows = study.short, list[Sequence[Content]]()
    for role, count in study.people:
        by_kind = [_figure(report, f"heard:{case}:{kind}:{role}", heard.get((kind, role), 0)) for kind in kinds]
        rows.append((role.plural, *by_kind, _figure(report, f"participants:{case}:{role}", count)))
    totals = [sum(heard.get((kind, role), 0) for role, _ in study.people) for kind in kinds]
    everyone = sum(count for _, count in study.people)
    rows.append((
        partial(write, text="Total", bold=True),
        *(_figure(report, f"heard:{case}:{kind}", n, bold=True) for kind, n in zip(kinds, totals, strict=True)),
        _figure(report, f"participants:{case}", everyone, bold=True),
    ))  # fmt: skip
    headings = ("Role", *(f"{kind.capitalize()}s" for kind in kinds), "Participants")
    report.caption("Who took part, by role", _PEOPLE)
    numbers = range(1, len(headings))
    report.table("Who took part, by role", headings, rows, (5, *(2.1 for _ in kinds), 2.1), numbers=numbers)
    if sum(totals) > everyone:
        report.paragraph("Who was heard in sources of two kinds stands in both columns.", "Report Note")


def _figure(report: Report, key: str, value: int, *, bold: bool = False) -> Content:
    def written(paragraph: Paragraph) -> None:
        write_figure(report, paragraph, key, value, bold=bold)

    return written
