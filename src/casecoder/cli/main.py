"""The command line as a whole."""

import sys
from typing import Annotated

import typer

from casecoder import __version__
from casecoder.cli import (
    agreement,
    case_and_source_details,
    codebook,
    coding,
    correcting,
    history,
    importing,
    matrices_and_pictures,
    memos,
    rating,
    ratings,
    reports,
    retrieval,
    speakers,
    studies,
    study_contents,
    text_search,
    verifying,
)
from casecoder.core.errors import CaseCoderError, UsageError

app = typer.Typer(
    name="casecoder",
    help="Code interviews, rate schools, publish case studies. Without a command: the terminal application.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS = (
    studies.open_command,
    studies.demo,
    studies.new,
    importing.import_command,
    study_contents.cases,
    study_contents.sources,
    study_contents.participants,
    coding.code,
    coding.uncode,
    retrieval.segments,
    retrieval.queries,
    text_search.search,
    rating.rate,
    rating.summary,
    ratings.ratings,
    ratings.reconcile,
    ratings.sign,
    ratings.weigh,
    ratings.setting,
    agreement.agreement,
    matrices_and_pictures.matrix,
    matrices_and_pictures.cooccurrence,
    matrices_and_pictures.framework,
    matrices_and_pictures.picture,
    reports.report,
    verifying.verify,
    case_and_source_details.source,
    case_and_source_details.case,
    case_and_source_details.participant,
    case_and_source_details.title,
    correcting.correct,
    correcting.replace,
    correcting.review,
    speakers.speakers,
    speakers.speaker,
    memos.memos,
    memos.memo,
    history.history,
    history.undo,
    history.redo,
    history.check,
)
for command in COMMANDS:
    app.command(command.__name__.removesuffix("_command"))(command)
app.add_typer(codebook.app, name="codebook")


@app.callback(invoke_without_command=True)
def open_without_command(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Open the last study, or the picker, when no command is given."""
    if version:
        typer.echo(f"casecoder {__version__}")
    elif context.invoked_subcommand is None:
        studies.run_application(None)


def main() -> None:
    """Run a command; what is wrong with its input is said in a sentence, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except CaseCoderError as error:
        typer.echo(f"casecoder: {error.message}", err=True)
        if error.hint:
            typer.echo("  " + error.hint.replace("\n", "\n  "), err=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:  # the reader (head, less) has gone; there is nobody left to tell
        sys.stderr.close()
        sys.exit(1)
