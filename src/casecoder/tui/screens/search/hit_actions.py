"""The actions on the turns that a search found: open, code, write to a file; and keeping the search."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from casecoder.core.errors import CaseCoderError
from casecoder.services.search.coding_hits import HitCodingResult, HitExtent, code_hits, passages_from_hits
from casecoder.services.search.extracts import EXTRACT_FORMATS, make_extract, write_extract
from casecoder.services.search.saved_queries import save_query
from casecoder.services.search.text_search import SearchHit, search_source
from casecoder.services.segments import code_choices
from casecoder.tui.base.background_jobs import BackgroundJobScreen, ProgressCallback
from casecoder.tui.base.destinations import TranscriptPage
from casecoder.tui.base.screen_text import format_count
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.code_picker import CodePickerScreen, PickedCodes
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView

HIT_EXTENTS = {
    HitExtent.SENTENCE: "The sentence they stand in",
    HitExtent.WORDS: "The words found, no more",
    HitExtent.TURN: "The whole turn",
}
"""How much of the text at a hit to code, with the usual choice first."""


class HitActionsScreen(BackgroundJobScreen):
    """The part of the search screen that works on the turns found.

    ``HIT_BINDINGS`` holds its keys, which the search screen puts after its own in the footer.
    """

    HIT_BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "code", "Code", id="search.code", tooltip="Code the marked hits, or the one under the cursor"),
        Binding(
            "asterisk",
            "mark_all",
            "All",
            key_display="*",
            id="search.mark-all",
            tooltip="Mark all that was found, or unmark it",
        ),
        Binding(
            "o",
            "export",
            "File",
            id="search.export",
            tooltip="Write the marked turns, or all, to DOCX, XLSX, CSV or Markdown",
        ),
        Binding("k", "keep", "Keep", show=False, id="search.keep", tooltip="Keep this search under a name"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.hits: dict[str, SearchHit] = {}
        self.forms = False
        self.spelling = False

    @property
    def query_typed(self) -> str:
        """The query as it is typed."""
        return self.query_one("#words", Input).value

    @property
    def blocks(self) -> BlockList:
        """The list of the turns found."""
        return self.query_one(BlockList)

    @abstractmethod
    def with_all(self, then: Callable[[], None]) -> None:
        """Call ``then`` once all turns found are listed, or as many as can be."""

    @on(BlockList.Chosen)
    async def _open(self, message: BlockList.Chosen) -> None:
        hit = self.hits[message.key]
        find = partial(
            search_source, self.study, hit.source, self.query_typed, forms=self.forms, spelling=self.spelling
        )
        await self.go_to(TranscriptPage(hit.source, hit.spans[0].start if hit.spans else hit.start))
        screen = self.app.screen

        async def show_hits() -> None:
            screen.query_one(TranscriptView).set_hits(await asyncio.to_thread(find))

        screen.run_worker(show_hits(), group="hits", exclusive=True, description="Finding the words here")

    def _chosen(self) -> list[SearchHit]:
        """Return the marked hits; with none marked, the one under the cursor."""
        current = self.blocks.current
        keys = self.blocks.marked or ([current.key] if current else [])
        return [self.hits[key] for key in keys]

    def lacks_hits(self) -> bool:
        """Return whether there are no hits; say so if there are none."""
        if not self.hits:
            self.notify("Type words that a transcript has.", title="Nothing is found.", severity="warning")
        return not self.hits

    def action_mark_all(self) -> None:
        """Mark every hit; when all are marked, unmark them."""
        if self.lacks_hits():
            return
        if len(self.blocks.marked) == len(self.hits):
            self.blocks.clear_marks()
        else:
            self.with_all(self.blocks.mark_all)

    # Coding

    def action_code(self) -> None:
        """Ask how much to code, then with which codes."""
        if self.lacks_hits():
            return
        hits = self._chosen()
        options = [(extent.value, name) for extent, name in HIT_EXTENTS.items()]
        what = format_count(len(hits), "marked hit") if self.blocks.marked else "the hit under the cursor"
        self.app.push_screen(ChooserScreen(f"Code what of {what}?", options), partial(self._ask_codes, hits))

    def _ask_codes(self, hits: Sequence[SearchHit], chosen: str | None) -> None:
        if chosen is None:
            return
        choices = code_choices.list_code_choices(self.study)
        if not choices:
            self.notify(
                "Bring one in with `casecoder codebook import`.", title="The study has no codebook.", severity="warning"
            )
            return
        about = f"Code the {chosen} at {format_count(len(hits), 'hit')} of {self.query_typed!r}"
        picker = CodePickerScreen(choices, code_choices.recently_used_codes(self.study, self.coder), about)
        self.app.push_screen(picker, partial(self._code, hits, HitExtent(chosen)))

    def _code(self, hits: Sequence[SearchHit], extent: HitExtent, picked: PickedCodes | None) -> None:
        if picked is None:
            return
        study, coder = self.study, self.coder
        self.start(
            "Coding what was found",
            lambda _: code_hits(
                study,
                hits,
                picked.codes,
                extent,
                coder=coder,
                direction=picked.direction,
                note=picked.note,
                strength=picked.strength,
            ),
            self._show_codings,
        )

    def _show_codings(self, result: HitCodingResult) -> None:
        self.blocks.clear_marks()
        before = f" {result.there_before:,} already there." if result.there_before else ""
        undo = " ctrl+z takes them back." if result.made else ""
        self.notify(f"{format_count(len(result.made), 'coding')} made.{before}{undo}", timeout=5)

    # Writing and keeping

    def action_export(self) -> None:
        """Ask for a file, and write the turns to it."""
        if self.lacks_hits():
            return
        if self.blocks.marked:
            self._ask_file()
        else:
            self.with_all(self._ask_file)

    def _ask_file(self) -> None:
        hits = self._chosen() if self.blocks.marked else list(self.hits.values())
        default = self.study.path.with_name(f"{self.study.path.stem}-words.docx")
        field = FormField("file", f"File ({' '.join(EXTRACT_FORMATS)})", str(default))

        def take(changed: dict[str, str]) -> bool:
            path = Path(changed.get("file", field.value)).expanduser()
            if path.suffix.lower() not in EXTRACT_FORMATS:
                self.notify(
                    f"End its name with one of {' '.join(EXTRACT_FORMATS)}.",
                    title="No format is named.",
                    severity="warning",
                )
                return False
            self._write(hits, path)
            return True

        self.app.push_screen(FormScreen(f"Write {format_count(len(hits), 'turn')} to a file", [field], take))

    def _write(self, hits: Sequence[SearchHit], path: Path) -> None:
        self.start(
            "Writing what was found",
            partial(self._write_file, hits, path, self.query_typed),
            lambda written: self.notify(f"Wrote {written}.", timeout=5, markup=False),
        )

    def _write_file(self, hits: Sequence[SearchHit], path: Path, query: str, _progress: ProgressCallback) -> Path:
        with self.study.reading() as snapshot:
            extract = make_extract(snapshot, passages_from_hits(snapshot, hits), title="Words found", query=query)
        return write_extract(extract, path)

    def action_keep(self) -> None:
        """Ask for a name, and keep the search under it."""
        query = self.query_typed
        if not query.strip():
            self.notify("Type words first.", title="There is no search to keep.", severity="warning")
            return

        def take(changed: dict[str, str]) -> bool:
            try:
                save_query(self.study, changed.get("name", ""), "words", query, author=self.coder)
            except CaseCoderError as error:
                self.notify(error.hint or " ", title=error.message, severity="error", markup=False)
                return False
            self.notify("Saved queries (in the palette) lists it.", timeout=4)
            return True

        self.app.push_screen(FormScreen(f"Keep the search {query}", [FormField("name", "Name")], take))
