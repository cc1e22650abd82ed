"""Writing what a document claims: the run in its style, the bookmark around it, the line in the list of claims."""

from collections.abc import Iterator
from contextlib import contextmanager

from docx.text.paragraph import Paragraph

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.excerpt import excerpt
from casecoder.reports.keys import judged
from casecoder.reports.printable import printable
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write, write_mark, write_tag
from casecoder.reports.word.styles import QUOTED_WORDS, STUDY_FIGURE


def write_claimed_words(report: Report, paragraph: Paragraph, item: Evidence, *, whole: bool = True) -> None:
    """Add a coding's words, exactly; nothing else in a document wears their style.

    Parameters
    ----------
    whole:
        Whether to print all of a long quote; else its middle is left out, which ``[…]`` says.
    """
    words = printable(item.printed if whole else excerpt(item.printed))
    with marked(report, paragraph, report.claims.add_quote(item) if report.claims else None):
        write(paragraph, words, QUOTED_WORDS)


def write_figure(
    report: Report, paragraph: Paragraph, key: str, value: float | None, text: str = "", *, bold: bool = False
) -> None:
    """Add a figure that was counted from the study.

    Parameters
    ----------
    key:
        What was counted, as in :mod:`casecoder.reports.word.claims`.
    value:
        ``None`` where ``text`` says that there is none.
    text:
        The figure as it is printed; ``value`` itself, thousands set off, when empty.
    """
    shown = text or f"{value:,}"
    with marked(report, paragraph, report.claims.add_figure(key, value, shown) if report.claims else None):
        write(paragraph, shown, STUDY_FIGURE, bold=bold)


def write_counted(report: Report, paragraph: Paragraph, key: str, value: int, one: str, *, many: str = "") -> None:
    """Add a figure and what it counts (``1 coding``, ``3 codings``)."""
    write_figure(report, paragraph, key, value)
    write(paragraph, f" {one if value == 1 else many or one + 's'}")


def write_band(
    report: Report, paragraph: Paragraph, case: str, code: str, given: Judgement | None, *, tag: bool = False
) -> None:
    """Add a cell's band, or that it has none: letter and glyph, as a ``tag`` on a patch of the band's colour."""
    key, letter = judged(given)
    shown = f"{letter} {key.glyph}"
    name = report.claims.add_rating(case, code, given, shown) if report.claims else None
    with marked(report, paragraph, name):
        (write_tag if tag else write_mark)(paragraph, key, letter)


@contextmanager
def marked(report: Report, paragraph: Paragraph, name: str | None) -> Iterator[None]:
    """Set a bookmark around what is added meanwhile; none without a name."""
    if name is None:
        yield
    else:
        with report.bookmarked(paragraph, name):
            yield
