"""What the bands mean, as it stands under every table of ratings."""

from collections.abc import Container

from casecoder.core.vocabulary import Band
from casecoder.reports.keys import KEYS
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write, write_tag

_ALWAYS = frozenset({Band.GREEN, Band.AMBER, Band.RED})


def write_legend(report: Report, shown: Container[object]) -> None:
    """Add the definitions of the bands, each with its letter, glyph, word and colour.

    Parameters
    ----------
    shown:
        The bands in the table, ``None`` for that none holds. Green, Amber and Red are explained in any case.
    """
    for band, key in KEYS.items():
        if band in _ALWAYS or band in shown:
            line = report.paragraph(style="Legend")
            write_tag(line, key, key.letter)
            write(line, f" {key.label}: ", bold=True)
            write(line, key.definition)
