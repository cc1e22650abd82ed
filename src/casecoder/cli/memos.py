"""Commands on memos."""

from pathlib import Path
from typing import Annotated

import typer

from casecoder.cli.output import CoderOption, JsonOption, StudyArgument, opened, show, tell, who
from casecoder.core.errors import UsageError
from casecoder.core.wording import counted

On = Annotated[
    tuple[str, str] | None,
    typer.Option(metavar="WHAT ID", help="Only those on one thing, and those that link to it: case P3, code B02 ..."),
]


def memos(
    study: StudyArgument,
    on: On = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.md", help="Write them to a file, by day.")] = None,
    json: JsonOption = False,
) -> None:
    """List the memos, or write them to a Markdown file as a journal."""
    from casecoder.services.notes import memos as service

    target, about = on or ("", "")
    if out is not None and (json or out.suffix.lower() != ".md"):
        raise UsageError("--out writes Markdown, to a file that ends in .md.")
    with opened(study) as source:
        if out is not None:
            written = service.write_journal(source, out, target, about)
            typer.echo(str(out))
            tell(f"{counted(written, 'memo')} written.")
            return
        found = service.memos(source, target, about)
    rows = [
        {
            "on": memo.on,
            "link": memo.linked,
            "author": memo.author,
            "created_at": memo.created_at,
            "quote": memo.quote,
            "body": memo.body,
        }
        for memo in found
    ]
    show(rows, as_json=json, empty="There is no memo here yet.")


def memo(
    study: StudyArgument,
    target: Annotated[str, typer.Argument(help="study, case, source, code or coding.", show_default=False)],
    about: Annotated[str, typer.Argument(help="Its id (P3, E-0412); - for the study.", show_default=False)],
    text: Annotated[str, typer.Option(help="The memo, in Markdown; [[B02]] links to a code.", show_default=False)],
    coder: CoderOption = "",
) -> None:
    """Write a memo on something in the study."""
    from casecoder.services.notes.memos import write_memo

    with opened(study) as source:
        nowhere = write_memo(source, target, "" if target == "study" else about, text, author=who(coder))
    tell("The memo is written." + (f" Nothing is called {' or '.join(nowhere)}." if nowhere else ""))
