"""The map of the source beside the transcript: what it shows, and going there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.transcripts.spans import Span
from casecoder.tui.widgets.transcript.minimap import Minimap, density_step
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView
from tests.test_transcript_view import coded, make_source, showing

LONG = make_source([("INT", f"Line {n}.") for n in range(200)])


def drawn(view: TranscriptView) -> list[str]:
    bar = view.vertical_scrollbar
    return [strip.text for strip in bar.render_lines(bar.size.region)]


@given(st.floats(0, 1))
def test_only_what_is_not_coded_at_all_is_blank(share: float) -> None:
    assert (density_step(share) == 0) == (share == 0)
    assert density_step(share) <= density_step(1.0) == 3


async def test_the_map_takes_one_cell_on_a_narrow_screen_and_two_on_a_wide_one() -> None:
    async with showing(LONG) as (view, pilot):
        assert isinstance(view.vertical_scrollbar, Minimap)
        assert view.vertical_scrollbar.size.width == 1
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        assert view.vertical_scrollbar.size.width == 2
        assert {
            strip.cell_length for strip in view.vertical_scrollbar.render_lines(view.vertical_scrollbar.size.region)
        } == {2}


async def test_density_hits_and_screen_are_told_without_colour() -> None:
    turns = LONG.turns
    wholly = coded(1, 0, turns[49].end)
    partly = coded(2, turns[100].words, turns[100].words + 3)
    async with showing(LONG, (120, 26)) as (view, pilot):
        view.set_codings([wholly, partly])
        view.set_hits([Span(turns[0].words, turns[0].end), Span(turns[150].words, turns[150].end)])
        await pilot.pause()
        lines = drawn(view)
        assert lines[0] == "▓◘"
        assert lines[3][0] == "▓" and lines[10][0] == " "
        assert [line[0] for line in lines].count("░") == 1
        assert [line[1] for line in lines].count("•") == 1
        view.scroll_end(animate=False)
        await pilot.pause()
        lines = drawn(view)
        assert lines[0] == "▓•" and lines[-1][1] == "█"


async def test_on_one_cell_a_hit_is_filled_where_something_is_coded() -> None:
    async with showing(LONG) as (view, pilot):
        view.set_codings([coded(1, 0, LONG.turns[20].end)])
        view.set_hits([Span(LONG.turns[n].words, LONG.turns[n].end) for n in (0, 150)])
        await pilot.pause()
        text = "".join(drawn(view))
        assert text[0] == "◆" and text.count("•") == 1


async def test_a_source_shorter_than_the_screen_has_a_cell_a_line() -> None:
    async with showing(make_source([("INT", "One."), ("INT", "Two.")])) as (view, pilot):
        view.set_codings([coded(1, 0, 9)])
        await pilot.pause()
        assert len(view.vertical_scrollbar.cells) == 3
        assert not view.vertical_scrollbar.window()


async def test_moving_the_caret_does_not_work_the_map_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with showing(LONG) as (view, pilot):
        drawn(view)
        worked_out = []
        monkeypatch.setattr(Minimap, "_find_cells", lambda *_: worked_out.append(1))
        await pilot.press("down", "pagedown", "right", "ctrl+end")
        drawn(view)
        assert not worked_out


async def test_a_click_and_a_drag_go_there() -> None:
    async with showing(LONG, (80, 25)) as (view, pilot):
        bar, height = view.vertical_scrollbar, view.caret.rows.height
        await pilot.mouse_down(bar, offset=(0, 12))
        await pilot.pause()
        assert abs(view.scroll_offset.y + 12 - height * 12 / 25) <= 2
        await pilot.hover(bar, offset=(0, 20))
        await pilot.pause()
        assert abs(view.scroll_offset.y + 12 - height * 20 / 25) <= 2
        await pilot.mouse_up(bar, offset=(0, 20))
        await pilot.hover(bar, offset=(0, 2))
        await pilot.pause()
        assert abs(view.scroll_offset.y + 12 - height * 20 / 25) <= 2
