"""What a run of two thousand tests does once, or without waiting, where the program does it each time it starts."""

import asyncio
from functools import cache
from math import inf
from time import monotonic, process_time
from typing import Any

import typer.main
from sqlalchemy import Engine, create_engine
from textual import _time as textual_time
from textual import app, pilot
from textual._context import active_app
from textual.css.stylesheet import Stylesheet

from casecoder.store import study_file

SOON = 1 / 50
"""Seconds. A timer that is due by then belongs to what was just done: Textual paints every 1/60 s."""

_read_css: dict[tuple[object, ...], Any] = {}
_parse_rules = Stylesheet._parse_rules
_first: list[Engine] = []
_ahead = [0.0]
"""Seconds."""


def _parse_rules_once(self: Stylesheet, *given: Any, **more: Any) -> Any:
    """The rules of a piece of CSS. They are never changed once they are read, so applications can share them."""
    key = (given, tuple(more.items()), tuple(self._variables.items()))
    if key not in _read_css:
        _read_css[key] = _parse_rules(self, *given, **more)
    return _read_css[key]


async def _until_idle(_min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until there is nothing to do: no callback, and no timer that is due soon.

    The clock is put on to the next timer that is due soon, which so ends at once. Textual's own function sleeps 20 ms
    at least and looks at the processor's time. Here that is done only while a worker is at work, since what a thread
    does can't be seen in the loop.
    """
    loop: Any = asyncio.get_running_loop()
    end = monotonic() + max_sleep
    while monotonic() < end:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        timers = (timer.when() for timer in loop._scheduled if not timer.cancelled())
        wait = min(timers, default=inf) - loop.time()
        if wait < SOON:
            _ahead[0] += max(0, wait)
        elif not _is_at_work() or not await _works_on():
            return


def _is_at_work() -> bool:
    return any(not worker.is_finished for worker in active_app.get().workers)


async def _works_on() -> bool:
    """Whether the workers come to an end within :data:`SOON`, or use the processor until then."""
    used, end = process_time(), monotonic() + SOON
    while monotonic() < end:
        await asyncio.sleep(SOON / 20)
        if not _is_at_work():
            return True
    return process_time() - used >= SOON / 20


def _time(_loop: object = None) -> float:
    """The time of the loop and of Textual's timers, ahead of the real time by what tests did not wait for."""
    return monotonic() + _ahead[0]


def _engine(*given: Any, **more: Any) -> Engine:
    """An engine that shares the statements compiled for the others; they are kept by dialect."""
    engine = create_engine(*given, **more)
    first: Any = _first[0] if _first else engine
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    _first[:] = [first]
    return engine


def make_quick() -> None:
    """Put these in the place of Textual's and SQLAlchemy's own."""
    Stylesheet._parse_rules = _parse_rules_once  # type: ignore[method-assign]
    asyncio.BaseEventLoop.time = _time  # type: ignore[assignment,method-assign]
    textual_time.get_time = _time
    for module in (app, pilot):
        module.wait_for_idle = _until_idle  # type: ignore[attr-defined]
    typer.main.get_command = cache(typer.main.get_command)  # the tree of commands is made anew at each call
    study_file.sqlalchemy_create_engine = _engine  # type: ignore[attr-defined]
