"""The settings: keys of one's own, themes, what a settings file may have wrong; and what screens say of their keys."""

import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given, reject
from hypothesis import strategies as st
from textual.color import Color
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input, Markdown, Static

from casecoder.core.errors import CaseCoderError
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp, read_key_table
from casecoder.tui.base import key_scopes, keymap
from casecoder.tui.base.destinations import PAGES, RatingPage, SchoolPage, TranscriptPage
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.base.themes import HIGH_CONTRAST, NO_COLOUR, THEMES
from casecoder.tui.base.user_settings import UserSettings, user_settings_path, write_theme
from casecoder.tui.command_palette import StudyCommands
from casecoder.tui.navigation import list_screen_classes, screen_for
from casecoder.tui.screens.help import ReadingScreen, list_keys_of_screen
from casecoder.tui.screens.settings import THEME_PREFIX, KeyCatcherScreen, SettingsScreen
from casecoder.tui.screens.study_picker import StudyPickerScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.code_picker import CodePickerScreen
from casecoder.tui.widgets.long_list import LongList
from tests.study_kit import INTERVIEW
from tests.tui_kit import SHOWS, app_of, code, toasts, two_schools

pytestmark = pytest.mark.usefixtures("tmp_path")  # the settings of each test are its own
SIZE = (80, 24)
SHOWN_AT = INTERVIEW.index("We post")


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    study = two_schools(tmp_path)
    code(study, SHOWS)
    return study


def write(text: str) -> None:
    user_settings_path().parent.mkdir(parents=True, exist_ok=True)
    user_settings_path().write_text(text, encoding="utf-8")


async def at_settings(pilot: Pilot[None], entry: str) -> LongList:
    """Go to an entry of the settings screen."""
    await pilot.pause()
    await pilot.press("f8")
    await pilot.pause()
    entries = pilot.app.screen.query_one(LongList)
    entries.go_to(entry)
    await pilot.pause()
    return entries


# The file

