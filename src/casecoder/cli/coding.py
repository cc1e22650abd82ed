"""Commands that code, and that find what is coded and what is said."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casecoder.cli.output import CoderOption, JsonOption, StudyArgument, opened, several, show, tell, who
from casecoder.core.errors import UsageError
from casecoder.core.spans import Span
from casecoder.core.wording import counted

if TYPE_CHECKING:
    from casecoder.core.evidence import Evidence


def code(
    study: StudyArgument,
    source: Annotated[str, typer.Argument(help="A source's id (P3-INT-02).", show_default=False)],
    code: Annotated[list[str], typer.Option("--code", metavar="ID...", help="A code; repeat for several.")],
    quote: Annotated[str, typer.Option(help="The words, exactly as the source has them.")] = "",
    span: Annotated[str, typer.Option(metavar="A:B", help="Or their place, in characters from 0.")] = "",
    counters: Annotated[bool, typer.Option("--counters", help="The words speak against the code.")] = False,
    note: Annotated[str, typer.Option(help="A remark on the coding.")] = "",
    coder: CoderOption = "",
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Say that one or several codes apply to words of a source."""
    from casecoder.core.vocabulary import Direction
    from casecoder.services.coding import apply_codes

    if bool(quote) == bool(span):
        raise UsageError("Give either --quote or --span.", "One of them says which words are coded.")
    with opened(study) as target:
        made = apply_codes(
            target, source, several(code, more), span=_span(span) if span else None, quote=quote,
            coder=who(coder), direction=Direction.COUNTERS if counters else Direction.SUPPORTS, note=note,
        )
    for item in made:
        typer.echo(item.id)
        tell(f"{item.id}  {item.code} {item.code_name}: {item.place}")


def _span(typed: str) -> Span:
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
    from casecoder.services.coding import remove_coding
    from casecoder.store.records import number_in

    with opened(study) as target:
        remove_coding(target, number_in(coding, "E", "coding"), coder=who(coder))
    tell(f"Removed {coding}.")


def segments(
    study: StudyArgument,
    code: Annotated[str, typer.Option(help="A code; its children are included.")] = "",
    case: Annotated[str, typer.Option(help="A school.")] = "",
    source: Annotated[str, typer.Option(help="A source.")] = "",
    role: Annotated[str, typer.Option(help="A role.")] = "",
    kind: Annotated[str, typer.Option(help="A kind of source.")] = "",
    phase: Annotated[str, typer.Option(help="primary or secondary.")] = "",
    direction: Annotated[str, typer.Option(help="supports or counters.")] = "",
    by: Annotated[str, typer.Option("--coder", help="Who coded it.")] = "",
    json: JsonOption = False,
) -> None:
    """List coded words, by school and source."""
    from casecoder.services import reading

    with opened(study) as target:
        found = reading.segments(
            target,
            reading.filter_of(
                target, code=code, case=case, source=source, role=role,
                kind=kind, phase=phase, direction=direction, coder=by,
            ),
        )
    if json:
        show([_whole(item) for item in found], as_json=True, empty="")
        return
    for item in found:
        sign = " counters" if item.counters else ""
        typer.echo(f"{item.id}  {item.code}{sign}  {item.place}  [{item.attribution}]")
        typer.echo("    " + item.quote.replace("\n", "\n    "))
    tell(f"{counted(len(found), 'coding')}.")


def _whole(item: "Evidence") -> dict[str, Any]:
    return {
        "id": item.id, "code": item.code, "code_name": item.code_name, "case": item.case, "source": item.source,
        "kind": item.kind.value, "date": item.date, "start": item.start, "end": item.end, "turn": item.turn,
        "quote": item.quote, "participant": item.pseudonym, "role": item.role.value if item.role else None,
        "coder": item.coder, "direction": item.direction.value, "note": item.note, "created_at": item.created_at,
    }


def search(
    study: StudyArgument,
    query: Annotated[str, typer.Argument(help='Words, "a phrase", begin*, AND, OR, NOT.', show_default=False)],
    limit: Annotated[int, typer.Option(help="How many turns at most.", min=1)] = 200,
    json: JsonOption = False,
) -> None:
    """Search what was said, across all sources."""
    from casecoder.services import reading

    with opened(study) as target:
        hits = reading.find(target, query, limit)
    if json:
        rows = [
            {
                "source": hit.source, "case": hit.case, "turn": hit.turn, "speaker": hit.speaker,
                "hits": [list(span) for span in hit.spans], "words": hit.words,
            }
            for hit in hits
        ]
        show(rows, as_json=True, empty="")
        return
    for hit in hits:
        place = " ".join(f"{span.start}:{span.end}" for span in hit.spans)
        typer.echo(f"{hit.source}  turn {hit.turn}  {hit.speaker or 'no speaker'}  {place}")
        typer.echo("    " + hit.in_context())
    tell(f"{counted(len(hits), 'turn')}{' shown; --limit shows more' if len(hits) == limit else ''}.")
