"""The commands of the palette: every action and page, and every school, source and code."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, cast

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.markup import escape
from textual.screen import Screen

from casecoder.store import records
from casecoder.tui.base.destinations import PAGES, CodebookPage, Destination, SchoolPage, TranscriptPage
from casecoder.tui.base.screen_text import one_line
from casecoder.tui.base.study_application import StudyApplication

ACTIONS_NOT_OFFERED = {"command_palette", "app.focus_next", "app.focus_previous", "screen.copy_text"}
"""Actions that are of no use from the palette."""


class PaletteCommand(NamedTuple):
    """A command of the palette."""

    name: str
    help: str
    run: Callable[[], object]


class StudyCommands(Provider):
    """The commands on the open study."""

    async def startup(self) -> None:
        """Collect the commands once, when the palette opens."""
        app = cast(StudyApplication, self.app)
        here = dict(_actions(self.screen))
        self._actions = [*(command for command, first in here.items() if first), *_pages(app)]
        self._moves = [command for command, first in here.items() if not first]
        self._jumps = list(_jumps(app)) if app.has_study else []

    async def discover(self) -> Hits:
        """Yield the actions to show before anything is typed."""
        for command in self._actions:
            yield DiscoveryHit(cast(str, Content(command.name)), command.run, command.name, escape(command.help))

    async def search(self, query: str) -> Hits:
        """Yield the actions, moves and places whose name matches the query."""
        matcher = self.matcher(query)
        for command in (*self._actions, *self._moves, *self._jumps):
            score = matcher.match(command.name)
            if score > 0:
                shown = matcher.highlight(command.name)
                yield Hit(score, shown, command.run, command.name, escape(command.help))


def _actions(screen: Screen[object]) -> Iterator[tuple[PaletteCommand, bool]]:
    """Yield the actions of the screen under their names in the footer, and whether to show each before typing.

    The widget with the focus (a text, a list) has many keys that move in it: these are only found by typing.
    """
    seen: set[str] = set()
    for node, binding, enabled, tooltip in screen.active_bindings.values():
        offered = binding.action not in ACTIONS_NOT_OFFERED | seen and not binding.action.startswith("app.go(")
        if not (enabled and offered and binding.description) or binding.system:
            continue
        seen.add(binding.action)
        key = screen.app.get_key_display(binding)
        run = partial(_run, screen.app, binding.action, node)
        yield PaletteCommand(f"{binding.description} ({key})", tooltip, run), isinstance(node, Screen | App)


async def _run(app: App[object], action: str, node: DOMNode) -> None:
    await app.run_action(action, default_namespace=node)


def _pages(app: StudyApplication) -> Iterator[PaletteCommand]:
    for name, page in PAGES.items():
        yield PaletteCommand(page.title, page.purpose, partial(app.action_go, name))


def _jumps(app: StudyApplication) -> Iterator[PaletteCommand]:
    with app.study.reading() as session:
        cases, sources, codes = records.case_rows(session), records.source_rows(session), records.code_rows(session)
    for case in cases:
        name = one_line(f"{case.short} {case.label}")
        yield PaletteCommand(name, "School", partial(_go, app, SchoolPage(case.short)))
    for source in sources:
        name = one_line(f"{source.ref} {source.title}")
        yield PaletteCommand(name, f"Source, {source.kind}", partial(_go, app, TranscriptPage(source.ref)))
    for code in codes:
        name = one_line(f"{code.ref} {code.name}")
        yield PaletteCommand(name, "Code", partial(_go, app, CodebookPage(code.ref)))


def _go(app: StudyApplication, destination: Destination) -> None:
    """Go without waiting for the screen: the palette is still closing."""
    app.go_to(destination)
