"""The table of one school's ratings, with what the bands mean."""

from datetime import datetime
from functools import partial

from docx.text.paragraph import Paragraph

from casecoder.core.dates import long_date
from casecoder.core.judging.rating import Judgement, Kind
from casecoder.core.outputs.casestudy import CaseStudy, Section
from casecoder.core.vocabulary import CAUTION
from casecoder.reports.keys import judged
from casecoder.reports.notes import STALE_NOTE
from casecoder.reports.word import tables
from casecoder.reports.word.claimed import write_band, write_figure
from casecoder.reports.word.legend import write_legend
from casecoder.reports.word.report import Report, cite
from casecoder.reports.word.runs import write
from casecoder.reports.word.styles import EVIDENCE_ID

RATINGS = "ratings"
"""What cross-references call the table."""
_BAND_COLUMN = 1


def write_ratings(report: Report, study: CaseStudy) -> None:
    """Add a row a benefit with its band, why it was given and how much was coded; then what the bands mean."""
    sections = study.benefits
    if not sections:
        report.paragraph("The codebook has no benefits to rate.")
        return
    line = report.paragraph()
    report.refer(line, RATINGS)
    write(line, " has the band of each benefit with the reasons for it and the passages it rests on.")
    line.paragraph_format.keep_with_next = True
    name = f"How far each benefit is embedded in {study.label}"
    report.caption(name, RATINGS)
    headings = ("Benefit", "Band", "Why", "Coded passages")
    lines = [_row(report, study, section) for section in sections]
    table = report.table(name, headings, lines, (3.7, 1.5, 9.5, 2.1), numbers={3}, may_split=True)
    for row, section in zip(list(table.rows)[1:], sections, strict=True):
        tables.shade(tables.cells_of(row)[_BAND_COLUMN], judged(section.judgement)[0].fill)
    write_legend(report, {section.judgement.band if section.judgement else None for section in sections})
    if any(section.judgement and section.judgement.stale for section in sections):
        report.paragraph(STALE_NOTE, "Report Note")
    report.paragraph(CAUTION, "Report Note")


def _row(report: Report, study: CaseStudy, section: Section) -> list[tables.Content]:
    given = section.judgement

    def label(paragraph: Paragraph) -> None:
        write(paragraph, f"{section.name} ")
        write(paragraph, section.code, EVIDENCE_ID)

    def why(paragraph: Paragraph) -> None:
        write(paragraph, f"{section.rated}. ", bold=True)
        if given:
            write_reasons(report, paragraph, given)

    return [
        label,
        partial(write_band, report, case=study.short, code=section.code, given=given),
        why,
        partial(write_figure, report, key=f"codings:{study.short}:{section.code}", value=section.total),
    ]


def write_reasons(report: Report, paragraph: Paragraph, given: Judgement) -> None:
    """Add why a band was given, on which passages that rests, and who gave it when."""
    write(paragraph, f"{given.rationale.strip()} ")
    write(paragraph, given.id, EVIDENCE_ID)
    if given.cited:
        write(paragraph, " rests on ", "Attribution")
        cite(paragraph, given.cited, report.linked)
    how = "Agreed by" if given.kind is Kind.AGREED else "Rated by"
    said = [f"{how} {given.rater}, {_day(given.rated_at)}"]
    if given.signed_at:
        whom = "" if given.signed_by == given.rater else f"by {given.signed_by}, "
        said.append(f"signed off {whom}{_day(given.signed_at)}")
    write(paragraph, f". {'; '.join(said)}.", "Attribution")


def write_stale(report: Report, given: Judgement) -> None:
    """Add what has changed of what a rating rested on, if anything has."""
    if given.stale:
        report.paragraph(f"* This rating has to be looked at again. {' '.join(given.stale)}", "Report Note")


def _day(when: datetime) -> str:
    return long_date(when.date().isoformat())
