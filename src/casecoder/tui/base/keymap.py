"""Keys and the actions they run on each screen, and the check of a user's own keys for clashes."""

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
    """An action that keys run.

    Parameters
    ----------
    id:
        How the settings name it (``coding.code``).
    keys:
        Its keys when the settings name no others, by Textual's names.
    name, tooltip:
        Its name in the footer, and a sentence on what it does.
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
    """A screen with the actions of its keys.

    Parameters
    ----------
    own:
        The actions of the screen, and of its widgets that use no key of the screen.
    modes:
        The actions of each widget that uses keys of the screen for other things, and so has the keyboard to itself
        while it has the focus.
    besides:
        The actions that work here as on every screen.
    """

    title: str
    own: tuple[KeyAction, ...]
    modes: tuple[tuple[KeyAction, ...], ...] = ()
    besides: tuple[KeyAction, ...] = ()

    @property
    def listed(self) -> tuple[KeyAction, ...]:
        """The actions that are particular to this screen, each once."""
        return tuple({action.id: action for part in (self.own, *self.modes) for action in part}.values())


@dataclass(frozen=True, slots=True)
class KeyClash:
    """A key that the settings gave to one action although another action of the same screen has it."""

    key: str
    actions: tuple[KeyAction, ...]
    scope: str

    def __str__(self) -> str:
        names = " and ".join(f"“{action.name}” ({action.id})" for action in self.actions)
        return f"{key_label(self.key)} is both {names} on the screen “{self.scope}”"


@dataclass(frozen=True)
class KeyTable:
    """The actions of all screens, and the rules for giving them other keys.

    Parameters
    ----------
    scopes:
        Every screen, after the keys that work everywhere.
    """

    scopes: tuple[KeyScope, ...]

    @cached_property
    def actions(self) -> dict[str, KeyAction]:
        """Every action by its id."""
        return {action.id: action for scope in self.scopes for action in scope.listed}

    def find_clashes(self, keymap: Mapping[str, tuple[str, ...]]) -> list[KeyClash]:
        """Return the clashes of a keymap: keys given to an action that another action of the same screen has.

        Keys that both actions have by default are no clash: a screen may use escape in its own way, for instance.
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
        """Return the clash that an action's new keys would make under a keymap; ``None`` when there is none."""
        changed = {name: parse_keys(held) for name, held in keymap.items()} | {action: tuple(keys)}
        clashes = self.find_clashes(changed)
        return next((clash for clash in clashes if action in {held.id for held in clash.actions}), None)

    def check(self, keys: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
        """Return the valid part of the keys in the settings, and a message for each entry that is wrong.

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
        # An action without its entry gets its default keys back, which may clash in turn.
        while found := self.find_clashes(good):
            wrong += [f"{clash}." for clash in found]
            for name in {action.id for clash in found for action in clash.actions}:
                good.pop(name, None)
        return {name: ",".join(held) for name, held in good.items()}, wrong


def parse_keys(keys: str) -> tuple[str, ...]:
    """Return Textual's names of keys typed with commas between them; nothing if one of them is not a key.

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
    """Return a key as it is written on the keyboard."""
    *held, last = key.split("+")
    return "+".join([*held, {"escape": "esc"}.get(last) or format_key(last)])


def _holders(actions: Iterable[KeyAction], keymap: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[KeyAction, ...]]:
    """Return the actions of each key under a keymap."""
    holders: dict[str, dict[str, KeyAction]] = {}
    for action in actions:
        for key in keymap.get(action.id, action.keys):
            holders.setdefault(key, {})[action.id] = action
    return {key: tuple(held.values()) for key, held in holders.items()}
