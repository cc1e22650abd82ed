"""The reference of keys and commands is what the bindings and the commands give."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from casecoder.cli.main import app
from casecoder.tui.app import read_key_table
from casecoder.tui.base import keymap
from tests.documents.keys_and_commands import FILE, reference

pytestmark = pytest.mark.slow


def test_the_reference_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_every_screen_is_known_before_any_is_shown() -> None:
    script = (
        "from casecoder.tui.app import read_key_table; "
        "print(*(scope.title for scope in read_key_table().scopes), sep='\\n')"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    folder = Path(keymap.__file__).parents[1] / "screens"
    for module in folder.rglob("*.py"):
        importlib.import_module(".".join(("casecoder.tui.screens", *module.relative_to(folder).with_suffix("").parts)))
    assert told.splitlines() == [scope.title for scope in read_key_table().scopes]


def test_every_key_command_and_option_is_in_the_reference() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert not [name for name in read_key_table().actions if f"`{name}`" not in text]
    ahead = [typer.main.get_command(app)]
    while ahead:
        command = ahead.pop()
        ahead += getattr(command, "commands", {}).values()
        options = [name for parameter in command.params for name in parameter.opts if name.startswith("--")]
        assert not [name for name in options if f"`{name}" not in text and f", {name}" not in text], command.name


def test_every_key_and_option_is_explained() -> None:
    rows = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows
    assert not [row for row in rows if any(not cell.strip() for cell in row.strip("| ").split(" | "))]
