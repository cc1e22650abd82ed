"""Front matter: ``key: value`` lines between two lines of three dashes at a file's head, read as YAML.

A value is text and nothing else: ``no``, ``007`` and ``2009-11-30`` stay as they are typed, and a plain value reaches
to the end of its line, with any ``: `` or `` #`` in it. What YAML has besides quotes and lists (anchors, aliases, tags,
tables in tables, values of several lines) is refused. PyYAML gives the events, so nothing is resolved or repeated.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from casecoder.core.errors import CaseCoderError

if TYPE_CHECKING:
    from yaml import Event

_OPENING = re.compile(r"---[ \t]*")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*")
_PAIR = re.compile(r"([^\s#\-:\"'\[\]{}&*!|>%@`?,][^:]*?)[ \t]*:(?:[ \t]+(.*))?")
_ITEM = re.compile(r"([ \t]*-)[ \t]+(.*)")
_STRUCTURED = re.compile(
    r"""(?: "(?:[^"\\]|\\.)*["\\]?      # double quotes that close at the end, or never
      | '(?:[^']|'')*'                  # single quotes
      | \[.*\] | \{.*\}                 # a list, a table
      | [&*][\w-]+(?:\s.*)? | !\S*(?:\s.*)?  # an anchor or alias, a tag
      | [|>][-+\d]* )""",
    re.VERBOSE,
)
"""Values that are not plain text for YAML."""
_UNPRINTABLE = re.compile("[^\t\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML takes in quotes only, as escapes."""
_PLAIN = re.compile(r"""(?![-?:,\[\]{}#&*!|>'"%@`\s])(?!.*(?::\s|\s\#|[:\s]$)).+""")
"""Values that are written without quotes: other programs, too, read them as the text they are."""
_NAME = re.compile(r"[^\W\d_][\w .-]*")
"""Keys of a transcript's front matter."""
_HINT = "Put double quotes around a value to keep it as the text it is."
_MOST_LINES = 200
"""A transcript that opens with a row of dashes and has the next one farther down begins with no front matter."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands at a file's head.

    Parameters
    ----------
    items:
        Keys and values in the file's order; a list is a tuple of its texts.
    lines:
        How many lines it takes, both rows of dashes included; 0 when there is none.
    """

    items: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    lines: int = 0


def read_front_matter(text: str, where: str) -> FrontMatter:
    """Read the front matter of a frozen text, if it begins with any.

    Raises
    ------
    CaseCoderError
        If it is never closed, is no YAML of texts and lists of texts, or holds a key twice; the message names the
        file and the line.
    """
    lines = text.split("\n")
    if not _OPENING.fullmatch(lines[0]):
        return FrontMatter()
    end = next((at for at, line in enumerate(lines) if at and _CLOSING.fullmatch(line)), None)
    if end is None:
        raise CaseCoderError(
            f"{where}, line 1: the front matter that opens here is never closed.", "End it with a line of ---"
        )
    return FrontMatter(tuple(_Reader(lines[1:end], where).items()), end + 1)


def read_text_items(text: str, where: str) -> tuple[tuple[tuple[str, str], ...], int]:
    """Read the front matter of a file that is written again, so that it may hold ``key: value`` lines alone.

    Returns
    -------
    tuple[tuple[tuple[str, str], ...], int]
        Keys and values in the file's order, and how many lines they take.

    Raises
    ------
    CaseCoderError
        As :func:`read_front_matter`; also for a comment or a list, which would be lost.
    """
    front = read_front_matter(text, where)
    items = {key: value for key, value in front.items if isinstance(value, str)}
    for number, line in enumerate(text.split("\n")[1 : max(0, front.lines - 1)], start=2):
        pair, place = _PAIR.fullmatch(line), f"{where}, line {number}"
        if line.strip() and not pair:
            raise CaseCoderError(f"{place}: “{line.strip()}” is not “key: value”.", "Front matter holds nothing else.")
        if pair and pair[1] not in items and (pair[2] or "").strip():
            raise CaseCoderError(f"{place}: the value of “{pair[1]}” is a list.", _HINT)
    return tuple(items.items()), front.lines


def read_metadata(text: str) -> tuple[dict[str, str], int]:
    """Read what a transcript says of itself, and where its body begins.

    Keys come in lower case, and a list is joined with ``"; "``. What can't be read as front matter is text, for a
    transcript may begin with a row of dashes.

    Returns
    -------
    tuple[dict[str, str], int]
        The metadata, and the code point after the closing row of dashes and its newline; ``({}, 0)`` for none.
    """
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    try:
        front = read_front_matter("\n".join(lines), "")
    except CaseCoderError:
        return {}, 0
    metadata = {_fold_key(key): _join_lines(value) for key, value in front.items}
    if not metadata or not all(map(_NAME.fullmatch, metadata)):
        return {}, 0
    return metadata, min(len(text), sum(len(line) + 1 for line in lines[: front.lines]))


