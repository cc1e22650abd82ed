"""What the bands mean, as it stands under every table of ratings."""

from docx.shared import Cm

from casecoder.reports.keys import KEYS
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write, write_tag

_WORD_AT, _TEXT_AT = 1.3, 5.4


def write_legend(report: Report) -> None:
    """Add the definitions of the bands, each with its letter, glyph, word and colour."""
    for key in KEYS.values():
        line = report.paragraph(style="Legend")
        shape = line.paragraph_format
        shape.left_indent, shape.first_line_indent = Cm(_TEXT_AT), Cm(-_TEXT_AT)
        shape.tab_stops.add_tab_stop(Cm(_WORD_AT))
        shape.tab_stops.add_tab_stop(Cm(_TEXT_AT))
        write_tag(line, key, key.letter)
        write(line, f"\t{key.label}\t", bold=True)
        write(line, key.definition)
