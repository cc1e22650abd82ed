"""The shell around the screens: opening, undo, help, the palette, sources, import, export, history, code book."""

from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Markdown

from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.judging.rating import rate
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.base.destinations import PAGES
from casecoder.tui.base.recent_studies import MOST_RECENT_STUDIES, RecentStudies
from casecoder.tui.base.screen_text import markdown_content, plain_content
from casecoder.tui.base.terminal_check import require_capable_terminal
from casecoder.tui.command_palette import StudyCommands
from casecoder.tui.screens.codebook.codebook import CodebookScreen
from casecoder.tui.screens.grid import GridScreen
from casecoder.tui.screens.help import ReadingScreen
from casecoder.tui.screens.history import HistoryScreen
from casecoder.tui.screens.new_study import NewStudyScreen
from casecoder.tui.screens.outputs.export_documents import ExportDocumentsScreen
from casecoder.tui.screens.sources.import_files import ImportFilesScreen
from casecoder.tui.screens.sources.school import SchoolScreen
from casecoder.tui.screens.sources.sources import SourcesScreen
from casecoder.tui.screens.study_picker import StudyPickerScreen
from casecoder.tui.widgets.long_list import LongList
from casecoder.tui.widgets.path_input import PathInput, complete_path
from casecoder.tui.widgets.status_message import StatusMessage
from tests.study_kit import CODER
from tests.tui_kit import PAPER, app_of, code, text_of, toasts, two_schools

SIZE = (80, 24)


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return two_schools(tmp_path)


def entries(pilot: Pilot[None]) -> list[str]:
    return [str(option.prompt) for option in pilot.app.screen.query_one(LongList).options]


