"""Timing two things in turn, so that a machine whose speed drifts drifts for both."""

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RUNS = 7


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Parameters
    ----------
    what:
        What was measured, and on what.
    ours, floor:
        Medians, in seconds.
    allowed:
        What ``ours`` may be at most, given the floor, in seconds.
    floor_is:
        What the floor is.
    """

    what: str
    ours: float
    floor: float
    allowed: float
    floor_is: str

    def __str__(self) -> str:
        verdict = "ok" if self.ours <= self.allowed else "OVER"
        return (
            f"{self.what:<62} {self.ours * 1e3:8.1f} ms   floor {self.floor * 1e3:8.1f} ms ({self.floor_is})"
            f"   at most {self.allowed * 1e3:8.1f} ms   {verdict}"
        )


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def in_turn(first: Callable[[], object], second: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """The medians of two acts run A B A B, after one of each that isn't counted."""
    first()
    second()
    pairs = [(seconds(first), seconds(second)) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def process(command: Sequence[str]) -> Callable[[], object]:
    """An act that runs a command to its end, its output thrown away."""
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
