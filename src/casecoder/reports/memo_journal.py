"""Memos as a Markdown document, day by day: the journal's entries first, then what else was noted that day."""

from collections.abc import Iterator, Sequence

from casecoder.core.coding.memos import JournalDay, MemoLine
from casecoder.core.dates import format_long_date
from casecoder.reports.printable_text import make_printable


def journal_markdown(study: str, days: Sequence[JournalDay]) -> str:
    """The days with their memos, each as its author wrote it. It is for the team: names in memos are not taken out."""
    parts = [f"# Memos: {make_printable(study)}"]
    for day in days:
        parts.append(f"## {format_long_date(day.date.isoformat())}")
        for memo in (*day.entries, *day.others):
            parts += _memo(memo)
    return "\n\n".join(parts if days else [*parts, "No memo has been written."]) + "\n"


def _memo(memo: MemoLine) -> Iterator[str]:
    what = "Journal" if memo.target == "study" else f"On {memo.on}"
    yield f"### {make_printable(what)} ({make_printable(memo.author)})"
    if memo.quote:
        yield "\n".join(f"> {line}".rstrip() for line in make_printable(memo.quote).strip().split("\n"))
    yield make_printable(memo.body).strip()
