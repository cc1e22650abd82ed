"""The choice of a band, each band with its meaning."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from casecoder.core.vocabulary import Band
from casecoder.tui.base.screen_text import band_mark

SHORT_DEFINITIONS = {
    Band.GREEN: "well embedded; the researchers saw significant evidence",
    Band.AMBER: "recognised, with some evidence, but at an early stage",
    Band.RED: "little evidence; perhaps planned, not yet seen in practice",
    Band.NONE: "looked for, and no evidence found either way",
}
"""The definitions on one line each, for screens too small for the full ones."""

BANDS_BY_KEY = {"g": Band.GREEN, "a": Band.AMBER, "r": Band.RED, "n": Band.NONE}
"""The bands by the key that chooses each."""


class BandRow(Static):
    """One band: its key, its mark, its name and its definition."""

    def __init__(self, key: str, band: Band) -> None:
        super().__init__(id=f"band-{band.value}", classes=band.value, markup=False)
        self.key = key
        self.band = band

    def on_click(self) -> None:
        """Choose this band."""
        self.post_message(BandChoice.Chosen(self.band))


class BandChoice(Widget):
    """The four bands. The screen sets ``chosen``; a click posts :class:`Chosen`."""

    DEFAULT_CSS = """
    BandChoice { height: auto; }
    BandChoice > BandRow { height: auto; padding: 0 1; }
    BandChoice > .-chosen { text-style: bold; }
    BandChoice > .green { color: $text-success; }
    BandChoice > .amber { color: $text-warning; }
    BandChoice > .red { color: $text-error; }
    BandChoice > .green.-chosen { background: $success-muted; }
    BandChoice > .amber.-chosen { background: $warning-muted; }
    BandChoice > .red.-chosen { background: $error-muted; }
    BandChoice > .none.-chosen { background: $panel; }
    """

    class Chosen(Message):
        """Sent when a band is clicked."""

        def __init__(self, band: Band) -> None:
            super().__init__()
            self.band = band

    chosen: reactive[Band | None] = reactive(None)
    in_full: reactive[bool] = reactive(False)
    """Whether the definitions are shown in full."""

    KEYS: ClassVar[dict[str, Band]] = BANDS_BY_KEY

    def compose(self) -> ComposeResult:
        """Make a row for each band."""
        for key, band in self.KEYS.items():
            yield BandRow(key, band)

    def on_mount(self) -> None:
        """Write the rows."""
        self._write()

    def watch_chosen(self) -> None:
        """Mark the row of the chosen band."""
        self._write()

    def watch_in_full(self) -> None:
        """Show the definitions in full or in short."""
        self._write()

    def _write(self) -> None:
        for row in self.query(BandRow):
            is_chosen = row.band is self.chosen
            row.set_class(is_chosen, "-chosen")
            name = row.band.label if row.band is not Band.NONE else "None"
            meaning = row.band.definition if self.in_full else SHORT_DEFINITIONS[row.band]
            sign = "▶" if is_chosen else " "
            row.update(Content.assemble((f"{sign}{row.key}  {band_mark(row.band)} {name:<5}  ", "bold"), meaning))
