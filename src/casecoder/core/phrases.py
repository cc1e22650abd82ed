"""Small words and dates that screens, commands and documents share."""

from collections.abc import Sequence


def count_with_noun(number: int, one: str, many: str = "") -> str:
    """Return a number and what it counts (``1 coding``, ``3 codings``)."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def close_sentence(sentence: str) -> str:
    """Return a sentence with its full stop, unless it ends in quoted words that have one of their own."""
    return sentence if sentence.endswith((".”", "!”", "?”", ".’”", "!’”", "?’”")) else f"{sentence}."


def join_with_and(words: Sequence[str]) -> str:
    """Join words for a sentence: ``one, two and three``."""
    return " and ".join([", ".join(words[:-1]), *words[-1:]]) if len(words) > 1 else "".join(words)
