"""What of the schools together is better seen than read, in Word: how much was coded where, how often each band is."""

from dataclasses import replace

from casecoder.core.outputs.matrix_charts import bands_chart
from casecoder.core.outputs.synthesis import Synthesis
from casecoder.reports.notes import FIGURES_CAUTION, named
from casecoder.reports.word.pictured import write_chart, write_heatmap
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write

PASSAGES, BAND_COUNTS = "passages", "band_counts"
"""What cross-references call the pictures."""


def write_passages(report: Report, synthesis: Synthesis) -> None:
    """Add how many passages were coded under each benefit in each school."""
    if not any(cell.value for cell in synthesis.passages.cells.values()):
        report.paragraph("Nothing has been coded under a benefit yet, so there is no picture of where.")
        return
    line = report.paragraph()
    report.refer(line, PASSAGES)
    write(line, " shows how many passages were coded under each benefit in each school, for it or against it.")
    passages = replace(synthesis.passages, title="Coded passages by benefit and school")
    write_heatmap(report, passages, f"cells:{passages.measure}", PASSAGES)
    for note in filter(None, (named(passages), FIGURES_CAUTION, *passages.remarks)):
        report.paragraph(note, "Report Note")


def write_band_counts(report: Report, synthesis: Synthesis) -> None:
    """Add in how many schools each benefit has which band."""
    chart = bands_chart(synthesis.table)
    if chart.is_empty:
        return
    line = report.paragraph()
    report.refer(line, BAND_COUNTS)
    write(line, " brings its bands together for each benefit.")
    line.paragraph_format.keep_with_next = True
    write_chart(report, chart, BAND_COUNTS)
