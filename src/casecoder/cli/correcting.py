"""Commands that correct transcripts, and decide what a correction has left without a sure place."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casecoder.cli.coding import parse_span
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

if TYPE_CHECKING:
    from casecoder.services.sources.changed_quotes import ChangedQuote
    from casecoder.services.sources.correcting import CorrectionPlan
    from casecoder.services.sources.review_list import ReviewItem, WordsInContext

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]


def correct(
    study: StudyArgument,
    source: Annotated[str, typer.Argument(help="A source's id (P3-INT-02).", show_default=False)],
    file: Annotated[Path, typer.Argument(help="The corrected transcript: .txt, .md or .docx.", show_default=False)],
    dry_run: DryRunOption = False,
    coder: CoderOption = "",
    json: JsonOption = False,
) -> None:
    """Bring in a corrected transcript; every coding goes to its place in it, or to the review list."""
    from casecoder.services.sources.correcting import plan_correction, write_corrections

    with opening_study(study) as target:
        plans = [plan_correction(target, source, file)]
        if not dry_run:
            plans = write_corrections(target, plans, "", coder=coder_or_default(coder))
    if plans[0].is_empty:
        print_message(f"{plans[0].source} says this already: there is nothing to correct.")
    _report(plans, as_json=json, dry=dry_run)


def replace(
    study: StudyArgument,
    old: Annotated[str, typer.Argument(help="The words as they stand, in this very case.", show_default=False)],
    new: Annotated[str, typer.Argument(help="What is to stand for them.", show_default=False)],
    source: Annotated[list[str] | None, typer.Option(help="Only in this source; repeat for several.")] = None,
    anywhere: Annotated[bool, typer.Option("--anywhere", help="Within longer words too.")] = False,
    dry_run: DryRunOption = False,
    coder: CoderOption = "",
    json: JsonOption = False,
) -> None:
    """Replace words throughout the transcripts, as one act; every coding goes with its words."""
    from casecoder.services.sources.correcting import plan_replacement, replacement_label, write_corrections

    with opening_study(study) as target:
        plans = plan_replacement(target, old, new, sources=source or (), whole_words=not anywhere)
        if not dry_run:
            plans = write_corrections(target, plans, replacement_label(old, new, plans), coder=coder_or_default(coder))
    _report(plans, as_json=json, dry=dry_run)


def _report(plans: Sequence["CorrectionPlan"], *, as_json: bool, dry: bool) -> None:
    """Say what became of every coding whose words are not as they were."""
    from casecoder.core.transcripts.reanchoring import ReanchoringOutcome

    items = [
        (plan.source, item)
        for plan in plans
        for item in (*plan.found.codings, *plan.found.memos)
        if item.outcome is not ReanchoringOutcome.KEPT
    ]
    if as_json:
        rows = [
            {
                "source": source,
                "what": item.what,
                "outcome": item.outcome.value,
                "words": item.words,
                "new_words": item.new_words,
                "span": list(item.span) if item.span else None,
                "likeness": round(item.likeness, 1),
            }
            for source, item in items
        ]
        print_listing(rows, as_json=True, empty="")
    else:
        for source, item in items:
            typer.echo(f"{source}  {item.what}  {item.outcome.value}, {item.likeness:.0f} % alike")
            typer.echo("    was  " + " ".join(item.words.split()))
            typer.echo("    now  " + (" ".join(item.new_words.split()) or "nothing like it"))
    for plan in plans:
        print_message(f"{plan.source}: {count_with_noun(len(plan.diff.hunks), 'change')}; {plan.account}.")
    if dry:
        print_message("Nothing was written: leave out --dry-run to do it.")
        return
    if any(plan.changed for plan in plans):
        print_message(
            "`casecoder review --changed` lists the codings with changed words again; `casecoder undo` takes it back."
        )
    if any(plan.unsure for plan in plans):
        print_message("`casecoder review` lists what waits for a decision.")


def review(
    study: StudyArgument,
    accept: Annotated[str, typer.Option(metavar="ID", help="Place this coding (E-0412) as proposed.")] = "",
    span: Annotated[str, typer.Option(metavar="A:B", help="Place it here instead, in characters from 0.")] = "",
    drop: Annotated[str, typer.Option(metavar="ID", help="Remove this coding.")] = "",
    changed: Annotated[bool, typer.Option("--changed", help="List those placed with changed words.")] = False,
    source: Annotated[str, typer.Option(help="List only this source.")] = "",
    coder: CoderOption = "",
    json: JsonOption = False,
) -> None:
    """List the codings that a correction has left without a sure place, or decide one."""
    from casecoder.services.sources import changed_quotes, review_list
    from casecoder.store.records import parse_short_id

    if sum(map(bool, (accept, drop, changed))) > 1 or (span and not accept):
        raise UsageError("Give one of --accept, --drop and --changed; --span goes with --accept.")
    with opening_study(study) as target:
        if accept:
            place = parse_span(span) if span else None
            at = review_list.accept_review_item(
                target, parse_short_id(accept, "E", "coding"), place, coder=coder_or_default(coder)
            )
            print_message(f"{accept} is at {at.start}:{at.end} now.")
        elif drop:
            review_list.drop_review_item(target, parse_short_id(drop, "E", "coding"), coder=coder_or_default(coder))
            print_message(f"Removed {drop}.")
        elif changed:
            _list_changed(changed_quotes.list_changed_quotes(target, source), as_json=json)
        else:
            _list(review_list.list_review_items(target, source), as_json=json)


def _list_changed(found: Sequence["ChangedQuote"], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "id": each.coding.id,
                "code": each.coding.code,
                "coder": each.coding.coder,
                "source": each.coding.source,
                "span": [each.coding.start, each.coding.end],
                "was": each.was,
                "now": each.coding.quote,
            }
            for each in found
        ]
        print_listing(rows, as_json=True, empty="")
        return
    for each in found:
        typer.echo(f"{each.coding.id}  {each.coding.code}  {each.coding.source}  {each.coding.coder}")
        typer.echo("    was  " + " ".join(each.was.split()))
        typer.echo("    now  " + " ".join(each.coding.quote.split()))
    print_message(
        f"{count_with_noun(len(found), 'coding')} with changed words."
        if found
        else "No correction has changed coded words."
    )


def _list(found: Sequence["ReviewItem"], *, as_json: bool) -> None:
    if as_json:
        print_listing([_whole(item) for item in found], as_json=True, empty="")
        return
    for item in found:
        typer.echo(f"{item.id}  {item.code}  {item.source}  {item.coder}")
        typer.echo("    was  " + " ".join(item.before.words.split()))
        if item.proposed:
            place = f"({item.proposed.span.start}:{item.proposed.span.end}, {item.likeness:.0f} % alike)"
            typer.echo(f"    now? {' '.join(item.proposed.words.split())}  {place}")
        else:
            typer.echo("    now? nothing like it")
    print_message(f"{count_with_noun(len(found), 'coding')} to review." if found else "Nothing waits for a decision.")


def _whole(item: "ReviewItem") -> dict[str, Any]:
    return {
        "id": item.id,
        "code": item.code,
        "code_name": item.code_name,
        "coder": item.coder,
        "source": item.source,
        "was": _passage(item.before),
        "proposed": _passage(item.proposed),
        "likeness": item.likeness,
    }


def _passage(passage: "WordsInContext | None") -> dict[str, Any] | None:
    if passage is None:
        return None
    return {
        "start": passage.span.start,
        "end": passage.span.end,
        "words": passage.words,
        "before": passage.before,
        "after": passage.after,
    }
