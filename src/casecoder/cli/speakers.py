"""Commands on who speaks in a source."""

import dataclasses
from typing import Annotated

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
from casecoder.core.errors import UsageError

SourceArgument = Annotated[str, typer.Argument(help="A source's id (P3-INT-02).", show_default=False)]


def speakers(study: StudyArgument, source: SourceArgument, json: JsonOption = False) -> None:
    """List who speaks in a source, how much, and who they are."""
    from casecoder.services.sources.speakers import list_speakers as cast

    with opening_study(study) as target:
        rows = [dataclasses.asdict(line) for line in cast(target, source)]
    print_listing(rows, as_json=json, empty=f"Nobody speaks in {source}.")


def speaker(
    study: StudyArgument,
    source: SourceArgument,
    label: Annotated[str, typer.Argument(help="A speaker, as typed or as shown.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="Show them under this name; '' for the labels as typed.")] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="The name: in all sources of the school.")] = False,
    merge: Annotated[str, typer.Option(metavar="OTHER", help="They are one person: this speaker.")] = "",
    participant: Annotated[str, typer.Option(metavar="T1", help="The participant they are.")] = "",
    role: Annotated[str, typer.Option(help="Make a new participant of this role for them.")] = "",
    nobody: Annotated[bool, typer.Option("--nobody", help="They are no participant.")] = False,
    interviewer: Annotated[
        bool | None, typer.Option("--interviewer/--no-interviewer", help="Whether they are the interviewer.")
    ] = None,
    coder: CoderOption = "",
) -> None:
    """Say how a speaker is shown, and who they are. The text stays as it is."""
    from casecoder.services.sources import speakers as service

    tied = [bool(participant or role), nobody]
    said = [name is not None, bool(merge), interviewer is not None, *tied]
    if said.count(True) != 1 or (everywhere and name is None):
        raise UsageError("Say one thing of a speaker at a time.", "--name, --merge, --interviewer, or who they are.")
    with opening_study(study) as target:
        by = coder_or_default(coder)
        if name is not None:
            service.rename_speaker(target, source, label, name, coder=by, everywhere=everywhere)
        elif merge:
            service.merge_speakers(target, source, [label], into=merge, coder=by)
        elif interviewer is not None:
            service.set_interviewer(target, source, label, interviewer, coder=by)
        else:
            pseudonym = service.tie_speaker(target, source, label, coder=by, participant=participant, role=role)
            typer.echo(pseudonym or "nobody")
    print_message(f"{label} of {source} is set right.")
