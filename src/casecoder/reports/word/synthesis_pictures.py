"""Adds two pictures of all schools: how much was coded where, and how often each band was given."""

from dataclasses import replace

from casecoder.core.outputs.matrix_charts import matrix_bands_chart
from casecoder.core.outputs.synthesis import Synthesis
from casecoder.reports.matrix_notes import FIGURES_CAUTION, column_ids_note
from casecoder.reports.word.picture_writer import write_chart, write_heatmap
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.text_runs import write_run

PASSAGES_PICTURE, BAND_COUNTS_PICTURE = "passages", "band_counts"
"""The keys of the pictures, for cross-references."""


def write_passages_heatmap(report: WordReport, synthesis: Synthesis) -> None:
    """Add a heat map of the passages coded under each benefit in each school.

    Without any such passage, a sentence stands in its place.
    """
    if not any(cell.value for cell in synthesis.passages.cells.values()):
        report.paragraph("Nothing has been coded under a benefit yet, so there is no picture of where.")
        return
    line = report.paragraph()
    report.refer(line, PASSAGES_PICTURE)
    write_run(line, " shows how many passages were coded under each benefit in each school, for it or against it.")
    passages = replace(synthesis.passages, title="Coded passages by benefit and school")
    write_heatmap(report, passages, f"cells:{passages.measure}", PASSAGES_PICTURE)
    for note in filter(None, (column_ids_note(passages), FIGURES_CAUTION, *passages.remarks)):
        report.paragraph(note, "Report Note")


def write_band_counts_chart(report: WordReport, synthesis: Synthesis) -> None:
    """Add a chart of the bands of each benefit, unless no cell has one."""
    chart = matrix_bands_chart(synthesis.table)
    if chart.is_empty:
        return
    line = report.paragraph()
    report.refer(line, BAND_COUNTS_PICTURE)
    write_run(line, " brings its bands together for each benefit.")
    line.paragraph_format.keep_with_next = True
    write_chart(report, chart, BAND_COUNTS_PICTURE)
