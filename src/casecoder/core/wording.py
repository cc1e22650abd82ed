"""Small words that screens, commands and documents share."""


def counted(number: int, one: str, many: str = "") -> str:
    """A number and what it counts (``1 coding``, ``3 codings``)."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
