"""The transcript view: what is painted, and how keys and mouse move and select."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.pilot import Pilot

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript import Turn
from casecoder.core.vocabulary import Direction, Phase, Role, SourceKind
from casecoder.language import sentence_spans
from casecoder.services.sources.study_listings import OpenSource
from casecoder.tui.widgets.code_colours import code_colour
from casecoder.tui.widgets.transcript.transcript_columns import share_out_width, shorten_label
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView

LINES = (
    ("Interviewer 1", "How do you use it?"),
    ("Mrs Okoro", "We post [b]the notices[/b] there. Nobody reads the board any more, because café chat is dead now."),
    ("Interviewer 1", "And parents?"),
    ("Zoë", "日本語 e\u0301 👩‍👩‍👧 \x1b[31mred. I show my mum."),
)


def make_source(lines: Sequence[tuple[str, str]] = LINES, codings: Sequence[Evidence] = ()) -> OpenSource:
    text, turns = "", []
    for speaker, said in lines:
        start, words = len(text), len(text) + len(speaker) + 2
        text += f"{speaker}: {said}"
        turns.append(Turn(start, words, len(text), speaker, at="00:12" if speaker == "Mrs Okoro" else ""))
        text += "\n\n"
    return OpenSource(
        "P1-INT-01",
        "Talk",
        "P1",
        "Primary School 1",
        "interview",
        "",
        text,
        tuple(turns),
        frozenset({"Interviewer 1"}),
        tuple(codings),
    )


SOURCE = make_source()
OKORO = SOURCE.turns[1]


def coded(number: int, start: int, end: int, code: str = "B01", *, against: bool = False) -> Evidence:
    return Evidence(
        number=number,
        source="P1-INT-01",
        source_title="",
        kind=SourceKind.INTERVIEW,
        date="",
        case="P1",
        case_label="Primary School 1",
        phase=Phase.PRIMARY,
        code=code,
        code_name="Organisation",
        start=start,
        end=end,
        quote="",
        turn=2,
        pseudonym="",
        role=Role.TEACHER,
        coder="anna",
        direction=Direction.COUNTERS if against else Direction.SUPPORTS,
        strength=None,
        note="",
        created_at=datetime(2025, 1, 1, tzinfo=UTC),
    )


class Host(App[None]):
    def __init__(self, source: OpenSource) -> None:
        super().__init__()
        self.source = source

    def compose(self) -> ComposeResult:
        yield TranscriptView({"B01": 0, "B02": 1, "B03": 2, "B04": 3}, sentence_spans)

    def on_mount(self) -> None:
        self.query_one(TranscriptView).show(self.source)
        self.query_one(TranscriptView).focus()


@asynccontextmanager
async def showing(
    source: OpenSource = SOURCE, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[TranscriptView, Pilot[None]]]:
    app = Host(source)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app.query_one(TranscriptView), pilot


def painted(view: TranscriptView) -> list[str]:
    return [strip.text for strip in view.render_lines(view.size.region)]


def selected(view: TranscriptView) -> str | None:
    span = view.selection
    return SOURCE.text[span.start : span.end] if span else None


def shown_selected(view: TranscriptView) -> str:
    """The words painted in the style of the selection."""
    ground = view.get_component_rich_style("transcript--selected").bgcolor
    found = ""
    for strip in view.render_lines(view.size.region):
        x = 0
        for segment in strip:
            if segment.style and segment.style.bgcolor == ground and x >= view.words_at:
                found += segment.text
            x += cell_len(segment.text)
        found += " "  # rows are broken at white space
    return found


async def test_speaker_number_and_time_stand_beside_the_words() -> None:
    async with showing() as (view, _):
        lines = painted(view)
        assert lines[0].startswith(" 1 Interv… 1 How do you use it?")
        assert lines[2].startswith(" 2 Mrs Okoro We post [b]the notices[/b] there.")
        assert lines[3].lstrip().startswith("00:12")
        assert "Mrs Okoro:" not in "".join(lines)


async def test_nothing_in_the_text_reaches_the_terminal_as_a_command() -> None:
    async with showing() as (view, _):
        assert "\x1b" not in "".join(painted(view))
        assert "·[31mred" in "".join(painted(view))


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (40, 12), (100, 30)])
async def test_every_line_is_as_wide_as_the_view(size: tuple[int, int]) -> None:
    codings = [coded(n, OKORO.words + n, OKORO.words + 40 + n, f"B0{n % 4 + 1}") for n in range(9)]
    async with showing(make_source(codings=codings), size) as (view, pilot):
        for key in ("end", "ctrl+end", "shift+up"):
            await pilot.press(key)
        region = view.scrollable_content_region.reset_offset
        assert {strip.cell_length for strip in view.render_lines(region)} == {region.width}


def test_a_narrow_screen_leaves_fifty_two_columns_for_words() -> None:
    assert share_out_width(79, 400).words >= 52
    for width in range(20, 240):
        columns = share_out_width(width, 900)
        total = columns.left + columns.words + 1 + columns.lanes + columns.names
        assert total == width or width < 40


def test_labels_are_shortened_without_losing_their_number() -> None:
    assert shorten_label("Interviewer 2", 9) == "Interv… 2"
    assert shorten_label("Johnny Boursiquot", 9) == "Johnny B…"
    assert shorten_label("Zoë", 9) == "Zoë"


async def test_bars_tell_support_from_counter_and_say_what_does_not_fit() -> None:
    at = OKORO.words
    codings = [coded(n, at, at + 30, f"B0{n}", against=n == 2) for n in (1, 2, 3, 4)]
    async with showing(make_source(codings=codings)) as (view, _):
        line = painted(view)[2]
        assert "4┃╎┃B01 +3" in line
        assert "┃" not in painted(view)[0]


async def test_depth_shows_as_a_digit_where_lanes_have_no_room() -> None:
    at = OKORO.words
    for count, shown in ((1, " "), (2, "2"), (9, "9"), (12, "+")):
        codings = [coded(n, at, at + 30, f"B0{n % 4 + 1}") for n in range(count)]
        async with showing(make_source(codings=codings), (50, 20)) as (view, _):
            assert view._painter is not None
            columns = view._painter.columns
            assert painted(view)[2][columns.left + columns.words] == shown


async def test_the_first_line_of_the_screen_says_what_goes_on() -> None:
    many = make_source([("INT", "Line after line. " * 30)] * 6)
    coding = coded(1, many.turns[0].words, many.turns[5].end)
    async with showing(replace(many, codings=(coding,))) as (view, pilot):
        assert "B01" in painted(view)[0]
        view.go_to(many.turns[4].words)
        await pilot.pause()
        assert ["B01" in line for line in painted(view)] == [True] + [False] * (view.size.height - 1)


def shaded(view: TranscriptView, style: str) -> str:
    """The words painted on the ground of a style."""
    return in_style(view, lambda found: found.bgcolor == view.get_component_rich_style(f"transcript--{style}").bgcolor)


def in_style(view: TranscriptView, wanted: Callable[[Style], bool]) -> str:
    found = ""
    for strip in view.render_lines(view.size.region):
        x = 0
        for segment in strip:
            if segment.style and wanted(segment.style) and x >= view.words_at and segment.text.strip():
                found += segment.text + "|"
            x += cell_len(segment.text)
    return found


async def test_the_focused_code_alone_is_shaded_and_its_bar_is_another() -> None:
    at = OKORO.words
    codings = [coded(1, at, at + 7), coded(2, at + 3, at + 7, "B02", against=True)]
    async with showing(make_source(codings=codings)) as (view, pilot):
        view.go_to(0)
        assert shaded(view, "coded") == "We post|"
        view.focused_code = "B02"
        await pilot.pause()
        assert (shaded(view, "coded"), shaded(view, "focused")) == ("", "post|")
        assert "2┃▒ B01" in painted(view)[2]
        view.focused_code = "B01"
        await pilot.pause()
        assert shaded(view, "focused") == "We post|"
        assert "2█╎ B01" in painted(view)[2]
        view.focused_code = ""
        await pilot.pause()
        assert shaded(view, "coded") == "We post|"


async def test_hits_are_reversed_and_the_caret_is_a_gap_in_them() -> None:
    async with showing() as (view, pilot):
        view.go_to(SOURCE.turns[2].words)
        view.set_hits([Span(OKORO.words + 3, OKORO.words + 7), Span(OKORO.words + 5, OKORO.words + 9)])
        await pilot.pause()
        assert in_style(view, lambda style: bool(style.reverse)).replace("|", "") == "post [A"
        view.go_to(OKORO.words + 4)
        await pilot.pause()
        assert in_style(view, lambda style: bool(style.reverse)) == "p|st [|"
        view.set_hits([])
        await pilot.pause()
        assert in_style(view, lambda style: bool(style.reverse)) == "o|"


async def test_the_interviewer_folds_away_and_is_counted() -> None:
    question = SOURCE.turns[2]
    source = make_source(codings=[coded(1, question.words, question.end)])
    async with showing(source) as (view, pilot):
        view.go_to(OKORO.words + 3)
        view.hide_interviewer = True
        await pilot.pause()
        lines = painted(view)
        assert "turn 1 folded" in lines[0]
        assert lines[1].startswith(" 2 Mrs Okoro We post")
        assert "turn 3 folded, 1 coding" in lines[3] and "┃  B01" in lines[3]
        assert lines[4].startswith(" 4 Zoë")
        assert "And parents?" not in "".join(lines)
        assert view.caret.at == OKORO.words + 3
        await pilot.press("right_square_bracket")
        assert view.caret.at == SOURCE.turns[3].words
        await pilot.press("left")
        assert view.caret.at == OKORO.end


async def test_what_is_selected_over_a_fold_shows_on_the_fold() -> None:
    async with showing() as (view, pilot):
        view.hide_interviewer = True
        view.select(Span(OKORO.words, SOURCE.turns[3].end))
        await pilot.pause()
        assert "turn 3 folded" in shaded(view, "selected")
        assert selected(view) == SOURCE.text[OKORO.words : SOURCE.turns[3].end]


async def test_going_to_a_folded_place_unfolds_it() -> None:
    async with showing() as (view, pilot):
        view.hide_interviewer = True
        await pilot.pause()
        view.go_to(SOURCE.turns[2].words + 2)
        await pilot.pause()
        assert not view.hide_interviewer
        assert view.caret.at == SOURCE.turns[2].words + 2


async def test_a_click_on_a_fold_puts_the_caret_in_words() -> None:
    async with showing() as (view, pilot):
        view.hide_interviewer = True
        await pilot.pause()
        for y in (0, 3, 15):
            await pilot.click(view, offset=(view.words_at + 2, y))
            assert view.caret.rows.is_shown(view.caret.at)


async def test_keys_of_selecting_grow_shrink_and_say_when_they_cannot() -> None:
    async with showing() as (view, pilot):
        view.go_to(OKORO.words + 4)
        seen = []
        for _ in range(5):
            view.grow_selection()
            seen.append(selected(view))
        assert seen[0] == "post" and str(seen[4]).startswith("How do you")
        view.grow_selection()
        await pilot.pause()
        assert [item.title for item in view.app._notifications] == ["This is the largest step."]
        for before in reversed(seen[:4]):
            view.shrink_selection()
            assert selected(view) == before


async def test_a_coding_over_turns_runs_through_the_line_between() -> None:
    long = coded(1, OKORO.words, SOURCE.turns[2].end)
    async with showing(make_source(codings=[long])) as (view, _):
        bars = ["┃" in line for line in painted(view)]
        first, last = bars.index(True), len(bars) - 1 - bars[::-1].index(True)
        assert all(bars[first : last + 1])
        assert view.caret.rows.line_at(last).turn == 2


async def test_arrows_step_over_clusters() -> None:
    async with showing() as (view, pilot):
        view.go_to(SOURCE.turns[3].words)
        places = [view.caret.at]
        for _ in range(8):
            await pilot.press("right")
            places.append(view.caret.at)
        steps = [SOURCE.text[a:b] for a, b in pairwise(places)]
        assert steps == ["日", "本", "語", " ", "e\u0301", " ", "👩‍👩‍👧", " "]


async def test_what_shows_as_selected_is_what_would_be_stored() -> None:
    async with showing() as (view, pilot):
        view.go_to(OKORO.words + 2)
        await pilot.press("shift+right", "shift+right", "shift+right", "shift+right", "shift+right", "shift+right")
        assert selected(view) == "post"
        view.clear()
        view.go_to(OKORO.words)
        await pilot.press("shift+down", "shift+end")
        assert selected(view) is not None
        assert shown_selected(view).split() == str(selected(view)).split()


async def test_selecting_over_a_speaker_shows_the_label_as_selected() -> None:
    async with showing() as (view, _):
        view.go_to(SOURCE.turns[0].words)
        view.caret.move_to(OKORO.words + 2, extend=True)
        assert selected(view) == "How do you use it?\n\nMrs Okoro: We"
        assert view._painter is not None
        assert view._painter.marks(2, view.selection, (), 0).label


async def test_escape_clears_and_then_is_no_longer_the_views() -> None:
    async with showing() as (view, pilot):
        await pilot.press("shift+right")
        assert view.check_action("clear", ())
        await pilot.press("escape")
        assert view.selection is None
        assert not view.check_action("clear", ())


async def test_codings_at_the_caret_and_just_behind_it() -> None:
    first, second = coded(1, OKORO.words, OKORO.words + 7), coded(2, OKORO.words + 7, OKORO.words + 20, "B02")
    async with showing(make_source(codings=[first, second])) as (view, _):
        for offset, expected in ((0, [1]), (6, [1]), (7, [2]), (20, [2]), (21, [])):
            view.go_to(OKORO.words + offset)
            assert [item.number for item in view.here] == expected


async def test_new_codings_leave_caret_and_scrolling() -> None:
    many = make_source([("INT", f"Line {n}.") for n in range(60)])
    async with showing(many) as (view, pilot):
        view.go_to(many.turns[40].words)
        await pilot.pause()
        at, top = view.caret.at, view.scroll_offset.y
        view.set_codings([coded(1, many.turns[40].words, many.turns[40].end)])
        await pilot.pause()
        assert (view.caret.at, view.scroll_offset.y) == (at, top)
        assert any("B01" in line for line in painted(view))


async def test_the_caret_stays_in_sight() -> None:
    many = make_source([("INT", f"Line {n}.") for n in range(60)])
    async with showing(many) as (view, pilot):
        for key in ("pagedown", "pagedown", "ctrl+end", "pageup", "ctrl+home", "down"):
            await pilot.press(key)
            y = view.caret.rows.y_of(view.caret.rows.row_at(view.caret.at))
            assert view.scroll_offset.y <= y < view.scroll_offset.y + view.size.height


async def test_a_new_width_keeps_the_caret_in_the_text() -> None:
    async with showing() as (view, pilot):
        view.go_to(OKORO.words + 60)
        at = view.caret.at
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert view.caret.at == at
        assert {strip.cell_length for strip in view.render_lines(view.size.region)} == {view.size.width}


LONG = make_source([("Interviewer 1", f"Question {n}? " * 8) for n in range(80)])


async def test_a_new_width_keeps_the_caret_on_its_line_of_the_screen() -> None:
    async with showing(LONG) as (view, pilot):
        view.go_to(LONG.turns[40].words + 70)
        await pilot.press("down", "down")
        at, line = view.caret.at, view._line_of_caret() - view.scroll_offset.y
        for width in (60, 110, 45, 80):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert (view.caret.at, view._line_of_caret() - view.scroll_offset.y) == (at, line)


async def test_a_new_width_keeps_the_words_at_the_top_when_the_caret_is_out_of_sight() -> None:
    async with showing(LONG) as (view, pilot):
        view.scroll_to(y=121, animate=False)
        await pilot.pause()
        offset = view.caret.rows.starts_at(121)
        for width in (60, 110, 45, 80):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            row = view.caret.rows.line_at(view.scroll_offset.y).row
            assert row == view.caret.rows.row_at(offset)
        assert view.scroll_offset.y == 121


@pytest.mark.parametrize("size", [(80, 24), (120, 30)])
async def test_a_coding_more_is_drawn_as_if_it_had_been_there(size: tuple[int, int]) -> None:
    codings = [coded(n, OKORO.words + n, OKORO.words + 40 + n, f"B0{n % 4 + 1}") for n in range(1, 4)]
    more = coded(9, OKORO.words + 4, SOURCE.turns[2].end, "B02")
    turned = replace(more, direction=Direction.COUNTERS)
    async with showing(make_source(codings=codings), size) as (view, pilot):
        for wanted in ([*codings, more], [*codings, turned], codings, codings[1:]):
            painted(view)
            view.set_codings(wanted)
            await pilot.pause()
            lines = painted(view)
            view._make_painter()
            assert painted(view) == lines
        async with showing(make_source(codings=[*codings, turned]), size) as (other, _):
            view.set_codings([*codings, turned])
            assert painted(view) == painted(other)


async def test_a_drag_selects_from_the_first_cell_to_the_last_whole() -> None:
    async with showing() as (view, pilot):
        x, y = view.words_at, 2
        await pilot.mouse_down(view, offset=(x + 3, y))
        await pilot.hover(view, offset=(x + 6, y))
        await pilot.mouse_up(view, offset=(x + 6, y))
        assert selected(view) == "post"
        await pilot.mouse_down(view, offset=(x + 6, y))
        await pilot.hover(view, offset=(x + 3, y))
        await pilot.mouse_up(view, offset=(x + 3, y))
        assert selected(view) == "post"


async def test_a_click_puts_the_caret_and_two_and_three_select() -> None:
    async with showing() as (view, pilot):
        at = (view.words_at + 4, 2)
        await pilot.click(view, offset=at)
        assert (view.caret.at, view.selection) == (OKORO.words + 4, None)
        await pilot.double_click(view, offset=at)
        assert selected(view) == "post"
        await pilot.triple_click(view, offset=at)
        assert selected(view) == "We post [b]the notices[/b] there."


async def test_lanes_stay_where_they_are_while_scrolling() -> None:
    many = make_source([("INT", f"Line {n}.") for n in range(60)])
    codings = [coded(1, 0, many.turns[50].end), coded(2, many.turns[5].words, many.turns[55].end, "B02")]
    async with showing(replace(many, codings=tuple(codings))) as (view, pilot):
        view.go_to(many.turns[30].words)
        await pilot.pause()
        assert all("┃┃" in line for line in painted(view))


async def test_an_empty_source_can_be_walked_in() -> None:
    empty = OpenSource("P1-INT-01", "", "P1", "", "interview", "", "", (), frozenset(), ())
    async with showing(empty) as (view, pilot):
        await pilot.press("down", "right", "ctrl+end", "left", "shift+down", "full_stop")
        assert (view.caret.at, view.selection) == (0, None)


def test_bindings_can_be_remapped_and_explain_themselves() -> None:
    from textual.binding import Binding

    for binding in TranscriptView.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.id and binding.description and binding.tooltip


async def test_select_replaces_what_was_selected() -> None:
    async with showing() as (view, _):
        view.select(Span(OKORO.words, OKORO.words + 2))
        view.select(Span(OKORO.words + 3, OKORO.words + 7))
        assert selected(view) == "post"


@pytest.mark.parametrize("dark", [True, False])
def test_code_colours_are_legible_and_neighbours_differ(dark: bool) -> None:
    ground = Color.parse("#121212" if dark else "#e0e0e0")
    colours = [code_colour(place, dark) for place in range(200)]
    assert all(abs(colour.brightness - ground.brightness) > 0.4 for colour in colours)
    assert all(a.hex != b.hex for a, b in pairwise(colours))


async def test_a_drag_beyond_the_edge_runs_on() -> None:
    many = make_source([("INT", f"Line {n}.") for n in range(60)])
    async with showing(many) as (view, pilot):
        await pilot.mouse_down(view, offset=(view.words_at, 0))
        bottom = view.size.height - 1
        await pilot.hover(view, offset=(view.words_at + 3, bottom))
        before = view.selection
        view._pointer = (view.words_at + 3, bottom + 1)
        for _ in range(6):
            view._run_on()
        one_by_one = view.scroll_offset.y
        view._pointer = (view.words_at + 3, bottom + 4)
        view._run_on()
        await pilot.mouse_up(view, offset=(view.words_at + 3, bottom))
        assert before and view.selection
        assert (one_by_one, view.scroll_offset.y) == (6, 10)
        assert view.selection.start == before.start
        assert view.selection.end > before.end
