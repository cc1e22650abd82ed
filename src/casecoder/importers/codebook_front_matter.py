"""Front matter: ``key: value`` lines between two lines of three dashes at a file's head.

A small part of YAML, so that other programs read it too: a value stands plain, in double quotes with JSON's
escapes, or in single quotes. A line of any other kind is refused rather than dropped.
"""

import json
import re
from dataclasses import dataclass

from casecoder.core.errors import CaseCoderError

_DASHES = "---"
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_PLAIN = re.compile(r"""(?![-?:,\[\]{}#&*!|>'"%@`\s])(?!.*(?::\s|\s\#|[:\s]$)).+""")
"""Values that YAML, too, reads as the text they are."""


@dataclass(frozen=True, slots=True)
class CodebookFrontMatter:
    """What stands at a file's head.

    Parameters
    ----------
    items:
        Keys and values in the file's order.
    lines:
        How many lines it takes, both rows of dashes included; 0 when there is none.
    """

    items: tuple[tuple[str, str], ...] = ()
    lines: int = 0

    def get(self, key: str) -> str:
        """The key's value, in whatever case the key was typed; empty when it isn't there."""
        return next((value for found, value in self.items if found.casefold() == key), "")


def read_codebook_front_matter(text: str, where: str) -> CodebookFrontMatter:
    """Read the front matter of a frozen text, if it begins with any.

    Raises
    ------
    CaseCoderError
        If it is never closed, holds anything but ``key: value`` lines, or a key twice.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _DASHES:
        return CodebookFrontMatter()
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == _DASHES), None)
    if end is None:
        raise CaseCoderError(
            f"{where}, line 1: the front matter that opens here is never closed.", "End it with a line of ---"
        )
    items: list[tuple[str, str]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:end], start=2):
        if not line.strip():
            continue
        key, value = _item(line, f"{where}, line {number}")
        if (folded := key.casefold()) in seen:
            raise CaseCoderError(f"{where}, line {number}: “{key}” already stands on line {seen[folded]}.")
        seen[folded] = number
        items.append((key, value))
    return CodebookFrontMatter(tuple(items), end + 1)


def write_codebook_front_matter(items: tuple[tuple[str, str], ...]) -> str:
    """The front matter as text, ending with its row of dashes."""
    return "\n".join([_DASHES, *(f"{key}: {_quoted(value)}" for key, value in items), _DASHES])


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _item(line: str, place: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    key, value = key.rstrip(), value.strip()
    if not colon or not key or key[0] in " \t#-":
        raise CaseCoderError(f"{place}: “{line.strip()}” is not “key: value”.", "Front matter holds nothing else.")
    if value.startswith('"'):
        try:
            return key, str(json.loads(value))
        except json.JSONDecodeError as error:
            raise CaseCoderError(f"{place}: the quotes around the value of “{key}” don't match.") from error
    single = _SINGLE.fullmatch(value)
    return key, single[1].replace("''", "'") if single else value
