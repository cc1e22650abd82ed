"""The sources of a study, school by school."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.vocabulary import Role, SourceKind, SourceStatus, effective_status
from casecoder.services.sources import reading_progress, study_listings
from casecoder.services.sources.study_listings import SourceSummary
from casecoder.tui.base.destinations import SpeakersPage, TranscriptPage
from casecoder.tui.base.screen_text import format_count, one_line, plain_content
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList, list_heading

NO_SOURCES = "There are no sources yet. Press i to import transcripts and notes: a file, or a folder."
COLUMN_HEADINGS = f"{'source':<11}{'status':<14}{'kind':<12}{'date':<10}{'length':>6}{'codings':>8}{'coded':>6} title"
NEXT_STATUS = dict(zip(SourceStatus, (*tuple(SourceStatus)[1:], SourceStatus.UNREAD), strict=True))
"""The status that follows each status when the key for it is pressed."""


class SourcesScreen(StudyScreen):
    """The sources, with how far each has been worked through."""

    CSS_PATH = "sources.tcss"
    AUTO_FOCUS = "LongList"
    HELP = """\
# Sources

Every transcript and note, school by school: how far you are with it (`○` unread, `◐` in progress, `✓` done), how long
it is (in thousands of characters), how often it has been coded, and what share of its text is under at least one
code. **Enter** opens a transcript. **d** goes on to the next status. **/** filters by typing any words of the line
(`p3 interview`, `unread`); the arrows move in the list meanwhile, **esc** ends the filter. **p** shows who speaks in a
source, **e** sets right what the import took wrongly.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", key_display="/", id="sources.filter", tooltip="Show only some, by typing"),
        Binding("e", "edit", "Edit", id="sources.edit", tooltip="Set right a source's school, kind, role, date, title"),
        Binding(
            "d,space",
            "status",
            "Status",
            key_display="d",
            id="sources.status",
            tooltip="Unread, in progress, done: go on to the next",
        ),
        Binding("p", "speakers", "Speakers", id="sources.speakers", tooltip="Who speaks in this source"),
        Binding("i", "app.go('import')", "Import", id="sources.import", tooltip="Bring in transcripts and notes"),
        Binding("f", "app.go('search')", "Find", id="sources.find", tooltip="Search all the transcripts"),
        Binding("escape", "back", "Back", key_display="esc", id="sources.back", tooltip="End the filter, or go back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sources: list[SourceSummary] = []
        self._labels: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the filter, the headings and the list."""
        yield Static(classes="screen-title", id="sources-title", markup=False)
        yield Input(id="filter", placeholder="Filter: any words of a line", compact=True)
        yield Static(COLUMN_HEADINGS, classes="columns", markup=False)
        yield LongList(id="sources")
        yield KeyLine(compact=True)

    def refresh_study(self) -> None:
        """Read the sources again."""
        self._labels = {case.short: case.label for case in study_listings.list_cases(self.study)}
        order = list(self._labels)
        self._sources = sorted(study_listings.list_sources(self.study), key=lambda source: order.index(source.case))
        self._show()

    @on(Input.Changed, "#filter")
    def _show(self) -> None:
        words = self.query_one("#filter", Input).value.casefold().split()
        shown = [source for source in self._sources if all(word in self._searchable_text(source) for word in words)]
        some = f"{len(shown):,} of " if len(shown) != len(self._sources) else ""
        statuses = [source.status for source in self._sources]
        so_far = "  ".join(f"{status.glyph} {statuses.count(status):,} {status}" for status in SourceStatus)
        title = f"Sources · {some}{format_count(len(self._sources), 'source')} · {so_far}"
        self.query_one("#sources-title", Static).update(title)
        self.query_one(LongList).put(list(self._entries(shown)), fallback=1)

    def _searchable_text(self, source: SourceSummary) -> str:
        label = self._labels.get(source.case, "")
        words = (source.ref, label, source.status, source.kind, source.date, source.title, source.filename)
        return " ".join(words).casefold()

    def _entries(self, shown: list[SourceSummary]) -> Iterator[Option]:
        if not self._sources:
            yield Option(Content(NO_SOURCES), disabled=True)
        elif not shown:
            yield Option(Content("No source has all these words. Press esc to see them all."), disabled=True)
        for short, sources in groupby(shown, key=lambda source: source.case):
            yield list_heading(one_line(f"{short} {self._labels.get(short, '')}"))
            for source in sources:
                yield Option(_line(source), id=source.ref)

    @on(LongList.OptionSelected)
    def _open(self, event: LongList.OptionSelected) -> None:
        self.go_to(TranscriptPage(event.option.id or ""))

    @on(Input.Submitted, "#filter")
    def _open_highlighted(self) -> None:
        self.query_one(LongList).action_select()

    def action_filter(self) -> None:
        """Give the keyboard to the filter."""
        self.query_one("#filter", Input).focus()

    def _here(self) -> SourceSummary | None:
        """Return the source under the cursor; say so if there is none."""
        option = self.query_one(LongList).highlighted_option
        source = next((source for source in self._sources if option and source.ref == option.id), None)
        if source is None:
            self.notify(
                "Press i to import some, or esc to end the filter.",
                title="There is no source here.",
                severity="warning",
            )
        return source

    def action_status(self) -> None:
        """Give the source under the cursor its next status."""
        source = self._here()
        if source is not None:
            now = effective_status(NEXT_STATUS[source.status], coded=source.codings > 0)
            done = f"{source.ref} is {now} now."
            if self.attempt(
                partial(reading_progress.set_source_status, self.study, source.ref, now, coder=self.coder), done
            ):
                self.refresh_study()

    def action_speakers(self) -> None:
        """Go to the speakers of the source under the cursor."""
        source = self._here()
        if source is not None:
            self.go_to(SpeakersPage(source.ref))

    def action_edit(self) -> None:
        """Change the facts about the source under the cursor."""
        source = self._here()
        if source is None:
            return
        fields = (
            FormField("case", "School", self._labels[source.case]),
            FormField("kind", "Kind", source.kind, tuple(SourceKind)),
            FormField("role", "Role", "", tuple(Role)),
            FormField("date", "Date", source.date),
            FormField("title", "Title", source.title),
            FormField(
                "second",
                "Second coders",
                "; ".join(source.second_coders),
                can_be_empty=True,
                hint="who codes it again for agreement alone; several with ; between",
            ),
        )
        self.app.push_screen(FormScreen(f"{source.ref} {source.title}", fields, partial(self._amend, source.ref)))

    def _amend(self, ref: str, changed: dict[str, str]) -> bool:
        """Keep the changes of a source; return whether they were accepted."""
        from casecoder.services.sources.amending import amend_source

        if not changed:
            return True
        second = changed.pop("second").split(";") if "second" in changed else None
        amend = partial(amend_source, self.study, ref, coder=self.coder, second_coders=second, **changed)
        now = self.attempt(amend)
        if now is None:
            return False
        self.refresh_study()
        self.query_one(LongList).go_to(now)
        self.call_after_refresh(self.notify, f"{ref} is now {now}." if now != ref else f"{ref} is set right.")
        return True

    def on_key(self, event: events.Key) -> None:
        """Move in the list with the arrows while the filter has the keyboard."""
        if self.query_one("#filter", Input).has_focus and event.key in {"up", "down"}:
            found = self.query_one(LongList)
            move = found.action_cursor_up if event.key == "up" else found.action_cursor_down
            move()
            event.stop()

    async def action_back(self) -> None:
        """Clear the filter; without one, go back."""
        typed = self.query_one("#filter", Input)
        if typed.value or typed.has_focus:
            typed.value = ""
            self.query_one(LongList).focus()
        else:
            await self.study_app.action_back()


def _line(source: SourceSummary) -> Content:
    status = f"{source.status.glyph} {source.status}"
    length = f"{source.length / 1000:.1f}k" if source.length >= 1000 else str(source.length)
    return plain_content(
        f"{one_line(source.ref):<11}{status:<14}{shorten_quote(source.kind, 11):<12}{one_line(source.date):<10}"
        f"{length:>6}{source.codings:>8,}{source.coded:>6.0%} {one_line(source.title)}"
    )
