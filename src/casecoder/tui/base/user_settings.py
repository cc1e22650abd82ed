"""The settings file: which theme, and which keys instead of those that the screens come with.

It is a file of TOML that may be written by hand. What it says that we don't know is kept when we write it.
"""

import json
import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from casecoder.core.errors import CaseCoderError


def user_settings_path() -> Path:
    """Where the settings are."""
    return platformdirs.user_config_path("casecoder") / "settings.toml"


@dataclass(slots=True)
class UserSettings:
    """What the settings file says.

    Parameters
    ----------
    document:
        All of it; ``keys`` in it has dotted ids, however they were written.
    trouble:
        Why the file can't be read; empty when it can, or when there is none.
    """

    document: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""

    @classmethod
    def load(cls) -> "UserSettings":
        """Read the file. One that can't be read gives no settings, and the trouble with it."""
        path = user_settings_path()
        try:
            document = tomllib.loads(path.read_text("utf-8-sig"))
        except (FileNotFoundError, NotADirectoryError):  # a first run
            return cls()
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return cls(trouble=f"{path} is not TOML: {error}")
        except OSError as error:
            return cls(trouble=f"{path} can’t be read: {error.strerror}")
        if isinstance(document.get("keys"), dict):
            document["keys"] = dict(_dotted(document["keys"]))
        return cls(document)

    @property
    def theme(self) -> object:
        """What is given as the theme, whether there is such a theme or not; empty when nothing is."""
        return self.document.get("theme", "")

    @property
    def keys(self) -> dict[str, object]:
        """The keys given, by the id of the action, whether they are good or not."""
        keys = self.document.get("keys", {})
        return dict(keys) if isinstance(keys, dict) else {}

    def choose_theme(self, name: str) -> None:
        """Keep a theme."""
        self._keep(lambda document: document.update(theme=name))

    def choose_key(self, action: str, keys: str) -> None:
        """Keep the keys of an action, with commas between them."""
        self._keep(lambda document: _keys_of(document).update({action: keys}))

    def reset_key(self, action: str) -> None:
        """Give an action back the keys it came with."""
        self._keep(lambda document: _keys_of(document).pop(action, None))

    def reset_keys(self) -> None:
        """Give every action back the keys it came with."""
        self._keep(lambda document: document.pop("keys", None))

    def _keep(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the file as it is now: another window may have changed it since it was read.

        Raises
        ------
        CaseCoderError
            If the file is no TOML, which writing it would lose, or the place can't be written.
        """
        now = UserSettings.load()
        if now.trouble:
            raise CaseCoderError(f"{now.trouble}.", "Mend the file or take it away, then choose again.")
        change(now.document)
        path = user_settings_path()
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(format_toml(now.document), "utf-8")
            part.replace(path)
        except OSError as error:
            raise CaseCoderError(f"The settings can’t be kept in {path}: {error.strerror}.") from error
        self.document, self.trouble = now.document, ""


def _keys_of(document: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(document.get("keys"), dict):
        document["keys"] = {}
    keys: dict[str, Any] = document["keys"]
    return keys


def _dotted(table: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """``coding.code = "c"`` without quotes is a table in a table for TOML, and an id for whoever writes it."""
    found: list[tuple[str, Any]] = []
    for name, value in table.items():
        found += _dotted(value, f"{before}{name}.") if isinstance(value, dict) else [(before + name, value)]
    return found


def format_toml(document: dict[str, Any]) -> str:
    """A document as TOML: plain values first, then each table under its heading."""
    return "\n".join(_lines(document, ())).lstrip("\n") + "\n"


def _lines(table: dict[str, Any], path: tuple[str, ...]) -> list[str]:
    lines = ["", f"[{'.'.join(map(_quoted, path))}]"] if path else []
    lines += [f"{_quoted(name)} = {_value(value)}" for name, value in table.items() if not isinstance(value, dict)]
    for name, value in table.items():
        if isinstance(value, dict):
            lines += _lines(value, (*path, name))
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(name)} = {_value(inner)}" for name, inner in value.items()) + "}"
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)
