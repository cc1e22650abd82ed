"""The command on agreement between coders and between raters."""

import dataclasses
import json as written_json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casecoder.cli.output import JsonOption, StudyArgument, opened, several, show, tell, who
from casecoder.core.agreement_report import Agreement, Line, On, Overlap, Unit
from casecoder.core.quotes import shorten
from casecoder.core.vocabulary import parse_word
from casecoder.core.wording import counted

if TYPE_CHECKING:
    from casecoder.services.judging.agreement_files import Dispute
    from casecoder.store.study_file import StudyFile

WORDS = 60
"""How many characters of the words in dispute a line shows."""


def agreement(
    study: StudyArgument,
    on: Annotated[str, typer.Option(help="codings or ratings.")] = "codings",
    code: Annotated[str, typer.Option(help="A code with its children; B02! leaves them out.")] = "",
    unit: Annotated[str, typer.Option(help="Of codings: character, sentence or turn.")] = "character",
    coder: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Whom to compare (repeat it); everybody if not given.")
    ] = None,
    disagreements: Annotated[bool, typer.Option("--disagreements", help="List where they disagree.")] = False,
    json: JsonOption = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a file (.csv .md).")] = None,
) -> None:
    """Say how far coders, or raters, agree, with 95 % intervals; list where they do not."""
    from casecoder.services.judging.agreement_files import row_of, write_agreement

    what, divided, names = parse_word(On, on, "choice of --on"), parse_word(Unit, unit, "unit"), several(coder)
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
    show([_row(found, line) for line in found.lines], as_json=False, empty="No code has been used there.")
    pairs = [_pair(found, line, place) for line in found.lines for place in range(len(line.pairs))]
    if pairs and len(found.lines) == 1:
        typer.echo("")
        show(pairs, as_json=False, empty="")
    for measure in found.measures:
        tell(f"{measure.short}: {measure.heading}.")
    for note in found.notes:
        tell(note)


def _row(found: Agreement, line: Line) -> dict[str, Any]:
    figures = {measure.short: line.figures[measure].whole(measure) for measure in found.measures}
    why = dict.fromkeys(figure.reason for figure in line.figures.values() if figure.reason)
    return {"code": line.id, "name": line.name[:32], **figures, "": "; ".join(why)}


def _pair(found: Agreement, line: Line, place: int) -> dict[str, Any]:
    pair = line.pairs[place]
    row = {"pair": f"{pair.one}, {pair.other}", "sources" if found.unit else "cells": pair.shared}
    figures: dict[str, Any] = {measure.short: figure.whole(measure) for measure, figure in pair.figures.items()}
    return row | figures | (_meeting(pair.overlap) if found.unit else {})


def _meeting(overlap: Overlap) -> dict[str, Any]:
    shared = "–" if overlap.shared is None else f"{overlap.shared:.2f}"
    apart = "–" if overlap.boundary is None else f"{overlap.boundary:.1f} characters"
    return {
        "segments": overlap.segments, "overlapping": overlap.overlapping, "same boundaries": overlap.exact,
        "shared of both": shared, "boundaries apart": apart,
    }  # fmt: skip
