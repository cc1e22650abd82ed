"""Read and write codebooks as Markdown files: a heading is a code, its level the place in the tree, bold labels the
fields.

Writing reads its own result back and refuses what would not come back the same, so a file never says less
or other than the codebook it was written from.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from casecoder.core.coding.codebook import CODE_ID_PATTERN, Code, Codebook
from casecoder.core.coding.codebook_tree import NO_CODES_FIELD
from casecoder.core.errors import CaseCoderError
from casecoder.core.frozen_text import freeze_text
from casecoder.importers.codebook_markdown import (
    APPLIES_TO,
    CUES,
    EXAMPLE,
    EXCLUDE,
    INCLUDE,
    CodebookBlock,
    CodebookField,
    CodebookSection,
    CodebookText,
    find_markdown_blocks,
)
from casecoder.importers.front_matter import read_text_items, write_front_matter

_ITEM_BREAK = re.compile(r";|^[ \t]*[-*+][ \t]+", re.MULTILINE)
_CODE_HEADING = re.compile(rf"({CODE_ID_PATTERN.pattern})(?:[ \t]+(.*))?")
_TOP = 2
"""The heading level of a code without a parent; level 1 is the title."""


def read_codebook(path: Path) -> Codebook:
    """Read a codebook file.

    Raises
    ------
    CaseCoderError
        If the file can't be opened, isn't UTF-8 (the message gives the byte), or isn't a codebook (see
        :func:`parse_codebook`).
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CaseCoderError(f"The codebook {path} can't be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CaseCoderError(
            f"{path}, line {line}: byte {error.start} is not UTF-8.", "Save the file as UTF-8 and try again."
        ) from error
    return parse_codebook(text, str(path))


def parse_codebook(text: str, where: str) -> Codebook:
    """Read a codebook from its Markdown.

    Parameters
    ----------
    text:
        The whole file. CRLF line ends and a byte order mark are accepted.
    where:
        The file, for messages; its stem names a codebook whose front matter doesn't.

    Raises
    ------
    CaseCoderError
        If the front matter, a heading or a field is wrong; the message names file and line.
    """
    text = freeze_text(text)
    if not text.strip():
        raise CaseCoderError(f"{where} is empty.", "A codebook has a title (# Title) and codes (## B01 Name).")
    items, lines = read_text_items(text, where)
    return _Reader(CodebookText(text, where, skip=lines), items).codebook()


def write_codebook(codebook: Codebook) -> str:
    """Return the codebook as the text of its file. :func:`parse_codebook` reads the same codebook from it.

    Raises
    ------
    CaseCoderError
        If the file would not read back the same (a heading or an open code fence in a definition, an id that
        is none, a child apart from its parent); the message names the code and field.
    """
    text = _render(codebook)
    if not _reads_back(codebook, text):
        raise CaseCoderError(
            f"The codebook {codebook.name!r} can't be written as Markdown without loss: {_unwritable_part(codebook)}.",
            "Look there for headings, field labels, open code fences, or spaces and empty lines at the ends.",
        )
    return text


