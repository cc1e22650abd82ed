"""The sources of a study, school by school."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Footer, Input, Static
from textual.widgets.option_list import Option

from casecoder.core.quotes import shorten
from casecoder.core.vocabulary import Role, SourceKind
from casecoder.services import reading
from casecoder.services.reading import SourceSummary
from casecoder.tui import navigation
from casecoder.tui.base import StudyScreen
from casecoder.tui.screens.form import Field, FormScreen
from casecoder.tui.widgets.long_list import LongList, heading
from casecoder.tui.wording import counted, one_line, plain

NONE_YET = "There are no sources yet. Press i to import transcripts and notes: a file, or a folder."
COLUMNS = f"{'source':<11}{'kind':<12}{'date':<10}{'turns':>6}{'length':>7}{'codings':>8} {'coded':<10} title"
BAR = 5
"""Columns of the bar that shows how much of a source is coded."""


class SourcesScreen(StudyScreen):
    """Every transcript and note, with how far it has been worked through."""

    CSS_PATH = "sources.tcss"
    AUTO_FOCUS = "LongList"
    HELP = """\
# Sources

Every transcript and note, school by school: how long it is (in thousands of characters), how often it has been
coded, and what share of its text is under at least one code. **Enter** opens a transcript. **/** filters by typing
any words of the line (`p3 interview`); the arrows move in the list meanwhile, **esc** ends the filter. **e** sets
right what the import took wrongly.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", key_display="/", id="sources.filter", tooltip="Show only some, by typing"),
        Binding("e", "edit", "Edit", id="sources.edit", tooltip="Set right a source's school, kind, role, date, title"),
        Binding("i", "app.go('import')", "Import", id="sources.import", tooltip="Bring in transcripts and notes"),
        Binding("f", "app.go('search')", "Find", id="sources.find", tooltip="Search all the transcripts"),
        Binding("escape", "back", "Back", key_display="esc", id="sources.back", tooltip="End the filter, or go back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sources: list[SourceSummary] = []
        self._labels: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """A filter, the columns' names and the list."""
        yield Static(classes="screen-title", id="sources-title", markup=False)
        yield Input(id="filter", placeholder="Filter: any words of a line", compact=True)
        yield Static(COLUMNS, classes="columns", markup=False)
        yield LongList(id="sources")
        yield Footer(compact=True)

    def refresh_study(self) -> None:
        """Read the sources anew."""
        self._labels = {case.short: case.label for case in reading.cases(self.study)}
        order = list(self._labels)
        self._sources = sorted(reading.sources(self.study), key=lambda source: order.index(source.case))
        self._show()

    @on(Input.Changed, "#filter")
    def _show(self) -> None:
        words = self.query_one("#filter", Input).value.casefold().split()
        shown = [source for source in self._sources if all(word in self._words(source) for word in words)]
        some = f"{len(shown):,} of " if len(shown) != len(self._sources) else ""
        self.query_one("#sources-title", Static).update(f"Sources · {some}{counted(len(self._sources), 'source')}")
        self.query_one(LongList).put(list(self._entries(shown)), fallback=1)

    def _words(self, source: SourceSummary) -> str:
        label = self._labels.get(source.case, "")
        return f"{source.ref} {label} {source.kind} {source.date} {source.title} {source.filename}".casefold()

    def _entries(self, shown: list[SourceSummary]) -> Iterator[Option]:
        if not self._sources:
            yield Option(Content(NONE_YET), disabled=True)
        elif not shown:
            yield Option(Content("No source has all these words. Press esc to see them all."), disabled=True)
        for short, sources in groupby(shown, key=lambda source: source.case):
            yield heading(one_line(f"{short} {self._labels.get(short, '')}"))
            for source in sources:
                yield Option(_line(source), id=source.ref)

    @on(LongList.OptionSelected)
    def _open(self, event: LongList.OptionSelected) -> None:
        self.app.push_screen(navigation.transcript(event.option.id or ""))

    @on(Input.Submitted, "#filter")
    def _open_highlighted(self) -> None:
        self.query_one(LongList).action_select()

    def action_filter(self) -> None:
        """Type what to look for in the list."""
        self.query_one("#filter", Input).focus()

    def action_edit(self) -> None:
        """Set right what the source under the cursor is."""
        option = self.query_one(LongList).highlighted_option
        source = next((source for source in self._sources if option and source.ref == option.id), None)
        if source is None:
            self.notify("Go to a source first.", timeout=3)
            return
        fields = (
            Field("case", "School", self._labels[source.case]),
            Field("kind", "Kind", source.kind, tuple(SourceKind)), Field("role", "Role", "", tuple(Role)),
            Field("date", "Date", source.date), Field("title", "Title", source.title),
        )
        self.app.push_screen(FormScreen(f"{source.ref} {source.title}", fields, partial(self._amend, source.ref)))

    def _amend(self, ref: str, changed: dict[str, str]) -> bool:
        """Keep what was changed of a source; whether it was accepted."""
        from casecoder.services.amending import amend_source

        if not changed:
            return True
        now = self.attempt(partial(amend_source, self.study, ref, coder=self.coder, **changed))
        if now is None:
            return False
        self.refresh_study()
        self.query_one(LongList).go_to(now)
        self.call_after_refresh(self.notify, f"{ref} is now {now}." if now != ref else f"{ref} is set right.")
        return True

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while the filter is being typed."""
        if self.query_one("#filter", Input).has_focus and event.key in {"up", "down"}:
            found = self.query_one(LongList)
            move = found.action_cursor_up if event.key == "up" else found.action_cursor_down
            move()
            event.stop()

    async def action_back(self) -> None:
        """End the filter; without one, go back."""
        typed = self.query_one("#filter", Input)
        if typed.value or typed.has_focus:
            typed.value = ""
            self.query_one(LongList).focus()
        else:
            await self.coder_app.action_back()


def _line(source: SourceSummary) -> Content:
    full = round(source.coded * BAR)
    bar = "█" * full + "░" * (BAR - full)
    length = f"{source.length / 1000:.1f}k" if source.length >= 1000 else str(source.length)
    return plain(
        f"{one_line(source.ref):<11}{shorten(source.kind, 11):<12}{one_line(source.date):<10}{source.turns:>6,}"
        f"{length:>7}{source.codings:>8,} {bar} {source.coded:>4.0%} {one_line(source.title)}"
    )
