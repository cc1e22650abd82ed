"""Commands that rate a school on a benefit and write its summary."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from casecoder.cli.console_output import (
    CoderOption,
    StudyArgument,
    coder_or_default,
    opening_study,
    print_message,
    split_values,
)
from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.phrases import count_with_noun

EvidenceOption = Annotated[
    list[str] | None, typer.Option(metavar="ID...", help="Codings it rests on (E-0412); repeat for several.")
]
ReasonOption = Annotated[str, typer.Option(help="Why a rating that was signed off has to change.")]


def rate(
    study: StudyArgument,
    case: Annotated[str, typer.Argument(help="A school (P3).", show_default=False)],
    code: Annotated[str, typer.Argument(help="A benefit (B02).", show_default=False)],
    band: Annotated[str, typer.Argument(help="green, amber, red, or none: looked, no evidence.", show_default=False)],
    because: Annotated[str, typer.Option(help="The rationale.", show_default=False)],
    evidence: EvidenceOption = None,
    reason: ReasonOption = "",
    coder: CoderOption = "",
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Rate how far a benefit is embedded in a school."""
    from casecoder.core.vocabulary import Band, parse_vocabulary_word
    from casecoder.services.judging.rating import rate as give
    from casecoder.store.records import parse_short_id

    with opening_study(study) as target:
        kept = give(
            target,
            case,
            code,
            parse_vocabulary_word(Band, band, "band"),
            because=because,
            cited=[parse_short_id(each, "E", "coding") for each in split_values(evidence, more)],
            rater=coder_or_default(coder),
            reason=reason,
        )
    typer.echo(kept.id)
    print_message(
        f"{kept.id}  {kept.case} {kept.code}: {kept.band.label}, "
        f"resting on {count_with_noun(len(kept.cited), 'coding')}."
    )


def summary(
    study: StudyArgument,
    case: Annotated[str, typer.Argument(help="A school (P3).", show_default=False)],
    code: Annotated[str, typer.Argument(help="A code (B02).", show_default=False)],
    text: Annotated[str, typer.Option(help="The summary, in Markdown.")] = "",
    file: Annotated[Path | None, typer.Option(help="A file that holds it; - for standard input.")] = None,
    coder: CoderOption = "",
) -> None:
    """Write the summary of a school and a code, which its case study prints."""
    from casecoder.services.notes.summaries_and_descriptions import write_summary

    if bool(text) == (file is not None):
        raise UsageError("Give either --text or --file.")
    with opening_study(study) as target:
        write_summary(target, case, code, text or _read(file or Path("-")), author=coder_or_default(coder))
    print_message(f"The summary of {case} {code} is written.")


def _read(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseCoderError(f"{file} can't be read as text: {error}.") from error
