"""The pictures of the study: evidence for a cell, coding over time, saturation."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import ProgressBar, Static

from casecoder.core.outputs.chart import Chart
from casecoder.core.outputs.chart_text import chart_lines
from casecoder.services.outputs.study_charts import (
    PictureSubject,
    case_evidence_chart,
    coding_over_time_chart,
    saturation_chart,
    write_picture,
)
from casecoder.services.segments import code_choices
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.background_jobs import BackgroundJobScreen
from casecoder.tui.base.screen_text import one_line, plain_content
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.key_line import KeyLine


class ChartView(Static):
    """A chart in block characters, as large as the space for it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.chart: Chart | None = None

    def show(self, chart: Chart) -> None:
        """Show a chart."""
        self.chart = chart
        self.draw()

    def on_resize(self) -> None:
        """Draw the chart for the new size."""
        self.draw()

    def draw(self) -> None:
        """Draw the chart, if there is one and it fits."""
        room = self.parent.size if isinstance(self.parent, Widget) else self.size
        if self.chart is not None and room.width > 2:
            lines = chart_lines(self.chart, room.width - 2, max(4, room.height))
            self.update(plain_content("\n".join(lines)))


class PicturesScreen(BackgroundJobScreen):
    """One picture at a time.

    Parameters
    ----------
    case, code:
        The cell whose evidence is shown first; coding over time when empty.
    """

    CSS_PATH = "pictures.tcss"
    AUTO_FOCUS = "#room"
    HELP = """\
# Pictures

- **t** codings over time, a band for each coder, all to one scale;
- **n** saturation: how many codes have been met by each source, in the order in which the sources were collected;
- **e** the evidence for a benefit in a school, by kind of source and role, for and against.

Below stands what the picture shows, in words: a document gives the same words to those who can't see it. **x** writes
the picture into a .png or .svg file.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "coding", "Over time", id="pictures.coding", tooltip="Codings over time, by coder"),
        Binding("n", "saturation", "New codes", id="pictures.saturation", tooltip="Codes met, source by source"),
        Binding("e", "evidence", "Evidence", id="pictures.evidence", tooltip="Evidence for a benefit in a school"),
        Binding("x", "write", "Write", id="pictures.write", tooltip="Write the picture into a file"),
    ]

    def __init__(self, case: str = "", code: str = "") -> None:
        super().__init__()
        self._subject = PictureSubject.EVIDENCE if case and code else PictureSubject.CODING
        self._cell = (case, code)

    def compose(self) -> ComposeResult:
        """Lay out the picture, and what it shows in words."""
        yield Static(id="title", classes="screen-title", markup=False)
        with VerticalScroll(id="room"):
            yield ChartView(id="chart")
        yield Static(id="alt", markup=False)
        yield ProgressBar(show_eta=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def refresh_study(self) -> None:
        """Count again what the picture shows."""
        if not self.working:
            self.start("Counting for the picture", lambda _progress: self._count(self.study), self._show)

    def _count(self, study: StudyFile) -> Chart:
        with study.reading() as session:
            if self._subject is PictureSubject.EVIDENCE:
                return case_evidence_chart(session, *self._cell)
            if self._subject is PictureSubject.CODING:
                return coding_over_time_chart(session)
            return saturation_chart(session)

    def _show(self, chart: Chart) -> None:
        self.query_one("#title", Static).update(plain_content(one_line(chart.title)))
        self.query_one("#alt", Static).update(plain_content(chart.alt))
        self.query_one(ChartView).show(chart)

    def _show_picture(self, subject: PictureSubject, cell: tuple[str, str] = ("", "")) -> None:
        """Show another picture, unless one is still being counted."""
        if self.working:
            self.notify("Wait a moment, or press escape to stop it.", title="Still counting.", severity="warning")
            return
        self._subject, self._cell = subject, cell
        self.refresh_study()

    def action_coding(self) -> None:
        """Show the codings over time."""
        self._show_picture(PictureSubject.CODING)

    def action_saturation(self) -> None:
        """Show the codes met, source by source."""
        self._show_picture(PictureSubject.SATURATION)

    def action_evidence(self) -> None:
        """Ask for a school and a code, and show the evidence."""
        schools = [(case.short, f"{case.short} {case.label}") for case in study_listings.list_cases(self.study)]
        if not schools:
            self.notify("Import transcripts first.", title="There are no schools yet.", severity="warning")
            return
        self.app.push_screen(ChooserScreen("Evidence in which school?", schools), self._choose_code)

    def _choose_code(self, case: str | None) -> None:
        if case is not None:
            codes = [(choice.id, f"{choice.id} {choice.name}") for choice in code_choices.list_code_choices(self.study)]
            self.app.push_screen(ChooserScreen("For which code?", codes), partial(self._show_evidence, case))

    def _show_evidence(self, case: str, code: str | None) -> None:
        if code is not None:
            self._show_picture(PictureSubject.EVIDENCE, (case, code))

    def action_write(self) -> None:
        """Ask for a file, and write the picture to it."""
        field, about = FormField("out", "File", str(self._default_path)), "The ending says the format: .png or .svg."
        self.app.push_screen(FormScreen("Write the picture", [field], self._write, about))

    @property
    def _default_path(self) -> Path:
        return self.study.path.with_name(f"{self.study.path.stem}-{self._subject}.png")

    def _write(self, values: dict[str, str]) -> bool:
        out, cell = Path(values.get("out", str(self._default_path))).expanduser(), self._cell
        if not self.may_write(out):
            return False
        self.start("Drawing", lambda _progress: write_picture(self.study, out, self._subject, *cell), self._show_path)
        return True

    def _show_path(self, written: tuple[Path, str]) -> None:
        self.notify(str(written[0]), title="Written:", timeout=6)
