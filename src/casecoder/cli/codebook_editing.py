"""Commands that change a codebook of a study. Each is one act, which undo takes back."""

from typing import Annotated, Any

import typer

from casecoder.cli.console_output import (
    CoderOption,
    JsonOption,
    StudyArgument,
    coder_or_default,
    opening_study,
    print_listing,
    print_message,
    split_values,
)
from casecoder.core.errors import UsageError
from casecoder.core.phrases import count_with_noun

CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="A code's id (B02).", show_default=False)]
NameArgument = Annotated[str, typer.Argument(help="What it is called.", show_default=False)]


def _text(what: str) -> Any:
    return typer.Option(help=f"{what}, in Markdown.", show_default=False)


def add(
    study: StudyArgument,
    name: NameArgument,
    codebook: Annotated[str, typer.Option(help="The codebook; in-vivo if none is given.")] = "",
    under: Annotated[str, typer.Option(help="The code it goes under.")] = "",
    ref: Annotated[str, typer.Option("--id", help="Its id; the next one if none is given.")] = "",
    definition: Annotated[str, _text("What it means")] = "",
    include: Annotated[str, _text("What belongs to it")] = "",
    exclude: Annotated[str, _text("What does not")] = "",
    example: Annotated[str, _text("An example")] = "",
    cue: Annotated[list[str] | None, typer.Option(help="A cue phrase; repeat for several.")] = None,
    coder: CoderOption = "",
) -> None:
    """Add a code to a codebook."""
    from casecoder.services.codebook.codebook_editing import add_code

    with opening_study(study) as target:
        made = add_code(
            target,
            codebook,
            name=name,
            definition=definition,
            include=include,
            exclude=exclude,
            example=example,
            cues=cue or (),
            parent=under,
            ref=ref,
            coder=coder_or_default(coder),
        )
    typer.echo(made)


def rename(study: StudyArgument, code: CodeArgument, name: NameArgument, coder: CoderOption = "") -> None:
    """Give a code another name; its id and its codings stay."""
    from casecoder.services.codebook.codebook_editing import rename_code

    with opening_study(study) as target:
        rename_code(target, code, name, coder=coder_or_default(coder))
    print_message(f"{code} is now {name}.")


def redefine(
    study: StudyArgument,
    code: CodeArgument,
    definition: Annotated[str | None, _text("What it means")] = None,
    include: Annotated[str | None, _text("What belongs to it")] = None,
    exclude: Annotated[str | None, _text("What does not")] = None,
    example: Annotated[str | None, _text("An example")] = None,
    cue: Annotated[list[str] | None, typer.Option(help="A cue phrase, instead of those there are; repeatable.")] = None,
    applies_to: Annotated[list[str] | None, typer.Option(help="A code it applies to; repeatable.")] = None,
    coder: CoderOption = "",
) -> None:
    """Change what a code means. An option that you leave out changes nothing; an empty one clears its part."""
    from casecoder.services.codebook.codebook_editing import redefine_code
    from casecoder.services.codebook.second_look import codings_for_second_look

    if {definition, include, exclude, example} == {None} and cue is None and applies_to is None:
        raise UsageError("Nothing was given to change.", "Give --definition or another of its texts.")
    with opening_study(study) as target:
        redefine_code(
            target,
            code,
            definition=definition,
            include=include,
            exclude=exclude,
            example=example,
            cues=cue,
            applies_to=applies_to,
            coder=coder_or_default(coder),
        )
        found = [item for item in codings_for_second_look(target, code) if item.code.casefold() == code.casefold()]
    print_message(f"{code} is redefined. {count_with_noun(len(found), 'coding')} to look at again.")


def move(
    study: StudyArgument,
    code: CodeArgument,
    under: Annotated[str | None, typer.Option(help="The code it goes under; '' for the top.")] = None,
    before: Annotated[str, typer.Option(help="The code it goes right before.")] = "",
    after: Annotated[str, typer.Option(help="The code it goes right after.")] = "",
    coder: CoderOption = "",
) -> None:
    """Move a code with all codes under it, also into another codebook."""
    from casecoder.services.codebook.codebook_editing import move_code

    if (under is not None) + bool(before) + bool(after) != 1:
        raise UsageError("Give one of --under, --before and --after.", "It says where the code goes.")
    with opening_study(study) as target:
        move_code(target, code, parent=under, before=before, after=after, coder=coder_or_default(coder))
    print_message(f"{code} is moved.")