VALUES = st.recursive(
    st.text() | st.integers(-(2**53), 2**53) | st.booleans() | st.floats(allow_nan=False) | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_what_is_written_is_read_again(document: dict[str, Any]) -> None:
    document.pop("theme", None)
    text = tomlkit.dumps(document)
    assert tomllib.loads(write_theme(text, "dark")) == {**tomllib.loads(text), "theme": "dark"}
    assert tomllib.loads(text) == document


COMMENTED = """\
# My own settings, do not lose them.
theme = "light"  # for the projector

other = [1, 2]   # somebody else's

# Keys that my hands know
[keys]
coding.code = "k"   # k as in key
# a word about the next
"home.list" = "f9"

# The rest
[more]
deep = {a = "b"}
"""


def test_comments_and_order_outlive_a_theme() -> None:
    write(COMMENTED)
    UserSettings.load().choose_theme("dark")
    assert user_settings_path().read_text("utf-8") == COMMENTED.replace('"light"', '"dark"')


def test_comments_and_order_outlive_a_key() -> None:
    write(COMMENTED)
    settings = UserSettings.load()
    settings.choose_key("coding.code", "j")
    assert user_settings_path().read_text("utf-8") == COMMENTED.replace('"k"', '"j"')
    settings.choose_key("coding.again", "ctrl+g")
    settings.reset_key("coding.code")
    settings.reset_key("not.there")
    lines, before = user_settings_path().read_text("utf-8").split("\n"), COMMENTED.split("\n")
    assert [line for line in lines if line not in before] == ['"coding.again" = "ctrl+g"']
    assert [line for line in before if line not in lines] == ['coding.code = "k"   # k as in key']
    assert [line for line in lines if line in before] == [line for line in before if line in lines]
    assert settings.keys == UserSettings.load().keys == {"home.list": "f9", "coding.again": "ctrl+g"}


def test_comments_outlive_keys_that_are_all_given_back() -> None:
    write(COMMENTED)
    settings = UserSettings.load()
    settings.reset_keys()
    lines = user_settings_path().read_text("utf-8").split("\n")
    lost = [line for line in COMMENTED.split("\n") if line not in lines]
    assert lost == ['coding.code = "k"   # k as in key', '"home.list" = "f9"']
    assert settings.keys == UserSettings.load().keys == {}


def test_a_first_theme_parts_no_comment_from_what_it_is_about() -> None:
    write("# about more\n[more]\nx = 1\n")
    UserSettings.load().choose_theme("dark")
    assert user_settings_path().read_text("utf-8") == 'theme = "dark"\n# about more\n[more]\nx = 1\n'


IDS = ("coding.code", "coding.again", "home.list", "desk.why")
LINES = {
    "top": ("# a remark", "", "other = [1, 2]  # theirs", 'theme = "light" # mine', 'keys.coding.code = "k"'),
    "[keys]": ("# on keys", "", 'coding.code = "k" # c', '"coding.again" = "g"', 'home.list = "f9"', "desk.why = 5"),
    "[keys.coding]": ("# coding", 'code = "k"', 'again = "g"  # again'),
    "[more]": ("", "# the rest", "x = 1", 'deep = {a = "b"}'),
    "[[rows]]": ("# rows", "y = 2"),
}
ACTS = st.one_of(
    st.tuples(st.just("theme"), st.sampled_from(["dark", "light"])),
    st.tuples(st.just("key"), st.sampled_from(IDS), st.sampled_from(["x", "ctrl+g", 'q"', "é,z"])),
    st.tuples(st.just("reset"), st.sampled_from(IDS)),
    st.tuples(st.just("reset all")),
)


@st.composite
def hand_written(draw: st.DrawFn) -> str:
    """A settings file of some of the tables, each with some of its lines; those of the keys stand together."""
    order = draw(st.permutations([["[keys]", "[keys.coding]"], ["[more]"], ["[[rows]]"]]))
    heads = ["top", *(head for group in order for head in group if draw(st.booleans()))]
    lines: list[str] = []
    for head in heads:
        lines += [head] if head != "top" else []
        lines += draw(st.lists(st.sampled_from(LINES[head]), unique=True))
    return "\n".join(lines) + "\n"


@given(hand_written(), st.lists(ACTS, max_size=4))
def test_any_choices_in_any_file_change_what_was_chosen_and_nothing_else(
    text: str, acts: list[tuple[str, ...]]
) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # a key of it stands twice
        reject()
    write(text)
    settings = UserSettings.load()
    keys, theme = settings.keys, settings.theme
    rest = {name: value for name, value in settings.document.items() if name not in {"keys", "theme"}}
    for act, *words in acts:
        if act == "theme":
            settings.choose_theme(theme := words[0])
        elif act == "key":
            settings.choose_key(*words)
            keys[words[0]] = words[1]
        elif act == "reset":
            settings.reset_key(words[0])
            keys.pop(words[0], None)
        else:
            settings.reset_keys()
            keys.clear()
    now = UserSettings.load()
    assert (now.keys, now.theme) == (keys, theme)
    assert {name: value for name, value in now.document.items() if name not in {"keys", "theme"}} == rest
    lines = user_settings_path().read_text("utf-8").split("\n")
    assert [line for line in text.split("\n") if line.startswith("#") and line not in lines] == []


def test_keys_in_tables_apart_are_changed_where_they_stand() -> None:
    write('[keys.coding]\ncode = "k"  # mine\n\n[more]\nx = 1\n\n[keys]\n"home.list" = "f9"\n')
    settings = UserSettings.load()
    settings.choose_key("coding.code", "j")
    settings.choose_key("home.list", "f7")
    expected = '[keys.coding]\ncode = "j"  # mine\n\n[more]\nx = 1\n\n[keys]\n"home.list" = "f7"\n'
    assert user_settings_path().read_text("utf-8") == expected
    settings.reset_key("coding.code")
    settings.reset_keys()
    assert UserSettings.load().document in ({"more": {"x": 1}}, {"more": {"x": 1}, "keys": {}})


def test_what_the_file_says_besides_outlives_a_choice() -> None:
    write('theme = "light"\nother = [1, 2]\n[keys]\n"coding.code" = "k"\n"not.yet" = "q"\n[more]\ndeep = {a = "b"}\n')
    UserSettings.load().choose_key("coding.again", "ctrl+g")
    assert tomllib.loads(user_settings_path().read_text()) == {
        "theme": "light",
        "other": [1, 2],
        "more": {"deep": {"a": "b"}},
        "keys": {"coding.code": "k", "not.yet": "q", "coding.again": "ctrl+g"},
    }


def test_an_id_needs_no_quotes() -> None:
    write("[keys]\ncoding.code = 'k'\n")
    assert UserSettings.load().keys == {"coding.code": "k"}


def test_a_broken_file_is_never_written_over() -> None:
    write("theme = light\n")
    with pytest.raises(CaseCoderError, match=r"settings\.toml is not TOML.*line 1"):
        UserSettings.load().choose_theme("dark")
    assert user_settings_path().read_text() == "theme = light\n"


# Keys


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("c", ("c",)),
        ("c, ?", ("c", "question_mark")),
        ("ctrl+shift+a", ("ctrl+shift+a",)),
        ("f5", ("f5",)),
        ("é", ("é",)),
        ("ctr+x", ()),
        ("", ()),
        ("c,", ()),
        ("two words", ()),
        ("ctrl+", ()),
    ],
)
def test_keys_are_read_as_they_are_written(typed: str, keys: tuple[str, ...]) -> None:
    assert keymap.parse_keys(typed) == keys


