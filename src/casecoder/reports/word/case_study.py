"""Writes the case study of a school in Word: title page, contents, and sections in the order a team wants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from docx.shared import Pt

from casecoder.core.outputs.case_study import CaseStudy
from casecoder.core.outputs.case_study_gaps import find_case_study_gaps
from casecoder.core.outputs.researcher_prose import ResearcherProse, capitalise_sentence
from casecoder.core.outputs.study_texts import case_study_texts
from casecoder.reports.word.case_study_appendix import write_appendix
from casecoder.reports.word.case_study_barriers import write_barriers
from casecoder.reports.word.case_study_data import write_case_study_data
from casecoder.reports.word.case_study_method import write_case_study_method
from casecoder.reports.word.case_study_pictures import write_evidence_pictures
from casecoder.reports.word.case_study_sections import write_rated_sections, write_section_prose, write_unrated_sections
from casecoder.reports.word.claim_list import ClaimListBuilder
from casecoder.reports.word.markdown import find_prose_flaws, write_markdown
from casecoder.reports.word.outline_sections import (
    APPENDIX_SECTION,
    EVIDENCE_SECTION,
    METHOD_SECTION,
    RATINGS_SECTION,
    codebook_section_key,
    order_sections,
    section_names,
)
from casecoder.reports.word.rating_table import write_rating_table
from casecoder.reports.word.report import FinishedReport, WordReport
from casecoder.reports.word.template import Template
from casecoder.reports.word.text_runs import write_run


@dataclass(frozen=True, slots=True)
class CaseStudyOptions:
    """The template and the outline that a team wants for its case studies.

    Parameters
    ----------
    template:
        The document it is printed on; ``None`` for our own look.
    outline:
        Markdown whose headings name the wanted sections; ``None`` for all sections in our order.
    outline_name:
        The name of the file of the outline.
    """

    template: Template | None = None
    outline: str | None = None
    outline_name: str = "the outline"


def case_study_docx(study: CaseStudy) -> bytes:
    """Return the whole case study of a school in our own look."""
    return build_case_study(study, CaseStudyOptions()).data


def build_case_study(study: CaseStudy, options: CaseStudyOptions) -> FinishedReport:
    """Build the case study of a school as a Word document.

    Every quote carries its id, and every id leads to the appendix. What is missing (a summary, a rating, a section that
    an outline names and we don't have) is named in its place or in the method note.
    """
    names = section_names(study)
    outline = order_sections(options.outline, options.outline_name, names)
    keys = [part.key for part in outline.parts]
    shown = replace(
        study, chapters=tuple(book for at, book in enumerate(study.chapters) if codebook_section_key(at) in keys)
    )
    gaps = (*find_case_study_gaps(shown), *find_prose_flaws(shown.prose()))
    own = [ResearcherProse(f"what {options.outline_name} says", part.text) for part in outline.parts]
    own.append(ResearcherProse(f"what {options.outline_name} says", outline.opening))
    gaps_of_look = (
        *outline.gaps,
        *dict.fromkeys(find_prose_flaws(own)),
        *(options.template.gaps if options.template else ()),
    )
    claims = ClaimListBuilder(study.study, "case study", study.state, study.secret)
    claims.add_texts(case_study_texts(study))
    report = WordReport(
        f"{study.label}: case study", study.study, study.made_at, claims=claims, template=options.template
    )
    report.linked = study.linked if APPENDIX_SECTION in keys else frozenset()
    _write_front(report, study, outline.opening, has_appendix=APPENDIX_SECTION in keys)
    writers = _section_writers(
        report, study, (*gaps, *gaps_of_look), has_table=RATINGS_SECTION in keys and bool(study.benefits)
    )
    for at, part in enumerate(outline.parts):
        begin = partial(report.heading, level=1) if at else report.chapter
        begin(part.heading or names[part.key][0])
        if part.text:
            write_markdown(report, part.text, 1)
        if part.key:
            writers[part.key]()
    return FinishedReport(report.save(), gaps, gaps_of_look)


def _section_writers(
    report: WordReport, study: CaseStudy, gaps: Sequence[str], *, has_table: bool
) -> dict[str, Callable[[], None]]:
    """Return the function that writes each section, by the key of the section."""
    return {
        "school": partial(_write_school, report, study),
        "collected": partial(write_case_study_data, report, study),
        "platform": partial(
            write_section_prose,
            report,
            study,
            study.platform,
            1,
            "No description of the platform has been written yet.",
        ),
        EVIDENCE_SECTION: partial(write_evidence_pictures, report, study),
        "benefits": partial(_write_benefits, report, study, has_table=has_table),
        "barriers": partial(write_barriers, report, study),
        RATINGS_SECTION: partial(write_rating_table, report, study),
        METHOD_SECTION: partial(write_case_study_method, report, study, gaps, has_table=has_table),
        APPENDIX_SECTION: partial(write_appendix, report, study),
        **{
            codebook_section_key(at): partial(write_unrated_sections, report, study, sections)
            for at, (_, sections) in enumerate(study.chapters)
        },
    }


def _write_front(report: WordReport, study: CaseStudy, opening: str, *, has_appendix: bool) -> None:
    """Add the title page and the contents."""
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


def _write_school(report: WordReport, study: CaseStudy) -> None:
    """Add what a researcher wrote about the school, and its attributes."""
    write_section_prose(report, study, study.about, 1, "No description of the school has been written yet.")
    if study.attributes:
        line = report.paragraph()
        report.refer(line, "glance")
        write_run(line, " has the school at a glance.")
        line.paragraph_format.keep_with_next = True
        name = f"{study.label} at a glance"
        report.caption(name, "glance")
        rows = [(capitalise_sentence(name), value) for name, value in study.attributes]
        report.table(name, ("Characteristic", study.label), rows, (1, 2.4))


def _write_benefits(report: WordReport, study: CaseStudy, *, has_table: bool) -> None:
    """Add the section of the benefits."""
    if has_table and any(section.judgement for section in study.benefits):
        line = report.paragraph(
            "Each benefit comes with its band, what the researchers found, and the words it rests on. "
        )
        report.refer(line, RATINGS_SECTION)
        write_run(line, " brings the bands together and says what they mean.")
    write_rated_sections(report, study, has_table=has_table)
