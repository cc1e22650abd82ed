"""Commands that make and open studies."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from casecoder.cli.console_output import CoderOption, StudyArgument, coder_or_default, print_message, split_values
from casecoder.core.errors import CaseCoderError


def run_application(study: Path | None) -> None:
    """Start the terminal application, if there is a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CaseCoderError(
            "The terminal application needs a terminal.", "Every command works without one: see casecoder --help."
        )
    from casecoder.services.studies import default_coder
    from casecoder.tui.app import CaseCoderApp
    from casecoder.tui.base.terminal_check import require_capable_terminal

    require_capable_terminal()
    CaseCoderApp(study, default_coder()).run()


def open_command(study: StudyArgument) -> None:
    """Open a study in the terminal application."""
    from casecoder.services.studies import open_study, study_path

    open_study(study).close()
    run_application(study_path(study))


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put it.", show_default=False)],
) -> None:
    """Build the sample study with its table, matrices and case studies. A study already there is kept."""
    from casecoder.services.demo import write_demo

    made = write_demo(folder, print_message)
    typer.echo(made.study)
    for path in made.documents:
        typer.echo(path)


def new(
    study: StudyArgument,
    codebook: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A shipped codebook or a file; repeat for several. All shipped if none."),
    ] = None,
    title: Annotated[str, typer.Option(help="What reports call the study.")] = "",
    coder: CoderOption = "",
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Make an empty study."""
    from casecoder.services.studies import new_study

    made = new_study(study, title=title, codebooks=split_values(codebook, more), coder=coder_or_default(coder))
    made.close()
    typer.echo(made.path)
