"""Pictures in a Word document: each with its number, its caption and its words, and on the list of claims."""

from io import BytesIO

from docx.shared import Cm, Pt

from casecoder.core.outputs.chart import Chart, Picture
from casecoder.core.outputs.matrix import Matrix
from casecoder.core.outputs.matrix_charts import cells_chart
from casecoder.reports.pictures.apart import picture_of
from casecoder.reports.pictures.charts import drawn
from casecoder.reports.pictures.heatmap import heatmap
from casecoder.reports.printable import printable
from casecoder.reports.word.claimed import marked
from casecoder.reports.word.report import Report

_OF_A_PAGE = 0.85
"""How much of a page a picture takes at most; its caption stands under it."""


def write_chart(report: Report, chart: Chart, key: str) -> None:
    """Add a chart as wide as the text.

    Parameters
    ----------
    key:
        What cross-references call it.
    """
    _write(report, chart, picture_of(drawn, chart, width=report.width, titled=False), key)


def write_heatmap(report: Report, matrix: Matrix, counted_by: str, key: str) -> None:
    """Add a matrix of figures as a heat map as wide as the text.

    Parameters
    ----------
    counted_by:
        What its figures are counted again by.
    """
    _write(report, cells_chart(matrix, counted_by), picture_of(heatmap, matrix, width=report.width), key)


def _write(report: Report, shown: Chart, picture: Picture, key: str) -> None:
    shrunk = min(1.0, report.depth * _OF_A_PAGE / picture.height)
    caption = report.caption(printable(shown.title), key, "Figure")
    below = caption.paragraph_format
    below.keep_with_next, below.space_before, below.space_after = False, Pt(4), Pt(10)
    name = report.name_of(key)
    holder = report.paragraph(style="Picture")
    holder.paragraph_format.keep_with_next = True
    caption._p.addprevious(holder._p)
    with marked(report, holder, report.claims.add_picture(name, shown, picture) if report.claims else None):
        width, height = Cm(picture.width * shrunk), Cm(picture.height * shrunk)
        inline = holder.add_run().add_picture(BytesIO(picture.data), width, height)
    about = inline._inline.docPr
    about.set("name", name)
    about.set("descr", printable(picture.alt))
    about.set("title", printable(shown.title))
    for mark, words in picture.unwritten.items():
        report.paragraph(f"{mark} {words}", "Report Note")