class _Reader:
    """Reads what a file's headings and fields mean."""

    def __init__(self, source: CodebookText, items: tuple[tuple[str, str], ...]) -> None:
        self.source, self.items = source, items
        self.named = {key.casefold(): value for key, value in items}

    def codebook(self) -> Codebook:
        """Return the whole codebook."""
        sections = self.source.sections()
        title, first_code = self._title(sections)
        introduction = _join_lines([self._introduction(section) for section in sections[:first_code]])
        codes = tuple(self._codes(sections[first_code:]))
        if not codes and NO_CODES_FIELD not in self.items:
            raise CaseCoderError(f"{self.source.where} holds no code.", "A code is a heading like: ## B01 Name")
        name = self.named.get("name") or Path(self.source.where).stem
        metadata = tuple((key, value) for key, value in self.items if key.casefold() not in {"name", "title"})
        return Codebook(name, title or name, introduction, codes, metadata)

    def _title(self, sections: list[CodebookSection]) -> tuple[str, int]:
        """Return the title, and how many sections belong to title and introduction."""
        title = self.named.get("title", "")
        head = sections[1].head if len(sections) > 1 else None
        if head is None or head.level > 1:
            return title, 1
        if title and head.heading and head.heading != title:
            raise self.source.fault(
                head.start,
                f"the heading says “{head.heading}”, the front matter's title says “{title}”.",
                "Make them the same, or delete one of them.",
            )
        return title or head.heading, 2

    def _introduction(self, section: CodebookSection) -> str:
        for found in self.source.fields(section):
            raise self.source.fault(found.start, f"the field “{found.label}” stands before any code.")
        return self.source.slice(section.start, section.end)

    def _codes(self, sections: list[CodebookSection]) -> Iterator[Code]:
        lines: dict[str, int] = {}
        above: list[str] = []
        for section in sections:
            head = section.head
            assert head is not None  # only the first section of a file has none
            code_id, name = self._id_and_name(head)
            depth = head.level - _TOP
            if depth > len(above):
                raise self.source.fault(
                    head.start,
                    f"the heading of {code_id} skips a level.",
                    f"Below what stands above it, it can have {'#' * (len(above) + _TOP)} at most.",
                )
            if (key := code_id.casefold()) in lines:
                raise self.source.fault(head.start, f"the id {code_id} is already used on line {lines[key] + 1}.")
            lines[key] = head.start
            above[depth:] = [code_id]
            yield self._code(section, Code(code_id, name, parent=above[depth - 1] if depth else None))

    def _id_and_name(self, head: CodebookBlock) -> tuple[str, str]:
        if head.level < _TOP:
            raise self.source.fault(
                head.start, f"“{head.heading}” would be a second title.", "Codes begin at level 2: ## B01 Name"
            )
        match = _CODE_HEADING.fullmatch(head.heading)
        if match is None:
            raise self.source.fault(
                head.start,
                f"the heading “{head.heading}” does not begin with a code's id.",
                "Write id, space, name: ## B01 Name. (Dashes right under a line of text make a heading, too.)",
            )
        if not match[2]:
            raise self.source.fault(head.start, f"the code {match[1]} has no name.", "Write it after the id.")
        return match[1], match[2]

    def _code(self, section: CodebookSection, code: Code) -> Code:
        """Return the code with definition and fields from its section."""
        found = self._fields(section)
        ends = [*(entry.start for entry in found.values()), section.end]
        definition = [self.source.slice(section.start, ends[0])]
        prose: dict[str, str] = {}
        items: dict[str, tuple[str, ...]] = {}
        for entry, end in zip(found.values(), ends[1:], strict=True):
            if entry.label in {CUES, APPLIES_TO}:
                claimed = _end_of_items(section.blocks[entry.block :], entry, end)
                items[entry.label] = self._items(entry, claimed)
                definition.append(self.source.slice(claimed, end))
            else:
                text = self.source.slice(entry.start, end, entry.rest)
                goes_on = section.blocks[entry.block].end > entry.start + 1
                prose[entry.label] = text.lstrip(" \t") if goes_on else text
        return replace(
            code,
            definition=_join_lines(definition),
            include=prose.get(INCLUDE, ""),
            exclude=prose.get(EXCLUDE, ""),
            example=prose.get(EXAMPLE, ""),
            cues=items.get(CUES, ()),
            applies_to=items.get(APPLIES_TO, ()),
        )

    def _fields(self, section: CodebookSection) -> dict[str, CodebookField]:
        found: dict[str, CodebookField] = {}
        for entry in self.source.fields(section):
            if (before := found.setdefault(entry.label, entry)) is not entry:
                raise self.source.fault(
                    entry.start, f"the field “{entry.label}” already stands on line {before.start + 1}."
                )
        return found

    def _items(self, entry: CodebookField, end: int) -> tuple[str, ...]:
        """Return the phrases or ids of a field with several items, each on one line."""
        text = self.source.slice(entry.start, end, entry.rest)
        parts = (re.sub(r"[ \t]*\n[ \t]*", " ", part).strip(" \t") for part in _ITEM_BREAK.split(text))
        items = tuple(part for part in parts if part)
        for item in items:
            if entry.label == APPLIES_TO and not CODE_ID_PATTERN.fullmatch(item):
                raise self.source.fault(
                    entry.start, f"“{item}” is not a code's id.", "Separate ids with semicolons: B01; B04"
                )
        return items


