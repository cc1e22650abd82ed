"""A team's outline of a report: a Markdown file whose headings name the sections in the order they are wanted.

- A heading that names a section, at whatever level, stands for that section. What is written under it, deeper headings
  included, is printed at the section's head. Named again on a deeper level, it is an ordinary heading of the text.
- A heading that names none is the team's own: it is printed with what is written under it, and that it is not from the
  study is said. With nothing under it, neither words nor sections, it is left out, and that is said.
- A title over all the rest, and what is written before the first heading, go to the title page.

Front matter and comments are passed over.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz, process

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|-+)[ \t]*$")
_PLAIN_LINE = re.compile(r" {0,3}(?![-*+>|=]|[0-9]+[.)])\S")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LEAST_ALIKE = 75
"""How alike, per cent, a heading must be to a section's name to be taken for it mistyped."""
_NUMBERING = re.compile(r"^[0-9]+(\.[0-9]+)*[.)]?\s+")


class OutlinePart(NamedTuple):
    """A section that is wanted, by its key, and the team’s words at its head (Markdown).

    A section of the team's own has no key, but a heading.
    """

    key: str
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections that a team wants in a report.

    Parameters
    ----------
    parts:
        The sections in order, each once.
    opening:
        Markdown for the title page.
    gaps:
        What of the outline could not be followed, one sentence each.
    """

    parts: tuple[OutlinePart, ...]
    opening: str = ""
    gaps: tuple[str, ...] = ()


class _Piece(NamedTuple):
    level: int
    heading: str
    text: str


def read_outline(text: str, sections: Mapping[str, Sequence[str]], name: str) -> Outline:
    """Read an outline.

    Parameters
    ----------
    sections:
        The sections that a report can have: key to the names it goes by, the usual one first. Case, numbering,
        emphasis and apostrophes make no difference.
    name:
        The file's name, for what is said of it.
    """
    keys = {_plain(word): key for key, words in sections.items() for word in words}
    opening, *pieces = _pieces(text)
    levels: dict[str, int] = {}
    for piece in pieces:
        if key := keys.get(_plain(piece.heading)):
            levels[key] = min(piece.level, levels.get(key, piece.level))
    if not levels:
        known = "; ".join(words[0] for words in sections.values())
        return Outline((), gaps=(f"{name} has no heading that names a section, so it was not followed. It can name: "
                                 f"{known}.",))  # fmt: skip
    reader = _Reader(name, sections, [opening.text])
    for at, piece in enumerate(pieces):
        key, later = keys.get(_plain(piece.heading), ""), pieces[at + 1 :]
        if key and piece.level == levels[key]:
            reader.begin(piece, key)
        elif reader.into and piece.level > reader.level:
            reader.into.texts.append(f"{'#' * piece.level} {piece.heading}\n{piece.text}")
        elif not reader.into and all(other.level > piece.level for other in later):
            reader.before += [f"**{piece.heading}**", piece.text]
        elif piece.text.strip() or (later and later[0].level > piece.level):
            reader.begin(piece)
        else:
            reader.gaps.append(
                f"{name} names a section “{piece.heading}”, which this report does not have; it was left out."
                + reader.meant(piece.heading)
            )
    return reader.outline()


@dataclass(slots=True)
class _Section:
    """A section in the making; ``texts`` are what is printed at its head, block by block."""

    key: str
    heading: str
    texts: list[str]

    @property
    def text(self) -> str:
        return _join_texts(self.texts)


@dataclass(slots=True)
class _Reader:
    """Gathers the sections. ``into`` is the one that words go to, ``level`` that of its heading."""

    name: str
    known: Mapping[str, Sequence[str]]
    before: list[str]
    sections: list[_Section] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    into: _Section | None = None
    level: int = 0

    def begin(self, piece: _Piece, key: str = "") -> None:
        """Begin a section, or go on with one that was named before; without a ``key`` one of the team’s own."""
        known = next((section for section in self.sections if key and section.key == key), None)
        if known is None:
            known = _Section(key, "" if key else piece.heading, [])
            self.sections.append(known)
        else:
            self.gaps.append(f"{self.name} names “{piece.heading}” twice; it stands where it was named first.")
        known.texts.append(piece.text)
        self.into, self.level = known, piece.level

    def meant(self, heading: str) -> str:
        """Return the section that a mistyped heading may name, as a question."""
        names = [word for words in self.known.values() for word in words]
        near = process.extractOne(heading, names, scorer=fuzz.ratio, processor=_plain, score_cutoff=_LEAST_ALIKE)
        return f" Did you mean “{near[0]}”?" if near else ""

    def outline(self) -> Outline:
        """Return what was gathered."""
        own = [section for section in self.sections if not section.key and section.text]
        gaps = [
            f"{self.name} has a section “{section.heading}” that this report does not have; it is printed in the "
            f"outline’s own words.{self.meant(section.heading)}"
            for section in own
        ]
        parts = tuple(OutlinePart(section.key, section.text, section.heading) for section in self.sections)
        return Outline(parts, _join_texts(self.before), (*self.gaps, *gaps))


def _join_texts(blocks: Iterable[str]) -> str:
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip())


def _pieces(text: str) -> list[_Piece]:
    """Yield the text before the first heading, then each heading with the text under it."""
    pieces, fence = [(0, "", list[str]())], ""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = _COMMENT.sub("", _FRONT_MATTER.sub("", text)).split("\n")
    at = 0
    while at < len(lines):
        mark = _FENCE.match(lines[at])
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        level, heading, length = (0, "", 1) if fence or mark else _heading(lines, at)
        if heading:
            pieces.append((level, heading, []))
        else:
            pieces[-1][2].append(lines[at])
        at += length
    return [_Piece(level, heading, "\n".join(lines)) for level, heading, lines in pieces]


def _heading(lines: Sequence[str], at: int) -> tuple[int, str, int]:
    """Return a heading’s level, its words and its number of lines; no words if none begins there."""
    marked = _HEADING.match(lines[at])
    if marked:
        return len(marked[1]), marked[2], 1
    under = _UNDERLINE.match(lines[at + 1]) if at + 1 < len(lines) else None
    if under and _PLAIN_LINE.match(lines[at]) and (at == 0 or not lines[at - 1].strip()):
        return 1 if under[1] else 2, lines[at].strip(), 2
    return 0, "", 1


def _plain(name: str) -> str:
    """Return a section’s name as it is compared."""
    words = _NUMBERING.sub("", re.sub(r"[*_`]", "", name.strip())).replace("’", "'").casefold()
    return " ".join(words.rstrip(":.").split())
