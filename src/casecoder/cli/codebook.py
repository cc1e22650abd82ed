"""Commands for codebooks."""

from pathlib import Path
from typing import Annotated

import typer

from casecoder.cli import codebook_editing
from casecoder.cli.console_output import (
    CoderOption,
    JsonOption,
    StudyArgument,
    coder_or_default,
    opening_study,
    print_listing,
    print_message,
)

app = typer.Typer(
    help="List, show, check, import, export and change codebooks.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list")
def list_command(
    study: Annotated[str, typer.Argument(metavar="[STUDY]", help="A study; the shipped ones if none.")] = "",
    json: JsonOption = False,
) -> None:
    """List the codebooks of a study, or those that come with casecoder."""
    from casecoder.services.codebook import codebooks

    if study:
        with opening_study(study) as source:
            rows = codebooks.list_codebooks(source)
    else:
        rows = [
            {"name": book.name, "title": book.title, "codes": len(book.codes)}
            for book in map(
                codebooks.load_codebook_file, map(codebooks.find_codebook_file, codebooks.shipped_codebooks())
            )
        ]
    print_listing(rows, as_json=json, empty="The study has no codebook.")


@app.command("show")
def show_command(
    study: StudyArgument,
    code: Annotated[str, typer.Argument(help="A code's id, or a codebook's name.", show_default=False)],
) -> None:
    """Show what a code means, or a whole codebook, in Markdown."""
    from casecoder.core.errors import CaseCoderError
    from casecoder.services.codebook import codebooks

    with opening_study(study) as source:
        try:
            typer.echo(codebooks.export_codebook(source, code).rstrip())
        except CaseCoderError:
            typer.echo(codebooks.describe_code(source, code).rstrip())


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A codebook file.", show_default=False)]) -> None:
    """Check a codebook file; what is wrong is named with its line."""
    from casecoder.services.codebook import codebooks

    book = codebooks.load_codebook_file(file)
    print_message(f"{file} is a codebook: {book.title}, {len(book.codes)} codes.")


@app.command("import")
def import_command(
    study: StudyArgument,
    file: Annotated[str, typer.Argument(help="A codebook file, or a shipped one's name.", show_default=False)],
    coder: CoderOption = "",
) -> None:
    """Bring a codebook, or a new version of one, into a study."""
    from casecoder.services.codebook import codebooks

    with opening_study(study) as source:
        book = codebooks.install_codebook(source, file, coder=coder_or_default(coder))
    print_message(f"{book.title} is in the study: {len(book.codes)} codes.")


@app.command()
def export(
    study: StudyArgument,
    name: Annotated[str, typer.Argument(help="The codebook's name.", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="A file; standard output if none.")] = None,
    version: Annotated[int | None, typer.Option(help="An earlier version, by its number.")] = None,
) -> None:
    """Give a codebook back as a Markdown file."""
    from casecoder.services.codebook import codebooks
    from casecoder.services.file_writing import write_file

    with opening_study(study) as source:
        markdown = codebooks.export_codebook(source, name, version)
    if out is None:
        typer.echo(markdown, nl=False)
    else:
        write_file(out, markdown.encode())
        typer.echo(out)


for command in codebook_editing.COMMANDS:
    app.command(command.__name__)(command)
