"""Which key does what on which screen, and what the settings may change about it."""

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys, format_key, key_to_character
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

PACKAGE_PREFIX = "casecoder."
MODIFIER_KEYS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}
KEY_NAMES = {key.value for key in Keys}


@dataclass(frozen=True, slots=True)
class KeyAction:
    """Something that keys do.

    Parameters
    ----------
    id:
        How the settings name it (``coding.code``).
    keys:
        Those it comes with, by Textual's names.
    name, tooltip:
        What it is called in the footer, and what it does in a sentence.
    everywhere:
        Whether it works over a dialog too.
    """

    id: str
    keys: tuple[str, ...]
    name: str
    tooltip: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class KeyScope:
    """A screen.

    Parameters
    ----------
    own:
        What keys do on the screen itself, or on a widget of it that shares the keyboard with it.
    modes:
        What keys do on each widget that has the keyboard to itself while it is at work: it has some of the keys of
        the screen for something else.
    besides:
        What keys do there as everywhere.
    """

    title: str
    own: tuple[KeyAction, ...]
    modes: tuple[tuple[KeyAction, ...], ...] = ()
    besides: tuple[KeyAction, ...] = ()

    @property
    def listed(self) -> tuple[KeyAction, ...]:
        """All that is not as everywhere."""
        return tuple({action.id: action for part in (self.own, *self.modes) for action in part}.values())


@dataclass(frozen=True, slots=True)
class KeyClash:
    """One key for several actions on a screen, though the settings gave it to one of them."""

    key: str
    actions: tuple[KeyAction, ...]
    scope: str

    def __str__(self) -> str:
        names = " and ".join(f"“{action.name}” ({action.id})" for action in self.actions)
        return f"{key_label(self.key)} is both {names} on the screen “{self.scope}”"


@cache
def list_key_scopes() -> tuple[KeyScope, ...]:
    """Every screen with what its keys do; first what works everywhere.

    All the screens are imported for it, so it is asked only when the settings have to do with keys.
    """
    from casecoder.tui.app import CaseCoderApp

    everywhere = collect_key_actions(CaseCoderApp)
    found = [KeyScope("Everywhere", everywhere)]
    for screen in sorted(list_screen_classes(), key=lambda one: (issubclass(one, ModalScreen), screen_title(one))):
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


def list_screen_classes() -> list[type[Screen[object]]]:
    """The screens that can be shown: those that no other screen is built on."""
    for package in ("screens", "widgets"):
        parent = importlib.import_module(f"{PACKAGE_PREFIX}tui.{package}")
        for module in pkgutil.walk_packages(parent.__path__, f"{parent.__name__}."):
            importlib.import_module(module.name)
    found: list[type[Screen[object]]] = []
    ahead: list[type[Screen[object]]] = [Screen]
    while ahead:
        below = [one for one in ahead.pop().__subclasses__() if one not in found]
        ahead += below
        found += [one for one in below if one.__module__.startswith(PACKAGE_PREFIX)]
    return [one for one in found if not one.__subclasses__()]


def screen_title(screen: type) -> str:
    """What a screen is called: the heading of its help, or else what its documentation says first."""
    text = getattr(screen, "HELP", None) or screen.__doc__ or screen.__name__
    return str(text.strip().partition("\n")[0].removeprefix("# ").partition(".")[0])


def find_screen_widgets(screen: type) -> Iterator[type]:
    """Our widgets that the modules of a screen and of those it is built on use."""
    for owner in screen.__mro__:
        if owner.__module__.startswith(PACKAGE_PREFIX):
            for part in vars(sys.modules[owner.__module__]).values():
                if isinstance(part, type) and issubclass(part, Widget) and not issubclass(part, Screen):
                    yield part


