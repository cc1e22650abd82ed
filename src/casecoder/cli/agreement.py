"""The command on agreement between coders and between raters."""

import dataclasses
import json as written_json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casecoder.cli.console_output import (
    JsonOption,
    StudyArgument,
    coder_or_default,
    is_terminal,
    listing_width,
    opening_study,
    print_listing,
    print_message,
    split_values,
)
from casecoder.core.errors import UsageError
from casecoder.core.judging.agreement_results import (
    NO_FIGURE,
    Agreement,
    AgreementLine,
    AgreementMeasure,
    AgreementSubject,
    AgreementUnit,
    CoderPair,
    SegmentOverlap,
)
from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.vocabulary import parse_vocabulary_word

if TYPE_CHECKING:
    from casecoder.services.judging.agreement_files import Dispute
    from casecoder.store.snapshot import Snapshot

WORDS, NAME = 60, 32
"""How many characters of the words in dispute, and of a code's name, a line shows."""

OVERLAP_NOTES = (
    "overlap: segments that overlap one of the other’s; same: those with the very same boundaries.",
    "shared: of what two that overlap hold together, the share that both do; apart: characters between boundaries.",
)
"""What the columns on how segments meet say."""


def agreement(
    study: StudyArgument,
    on: Annotated[str, typer.Option(help="codings or ratings.")] = "codings",
    code: Annotated[str, typer.Option(help="A code with its children; B02! leaves them out.")] = "",
    unit: Annotated[str, typer.Option(help="Of codings: character (if not given), sentence or turn.")] = "",
    coder: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Whom to compare (repeat it); everybody if not given.")
    ] = None,
    disagreements: Annotated[bool, typer.Option("--disagreements", help="List where they disagree.")] = False,
    json: JsonOption = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a file (.csv .md).")] = None,
) -> None:
    """Say how far coders, or raters, agree, with 95 % intervals; list where they do not."""
    from casecoder.services.judging.agreement_files import dispute_row, write_agreement_file

    what, names = parse_vocabulary_word(AgreementSubject, on, "choice of --on"), split_values(coder)
    if what is AgreementSubject.RATINGS and unit:
        raise UsageError("--unit is for codings: ratings are compared cell by cell.", "Leave it out.")
    divided = parse_vocabulary_word(AgreementUnit, unit or AgreementUnit.CHARACTER, "unit")
    with opening_study(study) as source, source.reading() as snapshot:
        found = _figures(snapshot, what, code, divided, names)
        disputes = _disputes(snapshot, found, code, names) if disagreements else None
    if out is not None:
        print_message(f"Wrote {' and '.join(map(str, write_agreement_file(found, out, disputes)))}")
    elif disputes is not None:
        rows = [dispute_row(item) for item in disputes]
        print_listing(rows if json else [_short(row) for row in rows], as_json=json, empty="There is no disagreement.")
        if rows and not json:
            print_message(f"{count_with_noun(len(rows), 'disagreement')}.")
    elif json:
        typer.echo(written_json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2, default=str))
    else:
        _print(found)


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its words cut to what fits a line."""
    return row | {"words": shorten_quote(row["words"], WORDS)} if "words" in row else row


def _figures(snapshot: "Snapshot", on: AgreementSubject, code: str, unit: AgreementUnit, names: list[str]) -> Agreement:
    if on is AgreementSubject.RATINGS:
        from casecoder.services.judging.agreement_on_ratings import rating_agreement

        return rating_agreement(snapshot, code=code, raters=names, viewer=coder_or_default(""))
    from casecoder.services.judging.agreement_on_codings import coding_agreement

    return coding_agreement(snapshot, code=code, unit=unit, coders=names)


def _disputes(snapshot: "Snapshot", found: Agreement, code: str, names: list[str]) -> "list[Dispute]":
    """Return the disagreements of one code; without a code those of every code, so that no words appear twice."""
    from casecoder.services.judging.disagreements import coding_disputes, rating_disputes

    if found.on is AgreementSubject.RATINGS:
        disputes = rating_disputes(snapshot, code, names, viewer=coder_or_default(""))
        if disputes.sentence:
            print_message(f"Not shown: {disputes.sentence}.")
        return [*disputes.cells]
    codes = [code] if code.strip() else [f"{line.id}!" for line in found.lines]
    return [dispute for each in codes for dispute in coding_disputes(snapshot, each, names)]


def _print(found: Agreement) -> None:
    if len(found.lines) == 1:
        _print_one(found, found.lines[0])
    else:
        _print_all(found)
    for note in found.notes:
        print_message(note)


def _print_one(found: Agreement, line: AgreementLine) -> None:
    """One code: a measure a line, then each pair."""
    print_listing([_measured(line, measure) for measure in found.measures], as_json=False, empty="")
    typer.echo("")
    print_listing([_pair(found, pair) for pair in line.pairs], as_json=False, empty="")
    if found.unit:
        for meaning in OVERLAP_NOTES:
            print_message(meaning)


def _print_all(found: Agreement) -> None:
    """A code a line; without the intervals where they don’t fit the reader’s window."""
    rows = [_row(found, line, whole=True) for line in found.lines]
    needed = listing_width(rows)
    if is_terminal() and needed > shutil.get_terminal_size().columns:
        rows = [_row(found, line, whole=False) for line in found.lines]
        print_message(f"The intervals need {needed} columns: --code shows those of one code, --out writes all.")
    print_listing(rows, as_json=False, empty="No code has been used there.")
    for measure in found.measures:
        print_message(f"{measure.short}: {measure.heading}.")


def _row(found: Agreement, line: AgreementLine, *, whole: bool) -> dict[str, Any]:
    shown = {
        measure.short: line.figures[measure].whole(measure) if whole else line.figures[measure].text(measure)
        for measure in found.measures
    }
    why = dict.fromkeys(figure.reason for figure in line.figures.values() if figure.reason)
    return {"code": line.id, "name": shorten_quote(line.name, NAME), **shown, "": "; ".join(why)}


def _measured(line: AgreementLine, measure: AgreementMeasure) -> dict[str, Any]:
    figure = line.figures[measure]
    return {
        line.id or line.name: measure.heading, "": figure.text(measure), "95 % interval": figure.interval(measure),
        " ": figure.reason,
    }  # fmt: skip


def _pair(found: Agreement, pair: CoderPair) -> dict[str, Any]:
    row = {"pair": f"{pair.one}, {pair.other}", "sources" if found.unit else "cells": pair.shared}
    figures: dict[str, Any] = {measure.short: figure.whole(measure) for measure, figure in pair.figures.items()}
    why = dict.fromkeys(figure.reason for figure in pair.figures.values() if figure.reason)
    return row | figures | (_meeting(pair.overlap) if found.unit else {}) | {"": "; ".join(why)}


def _meeting(overlap: SegmentOverlap) -> dict[str, Any]:
    return {
        "segments": overlap.segments, "overlap": overlap.overlapping, "same": overlap.exact,
        "shared": NO_FIGURE if overlap.shared is None else f"{overlap.shared:.0%}",
        "apart": NO_FIGURE if overlap.boundary is None else f"{overlap.boundary:.1f}",
    }  # fmt: skip
