"""What the keys of each screen do, collected from the bindings of the screens and of the widgets that they use."""

import sys
from collections.abc import Iterable, Iterator
from functools import cache

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from casecoder.tui.base.keymap import KeyAction, KeyScope

PACKAGE_PREFIX = "casecoder."


def collect_key_scopes(app: type[App[None]], screens: Iterable[type[Screen[object]]]) -> tuple[KeyScope, ...]:
    """Return the keys of every screen, after the keys that work everywhere."""
    everywhere = collect_key_actions(app)
    found = [KeyScope("Everywhere", everywhere)]
    for screen in sorted(screens, key=lambda one: (issubclass(one, ModalScreen), screen_title(one))):
        dialog = issubclass(screen, ModalScreen)
        besides = tuple(action for action in everywhere if action.everywhere or not dialog)
        own = {action.id: action for action in collect_key_actions(screen)}
        taken, modes = {key for action in own.values() for key in action.keys}, list[tuple[KeyAction, ...]]()
        for actions in map(collect_key_actions, find_screen_widgets(screen)):
            if any(taken.intersection(action.keys) for action in actions):
                modes.append(actions)
            else:
                own |= {action.id: action for action in actions}
        found.append(KeyScope(screen_title(screen), tuple(own.values()), tuple(modes), besides))
    return tuple(found)


def screen_title(screen: type) -> str:
    """Return the title of a screen: the heading of its help, or else the first sentence of its docstring."""
    text = getattr(screen, "HELP", None) or screen.__doc__ or screen.__name__
    return str(text.strip().partition("\n")[0].removeprefix("# ").partition(".")[0])


def find_screen_widgets(screen: type) -> Iterator[type]:
    """Yield the widgets that a screen's module, and the modules of its base classes, import."""
    for owner in screen.__mro__:
        if owner.__module__.startswith(PACKAGE_PREFIX):
            for part in vars(sys.modules[owner.__module__]).values():
                if isinstance(part, type) and issubclass(part, Widget) and not issubclass(part, Screen):
                    yield part


@cache
def collect_key_actions(owner: type) -> tuple[KeyAction, ...]:
    """Return the actions with an id that a class and its base classes declare; Textual's own are left out."""
    bound: dict[str, list[Binding]] = {}
    for binding in collect_bindings(owner):
        bound.setdefault(binding.id or "", []).append(binding)
    bound.pop("", None)
    return tuple(
        KeyAction(
            name,
            tuple(one.key for one in held),
            held[0].description,
            held[0].tooltip,
            everywhere=held[0].priority and issubclass(owner, App),
        )
        for name, held in bound.items()
    )


def collect_bindings(owner: type) -> list[Binding]:
    """Return the bindings of a class and its base classes, one for each key; Textual's own are left out."""
    bound: dict[str, Binding] = {}
    for base in reversed(owner.__mro__):
        if issubclass(base, DOMNode) and base.__module__.startswith(PACKAGE_PREFIX):
            bound |= {binding.key: binding for binding in Binding.make_bindings(vars(base).get("BINDINGS", ()))}
    return list(bound.values())
