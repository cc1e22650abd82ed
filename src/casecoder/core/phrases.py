"""Words for numbers, lists and dates that screens, commands and documents share.

Short because every layer uses it, and nothing else belongs to it.
"""

from collections.abc import Sequence
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def count_with_noun(number: int, one: str, many: str = "") -> str:
    """Return a number and what it counts (``1 coding``, ``3 codings``)."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def close_sentence(sentence: str) -> str:
    """Return a sentence with its full stop, unless it ends in quoted words that have one of their own."""
    return sentence if sentence.endswith((".”", "!”", "?”", ".’”", "!’”", "?’”")) else f"{sentence}."


def join_with_and(words: Sequence[str]) -> str:
    """Join words for a sentence: ``one, two and three``."""
    return " and ".join([", ".join(words[:-1]), *words[-1:]]) if len(words) > 1 else "".join(words)


def format_long_date(text: str) -> str:
    """Return an ISO date in words (``3 November 2009``), whatever the machine's locale.

    Other texts are returned as they are.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
