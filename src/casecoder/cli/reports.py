"""Commands that write documents."""

from pathlib import Path
from typing import Annotated

import typer

from casecoder.cli.console_output import StudyArgument, opening_study, print_message, progress_printer
from casecoder.core.errors import UsageError
from casecoder.reports.pictures.drawing_process import background_drawing

ReportOutOption = Annotated[Path, typer.Option(metavar="PATH", help="Where to write it.", show_default=False)]


def report(
    study: StudyArgument,
    out: ReportOutOption,
    case: Annotated[str, typer.Option(help="A school.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every school, into the folder PATH.")] = False,
    across: Annotated[bool, typer.Option("--synthesis", help="The report across all schools.")] = False,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your own Word document: its page, letterhead and styles.")
    ] = None,
    outline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Markdown: its headings name the sections of a case study in your order; what you write under them is "
            "printed at their heads.",
        ),
    ] = None,
) -> None:
    """Write in Word a school's case study, or all schools', or the report across them; stderr says what it lacks.

    An outline can name: The school in brief; Data collected; The story of the platform; What the evidence is made of;
    Benefits; each further codebook by its title; Barriers and counter-evidence; This school’s ratings; Method note;
    Evidence appendix. A heading of your own is printed with the words under it. What it does not name is left out, but
    for the method note.
    """
    if [bool(case), every, across].count(True) != 1:
        raise UsageError("Give one of --case, --all and --synthesis.")
    if across and outline:
        raise UsageError("An outline is for case studies.", "Leave --outline out.")
    with background_drawing():
        from casecoder.services.outputs.publishing import write_case_studies, write_case_study, write_synthesis

        with opening_study(study) as source:
            if across:
                written = [write_synthesis(source, out, template=template, say=print_message)]
            elif every:
                bar = progress_printer("Case study")
                written = write_case_studies(source, out, bar, template=template, outline=outline, say=print_message)
            else:
                written = [write_case_study(source, case, out, template=template, outline=outline, say=print_message)]
    for path in written:
        typer.echo(path)
    if not written:
        print_message("The study has no schools yet.")
