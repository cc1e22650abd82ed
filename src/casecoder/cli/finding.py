"""Finding what was said, coding it, and taking it out."""

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casecoder.cli.output import CoderOption, JsonOption, StudyArgument, opened, several, show, tell, who
from casecoder.core.wording import counted

if TYPE_CHECKING:
    from casecoder.services.search.finding import Found, SearchHit, Tally
    from casecoder.store.study_file import StudyFile

QUERY = 'Words, "a phrase", begin*, OR, NOT, near(a b, 5), forms(learn), like(platfrom).'


def search(
    study: StudyArgument,
    query: Annotated[str, typer.Argument(help=QUERY, show_default=False)],
    forms: Annotated[bool, typer.Option("--forms", help="All forms of each word: learn, learned, learning.")] = False,
    spelling: Annotated[bool, typer.Option("--spelling", help="Words spelt like each word, too.")] = False,
    source: Annotated[str, typer.Option(help="Only one source.")] = "",
    limit: Annotated[int, typer.Option(help="How many turns to list at most.", min=1)] = 200,
    json: JsonOption = False,
    out: Annotated[Path | None, typer.Option(help="Write all turns found to a file (.docx .xlsx .csv .md).")] = None,
    code: Annotated[list[str] | None, typer.Option(metavar="ID...", help="Code all that is found, as one act.")] = None,
    stretch: Annotated[str, typer.Option("--as", help="What to code: sentence, words or turn.")] = "sentence",
    coder: CoderOption = "",
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Search what was said, in all sources by school; code what is found, or write it to a file."""
    from casecoder.services.search.finding import find, tally

    codes, whole = several(code, more), bool(out or code)
    with opened(study) as target:
        found = find(target, query, forms=forms, spelling=spelling, source=source, limit=None if whole else limit)
        if not found.hits:
            _tell_nothing(target, query, source=source, forms=forms, spelling=spelling)
        elif codes:
            _code(target, found.hits, codes, stretch, who(coder))
        counts = found.tally or tally(target, query, forms=forms, spelling=spelling, source=source)
        if out:
            _write(target, found.hits, out, query)
    if json:
        show([_whole(hit) for hit in found.hits], as_json=True, empty="")
    elif not whole:
        _list(found, counts)


def _list(found: "Found", counts: "Tally") -> None:
    for case, hits in groupby(found.hits, key=lambda hit: hit.case):
        here = list(hits)
        typer.echo(f"{case}  {here[0].case_label}  {counted(counts.turns[case], 'turn')}")
        for hit in here:
            place = " ".join(f"{span.start}:{span.end}" for span in hit.spans)
            typer.echo(f"  {hit.source}  turn {hit.turn}  {hit.speaker or 'no speaker'}  {place}")
            typer.echo("      " + hit.in_context())
    for words in found.sought:
        tell(f"Sought: {', '.join(words)}.")
    shown = "" if found.next is None else f", {len(found.hits):,} shown; --limit shows more"
    tell(f"{counted(counts.total, 'turn')} in {counted(counts.sources, 'source')}{shown}.")


def _whole(hit: "SearchHit") -> dict[str, Any]:
    return {
        "source": hit.source,
        "case": hit.case,
        "turn": hit.turn,
        "speaker": hit.speaker,
        "hits": [list(span) for span in hit.spans],
        "words": hit.words,
    }


def _tell_nothing(study: "StudyFile", query: str, *, source: str, forms: bool, spelling: bool) -> None:
    """What would be found if slips of spelling were allowed for."""
    from casecoder.services.search.finding import find_slips

    if not spelling and (near := find_slips(study, query, forms=forms, source=source)):
        turns, words = counted(near.turns, "turn"), ", ".join(near.words)
        tell(f"Nothing has these words. With --spelling there are {turns}: {words}.")


def _code(study: "StudyFile", hits: "list[SearchHit]", codes: list[str], stretch: str, coder: str) -> None:
    from casecoder.core.vocabulary import parse_word
    from casecoder.services.search.using_hits import Stretch, code_hits

    made, there = code_hits(study, hits, codes, parse_word(Stretch, stretch, "stretch"), coder=coder)
    for item in made:
        typer.echo(item.id)
    tell(f"Made {counted(len(made), 'coding')}{f'; {there:,} already there' if there else ''}.")


def _write(study: "StudyFile", hits: "list[SearchHit]", out: Path, query: str) -> None:
    from casecoder.services.search.extracts import write_extract
    from casecoder.services.search.using_hits import passages

    write_extract(study, passages(study, hits), out, title="Words found", query=query)
    tell(f"Wrote {counted(len(hits), 'turn')} to {out}.")
