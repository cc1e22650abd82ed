"""Draws pictures in a second process.

matplotlib takes as long to load as a report to write. In a second process it loads while the report is written.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from importlib import import_module
from typing import Any

from casecoder.core.outputs.chart import Picture

_SERVE_REQUESTS = (
    "from casecoder.reports.pictures.drawing_process import serve_drawing_requests; serve_drawing_requests()"
)
_drawing_process: "ContextVar[subprocess.Popen[bytes] | None]" = ContextVar("_drawing_process", default=None)
"""The process that draws for the code in this context."""


@contextmanager
def background_drawing() -> Iterator[None]:
    """Draw pictures in another process while this context lasts. The process starts to load at once."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE_REQUESTS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    before = _drawing_process.set(process)
    try:
        yield
    finally:
        _drawing_process.reset(before)
        process.kill()
        process.communicate()


def draw_in_background(draw: Callable[..., Picture], *of: Any, **how: Any) -> Picture:
    """Call a function that draws, in the other process if there is one, and return its picture.

    Parameters
    ----------
    draw, of, how:
        The function and its arguments. All of them can be pickled.
    """
    call, process = partial(draw, *of, **how), _drawing_process.get()
    if process is None or process.stdin is None or process.stdout is None:
        return call()
    try:
        pickle.dump(call, process.stdin)
        process.stdin.flush()
        made: Picture = pickle.load(process.stdout)
    except (OSError, EOFError):  # the process is gone: a call that failed there fails here again, with its reason
        return call()
    return made


def serve_drawing_requests() -> None:
    """Call the pickled functions from standard input, and write their pictures, until the input ends."""
    for part in ("matplotlib.figure", "matplotlib.backends.backend_agg"):
        import_module(part)  # before the first request
    while True:
        try:
            call = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(call(), sys.stdout.buffer)
        sys.stdout.flush()
