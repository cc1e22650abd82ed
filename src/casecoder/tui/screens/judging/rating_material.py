"""The texts about the cell of a rating desk: its summary, the meaning of its code, the weight of the evidence."""

from functools import partial

from casecoder.services.judging.rating import RatingDesk
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.store.tables import CodeRow
from casecoder.tui.base.screen_text import one_line
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.notes.prose_editor import ProseEditorScreen
from casecoder.tui.widgets.evidence_weight_lines import EvidenceWeightLines, evidence_weight_page


def edit_summary(screen: StudyScreen, desk: RatingDesk) -> None:
    """Open the summary of the desk's cell for writing."""
    title = f"Summary: {desk.case.label}, {desk.code.ref} {desk.code.name} (Markdown)"
    keep = partial(write_summary, screen.study, desk.case.short, desk.code.ref, author=screen.coder)
    screen.app.push_screen(ProseEditorScreen(one_line(title), desk.summary, keep))


def show_proposal(screen: StudyScreen) -> None:
    """Show the band that the rule proposes, with its reasons, and all the figures."""
    from casecoder.tui.screens.help import ReadingScreen

    weighed = screen.query_one(EvidenceWeightLines).weighed
    if weighed is None:
        screen.notify("Ask again in a moment.", title="Still weighing the evidence.", severity="warning")
    else:
        screen.app.push_screen(ReadingScreen("The evidence weighed", evidence_weight_page(*weighed)))


def show_code_meanings(screen: StudyScreen, desk: RatingDesk) -> None:
    """Show what the desk's code and its children mean."""
    from casecoder.tui.screens.help import ReadingScreen

    pages = [format_code_meaning(code) for code in (desk.code, *desk.children)]
    screen.app.push_screen(ReadingScreen("Definition", "\n\n".join(pages)))


def format_code_meaning(code: CodeRow) -> str:
    """Return what a code means, in Markdown."""
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
