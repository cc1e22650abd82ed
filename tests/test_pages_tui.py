"""The pages: sources, import, export, history, code book, a school."""

import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Markdown, OptionList, Select, Tree

from casecoder.services.intake import importing
from casecoder.services.intake.import_plan import ImportPlan, Progress
from casecoder.services.notes.summaries_and_descriptions import write_case_description
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from casecoder.tui.screens.codebook.codebook import CodebookScreen
from casecoder.tui.screens.form import FormScreen
from casecoder.tui.screens.outputs.export_documents import DOCUMENTS, ONE_CASE_STUDY, ExportDocumentsScreen
from casecoder.tui.screens.sources.import_files import ImportFilesScreen
from casecoder.tui.screens.sources.school import SchoolScreen
from casecoder.tui.screens.sources.sources import SourcesScreen
from casecoder.tui.widgets.long_list import LongList
from casecoder.tui.widgets.path_input import PathInput
from tests.documents.word_templates import letterhead
from tests.study_kit import CODER, INTERVIEW, make_study
from tests.tui_kit import NOTICES, PAPER, app_of, code, text_of, toasts, two_schools

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
        assert isinstance(app.screen, ImportFilesScreen)
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
        assert len(study_listings.list_sources(app.study)) == 3, "nothing is written before it was said so"
        await pilot.press("ctrl+s")
        await done(pilot)
        assert "P2-INT-01" in {source.ref for source in study_listings.list_sources(app.study)}
        assert "1 file imported, 1 not" in text_of(app, "#import-status")
        await pilot.press("ctrl+z")
        assert len(study_listings.list_sources(app.study)) == 3


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


