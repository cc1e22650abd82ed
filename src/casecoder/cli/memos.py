"""Commands on memos."""

from pathlib import Path
from typing import Annotated

import typer

from casecoder.cli.console_output import (
    CoderOption,
    JsonOption,
    StudyArgument,
    coder_or_default,
    opening_study,
    print_listing,
    print_message,
)
from casecoder.core.errors import UsageError
from casecoder.core.phrases import count_with_noun

TargetOption = Annotated[
    tuple[str, str] | None,
    typer.Option(metavar="WHAT ID", help="Only those on one thing, and those that link to it: case P3, code B02 ..."),
]


def memos(
    study: StudyArgument,
    on: TargetOption = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.md", help="Write them to a file, by day.")] = None,
    json: JsonOption = False,
) -> None:
    """List the memos, or write them to a Markdown file as a journal."""
    from casecoder.services.notes import memos as service

    target, about = on or ("", "")
    if out is not None and (json or out.suffix.lower() != ".md"):
        raise UsageError("--out writes Markdown, to a file that ends in .md.")
    with opening_study(study) as source:
        if out is not None:
            written = service.write_journal(source, out, target, about)
            typer.echo(str(out))
            print_message(f"{count_with_noun(written, 'memo')} written.")
            return
        found = service.list_memos(source, target, about)
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
    print_listing(rows, as_json=json, empty="There is no memo here yet.")


def memo(
    study: StudyArgument,
    target: Annotated[str, typer.Argument(help="study, case, source, code or coding.", show_default=False)],
    about: Annotated[str, typer.Argument(help="Its id (P3, E-0412); - for the study.", show_default=False)],
    text: Annotated[str, typer.Option(help="The memo, in Markdown; [[B02]] links to a code.", show_default=False)],
    coder: CoderOption = "",
) -> None:
    """Write a memo on something in the study."""
    from casecoder.services.notes.memos import write_memo

    with opening_study(study) as source:
        nowhere = write_memo(source, target, "" if target == "study" else about, text, author=coder_or_default(coder))
    print_message("The memo is written." + (f" Nothing is called {' or '.join(nowhere)}." if nowhere else ""))