def test_what_is_wrong_with_keys_is_said_and_the_rest_holds() -> None:
    good, wrong = read_key_table().check(
        {
            "coding.cod": "f9",
            "desk.why": 5,
            "home.list": "ctr+x",
            "coding.sentence": "f9",
            "coding.turn": "x",
        }
    )
    assert good == {"coding.sentence": "f9"}
    assert len(wrong) == 4
    assert "coding.code is near" in wrong[0]
    assert "desk.why = 5" in wrong[1]
    assert "home.list = 'ctr+x'" in wrong[2]
    assert all(part in wrong[3] for part in ("x is both", "coding.turn", "coding.remove", "A transcript"))


def test_two_keys_may_be_swapped_and_what_comes_from_a_key_given_back_may_clash_too() -> None:
    swapped = {"coding.code": "x", "coding.remove": "c"}
    assert read_key_table().check(swapped) == (swapped, [])
    # remove keeps x, because its own entry is refused; so code can't have x either
    good, wrong = read_key_table().check({"coding.code": "x", "coding.remove": "s", "coding.note": "s"})
    assert good == {}
    assert len(wrong) >= 2


def test_a_key_that_a_widget_of_the_screen_has_is_a_clash() -> None:
    clash = read_key_table().find_clash_of_action({}, "coding.code", ["comma"])
    assert clash is not None
    assert "Sentence back" in str(clash)


async def test_a_key_from_the_settings_works_is_shown_and_takes_the_place_of_its_own(study: StudyFile) -> None:
    write('[keys]\n"coding.code" = "f9"\n')
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.go_to(TranscriptPage("P1-INT-01", 200))
        await pilot.pause()
        await pilot.press("c")
        assert isinstance(app.screen, TranscriptScreen)
        await pilot.press("f1")
        assert isinstance(app.screen, ReadingScreen)
        assert "`f9` Code the selection" in str(app.screen.query_one(Markdown).source)
        await pilot.press("escape", "down", "f9")
        await pilot.pause()
        assert isinstance(app.screen, CodePickerScreen)


async def test_settings_that_cannot_be_taken_up_are_said_at_the_start(study: StudyFile) -> None:
    write('theme = "mauve"\n[keys]\n"coding.code" = "x"\n')
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.keys == {}
        for part in ("settings.toml", "no theme 'mauve'", "x is both", "coding.remove"):
            assert part in toasts(app)


async def test_a_file_that_is_not_toml_is_said_at_the_start(study: StudyFile) -> None:
    write("[keys\n")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "is not TOML" in toasts(app)
        assert "line 1" in toasts(app)


# The settings screen


