"""YAML front matter, as far as transcripts need it: ``key: value`` lines and short lists."""

import re

_FENCE = re.compile(r"---[ \t]*")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
_KEY = re.compile(r"[^\W\d_][\w .-]*")
_ELEMENT = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,]*)\s*(?:,|$)""")
_MOST_LINES = 200


def read_transcript_front_matter(text: str) -> tuple[dict[str, str], int]:
    """The front matter at the very top of a frozen text, and where the body begins.

    Keys come in lower case. Quotes go; a list, ``[a, b]`` or ``- a`` on lines of its own, is joined with
    ``"; "``. What is not made of such lines, or names a key twice, is not front matter but text.

    Returns
    -------
    tuple[dict[str, str], int]
        The metadata, and the code point after the closing ``---`` and its newline; ``({}, 0)`` for none.
    """
    lines = text.split("\n", _MOST_LINES)
    if not _FENCE.fullmatch(lines[0]):
        return {}, 0
    close = next((at for at, line in enumerate(lines[1:_MOST_LINES], 1) if _END.fullmatch(line)), None)
    metadata = _pairs(lines[1:close]) if close is not None else None
    if close is None or not metadata:
        return {}, 0
    return metadata, min(len(text), sum(len(line) + 1 for line in lines[: close + 1]))


def _pairs(lines: list[str]) -> dict[str, str] | None:
    """The pairs of the lines, or nothing if some line is neither a pair nor an item of a list."""
    found: dict[str, str] = {}
    items: dict[str, list[str]] = {}
    key = None
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, value = line.partition(":")
        if line.lstrip().startswith("- ") and key is not None and (not found[key] or key in items):
            items.setdefault(key, []).append(_unquoted(line.lstrip()[2:].strip()))
            found[key] = "; ".join(items[key])
        elif colon and _KEY.fullmatch(name) and value[:1] in ("", " ", "\t"):
            key = " ".join(name.lower().split())
            if key in found:
                return None
            found[key] = _value(value.strip())
        else:
            return None
    return found


def _value(typed: str) -> str:
    if not (typed.startswith("[") and typed.endswith("]")):
        return _unquoted(typed)
    elements = [_unquoted(match[1].strip()) for match in _ELEMENT.finditer(typed[1:-1])]
    return "; ".join(element for element in elements if element)


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value
