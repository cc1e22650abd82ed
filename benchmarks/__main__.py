"""Print the table: each figure beside its floor and what is allowed."""

import sys
import tempfile
from pathlib import Path

from benchmarks import (
    acts,
    agreement,
    commands,
    matrices,
    reports,
    retrieval,
    screens,
    searching,
    synthesis,
    transcript_view,
    verifying,
)
from benchmarks.timing import HEADINGS

PARTS = (
    commands, acts, screens, searching, retrieval, matrices, agreement, reports, synthesis, verifying, transcript_view,
)  # fmt: skip


def main() -> int:
    """Measure everything. 1 if something takes longer than is allowed."""
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
