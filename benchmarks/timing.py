"""Timing two things in turn, so that a machine whose speed drifts drifts for both, and showing the outcome."""

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
"""Of the processes timed: an installed program is compiled once, and not at each start."""


gc.set_threshold(200_000)  # as where the program starts


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Parameters
    ----------
    what, on:
        What was measured, and on what.
    ours, floor:
        Medians, in seconds or in ``unit``; ``None`` where nothing was or could be measured.
    allowed:
        What ``ours`` may be at most, given the floor.
    floor_is:
        What the floor is; why the line was skipped, if it was.
    unit:
        What the figures are in, if they are no times.
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
        """``ok``, ``OVER`` or ``skipped``."""
        if self.ours is None or self.allowed is None:
            return "skipped"
        return "ok" if self.ours <= self.allowed else "OVER"

    def __str__(self) -> str:
        cells = "".join(f"{self._cell(value):>10}" for value in (self.ours, self.floor, self.allowed))
        return f"{self.what:<40}{self.on:<44}{cells}  {self.verdict:<8}{self.floor_is}"

    def _cell(self, value: float | None) -> str:
        if value is None:
            return "-"
        return f"{value:.1f} {self.unit}" if self.unit else f"{value * 1e3:.1f}"


HEADINGS = (
    f"{'milliseconds, or a unit':<40}{'measured on':<44}{'ours':>10}{'floor':>10}{'allowed':>10}  {'':<8}the floor is"
)


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def cpu_seconds(act: Callable[[], object]) -> float:
    """Return how long the processor works on one call; what waits for a disk or another program is left out."""
    began = time.process_time()
    act()
    return time.process_time() - began


def in_turn(first: Callable[[], object], second: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """The medians of two acts run A B A B, after one of each that isn't counted."""
    first()
    second()
    pairs = [(seconds(first), seconds(second)) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def process(command: Sequence[str]) -> Callable[[], object]:
    """An act that runs a command to its end, its output thrown away."""
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
