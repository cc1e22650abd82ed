"""Reads the text and pictures of a Word document, whatever a word processor made of its runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from casecoder.core.frozen_text import freeze_text
from casecoder.core.verifying.printed_line import CLAIM_BOOKMARK
from casecoder.core.verifying.report_document import (
    CAPTION_BOOKMARK,
    REFERENCE_MARK,
    ReportParagraph,
    ReportTableRow,
    StyledStretch,
)
from casecoder.importers.word_text import find_text_boxes

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def _tags(*names: str) -> frozenset[str]:
    return frozenset(_W + name for name in names)


_CONTAINERS = _tags("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
_INLINE = _CONTAINERS | _tags("hyperlink", "fldSimple", "dir", "bdo")
_TRACKED = _tags("ins", "del", "moveTo", "moveFrom")
_RUN, _PROPERTIES, _FIELD, _INSTRUCTION = f"{_W}r", f"{_W}rPr", f"{_W}fldChar", f"{_W}instrText"
_FOUR_DIGITS = re.compile(r"[0-9A-Fa-f]{4}")
_REFERENCE = re.compile(rf"\s*REF\s+({CAPTION_BOOKMARK}\S+)")
_LABEL = re.compile(r"(?:Table|Figure)\s\d+")
_PICTURES = _tags("drawing", "pict", "object") | {f"{_MC}AlternateContent"}
_IMAGE_FILES = ((f"{_A}blip", f"{_R}embed"), (f"{_V}imagedata", f"{_R}id"))
_DESCRIPTION, _CROP = f"{_WP}docPr", f"{_A}srcRect"
_CHARACTERS = {_W + "tab": "\t", _W + "ptab": "\t", _W + "cr": "\n", _W + "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class ReportStyleNames:
    """The names of a document’s styles by their ids, and the levels of those that make a heading."""

    names: dict[str, str]
    levels: dict[str, int]


class PlacedPicture(NamedTuple):
    """A picture in the text: the bookmarks it stands in, its file by its relation, how it is shown, and where."""

    marks: frozenset[str]
    file: str
    cropped: bool
    alt: str
    place: str


@dataclass(slots=True)
class ReportTextReader:
    """Gathers the paragraphs and pictures of a document. Tracked changes are read as if they had been accepted.

    ``blocks`` are the paragraphs with text so far, ``drawn`` the pictures; ``tracked`` says whether there were tracked
    changes.
    """

    styles: ReportStyleNames
    blocks: list[ReportParagraph] = field(default_factory=list)
    drawn: list[PlacedPicture] = field(default_factory=list)
    tracked: bool = False
    _open: dict[str, str] = field(default_factory=dict)
    _path: dict[int, str] = field(default_factory=dict)
    _under: int = 0
    _tables: int = 0
    _held: list[StyledStretch] = field(default_factory=list)
    _fields: list[str] = field(default_factory=list)
    """What the fields that are open say, the innermost last."""
    _fill: str = ""
    """The colour of the cell."""

    def read(self, parent: Any, row: ReportTableRow | None = None, cell: int = 0, of: str = "") -> None:
        """Add what an element holds, in order; ``of`` is a heading of its own for it."""
        if of:
            self._path, self._under = {1: of}, 0
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                self._paragraph(child, row, cell)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag in _CONTAINERS:
                self._note(child)
                self.read(child, row, cell)
            else:
                self._note(child)

    def _table(self, table: Any) -> None:
        self._tables += 1
        this, caption = self._tables, self._caption()
        for number, row in enumerate(self._children(table, "tr"), 1):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                self.tracked = True
                continue
            for at, cell in enumerate(self._children(row, "tc"), 1):
                outer, self._fill = self._fill, _fill_of(cell.find(f"{_W}tcPr"))
                self.read(cell, ReportTableRow(this, number, caption), at)
                self._fill = outer

    def _caption(self) -> str:
        """Return the label of the caption right before, if there is one."""
        before = self.blocks[-1] if self.blocks else None
        if before is None or before.row is not None or before.style.lower() != "caption":
            return ""
        found = _LABEL.match(before.text)
        return found[0] if found else ""

    def _children(self, parent: Any, name: str) -> Iterator[Any]:
        """Yield the children of a name, also those inside content controls."""
        for child in parent.iterchildren():
            if child.tag == _W + name:
                yield child
                continue
            self._note(child)
            if child.tag in _CONTAINERS:
                yield from self._children(child, name)

    def _note(self, child: Any) -> None:
        """Note the beginning or end of a bookmark, and tracked changes."""
        self.tracked = self.tracked or child.tag in _TRACKED
        if child.tag == f"{_W}bookmarkStart" and child.get(f"{_W}name", "").startswith(
            (CLAIM_BOOKMARK, CAPTION_BOOKMARK)
        ):
            self._open[child.get(f"{_W}id")] = child.get(f"{_W}name")
        elif child.tag == f"{_W}bookmarkEnd":
            self._open.pop(child.get(f"{_W}id"), None)

    def _paragraph(self, paragraph: Any, row: ReportTableRow | None, cell: int) -> None:
        stretches = self._held + list(self._stretches(paragraph))
        self._held = []
        end, following = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del"), paragraph.getnext()
        self.tracked = self.tracked or end is not None
        if end is not None and following is not None and following.tag == paragraph.tag:
            self._held = stretches  # its end is deleted: the next one joins it
        elif "".join(stretch.text for stretch in stretches).strip():
            self._add(paragraph, row, cell, stretches)
        for box in find_text_boxes(paragraph):
            self.read(box, row, cell)

    def _add(self, paragraph: Any, row: ReportTableRow | None, cell: int, stretches: list[StyledStretch]) -> None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        ref = "" if style is None else style.get(f"{_W}val", "")
        level = self.styles.levels.get(ref)
        if level is not None and row is None:
            title = " ".join("".join(stretch.text for stretch in stretches).split())
            self._path = {at: text for at, text in self._path.items() if at < level} | {level: title}
            self._under = 0
        elif row is None:
            self._under += 1
        path = tuple(self._path[at] for at in sorted(self._path))
        self.blocks.append(
            ReportParagraph(path, self._under, self.styles.names.get(ref, ""), row, _join_stretches(stretches), cell)
        )

    def _stretches(self, parent: Any) -> Iterator[StyledStretch]:
        for child in parent.iterchildren():
            self._note(child)
            if child.tag == _RUN:
                self._field(child)
                text = freeze_text("".join(_characters(child)))
                if text:
                    properties = child.find(_PROPERTIES)
                    yield StyledStretch(
                        text, self._style(properties), self._marks(), _fill_of(properties) or self._fill
                    )
                if any(part.tag in _PICTURES for part in child):
                    self.drawn += self._pictures(child)
            elif child.tag in _INLINE:
                self._fields.append(child.get(f"{_W}instr", ""))
                yield from self._stretches(child)
                self._fields.pop()

    def _field(self, run: Any) -> None:
        """Note where a field begins, what it says, and where it ends."""
        for child in run.iterchildren(_FIELD, _INSTRUCTION):
            kind = child.get(f"{_W}fldCharType")
            if kind == "begin":
                self._fields.append("")
            elif self._fields and kind == "end":
                self._fields.pop()
            elif self._fields and kind is None:
                self._fields[-1] += child.text or ""

    def _pictures(self, run: Any) -> Iterator[PlacedPicture]:
        """Yield the pictures in a run, in Word’s form of today and of earlier."""
        where = ReportParagraph(tuple(self._path[at] for at in sorted(self._path)), self._under + 1, "", None, ()).place
        alt = next((about.get("descr", "") for about in run.iter(_DESCRIPTION)), "")
        cuts = (cut.get(side, "0") for cut in run.iter(_CROP) for side in "ltrb")
        cropped = any(cut not in {"0", "0%"} for cut in cuts)
        for tag, name in _IMAGE_FILES:
            for file in run.iter(tag):
                yield PlacedPicture(frozenset(self._open.values()), file.get(name, ""), cropped, alt, where)

    def _marks(self) -> frozenset[str]:
        """Return the open bookmarks of claims and captions, and those of captions that a field refers to."""
        leads = (_REFERENCE.match(field) for field in self._fields if field)
        return frozenset((*self._open.values(), *(REFERENCE_MARK + found[1] for found in leads if found)))

    def _style(self, properties: Any) -> str:
        style = None if properties is None else properties.find(f"{_W}rStyle")
        return "" if style is None else self.styles.names.get(style.get(f"{_W}val", ""), "")


def _fill_of(properties: Any) -> str:
    """Return the colour behind a run or a cell, by its properties."""
    shading = None if properties is None else properties.find(f"{_W}shd")
    fill = "" if shading is None else shading.get(f"{_W}fill", "")
    return "" if fill == "auto" else fill.upper()


def _characters(run: Any) -> Iterator[str]:
    """Return the characters of a run that a reader sees."""
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    if hidden is not None and hidden.get(f"{_W}val", "1") not in {"0", "false", "off"}:
        return
    for child in run.iterchildren():
        if child.tag == f"{_W}t":
            yield (child.text or "").replace("\u2011", "-")  # as which LibreOffice writes Word's hyphen that holds
        elif child.tag == f"{_W}br":
            yield "\n" if child.get(f"{_W}type", "textWrapping") == "textWrapping" else ""
        elif child.tag == f"{_W}sym":
            yield _symbol(child.get(f"{_W}char", ""))
        else:
            yield _CHARACTERS.get(child.tag, "")


def _symbol(code: str) -> str:
    """Return the character of a symbol by its number in its font."""
    return chr(int(code, 16)) if _FOUR_DIGITS.fullmatch(code) else "\ufffd"


def _join_stretches(stretches: list[StyledStretch]) -> tuple[StyledStretch, ...]:
    """Join adjacent stretches that are alike."""
    made: list[StyledStretch] = []
    for stretch in stretches:
        if made and made[-1][1:] == stretch[1:]:
            made[-1] = StyledStretch(made[-1].text + stretch.text, *stretch[1:])
        else:
            made.append(stretch)
    return tuple(made)