async def test_escape_stops_an_import_and_what_came_in_stays(
    study: StudyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(4):
        (folder / f"talk{number}.txt").write_text(f"INT: {number}?\n\nMrs Okoro: {number} times.\n")
    first_done, go_on = threading.Event(), threading.Event()
    real = importing.run_import

    def slow(study: StudyFile, plan: ImportPlan, coder: str, progress: Progress) -> importing.ImportReport:
        def wait(done: int, total: int) -> None:
            first_done.set()
            go_on.wait(10)
            progress(done, total)

        return real(study, plan, coder, wait)

    monkeypatch.setattr(importing, "BATCH_FILES", 1)
    monkeypatch.setattr(importing, "run_import", slow)
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
        assert isinstance(app.screen, ImportFilesScreen)
        assert len(study_listings.list_sources(app.study)) == 4, "one of four came in before it was stopped"
        assert "Stopped" in text_of(app, "#import-status")


async def test_export_writes_the_document_chosen(study: StudyFile, tmp_path: Path) -> None:
    out = tmp_path / "out"
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("e", "down")
        screen = app.screen
        assert isinstance(screen, ExportDocumentsScreen)
        assert screen.query_one("#field-measure").display
        assert not screen.query_one("#field-school").display
        screen.query_one("#folder", PathInput).value = str(out)
        assert not screen.query_one("#field-evidence").display, "a workbook holds its codings itself"
        screen.query_one("#format", Select).value = ".csv"
        await pilot.pause()
        assert screen.query_one("#field-evidence").display
        await pilot.press("ctrl+s")
        await done(pilot)
        assert [path.name for path in out.iterdir()] == ["matrix-count-small.csv"]
        assert any(str(out / "matrix-count-small.csv") in line for line in entries(pilot))


async def test_export_lists_the_codings_of_a_csv_in_a_second_file_on_request(study: StudyFile, tmp_path: Path) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("e", "down")
        screen = app.screen
        assert isinstance(screen, ExportDocumentsScreen)
        screen.query_one("#folder", PathInput).value = str(tmp_path / "out")
        screen.query_one("#format", Select).value = ".csv"
        screen.query_one("#evidence", Select).value = "listed"
        await pilot.pause()
        assert "and 1 more file" in text_of(app, "#export-status")
        await pilot.press("ctrl+s")
        await done(pilot)
        written = sorted(path.name for path in (tmp_path / "out").iterdir())
        assert written == ["matrix-count-small-evidence.csv", "matrix-count-small.csv"]


async def test_enter_goes_to_the_choices_and_only_ctrl_s_writes(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("right", "e", "down", "enter")
        assert app.screen.query_one("#measure", Select).has_focus
        await done(pilot)
        folder = app.screen.query_one("#folder", PathInput).path
        assert folder is not None
        assert not folder.exists()
        assert app.screen.query_one("#school", Select).value == "P1", "the school that the grid's cursor was on"


@pytest.mark.parametrize("document", range(6))
async def test_what_is_there_already_is_replaced_only_when_asked_again(
    study: StudyFile, tmp_path: Path, document: int
) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("e")
        screen = app.screen
        assert isinstance(screen, ExportDocumentsScreen)
        screen.query_one("#folder", PathInput).value = str(tmp_path / "out")
        screen.query_one("#format", Select).value = ".csv"
        screen.query_one("#documents", OptionList).highlighted = document
        await pilot.pause()
        await pilot.press("ctrl+s")
        await done(pilot)
        written = {path for path in (tmp_path / "out").rglob("*") if path.is_file()}
        assert set(screen._paths()) == written
        for path in written:
            path.write_bytes(b"mine")
        await pilot.press("ctrl+s")
        await done(pilot)
        assert "there already" in text_of(app, "#export-status")
        assert {path.read_bytes() for path in written} == {b"mine"}
        await pilot.press("ctrl+s")
        await done(pilot)
        assert b"mine" not in {path.read_bytes() for path in written}


async def test_a_source_is_set_right_from_the_list(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("s", "end", "e")
        await pilot.pause()
        app.screen.query_one("#form-date", Input).value = "the other day"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, FormScreen), "what was typed stays until it is accepted"
        app.screen.query_one("#form-date", Input).value = "2010-02-03"
        app.screen.query_one("#form-case", Input).value = "Secondary School 1"
        app.screen.query_one("#form-kind", Select).value = "field note"
        await pilot.press("ctrl+s")
        await pilot.pause()
        moved = next(source for source in study_listings.list_sources(app.study) if source.ref == "S1-FN-01")
        assert (moved.case, moved.kind, moved.date) == ("S1", "field note", "2010-02-03")
        highlighted = app.screen.query_one(LongList).highlighted_option
        assert highlighted is not None
        assert highlighted.id == "S1-FN-01"
        assert "P1-OBS-01 is now S1-FN-01" in toasts(app)


async def test_a_school_gets_another_label_and_phase(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.push_screen(SchoolScreen("P1"))
        await pilot.pause()
        await pilot.press("e")
        app.screen.query_one("#form-label", Input).value = "Hill Primary"
        app.screen.query_one("#form-phase", Select).value = "other"
        await pilot.press("ctrl+s")
        await pilot.pause()
        school = next(case for case in study_listings.list_cases(app.study) if case.short == "P1")
        assert (school.label, school.phase) == ("Hill Primary", "other")
        assert "Hill Primary" in text_of(app, "#school-title")


@pytest.mark.parametrize(("key", "about"), [("a", "what the school is"), ("p", "how it uses its platform")])
async def test_leaving_the_program_does_not_drop_what_is_being_written(study: StudyFile, key: str, about: str) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.push_screen(SchoolScreen("P1"))
        await pilot.pause()
        await pilot.press(key, "X", "ctrl+q")
        await pilot.pause()
        assert app.is_running
        assert about in toasts(app)
        await pilot.press("Y", "ctrl+q")
        await pilot.pause()
        assert app.is_running, "it is other words now, so it is asked again"
        await pilot.press("ctrl+q")
    assert not app.is_running


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
    write_case_description(study, "P1", coder=CODER, about="By the [sea].", platform="Kestrel.")
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
        school = next(case for case in study_listings.list_cases(app.study) if case.short == "P1")
        assert (school.about, school.platform) == ("XBy the [sea].", "Kestrel.")
        await pilot.press("x")
        await pilot.pause()
        assert app.screen.query_one("#school", Select).value == "P1"
        assert app.screen.query_one("#documents", OptionList).highlighted == 2


async def test_home_brings_the_heading_over_the_first_entry_into_view(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        await app.push_screen(SchoolScreen("P1"))
        await pilot.press("end")
        await pilot.pause()
        listed = app.screen.query_one(LongList)
        assert listed.scroll_offset.y > 0
        await pilot.press("home")
        await pilot.pause()
        assert (listed.highlighted, listed.scroll_offset.y) == (1, 0)


async def test_a_case_study_takes_a_template_and_an_outline_and_lists_what_it_lacks(
    study: StudyFile, tmp_path: Path
) -> None:
    template, outline, out = tmp_path / "ours.docx", tmp_path / "outline.md", tmp_path / "out"
    template.write_bytes(letterhead())
    outline.write_text("# Benefits\n# The sea\n", encoding="utf-8")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("e")
        screen = app.screen
        assert isinstance(screen, ExportDocumentsScreen)
        assert not screen.query_one("#field-template").display
        screen.query_one("#documents", OptionList).highlighted = list(DOCUMENTS).index(ONE_CASE_STUDY)
        await pilot.pause()
        assert screen.query_one("#field-template").display and screen.query_one("#field-outline").display
        screen.query_one("#folder", PathInput).value = str(out)
        screen.query_one("#template", PathInput).value = str(template)
        screen.query_one("#outline", PathInput).value = str(tmp_path / "nothing.md")
        await pilot.press("ctrl+s")
        await done(pilot)
        assert any("can't be read" in line for line in entries(pilot)) and not list(out.glob("*.docx"))
        screen.query_one("#outline", PathInput).value = str(outline)
        await pilot.press("ctrl+s")
        await done(pilot)
        assert len(list(out.glob("*.docx"))) == 1
        lines = entries(pilot)
        assert any("“The sea”" in line for line in lines) and any("has no styles" in line for line in lines)
        assert "listed below" in text_of(app, "#export-status")