def merge(
    study: StudyArgument,
    code: CodeArgument,
    into: Annotated[str, typer.Argument(help="The code that stays.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this, what it would do is only said.")] = False,
    coder: CoderOption = "",
) -> None:
    """Merge a code into another: every coding moves with its number, and the code is retired."""
    from casecoder.services.codebook.code_merging import merge_codes, preview_merge

    with opening_study(study) as target:
        if not yes:
            for sentence in preview_merge(target, code, into).sentences:
                typer.echo(sentence)
            print_message("Nothing was changed; --yes does it.")
            return
        moved = merge_codes(target, code, into, coder=coder_or_default(coder))
    print_message(f"{count_with_noun(moved, 'coding')} moved to {into}; {code} is retired.")


def split(
    study: StudyArgument,
    code: CodeArgument,
    name: NameArgument,
    coding: Annotated[list[str], typer.Option(metavar="ID...", help="A coding that goes to it; repeat for several.")],
    definition: Annotated[str, _text("What the new code means")] = "",
    under: Annotated[str | None, typer.Option(help="The code it goes under; if not given, it stands beside.")] = None,
    ref: Annotated[str, typer.Option("--id", help="Its id; the next one if none is given.")] = "",
    coder: CoderOption = "",
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Make a new code of some of a code's codings."""
    from casecoder.services.codebook.code_splitting import split_code
    from casecoder.store.records import parse_short_id

    numbers = [parse_short_id(typed, "E", "coding") for typed in split_values(coding, more)]
    with opening_study(study) as target:
        made = split_code(
            target,
            code,
            name=name,
            numbers=numbers,
            definition=definition,
            parent=under,
            ref=ref,
            coder=coder_or_default(coder),
        )
    typer.echo(made)
    print_message(f"{count_with_noun(len(set(numbers)), 'coding')} went to {made}.")


def retire(study: StudyArgument, code: CodeArgument, coder: CoderOption = "") -> None:
    """Retire a code with all codes under it; what was coded stays."""
    from casecoder.services.codebook.codebook_editing import retire_code

    with opening_study(study) as target:
        gone = retire_code(target, code, coder=coder_or_default(coder))
    print_message(f"Retired: {', '.join(gone)}.")


def reinstate(study: StudyArgument, code: CodeArgument, coder: CoderOption = "") -> None:
    """Take a retired code up again."""
    from casecoder.services.codebook.codebook_editing import reinstate_code

    with opening_study(study) as target:
        reinstate_code(target, code, coder=coder_or_default(coder))
    print_message(f"{code} is in force again.")


def look(
    study: StudyArgument,
    code: Annotated[str, typer.Option(help="Only of this code and those under it.")] = "",
    affirm: Annotated[
        list[str] | None, typer.Option(metavar="ID...", help="A coding that holds; repeat for several.")
    ] = None,
    json: JsonOption = False,
    coder: CoderOption = "",
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """List the codings made under a definition that has changed since; --affirm says that they hold."""
    from casecoder.services.code_meanings import meaning_change
    from casecoder.services.codebook import second_look
    from casecoder.store.records import parse_short_id

    with opening_study(study) as target:
        if affirm:
            numbers = [parse_short_id(typed, "E", "coding") for typed in split_values(affirm, more)]
            second_look.affirm_codings(target, numbers, coder=coder_or_default(coder))
            print_message(f"Kept {count_with_noun(len(set(numbers)), 'coding')}.")
        found = second_look.codings_for_second_look(target, code)
        rows = [
            {
                "id": item.id,
                "code": item.code,
                "source": item.source,
                "coder": item.coder,
                "changed": meaning_change(target, item.number).changed,
                "quote": item.quote,
            }
            for item in found
        ]
    print_listing(rows, as_json=json, empty="No coding waits for a second look.")


COMMANDS = (add, rename, redefine, move, merge, split, retire, reinstate, look)
