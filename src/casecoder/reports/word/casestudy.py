"""A school's case study in Word: its title page, its contents, and its sections in the order that is wanted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from docx.shared import Pt

from casecoder.core.outputs.casestudy import CaseStudy
from casecoder.core.outputs.casestudy_gaps import gaps_of
from casecoder.core.outputs.prose import Prose, sentence
from casecoder.core.outputs.told import told_in_case_study
from casecoder.reports.word.appendix import write_appendix
from casecoder.reports.word.barriers import write_barriers
from casecoder.reports.word.claims import Claims
from casecoder.reports.word.collected import write_collected
from casecoder.reports.word.evidence_pictures import write_evidence
from casecoder.reports.word.markdown import write_markdown
from casecoder.reports.word.method import write_method
from casecoder.reports.word.prose import flaws
from casecoder.reports.word.ratings import write_ratings
from casecoder.reports.word.report import Made, Report
from casecoder.reports.word.runs import write
from casecoder.reports.word.sections import write_benefits, write_prose, write_sections
from casecoder.reports.word.template import Template
from casecoder.reports.word.wanted import APPENDIX, EVIDENCE, METHOD, RATINGS, book_key, names_of, ordered


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a team wants a case study to look like.

    Parameters
    ----------
    template:
        The document it is printed on; our own look if ``None``.
    outline:
        Markdown whose headings name the wanted sections; all of them in our order if ``None``.
    outline_name:
        The name of the outline's file.
    """

    template: Template | None = None
    outline: str | None = None
    outline_name: str = "the outline"


def case_study_docx(study: CaseStudy) -> bytes:
    """A school's case study, all of it, in our own look."""
    return made(study, Wishes()).data


def made(study: CaseStudy, wishes: Wishes) -> Made:
    """A school's case study as a Word document.

    Every quote carries its id, and every id leads to the appendix. What is missing (a summary, a rating, a
    section that an outline names and we don't have) is said to be missing, in place or in the method note.
    """
    names = names_of(study)
    outline = ordered(wishes.outline, wishes.outline_name, names)
    keys = [part.key for part in outline.parts]
    shown = replace(study, chapters=tuple(book for at, book in enumerate(study.chapters) if book_key(at) in keys))
    gaps = (*gaps_of(shown), *flaws(shown.prose()))
    own = [Prose(f"what {wishes.outline_name} says", part.text) for part in outline.parts]
    own.append(Prose(f"what {wishes.outline_name} says", outline.opening))
    gaps_of_look = (*outline.gaps, *dict.fromkeys(flaws(own)), *(wishes.template.gaps if wishes.template else ()))
    claims = Claims(study.study, "case study", study.state, study.secret)
    claims.add_texts(told_in_case_study(study))
    report = Report(f"{study.label}: case study", study.study, study.made_at, claims=claims, template=wishes.template)
    report.linked = study.linked if APPENDIX in keys else frozenset()
    _write_front(report, study, outline.opening, has_appendix=APPENDIX in keys)
    writers = _writers(report, study, (*gaps, *gaps_of_look), has_table=RATINGS in keys and bool(study.benefits))
    for at, part in enumerate(outline.parts):
        begin = partial(report.heading, level=1) if at else report.chapter
        begin(part.heading or names[part.key][0])
        if part.text:
            write_markdown(report, part.text, 1)
        if part.key:
            writers[part.key]()
    return Made(report.save(), gaps, gaps_of_look)


def _writers(
    report: Report, study: CaseStudy, gaps: Sequence[str], *, has_table: bool
) -> dict[str, Callable[[], None]]:
    """What writes each section, under its heading."""
    return {
        "school": partial(_write_school, report, study),
        "collected": partial(write_collected, report, study),
        "platform": partial(
            write_prose, report, study, study.platform, 1, "No description of the platform has been written yet."
        ),
        EVIDENCE: partial(write_evidence, report, study),
        "benefits": partial(_write_benefits, report, study, has_table=has_table),
        "barriers": partial(write_barriers, report, study),
        RATINGS: partial(write_ratings, report, study),
        METHOD: partial(write_method, report, study, gaps, has_table=has_table),
        APPENDIX: partial(write_appendix, report, study),
        **{
            book_key(at): partial(write_sections, report, study, sections)
            for at, (_, sections) in enumerate(study.chapters)
        },
    }


def _write_front(report: Report, study: CaseStudy, opening: str, *, has_appendix: bool) -> None:
    report.paragraph("Case study", "Cover Line")
    report.paragraph(study.label, "Title")
    report.paragraph(study.study, "Subtitle")
    if opening:
        write_markdown(report, opening, 1)
    report.paragraph(study.state, "Report Note")
    where = " The appendix gives each passage in full, with its place in its source." if has_appendix else ""
    report.paragraph(
        f"Ids that begin with E are those of coded passages, ids that begin with R those of ratings.{where}",
        "Report Note",
    )
    contents = report.contents().paragraph_format
    contents.page_break_before, contents.space_before = True, Pt(0)


def _write_school(report: Report, study: CaseStudy) -> None:
    write_prose(report, study, study.about, 1, "No description of the school has been written yet.")
    if study.attributes:
        line = report.paragraph()
        report.refer(line, "glance")
        write(line, " has the school at a glance.")
        line.paragraph_format.keep_with_next = True
        name = f"{study.label} at a glance"
        report.caption(name, "glance")
        rows = [(sentence(name), value) for name, value in study.attributes]
        report.table(name, ("Characteristic", study.label), rows, (1, 2.4))


def _write_benefits(report: Report, study: CaseStudy, *, has_table: bool) -> None:
    if has_table and any(section.judgement for section in study.benefits):
        line = report.paragraph(
            "Each benefit comes with its band, what the researchers found, and the words it rests on. "
        )
        report.refer(line, RATINGS)
        write(line, " brings the bands together and says what they mean.")
    write_benefits(report, study, has_table=has_table)
