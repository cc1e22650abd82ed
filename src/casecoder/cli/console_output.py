"""How commands speak: data on stdout, narration on stderr, listings as columns or JSON."""

import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from casecoder.store.study_file import StudyFile

_GAP = "  "
"""What stands between two columns."""

StudyArgument = Annotated[str, typer.Argument(metavar="STUDY", help="The study's file.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of columns.")]
CoderOption = Annotated[
    str, typer.Option("--coder", metavar="NAME", help="Who does it; CASECODER_CODER or the login name if not given.")
]


def print_message(sentence: str) -> None:
    """Say something to the user, on stderr."""
    typer.echo(sentence, err=True)


@contextmanager
def opening_study(typed: str) -> "Iterator[StudyFile]":
    """The study a command works on, let go of afterwards."""
    from casecoder.services.studies import open_study

    study = open_study(typed)
    try:
        yield study
    finally:
        study.close()


def coder_or_default(coder: str) -> str:
    """The coder named, or who is at work."""
    from casecoder.services.studies import default_coder

    return coder.strip() or default_coder()


def split_values(values: Sequence[str] | None, more: Sequence[str] | None = None) -> list[str]:
    """The values of an option that may be repeated, followed by several, or hold several between commas."""
    return [part.strip() for value in [*(values or ()), *(more or ())] for part in value.split(",") if part.strip()]


def print_listing(rows: Sequence[dict[str, Any]], *, as_json: bool, empty: str) -> None:
    """Print a listing.

    Parameters
    ----------
    rows:
        All with the same keys; the keys are the headings.
    empty:
        What to say on stderr when there is nothing.
    """
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=_json))
        return
    if not rows:
        print_message(empty)
        return
    lines = _lines(rows)
    widths = _widths(lines)
    for line in lines:
        typer.echo(_GAP.join(cell.ljust(wide) for cell, wide in zip(line, widths, strict=True)).rstrip())


def is_terminal() -> bool:
    """Return whether somebody reads the listing in a window, and no program or file takes it."""
    return sys.stdout.isatty()


def listing_width(rows: Sequence[dict[str, Any]]) -> int:
    """Return how many columns a listing takes; none without rows."""
    return len(_GAP.join(" " * wide for wide in _widths(_lines(rows)))) if rows else 0


def _lines(rows: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The headings and the cells as they are printed."""
    return [[name.replace("_", " ") for name in rows[0]], *([_flat(value) for value in row.values()] for row in rows)]


def _widths(lines: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*lines, strict=True)]


def _flat(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.0%}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return " ".join(str("" if value is None else value).split())


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else str(value)


def progress_printer(what: str) -> Any:
    """A progress line on stderr, only where a person watches."""
    watched = sys.stderr.isatty()

    def step(done: int, total: int) -> None:
        if watched:
            typer.echo(f"\r{what} {done} of {total}" + ("\n" if done == total else ""), err=True, nl=False)

    return step