async def done(pilot: Pilot[None]) -> None:
    """Wait until no job is running."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


# Opening


async def test_without_a_study_the_picker_offers_what_there_is_to_do() -> None:
    async with CaseCoderApp(None, CODER).run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(pilot.app.screen, StudyPickerScreen)
        assert any("sample study" in line for line in entries(pilot))
        await pilot.press("ctrl+z")
        assert "No study is open" in toasts(pilot.app)


async def test_a_study_that_cannot_be_opened_is_explained_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.casecoder"
    broken.write_bytes(b"not a study at all, though long enough to be looked at" * 40)
    async with CaseCoderApp(broken, CODER).run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(pilot.app.screen, StudyPickerScreen)
        assert "is not a casecoder study" in text_of(pilot.app, "#trouble")


async def test_the_study_opened_last_comes_back(study: StudyFile) -> None:
    async with app_of(study).run_test(size=SIZE) as pilot:
        await pilot.pause()
    app = CaseCoderApp(None, CODER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, GridScreen)
        assert app.study.path == study.path


async def test_the_picker_opens_by_path_and_says_why_it_cannot(study: StudyFile) -> None:
    study.close()
    app = CaseCoderApp(None, CODER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("o")
        app.screen.query_one(PathInput).value = "/nowhere/at-all.casecoder"
        await pilot.press("enter")
        assert "is not there" in toasts(app)
        app.screen.query_one(PathInput).value = str(study.path)
        await pilot.press("enter")
        await done(pilot)
        assert isinstance(app.screen, GridScreen)
        assert app.at_home


async def test_a_new_study_is_made_with_the_code_books_ticked(tmp_path: Path) -> None:
    app = CaseCoderApp(None, CODER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("n")
        assert isinstance(app.screen, NewStudyScreen)
        await pilot.press("ctrl+s")
        assert "Give the study's file a name" in toasts(app)
        app.screen.query_one(PathInput).value = str(tmp_path / "mine")
        await pilot.press("ctrl+s")
        await done(pilot)
        assert isinstance(app.screen, GridScreen)
        assert app.study.path == tmp_path / "mine.casecoder"
        assert "Press i to import" in text_of(app, "#empty")


def test_what_was_remembered_may_be_broken_or_unwritable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = RecentStudies()
    for number in range(MOST_RECENT_STUDIES + 3):
        kept.opened(tmp_path / f"{number}.casecoder")
    kept.opened(tmp_path / "5.casecoder")
    loaded = RecentStudies.load()
    assert [Path(path).stem for path in loaded.recent] == ["5", "11", "10", "9", "8", "7", "6", "4", "3"]
    (tmp_path / "state" / "casecoder" / "remembered.json").write_text("[1, 2")
    assert RecentStudies.load().recent == []
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    RecentStudies().opened(tmp_path / "x.casecoder")


@pytest.mark.parametrize(
    ("encoding", "fine"), [("utf-8", True), ("UTF8", True), ("ascii", False), ("iso8859-1", False)]
)
def test_a_terminal_without_utf_8_is_told(encoding: str, fine: bool) -> None:
    with nullcontext() if fine else pytest.raises(CaseCoderError, match="UTF-8"):
        require_capable_terminal(encoding, "xterm")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"LC_ALL": "C"}, "UTF-8"),
        ({"LC_ALL": "C", "PYTHONUTF8": "1"}, "UTF-8"),
        ({"LC_ALL": "POSIX"}, "UTF-8"),
        ({"LC_ALL": "C.UTF-8", "TERM": "dumb"}, "dumb"),
    ],
)
def test_a_locale_or_terminal_that_will_not_do_is_told_at_the_start(environment: dict[str, str], word: str) -> None:
    import os
    import pty
    import subprocess
    import sys

    ours, theirs = pty.openpty()
    kept = {name: os.environ[name] for name in os.environ if not name.startswith(("LC_", "LANG", "PYTHONUTF8"))}
    run = subprocess.run(
        [sys.executable, "-m", "casecoder"],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
        env=kept | {"TERM": "xterm"} | environment,
        timeout=30,
    )
    os.close(ours)
    os.close(theirs)
    assert run.returncode == 1
    assert word in run.stderr.decode("utf-8")
    assert "export" in run.stderr.decode("utf-8")


# Everywhere


async def test_escape_backs_out_of_every_page(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for page in ("sources", "history", "export", "import", "codebook"):
            app.action_go(page)
            await pilot.pause()
            assert not isinstance(app.screen, GridScreen), page
            await pilot.press("escape")
            assert isinstance(app.screen, GridScreen), page
            await pilot.press("escape")
            assert isinstance(app.screen, GridScreen), page


async def test_every_page_has_help_with_its_keys(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for page in ("", "sources", "history", "export", "import", "codebook"):
            if page:
                app.action_go(page)
                await pilot.pause()
            await check_help(pilot, page)
            if page:
                await pilot.press("escape")
            assert isinstance(app.screen, GridScreen), page


async def check_help(pilot: Pilot[None], page: str) -> None:
    """Open the help of the screen and go back: the screen's own keys come first, then what it is about."""
    app = pilot.app
    under = app.screen
    own = [binding for node, binding, _, _ in under.active_bindings.values() if node is under and binding.show]
    await pilot.press("f1")
    await pilot.pause()
    assert isinstance(app.screen, ReadingScreen), page
    text = app.screen.query_one(Markdown).source
    assert under.HELP is not None, page
    title, _, about = under.HELP.partition("\n")
    assert text.startswith(title), page
    assert about.strip() in text, page
    own_first = [text.index(binding.tooltip or binding.description) for binding in own]
    assert all(place < text.index(about.strip()) for place in own_first), page
    assert "slash" not in text and "minus" not in text, page
    for binding in own:
        assert (binding.tooltip or binding.description) in text, page
    await pilot.press("escape")
    assert app.screen is under, page


async def test_every_binding_of_the_shell_has_an_id_and_a_description() -> None:
    for screen in (
        CaseCoderApp,
        GridScreen,
        SourcesScreen,
        HistoryScreen,
        ExportDocumentsScreen,
        ImportFilesScreen,
        CodebookScreen,
        SchoolScreen,
        StudyPickerScreen,
        NewStudyScreen,
    ):
        for binding in screen.BINDINGS:
            assert not isinstance(binding, tuple)
            assert binding.id, binding
            assert binding.description, binding


