"""The grid: its arithmetic, what its cells say, moving about in it and opening from it."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from casecoder.core.judging.rating import Judgement
from casecoder.core.vocabulary import Band
from casecoder.services.judging.rating import GridCell, RatingGrid, rate
from casecoder.store.tables import CaseRow, CodeRow
from casecoder.tui.screens.grid import GridScreen
from casecoder.tui.screens.judging.rating import RatingScreen
from casecoder.tui.screens.sources.school import SchoolScreen
from casecoder.tui.widgets.case_grid import CaseGrid, CaseGridPosition
from casecoder.tui.widgets.grid_layout import grid_cell_text, lay_out_grid, warning_marks
from tests.study_kit import CODER, INTERVIEW, make_study
from tests.tui_kit import NOTICES, PAPER, app_of, code, text_of, toasts, two_schools


def judged(band: Band, stale: tuple[str, ...] = ()) -> Judgement:
    return Judgement(1, "P1", "B01", band, "Because.", CODER, datetime(2010, 1, 1, tzinfo=UTC), (1,), stale)


def big_grid(secondary: int, primary: int, rows: int = 12, codings: int = 4) -> RatingGrid:
    phases = [("S", "secondary")] * secondary + [("P", "primary")] * primary
    cases = tuple(
        CaseRow(id=uuid.uuid4(), label=f"School {n}", short=f"{letter}{n}", phase=phase, position=n)
        for n, (letter, phase) in enumerate(phases, 1)
    )
    codes = tuple(
        CodeRow(
            id=uuid.uuid4(), codebook_id=uuid.uuid4(), ref=f"B{n:02d}", position=n, name=f"Benefit {n} " + "long " * 8
        )
        for n in range(1, rows + 1)
    )
    cell = GridCell(judged(Band.GREEN), codings, 0)
    return RatingGrid("b", "Benefits", codes, cases, {(c.ref, s.short): cell for c in codes for s in cases})


def lines_of(grid: CaseGrid) -> list[str]:
    return [grid.render_line(y).text for y in range(grid.size.height)]


def test_the_five_states_of_a_cell_look_different_without_colour() -> None:
    chips = [grid_cell_text(GridCell(judged(band), 4, 0), 2, rated=True) for band in Band]
    chips.append(grid_cell_text(GridCell(None, 4, 0), 2, rated=True))
    assert chips == ["G● 4", "A◐ 4", "R○ 4", "N∅ 4", "–· 4"]


def test_stale_and_counter_evidence_are_marked() -> None:
    stale = judged(Band.RED, ("E-0001 has changed.",))
    for room in (1, 2, 5):
        assert warning_marks(GridCell(stale, 4, 0), room) == "!"
        assert warning_marks(GridCell(None, 4, 0), room) == ""
    assert [warning_marks(GridCell(judged(Band.RED), 40, 12), room) for room in (1, 3, 4)] == ["✗", "✗", "✗"]
    assert [warning_marks(GridCell(stale, 4, 1), room) for room in (1, 2, 4)] == ["!", "!✗", "!✗"]


@pytest.mark.parametrize("width", [60, 80, 160])
@pytest.mark.parametrize("codings", [4, 42])
def test_a_marked_cell_never_touches_the_next(width: int, codings: int) -> None:
    grid = big_grid(6, 6)
    marked = replace(grid, cells=dict.fromkeys(grid.cells, GridCell(judged(Band.AMBER), codings, 2)))
    shape = lay_out_grid(marked, width)
    assert shape.cell > 2 + shape.digits + len("✗")


async def test_no_word_of_a_heading_is_cut_and_columns_widen_for_it(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        grid = await shown(pilot)
        assert "Secondary schools" in lines_of(grid)[0]
        assert "Primary schools" in lines_of(grid)[0]
        whole = {"Secondary", "schools", "Sec.", "S", "Primary", "Prim.", "P"}
        for number in range(1, 12):
            grid.show(big_grid(number, 1), rated=True)
            assert {word for word in lines_of(grid)[0].split() if "─" not in word} <= whole


def test_twelve_schools_fit_on_eighty_columns_and_thirty_do_not() -> None:
    assert lay_out_grid(big_grid(6, 6), 80).width <= 80
    assert lay_out_grid(big_grid(6, 6, codings=42), 80).width <= 80
    assert lay_out_grid(big_grid(15, 15), 80).width > 80


@given(st.integers(1, 30), st.integers(0, 30), st.integers(20, 220), st.sampled_from([0, 7, 42, 123, 4567]))
def test_cells_never_overlap_and_every_one_has_room_for_its_count(s: int, p: int, width: int, codings: int) -> None:
    shape = lay_out_grid(big_grid(s, p, rows=2, codings=codings), width)
    starts = shape.starts
    assert all(after - before >= shape.cell for before, after in pairwise(starts))
    assert shape.cell > 2 + len(str(codings))
    assert all(shape.column_at(start) == column for column, start in enumerate(starts[:-1]))


async def shown(pilot: Pilot[None]) -> CaseGrid:
    await pilot.pause()
    return pilot.app.screen.query_one(CaseGrid)


async def test_the_grid_shows_ratings_counts_and_groups(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    number = code(study, PAPER)
    rate(study, "P1", "B02", Band.AMBER, because="Some.", cited=[number], rater=CODER)
    code(study, NOTICES.replace(".", ", and then"), source="S1-INT-01", under="B01.1", counters=True)
    rate(study, "S1", "B03", Band.NONE, because="Nobody spoke of it.", cited=[], rater=CODER)
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        grid = await shown(pilot)
        lines = lines_of(grid)
        assert "Secondary" in lines[0]
        assert lines[0].index("Secondary") < lines[0].index("Primary")
        assert lines[1].split() == ["S1▾", "P1"]
        assert "–· 1" in lines[2], "a child's coding counts for its parent"
        assert "✗" in lines[2]
        assert "A◐ 1" in lines[3]
        assert "N∅ 0" in lines[4]


async def test_headings_and_labels_stay_when_thirty_schools_are_scrolled(tmp_path: Path) -> None:
    async with app_of(make_study(tmp_path, INTERVIEW)).run_test(size=(80, 24)) as pilot:
        grid = await shown(pilot)
        grid.show(big_grid(15, 15, rows=40), rated=True)
        await pilot.pause()
        await pilot.press("end", "pagedown")
        assert grid.place == CaseGridPosition(39, 29)
        lines = [line for line in lines_of(grid) if line.strip()]
        assert "Primary schools" in lines[0]
        assert "P30" in lines[1]
        assert "S1 " not in lines[1]
        assert any(line.startswith("▸B40") for line in lines)
        assert not any("B01" in line for line in lines)


async def test_no_cell_is_cut_in_two_at_the_left(tmp_path: Path) -> None:
    async with app_of(make_study(tmp_path, INTERVIEW)).run_test(size=(80, 24)) as pilot:
        grid = await shown(pilot)
        grid.show(big_grid(0, 30), rated=True)
        await pilot.pause()
        await pilot.press("end")
        assert lines_of(grid)[2].split("…")[1].strip().startswith("G● 4")


async def test_the_panel_says_what_the_cell_rests_on_and_why_it_is_stale(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    number = code(study, PAPER, counters=True)
    rate(study, "P1", "B02", Band.RED, because="Little [b]to see[/b].\nMore.", cited=[number], rater=CODER)
    from casecoder.core.vocabulary import Direction
    from casecoder.services.segments.coding import amend_coding

    amend_coding(study, number, coder=CODER, direction=Direction.SUPPORTS)
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("down", "right")
        said = text_of(pilot.app, "#cell")
        whole = ("P1 Primary School 1", "B02 Parents", "R○ Red", "1 coding", "Little [b]to see[/b].", "now marked")
        for words in whole:
            assert words in said
        assert "More." not in said


async def test_a_tall_screen_gives_a_first_look_at_the_quotes(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    code(study, PAPER, counters=True)
    code(study, "Some look.", "B01", "S1-INT-01")
    async with app_of(study).run_test(size=(160, 45)) as pilot:
        await shown(pilot)
        assert "Some look." in text_of(pilot.app, "#cell"), "before any key"
        await pilot.press("down", "right")
        assert f"✗ E-0001 P1-INT-01 O1 “{PAPER}”" in text_of(pilot.app, "#cell")


async def test_enter_opens_cells_and_school_headings(tmp_path: Path) -> None:
    async with app_of(two_schools(tmp_path)).run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("right", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, RatingScreen)
        assert screen.desk is not None
        assert (screen.desk.case.short, screen.desk.code.ref) == ("P1", "B01")
        await pilot.press("escape", "pageup", "enter")
        assert isinstance(pilot.app.screen, SchoolScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, GridScreen)


async def test_a_double_click_opens_the_cell_under_the_mouse(tmp_path: Path) -> None:
    async with app_of(two_schools(tmp_path)).run_test(size=(80, 24)) as pilot:
        grid = await shown(pilot)
        x = lines_of(grid)[1].index("P1")
        await pilot.click(CaseGrid, offset=(x, 3))
        assert grid.place == CaseGridPosition(1, 1)
        await pilot.click(CaseGrid, offset=(x, 3), times=2)
        assert isinstance(pilot.app.screen, RatingScreen)


async def test_the_cursor_never_reaches_the_corner(tmp_path: Path) -> None:
    async with app_of(two_schools(tmp_path)).run_test(size=(80, 24)) as pilot:
        grid = await shown(pilot)
        await pilot.press("left", "up", "up")
        assert grid.place == CaseGridPosition(0, -1)
        await pilot.press("right", "up", "left", "left")
        assert grid.place == CaseGridPosition(-1, 0)


async def test_b_goes_on_to_the_next_code_book_which_shows_counts(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    second = tmp_path / "second.md"
    second.write_text("---\nname: second\ntitle: Conditions\n---\n\n# Conditions\n\n## C01 Vision\n\nA shared aim.\n")
    from casecoder.services.codebook.codebooks import install_codebook

    install_codebook(study, str(second), coder=CODER)
    code(study, PAPER, under="C01")
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        grid = await shown(pilot)
        await pilot.press("b")
        await pilot.pause()
        assert "Conditions (2 of 2)" in text_of(pilot.app, "#title")
        assert lines_of(grid)[2].split()[-2:] == ["·", "1"]
        await pilot.press("b")
        assert "A small codebook (1 of 2)" in text_of(pilot.app, "#title")


async def test_a_study_without_schools_says_what_to_do(tmp_path: Path) -> None:
    async with app_of(make_study(tmp_path)).run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        assert "Press i to import" in text_of(pilot.app, "#empty")
        assert not pilot.app.screen.query_one(CaseGrid).display
        await pilot.press("enter")
        assert "no cell to open" in toasts(pilot.app)


async def test_undo_takes_the_rating_back_and_the_grid_shows_it(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    rate(study, "P1", "B01", Band.NONE, because="Nobody spoke of it.", cited=[], rater=CODER)
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        grid = await shown(pilot)
        assert "N∅ 0" in lines_of(grid)[2]
        await pilot.press("ctrl+z")
        assert "N∅ 0" not in lines_of(grid)[2]
        assert "Undone" in toasts(pilot.app)
        await pilot.press("ctrl+y")
        assert "N∅ 0" in lines_of(grid)[2]
