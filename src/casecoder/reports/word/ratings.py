"""The table of one school's ratings, with what the bands mean."""

from collections.abc import Sequence
from functools import partial

from docx.text.paragraph import Paragraph

from casecoder.core.casestudy import Section
from casecoder.core.vocabulary import CAUTION
from casecoder.reports.keys import Key, judged
from casecoder.reports.notes import STALE_NOTE
from casecoder.reports.word import tables
from casecoder.reports.word.legend import write_legend
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write, write_mark
from casecoder.reports.word.styles import EVIDENCE_ID

_BAND_COLUMN = 1


def write_ratings(report: Report, sections: Sequence[Section]) -> None:
    """Add a row a benefit with its band, its rating's id and how much was coded; then the legend."""
    if not sections:
        report.paragraph("The codebook has no benefits to rate.")
        return
    shown = [judged(section.judgement) for section in sections]
    rows = [_row(section, *look) for section, look in zip(sections, shown, strict=True)]
    headings = ("Benefit", "Band", "In words", "Rating", "Coded passages")
    name = "How far each benefit is embedded in this school"
    report.caption(name)
    table = report.table(name, headings, rows, (7.4, 1.4, 3.5, 1.6, 2.1), numbers={4})
    for row, (key, _) in zip(list(table.rows)[1:], shown, strict=True):
        tables.shade(tables.cells_of(row)[_BAND_COLUMN], key.fill)
    tables.keep_together(table, and_next=True)
    write_legend(report)
    if any(section.judgement and section.judgement.stale for section in sections):
        report.paragraph(STALE_NOTE, "Note")
    report.paragraph(CAUTION, "Note")


def _row(section: Section, key: Key, letter: str) -> list[tables.Content]:
    def label(paragraph: Paragraph) -> None:
        write(paragraph, f"{section.name} ")
        write(paragraph, section.code, EVIDENCE_ID)

    rating = section.judgement.id if section.judgement else ""
    mark = partial(write_mark, key=key, letter=letter)
    return [label, mark, key.label, partial(write, text=rating, style=EVIDENCE_ID), str(section.total)]
