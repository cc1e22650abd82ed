"""Commands that list what is coded: by code, by a query over codes, by a query kept under a name."""

from dataclasses import replace
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
)
from casecoder.core.phrases import count_with_noun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casecoder.core.coding.coding_filter import CodingFilter
    from casecoder.core.outputs.extract import Extract, ExtractPassage
    from casecoder.store.study_file import StudyFile

CODE_QUERY_HELP = "Codes joined by and, or, not, overlaps, near(5), same-turn; B02! leaves the children out."


def segments(
    study: StudyArgument,
    query: Annotated[str, typer.Argument(help=CODE_QUERY_HELP, show_default=False)] = "",
    code: Annotated[str, typer.Option(help="A code; its children are included.")] = "",
    case: Annotated[str, typer.Option(help="A school.")] = "",
    source: Annotated[str, typer.Option(help="A source.")] = "",
    role: Annotated[str, typer.Option(help="A role.")] = "",
    kind: Annotated[str, typer.Option(help="A kind of source.")] = "",
    phase: Annotated[str, typer.Option(help="primary or secondary.")] = "",
    direction: Annotated[str, typer.Option(help="supports or counters.")] = "",
    by: Annotated[str, typer.Option("--coder", help="Who coded it.")] = "",
    strength: Annotated[str, typer.Option(metavar="N", help="The least strength.")] = "",
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="Collected on that day or after.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="Collected on that day or before.")] = "",
    coded_since: Annotated[str, typer.Option("--coded-from", metavar="DATE", help="Coded then or after.")] = "",
    coded_until: Annotated[str, typer.Option("--coded-to", metavar="DATE", help="Coded then or before.")] = "",
    outdated: Annotated[bool, typer.Option("--second-look", help="Only what waits for a second look.")] = False,
    in_review: Annotated[bool, typer.Option("--review", help="Only what is on the review list.")] = False,
    saved: Annotated[str, typer.Option(metavar="NAME", help="Begin with a saved query.")] = "",
    save: Annotated[str, typer.Option(metavar="NAME", help="Keep what is asked for under a name.")] = "",
    json: JsonOption = False,
    out: Annotated[Path | None, typer.Option(help="A file to write it to (.docx .xlsx .md .csv).")] = None,
) -> None:
    """List coded words, by school and source; keep the query, or write what it finds to a file."""
    from casecoder.core.coding.coding_filter import YES, CodingFilter
    from casecoder.services.search import retrieval
    from casecoder.services.search.extracts import make_extract

    typed = {
        "query": _combine_query(query, code), "case": case, "source": source, "role": role, "kind": kind,
        "phase": phase, "direction": direction, "coder": by, "strength": strength, "since": since, "until": until,
        "coded_since": coded_since, "coded_until": coded_until,
        "outdated": YES if outdated else "", "in_review": YES if in_review else "",
    }  # fmt: skip
    with opening_study(study) as target:
        beginning = _read_saved_query(target, saved) if saved else CodingFilter()
        wanted = replace(beginning, **{name: value for name, value in typed.items() if value.strip()})
        with target.reading() as snapshot:
            extract = make_extract(
                snapshot, retrieval.retrieve_all(snapshot, wanted), title="Coded passages", query=wanted.sentence
            )
        if save:
            _save(target, save, wanted)
    found = extract.passages
    if out is not None:
        _write(extract, out, wanted)
    if json:
        print_listing([_passage_for_json(passage) for passage in found], as_json=True, empty="")
    elif out is None:
        _print_passages(found)
        print_message(f"{count_with_noun(len(found), 'passage' if wanted.joins else 'coding')}.")


def _combine_query(query: str, code: str) -> str:
    """Return the query. If a code is given too, only words under that code are found."""
    return f"({query}) overlaps {code}" if query.strip() and code.strip() else query or code


def _read_saved_query(study: "StudyFile", name: str) -> "CodingFilter":
    from casecoder.core.coding.coding_filter import read_coding_filter
    from casecoder.core.errors import CaseCoderError
    from casecoder.services.search.saved_queries import find_saved_query

    line = find_saved_query(study, name)
    if line.kind != "codings":
        raise CaseCoderError(f"{line.name!r} is a query over words.", f"Run it with `casecoder search`: {line.query}")
    return read_coding_filter(line.query)


def _save(study: "StudyFile", name: str, wanted: "CodingFilter") -> None:
    from casecoder.services.search.saved_queries import save_query

    save_query(study, name, "codings", wanted.text, author=coder_or_default(""))
    print_message(f"Saved as {name}: {wanted.text}")


def _write(extract: "Extract", out: Path, wanted: "CodingFilter") -> None:
    from casecoder.services.search.extracts import write_extract

    if out.suffix.lower() == ".csv" and not wanted.joins:
        _write_codings(extract.passages, out)
        return
    print_message(f"Wrote {write_extract(extract, out)}")


def _write_codings(found: "Sequence[ExtractPassage]", out: Path) -> None:
    """Write codings in the form that `casecoder code --from` reads."""
    from casecoder.services.segments.bulk_coding import write_codings_file

    left_out = write_codings_file((passage.codings[0] for passage in found), out)
    print_message(f"Wrote {out}")
    if left_out:
        print_message(f"Left out, as they are on the review list and have no sure place: {', '.join(left_out)}.")


def _print_passages(found: "Sequence[ExtractPassage]") -> None:
    for passage in found:
        codes = ", ".join(f"{coding.code}{' counters' if coding.counters else ''}" for coding in passage.codings)
        typer.echo(f"{', '.join(passage.ids)}  {codes}  {passage.place}  [{passage.attribution}]")
        typer.echo("    " + passage.words.replace("\n", "\n    "))


def _passage_for_json(passage: "ExtractPassage") -> dict[str, Any]:
    """Return a passage for JSON: one coding with its own fields, or a passage with the codings behind it."""
    place = {
        "case": passage.case,
        "source": passage.source,
        "kind": passage.kind.value,
        "date": passage.date,
        "start": passage.start,
        "end": passage.end,
        "turn": passage.turn,
        "quote": passage.words,
        "participant": passage.pseudonym,
        "role": passage.role.value if passage.role else None,
    }
    codings = [
        {
            "id": item.id,
            "code": item.code,
            "code_name": item.code_name,
            "coder": item.coder,
            "for_agreement": item.for_agreement,
            "direction": item.direction.value,
            "strength": item.strength,
            "note": item.note,
            "created_at": item.created_at,
            "second_look": item.outdated,
            "in_review": item.in_review,
        }
        for item in passage.codings
    ]
    return {**codings[0], **place} if len(codings) == 1 else {**place, "codings": codings}


def queries(
    study: StudyArgument,
    remove: Annotated[str, typer.Option(metavar="NAME", help="Remove a query (undo brings it back).")] = "",
    coder: CoderOption = "",
    json: JsonOption = False,
) -> None:
    """List the saved queries."""
    from casecoder.services.search.saved_queries import list_saved_queries, remove_saved_query

    with opening_study(study) as target:
        if remove:
            remove_saved_query(target, remove, coder=coder_or_default(coder))
            print_message(f"Removed {remove}.")
            return
        rows = [
            {"name": line.name, "kind": line.kind, "query": line.query, "author": line.author, "saved": line.created_at}
            for line in list_saved_queries(target)
        ]
    print_listing(rows, as_json=json, empty="The study has no saved queries yet: segments --save keeps one.")
