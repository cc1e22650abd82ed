"""Print the table of all figures, each beside its floor and its limit."""

import sys
import tempfile
from pathlib import Path

from benchmarks import (
    act_costs,
    agreement,
    bulk_coding,
    case_study_report,
    command_line,
    extracts,
    importing,
    matrices,
    retrieval,
    screens,
    searching,
    single_acts,
    synthesis_report,
    transcript_view,
    verifying,
)
from benchmarks.timing import HEADINGS

PARTS = (
    command_line,
    importing,
    single_acts,
    act_costs,
    bulk_coding,
    screens,
    searching,
    retrieval,
    matrices,
    extracts,
    agreement,
    case_study_report,
    synthesis_report,
    verifying,
    transcript_view,
)


def main() -> int:
    """Measure everything. Return 1 if a figure is over its limit, otherwise 0."""
    over = 0
    print(HEADINGS)
    with tempfile.TemporaryDirectory() as place:
        for part in PARTS:
            folder = Path(place, part.__name__)
            folder.mkdir()
            for figure in part.figures(folder):
                print(figure, flush=True)
                over += figure.verdict == "OVER"
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
