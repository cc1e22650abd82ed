"""Dates as a British reader expects them, whatever the machine's locale."""

from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def format_long_date(text: str) -> str:
    """Return an ISO date in words (``3 November 2009``), whatever the machine's locale.

    Other texts are returned as they are.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
