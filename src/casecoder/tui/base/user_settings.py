"""The user's settings file: the theme, and keys in place of the default ones.

It is a file of TOML that may be written by hand. Whatever else it says, its comments and its order are kept when a
theme or a key is chosen.
"""

import os
import tomllib
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from casecoder.core.errors import CaseCoderError


def user_settings_path() -> Path:
    """Return the path of the settings file."""
    return platformdirs.user_config_path("casecoder") / "settings.toml"


@dataclass(slots=True)
class UserSettings:
    """The content of the settings file.

    Parameters
    ----------
    document:
        All of it; ``keys`` in it has dotted ids, however they were written.
    trouble:
        Why the file can't be read; empty when it can, or when there is none.
    text:
        The file as it was read.
    """

    document: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""
    text: str = ""

    @classmethod
    def load(cls) -> "UserSettings":
        """Read the file. One that can't be read gives no settings, and the trouble with it."""
        path = user_settings_path()
        try:
            text = path.read_text("utf-8-sig")
            return cls(_read_document(text), text=text)
        except (FileNotFoundError, NotADirectoryError):  # a first run
            return cls()
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return cls(trouble=f"{path} is not TOML: {error}")
        except OSError as error:
            return cls(trouble=f"{path} can’t be read: {error.strerror}")

    @property
    def theme(self) -> object:
        """The theme that the settings name, whether it exists or not; empty when they name none."""
        return self.document.get("theme", "")

    @property
    def keys(self) -> dict[str, object]:
        """The keys given, by the id of the action, whether they are good or not."""
        keys = self.document.get("keys", {})
        return dict(keys) if isinstance(keys, dict) else {}

    def choose_theme(self, name: str) -> None:
        """Keep a theme."""
        self._keep(lambda text: write_theme(text, name))

    def choose_key(self, action: str, keys: str) -> None:
        """Keep the keys of an action, with commas between them."""
        self._keep(lambda text: write_key(text, action, keys))

    def reset_key(self, action: str) -> None:
        """Give an action back the keys it came with."""
        self._keep(lambda text: remove_key(text, action))

    def reset_keys(self) -> None:
        """Give every action back the keys it came with."""
        self._keep(remove_all_keys)

    def _keep(self, change: Callable[[str], str]) -> None:
        """Change the file as it is now: another window may have changed it since it was read.

        Raises
        ------
        CaseCoderError
            If the file is no TOML, which writing it would lose, or the place can't be written.
        """
        now = UserSettings.load()
        if now.trouble:
            raise CaseCoderError(f"{now.trouble}.", "Mend the file or take it away, then choose again.")
        text = change(now.text)
        document = _read_document(text)
        path = user_settings_path()
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text, "utf-8")
            part.replace(path)
        except OSError as error:
            raise CaseCoderError(f"The settings can’t be kept in {path}: {error.strerror}.") from error
        self.document, self.trouble, self.text = document, "", text


def write_theme(text: str, name: str) -> str:
    """Return the text of a settings file with another theme; a first one stands at its head."""
    import tomlkit

    document = tomlkit.parse(text)
    if "theme" not in document:
        return tomlkit.dumps({"theme": name}) + text
    document["theme"] = name
    return tomlkit.dumps(document)


def write_key(text: str, action: str, keys: str) -> str:
    """Return the text of a settings file with other keys for an action, where it named the action before."""
    import tomlkit

    document = tomlkit.parse(text)
    if not isinstance(document.get("keys"), MutableMapping):
        document["keys"] = tomlkit.table()
    for table, name in _find_places(document["keys"], action) or [(document["keys"], action)]:
        table[name] = keys
    return tomlkit.dumps(document)


def remove_key(text: str, action: str) -> str:
    """Return the text of a settings file without the keys of an action."""
    import tomlkit

    document: Any = tomlkit.parse(text)
    for table, name in _find_places(document.get("keys"), action):
        del table[name]
    return tomlkit.dumps(document)


def remove_all_keys(text: str) -> str:
    """Return the text of a settings file without any keys; their table stays if there are comments in it."""
    import tomlkit
    from tomlkit.items import Item

    keys = _read_document(text).get("keys")
    for action in keys if isinstance(keys, dict) else ():
        text = remove_key(text, action)  # read again for each: tomlkit loses count where a table stands in parts
    document: Any = tomlkit.parse(text)
    left = document.get("keys")
    if isinstance(left, Item) and "#" not in left.as_string():
        del document["keys"]
    return tomlkit.dumps(document)


def _find_places(table: Any, action: str) -> list[tuple[MutableMapping[str, Any], str]]:
    """The tables in which the keys of an action stand, each with the name they have there.

    ``coding.code = "c"`` without quotes is a table in a table for TOML, and an id for whoever writes it.
    """
    if not isinstance(table, MutableMapping):
        return []
    found = [(table, action)] if action in table else []
    for name in table:
        if action.startswith(f"{name}."):
            found += _find_places(table[name], action.removeprefix(f"{name}."))
    return found


def _read_document(text: str) -> dict[str, Any]:
    document = tomllib.loads(text)
    if isinstance(document.get("keys"), dict):
        document["keys"] = dict(_list_dotted(document["keys"]))
    return document


def _list_dotted(table: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Each value of a table, and of the tables in it, under its dotted name."""
    found: list[tuple[str, Any]] = []
    for name, value in table.items():
        found += _list_dotted(value, f"{before}{name}.") if isinstance(value, dict) else [(before + name, value)]
    return found