@cache
def collect_key_actions(owner: type) -> tuple[KeyAction, ...]:
    """The actions that a class of ours, or one of ours that it is built on, declares under an id."""
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
    """The bindings of a class of ours and of those of ours that it is built on, one for each key."""
    bound: dict[str, Binding] = {}
    for base in reversed(owner.__mro__):
        if issubclass(base, DOMNode) and base.__module__.startswith(PACKAGE_PREFIX):
            bound |= {binding.key: binding for binding in Binding.make_bindings(vars(base).get("BINDINGS", ()))}
    return list(bound.values())


def key_actions_by_id() -> dict[str, KeyAction]:
    """Every action by its id."""
    return {action.id: action for scope in list_key_scopes() for action in scope.listed}


def parse_keys(keys: str) -> tuple[str, ...]:
    """Keys as they are typed, with commas between them, by Textual's names; none for what is no key.

    >>> parsed("c, ?"), parsed("ctr+x")
    (('c', 'question_mark'), ())
    """
    typed = [key.strip() for key in keys.split(",")]
    if not all(map(_is_key, typed)):
        return ()
    return tuple(dict.fromkeys(binding.key for binding in Binding.make_bindings([Binding(",".join(typed), "")])))


def _is_key(typed: str) -> bool:
    *held, last = typed.split("+")
    is_letter = len(last) == 1 and last.isprintable() and last != " "
    return (is_letter or last in KEY_NAMES or key_to_character(last) is not None) and set(held) <= MODIFIER_KEYS


def key_label(key: str) -> str:
    """A key as it is written on the keyboard."""
    *held, last = key.split("+")
    return "+".join([*held, {"escape": "esc"}.get(last) or format_key(last)])


def find_key_clashes(keymap: Mapping[str, tuple[str, ...]]) -> list[KeyClash]:
    """Where a keymap gives a key to an action that another action of the same screen has.

    A key that both have by themselves is no clash: a screen may have its own way back, for instance.
    """
    found: dict[tuple[str, tuple[str, ...]], KeyClash] = {}
    for scope in list_key_scopes():
        for together in (scope.own + scope.besides, *scope.modes):
            for key, actions in _holders(together, keymap).items():
                if len(actions) > 1 and not all(key in action.keys for action in actions):
                    found.setdefault((key, tuple(action.id for action in actions)), KeyClash(key, actions, scope.title))
    return list(found.values())


def _holders(actions: Iterable[KeyAction], keymap: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[KeyAction, ...]]:
    """The actions of each key under a keymap."""
    holders: dict[str, dict[str, KeyAction]] = {}
    for action in actions:
        for key in keymap.get(action.id, action.keys):
            holders.setdefault(key, {})[action.id] = action
    return {key: tuple(held.values()) for key, held in holders.items()}


def check_keymap(keys: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """The keymap that the settings ask for, less what is wrong with it, and what that is.

    Parameters
    ----------
    keys:
        Keys by the id of the action, as the settings file gives them.
    """
    if not keys:
        return {}, []
    actions, good, wrong = key_actions_by_id(), dict[str, tuple[str, ...]](), list[str]()
    for name, typed in keys.items():
        if name not in actions:
            near = get_close_matches(name, actions, 1)
            wrong.append(f"There is no action {name}" + (f"; {near[0]} is near." if near else "."))
        elif not isinstance(typed, str) or not parse_keys(typed):
            wrong.append(f"{name} = {typed!r} names no key. Keys are written c, ctrl+g, f5, question_mark.")
        else:
            good[name] = parse_keys(typed)
    while found := find_key_clashes(
        good
    ):  # without an entry its action has again the keys it came with, which may clash too
        wrong += [f"{clash}." for clash in found]
        for name in {action.id for clash in found for action in clash.actions}:
            good.pop(name, None)
    return {name: ",".join(held) for name, held in good.items()}, wrong


def find_clash_of_action(keymap: Mapping[str, str], action: str, keys: Iterable[str]) -> KeyClash | None:
    """What an action's new keys would clash with under a keymap; ``None`` when with nothing."""
    wanted = {name: parse_keys(held) for name, held in keymap.items()} | {action: tuple(keys)}
    return next((clash for clash in find_key_clashes(wanted) if action in {held.id for held in clash.actions}), None)
