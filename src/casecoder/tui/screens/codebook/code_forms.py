"""What is asked for when a code is made or changed, and the places and codes it can go to."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from casecoder.services.codebook import codebooks
from casecoder.services.outputs.files import write_file
from casecoder.store.tables import Code, Codebook
from casecoder.tui.base import StudyScreen
from casecoder.tui.screens.form import Field, FormScreen

Take = Callable[[dict[str, str]], bool]
AFTER = ">"
"""Begins the key of the place after a code; the key of a place under one is the code's id."""

_SECOND_LOOK = "Another definition, include or exclude: codings made so far wait for a second look."


def as_given(typed: dict[str, str]) -> dict[str, Any]:
    """What a form gave, as the services take it: fields of several items as lists."""
    return {name: [text] if name in {"cues", "applies_to"} else text for name, text in typed.items()}


def _meaning(code: Code | None) -> list[Field]:
    """The fields that say what a code means."""
    texts = (("definition", "Definition", 4), ("include", "Include", 2), ("exclude", "Exclude", 2))
    prose = [*texts, ("example", "Example", 2)]
    fields = [
        Field(name, label, getattr(code, name) if code else "", lines=lines, can_be_empty=True, hint="")
        for name, label, lines in prose
    ]
    cues = "; ".join(code.cues) if code else ""
    return [*fields, Field("cues", "Cues", cues, can_be_empty=True, hint="phrases; between; semicolons")]


def new_form(title: str, take: Take) -> FormScreen:
    """Asks what a new code is."""
    ref = Field("ref", "Id", can_be_empty=True, hint="the next one, if you leave it empty")
    name = Field("name", "Name", hint="what it stands for, in a few words")
    return FormScreen(title, [name, *_meaning(None), ref], take)


def name_form(code: Code, take: Take) -> FormScreen:
    """Asks for another name of a code."""
    return FormScreen(f"Rename {code.ref}", [Field("name", "Name", code.name)], take, "Its id, and its codings, stay.")


def meaning_form(code: Code, take: Take) -> FormScreen:
    """Asks what a code means."""
    applies = Field("applies_to", "Applies to", "; ".join(code.applies_to), can_be_empty=True, hint="ids; of; codes")
    return FormScreen(f"{code.ref} {code.name}", [*_meaning(code), applies], take, _SECOND_LOOK)


def export_form(book: Codebook, take: Take) -> FormScreen:
    """Asks where to write a codebook."""
    path = Field("path", "File", "", hint=str(Path.cwd() / f"{book.name}.md"))
    return FormScreen(f"Write {book.title} as a file", [path], take)


def export(screen: StudyScreen, book: Codebook, typed: dict[str, str]) -> bool:
    """Write a codebook where the form says; not over a file that is there. Whether it was written."""
    path = Path(typed.get("path") or f"{book.name}.md").expanduser().absolute()
    if path.exists():
        screen.notify("Give another name, or take it away first.", title=f"{path} is there already.", severity="error")
        return False

    def write() -> Path:
        write_file(path, codebooks.export(screen.study, book.name).encode())
        return path

    written = screen.attempt(write)
    if written is not None:
        screen.call_after_refresh(screen.notify, f"Written: {written}")
    return written is not None


def others(books: Sequence[tuple[Codebook, Sequence[Code]]], code: Code) -> list[tuple[str, str]]:
    """The codes in force but one, to choose from."""
    return [
        (each.ref, f"{each.ref} {each.name}")
        for _, codes in books
        for each in codes
        if not each.retired and each.id != code.id
    ]


def places(books: Sequence[tuple[Codebook, Sequence[Code]]], code: Code) -> list[tuple[str, str]]:
    """Where a code can go: to the top of a codebook, or under a code that is not under it."""
    below = {code.id}
    tops = []
    for book, codes in books:
        below |= {each.id for each in codes if each.parent_id in below}
        last = [each.ref for each in codes if each.parent_id is None and not each.retired and each.id != code.id]
        key = "" if book.id == code.codebook_id else AFTER + last[-1] if last else None
        if key is not None:
            tops.append((key, f"The top of {book.title}"))
    known = {each.ref for _, codes in books for each in codes if each.id in below}
    return tops + [(ref, f"Under {name}") for ref, name in others(books, code) if ref not in known]
