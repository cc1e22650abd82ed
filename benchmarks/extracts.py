"""Extracts of 20,000 passages, beside a listing of the study's sources: how long they take, and how much memory."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.command_line import CASECODER
from benchmarks.large_study import TWENTY_THOUSAND, twenty_thousand
from benchmarks.timing import Figure, in_turn, peak_memory, process

RUNS = 3
ALLOWED = {".docx": ("Word", 4.0), ".xlsx": ("Excel", 3.0)}
"""The name of each format, and how long its extract may take, in seconds."""
MEMORY_OVER_FLOOR = 200.0
"""How much more memory an extract may hold than the listing, in megabytes."""
ON = f"{TWENTY_THOUSAND:,} passages, a process"
FLOOR = "casecoder sources"


def figures(folder: Path) -> Iterator[Figure]:
    """Yield a line of time and a line of memory for each format."""
    study = str(twenty_thousand())
    listing = [CASECODER, "sources", study]
    for ending, (name, allowed) in ALLOWED.items():
        extract = [CASECODER, "segments", study, "--out", str(folder / f"out{ending}")]
        ours, floor = in_turn(process(extract), process(listing), RUNS)
        yield Figure(f"extract: {name}", ON, ours, floor, allowed, FLOOR)
        peak, floor = peak_memory(extract), peak_memory(listing)
        yield Figure(f"extract: {name}, memory", ON, peak, floor, floor + MEMORY_OVER_FLOOR, FLOOR, unit="MB")
