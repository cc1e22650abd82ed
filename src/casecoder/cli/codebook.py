"""Commands for codebooks."""

from pathlib import Path
from typing import Annotated

import typer

from casecoder.cli import codebook_editing
from casecoder.cli.output import CoderOption, JsonOption, StudyArgument, opened, show, tell, who

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
        with opened(study) as source:
            rows = codebooks.overview(source)
    else:
        rows = [
            {"name": book.name, "title": book.title, "codes": len(book.codes)}
            for book in map(codebooks.read_file, map(codebooks.find_file, codebooks.shipped()))
        ]
    show(rows, as_json=json, empty="The study has no codebook.")


@app.command("show")
def show_command(
    study: StudyArgument,
    code: Annotated[str, typer.Argument(help="A code's id, or a codebook's name.", show_default=False)],
) -> None:
    """Show what a code means, or a whole codebook, in Markdown."""
    from casecoder.core.errors import CaseCoderError
    from casecoder.services.codebook import codebooks

    with opened(study) as source:
        try:
            typer.echo(codebooks.export(source, code).rstrip())
        except CaseCoderError:
            typer.echo(codebooks.describe(source, code).rstrip())


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A codebook file.", show_default=False)]) -> None:
    """Check a codebook file; what is wrong is named with its line."""
    from casecoder.services.codebook import codebooks

    book = codebooks.read_file(file)
    tell(f"{file} is a codebook: {book.title}, {len(book.codes)} codes.")


@app.command("import")
def import_command(
    study: StudyArgument,
    file: Annotated[str, typer.Argument(help="A codebook file, or a shipped one's name.", show_default=False)],
    coder: CoderOption = "",
) -> None:
    """Bring a codebook, or a new version of one, into a study."""
    from casecoder.services.codebook import codebooks

    with opened(study) as source:
        book = codebooks.install(source, file, coder=who(coder))
    tell(f"{book.title} is in the study: {len(book.codes)} codes.")


@app.command()
def export(
    study: StudyArgument,
    name: Annotated[str, typer.Argument(help="The codebook's name.", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="A file; standard output if none.")] = None,
    version: Annotated[int | None, typer.Option(help="An earlier version, by its number.")] = None,
) -> None:
    """Give a codebook back as a Markdown file."""
    from casecoder.services.codebook import codebooks
    from casecoder.services.outputs.files import write_file

    with opened(study) as source:
        markdown = codebooks.export(source, name, version)
    if out is None:
        typer.echo(markdown, nl=False)
    else:
        write_file(out, markdown.encode())
        typer.echo(out)


for command in codebook_editing.COMMANDS:
    app.command(command.__name__)(command)
