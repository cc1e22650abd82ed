"""The journal: the memos by the day they were written."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.core.coding.memos import MemoLine, group_memos_by_day
from casecoder.core.phrases import format_long_date
from casecoder.tui.base.screen_text import format_count
from casecoder.tui.screens.notes.memos import MemosScreen
from casecoder.tui.widgets.block_list import ListBlock


class JournalScreen(MemosScreen):
    """The journal: each day's entries, which are the memos on the study, and the other memos of that day."""

    HELP = """\
# Journal

What was thought and noted, day by day, the newest day first: the entries of the journal (they are the memos on the
study), and under them the other memos of that day with what they are on. `n` writes today's entry, enter changes what
is under the cursor, `o` opens what it is on, `f` follows a link in it.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New entry", id="journal.new", tooltip="Write an entry for today"),
    ]
    NONE_YET = "The journal is empty. Press n to write today's entry."

    def _title(self, found: Sequence[MemoLine]) -> str:
        entries = sum(memo.target == "study" for memo in found)
        others = f" · {format_count(len(found) - entries, 'other memo')}" if len(found) > entries else ""
        return f"Journal · {format_count(entries, 'entry', 'entries')}{others}"

    def _blocks(self, found: Sequence[MemoLine]) -> Iterator[ListBlock]:
        for day in group_memos_by_day(found):
            yield ListBlock("", format_long_date(day.date.isoformat()))
            for memo in (*day.entries, *day.others):
                about = "" if memo.target == "study" else f"On {memo.on} · "
                yield self._block(memo, f"{about}{memo.author} · {memo.clock}")

    def action_new(self) -> None:
        """Write an entry for today."""
        self.write("study ")
