"""Read the label, descriptor and time stamp of a line that begins a turn, and where its words begin."""

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache

from casecoder.core.transcripts.speaker_roles import role_in_label

_HEAD = 160
"""The number of characters of a line in which a label is looked for, so that time stays linear."""
_WHOLE = 90
"""The longest line that can be nothing but a label."""


class LabelStyle(Enum):
    """The conventions for saying who speaks."""

    BOLD = auto()
    """``**Name:** words``, ``__Name__: words``."""
    COLON = auto()
    """``Name: words``."""
    STAMPED = auto()
    """``Speaker 1 00:03:12`` on a line, the words below."""
    ALONE = auto()
    """``Name`` on a line, the words below."""
    TAB = auto()
    """``Name``, a tab, words."""
    ROW = auto()
    """A row of a Word table of speakers."""


@dataclass(slots=True)
class TurnOpening:
    """How a turn may begin on a line.

    The class is not frozen: there is one for each line, and freezing doubles its time.

    Parameters
    ----------
    label:
        The speaker as typed, without marks, its words apart by single spaces.
    length:
        How many characters of the line come before the words.
    key:
        The label in whatever case.
    """

    style: LabelStyle
    label: str
    descriptor: str = ""
    at: str = ""
    length: int = 0
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        self.key = self.label.casefold()


def _stamp_pattern(group: str) -> str:
    clock = rf"(?P<{group}>\d{{1,2}}:\d\d(?::\d\d)?(?:[.,]\d{{1,3}})?)(?![\d:])"
    return rf"(?:\\?[\[(<{{]\ ?)?+{clock}(?:\ ?\\?[\])>}}])?+"


_BOXED_STAMP = r"\\?[\[(<{]\ ?(?P<late>\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?)\ ?\\?[\])>}]"
_LEAD = rf"""
    (?:{_stamp_pattern("before")} \s*+ (?:[-–—|]\s*+)?+ )?+
    (?P<marks>[*_]{{1,3}})?+ \s*+
    (?:{_stamp_pattern("within")} \s*+ )?+
"""
_LABEL = r"""
    (?: \\?\[ (?P<boxed> [^\W\d_] [^\[\]\\:\t]{0,59} ) \\?\]
      | (?P<plain> [^\W\d_] [^:\t\[\](){}<>*_\\|]{0,59}? ) )
"""
_BESIDE = rf"""
    \ *+ [*_]{{0,3}}+ \ *+
    (?: \\?[\[(] (?P<descriptor>[^\[\]()\\:\t]{{1,60}}) \\?[\])] \ *+ )?+
    (?: (?:[-–—|,]\ *+)?+ {_stamp_pattern("after")} \ *+ )?+
    [*_]{{0,3}}+ \ *+
"""
_AFTER_COLON = r"""(?= \s | $ | [^\W\d_] | ["“”‘’'…£\[(<*_–—] | \\\[ )"""

_COLON = re.compile(
    rf"{_LEAD}{_LABEL}{_BESIDE} : (?(marks)[*_]{{0,3}}+) {_AFTER_COLON} (?:\s*+{_BOXED_STAMP}(?=\s|$))?+ \s*+",
    re.VERBOSE,
)
_TAB = re.compile(rf"{_LEAD}{_LABEL}{_BESIDE} \t\s*+ (?=\S)", re.VERBOSE)
_ALONE = re.compile(rf"(?:\#{{1,6}}\s++)?+ {_LEAD}{_LABEL}{_BESIDE} \s*+", re.VERBOSE)


def read_turn_opening(line: str) -> TurnOpening | None:
    """Return how a turn would begin on this line, if a label stands at its head.

    Nothing is judged here: ``Note: the bell rang`` has the form of an opening.
    """
    head = line[:_HEAD]
    body = head.lstrip()
    indent = len(head) - len(body)
    if ":" in body and (match := _COLON.match(body)):
        style = LabelStyle.BOLD if match["marks"] else LabelStyle.COLON
        return _to_opening(style, match, indent, match["late"])
    if "\t" in body and (match := _TAB.match(body)):
        return _to_opening(LabelStyle.TAB, match, indent)
    if len(line) <= _WHOLE and (match := _ALONE.fullmatch(body)):
        has_stamp = match["before"] or match["within"] or match["after"]
        return _to_opening(LabelStyle.STAMPED if has_stamp else LabelStyle.ALONE, match, indent)
    return None


def _to_opening(style: LabelStyle, match: re.Match[str], indent: int, late: str | None = None) -> TurnOpening:
    boxed, plain, descriptor, *stamps = match.group("boxed", "plain", "descriptor", "before", "within", "after")
    label, beside = split_label_and_descriptor(boxed or plain)
    at = next(filter(None, stamps), late or "")
    return TurnOpening(style, label, descriptor or beside, at, indent + match.end())


@lru_cache(maxsize=512)
def split_label_and_descriptor(label: str) -> tuple[str, str]:
    """Split a label and its descriptor: ``Hamza (Year 6)``, or ``Joan Prior, Headteacher`` after a comma."""
    plain = " ".join(label.strip(" \t:*_").split())
    if bracket := re.fullmatch(r"([^()\[\]]+?)\s*[(\[]([^()\[\]]+)[)\]]", plain):
        return bracket[1], bracket[2].strip()
    name, comma, rest = plain.partition(",")
    if comma and rest.strip() and role_in_label(rest) is not None:
        return name.strip(), rest.strip()
    return plain, ""