async def test_a_new_key_is_pressed_kept_and_given_back(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await at_settings(pilot, "coding.again")
        await pilot.press("enter", "x")
        assert isinstance(app.screen, KeyCatcherScreen)
        assert "x is both" in str(app.screen.query_one("#catcher-clash", Static).content)
        assert not user_settings_path().exists()
        await pilot.press("f9")
        await pilot.pause()
        assert UserSettings.load().keys == {"coding.again": "f9"}
        assert app.keys == {"coding.again": "f9"}
        shown = app.screen.query_one(LongList)
        assert str(shown.get_option("coding.again").prompt).startswith("*f9 ")
        await pilot.press("r")
        assert UserSettings.load().keys == app.keys == {}
        await pilot.press("enter", "escape")
        assert isinstance(app.screen, SettingsScreen)
        assert app.keys == {}


async def test_all_keys_are_given_back_only_when_asked_twice(study: StudyFile) -> None:
    write('[keys]\n"coding.again" = "f9"\n"home.list" = "f9"\n')
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await at_settings(pilot, "coding.again")
        await pilot.press("R")
        assert len(app.keys) == 2
        await pilot.press("R")
        assert app.keys == {}
        assert "keys" not in UserSettings.load().document


async def test_actions_are_found_by_typing(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        entries = await at_settings(pilot, "coding.again")
        await pilot.press("slash", *"write the ration")
        await pilot.pause()
        assert [option.id for option in entries.options if option.id] == ["desk.why"]
        await pilot.press("escape")
        assert app.screen.query_one(Input).value == ""
        assert isinstance(app.screen, SettingsScreen)


async def test_a_theme_is_chosen_and_remembered(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        entries = await at_settings(pilot, "")
        for name in THEMES:
            entries.go_to(THEME_PREFIX + name)
            await pilot.press("enter")
            assert app.theme == name
            assert str(entries.get_option(THEME_PREFIX + name).prompt).startswith("●")
            assert CaseCoderApp(None, "anna").theme == name


# Themes


async def lines_of(study: StudyFile) -> dict[str, list[tuple[str, Any]]]:
    """Each stretch of the grid, a transcript and the picker with its style, as it reaches the terminal."""
    app, found = app_of(study), dict[str, list[tuple[str, Any]]]()
    async with app.run_test(size=SIZE) as pilot:
        for where, keys in (("grid", ""), ("transcript", "s"), ("picker", "cpa")):
            if where == "transcript":
                app.go_to(TranscriptPage("P1-INT-01", SHOWN_AT))
                await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            strips = app.screen._compositor.render_strips()
            found[where] = [(part.text, part.style) for strip in strips for part in strip if part.text.strip()]
    return found


def luminance(colour: Color) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [part / 255 for part in colour.rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_luminance_is_that_of_the_standard() -> None:
    assert luminance(Color.parse("#777777")) == pytest.approx(0.1845, abs=1e-3)


async def test_words_stand_out_seven_to_one_in_high_contrast(study: StudyFile) -> None:
    write(f'theme = "{HIGH_CONTRAST}"\n')
    for where, stretches in (await lines_of(study)).items():
        words = [(text, style) for text, style in stretches if any(map(str.isalnum, text))]
        assert len(words) > 10
        for text, style in words:
            over, under = (luminance(Color.from_rich_color(colour)) for colour in (style.color, style.bgcolor))
            ratio = (max(over, under) + 0.05) / (min(over, under) + 0.05)
            assert ratio >= 7, (where, text, style, ratio)


@pytest.mark.parametrize("asked", ["theme", "NO_COLOR"])
async def test_without_colour_there_are_attributes_only(
    study: StudyFile, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if asked == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
        write('theme = "light"\n')
    else:
        write(f'theme = "{NO_COLOUR}"\n')
    marked: dict[str, str] = {}
    for where, stretches in (await lines_of(study)).items():
        assert all(style is None or style.color is style.bgcolor is None for _, style in stretches)
        marked[where] = " ".join(text for text, style in stretches if style and style.reverse)
    assert all(marked.values()), "the cursor or the selection must still be seen"
    assert "notices" in marked["transcript"]


# What a screen says of itself


EVERYTHING: list[type] = [*list_screen_classes(), CaseCoderApp]


def test_every_action_has_an_id_a_name_and_a_sentence() -> None:
    lacking = [
        f"{screen.__name__}: {binding.key}"
        for screen in EVERYTHING
        for part in (screen, *key_scopes.find_screen_widgets(screen))
        for binding in key_scopes.collect_bindings(part)
        if not (binding.id and binding.description and binding.tooltip)
    ]
    assert not lacking


def test_every_screen_says_what_it_is_for() -> None:
    pages = [one for one in list_screen_classes() if not issubclass(one, ModalScreen)]
    assert not [one.__name__ for one in pages if not getattr(one, "HELP", "")]


PLACES: dict[str, Callable[[], StudyScreen]] = {
    **{name: partial(screen_for, page.destination) for name, page in PAGES.items()},
    "transcript": lambda: screen_for(TranscriptPage("P1-INT-01")),
    "school": lambda: screen_for(SchoolPage("P1")),
    "desk": lambda: screen_for(RatingPage("P1", "B02")),
    "settings": SettingsScreen,
    "picker": StudyPickerScreen,
}


async def test_every_key_of_a_screen_is_in_its_help_and_in_the_palette(study: StudyFile) -> None:
    app = app_of(study)
    pages = {f"app.go('{name}')" for name in PAGES} | {"command_palette"}
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for place, make in PLACES.items():
            screen = make()
            await app.push_screen(screen)
            await pilot.pause()
            bound = [one for one in screen.active_bindings.values() if one.binding.id and one.enabled]
            commands = StudyCommands(screen)
            await commands.startup()
            offered = {command.help for command in (*commands._actions, *commands._moves)}
            own, others = list_keys_of_screen(screen)
            told = "\n".join([*own, *others])
            assert len(bound) > 5, place
            assert not [one.binding.id for one in bound if one.tooltip not in told], place
            assert not [
                one.binding.id for one in bound if one.tooltip not in offered and one.binding.action not in pages
            ], place
            await app.pop_screen()
