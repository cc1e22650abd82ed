"""Adds pictures to a Word document, each with its number, caption and description, and to the list of claims."""

from io import BytesIO

from docx.shared import Cm, Pt

from casecoder.core.outputs.chart import Chart, Picture
from casecoder.core.outputs.matrix import Matrix
from casecoder.core.outputs.matrix_charts import matrix_figures_chart
from casecoder.reports.pictures.chart_picture import draw_chart
from casecoder.reports.pictures.drawing_process import draw_in_background
from casecoder.reports.pictures.heatmap import draw_heatmap
from casecoder.reports.printable_text import make_printable
from casecoder.reports.word.claim_writer import inside_bookmark
from casecoder.reports.word.report import WordReport

_LARGEST_SHARE = 0.85
"""The largest share of a page that a picture may take. Its caption stands under it."""


def write_chart(report: WordReport, chart: Chart, key: str) -> None:
    """Add a chart as wide as the text.

    Parameters
    ----------
    key:
        The key of its caption, for cross-references.
    """
    _write(report, chart, draw_in_background(draw_chart, chart, width=report.width, titled=False), key)


def write_heatmap(report: WordReport, matrix: Matrix, counted_by: str, key: str) -> None:
    """Add a matrix of figures as a heat map as wide as the text.

    Parameters
    ----------
    counted_by:
        The key by which its figures are counted again.
    """
    _write(
        report,
        matrix_figures_chart(matrix, counted_by),
        draw_in_background(draw_heatmap, matrix, width=report.width),
        key,
    )


def _write(report: WordReport, shown: Chart, picture: Picture, key: str) -> None:
    """Add a picture with its caption, and add it to the list of claims."""
    shrunk = min(1.0, report.depth * _LARGEST_SHARE / picture.height)
    caption = report.caption(make_printable(shown.title), key, "Figure")
    below = caption.paragraph_format
    below.keep_with_next, below.space_before, below.space_after = False, Pt(4), Pt(10)
    name = report.name_of(key)
    holder = report.paragraph(style="Picture")
    holder.paragraph_format.keep_with_next = True
    caption._p.addprevious(holder._p)
    with inside_bookmark(report, holder, report.claims.add_picture(name, shown, picture) if report.claims else None):
        width, height = Cm(picture.width * shrunk), Cm(picture.height * shrunk)
        inline = holder.add_run().add_picture(BytesIO(picture.data), width, height)
    about = inline._inline.docPr
    about.set("name", name)
    about.set("descr", make_printable(picture.alt))
    about.set("title", make_printable(shown.title))
    for mark, words in picture.unwritten.items():
        report.paragraph(f"{mark} {words}", "Report Note")
