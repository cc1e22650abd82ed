"""Commands that code."""

import re
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
from casecoder.core.errors import UsageError
from casecoder.core.transcripts.spans import Span


def code(
    study: StudyArgument,
    source: Annotated[str, typer.Argument(help="A source's id (P3-INT-02).", show_default=False)],
    code: Annotated[list[str], typer.Option("--code", metavar="ID...", help="A code; repeat for several.")],
    quote: Annotated[str, typer.Option(help="The words, exactly as the source has them.")] = "",
    span: Annotated[str, typer.Option(metavar="A:B", help="Or their place, in characters from 0.")] = "",
    counters: Annotated[bool, typer.Option("--counters", help="The words speak against the code.")] = False,
    strength: Annotated[int, typer.Option(help="How strong the evidence is, 1 to 3; 0 says nothing of it.")] = 0,
    note: Annotated[str, typer.Option(help="A remark on the coding.")] = "",
    coder: CoderOption = "",
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Say that one or several codes apply to words of a source."""
    from casecoder.core.vocabulary import Direction
    from casecoder.services.segments.coding import apply_codes

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


def parse_span(typed: str) -> Span:
    """The place that was typed (``120:180``)."""
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
