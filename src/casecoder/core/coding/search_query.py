"""Parse queries over words into a small tree. An error says where it is.

``board notices`` finds both words, ``"the board"`` a phrase and ``learn*`` words with this beginning. There are
``a OR b``, ``a NOT b``, brackets, ``near(a b, 5)``, ``forms(learn)`` for all forms of a word and ``like(platfrom)`` for
words spelt like one.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, NoReturn

from casecoder.core.errors import CaseCoderError

LONGEST_QUERY = 1_000
"""How many characters a query may have."""
DEEPEST_BRACKETS = 20
"""How many brackets may stand inside one another."""
DEFAULT_NEAR_WORDS = 10
"""How many words may stand between the words of ``near`` when the query gives no number."""
_SHOWN = 60
"""How many characters of a query that can't be read are shown."""


class TermMatching(Enum):
    """How a term is matched."""

    WORD = auto()
    PHRASE = auto()
    BEGINNING = auto()
    FORMS = auto()
    LIKE = auto()


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A word or a phrase, without quotation marks and other signs."""

    text: str
    sought: TermMatching = TermMatching.WORD


@dataclass(frozen=True, slots=True)
class NearTerms:
    """Terms with at most ``between`` words between them, in any order."""

    terms: tuple[SearchTerm, ...]
    between: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything in ``wanted``, nothing of what is ``unwanted``."""

    wanted: "tuple[SearchQuery, ...]"
    unwanted: "tuple[SearchQuery, ...]" = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the parts."""

    parts: "tuple[SearchQuery, ...]"


SearchQuery = SearchTerm | NearTerms | AllOf | AnyOf


def parse_search_query(typed: str) -> SearchQuery:
    """Parse a query over words.

    Raises
    ------
    CaseCoderError
        If it is empty, too long or can't be read; the message then says at which character.
    """
    if not typed.strip():
        raise CaseCoderError("There is nothing to search for.", "Give a word or a phrase.")
    if len(typed) > LONGEST_QUERY:
        raise CaseCoderError(
            f"The search can't be read: it is longer than {LONGEST_QUERY:,} characters.", "Shorten it."
        )
    return _Reader(typed).query()


class _Piece(NamedTuple):
    kind: str
    text: str
    at: int


_PIECES = re.compile(
    r"""
      (?P<near>(?i:near)\([^()]*\))
    | (?P<call>(?i:forms|like)\([^()]*\))
    | (?P<phrase>"[^"]*"\*?|“[^”]*”\*?)
    | (?P<open>\() | (?P<close>\))
    | (?P<word>[^\s"()]+)
    | (?P<quote>")
    """,
    re.VERBOSE,
)
_CALLS = frozenset(("near", "forms", "like"))
_OPERATORS = frozenset(("AND", "OR", "NOT"))


class _Reader:
    """Parses a query from left to right. ``OR`` binds least; ``AND``, ``NOT`` and adjacent words bind alike."""

    def __init__(self, typed: str) -> None:
        self._typed = typed
        found = (_Piece(match.lastgroup or "", match[0], match.start()) for match in _PIECES.finditer(typed))
        self._pieces = [piece._replace(kind=_kind_of(piece)) for piece in found]
        self._next = 0
        self._depth = 0

    def query(self) -> SearchQuery:
        """Parse the whole query."""
        found = self._any()
        if (piece := self._peek()) is not None:
            self._refuse(piece.at, "this bracket was never opened")
        return found

    def _any(self) -> SearchQuery:
        parts = [self._all()]
        while self._taken("OR"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> SearchQuery:
        wanted: list[SearchQuery] = []
        unwanted: list[SearchQuery] = []
        begins = self._place()
        while (piece := self._peek()) is not None and piece.kind not in {"OR", "close"}:
            if self._taken("AND") and not wanted:
                self._refuse(piece.at, "something must stand before AND")
            (unwanted if self._taken("NOT") else wanted).append(self._one())
        if not wanted:
            self._refuse(begins, "NOT needs something to be found beside it" if unwanted else "a word is missing here")
        return wanted[0] if len(wanted) == 1 and not unwanted else AllOf(tuple(wanted), tuple(unwanted))

    def _one(self) -> SearchQuery:
        piece = self._peek()
        if piece is None or piece.kind in {"AND", "OR", "NOT", "close"}:
            self._refuse(self._place(), "a word is missing here")
        self._next += 1
        if piece.kind == "open":
            return self._bracketed(piece)
        if piece.kind == "near":
            return self._near(piece)
        return self._term(piece)

    def _bracketed(self, opened: _Piece) -> SearchQuery:
        self._depth += 1
        if self._depth > DEEPEST_BRACKETS:
            self._refuse(opened.at, f"more than {DEEPEST_BRACKETS} brackets stand inside one another")
        found = self._any()
        if not self._taken("close"):
            self._refuse(opened.at, "this bracket is not closed")
        self._depth -= 1
        return found

    def _term(self, piece: _Piece) -> SearchTerm:
        if piece.kind == "quote":
            self._refuse(piece.at, "this quotation mark is not closed")
        if piece.kind == "call":
            return self._call(piece)
        text = piece.text.removesuffix("*")
        beginning = text != piece.text
        if piece.kind == "phrase":
            return SearchTerm(text[1:-1], TermMatching.BEGINNING if beginning else TermMatching.PHRASE)
        if "*" in text or not text:
            self._refuse(piece.at + piece.text.index("*"), "a star stands at the end of a word's beginning: learn*")
        if text.casefold() in _CALLS and self._typed[piece.at + len(text) :].startswith("("):
            self._refuse(piece.at, f"{text}( ) takes words only, and its bracket must be closed")
        return SearchTerm(text, TermMatching.BEGINNING if beginning else TermMatching.WORD)

    def _call(self, piece: _Piece) -> SearchTerm:
        name, _, rest = piece.text.partition("(")
        words = rest[:-1].split()
        if len(words) != 1 or "*" in rest or '"' in rest:
            self._refuse(piece.at + len(name) + 1, f"{name}( ) takes one word: {name}(learn)")
        return SearchTerm(words[0], TermMatching[name.upper()])

    def _near(self, piece: _Piece) -> NearTerms:
        inside, begins = piece.text[len("near(") : -1], piece.at + len("near(")
        words, comma, number = inside.rpartition(",")
        if comma and not re.fullmatch(r"\s*[0-9]{1,4}\s*", number):
            self._refuse(begins + len(words) + 1, "after the comma stands how many words may lie between: near(a b, 5)")
        if not comma:
            words = inside
        found = _PIECES.finditer(words)
        pieces = [_Piece(match.lastgroup or "", match[0], begins + match.start()) for match in found]
        if len(pieces) < 2:
            self._refuse(begins, "near( ) takes two words or more: near(a b, 5)")
        return NearTerms(tuple(self._term(each) for each in pieces), int(number) if comma else DEFAULT_NEAR_WORDS)

    def _peek(self) -> _Piece | None:
        return self._pieces[self._next] if self._next < len(self._pieces) else None

    def _place(self) -> int:
        piece = self._peek()
        return piece.at if piece else len(self._typed.rstrip())

    def _taken(self, kind: str) -> bool:
        """Return whether a piece of this kind comes next, and move past it if so."""
        piece = self._peek()
        taken = piece is not None and piece.kind == kind
        self._next += taken
        return taken

    def _refuse(self, at: int, why: str) -> NoReturn:
        raise CaseCoderError(f"The search can't be read at character {at + 1}: {why}.", _pointed_at(self._typed, at))


def _kind_of(piece: _Piece) -> str:
    return piece.text if piece.kind == "word" and piece.text in _OPERATORS else piece.kind


def _pointed_at(typed: str, at: int) -> str:
    """Return the query on one line and a caret under a place on the next."""
    first = max(0, at - _SHOWN // 2)
    shown = "".join(char if char.isprintable() else " " for char in typed[first : first + _SHOWN])
    columns = sum(_columns(char) for char in shown[: at - first])
    return f"{shown}\n{' ' * columns}^"


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
