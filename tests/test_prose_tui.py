"""What somebody writes stays on the screen until it is kept."""

from pathlib import Path

from textual.widgets import TextArea

from casecoder.core.errors import CaseCoderError
from casecoder.tui.screens.notes.prose_editor import ProseEditorScreen
from tests.tui_kit import app_of, toasts, two_schools


async def test_words_that_can_not_be_kept_stay_and_the_reason_is_said(tmp_path: Path) -> None:
    kept: list[str] = []
    refusals = [CaseCoderError("The disk is full.", "Make room.")]

    def keep(words: str) -> None:
        if refusals:
            raise refusals.pop()
        kept.append(words)

    app = app_of(two_schools(tmp_path))
    async with app.run_test() as pilot:
        await pilot.pause()
        await app.push_screen(ProseEditorScreen("A memo", "", keep))
        await pilot.press("o", "h", "ctrl+s")
        assert isinstance(app.screen, ProseEditorScreen)
        assert app.screen.query_one(TextArea).text == "oh"
        assert "The disk is full." in toasts(app)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert not isinstance(app.screen, ProseEditorScreen)
    assert kept == ["oh"]
