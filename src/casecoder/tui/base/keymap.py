"""Which key does what on which screen, and what the settings may change about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from textual.binding import Binding
from textual.keys import Keys, format_key, key_to_character

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


@dataclass(frozen=True)
class KeyTable:
    """What the keys of all screens do, and what a keymap may change about it.

    Parameters
    ----------
    scopes:
        Every screen; first what works everywhere.
    """

    scopes: tuple[KeyScope, ...]

    @cached_property
    def actions(self) -> dict[str, KeyAction]:
        """Every action by its id."""
        return {action.id: action for scope in self.scopes for action in scope.listed}

    def find_clashes(self, keymap: Mapping[str, tuple[str, ...]]) -> list[KeyClash]:
        """Return where a keymap gives a key to an action that another action of the same screen has.

        A key that both have by themselves is no clash: a screen may have its own way back, for instance.
        """
        found: dict[tuple[str, tuple[str, ...]], KeyClash] = {}
        for scope in self.scopes:
            for together in (scope.own + scope.besides, *scope.modes):
                for key, actions in _holders(together, keymap).items():
                    if len(actions) > 1 and not all(key in action.keys for action in actions):
                        clash = KeyClash(key, actions, scope.title)
                        found.setdefault((key, tuple(action.id for action in actions)), clash)
        return list(found.values())

    def find_clash_of_action(self, keymap: Mapping[str, str], action: str, keys: Iterable[str]) -> KeyClash | None:
        """Return what an action's new keys would clash with under a keymap; ``None`` when with nothing."""
        changed = {name: parse_keys(held) for name, held in keymap.items()} | {action: tuple(keys)}
        clashes = self.find_clashes(changed)
        return next((clash for clash in clashes if action in {held.id for held in clash.actions}), None)

    def check(self, keys: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
        """Return the keymap that the settings ask for, without the entries that are wrong, and what is wrong with them.

        Parameters
        ----------
        keys:
            Keys by the id of the action, as the settings file gives them.
        """
        good, wrong = dict[str, tuple[str, ...]](), list[str]()
        for name, typed in keys.items():
            if name not in self.actions:
                near = get_close_matches(name, self.actions, 1)
                wrong.append(f"There is no action {name}" + (f"; {near[0]} is near." if near else "."))
            elif not isinstance(typed, str) or not parse_keys(typed):
                wrong.append(f"{name} = {typed!r} names no key. Keys are written c, ctrl+g, f5, question_mark.")
            else:
                good[name] = parse_keys(typed)
        # Without an entry its action has again the keys it came with, which may clash too.
        while found := self.find_clashes(good):
            wrong += [f"{clash}." for clash in found]
            for name in {action.id for clash in found for action in clash.actions}:
                good.pop(name, None)
        return {name: ",".join(held) for name, held in good.items()}, wrong


def parse_keys(keys: str) -> tuple[str, ...]:
    """Keys as they are typed, with commas between them, by Textual's names; none for what is no key.

    >>> parse_keys("c, ?"), parse_keys("ctr+x")
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


def _holders(actions: Iterable[KeyAction], keymap: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[KeyAction, ...]]:
    """The actions of each key under a keymap."""
    holders: dict[str, dict[str, KeyAction]] = {}
    for action in actions:
        for key in keymap.get(action.id, action.keys):
            holders.setdefault(key, {})[action.id] = action
    return {key: tuple(held.values()) for key, held in holders.items()}
