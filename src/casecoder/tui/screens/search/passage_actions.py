"""The actions on listed passages: code, write a memo, export; and saving the query."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.core.coding.coding_filter import CodingFilter, read_coding_filter
from casecoder.core.outputs.extract import ExtractPassage
from casecoder.core.transcripts.spans import Span
from casecoder.services.notes import memos
from casecoder.services.search import extracts, retrieval, saved_queries
from casecoder.services.segments import code_choices
from casecoder.services.segments.coding import apply_codes_to_many
from casecoder.tui.base.background_jobs import ProgressCallback
from casecoder.tui.base.screen_text import format_count
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.screens.notes.memo_editor import MemoEditorScreen
from casecoder.tui.screens.search.passage_filters import PassageFilterScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.code_picker import CodePickerScreen, PickedCodes
from casecoder.tui.widgets.passage_blocks import passage_key

PASSAGES_PER_STEP = 500
"""How many passages an export writes between two reports of its progress."""


class PassageActionsScreen(PassageFilterScreen):
    """A screen that lists passages in a ``BlockList`` under the keys of ``passage_key``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "C",
            "code_on",
            "Code on",
            id="segments.code-on",
            tooltip="Give the marked passages, or the one under the cursor, further codes, as one act",
        ),
        Binding(
            "e",
            "export",
            "Export",
            id="segments.export",
            tooltip="Write everything listed to Word, Excel, CSV or Markdown",
        ),
        Binding("ctrl+s", "save", "Save", id="segments.save", tooltip="Keep query and filters under a name"),
        Binding("o", "saved", "Saved", show=False, id="segments.saved", tooltip="Open a saved query"),
        Binding("m", "memo", "Memo", show=False, id="segments.memo", tooltip="Write a memo on this coding"),
    ]

    @property
    @abstractmethod
    def listed(self) -> Sequence[ExtractPassage]:
        """The passages listed so far."""

    @property
    @abstractmethod
    def total(self) -> int:
        """How many passages there are, as far as is known."""

    def _chosen(self) -> list[ExtractPassage]:
        """Return the marked passages, or the one under the cursor; say so when there is none."""
        blocks = self.query_one(BlockList)
        keys = set(blocks.marked) or ({blocks.current.key} if blocks.current is not None else set())
        found = [passage for passage in self.listed if passage_key(passage) in keys]
        if not found:
            self.notify("Drop a filter first.", title="There is no coding here.", severity="warning")
        return found

    def action_code_on(self) -> None:
        """Give the chosen passages further codes."""
        chosen = self._chosen()
        waiting = [passage for passage in chosen if any(coding.in_review for coding in passage.codings)]
        if waiting:
            self.notify(
                "Decide on the review list where they belong.",
                title="These words have been corrected since.",
                severity="warning",
            )
        elif chosen:
            about = f"{format_count(len(chosen), 'passage')}: “{chosen[0].words}”"
            picker = CodePickerScreen(
                code_choices.list_code_choices(self.study),
                code_choices.recently_used_codes(self.study, self.coder),
                about,
            )
            self.app.push_screen(picker, partial(self._code, [(p.source, Span(p.start, p.end)) for p in chosen]))

    def _code(self, places: list[tuple[str, Span]], picked: PickedCodes | None) -> None:
        if picked is None:
            return
        made = self.attempt(
            partial(
                apply_codes_to_many,
                self.study,
                places,
                picked.codes,
                coder=self.coder,
                direction=picked.direction,
                note=picked.note,
                strength=picked.strength,
            )
        )
        if made is not None:
            self.query_one(BlockList).clear_marks()
            self.refresh_study()
            self.notify(f"{format_count(len(made), 'coding')} made. ctrl+z takes all of them back.", timeout=4)

    def action_memo(self) -> None:
        """Write a memo on the coding under the cursor; ask which one if there are several."""
        current = self.query_one(BlockList).current
        passage = next((item for item in self.listed if current is not None and passage_key(item) == current.key), None)
        if passage is None:
            self.notify("Drop a filter first.", title="There is no coding here.", severity="warning")
        elif len(passage.codings) == 1:
            self._write_memo(passage.ids[0])
        else:
            options = [(coding.id, f"{coding.id} {coding.code} {coding.code_name}") for coding in passage.codings]
            self.app.push_screen(ChooserScreen("A memo on which coding?", options), self._write_memo)

    def _write_memo(self, coding: str | None) -> None:
        item = next((c for passage in self.listed for c in passage.codings if c.id == coding), None)
        if item is not None:
            keep = partial(memos.write_memo, self.study, "coding", item.id, author=self.coder)
            self.app.push_screen(MemoEditorScreen(self.study, item.id, "", keep, quote=item.quote))

    def action_save(self) -> None:
        """Save the query and filters under a name."""
        if self.coding_filter == CodingFilter():
            self.notify("Choose a code or a filter first.", title="There is nothing to save.", severity="warning")
            return
        self.app.push_screen(
            FormScreen(
                "Save this query", [FormField("name", "Name", hint="a name")], self._save, self.coding_filter.text
            )
        )

    def _save(self, values: dict[str, str]) -> bool:
        name = values.get("name", "")
        keep = partial(
            saved_queries.save_query, self.study, name, "codings", self.coding_filter.text, author=self.coder
        )
        saved = self.attempt(lambda: keep() is None, f"Saved as {name}. o opens it again.")
        return bool(saved)

    def action_saved(self) -> None:
        """Open a saved query."""
        queries = {line.name: line for line in saved_queries.list_saved_queries(self.study, "codings")}
        if not queries:
            self.notify("ctrl+s saves what is asked for now.", title="No query is saved yet.", severity="warning")
            return

        def chosen(name: str | None) -> None:
            coding_filter = self.attempt(lambda: read_coding_filter(queries[name].query)) if name is not None else None
            if coding_filter is not None:
                self.show_filter(coding_filter)

        options = [(name, f"{name}: {line.query}") for name, line in queries.items()]
        self.app.push_screen(ChooserScreen("Which query?", options), chosen)

    def action_export(self) -> None:
        """Ask for a file, and write all passages to it."""
        if not self.listed:
            self.notify("Drop a filter first.", title="There is nothing to export.", severity="warning")
            return
        about = (
            f"{format_count(self.total, 'passage')}; the ending says the format: {', '.join(extracts.EXTRACT_FORMATS)}"
        )
        fields = [FormField("file", "File", hint="segments.docx"), FormField("title", "Title", hint="Coded passages")]
        self.app.push_screen(FormScreen("Export what is listed", fields, self._export, about))

    def _export(self, values: dict[str, str]) -> bool:
        """Start to write the file; an existing one is replaced only at the second try."""
        path = Path(values.get("file", "segments.docx").strip("'\"")).expanduser()
        if self.attempt(partial(extracts.extract_format_writer, path)) is None or not self.may_write(path):
            return False
        job = partial(self._write_file, self.coding_filter, path, values.get("title", "Coded passages"))
        self.start("write the passages", job, lambda _: self.notify(f"Written: {path}", timeout=6))
        return True

    def _write_file(self, coding_filter: CodingFilter, path: Path, title: str, progress: ProgressCallback) -> Path:
        found: list[ExtractPassage] = []
        with self.study.reading() as snapshot:
            for passage in retrieval.retrieve_all(snapshot, coding_filter):
                found.append(passage)
                if len(found) % PASSAGES_PER_STEP == 0:
                    progress(len(found), max(self.total, len(found)))
            extract = extracts.make_extract(snapshot, found, title=title, query=coding_filter.sentence)
        return extracts.write_extract(extract, path)
