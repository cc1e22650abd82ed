"""The plan of a merge of two codes, shown before it is carried out."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.phrases import count_with_noun
from casecoder.services.codebook.code_merging import merge_codes, preview_merge
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.screen_text import one_line, plain_content
from casecoder.tui.widgets.key_line import KeyLine


class MergeCodesScreen(ModalScreen[str | None]):
    """The plan of a merge; enter carries it out. The result is a message, or ``None``.

    Parameters
    ----------
    code, into:
        Ids of the code that would be retired and of the one that its codings would move to.

    Raises
    ------
    CaseCoderError
        If they can't be merged.
    """

    CSS_PATH = "merge_codes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "merge", "Merge", key_display="⏎", priority=True, id="merge.merge", tooltip="Merge the codes"),
        Binding("escape", "leave", "Back", key_display="esc", id="merge.back", tooltip="Leave both as they are"),
    ]

    def __init__(self, study: StudyFile, code: str, into: str, coder: str) -> None:
        super().__init__()
        self._study, self._code, self._into, self._coder = study, code, into, coder
        self.plan = preview_merge(study, code, into)

    def compose(self) -> ComposeResult:
        """Lay out the codes, then a line for each effect of the merge."""
        with VerticalScroll(id="merge"):
            heading = one_line(f"Merge {self.plan.code} into {self.plan.into}?")
            yield Static(plain_content(heading), id="merge-title", markup=False)
            for sentence in self.plan.sentences:
                yield Static(plain_content(f"• {one_line(sentence)}"), classes="merge-line", markup=False)
            yield Static("⏎ merges them, esc leaves them. ctrl+z takes a merge back.", classes="status", markup=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def action_merge(self) -> None:
        """Merge the codes."""
        try:
            moved = merge_codes(self._study, self._code, self._into, coder=self._coder)
        except CaseCoderError as error:
            self.notify(error.hint or " ", title=error.message, severity="error", timeout=6, markup=False)
            return
        message = f"{count_with_noun(moved, 'coding')} moved to {self._into}; {self._code} is retired."
        self.dismiss(f"{message} ctrl+z takes it back.")

    def action_leave(self) -> None:
        """Close without merging."""
        self.dismiss(None)
