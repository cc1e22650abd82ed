"""What the bands mean, as it stands under every table of ratings."""

from collections.abc import Container

from casecoder.core.vocabulary import Band
from casecoder.reports.band_legend import LEGEND_ENTRIES
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.text_runs import write_band_tag, write_run

_ALWAYS = frozenset({Band.GREEN, Band.AMBER, Band.RED})


def write_band_legend(report: WordReport, shown: Container[object]) -> None:
    """Add the definitions of the bands, each with its letter, glyph, word and colour.

    Parameters
    ----------
    shown:
        The bands in the table, ``None`` for that none holds. Green, Amber and Red are explained in any case.
    """
    for band, key in LEGEND_ENTRIES.items():
        if band in _ALWAYS or band in shown:
            line = report.paragraph(style="Legend")
            write_band_tag(line, key, key.letter)
            write_run(line, f" {key.label}: ", bold=True)
            write_run(line, key.definition)
