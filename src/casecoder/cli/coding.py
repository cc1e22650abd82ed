"""Commands that apply and remove codes."""

import re
from pathlib import Path
from typing import Annotated

import typer

from casecoder.cli.console_output import (
    CoderOption,
    StudyArgument,
    coder_or_default,
    opening_study,
    print_message,
    split_values,
)
from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.spans import Span


def code(
    study: StudyArgument,
    source: Annotated[str, typer.Argument(help="A source's id (P3-INT-02).", show_default=False)] = "",
    code: Annotated[
        list[str] | None, typer.Option("--code", metavar="ID...", help="A code; repeat for several.")
    ] = None,
    quote: Annotated[str, typer.Option(help="The words, exactly as the source has them.")] = "",
    span: Annotated[str, typer.Option(metavar="A:B", help="Or their place, in characters from 0.")] = "",
    counters: Annotated[bool, typer.Option("--counters", help="The words speak against the code.")] = False,
    strength: Annotated[int, typer.Option(help="How strong the evidence is, 1 to 3; 0 says nothing of it.")] = 0,
    note: Annotated[str, typer.Option(help="A remark on the coding.")] = "",
    coder: CoderOption = "",
    file: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Code all rows of a CSV file, as one act.")
    ] = None,
    skip_errors: Annotated[
        bool, typer.Option("--skip-errors", help="With --from: leave out the rows that can't be placed.")
    ] = False,
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Say that one or several codes apply to words of a source, or code all rows of a file.

    The columns of the file are source, start, end, quote, code, coder, direction, strength, note and created, as
    `casecoder segments --out FILE.csv` writes them. A row needs a source, a code, and start and end or a quote.
    """
    from casecoder.core.vocabulary import Direction
    from casecoder.services.segments.coding import apply_codes

    if file is not None:
        if source or code or quote or span or note or strength or counters:
            raise UsageError("--from takes the source, the words and the code from the file.", "Leave the others out.")
        _code_from_file(study, file, coder, skip_errors)
        return
    if skip_errors:
        raise UsageError("--skip-errors goes with --from FILE.", "Give the file, or leave it out.")
    if not source or not code:
        raise UsageError(f"Give {'--code' if source else 'a source'}, or --from FILE.", "They say what is coded.")
    if bool(quote) == bool(span):
        raise UsageError("Give either --quote or --span.", "One of them says which words are coded.")
    with opening_study(study) as target:
        made = apply_codes(
            target,
            source,
            split_values(code, more),
            span=parse_span(span) if span else None,
            quote=quote,
            coder=coder_or_default(coder),
            direction=Direction.COUNTERS if counters else Direction.SUPPORTS,
            note=note,
            strength=strength,
        )
    for item in made:
        typer.echo(item.id)
        print_message(f"{item.id}  {item.code} {item.code_name}: {item.place}")


def _code_from_file(study: str, file: Path, coder: str, skip_errors: bool) -> None:
    from casecoder.core.judging.evidence import coding_id
    from casecoder.services.segments.bulk_coding import code_from_file

    with opening_study(study) as target:
        found = code_from_file(target, file, coder=coder_or_default(coder), skip_errors=skip_errors)
    if found.unread:
        print_message(f"Not read, as they mean nothing here: the columns {', '.join(found.unread)}.")
    for line, reason in found.refused:
        print_message(f"{file.name} line {line}: {reason}")
    refused = f"{len(found.refused):,} of {count_with_noun(found.rows, 'row')} of {file.name} can't be placed"
    if not found.numbers:
        hint = "Mend the lines above" + ("." if skip_errors else ", or code the other rows with --skip-errors.")
        raise CaseCoderError(f"{refused}, so nothing was coded.", hint)
    typer.echo("\n".join(map(coding_id, found.numbers)))
    if found.refused:
        print_message(f"{refused}, and were left out.")
    print_message(f"Coded {count_with_noun(len(found.numbers), 'segment')} from {file.name}.")


def parse_span(typed: str) -> Span:
    """Parse a place (``120:180``)."""
    found = re.fullmatch(r"\s*(\d{1,18})\s*[:-]\s*(\d{1,18})\s*", typed)
    if found is None:
        raise UsageError(f"{typed!r} is not a place.", "Places look like --span 120:180.")
    return Span(int(found[1]), int(found[2]))


def uncode(
    study: StudyArgument,
    coding: Annotated[str, typer.Argument(help="A coding's id (E-0412).", show_default=False)],
    coder: CoderOption = "",
) -> None:
    """Take a coding away (undo brings it back)."""
    from casecoder.services.segments.coding import remove_coding
    from casecoder.store.records import parse_short_id

    with opening_study(study) as target:
        remove_coding(target, parse_short_id(coding, "E", "coding"), coder=coder_or_default(coder))
    print_message(f"Removed {coding}.")