async def palette(app: CaseCoderApp) -> StudyCommands:
    provider = StudyCommands(app.screen)
    await provider.startup()
    return provider


async def test_the_palette_offers_actions_pages_schools_sources_and_codes(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        found = [str(hit.text) async for hit in (await palette(app)).discover()]
        assert "Undo (^z)" in found
        assert {page.title for page in PAGES.values()} <= set(found)
        for query, expected in (
            ("Primary School 1", "P1 Primary School 1"),
            ("P1-INT", "P1-INT-01 talk"),
            ("parents", "B02 Parents"),
        ):
            hits = [str(hit.text) async for hit in (await palette(app)).search(query)]
            assert expected in hits


async def test_the_palette_jumps_to_a_school(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+p", *"Secondary School 1")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, SchoolScreen)


async def test_undo_is_the_coders_own_and_says_what_it_undid(study: StudyFile) -> None:
    number = code(study, PAPER)
    rate(study, "P1", "B02", Band.RED, because="Little.", cited=[number], rater="ben")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+z")
        assert "Code P1-INT-01" in toasts(app)
        assert study_listings.list_segments(app.study) == []
        assert history.read_history(app.study)[0].kind == "undo"
        await pilot.press("ctrl+y")
        assert len(study_listings.list_segments(app.study)) == 1


async def test_light_and_dark_are_remembered(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = app.current_theme.dark
        app.choose_theme("light")
        assert app.current_theme.dark is not before
    assert CaseCoderApp(None, CODER).theme == "light"


def test_brackets_and_control_characters_of_the_study_are_only_text() -> None:
    assert str(plain_content("[bold red]x[/] \x1b[31m\x9b")) == "[bold red]x[/] ␛[31m\ufffd"
    assert plain_content("[bold]x[/]").spans == []


def test_bold_and_italic_words_are_drawn_and_nothing_else_is_taken_for_markup() -> None:
    shown = markdown_content("The **class teachers** say *flow*; 2 * 3 * 4, a*b*c, [b]x[/b] and **no end")
    assert shown.plain == "The class teachers say flow; 2 * 3 * 4, a*b*c, [b]x[/b] and **no end"
    assert [(shown.plain[span.start : span.end], span.style) for span in shown.spans] == [
        ("class teachers", "bold"),
        ("flow", "italic"),
    ]


async def test_an_error_stays_on_the_screen_it_is_about_and_the_rest_covers_nothing(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.notify("E-0001", title="Coded:")
        await pilot.pause()
        assert not app._notifications
        said = app.screen.query_one(StatusMessage)
        assert (said.region.y, said.region.height) == (23, 1)
        app.notify("Again.", severity="error")
        await pilot.pause()
        assert app._notifications
        app.action_go("sources")
        await pilot.pause()
        assert toasts(app) == ""


def test_a_path_is_completed_from_the_disk(tmp_path: Path) -> None:
    (tmp_path / "interviews").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "notes.txt").write_text("")
    at = f"{tmp_path}/"
    assert complete_path(at + "int") == at + "interviews/"
    assert complete_path(at + "n") == at + "notes.txt"
    assert complete_path(at + "notes.txt") is None
    assert complete_path(at) == at + "interviews/"
    assert complete_path(at + ".h") == at + ".hidden/"
    assert complete_path(at + "nowhere/x") is None
    assert complete_path("") is None


@pytest.mark.slow
def test_the_screens_are_loaded_when_they_are_first_shown() -> None:
    import subprocess
    import sys

    code = "import sys, casecoder.tui.app; print(*[m for m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    late = {"spacy", "pandas", "docx", "alembic", "markdown_it", "charset_normalizer", "PIL", "xlsxwriter"}
    assert not late & set(loaded)
    assert "casecoder.tui.screens.sources.import_files" not in loaded
