"""Finding what was said, coding it, and taking it out."""

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casecoder.cli.console_output import (
    CoderOption,
    JsonOption,
    StudyArgument,
    coder_or_default,
    opening_study,
    print_listing,
    print_message,
    split_values,
)
from casecoder.core.phrases import count_with_noun

if TYPE_CHECKING:
    from casecoder.services.search.text_search import SearchHit, SearchResult, SearchTally
    from casecoder.store.study_file import StudyFile

SEARCH_QUERY_HELP = 'Words, "a phrase", begin*, OR, NOT, near(a b, 5), forms(learn), like(platfrom).'


def search(
    study: StudyArgument,
    query: Annotated[str, typer.Argument(help=SEARCH_QUERY_HELP, show_default=False)],
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
    from casecoder.services.search.text_search import search_texts, tally_search

    codes, whole = split_values(code, more), bool(out or code)
    with opening_study(study) as target:
        found = search_texts(
            target, query, forms=forms, spelling=spelling, source=source, limit=None if whole else limit
        )
        if not found.hits:
            _tell_nothing(target, query, source=source, forms=forms, spelling=spelling)
        elif codes:
            _code(target, found.hits, codes, stretch, coder_or_default(coder))
        counts = found.tally or tally_search(target, query, forms=forms, spelling=spelling, source=source)
        if out:
            _write(target, found.hits, out, query)
    if json:
        print_listing([_whole(hit) for hit in found.hits], as_json=True, empty="")
    elif not whole:
        _list(found, counts)


def _list(found: "SearchResult", counts: "SearchTally") -> None:
    for case, hits in groupby(found.hits, key=lambda hit: hit.case):
        here = list(hits)
        typer.echo(f"{case}  {here[0].case_label}  {count_with_noun(counts.turns[case], 'turn')}")
        for hit in here:
            place = " ".join(f"{span.start}:{span.end}" for span in hit.spans)
            typer.echo(f"  {hit.source}  turn {hit.turn}  {hit.speaker or 'no speaker'}  {place}")
            typer.echo("      " + hit.in_context())
    for words in found.sought:
        print_message(f"Sought: {', '.join(words)}.")
    shown = "" if found.next is None else f", {len(found.hits):,} shown; --limit shows more"
    print_message(f"{count_with_noun(counts.total, 'turn')} in {count_with_noun(counts.sources, 'source')}{shown}.")


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
    """Say what a search with similar spellings would find."""
    from casecoder.services.search.text_search import search_similar_spellings

    if not spelling and (near := search_similar_spellings(study, query, forms=forms, source=source)):
        turns, words = count_with_noun(near.turns, "turn"), ", ".join(near.words)
        print_message(f"Nothing has these words. With --spelling there are {turns}: {words}.")


def _code(study: "StudyFile", hits: "list[SearchHit]", codes: list[str], stretch: str, coder: str) -> None:
    from casecoder.core.vocabulary import parse_vocabulary_word
    from casecoder.services.search.coding_hits import HitExtent, code_hits

    made, there = code_hits(study, hits, codes, parse_vocabulary_word(HitExtent, stretch, "stretch"), coder=coder)
    for item in made:
        typer.echo(item.id)
    print_message(f"Made {count_with_noun(len(made), 'coding')}{f'; {there:,} already there' if there else ''}.")


def _write(study: "StudyFile", hits: "list[SearchHit]", out: Path, query: str) -> None:
    from casecoder.services.search.coding_hits import passages_from_hits
    from casecoder.services.search.extracts import make_extract, write_extract

    with study.reading() as snapshot:
        extract = make_extract(snapshot, passages_from_hits(snapshot, hits), title="Words found", query=query)
    write_extract(extract, out)
    print_message(f"Wrote {count_with_noun(len(hits), 'turn')} to {out}.")
