"""A school's case study in Word, section by section."""

from collections.abc import Sequence
from functools import partial

from casecoder.core.casestudy import CaseStudy, Section
from casecoder.core.dates import long_date
from casecoder.core.evidence import Evidence
from casecoder.core.vocabulary import Role
from casecoder.reports.word.appendix import write_appendix
from casecoder.reports.word.markdown import write_markdown
from casecoder.reports.word.ratings import write_ratings
from casecoder.reports.word.report import Report, cite
from casecoder.reports.word.runs import write
from casecoder.reports.word.sections import write_benefits, write_sections
from casecoder.reports.word.tables import Content


def case_study_docx(study: CaseStudy) -> bytes:
    """A school's case study as an A4 document.

    Every quote is printed whole with its id, and every id leads to the appendix. What is missing
    (a summary, a rating, a source) is said to be missing.
    """
    report = Report(f"{study.label}: case study", study.study, study.made_at)
    linked = frozenset(item.number for item in study.appendix)
    _write_front(report, study)
    _write_school(report, study)
    _write_collected(report, study)
    report.heading("How the learning platform is used", 1)
    _write_prose(report, study.platform, "No description of the platform has been written yet.")
    report.heading("Benefits", 1)
    write_benefits(report, study.benefits, linked)
    for title, sections in study.chapters:
        report.heading(title, 1)
        write_sections(report, sections, linked)
    _write_counter(report, study, linked)
    report.heading("This school’s ratings", 1)
    write_ratings(report, study.benefits)
    write_appendix(report, study)
    return report.save()


def _write_front(report: Report, study: CaseStudy) -> None:
    report.paragraph(study.label, "Title")
    report.paragraph(f"Case study from {study.study}", "Subtitle")
    report.paragraph(study.state, "Note")
    report.paragraph(
        "An id that begins with E names a coded passage, one that begins with R a rating. "
        "The appendix gives every coded passage in full, with its place in its source.",
        "Note",
    )
    report.contents()


def _write_school(report: Report, study: CaseStudy) -> None:
    report.chapter("The school")
    if study.attributes:
        name = f"{study.label} at a glance"
        report.caption(name)
        report.table(name, ("Characteristic", study.label), study.attributes, (1, 2.4))
    _write_prose(report, study.about, "No description of the school has been written yet.")


def _write_prose(report: Report, text: str, instead: str) -> None:
    if text.strip():
        write_markdown(report, text, 1)
    else:
        report.paragraph(instead)


def _write_collected(report: Report, study: CaseStudy) -> None:
    report.heading("What was collected", 1)
    if study.people:
        _write_people(report, study.people)
    else:
        report.paragraph("No participants have been recorded yet.")
    if study.sources:
        lines = [
            (line.ref, line.title, line.kind.capitalize(), long_date(line.date), line.researcher, str(line.people))
            for line in study.sources
        ]
        headings = ("Source", "Title", "Kind", "Date", "Researcher", "People heard")
        report.caption("Sources")
        report.table("Sources", headings, lines, (2.3, 4.4, 2.5, 3.1, 2.4, 1.6), numbers={5})
    else:
        report.paragraph("No sources have been imported yet.")


def _write_people(report: Report, people: Sequence[tuple[Role, int]]) -> None:
    total = str(sum(count for _, count in people))
    rows: list[Sequence[Content]] = [(role.plural, str(count)) for role, count in people]
    rows.append((partial(write, text="Total", bold=True), partial(write, text=total, bold=True)))
    report.caption("Participants by role")
    report.table("Participants by role", ("Role", "Participants"), rows, (3, 1), numbers={1})


def _write_counter(report: Report, study: CaseStudy, linked: frozenset[int]) -> None:
    report.heading("Counter-evidence", 1)
    rows = [_counter_row(name, found, linked) for name, found in _countering(study)]
    if rows:
        introduction = report.paragraph("Passages coded as speaking against a code, by what they speak against.")
        introduction.paragraph_format.keep_with_next = True
        report.caption("Counter-evidence by code")
        report.table("Counter-evidence by code", ("Speaks against", "Passages", "Ids"), rows, (4, 1, 3), numbers={1})
    else:
        report.paragraph("No counter-evidence has been coded in this school.")


def _countering(study: CaseStudy) -> list[tuple[str, list[Evidence]]]:
    """The counter-evidence by section, and what belongs to no section by its own code."""
    left = {item.number: item for item in study.appendix if item.counters}
    found: dict[str, dict[int, Evidence]] = {}
    for section in (*study.benefits, *(section for _, sections in study.chapters for section in sections)):
        own = {item.number: item for item in section.counter}
        own |= {number: item for number, item in left.items() if _belongs(item, section)}
        left = {number: item for number, item in left.items() if number not in own}
        found[f"{section.code} {section.name}"] = own
    for number, item in left.items():
        found.setdefault(f"{item.code} {item.code_name}", {})[number] = item
    return [(name, [items[number] for number in sorted(items)]) for name, items in found.items() if items]


def _belongs(item: Evidence, section: Section) -> bool:
    return item.code == section.code or item.code.startswith(f"{section.code}.")


def _counter_row(name: str, found: Sequence[Evidence], linked: frozenset[int]) -> Sequence[Content]:
    return name, str(len(found)), lambda paragraph: cite(paragraph, [item.number for item in found], linked)
