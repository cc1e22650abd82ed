"""Parse queries over codes into a tree.

``B02`` (or ``B02*``) is a code with its children, and ``B02!`` the code alone. The operators between codes are, from
the loosest to the closest: ``or``; ``and`` and ``not`` (also ``and not``); ``overlaps``, ``near`` (within 30 words;
``near(5)`` within 5) and ``same-turn`` (also ``with``). Parentheses bind closest.
:mod:`casecoder.core.coding.query_evaluation` says what each operator finds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from casecoder.core.coding.codebook import CODE_ID_PATTERN
from casecoder.core.errors import CaseCoderError

DEFAULT_NEAR_WORDS = 30
"""How many words may stand between two passages that are near, unless it is said. (In matrices and documents codings
are near by turns: see :mod:`casecoder.core.transcripts.nearness`.)"""
MOST_CODES, DEEPEST_BRACKETS, MOST_NEAR_WORDS = 60, 30, 10_000
"""What a query may hold: codes, parentheses within one another, words in ``near(…)``."""


class QueryOperator(StrEnum):
    """An operator between two parts of a query."""

    OR = "or"
    AND = "and"
    NOT = "not"
    OVERLAPS = "overlaps"
    NEAR = "near"
    SAME_TURN = "same-turn"


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A code in a query. ``alone`` leaves its children out; ``at`` is its place in the typed query."""

    code: str
    alone: bool
    at: int


@dataclass(frozen=True, slots=True)
class JoinedQuery:
    """Two parts of a query and the operator between them. ``within`` counts words, for ``near`` only."""

    operator: QueryOperator
    left: "CodeQuery"
    right: "CodeQuery"
    within: int = 0


CodeQuery = QueryTerm | JoinedQuery


class CodeQueryError(CaseCoderError):
    """Raised when a query can't be parsed. ``at`` is the place in it, in characters from 0."""

    def __init__(self, what: str, at: int, hint: str = "") -> None:
        super().__init__(f"At character {at + 1} of the query: {what}.", hint)
        self.at = at


_TOKEN = re.compile(rf"(?P<code>{CODE_ID_PATTERN.pattern}[*!]?)|(?P<number>[0-9]+)|(?P<sign>\S)")
_LEVELS = (
    (QueryOperator.OR,),
    (QueryOperator.AND, QueryOperator.NOT),
    (QueryOperator.OVERLAPS, QueryOperator.NEAR, QueryOperator.SAME_TURN),
)
_ALSO = {"with": QueryOperator.SAME_TURN.value}
_WORDS = {operator.value for operator in QueryOperator}
_JOIN = "Codes are joined by and, or, not, overlaps, near or same-turn."


def parse_code_query(typed: str) -> CodeQuery:
    """Return the tree of a query.

    Raises
    ------
    CodeQueryError
        If it can't be read; it says where.
    """
    return _Parser(typed).whole()


def query_terms(query: CodeQuery) -> Iterator[QueryTerm]:
    """Return the codes of a query, in its order."""
    waiting = [query]
    while waiting:
        part = waiting.pop()
        if isinstance(part, QueryTerm):
            yield part
        else:
            waiting += [part.right, part.left]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, a number or a sign. ``word`` is its operator, if it is one."""

    text: str
    at: int
    kind: str

    @property
    def word(self) -> str:
        lowered = self.text.casefold()
        return _ALSO.get(lowered, lowered) if lowered in _WORDS | set(_ALSO) else ""


class _Parser:
    """Reads tokens from left to right."""

    def __init__(self, typed: str) -> None:
        self._typed = typed
        self._tokens = [_Token(found[0], found.start(), found.lastgroup or "") for found in _TOKEN.finditer(typed)]
        self._next = self._codes = self._depth = 0

    def whole(self) -> CodeQuery:
        """Parse the whole query."""
        if not self._tokens:
            raise CodeQueryError("there is no code", 0, "Name a code, such as B02.")
        query = self._level(0)
        if (left := self._peek()) is not None:
            what = "this “)” closes nothing" if left.text == ")" else f"“{left.text}” stands beside what is complete"
            raise CodeQueryError(what, left.at, _JOIN)
        return query

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, text: str) -> bool:
        found = self._peek()
        taken = found is not None and text in {found.text, found.word}
        self._next += taken
        return taken

    def _level(self, level: int) -> CodeQuery:
        if level == len(_LEVELS):
            return self._operand()
        query = self._level(level + 1)
        while (operator := self._operator(level)) is not None:
            within = self._within() if operator is QueryOperator.NEAR else 0
            query = JoinedQuery(operator, query, self._level(level + 1), within)
        return query

    def _operator(self, level: int) -> QueryOperator | None:
        found = next((operator for operator in _LEVELS[level] if self._take(operator.value)), None)
        return QueryOperator.NOT if found is QueryOperator.AND and self._take(QueryOperator.NOT.value) else found

    def _within(self) -> int:
        """Parse the number in ``near(5)``. A parenthesis without a number belongs to the next part."""
        after = self._tokens[self._next : self._next + 2]
        if [token.text for token in after[:1]] != ["("] or [token.kind for token in after[1:]] != ["number"]:
            return DEFAULT_NEAR_WORDS
        number = after[1]
        if len(number.text) > 9 or int(number.text) > MOST_NEAR_WORDS:
            raise CodeQueryError(f"near reaches {MOST_NEAR_WORDS:,} words at most", number.at)
        self._next += 2
        if not self._take(")"):
            raise CodeQueryError("the “)” after the number of words is missing", number.at + len(number.text))
        return int(number.text)

    def _operand(self) -> CodeQuery:
        token = self._peek()
        if token is None or token.word or token.text == ")":
            raise self._lacking(token)
        self._next += 1
        if token.text == "(":
            return self._bracketed(token)
        if token.kind != "code":
            raise CodeQueryError(f"“{token.text}” is no code", token.at, "Codes look like B02, B02.1 or B02!.")
        self._codes += 1
        if self._codes > MOST_CODES:
            raise CodeQueryError(f"a query holds {MOST_CODES} codes at most", token.at)
        return QueryTerm(token.text.rstrip("*!"), token.text.endswith("!"), token.at)

    def _bracketed(self, opening: _Token) -> CodeQuery:
        self._depth += 1
        if self._depth > DEEPEST_BRACKETS:
            raise CodeQueryError(f"parentheses stand within one another {DEEPEST_BRACKETS} deep at most", opening.at)
        query = self._level(0)
        if not self._take(")"):
            raise CodeQueryError("this “(” is never closed", opening.at)
        self._depth -= 1
        return query

    def _lacking(self, token: _Token | None) -> CodeQueryError:
        """Return the error for a place where a code should stand."""
        if token is not None:
            return CodeQueryError(f"a code is missing before “{token.text}”", token.at, _JOIN)
        before = self._tokens[-1]
        return CodeQueryError(f"a code is missing after “{before.text}”", len(self._typed.rstrip()), _JOIN)
