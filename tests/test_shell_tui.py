"""The shell around the screens: opening, undo, help, the palette, sources, import, export, history, code book."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Markdown, OptionList, Select, Tree

from casecoder.core.vocabulary import Band
from casecoder.services import history, reading
from casecoder.services.rating import rate
from casecoder.services.writing import describe_case
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.commands import StudyCommands
from casecoder.tui.navigation import PAGES
from casecoder.tui.remembered import KEPT, Remembered
from casecoder.tui.screens.codebook import CodebookScreen
from casecoder.tui.screens.export import ExportScreen
from casecoder.tui.screens.grid import GridScreen
from casecoder.tui.screens.help import ReadingScreen
from casecoder.tui.screens.history import HistoryScreen
from casecoder.tui.screens.importing import ImportScreen
from casecoder.tui.screens.new_study import NewStudyScreen
from casecoder.tui.screens.picker import PickerScreen
from casecoder.tui.screens.school import SchoolScreen
from casecoder.tui.screens.sources import SourcesScreen
from casecoder.tui.terminal import encoding_trouble
from casecoder.tui.widgets.long_list import LongList
from casecoder.tui.widgets.path_input import PathInput, completed
from casecoder.tui.wording import plain
from tests.kit import CODER, INTERVIEW, make_study
from tests.tui_kit import NOTICES, PAPER, app_of, code, text_of, toasts, two_schools

SIZE = (80, 24)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


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
        assert isinstance(pilot.app.screen, PickerScreen)
        assert any("sample study" in line for line in entries(pilot))
        await pilot.press("ctrl+z")
        assert "No study is open" in toasts(pilot.app)


async def test_a_study_that_cannot_be_opened_is_explained_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.casecoder"
    broken.write_bytes(b"not a study at all, though long enough to be looked at" * 40)
    async with CaseCoderApp(broken, CODER).run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(pilot.app.screen, PickerScreen)
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
    kept = Remembered()
    for number in range(KEPT + 3):
        kept.opened(tmp_path / f"{number}.casecoder")
    kept.opened(tmp_path / "5.casecoder")
    loaded = Remembered.load()
    assert [Path(path).stem for path in loaded.recent] == ["5", "11", "10", "9", "8", "7", "6", "4", "3"]
    (tmp_path / "state" / "casecoder" / "remembered.json").write_text("[1, 2")
    assert Remembered.load().recent == []
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    Remembered().opened(tmp_path / "x.casecoder")


@pytest.mark.parametrize(
    ("encoding", "fine"), [("utf-8", True), ("UTF8", True), ("ascii", False), ("iso8859-1", False)]
)
def test_a_terminal_without_utf_8_is_told(encoding: str, fine: bool) -> None:
    assert (encoding_trouble(encoding) == "") is fine


# Everywhere


@pytest.mark.parametrize("page", ["sources", "history", "export", "import", "codebook"])
async def test_escape_backs_out_of_every_page(study: StudyFile, page: str) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.action_go(page)
        await pilot.pause()
        assert not isinstance(app.screen, GridScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, GridScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, GridScreen)


@pytest.mark.parametrize("page", ["", "sources", "history", "export", "import", "codebook"])
async def test_every_page_has_help_with_its_keys(study: StudyFile, page: str) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        if page:
            app.action_go(page)
            await pilot.pause()
        under = app.screen
        own = [binding for node, binding, _, _ in under.active_bindings.values() if node is under and binding.show]
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
        text = app.screen.query_one(Markdown).source
        assert under.HELP is not None
        assert text.startswith(under.HELP)
        for binding in own:
            assert (binding.tooltip or binding.description) in text
        await pilot.press("escape")
        assert app.screen is under


async def test_every_binding_of_the_shell_has_an_id_and_a_description() -> None:
    for screen in (
        CaseCoderApp, GridScreen, SourcesScreen, HistoryScreen, ExportScreen, ImportScreen, CodebookScreen,
        SchoolScreen, PickerScreen, NewStudyScreen,
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
            ("Primary School 1", "P1 Primary School 1"), ("P1-INT", "P1-INT-01 talk"), ("parents", "B02 Parents"),
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
        assert reading.segments(app.study) == []
        assert history.history(app.study)[0].kind == "undo"
        await pilot.press("ctrl+y")
        assert len(reading.segments(app.study)) == 1


async def test_light_and_dark_are_remembered(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = app.current_theme.dark
        app.action_toggle_light()
        assert app.current_theme.dark is not before
    assert CaseCoderApp(None, CODER).theme == app.theme


def test_brackets_and_control_characters_of_the_study_are_only_text() -> None:
    assert str(plain("[bold red]x[/] \x1b[31m\x9b")) == "[bold red]x[/] ␛[31m\ufffd"
    assert plain("[bold]x[/]").spans == []


# Pages


async def test_sources_are_listed_by_school_and_filtered_by_typing(study: StudyFile) -> None:
    code(study, NOTICES.replace(".", ", and then"))
    async with app_of(study).run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        lines = entries(pilot)
        assert lines[0] == "S1 Secondary School 1"
        assert [line.split()[0] for line in lines] == ["S1", "S1-INT-01", "P1", "P1-INT-01", "P1-OBS-01"]
        await pilot.press("slash", *"p1 observ")
        await pilot.pause()
        assert [line.split()[0] for line in entries(pilot)] == ["P1", "P1-OBS-01"]
        await pilot.press(*"zzz")
        assert entries(pilot) == ["No source has all these words. Press esc to see them all."]
        await pilot.press("escape")
        await pilot.pause()
        assert len(entries(pilot)) == 5
        assert isinstance(pilot.app.screen, SourcesScreen)


async def test_sources_of_an_empty_study_say_what_to_do(tmp_path: Path) -> None:
    async with app_of(make_study(tmp_path)).run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("s")
        assert "Press i to import" in entries(pilot)[0]


async def test_import_shows_what_it_understood_before_it_writes(study: StudyFile, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "p2-int-01.txt").write_text(INTERVIEW + "\nINT: One more?\n", encoding="utf-8")
    (folder / "z-again.txt").write_bytes((tmp_path / "talk.txt").read_bytes())
    (folder / "empty.txt").write_text("")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("i")
        assert isinstance(app.screen, ImportScreen)
        await pilot.press("ctrl+s")
        assert "Look at the files first" in toasts(app)
        app.screen.query_one(PathInput).value = str(folder)
        app.screen.query_one("#case", Input).value = "Primary School 2"
        app.screen.query_one("#path", Input).focus()
        await pilot.press("enter")
        await done(pilot)
        shown = "\n".join(entries(pilot))
        assert "✓ P2-INT-01" in shown
        assert "Primary School 2" in shown
        assert "INT → interviewer" in shown
        assert "= z-again.txt: already in the study as P1-INT-01" in shown
        assert "✗ empty.txt" in shown
        assert len(reading.sources(app.study)) == 3, "nothing is written before it was said so"
        await pilot.press("ctrl+s")
        await done(pilot)
        assert "P2-INT-01" in {source.ref for source in reading.sources(app.study)}
        assert "1 file imported, 1 not" in text_of(app, "#import-status")
        await pilot.press("ctrl+z")
        assert len(reading.sources(app.study)) == 3


async def test_a_changed_option_asks_for_another_look(study: StudyFile, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("INT: Who?\n\nMrs Okoro: Me.\n")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("i")
        app.screen.query_one(PathInput).value = str(tmp_path / "more.txt")
        await pilot.press("enter")
        await done(pilot)
        app.screen.query_one("#kind", Select).value = "focus group"
        await pilot.pause()
        await pilot.press("ctrl+s")
        assert "Look at the files first" in toasts(app)
        await pilot.press("ctrl+l")
        await done(pilot)
        assert "focus group" in "\n".join(entries(pilot))


async def test_an_import_that_is_refused_says_so_and_keeps_what_was_typed(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("i")
        app.screen.query_one(PathInput).value = "/nowhere/at/all"
        await pilot.press("enter")
        await done(pilot)
        assert "/nowhere/at/all does not exist" in text_of(app, "#import-status")
        assert app.screen.query_one(PathInput).value == "/nowhere/at/all"


async def test_escape_stops_an_import_between_two_files(
    study: StudyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from casecoder.services import importing

    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(4):
        (folder / f"talk{number}.txt").write_text(f"INT: {number}?\n\nMrs Okoro: {number} times.\n")
    first_done, go_on = threading.Event(), threading.Event()
    real = importing._import_file

    def slow(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]  # the arguments are passed on as they came
        first_done.set()
        go_on.wait(10)

    monkeypatch.setattr(importing, "_import_file", slow)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("i")
        app.screen.query_one(PathInput).value = str(folder)
        await pilot.press("enter")
        await done(pilot)
        await pilot.press("ctrl+s")
        while not first_done.is_set():
            await pilot.pause()
        await pilot.press("escape")
        go_on.set()
        await done(pilot)
        assert isinstance(app.screen, ImportScreen)
        assert len(reading.sources(app.study)) == 4, "one of four came in before it was stopped"
        assert "Stopped" in text_of(app, "#import-status")


async def test_export_writes_the_document_chosen(study: StudyFile, tmp_path: Path) -> None:
    out = tmp_path / "out"
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("e", "down")
        screen = app.screen
        assert isinstance(screen, ExportScreen)
        assert screen.query_one("#field-measure").display
        assert not screen.query_one("#field-school").display
        screen.query_one("#folder", PathInput).value = str(out)
        screen.query_one("#format", Select).value = ".csv"
        await pilot.press("ctrl+s")
        await done(pilot)
        written = sorted(path.name for path in out.iterdir())
        assert "matrix-count-small.csv" in written
        assert any(str(out / "matrix-count-small.csv") in line for line in entries(pilot))


async def test_export_says_why_it_could_not_write(study: StudyFile, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("e")
        app.screen.query_one("#folder", PathInput).value = str(blocked / "in")
        await pilot.press("ctrl+s")
        await done(pilot)
        assert "can't be made" in "\n".join(entries(pilot))


async def test_history_lists_acts_newest_first(study: StudyFile) -> None:
    code(study, PAPER)
    async with app_of(study).run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("h")
        await pilot.pause()
        lines = entries(pilot)
        assert "Code P1-INT-01 B02" in lines[0]
        assert CODER in lines[0]
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert "Undone: Code P1-INT-01 B02" in entries(pilot)[0]


async def test_the_code_book_counts_uses_with_children_and_shows_the_definition(study: StudyFile) -> None:
    code(study, PAPER, under="B01.1")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.push_screen(CodebookScreen("B01"))
        await pilot.pause()
        await pilot.pause()
        tree = app.screen.query_one("#codes", Tree)
        top = [str(node.label) for node in tree.root.children[0].children]
        assert top == ["   1 B01 Organisation", "   0 B02 Parents", "   0 B03 Time"]
        assert "Who finds what." in app.screen.query_one(Markdown).source
        await pilot.press("down", "down")
        await pilot.pause()
        assert "B03" in app.screen.query_one(Markdown).source or "B01.1" in app.screen.query_one(Markdown).source


async def test_a_schools_page_shows_and_writes_what_it_is(study: StudyFile) -> None:
    describe_case(study, "P1", coder=CODER, about="By the [sea].", platform="Kestrel.")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.push_screen(SchoolScreen("P1"))
        await pilot.pause()
        lines = entries(pilot)
        assert "By the [sea]." in lines
        assert any(line.startswith("P1-OBS-01 observation") for line in lines)
        assert any(line.startswith("L1 Learner") for line in lines)
        await pilot.press("a", "X", "ctrl+s")
        await pilot.pause()
        school = next(case for case in reading.cases(app.study) if case.short == "P1")
        assert (school.about, school.platform) == ("XBy the [sea].", "Kestrel.")
        await pilot.press("e")
        await pilot.pause()
        assert app.screen.query_one("#school", Select).value == "P1"
        assert app.screen.query_one("#documents", OptionList).highlighted == 2


def test_a_path_is_completed_from_the_disk(tmp_path: Path) -> None:
    (tmp_path / "interviews").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "notes.txt").write_text("")
    at = f"{tmp_path}/"
    assert completed(at + "int") == at + "interviews/"
    assert completed(at + "n") == at + "notes.txt"
    assert completed(at + "notes.txt") is None
    assert completed(at) == at + "interviews/"
    assert completed(at + ".h") == at + ".hidden/"
    assert completed(at + "nowhere/x") is None
    assert completed("") is None


def test_the_screens_are_loaded_when_they_are_first_shown() -> None:
    import subprocess
    import sys

    code = "import sys, casecoder.tui.app; print(*[m for m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    late = {"spacy", "pandas", "docx", "alembic", "markdown_it", "charset_normalizer", "PIL", "xlsxwriter"}
    assert not late & set(loaded)
    assert "casecoder.tui.screens.importing" not in loaded
