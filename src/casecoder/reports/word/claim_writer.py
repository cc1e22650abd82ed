"""Writing what a document claims: the run in its style, the bookmark around it, the line in the list of claims."""

from collections.abc import Iterator
from contextlib import contextmanager

from docx.text.paragraph import Paragraph

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.excerpt import excerpt_quote
from casecoder.core.outputs.figures.definitions import CountedFigure
from casecoder.reports.band_legend import legend_entry_of_rating
from casecoder.reports.printable_text import make_printable
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.styles import QUOTED_WORDS, STUDY_FIGURE
from casecoder.reports.word.text_runs import write_band_mark, write_band_tag, write_run


def write_claimed_quote(report: WordReport, paragraph: Paragraph, item: Evidence, *, whole: bool = True) -> None:
    """Add a coding's words, exactly; nothing else in a document wears their style.

    Parameters
    ----------
    whole:
        Whether to print all of a long quote; else its middle is left out, which ``[…]`` says.
    """
    words = make_printable(item.printed if whole else excerpt_quote(item.printed))
    with inside_bookmark(report, paragraph, report.claims.add_quote(item) if report.claims else None):
        write_run(paragraph, words, QUOTED_WORDS)


def write_claimed_figure(
    report: WordReport, paragraph: Paragraph, figure: CountedFigure, text: str = "", *, bold: bool = False
) -> None:
    """Add a figure that was counted from the study.

    Parameters
    ----------
    text:
        The figure as it is printed; its value, thousands set off, when empty.
    """
    shown = text or figure.text
    with inside_bookmark(report, paragraph, report.claims.add_figure(figure, shown) if report.claims else None):
        write_run(paragraph, shown, STUDY_FIGURE, bold=bold)


def write_claimed_band(
    report: WordReport, paragraph: Paragraph, case: str, code: str, given: Judgement | None, *, tag: bool = False
) -> None:
    """Add a cell's band, or that it has none: letter and glyph, as a ``tag`` on a patch of the band's colour."""
    key, letter = legend_entry_of_rating(given)
    shown = f"{letter} {key.glyph}"
    name = report.claims.add_rating(case, code, given, shown) if report.claims else None
    with inside_bookmark(report, paragraph, name):
        (write_band_tag if tag else write_band_mark)(paragraph, key, letter)


@contextmanager
def inside_bookmark(report: WordReport, paragraph: Paragraph, name: str | None) -> Iterator[None]:
    """Set a bookmark around what is added meanwhile; none without a name."""
    if name is None:
        yield
    else:
        with report.bookmarked(paragraph, name):
            yield
