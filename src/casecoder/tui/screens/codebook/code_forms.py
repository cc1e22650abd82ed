"""The forms for new and changed codes, and the choices of a place for a code."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from casecoder.services.codebook import codebooks
from casecoder.services.file_writing import write_file
from casecoder.store.tables import CodebookRow, CodeRow
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.form import FormField, FormScreen

TakeFormValues = Callable[[dict[str, str]], bool]
AFTER_CODE_PREFIX = ">"
"""The first character of the key of a place after a code; the key of a place under a code is its id."""

_SECOND_LOOK = "Another definition, include or exclude: codings made so far wait for a second look."


def split_list_fields(typed: dict[str, str]) -> dict[str, Any]:
    """Return the values of a form as the services take them: fields of several items as lists."""
    return {name: [text] if name in {"cues", "applies_to"} else text for name, text in typed.items()}


def _meaning_fields(code: CodeRow | None) -> list[FormField]:
    """Return the fields for the meaning of a code."""
    texts = (("definition", "Definition", 4), ("include", "Include", 2), ("exclude", "Exclude", 2))
    prose = [*texts, ("example", "Example", 2)]
    fields = [
        FormField(name, label, getattr(code, name) if code else "", lines=lines, can_be_empty=True, hint="")
        for name, label, lines in prose
    ]
    cues = "; ".join(code.cues) if code else ""
    return [*fields, FormField("cues", "Cues", cues, can_be_empty=True, hint="phrases; between; semicolons")]


def new_code_form(title: str, take: TakeFormValues) -> FormScreen:
    """Return the form for a new code."""
    ref = FormField("ref", "Id", can_be_empty=True, hint="the next one, if you leave it empty")
    name = FormField("name", "Name", hint="what it stands for, in a few words")
    return FormScreen(title, [name, *_meaning_fields(None), ref], take)


def rename_code_form(code: CodeRow, take: TakeFormValues) -> FormScreen:
    """Return the form for another name of a code."""
    return FormScreen(
        f"Rename {code.ref}", [FormField("name", "Name", code.name)], take, "Its id, and its codings, stay."
    )


def code_meaning_form(code: CodeRow, take: TakeFormValues) -> FormScreen:
    """Return the form for the meaning of a code."""
    applies = FormField(
        "applies_to", "Applies to", "; ".join(code.applies_to), can_be_empty=True, hint="ids; of; codes"
    )
    return FormScreen(f"{code.ref} {code.name}", [*_meaning_fields(code), applies], take, _SECOND_LOOK)


def export_codebook_form(book: CodebookRow, take: TakeFormValues) -> FormScreen:
    """Return the form for the file of a codebook."""
    path = FormField("path", "File", "", hint=str(Path.cwd() / f"{book.name}.md"))
    return FormScreen(f"Write {book.title} as a file", [path], take)


def export_codebook_from_form(screen: StudyScreen, book: CodebookRow, typed: dict[str, str]) -> bool:
    """Write a codebook to the file named in the form, unless that exists; return whether it was written."""
    path = Path(typed.get("path") or f"{book.name}.md").expanduser().absolute()
    if path.exists():
        screen.notify("Give another name, or take it away first.", title=f"{path} is there already.", severity="error")
        return False

    def write() -> Path:
        write_file(path, codebooks.export_codebook(screen.study, book.name).encode())
        return path

    written = screen.attempt(write)
    if written is not None:
        screen.call_after_refresh(screen.notify, f"Written: {written}")
    return written is not None


def list_other_codes(books: Sequence[tuple[CodebookRow, Sequence[CodeRow]]], code: CodeRow) -> list[tuple[str, str]]:
    """Return the codes in force without one of them, to choose from."""
    return [
        (each.ref, f"{each.ref} {each.name}")
        for _, codes in books
        for each in codes
        if not each.retired and each.id != code.id
    ]


def list_code_destinations(
    books: Sequence[tuple[CodebookRow, Sequence[CodeRow]]], code: CodeRow
) -> list[tuple[str, str]]:
    """Return the places where a code can go: the top of a codebook, or under a code that is not under it."""
    below = {code.id}
    tops = []
    for book, codes in books:
        below |= {each.id for each in codes if each.parent_id in below}
        last = [each.ref for each in codes if each.parent_id is None and not each.retired and each.id != code.id]
        key = "" if book.id == code.codebook_id else AFTER_CODE_PREFIX + last[-1] if last else None
        if key is not None:
            tops.append((key, f"The top of {book.title}"))
    known = {each.ref for _, codes in books for each in codes if each.id in below}
    return tops + [(ref, f"Under {name}") for ref, name in list_other_codes(books, code) if ref not in known]
