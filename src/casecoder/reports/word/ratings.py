"""The table of one school's ratings, with what the bands mean."""

from functools import partial

from docx.text.paragraph import Paragraph

from casecoder.core.casestudy import CaseStudy, Section
from casecoder.core.vocabulary import CAUTION
from casecoder.reports.keys import judged
from casecoder.reports.notes import STALE_NOTE
from casecoder.reports.word import tables
from casecoder.reports.word.claimed import write_band, write_figure
from casecoder.reports.word.legend import write_legend
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write
from casecoder.reports.word.styles import EVIDENCE_ID

_BAND_COLUMN = 1


def write_ratings(report: Report, study: CaseStudy) -> None:
    """Add a row a benefit with its band, the rationale and how much was coded; then what the bands mean."""
    sections = study.benefits
    if not sections:
        report.paragraph("The codebook has no benefits to rate.")
        return
    name = f"How far each benefit is embedded in {study.label}"
    report.caption(name, "ratings")
    headings = ("Benefit", "Band", "Why", "Rating", "Coded passages")
    lines = [_row(report, study, section) for section in sections]
    table = report.table(name, headings, lines, (3.7, 1.5, 7.7, 1.8, 2.1), numbers={4}, may_split=True)
    for row, section in zip(list(table.rows)[1:], sections, strict=True):
        tables.shade(tables.cells_of(row)[_BAND_COLUMN], judged(section.judgement)[0].fill)
    write_legend(report)
    if any(section.judgement and section.judgement.stale for section in sections):
        report.paragraph(STALE_NOTE, "Note")
    report.paragraph(CAUTION, "Note")


def _row(report: Report, study: CaseStudy, section: Section) -> list[tables.Content]:
    given = section.judgement

    def label(paragraph: Paragraph) -> None:
        write(paragraph, f"{section.name} ")
        write(paragraph, section.code, EVIDENCE_ID)

    def why(paragraph: Paragraph) -> None:
        write(paragraph, f"{section.unsettled.capitalize() or judged(given)[0].label}. ", bold=True)
        write(paragraph, given.rationale.strip() if given else "")

    return [
        label,
        partial(write_band, report, case=study.short, code=section.code, given=given),
        why,
        partial(write, text=given.id if given else "", style=EVIDENCE_ID),
        partial(write_figure, report, key=f"codings:{study.short}:{section.code}", value=section.total),
    ]
