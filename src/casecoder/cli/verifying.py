"""The command that checks a document against its study."""

import dataclasses
import json as to_json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from casecoder.cli.console_output import JsonOption, StudyArgument, opening_study, print_message
from casecoder.core.judging.evidence import Evidence
from casecoder.core.verifying.verification_results import CheckedClaim, ClaimKind, Finding, Verification


def verify(
    study: StudyArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="A report of the study.", show_default=False)],
    every: Annotated[
        bool,
        typer.Option("--list", help="List also every table, quote, id, count and rating, and what each rests on."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Check every table, picture, quote, id, count and rating of a Word report, also after someone has edited it."""
    from casecoder.services.verifying.document_verification import verify_report as examine

    with opening_study(study) as source:
        found = examine(source, file)
    if json:
        typer.echo(to_json.dumps(_data(found), ensure_ascii=False, indent=2))
    else:
        for finding in found.findings:
            typer.echo(f"{finding.about}  {finding.place}\n  {finding.message}")
        if every:
            _list(found)
    for note in found.notes:
        print_message(note)
    print_message(found.sentence)
    if not found.holds:
        raise typer.Exit(1)


def _list(found: Verification) -> None:
    """Print everything that was checked, and the lines that weren't."""
    for claim in found.claims:
        stands = "matches" if claim.finding is None else "no longer matches"
        named = f"{claim.id}  " if claim.about in {ClaimKind.QUOTE, ClaimKind.RATING} and claim.id else ""
        says = " — ".join(filter(None, (claim.says, claim.rests)))
        typer.echo(f"{claim.about}  {named}{claim.place}: {stands}\n  {says}")
    for line in found.apart:
        typer.echo(f"not as printed  {line.place}\n  {line.text}")


def _data(found: Verification) -> dict[str, Any]:
    return {
        "matches": found.holds,
        "checked": dict(found.checked),
        "findings": [_row(finding) for finding in found.findings],
        "claims": [_claim(claim) for claim in found.claims],
        "not_as_printed": [dataclasses.asdict(line) for line in found.apart],
        "notes": found.notes,
    }


def _row(finding: Finding) -> dict[str, Any]:
    return {**_but(finding, ["coding"]), "segment": _segment(finding.coding)}


def _claim(claim: CheckedClaim) -> dict[str, Any]:
    row = _but(claim, ["coding", "finding"])
    return {**row, "segment": _segment(claim.coding), "matches": claim.finding is None}


def _but(record: Finding | CheckedClaim, names: Iterable[str]) -> dict[str, Any]:
    """The fields of a record but for some."""
    fields = (field.name for field in dataclasses.fields(record))
    return {name: getattr(record, name) for name in fields if name not in names}


def _segment(coding: Evidence | None) -> dict[str, Any] | None:
    return {"source": coding.source, "start": coding.start, "end": coding.end} if coding else None
