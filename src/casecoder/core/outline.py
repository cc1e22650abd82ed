"""A team's outline of a report: a Markdown file whose headings name the sections in the order they are wanted.

The headings that name sections are those of the highest level at which one does. What stands under such a
heading, deeper headings included, is printed at the head of its section; what stands before the first, a title
of the outline's own included, on the title page. Any other heading of that level or above it that names no
section is reported, and it and what stands under it are left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NUMBERING = re.compile(r"^[0-9]+(\.[0-9]+)*[.)]?\s+")


class Part(NamedTuple):
    """A section that is wanted, by its key, and what the team says at its head (Markdown)."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What a team wants in a report.

    Parameters
    ----------
    parts:
        The sections in order, each once.
    opening:
        Markdown for the title page.
    gaps:
        What of the outline could not be followed, one sentence each.
    """

    parts: tuple[Part, ...]
    opening: str = ""
    gaps: tuple[str, ...] = ()


class _Piece(NamedTuple):
    level: int
    heading: str
    text: str


def read_outline(text: str, sections: Mapping[str, Iterable[str]], name: str) -> Outline:
    """Read an outline.

    Parameters
    ----------
    sections:
        The sections that a report can have: key to the names it goes by. Case, numbering and
        apostrophes make no difference.
    name:
        The file's name, for what is said of it.
    """
    keys = {_plain(word): key for key, words in sections.items() for word in words}
    opening, *pieces = _pieces(text)
    known = [piece.level for piece in pieces if _plain(piece.heading) in keys]
    if not known:
        return Outline((), gaps=(f"{name} names no section of this report, so it was not followed.",))
    parts: dict[str, str] = {}
    gaps, into, before = [], "", [opening.text]
    for piece in pieces:
        if piece.level > min(known):
            if into:
                parts[into] += f"\n\n{'#' * piece.level} {piece.heading}\n{piece.text}"
            continue
        if piece.level < min(known) and not parts:
            before += [f"**{piece.heading}**", piece.text]
            continue
        into = keys.get(_plain(piece.heading), "")
        if not into:
            gaps.append(f"{name} names a section “{piece.heading}”, which this report does not have; it was left out.")
        elif into in parts:
            gaps.append(f"{name} names “{piece.heading}” twice; it stands where it was named first.")
            parts[into] += f"\n\n{piece.text}"
        else:
            parts[into] = piece.text
    wanted = tuple(Part(key, said.strip()) for key, said in parts.items())
    return Outline(wanted, "\n\n".join(before).strip(), tuple(gaps))


def _pieces(text: str) -> list[_Piece]:
    """What stands before the first heading, then each heading with what stands under it."""
    pieces, fence = [(0, "", list[str]())], ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n"):
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        heading = None if fence or mark else _HEADING.match(line)
        if heading and heading[2]:
            pieces.append((len(heading[1]), heading[2], []))
        else:
            pieces[-1][2].append(line)
    return [_Piece(level, heading, "\n".join(lines)) for level, heading, lines in pieces]


def _plain(name: str) -> str:
    """A section's name as it is compared."""
    words = _NUMBERING.sub("", name.strip().strip("*_")).replace("’", "'").casefold()
    return " ".join(words.rstrip(":.").split())
