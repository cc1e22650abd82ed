"""Memos as a Markdown document, day by day: the journal's entries first, then what else was noted that day."""

from collections.abc import Iterator, Sequence

from casecoder.core.coding.memos import Day, MemoLine
from casecoder.core.dates import long_date
from casecoder.reports.printable import printable


def journal_markdown(study: str, days: Sequence[Day]) -> str:
    """The days with their memos, each as its author wrote it. It is for the team: names in memos are not taken out."""
    parts = [f"# Memos: {printable(study)}"]
    for day in days:
        parts.append(f"## {long_date(day.date.isoformat())}")
        for memo in (*day.entries, *day.others):
            parts += _memo(memo)
    return "\n\n".join(parts if days else [*parts, "No memo has been written."]) + "\n"


def _memo(memo: MemoLine) -> Iterator[str]:
    what = "Journal" if memo.target == "study" else f"On {memo.on}"
    yield f"### {printable(what)} ({printable(memo.author)})"
    if memo.quote:
        yield "\n".join(f"> {line}".rstrip() for line in printable(memo.quote).strip().split("\n"))
    yield printable(memo.body).strip()