def _end_of_items(following: list[CodebookBlock], entry: CodebookField, end: int) -> int:
    """Return where a field with several items ends: with its own paragraph, or with the block below a bare label."""
    own, *below = following
    is_bare = not entry.rest and own.end - own.start == 1
    goes_on = is_bare and below and below[0].start < end and below[0].may_hold_items
    return below[0].end if goes_on else own.end


def _join_lines(parts: list[str]) -> str:
    return "\n\n".join(filter(None, parts))


def _render(codebook: Codebook) -> str:
    front = write_front_matter((("name", codebook.name), ("title", codebook.title), *codebook.metadata))
    parts = [front, f"# {codebook.title}", codebook.introduction]
    levels: dict[str | None, int] = {None: _TOP - 1}
    for code in codebook.codes:
        levels[code.id] = levels.get(code.parent, 0) + 1
        prose = {INCLUDE: code.include, EXCLUDE: code.exclude, EXAMPLE: code.example}
        items = {CUES: code.cues, APPLIES_TO: code.applies_to}
        parts += [f"{'#' * levels[code.id]} {code.id} {code.name}", code.definition]
        parts += [_prose_field(label, text) for label, text in prose.items() if text]
        parts += [f"**{label}:** {'; '.join(several)}" for label, several in items.items() if several]
    return _join_lines(parts) + "\n"


def _prose_field(label: str, text: str) -> str:
    """Return a field on its label's line if it opens with a paragraph.

    A list or a fence begins below the label.
    """
    first = next(find_markdown_blocks(text), None)
    opens = first is not None and first.is_paragraph and first.start == 0 and text[0] not in " \t"
    return f"**{label}:** {text}" if opens else f"**{label}:**\n\n{text}"


def _reads_back(codebook: Codebook, text: str) -> bool:
    try:
        return parse_codebook(text, f"{codebook.name}.md") == codebook
    except CaseCoderError:
        return False


def _unwritable_part(codebook: Codebook) -> str:
    """Return what keeps a codebook from being written.

    Each part is tried by itself, with a plain code after it.
    """
    for what, part in _parts(codebook):
        last = Code("".join(["end", *(code.id for code in part.codes)]), "End")
        whole = replace(part, codes=(*part.codes, last))
        if not _reads_back(whole, _render(whole)):
            return what
    return "its codes make no tree of headings (an id twice, a child apart from its parent, over five levels)"


def _parts(codebook: Codebook) -> Iterator[tuple[str, Codebook]]:
    yield "its name, title or metadata", replace(codebook, introduction="", codes=())
    yield "its introduction", Codebook("x", "x", codebook.introduction)
    for code in codebook.codes:
        yield f"the id or name of {code.id!r}", Codebook("x", "x", codes=(Code(code.id, code.name),))
        alone = {
            "definition": Code("X", "X", definition=code.definition),
            "include": Code("X", "X", include=code.include),
            "exclude": Code("X", "X", exclude=code.exclude),
            "example": Code("X", "X", example=code.example),
            "cue phrases": Code("X", "X", cues=code.cues),
            "applies-to": Code("X", "X", applies_to=code.applies_to),
        }
        for field, only in alone.items():
            yield f"the {field} of {code.id}", Codebook("x", "x", codes=(only,))
