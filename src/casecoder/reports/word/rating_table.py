"""Writes the table of the ratings of one school, and the legend of the bands."""

from collections.abc import Container
from datetime import datetime
from functools import partial

from docx.text.paragraph import Paragraph

from casecoder.core.judging.rating import Judgement, RatingKind
from casecoder.core.outputs.case_study import CaseStudy, CodeSection
from casecoder.core.outputs.figures.school_figures import CODINGS
from casecoder.core.phrases import format_long_date
from casecoder.core.vocabulary import BANDS_CAUTION, Band
from casecoder.reports.band_legend import LEGEND_ENTRIES, legend_entry_of_rating
from casecoder.reports.matrix_notes import STALE_NOTE
from casecoder.reports.word import table_layout
from casecoder.reports.word.claim_writer import write_claimed_band, write_claimed_figure
from casecoder.reports.word.report import WordReport, write_citations
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.text_runs import write_band_tag, write_run

RATINGS_TABLE = "ratings"
"""The key of the table, for cross-references."""
_BAND_COLUMN = 1
_ALWAYS_EXPLAINED = frozenset({Band.GREEN, Band.AMBER, Band.RED})


def write_rating_table(report: WordReport, study: CaseStudy) -> None:
    """Add a row for each benefit with its band, its reasons and the number of codings, then the legend."""
    sections = study.benefits
    if not sections:
        report.paragraph("The codebook has no benefits to rate.")
        return
    line = report.paragraph()
    report.refer(line, RATINGS_TABLE)
    write_run(line, " has the band of each benefit with the reasons for it and the passages it rests on.")
    line.paragraph_format.keep_with_next = True
    name = f"How far each benefit is embedded in {study.label}"
    report.caption(name, RATINGS_TABLE)
    headings = ("Benefit", "Band", "Why", "Coded passages")
    lines = [_row(report, study, section) for section in sections]
    table = report.table(name, headings, lines, (3.7, 1.5, 9.5, 2.1), numbers={3}, may_split=True)
    for row, section in zip(list(table.rows)[1:], sections, strict=True):
        table_layout.shade_cell(
            table_layout.row_cells(row)[_BAND_COLUMN], legend_entry_of_rating(section.judgement)[0].fill
        )
    write_band_legend(report, {section.judgement.band if section.judgement else None for section in sections})
    if any(section.judgement and section.judgement.stale for section in sections):
        report.paragraph(STALE_NOTE, "Report Note")
    report.paragraph(BANDS_CAUTION, "Report Note")


def _row(report: WordReport, study: CaseStudy, section: CodeSection) -> list[table_layout.CellContent]:
    """Return the cells of the row of a benefit."""
    given = section.judgement

    def label(paragraph: Paragraph) -> None:
        write_run(paragraph, f"{section.name} ")
        write_run(paragraph, section.code, EVIDENCE_ID)

    def write_reasons(paragraph: Paragraph) -> None:
        write_run(paragraph, f"{section.rated}. ", bold=True)
        if given:
            write_rating_reasons(report, paragraph, given)

    return [
        label,
        partial(write_claimed_band, report, case=study.short, code=section.code, given=given),
        write_reasons,
        partial(write_claimed_figure, report, figure=CODINGS.of(study.material, study.short, section.code)),
    ]


def write_rating_reasons(report: WordReport, paragraph: Paragraph, given: Judgement) -> None:
    """Add the reasons for a band, the passages that it rests on, and who gave it when."""
    write_run(paragraph, f"{given.rationale.strip()} ")
    write_run(paragraph, given.id, EVIDENCE_ID)
    if given.cited:
        write_run(paragraph, " rests on ", "Attribution")
        write_citations(paragraph, given.cited, report.linked)
    how = "Agreed by" if given.kind is RatingKind.AGREED else "Rated by"
    steps = [f"{how} {given.rater}, {_day(given.rated_at)}"]
    if given.signed_at:
        whom = "" if given.signed_by == given.rater else f"by {given.signed_by}, "
        steps.append(f"signed off {whom}{_day(given.signed_at)}")
    write_run(paragraph, f". {'; '.join(steps)}.", "Attribution")


def write_stale_rating_note(report: WordReport, given: Judgement) -> None:
    """Add what has changed since a rating was given, if it is stale."""
    if given.stale:
        report.paragraph(f"* This rating has to be looked at again. {' '.join(given.stale)}", "Report Note")


def _day(when: datetime) -> str:
    return format_long_date(when.date().isoformat())


def write_band_legend(report: WordReport, shown: Container[object]) -> None:
    """Add the definitions of the bands, each with its letter, glyph, word and colour.

    Parameters
    ----------
    shown:
        The bands in the table, ``None`` for cells in which no rating holds. Green, Amber and Red are always explained.
    """
    for band, key in LEGEND_ENTRIES.items():
        if band in _ALWAYS_EXPLAINED or band in shown:
            line = report.paragraph(style="Legend")
            write_band_tag(line, key, key.letter)
            write_run(line, f" {key.label}: ", bold=True)
            write_run(line, key.definition)
