"""Measure how long a code takes from the key to the coding on disk and on the screen of a terminal.

``python -m benchmarks.coding_keystroke STUDY`` opens the first interview of a study,
for the measurements to press keys in.
"""

import fcntl
import gc
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.timing import Figure

if TYPE_CHECKING:
    from textual.screen import Screen

COLUMNS, ROWS = 120, 40
CODER, SOURCE = "a benchmark", "P1-INT-01"
ALLOWED = 0.030
ACTS = 40
CODED = re.compile(rb"Coded: B01 ")
_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")
ON, APPLY, UNDO = b"]", b"1", b"\x1a"
QUIET = 0.12
"""The screen is complete after so many seconds without output."""


class Session:
    """casecoder with a study, in a terminal of its own."""

    def __init__(self, study: Path, state: Path) -> None:
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            places = {"XDG_STATE_HOME": str(state), "XDG_CONFIG_HOME": str(state), "TERM": "xterm-256color"}
            command = [sys.executable, "-m", "benchmarks.coding_keystroke", str(study)]
            os.execve(sys.executable, command, {**os.environ, **places})
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.until(SOURCE.encode(), 60)
        self.settle(1.0)

    def settle(self, quiet: float = QUIET) -> None:
        """Wait until the screen stays as it is."""
        while select.select([self._terminal], [], [], quiet)[0]:
            os.read(self._terminal, 65536)

    def press(self, key: bytes) -> None:
        """Press a key."""
        os.write(self._terminal, key)

    def until(self, sign: bytes | re.Pattern[bytes], seconds: float) -> bool:
        """Return whether a pattern is painted within some seconds, as soon as it is."""
        pattern, seen, end = re.compile(sign), b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and select.select([self._terminal], [], [], left)[0]:
            seen += os.read(self._terminal, 65536)
            if pattern.search(_ESCAPES.sub(b"", seen)):
                return True
        return False

    def code(self) -> float | None:
        """Code the next sentence and undo it. Return the seconds from key to screen; ``None`` without an answer."""
        self.press(ON)
        self.settle()
        began = time.perf_counter()
        self.press(APPLY)
        took = time.perf_counter() - began if self.until(CODED, 0.5) else None
        self.settle()
        if took is not None:
            self.press(UNDO)
            self.settle()
        return took

    def close(self) -> None:
        """End the application."""
        os.kill(self._process, signal.SIGTERM)
        os.waitpid(self._process, 0)
        os.close(self._terminal)


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the 95th percentile with a thousand and a million codings in the study, and in a full source."""
    from benchmarks.coded_study import make_study
    from benchmarks.large_study import MILLION, THOUSAND, million, thousand
    from benchmarks.transcript_view import CODINGS, make_source

    full = folder / "full.casecoder"
    make_study(full, CODINGS, [make_source(codings=0).text]).close()
    few, many, full_source = measured([thousand(), million(), full], folder)
    what, floor = "apply a code: key to painted, p95", f"the same with {THOUSAND:,} codings"
    yield Figure(what, f"{THOUSAND:,} codings in the study", few, None, ALLOWED, "none")
    yield Figure(what, f"{MILLION:,} codings in the study", many, few, ALLOWED, floor)
    yield Figure(what, f"{CODINGS:,} codings in the source", full_source, few, ALLOWED, floor)


def measured(studies: list[Path], folder: Path, acts: int = ACTS) -> list[float]:
    """Return the 95th percentile of each study in seconds. The studies take turns."""
    from casecoder.tui.base.pinned_codes import PinnedCodes

    state = folder / "state"
    state.mkdir(exist_ok=True)
    os.environ["XDG_STATE_HOME"] = str(state)
    for study in studies:
        PinnedCodes(study, CODER).put("1", "B01")
    sessions = [Session(study, state) for study in studies]
    taken: list[list[float]] = [[] for _ in studies]
    for _ in range(acts):
        for session, times in zip(sessions, taken, strict=True):
            took = session.code()
            if took is not None:
                times.append(took)
    for session in sessions:
        session.close()
    return [sorted(times[1:])[int(0.95 * (len(times) - 1))] for times in taken]


def _at_work(study: Path) -> None:
    """Run the application at the first interview of a study."""
    from casecoder.tui import app
    from casecoder.tui.screens.transcript.transcript import TranscriptScreen

    class AtTranscript(app.CaseCoderApp):
        CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))

        def _home(self) -> "Screen[Any]":
            super()._home()  # opens the study; the grid it makes is never shown
            return TranscriptScreen(SOURCE)

    gc.set_threshold(200_000)  # as where the program starts
    AtTranscript(study, CODER).run()


if __name__ == "__main__":
    _at_work(Path(sys.argv[1]))
