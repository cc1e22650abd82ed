"""Commands for what was done: its history, undo and redo, and the proof that a study is whole."""

import dataclasses
from typing import Annotated

import typer

from casecoder.cli.console_output import (
    JsonOption,
    StudyArgument,
    coder_or_default,
    opening_study,
    print_listing,
    print_message,
)

UndoCoderOption = Annotated[
    str,
    typer.Option(
        "--coder",
        metavar="NAME",
        envvar="CASECODER_CODER",
        help="Whose act; whoever acted last if nobody is named.",
        show_envvar=False,
    ),
]


def history(
    study: StudyArgument,
    limit: Annotated[int | None, typer.Option(help="How many acts; all if not given.", min=1)] = None,
    json: JsonOption = False,
) -> None:
    """List what was done, newest first."""
    from casecoder.services.history import read_history as acts

    with opening_study(study) as source:
        rows = [dataclasses.asdict(act) for act in acts(source, limit, coder_or_default(""))]
    print_listing(rows, as_json=json, empty="Nothing has been done yet.")


def undo(study: StudyArgument, coder: UndoCoderOption = "") -> None:
    """Undo the last act."""
    from casecoder.services.history import undo as take_back

    with opening_study(study) as source:
        print_message(f"Undone: {take_back(source, coder)}")


def redo(study: StudyArgument, coder: UndoCoderOption = "") -> None:
    """Redo what was last undone."""
    from casecoder.services.history import redo as do_again

    with opening_study(study) as source:
        print_message(f"Redone: {do_again(source, coder)}")


def check(study: StudyArgument, json: JsonOption = False) -> None:
    """Prove that a study is whole: texts, quotes, ratings, history."""
    from casecoder.services.study_check import check_study as examine

    with opening_study(study) as source:
        report = examine(source, coder_or_default(""))
    if json:
        print_listing([dataclasses.asdict(report)], as_json=True, empty="")
    else:
        for fault in report.faults:
            typer.echo(fault)
        for reason in report.stale:
            print_message(f"To look at again: {reason}")
    held = f"{report.sources} sources, {report.codings} codings, {report.ratings} ratings, {report.events} events"
    print_message(f"{held}: " + ("the study is whole." if not report.faults else f"{len(report.faults)} faults."))
    if report.faults:
        raise typer.Exit(1)
