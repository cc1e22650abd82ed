"""The command that checks a document against its study."""

import dataclasses
import json as to_json
from pathlib import Path
from typing import Annotated, Any

import typer

from casecoder.cli.output import JsonOption, StudyArgument, opened, tell
from casecoder.core.verification import Finding, Verification


def verify(
    study: StudyArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="A report of the study.", show_default=False)],
    json: JsonOption = False,
) -> None:
    """Check every quote, id, count, rating and picture of a Word report, also after someone has edited it."""
    from casecoder.services.outputs.verifying import verify as examine

    with opened(study) as source:
        found = examine(source, file)
    if json:
        typer.echo(to_json.dumps(_data(found), ensure_ascii=False, indent=2))
    else:
        for finding in found.findings:
            typer.echo(f"{finding.about}  {finding.place}\n  {finding.message}")
    for note in found.notes:
        tell(note)
    tell(found.sentence)
    if not found.holds:
        raise typer.Exit(1)


def _data(found: Verification) -> dict[str, Any]:
    return {
        "matches": found.holds,
        "checked": dict(found.checked),
        "findings": [_row(finding) for finding in found.findings],
        "notes": found.notes,
    }


def _row(finding: Finding) -> dict[str, Any]:
    row = {field.name: getattr(finding, field.name) for field in dataclasses.fields(finding)}
    coding = row.pop("coding")
    where = {"source": coding.source, "start": coding.start, "end": coding.end} if coding else None
    return {**row, "segment": where}
