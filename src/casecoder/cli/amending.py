"""Commands that set right what an import understood, and what reports call things."""

from typing import Annotated

import typer

from casecoder.cli.output import CoderOption, StudyArgument, opened, tell, who
from casecoder.core.errors import UsageError


def source(
    study: StudyArgument,
    source: Annotated[str, typer.Argument(help="A source's id (C1-INT-01).", show_default=False)],
    case: Annotated[str, typer.Option(help="The school it is from.")] = "",
    kind: Annotated[str, typer.Option(help="interview, focus group, observation ...")] = "",
    role: Annotated[str, typer.Option(help="The main role heard in it.")] = "",
    date: Annotated[str, typer.Option(help="When it was collected.")] = "",
    title: Annotated[str, typer.Option(help="What lists call it.")] = "",
    coder: CoderOption = "",
) -> None:
    """Set right which school a source is from, its kind, role, date or title."""
    from casecoder.services.amending import amend_source

    _something(case, kind, role, date, title)
    with opened(study) as target:
        ref = amend_source(target, source, coder=who(coder), case=case, kind=kind, role=role, date=date, title=title)
    typer.echo(ref)


def case(
    study: StudyArgument,
    case: Annotated[str, typer.Argument(help="A school (C1).", show_default=False)],
    label: Annotated[str, typer.Option(help="Its public label.")] = "",
    phase: Annotated[str, typer.Option(help="primary, secondary or other.")] = "",
    coder: CoderOption = "",
) -> None:
    """Set right a school's public label or its phase."""
    from casecoder.services.amending import amend_case

    _something(label, phase)
    with opened(study) as target:
        short = amend_case(target, case, coder=who(coder), label=label, phase=phase)
    typer.echo(short)


def participant(
    study: StudyArgument,
    case: Annotated[str, typer.Argument(help="A school (P3).", show_default=False)],
    pseudonym: Annotated[str, typer.Argument(help="A participant (T1).", show_default=False)],
    role: Annotated[str, typer.Option(help="teacher, learner, parent ...")] = "",
    note: Annotated[str, typer.Option(help="A remark, as in: Year 6 boy.")] = "",
    coder: CoderOption = "",
) -> None:
    """Set right a participant's role or the note on them."""
    from casecoder.services.amending import amend_participant

    _something(role, note)
    with opened(study) as target:
        amend_participant(target, case, pseudonym, coder=who(coder), role=role, note=note)
    tell(f"{case} {pseudonym} is set right.")


def title(
    study: StudyArgument,
    title: Annotated[str, typer.Argument(help="What reports call the study.", show_default=False)],
    coder: CoderOption = "",
) -> None:
    """Change the title that reports give the study."""
    from casecoder.services.amending import amend_study

    with opened(study) as target:
        amend_study(target, coder=who(coder), title=title)
    tell(f"Reports call the study “{title}”.")


def _something(*given: str) -> None:
    if not any(given):
        raise UsageError("Nothing to change was given.", "Name it by an option; --help lists them.")
