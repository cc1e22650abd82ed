"""Commands that write documents."""

from pathlib import Path
from typing import Annotated

import typer

from casecoder.cli.output import StudyArgument, opened, progress_bar, tell
from casecoder.core.errors import UsageError

OutOption = Annotated[Path, typer.Option(metavar="PATH", help="Where to write it.", show_default=False)]


def matrix(
    study: StudyArgument,
    out: OutOption,
    cells: Annotated[str, typer.Option(help="count, sources, participants, coverage or rag.")] = "count",
    codebook: Annotated[str, typer.Option(help="Which codebook; the study's first if not given.")] = "",
) -> None:
    """Write benefits by schools as .csv, .xlsx, .html, .md or .docx; every cell names its codings."""
    from casecoder.core.matrix import Measure
    from casecoder.services.outputs.publishing import write_matrix

    try:
        measure = Measure(cells.casefold())
    except ValueError:
        raise UsageError(f"{cells!r} is nothing a cell can hold.", "Use " + ", ".join(Measure) + ".") from None
    with opened(study) as source:
        for path in write_matrix(source, out, measure, codebook):
            typer.echo(path)


def report(
    study: StudyArgument,
    out: OutOption,
    case: Annotated[str, typer.Option(help="A school.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every school, into the folder PATH.")] = False,
) -> None:
    """Write a school's case study in Word, or all schools'."""
    from casecoder.services.outputs.publishing import write_case_studies, write_case_study

    if bool(case) == every:
        raise UsageError("Give either --case or --all.")
    with opened(study) as source:
        written = (
            write_case_studies(source, out, progress_bar("Case study"))
            if every
            else [write_case_study(source, case, out)]
        )
    for path in written:
        typer.echo(path)
    if not written:
        tell("The study has no schools yet.")
