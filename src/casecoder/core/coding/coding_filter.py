"""The filter of a retrieval as people type it: a query over codes and what narrows it."""

import json
import re
from dataclasses import dataclass
from datetime import date

from casecoder.core.coding.code_query import JoinedQuery, QueryTerm, parse_code_query
from casecoder.core.errors import CaseCoderError

YES = "yes"
"""The value of a field that is either set or empty."""


@dataclass(frozen=True, slots=True)
class CodingFilter:
    """A filter for passages. An empty field lets all through.

    Parameters
    ----------
    query:
        In the language of :mod:`casecoder.core.coding.code_query`.
    strength:
        The least strength a coding must have.
    since, until:
        When the source was collected, first and last day; sources without a date are then left out.
    coded_since, coded_until:
        When it was coded, first and last day, in local time.
    outdated, in_review:
        ``yes`` lets only codings through that wait for a second look, or are on the review list.
    """

    query: str = ""
    case: str = ""
    source: str = ""
    role: str = ""
    kind: str = ""
    phase: str = ""
    coder: str = ""
    direction: str = ""
    strength: str = ""
    since: str = ""
    until: str = ""
    coded_since: str = ""
    coded_until: str = ""
    outdated: str = ""
    in_review: str = ""

    @property
    def text(self) -> str:
        """The filter as one text that :func:`read_coding_filter` parses: ``B02 and C01; school: P1``."""
        narrowed = [f"{FILTER_LABELS[name]}: {_quoted(value)}" for name, value in self.narrowed.items()]
        return "; ".join(filter(None, [self.query.strip(), *narrowed]))

    @property
    def joins(self) -> bool:
        """Whether the query joins codes. It then finds passages with several codings behind them."""
        return bool(self.query.strip()) and isinstance(parse_code_query(self.query), JoinedQuery)

    @property
    def narrowed(self) -> dict[str, str]:
        """The fields that narrow the query, with their values."""
        return {name: value for name in FILTER_LABELS if (value := getattr(self, name).strip())}

    @property
    def sentence(self) -> str:
        """The filter in words, for a screen or a document; empty when it lets all through."""
        asked = [_asked(self.query)] if self.query.strip() else []
        narrowed = [FILTER_LABELS[n] if v == YES else f"{FILTER_LABELS[n]} {v}" for n, v in self.narrowed.items()]
        return " · ".join(asked + narrowed)


FILTER_LABELS = {
    "case": "school", "source": "source", "role": "role", "kind": "kind", "phase": "phase", "coder": "coder",
    "direction": "direction", "strength": "strength at least", "since": "collected from", "until": "collected to",
    "coded_since": "coded from", "coded_until": "coded to", "outdated": "second look", "in_review": "review list",
}  # fmt: skip
"""What narrows a query, field by field, in the words of screens and saved queries."""

_NARROWED = re.compile(rf';\s*({"|".join(FILTER_LABELS.values())}):\s*("(?:[^"\\]|\\.)*"|[^;"]*)\s*(?=;|$)')


def read_coding_filter(text: str) -> CodingFilter:
    """Parse a filter from :attr:`CodingFilter.text`.

    Raises
    ------
    CaseCoderError
        If the text is not a filter.
    """
    query, semicolon, rest = text.partition(";")
    if ":" in query:  # which no query over codes has
        query, semicolon, rest = "", ";", text
    known = {label: name for name, label in FILTER_LABELS.items()}
    values, at, rest = {}, 0, semicolon + rest
    for found in _NARROWED.finditer(rest):
        if found.start() != at:
            break
        values[known[found[1]]] = json.loads(found[2]) if found[2].startswith('"') else found[2].strip()
        at = found.end()
    if at != len(rest):
        raise CaseCoderError(f"“{rest[at:].strip('; ')}” narrows no query.", "Use " + ", ".join(known) + ".")
    return CodingFilter(query.strip(), **values)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if re.search(r'[;"\\]', value) else value


def _asked(query: str) -> str:
    try:
        tree = parse_code_query(query)
    except CaseCoderError:
        return query
    if isinstance(tree, QueryTerm):
        return f"code {tree.code}{' alone' if tree.alone else ' with its children'}"
    return " ".join(query.split())


def parse_day(typed: str) -> date:
    """Parse a day as people type it.

    Raises
    ------
    CaseCoderError
        If it is not a day.
    """
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise CaseCoderError(f"{typed!r} is not a day.", "Days look like 2009-11-03: year, month, day.") from error
