"""The reference of keys and commands, made from the bindings and the command line themselves.

``python -m tests.documents.keys_and_commands`` writes it to ``docs/reference.md``.
"""

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer.main

from casecoder.cli.main import app
from casecoder.tui.app import read_key_table
from casecoder.tui.base.keymap import KeyAction, key_label
from casecoder.tui.base.themes import THEME_DESCRIPTIONS

FILE = Path(__file__).parents[2] / "docs" / "reference.md"

KEYS = """\
# Keys and commands

Made by `make docs` from the bindings and the command line; a test compares it with them.

## Keys

Every key can be changed: on the settings screen (F8), or in the settings file
(`~/.config/casecoder/settings.toml` on Linux; the settings screen says where it is):

```toml
theme = "high-contrast"

[keys]
"coding.code" = "c,enter"
"coding.again" = "ctrl+g"
```

An action that is on several screens is listed on each. What a list or a text field does with the arrows by itself is
left out.
"""
COMMANDS = """\
## Commands

`STUDY` is a study's file. Listings go to standard output, what is told about them to standard error. The exit code
is 0 when all is well, 1 when the input or the study is wrong, 2 when the call is.
"""


def reference() -> str:
    """The whole reference as Markdown."""
    themes = [f"- `{name}`: {meaning}." for name, meaning in THEME_DESCRIPTIONS.items()]
    commands = _commands(typer.main.get_command(app), ("casecoder",))
    return "\n".join([KEYS, "Themes:\n", *themes, "", *_keys(), COMMANDS, *commands]).rstrip("\n") + "\n"


def _keys() -> Iterator[str]:
    for scope in read_key_table().scopes:
        if scope.listed:
            yield f"### {scope.title}\n"
            yield "| key | action | what it does | id |"
            yield "|---|---|---|---|"
            yield from map(_row, scope.listed)
            yield ""


def _row(action: KeyAction) -> str:
    keys = " ".join(dict.fromkeys(f"`{_written(key)}`" for key in action.keys if not _is_twin(key, action)))
    cells = (keys, action.name, action.tooltip, f"`{action.id}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _is_twin(key: str, action: KeyAction) -> bool:
    """Whether a key is only another terminal's name for one that is listed (``shift+g`` for ``G``)."""
    return key.startswith("shift+") and key.removeprefix("shift+").upper() in action.keys


def _written(key: str) -> str:
    return key_label(key).replace("^", "ctrl+")


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    children = getattr(command, "commands", {})
    if len(path) == 1 or not children:
        yield from _command(command, path)
    for name, child in children.items():
        yield from _commands(child, (*path, name))


def _command(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    parameters = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    options = [parameter for parameter in parameters if parameter.param_type_name == "option"]
    words = [*path, *(_argument(argument) for argument in arguments), *(["[OPTIONS]"] if options else [])]
    yield f"### `{' '.join(words)}`\n"
    yield f"{' '.join((command.help or '').split())}\n"
    rows = [(_argument(one), one) for one in arguments] + [(_option(one), one) for one in options]
    for name, one in rows:
        yield f"- `{name}` {_help(one)}".rstrip()
    if rows:
        yield ""


def _argument(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    many = "..." if parameter.nargs == -1 and not name.endswith("...") else ""
    return f"{name}{many}" if parameter.required else f"[{name}{many}]"


def _option(parameter: Any) -> str:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    return names if parameter.is_flag else f"{names} {parameter.metavar or _kind(parameter)}"


def _help(parameter: Any) -> str:
    words = " ".join((getattr(parameter, "help", "") or "").split())
    kind = parameter.type_descriptor.annotation
    choices = ", ".join(f"`{name}`" for name in _choices(kind))
    needed = "Required." if parameter.required and parameter.param_type_name == "option" else ""
    return " ".join(filter(None, (words, choices and f"One of {choices}.", needed)))


def _choices(kind: Any) -> list[str]:
    return [str(one.value) for one in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


def _kind(parameter: Any) -> str:
    words = {str: "TEXT", Path: "PATH", int: "NUMBER", float: "NUMBER"}
    return words.get(parameter.type_descriptor.annotation, str(parameter.name).upper())


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(reference(), encoding="utf-8")
    print(FILE)
