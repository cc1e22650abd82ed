"""The command on agreement between coders and between raters."""

import dataclasses
import json as written_json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casecoder.cli.output import JsonOption, StudyArgument, is_watched, opened, several, show, tell, who, width
from casecoder.core.errors import UsageError
from casecoder.core.judging.agreement_report import NONE, Agreement, Line, Measure, On, Overlap, Pair, Unit
from casecoder.core.transcripts.quotes import shorten
from casecoder.core.vocabulary import parse_word
from casecoder.core.wording import counted

if TYPE_CHECKING:
    from casecoder.services.judging.agreement_files import Dispute
    from casecoder.store.study_file import StudyFile

WORDS, NAME = 60, 32
"""How many characters of the words in dispute, and of a code's name, a line shows."""

MEETING = (
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
    from casecoder.services.judging.agreement_files import row_of, write_agreement

    what, names = parse_word(On, on, "choice of --on"), several(coder)
    if what is On.RATINGS and unit:
        raise UsageError("--unit is for codings: ratings are compared cell by cell.", "Leave it out.")
    divided = parse_word(Unit, unit or Unit.CHARACTER, "unit")
    with opened(study) as source:
        found = _figures(source, what, code, divided, names)
        disputes = _disputes(source, found, code, names) if disagreements else None
    if out is not None:
        tell(f"Wrote {' and '.join(map(str, write_agreement(found, out, disputes)))}")
    elif disputes is not None:
        rows = [row_of(item) for item in disputes]
        show(rows if json else [_short(row) for row in rows], as_json=json, empty="There is no disagreement.")
        if rows and not json:
            tell(f"{counted(len(rows), 'disagreement')}.")
    elif json:
        typer.echo(written_json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2, default=str))
    else:
        _print(found)


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its words cut to what fits a line."""
    return row | {"words": shorten(row["words"], WORDS)} if "words" in row else row


def _figures(study: "StudyFile", on: On, code: str, unit: Unit, names: list[str]) -> Agreement:
    if on is On.RATINGS:
        from casecoder.services.judging.agreement_on_ratings import rating_agreement

        return rating_agreement(study, code=code, raters=names, viewer=who(""))
    from casecoder.services.judging.agreement_on_codings import coding_agreement

    return coding_agreement(study, code=code, unit=unit, coders=names)


def _disputes(study: "StudyFile", found: Agreement, code: str, names: list[str]) -> "list[Dispute]":
    """Of the code named; of codings, when none is, of every code by itself, so that no words are listed twice."""
    from casecoder.services.judging.disagreements import coding_disputes, rating_disputes

    if found.on is On.RATINGS:
        disputes = rating_disputes(study, code, names, viewer=who(""))
        if disputes.sentence:
            tell(f"Not shown: {disputes.sentence}.")
        return [*disputes.cells]
    codes = [code] if code.strip() else [f"{line.id}!" for line in found.lines]
    return [dispute for each in codes for dispute in coding_disputes(study, each, names)]


def _print(found: Agreement) -> None:
    if len(found.lines) == 1:
        _print_one(found, found.lines[0])
    else:
        _print_all(found)
    for note in found.notes:
        tell(note)


def _print_one(found: Agreement, line: Line) -> None:
    """One code: a measure a line, then each pair."""
    show([_measured(line, measure) for measure in found.measures], as_json=False, empty="")
    typer.echo("")
    show([_pair(found, pair) for pair in line.pairs], as_json=False, empty="")
    if found.unit:
        for meaning in MEETING:
            tell(meaning)


def _print_all(found: Agreement) -> None:
    """A code a line; without the intervals where they don’t fit the reader’s window."""
    rows = [_row(found, line, whole=True) for line in found.lines]
    needed = width(rows)
    if is_watched() and needed > shutil.get_terminal_size().columns:
        rows = [_row(found, line, whole=False) for line in found.lines]
        tell(f"The intervals need {needed} columns: --code shows those of one code, --out writes all.")
    show(rows, as_json=False, empty="No code has been used there.")
    for measure in found.measures:
        tell(f"{measure.short}: {measure.heading}.")


def _row(found: Agreement, line: Line, *, whole: bool) -> dict[str, Any]:
    shown = {
        measure.short: line.figures[measure].whole(measure) if whole else line.figures[measure].text(measure)
        for measure in found.measures
    }
    why = dict.fromkeys(figure.reason for figure in line.figures.values() if figure.reason)
    return {"code": line.id, "name": shorten(line.name, NAME), **shown, "": "; ".join(why)}


def _measured(line: Line, measure: Measure) -> dict[str, Any]:
    figure = line.figures[measure]
    return {
        line.id or line.name: measure.heading, "": figure.text(measure), "95 % interval": figure.interval(measure),
        " ": figure.reason,
    }  # fmt: skip


def _pair(found: Agreement, pair: Pair) -> dict[str, Any]:
    row = {"pair": f"{pair.one}, {pair.other}", "sources" if found.unit else "cells": pair.shared}
    figures: dict[str, Any] = {measure.short: figure.whole(measure) for measure, figure in pair.figures.items()}
    why = dict.fromkeys(figure.reason for figure in pair.figures.values() if figure.reason)
    return row | figures | (_meeting(pair.overlap) if found.unit else {}) | {"": "; ".join(why)}


def _meeting(overlap: Overlap) -> dict[str, Any]:
    return {
        "segments": overlap.segments, "overlap": overlap.overlapping, "same": overlap.exact,
        "shared": NONE if overlap.shared is None else f"{overlap.shared:.0%}",
        "apart": NONE if overlap.boundary is None else f"{overlap.boundary:.1f}",
    }  # fmt: skip
