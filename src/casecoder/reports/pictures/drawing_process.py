"""Drawing in a process of its own: matplotlib takes as long to load as a report to write, and loads beside it there."""

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

_SERVE = "from casecoder.reports.pictures.drawing_process import serve_drawing_requests; serve_drawing_requests()"
_other: "ContextVar[subprocess.Popen[bytes] | None]" = ContextVar("_other", default=None)
"""The process that draws for whoever runs in this context."""


@contextmanager
def background_drawing() -> Iterator[None]:
    """While this lasts, pictures are drawn in another process, which starts loading at once."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    before = _other.set(process)
    try:
        yield
    finally:
        _other.reset(before)
        process.kill()
        process.communicate()


def draw_in_background(draw: Callable[..., Picture], *of: Any, **how: Any) -> Picture:
    """The outcome of a function that draws, from the other process if there is one.

    Parameters
    ----------
    draw, of, how:
        A function of this package, and what it is called with; all of it can be pickled.
    """
    call, process = partial(draw, *of, **how), _other.get()
    if process is None or process.stdin is None or process.stdout is None:
        return call()
    try:
        pickle.dump(call, process.stdin)
        process.stdin.flush()
        made: Picture = pickle.load(process.stdout)
    except (OSError, EOFError):  # it is gone: what it failed at fails here again, and says why
        return call()
    return made


def serve_drawing_requests() -> None:
    """Draw what is asked for on standard input until that ends."""
    for part in ("matplotlib.figure", "matplotlib.backends.backend_agg"):
        import_module(part)  # before anything is asked for
    while True:
        try:
            call = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(call(), sys.stdout.buffer)
        sys.stdout.flush()
