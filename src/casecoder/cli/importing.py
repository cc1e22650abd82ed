"""The command that brings transcripts and notes into a study."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casecoder.cli.console_output import (
    CoderOption,
    StudyArgument,
    coder_or_default,
    opening_study,
    print_listing,
    print_message,
    progress_printer,
)
from casecoder.core.phrases import count_with_noun

if TYPE_CHECKING:
    from casecoder.services.intake.import_plan import ImportPlan


def import_command(
    study: StudyArgument,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.", show_default=False)],
    case: Annotated[str, typer.Option(help="The school, for all of them.")] = "",
    kind: Annotated[str, typer.Option(help="interview, focus group, observation ...")] = "",
    role: Annotated[str, typer.Option(help="teacher, learner, parent ...")] = "",
    date: Annotated[str, typer.Option(help="When it was collected.")] = "",
    manifest: Annotated[Path | None, typer.Option(metavar="FILE", help="A CSV that lists files.")] = None,
    preview: Annotated[bool, typer.Option(help="Say what would be imported, and stop.")] = False,
    coder: CoderOption = "",
) -> None:
    """Import transcripts and notes (.txt, .md, .docx); what was understood is said first."""
    from casecoder.services.intake.import_plan import ImportOptions, plan_import
    from casecoder.services.intake.importing import run_import

    with opening_study(study) as target:
        options = ImportOptions(case, kind, role, date, manifest)
        plan = plan_import(paths, target, options, progress_printer("Reading"))
        if preview:
            print_listing(_understood(plan), as_json=False, empty="Nothing can be imported.")
        _narrate(plan)
        failed = [(item.path, f"{item.problem} {item.hint}".strip()) for item in plan.failed]
        if not preview:
            report = run_import(target, plan, coder_or_default(coder), progress_printer("Importing"))
            failed = report.failed
            for ref in report.imported:
                typer.echo(ref)
            print_message(f"Imported {len(report.imported)} of {count_with_noun(len(plan.items), 'file')}.")
    for path, why in failed:
        print_message(f"casecoder: {path} was not imported. {why}")
    if failed:
        raise typer.Exit(1)


def _understood(plan: "ImportPlan") -> list[dict[str, object]]:
    return [
        {
            "id": item.ref,
            "file": item.path.name,
            "case": item.case,
            "kind": item.kind.value,
            "date": item.date,
            "turns": item.turns,
            "words": item.words,
            "speakers": [
                s.label + (" (asks)" if s.interviewer else f" = {s.participant}" if s.participant else " = nobody")
                for s in item.speakers
            ],
        }
        for item in plan.ready
    ]


def _narrate(plan: "ImportPlan") -> None:
    for item in plan.ready:
        voices = ", ".join(s.label for s in item.speakers if not s.interviewer) or "no speakers"
        print_message(f"{item.ref}  {item.path.name}: {item.case}, {item.kind.value}, {item.turns} turns ({voices})")
        for note in item.notes:
            print_message(f"    {note}")
    for item in plan.already:
        print_message(f"{item.path} is already in the study as {item.already}; it was left.")
    if plan.left:
        names = ", ".join(path.name for path in plan.left[:5]) + (" …" if len(plan.left) > 5 else "")
        print_message(f"Not in the manifest, so left out: {count_with_noun(len(plan.left), 'file')} ({names}).")