def write_front_matter(items: tuple[tuple[str, str], ...]) -> str:
    """Return front matter as text, ending with its row of dashes."""
    return "\n".join(["---", *(f"{key}: {_format_value(value)}" for key, value in items), "---"])


def _format_value(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _fold_key(key: str) -> str:
    return " ".join(key.lower().split())


def _join_lines(value: str | tuple[str, ...]) -> str:
    texts = (value,) if isinstance(value, str) else value
    return "; ".join(" ".join(text.splitlines()) for text in texts)


class _Reader:
    """The lines between the rows of dashes, read through PyYAML's events."""

    def __init__(self, lines: list[str], where: str) -> None:
        self.text = "\n".join(map(_protect_line, lines)) + "\n"
        self.where = where

    def items(self) -> Iterator[tuple[str, str | tuple[str, ...]]]:
        """Each key with its value.

        Raises
        ------
        CaseCoderError
            At the first line that is none of the kind, or names a key again.
        """
        import yaml

        events = self._events()
        if (first := next(events, None)) is None:
            return
        if not isinstance(first, yaml.MappingStartEvent):
            self._refuse(first, "this is not “key: value”.")
        self._check(first)
        seen: dict[str, int] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key, line = self._text(event), _line_of(event.start_mark)
            if before := seen.get(_fold_key(key)):
                self._refuse(event, f"“{key}” already stands on line {before}.")
            seen[_fold_key(key)] = line
            yield key, self._value(next(events), events)
        if (more := next(events, None)) is not None:
            self._refuse(more, "this is not “key: value”.")

    def _events(self) -> Iterator["Event"]:
        """The events between the start and the end of the one document."""
        import yaml

        around = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
        try:
            yield from (event for event in yaml.parse(self.text, yaml.BaseLoader) if not isinstance(event, around))
        except yaml.MarkedYAMLError as error:
            mark = error.context_mark if "quoted" in (error.context or "") else error.problem_mark
            unclosed = "unexpected end of stream" in (error.problem or "")
            problem = "the quotes around the value don't match" if unclosed else f"YAML says: {error.problem}"
            self._raise(_line_of(mark), f"{problem}.")
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # an escape that names no character
            self._raise(1, f"YAML says: {' '.join(str(error).split())}.")

    def _value(self, event: "Event", events: Iterator["Event"]) -> str | tuple[str, ...]:
        """The text that an event gives, or the texts of the list that it begins."""
        import yaml

        if not isinstance(event, yaml.SequenceStartEvent):
            return self._text(event)
        self._check(event)
        texts = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            texts.append(self._text(item))
        return tuple(filter(None, texts))

    def _text(self, event: "Event") -> str:
        import yaml

        self._check(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event, "only a text can stand here, or a list of texts.")
        if _line_of(event.start_mark) != _line_of(event.end_mark):
            self._refuse(event, "a value stands on one line.")
        try:
            return event.value.encode("utf-16", "surrogatepass").decode("utf-16")  # JSON escapes some letters as pairs
        except UnicodeDecodeError:
            self._refuse(event, "an escape names half a letter.")

    def _check(self, event: "Event") -> None:
        """Refuse what refers to something else, or says what kind of thing it is."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None or tag is not None:
            what = f"“{tag}” is a tag" if anchor is None else f"“{anchor}” is an anchor or an alias"
            self._refuse(event, f"{what} of YAML, and front matter holds text.")

    def _refuse(self, event: "Event", problem: str) -> NoReturn:
        self._raise(_line_of(event.start_mark), problem)

    def _raise(self, line: int, problem: str) -> NoReturn:
        raise CaseCoderError(f"{self.where}, line {line}: {problem}", _HINT)


def _line_of(mark: Any) -> int:
    """The line of the file, given PyYAML's mark: the text that it reads begins on the second."""
    return int(mark.line) + 2 if mark else 1


def _protect_line(line: str) -> str:
    """Put quotes around a plain value, so that YAML, too, reads it as the text it is."""
    pair, item = _PAIR.fullmatch(line), _ITEM.fullmatch(line)
    if pair:
        return f"{pair[1]}: {_quote_value(pair[2] or '')}"
    return f"{item[1]} {_quote_value(item[2])}" if item else line


def _quote_value(value: str) -> str:
    value = value.strip()
    if value and not _STRUCTURED.fullmatch(value):
        value = json.dumps(value, ensure_ascii=False)
    if not value.startswith('"'):
        return value
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", value)
