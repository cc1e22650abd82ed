"""Opening and reading what lies on a rating desk: quotes, the summary, what the code means, the evidence weighed."""

from abc import abstractmethod
from functools import partial

from textual import on

from casecoder.core.judging.rating import Judgement
from casecoder.services.judging.rating import RatingDesk
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.store.tables import CodeRow
from casecoder.tui.base.destinations import coding_page
from casecoder.tui.base.screen_text import one_line
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.widgets.evidence_list import SUMMARY_ENTRY, EvidenceList
from casecoder.tui.widgets.evidence_weight_lines import EvidenceWeightLines, evidence_weight_page


class RatingMaterialScreen(StudyScreen):
    """A screen over the papers of one cell.

    Parameters
    ----------
    case, code:
        The cell, by the case's short id and the code's id.
    """

    def __init__(self, case: str, code: str) -> None:
        super().__init__()
        self._case, self._code = case, code
        self.desk: RatingDesk | None = None

    @on(EvidenceList.OptionSelected)
    def _open(self, event: EvidenceList.OptionSelected) -> None:
        """Open the quote in its transcript, the summary for writing, an earlier rating as a draft."""
        papers = self.query_one(EvidenceList)
        item, earlier = papers.under_cursor, papers.earlier_under_cursor
        if event.option.id == SUMMARY_ENTRY:
            self.action_summary()
        elif item is not None:
            self.go_to(coding_page(item))
        elif earlier is not None:
            self.take_up(earlier)

    @abstractmethod
    def take_up(self, earlier: Judgement) -> None:
        """Take up an earlier rating again as a draft."""

    def action_summary(self) -> None:
        """Write the summary of this cell."""
        from casecoder.tui.screens.notes.prose_editor import ProseEditorScreen

        if self.desk is not None:
            title = f"Summary: {self.desk.case.label}, {self.desk.code.ref} {self.desk.code.name} (Markdown)"
            keep = partial(write_summary, self.study, self._case, self._code, author=self.coder)
            self.app.push_screen(ProseEditorScreen(one_line(title), self.desk.summary, keep))

    def action_proposal(self) -> None:
        """Show the band that the rule proposes, with its reasons, and all the figures."""
        from casecoder.tui.screens.help import ReadingScreen

        weighed = self.query_one(EvidenceWeightLines).weighed
        if weighed is None:
            self.notify("Ask again in a moment.", title="Still weighing the evidence.", severity="warning")
        else:
            self.app.push_screen(ReadingScreen("The evidence weighed", evidence_weight_page(*weighed)))

    def action_definition(self) -> None:
        """Show what the code and its children mean."""
        from casecoder.tui.screens.help import ReadingScreen

        if self.desk is not None:
            pages = [format_code_meaning(code) for code in (self.desk.code, *self.desk.children)]
            self.app.push_screen(ReadingScreen("Definition", "\n\n".join(pages)))


def format_code_meaning(code: CodeRow) -> str:
    """What a code means, in Markdown."""
    parts = [
        f"# {code.ref} {code.name}",
        code.definition,
        *(
            f"**{name}:** {text}"
            for name, text in (
                ("Include", code.include),
                ("Exclude", code.exclude),
                ("Example", code.example),
                ("Cues", "; ".join(code.cues)),
                ("Applies to", ", ".join(code.applies_to)),
            )
            if text
        ),
    ]
    return "\n\n".join(filter(None, parts))
