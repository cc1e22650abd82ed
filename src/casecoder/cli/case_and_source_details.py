"""Commands that set right what an import understood, and what reports call things."""

from typing import Annotated

import typer

from casecoder.cli.console_output import CoderOption, StudyArgument, coder_or_default, opening_study, print_message
from casecoder.core.errors import UsageError

SECOND_CODERS_HELP = (
    "Who codes it again, to see how far coders agree, and for nothing else; '' for nobody. May be repeated."
)


def source(
    study: StudyArgument,
    source: Annotated[str, typer.Argument(help="A source's id (C1-INT-01).", show_default=False)],
    case: Annotated[str, typer.Option(help="The school it is from.")] = "",
    kind: Annotated[str, typer.Option(help="interview, focus group, observation ...")] = "",
    role: Annotated[str, typer.Option(help="The main role heard in it.")] = "",
    date: Annotated[str, typer.Option(help="When it was collected.")] = "",
    title: Annotated[str, typer.Option(help="What lists call it.")] = "",
    status: Annotated[str, typer.Option(help="How far you are with it: unread, in progress or done.")] = "",
    second: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help=SECOND_CODERS_HELP, show_default=False)
    ] = None,
    coder: CoderOption = "",
) -> None:
    """Set right which school a source is from, its kind, role, date or title, and who codes it a second time."""
    from casecoder.core.vocabulary import SourceStatus, parse_vocabulary_word
    from casecoder.services.sources.amending import amend_source
    from casecoder.services.sources.reading_progress import set_source_status

    if second is None:
        _something(case, kind, role, date, title, status)
    with opening_study(study) as target:
        if second is not None or any((case, kind, role, date, title)):
            ref = amend_source(
                target,
                source,
                coder=coder_or_default(coder),
                case=case,
                kind=kind,
                role=role,
                date=date,
                title=title,
                status=status,
                second_coders=second,
            )
        else:
            ref = set_source_status(
                target, source, parse_vocabulary_word(SourceStatus, status, "status"), coder=coder_or_default(coder)
            )
    typer.echo(ref)


def case(
    study: StudyArgument,
    case: Annotated[str, typer.Argument(help="A school (C1).", show_default=False)],
    label: Annotated[str, typer.Option(help="Its public label.")] = "",
    phase: Annotated[str, typer.Option(help="primary, secondary or other.")] = "",
    coder: CoderOption = "",
) -> None:
    """Set right a school's public label or its phase."""
    from casecoder.services.sources.amending import amend_case

    _something(label, phase)
    with opening_study(study) as target:
        short = amend_case(target, case, coder=coder_or_default(coder), label=label, phase=phase)
    typer.echo(short)


def participant(
    study: StudyArgument,
    case: Annotated[str, typer.Argument(help="A school (P3).", show_default=False)],
    pseudonym: Annotated[str, typer.Argument(help="A participant (T1).", show_default=False)],
    role: Annotated[str, typer.Option(help="teacher, learner, parent ...")] = "",
    rename: Annotated[str, typer.Option(metavar="NAME", help="Another pseudonym.")] = "",
    note: Annotated[str | None, typer.Option(help="A remark, as in: Year 6 boy; '' takes it away.")] = None,
    consent: Annotated[str, typer.Option(help="given, withdrawn, or not given.")] = "",
    merge: Annotated[str, typer.Option(metavar="OTHER", help="They are one person: this participant.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take away a participant heard nowhere.")] = False,
    coder: CoderOption = "",
) -> None:
    """Set right a participant's role, pseudonym, consent or note, merge them into another, or take them away."""
    from casecoder.services.sources import amending

    amend = bool(role or rename or consent or note is not None)
    if [amend, bool(merge), remove].count(True) > 1:
        raise UsageError("--merge and --remove go alone.", "Do one thing at a time.")
    if note is None:
        _something(role, rename, consent, merge, "remove" if remove else "")
    with opening_study(study) as target:
        if merge:
            amending.merge_participants(target, case, pseudonym, into=merge, coder=coder_or_default(coder))
        elif remove:
            amending.remove_participant(target, case, pseudonym, coder=coder_or_default(coder))
        else:
            amending.amend_participant(
                target,
                case,
                pseudonym,
                coder=coder_or_default(coder),
                role=role,
                rename=rename,
                note=note,
                consent=consent,
            )
    done = f"is now part of {merge}" if merge else "is removed" if remove else "is set right"
    print_message(f"{case} {pseudonym} {done}.")


def title(
    study: StudyArgument,
    title: Annotated[str, typer.Argument(help="What reports call the study.", show_default=False)],
    coder: CoderOption = "",
) -> None:
    """Change the title that reports give the study."""
    from casecoder.services.sources.amending import amend_study

    with opening_study(study) as target:
        amend_study(target, coder=coder_or_default(coder), title=title)
    print_message(f"Reports call the study “{title}”.")


def _something(*given: str) -> None:
    if not any(given):
        raise UsageError("Nothing to change was given.", "Name it by an option; --help lists them.")
