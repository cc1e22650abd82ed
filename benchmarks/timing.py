"""Time two acts in turn, so that a change in the machine's speed meets both, and show the figures."""

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RUNS = 7
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of timed processes. An installed program is compiled once, and not at each start."""


gc.set_threshold(200_000)  # as at the start of the program


@dataclass(frozen=True)
class Figure:
    """One line of the table of figures.

    Parameters
    ----------
    what, on:
        What was measured, and on which data.
    ours, floor:
        Medians in seconds or in ``unit``; ``None`` where nothing could be measured.
    allowed:
        The limit of ``ours``, given the floor.
    floor_is:
        What the floor is, or why the line was skipped.
    unit:
        The unit of the figures, if they are not times.
    """

    what: str
    on: str
    ours: float | None = None
    floor: float | None = None
    allowed: float | None = None
    floor_is: str = ""
    unit: str = ""

    @property
    def verdict(self) -> str:
        """Return ``ok``, ``OVER`` or ``skipped``."""
        if self.ours is None or self.allowed is None:
            return "skipped"
        return "ok" if self.ours <= self.allowed else "OVER"

    def __str__(self) -> str:
        cells = "".join(f"{self._cell(value):>10}" for value in (self.ours, self.floor, self.allowed))
        share = f"{self.ours / self.allowed:.0%}" if self.ours is not None and self.allowed else "-"
        return f"{self.what:<40}{self.on:<44}{cells}{share:>10}  {self.verdict:<8}{self.floor_is}"

    def _cell(self, value: float | None) -> str:
        if value is None:
            return "-"
        return f"{value:.1f} {self.unit}" if self.unit else f"{value * 1e3:.1f}"


HEADINGS = (
    f"{'milliseconds, or a unit':<40}{'measured on':<44}{'ours':>10}{'floor':>10}{'limit':>10}{'of limit':>10}  {'':<8}"
    "the floor is"
)


def seconds(act: Callable[[], object]) -> float:
    """Return the seconds that one call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def cpu_seconds(act: Callable[[], object]) -> float:
    """Return how long the processor works on one call; what waits for a disk or another program is left out."""
    began = time.process_time()
    act()
    return time.process_time() - began


def in_turn(first: Callable[[], object], second: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Return the medians of two acts run in turn, after one of each that is not counted."""
    first()
    second()
    pairs = [(seconds(first), seconds(second)) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def process(command: Sequence[str]) -> Callable[[], object]:
    """Return an act that runs a command to its end and drops its output."""
    return lambda: subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT, timeout=120
    )


def peak_memory(command: Sequence[str]) -> float:
    """Return the most memory that a command holds while it runs, in megabytes."""
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, usage = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise subprocess.CalledProcessError(started.returncode, command)
    kilobytes = usage.ru_maxrss / 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return kilobytes / 1024
